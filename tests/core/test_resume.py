"""A form sent after the session ended: what was typed waits, and is sent where it was going, and nowhere else."""

import datetime as dt
import re

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from moralprovince.celery import app
from moralprovince.core import resume
from moralprovince.core.outbox import deliver
from moralprovince.core.personal import NOBODY, TYPIST, sign_of
from moralprovince.core.resume import KEY
from moralprovince.portal import tasks
from moralprovince.portal.rules import outbox_rules
from pledges.models import FollowUpReport
from tests.factories import contact_of, coordinator_of
from tests.factories_pledges import FollowUpReportFactory, PledgeFactory
from tests.support.uploads import photo

pytestmark = pytest.mark.django_db
WORDS, PASSWORD = "ข้อความยาวที่พิมพ์ไว้นาน", "a-long-enough-word-1"


@pytest.fixture
def report():
    return FollowUpReportFactory(pledge=PledgeFactory(commitments=1))


@pytest.fixture
def contact(report):
    person = contact_of(report.pledge.organisation, email="somsri@example.org")
    person.set_password(PASSWORD)
    person.save()
    return person


@pytest.fixture
def url(report):
    return reverse("pledges:report-fill", args=[report.pk])


def typed(**more):
    return {"version": 1, "summary": WORDS, "do": "save", **more}


def log_in(client, email="somsri@example.org"):
    return client.post(f"{reverse('account_login')}?next={reverse('resume')}", {"login": email, "password": PASSWORD})


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
    kept = client.session[KEY][NOBODY]["fields"]
    assert {name for name, _value in kept} == {
        "version",
        "summary",
        "do",
        "postal_code",
        "code",
    }


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
    assert [dict(one.get_decoded()[KEY][NOBODY]["fields"])["summary"] for one in Session.objects.all()] == ["ยังรออยู่"]
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
    session[KEY] = {NOBODY: {"path": "//evil.example.org/x", "fields": [], "files": False}}
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


# Several people at one machine


@pytest.fixture
def colleague(report):
    person = coordinator_of(report.pledge.organisation.network, email="colleague@example.org")
    person.set_password(PASSWORD)
    person.save()
    return person


def come_in(client, person):
    return client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})


def log_out(client):
    client.post(reverse("account_logout"))


def ended_by_age(client):
    Session.objects.update(expire_date=timezone.now() - dt.timedelta(minutes=1))


def ended_by_an_administrator(client):
    Session.objects.all().delete()


def ended_in_the_browser(client):
    del client.cookies[settings.SESSION_COOKIE_NAME]


@pytest.mark.parametrize("end", [ended_by_age, ended_by_an_administrator, ended_in_the_browser, log_out])
def test_whoever_logs_in_next_is_not_shown_what_another_person_typed_who_is_led_to_it(client, url, contact, colleague, end):
    come_in(client, contact)
    client.get(url)
    end(client)
    client.post(url, typed())

    assert log_in(client, colleague.email).headers["Location"] == reverse("resume")
    assert client.get(reverse("resume")).headers["Location"] == reverse("home")
    client.post(reverse("resume"))
    log_out(client)
    assert come_in(client, contact).headers["Location"] == reverse("resume")
    assert client.get(reverse("resume")).context["typed"].texts == [WORDS]


def test_what_two_people_typed_waits_for_each_of_them(client, url, contact, colleague):
    for person, words in ((contact, "ของสมศรี"), (colleague, "ของเพื่อน")):
        come_in(client, person)
        log_out(client)
        client.post(url, typed(summary=words))
    shown = {}
    for person in (contact, colleague):
        come_in(client, person)
        shown[person.email] = client.get(reverse("resume")).context["typed"].texts
        log_out(client)
    assert shown == {contact.email: ["ของสมศรี"], colleague.email: ["ของเพื่อน"]}
    # Each has logged out on purpose since, and what waited for herself went with that.
    assert KEY not in client.session


def test_of_too_many_people_whoever_typed_longest_ago_makes_room(client, url, monkeypatch):
    for who in "abcbde":
        monkeypatch.setattr(resume, "typist", lambda request, who=who: who)
        client.post(url, typed())
    assert [*client.session[KEY]] == ["c", "b", "d", "e"]


def test_what_waits_is_in_nobodys_way_and_reading_its_page_uses_nothing_up(client, url, contact, colleague):
    stranger = contact_of(FollowUpReportFactory().pledge.organisation, email="stranger@example.org")
    stranger.set_password(PASSWORD)
    stranger.save()
    for person in (contact, colleague):
        come_in(client, person)
        log_out(client)
        client.post(url, typed())
    ways = [come_in(client, stranger)]
    log_out(client)
    come_in(client, contact)
    client.get(url)
    ways.append(client.post(reverse("preferences"), {"language": "en", "next": url}))
    assert [way.headers["Location"] for way in ways] == [settings.LOGIN_REDIRECT_URL, url]
    assert {*client.session[KEY]} == {sign_of(contact.pk), sign_of(colleague.pk)}


def token_of(client, address):
    """What a form of that page carries."""
    return {"csrfmiddlewaretoken": str(client.get(address).context["csrf_token"])}


def test_a_form_left_open_by_an_earlier_person_is_refused_and_never_kept_as_somebody_elses(url, contact, colleague):
    client, left_open = Client(enforce_csrf_checks=True), []
    for person in (contact, colleague):
        data = {"login": person.email, "password": PASSWORD, **token_of(client, reverse("account_login"))}
        client.post(reverse("account_login"), data)
        left_open.append(token_of(client, url))
        client.post(reverse("account_logout"), left_open[-1])
    assert [client.post(url, typed(**token)).status_code for token in left_open] == [403, 302]
    assert [*client.session[KEY]] == [sign_of(colleague.pk)]


def by_a_second_step(client, person):
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    come_in(client, person)
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    return client.post(reverse("mfa_authenticate"), {"code": code})


def by_a_new_password(client, person):
    client.post(reverse("account_reset_password"), {"email": person.email})
    deliver(outbox_rules())
    path = re.search(r"https?://[^/]+(/accounts/password/reset/key/\S+)", mail.outbox[0].body)[1]
    address = client.get(path, follow=True).redirect_chain[-1][0]
    return client.post(address, {"password1": "another-long-word-2", "password2": "another-long-word-2"})


def in_the_other_language(client, person):
    client.post(reverse("preferences"), {"language": "en", "next": reverse("account_login")})
    return come_in(client, person)


@pytest.mark.parametrize("way", [by_a_second_step, by_a_new_password, in_the_other_language])
def test_however_she_comes_back_she_is_led_to_what_she_typed(client, url, contact, way):
    come_in(client, contact)
    ended_by_an_administrator(client)
    client.post(url, typed())
    assert way(client, contact).headers["Location"] == reverse("resume")
    assert client.get(reverse("resume")).context["typed"].texts == [WORDS]


def test_the_sign_of_who_typed_outlives_every_form_and_is_for_the_server_alone(client, contact, settings):
    settings.SESSION_COOKIE_SECURE = True
    cookie = come_in(client, contact).cookies[TYPIST]
    told = {name: cookie[name] for name in ("httponly", "samesite", "secure", "max-age")}
    lasts = settings.CSRF_COOKIE_AGE + settings.SESSION_COOKIE_AGE
    assert told == {"httponly": True, "samesite": "Lax", "secure": True, "max-age": lasts}
    answers = [client.get(address) for address in (reverse("home"), reverse("theme-css"))]
    assert [TYPIST in answer.cookies for answer in answers] == [False, False]
    del client.cookies[TYPIST]
    answers = [client.get(address) for address in (reverse("theme-css"), reverse("home"))]
    assert [TYPIST in answer.cookies for answer in answers] == [False, True]
