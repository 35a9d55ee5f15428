"""The register's file: as shown, at once where it is short, by a worker where it is long."""

from __future__ import annotations

import csv
import datetime as dt
import io

import openpyxl
import pytest
from django.http import Http404
from django.urls import reverse

from moralprovince.core import exports as core_exports
from moralprovince.core import jobs, listing
from moralprovince.core.models import AuditEvent, Job, StoredFile
from moralprovince.core.orphans import clean_orphans
from moralprovince.core.tables import read_table
from moralprovince.portal.exports import register as exports
from moralprovince.portal.tasks import do_long_works
from networks.columns import HEADINGS
from networks.imports.running import import_file
from networks.models import Organisation, RoleGrant, SectorNetwork, Subdistrict
from tests.factories import (
    OfficeFactory,
    OrganisationFactory,
    RoleGrantFactory,
    SectorNetworkFactory,
    coordinator_of,
    officer_of,
    role,
)
from tests.support.reference import load_one_province

pytestmark = pytest.mark.django_db
EXPORT = "networks:organisations-export"


@pytest.fixture
def officer(client):
    officer = officer_of(OfficeFactory().province)
    client.force_login(officer)
    return officer


@pytest.fixture
def long_from_three(monkeypatch):
    """Three rows are a long list."""
    monkeypatch.setattr(listing.count_up_to, "__defaults__", (2,))


def content(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def table(response):
    return list(csv.reader(io.StringIO(content(response).decode("utf-8-sig"))))


def test_the_file_has_what_the_list_shows_in_its_order(client, officer):
    for name in ("วัดข", "วัดก", "โรงเรียน"):
        OrganisationFactory(name=name)
    shown = table(client.get(reverse(EXPORT), {"format": "csv", "q": "วัด"}))
    assert shown[0][: len(HEADINGS)] == list(HEADINGS.values())
    assert [row[0] for row in shown[1:]] == ["วัดก", "วัดข"]


def test_the_workbook_reads_as_the_csv_does(client, officer, tmp_path):
    OrganisationFactory(name="วัดก", members=1200)
    path = tmp_path / "register.xlsx"
    path.write_bytes(content(client.get(reverse(EXPORT), {"format": "xlsx"})))
    found = read_table(path)
    lines = [[str(cell) for cell in row] for row in found.rows]
    assert lines[0][0] == HEADINGS["name"]
    assert lines[1][0] == "วัดก"


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_what_was_exported_is_imported_again_and_changes_nothing(client, tmp_path, ending):
    province = load_one_province()
    networks = list(SectorNetwork.objects.filter(province=province))
    places = Subdistrict.objects.select_related("district")
    for number, network in enumerate(networks):
        OrganisationFactory(
            name=f"วัด{'=+-@'[number % 4]} {number}", network=network, subdistrict=places[number * 20],
            members=number * 700 or None, kind="community" if number % 2 else "organisation",
            phone="+66 35 123 456" if number % 3 else "035-123456 ต่อ 7",
            email=f"o{number}@example.org", declared_on=dt.date(2021, 1, 16), contact_name="-", note="- ก\nข",
            village_no="12/3", postal_code="13000", state=("active", "proposed", "dormant", "withdrawn")[number % 4],
        )  # fmt: skip
    client.force_login(officer_of(province))
    path = tmp_path / f"register.{ending}"
    path.write_bytes(content(client.get(reverse(EXPORT), {"format": ending})))
    _run, plan = import_file(path, province=province, year=2564)
    assert {name: plan.summary()[name] for name in ("created", "updated", "unchanged", "rejected", "warnings")} == {
        "created": 0, "updated": 0, "unchanged": len(networks), "rejected": 0, "warnings": 0,
    }  # fmt: skip


SIGNS = ("=", "+", "-", "@", "＝", "'=", "'-")


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
@pytest.mark.parametrize("rest", ["ชุมชนรักษ์ดี", "1+1", "SUM(A1)", 'HYPERLINK("http://example.org","ก")'])
def test_a_name_that_begins_like_a_formula_is_imported_again_unchanged(client, tmp_path, ending, rest):
    province = load_one_province()
    network, places = SectorNetwork.objects.filter(province=province).first(), list(Subdistrict.objects.all())
    signs = SIGNS if ending == "csv" else SIGNS[:5]
    for sign, place in zip(signs, places, strict=False):
        OrganisationFactory(name=f"{sign}{rest}", network=network, subdistrict=place)
    names = sorted(Organisation.objects.values_list("name", flat=True))
    client.force_login(officer_of(province))
    path = tmp_path / f"register.{ending}"
    path.write_bytes(content(client.get(reverse(EXPORT), {"format": ending})))
    _run, plan = import_file(path, province=province, year=2564)
    assert {name: count for name, count in plan.summary().items() if count} == {"unchanged": len(signs)}
    assert sorted(Organisation.objects.values_list("name", flat=True)) == names


def test_a_csv_file_saved_as_a_workbook_keeps_no_apostrophe(client, tmp_path):
    province = load_one_province()
    network = SectorNetwork.objects.filter(province=province).first()
    OrganisationFactory(name="-ชุมชนรักษ์ดี", network=network, subdistrict=Subdistrict.objects.first())
    client.force_login(officer_of(province))
    book = openpyxl.Workbook()
    for line in table(client.get(reverse(EXPORT), {"format": "csv"})):
        book.active.append(line)
    book.save(tmp_path / "register.xlsx")
    _run, plan = import_file(tmp_path / "register.xlsx", province=province, year=2564)
    assert (plan.summary()["unchanged"], Organisation.objects.get().name) == (1, "-ชุมชนรักษ์ดี")


def test_a_formula_stays_text(client, officer):
    OrganisationFactory(name="=HYPERLINK(1)")
    assert table(client.get(reverse(EXPORT), {"format": "csv"}))[1][0] == "'=HYPERLINK(1)"


def test_a_coordinator_exports_her_own_network_only(client):
    mine = OrganisationFactory()
    OrganisationFactory(network=SectorNetworkFactory(code="religion"))
    client.force_login(coordinator_of(mine.network))
    assert [row[0] for row in table(client.get(reverse(EXPORT), {"format": "csv"}))[1:]] == [mine.name]


@pytest.mark.parametrize("asked", ["", "pdf", "\x00", "xlsx/../x"])
def test_another_format_is_not_there(client, officer, asked):
    assert client.get(reverse(EXPORT), {"format": asked}).status_code == 404


def test_a_visitor_is_asked_to_log_in(client):
    assert client.get(reverse(EXPORT), {"format": "csv"}).status_code == 302


# Long lists


def test_a_long_list_is_offered_as_a_work_and_nothing_is_begun_by_a_link(client, officer, long_from_three):
    for _number in range(3):
        OrganisationFactory()
    response = client.get(reverse(EXPORT), {"format": "csv"})
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/html")
    assert not Job.objects.exists()
    assert client.get(reverse("networks:organisations-export-begin"), {"format": "csv"}).status_code == 405


@pytest.fixture
def begun(client, officer, long_from_three, settings):
    """A long export that waits; there is no broker."""
    for name in ("วัดก", "วัดข", "วัดค", "โรงเรียน"):
        OrganisationFactory(name=name)
    response = client.post(reverse("networks:organisations-export-begin") + "?format=csv&q=วัด")
    return response.url, Job.objects.get()


def test_the_work_waits_until_the_beat_comes_and_the_file_is_the_list(client, officer, begun):
    address, job = begun
    assert (job.state, job.total) == ("waiting", 3)
    assert "รอคิว" in client.get(address).content.decode()
    do_long_works()
    job.refresh_from_db()
    assert (job.state, job.tries) == ("done", 1)
    with job.file.file.open() as stored:
        lines = list(csv.reader(io.StringIO(stored.read().decode("utf-8-sig"))))
    assert [row[0] for row in lines[1:]] == ["วัดก", "วัดข", "วัดค"]
    assert (job.file.owner_type, job.file.owner_id) == ("core.job", str(job.pk))
    assert reverse("file", args=[job.file.pk]) in client.get(address).content.decode()


def test_the_same_work_asked_for_twice_is_one(client, officer, begun):
    client.post(reverse("networks:organisations-export-begin") + "?format=csv&q=วัด")
    assert Job.objects.count() == 1


def test_the_work_of_another_is_not_there(client, begun):
    address, _job = begun
    client.force_login(officer_of(OfficeFactory().province))
    assert client.get(address).status_code == 404


def test_a_file_is_opened_only_while_every_role_it_was_written_by_is_held(client, officer, begun):
    address, job = begun
    do_long_works()
    RoleGrantFactory(user=officer, role=role("coordinator"), network=SectorNetworkFactory(code="media"))
    file = reverse("file", args=[Job.objects.get().file_id])
    answers = [client.get(file)]
    RoleGrant.objects.filter(user=officer, province=officer.role_grants.first().province).update(ends_on=dt.date(2026, 1, 1))
    answers += [client.get(file), client.get(address)]
    content(answers[0])
    assert [answer.status_code for answer in answers] == [200, 404, 200]
    assert (file in answers[2].content.decode(), "สิ้นสุดแล้ว" in answers[2].content.decode()) == (False, True)


def test_progress_is_written_down_as_rows_pass(begun, monkeypatch):
    monkeypatch.setattr(core_exports, "REPORT_EVERY", 1)
    noted = []
    monkeypatch.setattr(core_exports, "note_progress", lambda job, done: noted.append(done))
    do_long_works()
    assert noted == [1, 2, 3]


def test_a_worker_whose_time_is_up_calls_for_the_next_and_leaves_what_waits(begun, monkeypatch):
    _address, job = begun
    Job.objects.create(kind=job.kind, requested_by=job.requested_by)
    called = []
    monkeypatch.setattr(jobs, "wake", called.append)
    assert jobs.run_jobs({job.kind: lambda job: None}, seconds=-1) == 1
    assert (called, sorted(Job.objects.values_list("state", flat=True))) == ([jobs.TASK], ["done", "waiting"])


def test_what_a_dead_worker_held_is_taken_up_again_and_given_up_in_the_end(begun):
    _address, job = begun
    Job.objects.filter(pk=job.pk).update(state="running", tries=1, touched_at=jobs.timezone.now() - 2 * jobs.SILENCE)
    assert jobs.run_jobs({}) == 0
    job.refresh_from_db()
    assert job.state == "waiting"
    Job.objects.filter(pk=job.pk).update(state="running", tries=3, touched_at=jobs.timezone.now() - 2 * jobs.SILENCE)
    jobs.run_jobs({})
    job.refresh_from_db()
    assert job.state == "broken"
    assert job.note


def test_the_file_of_a_worker_whose_work_was_given_to_another_is_cleared_away(begun):
    _address, job = begun

    def slow(job):
        file = exports.register_job(job)
        Job.objects.filter(pk=job.pk).update(tries=2)
        return file

    jobs.run_jobs({exports.KIND: slow})
    job.refresh_from_db()
    assert (job.state, job.file, StoredFile.objects.count()) == ("running", None, 1)
    clean_orphans(now=jobs.timezone.now() + dt.timedelta(days=2))
    assert StoredFile.objects.count() == 0


@pytest.mark.parametrize("trouble", [OSError("No space left on device"), KeyError("sort"), Http404("the network is gone")])
def test_a_work_that_breaks_off_is_said_in_words_at_once(client, begun, trouble):
    address, job = begun

    def broken(_job):
        raise trouble

    assert jobs.run_jobs({exports.KIND: broken}) == 1
    job.refresh_from_db()
    assert job.state == "broken"
    assert "กรุณาสั่งใหม่อีกครั้ง" in client.get(address).content.decode()


def test_an_old_file_is_set_free(begun):
    _address, job = begun
    do_long_works()
    Job.objects.filter(pk=job.pk).update(finished_at=jobs.timezone.now() - jobs.KEPT - jobs.SILENCE)
    jobs.run_jobs({})
    job.refresh_from_db()
    assert job.file is None


def test_a_file_that_was_kept_long_enough_opens_to_nobody_until_it_is_cleared_away(client, officer, begun):
    _address, job = begun
    do_long_works()
    file = Job.objects.get().file
    RoleGrant.objects.filter(user=officer).update(ends_on=dt.date(2026, 1, 1))
    Job.objects.filter(pk=job.pk).update(finished_at=jobs.timezone.now() - jobs.KEPT - jobs.SILENCE)
    jobs.run_jobs({})
    assert StoredFile.objects.filter(pk=file.pk).exists()
    assert client.get(reverse("file", args=[file.pk])).status_code == 404


def test_a_work_that_ended_long_ago_is_forgotten_and_who_asked_for_it_is_not(begun):
    _address, job = begun
    do_long_works()
    now = jobs.timezone.now()
    ages = {"done": 29, "broken": 31, "waiting": 31, "running": 31}
    for state, days in ages.items():
        about = {"kind": state, "parameters": {"query": "q=somchai"}, "requested_by": job.requested_by, "touched_at": now}
        ended = now - dt.timedelta(days=days) if state in ("done", "broken") else None
        Job.objects.create(state=state, finished_at=ended, requested_at=now - dt.timedelta(days=days), **about)
    Job.objects.filter(pk=job.pk).update(finished_at=now - dt.timedelta(days=31))

    jobs.run_jobs({})
    clean_orphans(now=now + dt.timedelta(days=2))

    assert list(Job.objects.order_by("pk").values_list("kind", flat=True)) == ["done", "waiting", "running"]
    assert StoredFile.objects.count() == 0
    assert list(AuditEvent.objects.filter(action="request_job").values_list("object_id", "actor")) == [
        (str(job.pk), job.requested_by_id)
    ]
