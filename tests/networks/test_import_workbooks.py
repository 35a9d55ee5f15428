"""Imports of one file beside each other: told apart in the list, and each says what became of the other sheets."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from networks.models import ImportRun, NetworkName, SectorNetwork
from tests.networks.test_import_columns import CUT, PLACE, by_network, columns, workbook
from tests.networks.test_import_lists import LIST, of_one
from tests.networks.test_import_pages import csv_file, officer, surroundings, text_of, upload  # noqa: F401 (fixtures)
from tests.networks.test_imports import GOOD

pytestmark = pytest.mark.django_db


def listed(client):
    """What the list says below the name of each file, newest first."""
    page = text_of(client.get(reverse("networks:imports")))
    return re.findall(r'<th scope="row"[^>]*>.*?</span>(?:<br><span class="text-muted wraps">(.*?)</span>)?</th>', page)


def test_imports_of_one_file_are_told_apart_in_the_list(client, officer):  # noqa: F811
    upload(client, csv_file(GOOD))
    upload(client, by_network())
    for name in ("ชุมชน", "Sheet1"):
        upload(client, of_one("วัด ก", sheet=name, heading="ชื่อ"))
    run = ImportRun.objects.first()
    client.post(columns(run), LIST | {"network": "media"})
    # In the year of that register it was called otherwise.
    media = SectorNetwork.objects.get(code="media")
    NetworkName.objects.create(network=media, last_fiscal_year=2564, name="เครือข่ายวิทยุ")
    upload(client, of_one("วัด ก", heading="ชื่อ"), year=2565)
    client.post(columns(ImportRun.objects.first()), LIST | {"network": "media"})
    assert listed(client) == [
        "แผ่นงาน “Sheet1” · เครือข่ายสื่อมวลชน", "แผ่นงาน “Sheet1” · เครือข่ายวิทยุ", "แผ่นงาน “ชุมชน”",
        f"แผ่นงาน “ศาสนา”, “{CUT}”", "",
    ]  # fmt: skip


def three_sheets(prefix="วัด"):
    heading = ["ชื่อ", "เครือข่าย", "ตำบล", "อำเภอ"]
    return workbook({name: [heading, [f"{prefix}{name}", "ศาสนา", *PLACE]] for name in ("หนึ่ง", "สอง", "สาม")})


def page_of(client, run):
    return text_of(client.get(reverse("networks:import", args=[run.pk])))


def told(client, run):
    """What the page of an import says of the other sheets: which can be read, and which are imports of their own."""
    response = client.get(reverse("networks:import", args=[run.pk]))
    page = text_of(response)
    title = [words for words in ("อ่านเฉพาะแผ่นงาน “หนึ่ง”", "ยังไม่ได้อ่านทุกแผ่นงาน") if words in page]
    unread = re.findall(r'name="sheet" value="(.*?)"', page)
    return title, unread, [(name, other.pk, other.state) for name, other in response.context["sheets_elsewhere"]]


def step(client, name, run, **more):
    client.post(reverse(f"networks:import-{name}", args=[run.pk]), more)
    return ImportRun.objects.order_by("-pk").first()


def test_a_sheet_that_was_read_on_its_own_is_no_longer_said_to_be_unread(client, officer):  # noqa: F811
    content = three_sheets().read()
    upload(client, SimpleUploadedFile("register.xlsx", content))
    first = step(client, "confirm", ImportRun.objects.get())
    only = (["อ่านเฉพาะแผ่นงาน “หนึ่ง”"], ["สอง", "สาม"], [])
    assert told(client, first) == only
    second = step(client, "again", first, sheet="สอง")
    read = [("สอง", second.pk, "previewed")]
    assert told(client, first) == (["ยังไม่ได้อ่านทุกแผ่นงาน"], ["สาม"], read)
    assert told(client, second) == (["ยังไม่ได้อ่านทุกแผ่นงาน"], ["สาม"], [("หนึ่ง", first.pk, "applied")])
    step(client, "discard", second)
    assert told(client, first) == only
    # What is in the register goes before what is looked at once more; the same sheets of another year or file are no answer.
    second = step(client, "confirm", step(client, "again", first, sheet="สอง"))
    third = step(client, "confirm", step(client, "again", first, sheet="สาม"))
    step(client, "again", first, sheet="สอง")
    assert told(client, first) == ([], [], [("สอง", second.pk, "applied"), ("สาม", third.pk, "applied")])
    assert f'“<a href="{reverse("networks:import", args=[third.pk])}">register.xlsx</a>” นำเข้าภายหลัง' in page_of(client, first)
    for file, year in ((SimpleUploadedFile("register.xlsx", content), 2565), (three_sheets("ชุมชน"), 2564)):
        upload(client, file, year=year)
        assert told(client, ImportRun.objects.first()) == only
    # Taken back, it may be read again.
    step(client, "undo", third)
    assert told(client, first)[1:] == (["สาม"], [("สอง", second.pk, "applied")])


def test_a_sheet_that_is_imported_is_not_offered_where_columns_are_asked_for(client, officer):  # noqa: F811
    odd = {name: [[f"ผู้ร่วม{name}", "ตำบล", "อำเภอ"], ["วัด ก", *PLACE]] for name in ("หนึ่ง", "สอง", "สาม")}
    upload(client, workbook(odd))
    first = ImportRun.objects.get()
    client.post(columns(first), LIST | {"network": "media"})
    step(client, "confirm", first)
    second = step(client, "again", first, sheet="สอง")
    assert told(client, first)[1:] == (["สาม"], [("สอง", second.pk, "headings")])
    page = client.get(columns(second))
    assert (page.context["other_sheets"], "อ่านแผ่นงาน “หนึ่ง”" in text_of(page)) == (["สาม"], False)
