"""A form sent after the session ended: what was typed waits, and is sent where it was going, and nowhere else."""

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from moralprovince.celery import app
from moralprovince.core.resume import KEY
from moralprovince.portal import tasks
from pledges.models import FollowUpReport
from tests.factories import contact_of
from tests.factories_pledges import FollowUpReportFactory, PledgeFactory
from tests.support.uploads import photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def report():
    return FollowUpReportFactory(pledge=PledgeFactory(commitments=1))


@pytest.fixture
def contact(report):
    person = contact_of(report.pledge.organisation, email="somsri@example.org")
    person.set_password("a-long-enough-word-1")
    person.save()
    return person


@pytest.fixture
def url(report):
    return reverse("pledges:report-fill", args=[report.pk])


def typed(**more):
    return {"version": 1, "summary": "ข้อความยาวที่พิมพ์ไว้นาน", "do": "save", **more}


def log_in(client):
    data = {"login": "somsri@example.org", "password": "a-long-enough-word-1"}
    return client.post(f"{reverse('account_login')}?next={reverse('resume')}", data)


def test_what_was_typed_is_shown_after_logging_in_and_sent_with_one_press(client, url, report, contact):
    response = client.post(url, typed())
    assert response.headers["Location"] == f"{reverse('account_login')}?next=%2Fresume%2F"
    assert FollowUpReport.objects.get().state == "expected"
    assert log_in(client).headers["Location"] == reverse("resume")
    page = client.get(reverse("resume"))
    html = page.content.decode()
    assert "ข้อความยาวที่พิมพ์ไว้นาน" in html
    assert f'action="{url}"' in html
    again = dict(page.context["typed"].fields)
    assert client.post(url, again).status_code == 302
    assert FollowUpReport.objects.get().summary == "ข้อความยาวที่พิมพ์ไว้นาน"
    assert KEY not in client.session
    assert client.get(reverse("resume")).headers["Location"] == reverse("home")


def test_the_log_in_page_says_that_nothing_is_lost(client, url):
    response = client.post(url, typed(), follow=True)
    assert "ยังอยู่ครบ" in response.content.decode()


def test_files_are_not_kept_and_the_page_says_so(client, url, report, contact):
    client.post(url, typed(**{"e-file": SimpleUploadedFile("a.jpg", photo())}))
    log_in(client)
    assert "เลือกไฟล์อีกครั้ง" in client.get(reverse("resume")).content.decode()


def test_passwords_and_tokens_are_never_kept(client, url):
    secrets = {"password": "p", "new_password2": "p", "csrfmiddlewaretoken": "t", "otp": "1", "client_secret": "s"}
    client.post(url, typed(**secrets, postal_code="13000", code="Q3"))
    assert {name for name, _value in client.session[KEY]["fields"]} == {"version", "summary", "do", "postal_code", "code"}


def test_pages_for_logging_in_keep_nothing(client):
    client.post(reverse("account_login"), {"login": "x@example.org", "password": "y"})
    client.post(reverse("account_change_password"), {"oldpassword": "y", "name": "z"})
    assert KEY not in client.session


@pytest.mark.parametrize("data", [{"summary": "ก" * 200_001}, {f"f{n}": "x" for n in range(2001)}], ids=["long", "many"])
def test_too_much_is_not_kept_and_leads_to_the_page_itself(client, url, data):
    response = client.post(url, data)
    assert response.headers["Location"] == f"{reverse('account_login')}?next={url.replace('/', '/')}"
    assert Session.objects.count() == 0


def test_what_nobody_came_back_for_is_forgotten_with_its_session(client, url):
    client.post(url, typed())
    Session.objects.update(expire_date=timezone.now() - dt.timedelta(minutes=1))
    Client().post(url, typed(summary="ยังรออยู่"))
    tasks.forget_sessions()
    assert [dict(one.get_decoded()[KEY]["fields"])["summary"] for one in Session.objects.all()] == ["ยังรออยู่"]
    assert app.conf.beat_schedule["forget sessions that are over"]["task"] == tasks.forget_sessions.name


def test_nothing_is_kept_of_pages_that_do_not_ask_for_a_log_in(client):
    client.post("/nowhere/", {"a": "b"})
    client.get(reverse("pledges:reports"))
    assert KEY not in client.session


def test_only_the_page_of_the_same_address_takes_it(client, url, report, contact):
    client.post(url, typed())
    log_in(client)
    client.post(reverse("pledges:report-autosave", args=[report.pk]), typed())
    assert KEY in client.session
    session = client.session
    session[KEY] = {"path": "//evil.example.org/x", "fields": [], "files": False}
    session.save()
    assert client.get(reverse("resume")).headers["Location"] == reverse("home")


def test_it_can_be_forgotten(client, url, contact):
    client.post(url, typed())
    log_in(client)
    client.post(reverse("resume"))
    assert KEY not in client.session


def test_a_page_that_refuses_keeps_it_waiting(client, url, report, contact):
    client.post(url, typed())
    log_in(client)
    FollowUpReport.objects.update(version=9)
    assert client.post(url, typed()).status_code == 409
    assert KEY in client.session


def test_another_persons_page_is_not_found_with_what_was_typed(client, url):
    other = contact_of(FollowUpReportFactory().pledge.organisation)
    client.post(url, typed())
    client.force_login(other)
    assert client.post(url, typed()).status_code == 404
