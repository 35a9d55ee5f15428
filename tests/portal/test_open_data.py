"""Open data: exactly what the public may know, in every form the same; and the manners of the API."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json

import openpyxl
import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from moralprovince.core.public_pages import shelf
from moralprovince.core.public_stamp import stamp
from moralprovince.portal.models import Summary
from moralprovince.portal.opendata import paging
from moralprovince.portal.opendata.files import ENDINGS
from moralprovince.portal.opendata.summaries import INSIDE
from moralprovince.portal.opendata.table import DATASETS
from moralprovince.portal.public.figures import figures
from moralprovince.portal.views import api, open_data
from networks.models import Organisation
from tests.access.fixtures import rolled_back
from tests.access.table import answer
from tests.factories_open_data import SECRET, YEAR, something_of_each
from tests.support.queries import counted

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2027, 4, 1, 3, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def office(django_db_setup, django_db_blocker):
    """Made once for the module."""
    with time_machine.travel(NOW, tick=False), django_db_blocker.unblock(), rolled_back():
        yield something_of_each()


def got(name: str, **query: str):
    """What the API answers."""
    return Client().get(reverse("api-rows", args=[name]), query)


def all_rows(name: str, **query: str) -> list[dict]:
    """Every row, followed by its links from page to page."""
    found, address, client = [], reverse("api-rows", args=[name]), Client()
    response = client.get(address, query)
    while True:
        page = json.loads(response.content)
        found += page["data"]
        if page["next"] is None:
            return found
        response = client.get(page["next"].removeprefix("http://localhost:8000"))


def file_of(name: str, ending: str) -> bytes:
    """A whole file."""
    return answer(Client(), "GET", reverse("open-data-file", args=[name, ending])).whole


def test_each_dataset_has_exactly_the_rows_the_public_site_counts(office):
    numbers = {one.name: one.number for one in figures(office.province_id, YEAR, NOW.date())}
    assert {name: len(all_rows(name)) for name in DATASETS} == {
        "organisations": numbers["members"], "pledges": numbers["declared"], "certificates": numbers["certified"],
        "activities": numbers["activities"], "lessons": 1, "stories": 1, "networks": 1, "districts": 1, "summaries": 1,
    }  # fmt: skip
    assert (numbers["members"], numbers["declared"], numbers["certified"], numbers["activities"]) == (3, 3, 1, 1)


def test_counts_of_districts_and_networks_agree_with_the_rows_behind_them(office):
    (district,), (network,) = all_rows("districts"), all_rows("networks")
    here = {"district": district["id"]}
    declared = all_rows("pledges", year=str(YEAR), **here)
    assert (district["organisations"], district["declared"], district["certified"]) == (
        len(all_rows("organisations", **here)), len(declared), len(all_rows("certificates", **here)),
    )  # fmt: skip
    assert network["organisations"] == len(all_rows("organisations", network=network["id"])) == 3


def test_the_figures_of_a_period_are_those_of_its_last_edition(office):
    (row,) = all_rows("summaries")
    frozen = Summary.objects.get(province=office.province, period="2570-H1", edition=2).figures["figures"]
    assert (row["id"], row["edition"]) == ("2570-H1", 2)
    assert {name: row[name] for name in frozen if name not in INSIDE} == {
        name: number for name, number in frozen.items() if name not in INSIDE
    }
    assert not set(row) & INSIDE


@pytest.mark.parametrize("name", DATASETS)
def test_nothing_that_is_not_public_stands_in_any_form(office, name):
    texts = [got(name).content.decode(), *(file_of(name, ending).decode() for ending in ("json", "csv"))]
    book = openpyxl.load_workbook(io.BytesIO(file_of(name, "xlsx")))
    texts.append(str(list(book.active.values)))
    assert [SECRET in text or "987654" in text for text in texts] == [False] * 4


def test_json_csv_and_workbook_hold_the_rows_of_the_api(office):
    rows = all_rows("organisations")
    assert json.loads(file_of("organisations", "json"))["data"] == rows
    lines = list(csv.DictReader(io.StringIO(file_of("organisations", "csv").decode("utf-8-sig"))))
    assert lines == [{key: "" if value is None else str(value) for key, value in row.items()} for row in rows]
    book = openpyxl.load_workbook(io.BytesIO(file_of("organisations", "xlsx"))).active
    assert [list(row) for row in book.iter_rows(min_row=2, values_only=True)] == [list(row.values()) for row in rows]
    assert [str(cell) for cell in next(book.values)] == [str(one.title) for one in DATASETS["organisations"].columns]


def test_a_day_is_a_day_in_each_form(office):
    assert all_rows("activities")[0]["held_on"] == "2027-02-01"
    (line,) = csv.DictReader(io.StringIO(file_of("activities", "csv").decode("utf-8-sig")))
    assert line["held_on"] == "2027-02-01"
    book = openpyxl.load_workbook(io.BytesIO(file_of("activities", "xlsx"))).active
    assert book["D2"].value == dt.datetime(2027, 2, 1)


@pytest.mark.parametrize("name", DATASETS)
def test_pages_of_one_row_hold_all_rows_in_the_same_order(office, name):
    assert all_rows(name, limit="1") == all_rows(name)


def test_whoever_goes_from_page_to_page_meets_each_row_once_whatever_is_written_meanwhile(office):
    first = json.loads(got("organisations", limit="1").content)
    Organisation.objects.filter(code=first["data"][0]["id"]).update(state="withdrawn")
    rest = json.loads(got("organisations", after=first["data"][0]["id"]).content)["data"]
    assert [row["id"] for row in rest] == [row["id"] for row in all_rows("organisations")]
    assert len(rest) == 2


@pytest.mark.parametrize("name", DATASETS)
def test_each_row_is_found_by_its_id(office, name):
    (row, *_more) = all_rows(name)
    answered = Client().get(reverse("api-row", args=[name, row["id"]]))
    assert json.loads(answered.content) == row


def test_a_long_dataset_is_written_page_by_page(office, monkeypatch):
    monkeypatch.setattr(paging, "MOST", 1)
    assert json.loads(file_of("organisations", "json"))["data"] == all_rows("organisations")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"colour": "red"}, "ไม่มีพารามิเตอร์ “colour” ที่นี่ ที่ใช้ได้คือ after, limit, network, district, kind"),
        ({"limit": "501"}, "“limit” ต้องเป็นจำนวนเต็มตั้งแต่ 1 ถึง 500"),
        ({"limit": ["5", "5"]}, "ใส่ “limit” ได้เพียงครั้งเดียวในคำขอ"),
        ({"after": "x"}, "“after” ต้องเขียนในรูปแบบ เช่น 14-00001"),
        ({"kind": "school"}, "“kind” เลือกได้จาก organisation, community"),
    ],
)
def test_nonsense_is_answered_with_a_sentence(office, query, sentence):
    response = got("organisations", **query)
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert json.loads(response.content) == {"type": "about:blank", "title": "Bad Request", "status": 400, "detail": sentence}


def test_nothing_is_written_and_every_site_may_read(office):
    client, address = Client(enforce_csrf_checks=True), reverse("api-rows", args=["networks"])
    answers = [client.get(address), client.post(address), client.options(address), client.get("/api/v1/nothing/at/all/")]
    assert [one.status_code for one in answers] == [200, 405, 204, 404]
    assert [one["Access-Control-Allow-Origin"] for one in answers] == ["*"] * 4
    assert answers[1]["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("kept", [True, False])
def test_a_program_is_told_that_nothing_changed_until_something_does(office, settings, kept):
    settings.PUBLIC_PAGES_KEPT = kept
    shelf.empty()
    stamp.forget()
    client, address = Client(), reverse("api-rows", args=["organisations"])
    first = client.get(address)
    same = [client.get(address, headers={"If-None-Match": first["ETag"]}) for _each in range(2)]
    assert [(one.status_code, one.content, one["ETag"]) for one in same] == [(304, b"", first["ETag"])] * 2
    Organisation.objects.filter(code=json.loads(first.content)["data"][0]["id"]).update(name="วัดชื่อใหม่")
    shelf.empty()
    changed = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (changed.status_code, json.loads(changed.content)["data"][0]["name"]) == (200, "วัดชื่อใหม่")
    shelf.empty()


def test_whoever_asks_too_often_waits_a_minute(office, monkeypatch):
    monkeypatch.setattr(api, "LOOKS", {"open-data": "2/m/ip"})
    answers = [got("networks") for _each in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert (answers[2]["Retry-After"], answers[2]["Content-Type"]) == ("60", "application/problem+json")
    monkeypatch.setattr(open_data, "FILES", {"open-data-file": "1/m/ip"})
    files = [Client().get(reverse("open-data-file", args=["networks", "csv"])) for _each in range(2)]
    assert [one.status_code for one in files] == [200, 429]


def test_the_catalogue_names_each_dataset_with_its_licence_and_files(office):
    found = json.loads(Client().get(reverse("open-data-catalogue")).content)
    assert [one["dct:identifier"] for one in found["dcat:dataset"]] == list(DATASETS)
    for one in found["dcat:dataset"]:
        assert one["dct:license"] == {"@id": "https://creativecommons.org/licenses/by/4.0/"}
        assert one["dct:publisher"]["foaf:name"] == office.name
        assert len(one["dcat:distribution"]) == len(ENDINGS) + 1
        assert {word["@language"] for word in one["dct:title"]} == {"th", "en"}


# One for the rows and one for whatever is read beside them; districts are counted in the office's year, which is asked for too.
QUESTIONS = {"organisations": 2, "pledges": 3, "certificates": 1, "activities": 1, "lessons": 3, "stories": 1, "networks": 2,
             "districts": 5, "summaries": 1}  # fmt: skip


@pytest.mark.parametrize("name", DATASETS)
def test_a_page_of_rows_asks_few_questions_however_many_rows_it_has(office, name):
    with counted() as of_one:
        got(name, limit="1")
    with counted() as of_all:
        got(name)
    assert len(of_all) == len(of_one) == QUESTIONS[name]


def test_the_pages_ask_few_questions(office):
    for address in (reverse("open-data"), reverse("open-data-set", args=["pledges"]), reverse("about-api")):
        with counted() as queries:
            response = Client().get(address)
        assert (response.status_code, len(queries) <= 12) == (200, True)


def test_the_foot_and_the_list_of_pages_lead_to_the_open_data(office):
    assert f'href="{reverse("open-data")}"' in Client().get(reverse("contact")).content.decode()
    listed = Client().get(reverse("sitemap")).content.decode()
    assert [name for name in DATASETS if reverse("open-data-set", args=[name]) not in listed] == []
