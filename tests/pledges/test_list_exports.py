"""The lists of pledges and reports as files: at once where they are short, written by a worker where they are long."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from django.conf import settings as django_settings
from django.urls import reverse

from moralprovince.core import listing
from moralprovince.core.models import Job
from moralprovince.portal.tasks import do_long_works
from tests.factories import OfficeFactory, OrganisationFactory, SectorNetworkFactory, coordinator_of, officer_of
from tests.factories_pledges import FollowUpReportFactory, PledgeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(dt.datetime(2027, 4, 10, 3, tzinfo=dt.UTC), tick=False)]
LISTS = ["pledges:pledges", "pledges:reports"]


@pytest.fixture
def officer(client):
    officer = officer_of(OfficeFactory().province)
    client.force_login(officer)
    return officer


@pytest.fixture
def three(officer, monkeypatch):
    """Three organisations with a pledge and a report each, and three rows are a long list."""
    monkeypatch.setattr(listing.count_up_to, "__defaults__", (2,))
    for name in ("วัดก", "วัดข", "โรงเรียน"):
        FollowUpReportFactory(pledge=PledgeFactory(organisation=OrganisationFactory(name=name)))


def lines_of(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def made(job):
    with job.file.file.open() as stored:
        return lines_of(stored.read())


def streamed(client, name, **query):
    return lines_of(b"".join(client.get(reverse(f"{name}-export"), {"format": "csv", **query}).streaming_content))


@pytest.mark.parametrize("name", LISTS)
def test_a_long_list_is_offered_as_a_work_and_nothing_is_begun_by_a_link(client, three, name):
    response = client.get(reverse(f"{name}-export"), {"format": "csv"})
    assert (response.status_code, response["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert response.content.decode().count(f'action="{reverse(f"{name}-export-begin")}?format=csv"') == 1
    assert client.get(reverse(f"{name}-export-begin"), {"format": "csv"}).status_code == 405
    assert Job.objects.count() == 0


@pytest.mark.parametrize(("how_many", "at_once"), [(2, True), (3, False)])
@pytest.mark.parametrize("name", LISTS)
def test_a_list_comes_at_once_up_to_the_threshold(client, officer, monkeypatch, name, how_many, at_once):
    monkeypatch.setattr(listing.count_up_to, "__defaults__", (2,))
    for _time in range(how_many):
        FollowUpReportFactory(pledge=PledgeFactory(organisation=OrganisationFactory()))
    assert client.get(reverse(f"{name}-export"), {"format": "csv"}).streaming is at_once


@pytest.mark.parametrize("name", LISTS)
def test_the_worker_writes_the_rows_that_a_short_list_streams(client, three, monkeypatch, name):
    answer = client.post(reverse(f"{name}-export-begin") + "?format=csv&sort=-name")
    job = Job.objects.get()
    assert (job.state, job.total, answer.url) == ("waiting", 3, reverse("export-work", args=[job.pk]))
    do_long_works()
    job.refresh_from_db()
    assert (job.state, job.note) == ("done", "")
    page = client.get(answer.url).content.decode()
    assert (page.count(reverse("file", args=[job.file.pk])), page.count(f'href="{reverse(name)}?sort=-name')) == (1, 2)
    monkeypatch.setattr(listing.count_up_to, "__defaults__", (10_000,))
    assert made(job) == streamed(client, name, sort="-name")
    assert [row[1] for row in made(job)[1:]] == ["วัดข", "วัดก", "โรงเรียน"]


@pytest.mark.parametrize("name", LISTS)
def test_the_workbook_of_a_worker_speaks_the_language_of_who_asked(client, three, name):
    client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = "en"
    client.post(reverse(f"{name}-export-begin") + "?format=csv")
    do_long_works()
    assert made(Job.objects.get())[0][:2] == ["Code", "Name"]


@pytest.mark.parametrize("name", LISTS)
def test_a_worker_writes_only_what_the_one_who_asked_may_see(client, three, name):
    other = OrganisationFactory(name="สื่อ", network=SectorNetworkFactory(code="media"))
    FollowUpReportFactory(pledge=PledgeFactory(organisation=other))
    client.force_login(coordinator_of(other.network))
    client.post(reverse(f"{name}-export-begin") + "?format=csv")
    do_long_works()
    assert [row[1] for row in made(Job.objects.get())[1:]] == ["สื่อ"]


def test_the_pledges_of_the_year_shown_are_written_whatever_year_the_office_works_in_then(client, three, officer):
    client.post(reverse("pledges:pledges-export-begin") + "?format=xlsx")
    assert Job.objects.get().parameters["query"] == "format=xlsx&year=2570"


@pytest.mark.parametrize("name", LISTS)
def test_the_link_to_a_long_file_is_read_as_a_page(client, three, monkeypatch, name):
    links = [f'href="{reverse(f"{name}-export")}?sort=name&amp;format=csv"{more}>' for more in ("", " download")]
    found = client.get(reverse(name), {"sort": "name"}).content.decode()
    assert [found.count(link) for link in links] == [1, 0]
    monkeypatch.setattr(listing.count_up_to, "__defaults__", (10_000,))
    found = client.get(reverse(name), {"sort": "name"}).content.decode()
    assert [found.count(link) for link in links] == [0, 1]
