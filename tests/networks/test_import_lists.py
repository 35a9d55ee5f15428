"""The list of one network, without a column of it: on the page, by a worker, on the console."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError
from django.urls import reverse

from moralprovince.portal.tasks import do_long_works
from networks.imports import running
from networks.models import ImportRun, Organisation, SectorNetwork
from tests.networks.test_import_columns import PLACE, ROWS, boxes, by_network, columns, kept, problems, workbook
from tests.networks.test_import_pages import officer, surroundings, text_of, upload  # noqa: F401 (fixtures)
from tests.networks.test_imports import command

pytestmark = pytest.mark.django_db

BOXES = {"column-1": "name", "column-2": "subdistrict", "column-3": "district"}
LIST = {"row": "1", "shown": "1"} | BOXES


def of_one(body, *, heading="ผู้ร่วม", sheet="Sheet1", name="register.xlsx", **more):
    return workbook({sheet: [[heading, "ตำบล", "อำเภอ"], [body, *PLACE]], **more}, name)


def asked(client):
    """The last import: what it was called like, and whether its headings were known."""
    run = ImportRun.objects.first()
    offer = client.get(columns(run)).context["form"].offer
    return run, (run.state, offer.network, bool(run.report.get("offered")))


def test_the_list_of_one_network_is_read_without_a_column_of_it_and_the_next_list_is_asked_anew(client, officer):  # noqa: F811
    upload(client, of_one("วัด ก", name="รายชื่อเครือข่ายศาสนา ปี ๒๕๖๙.xlsx"))
    run, told = asked(client)
    assert told == ("headings", "religion", False)
    # Another network, on the page that is shown anew, is not guessed over; a column and a network are one too many.
    moved = client.post(columns(run), LIST | {"row": "0", "network": "media"})
    assert (moved.context["row_moved"], moved.context["form"].offer.network) == (True, "media")
    both = client.post(columns(run), LIST | {"column-3": "network", "network": "media"})
    foreign = client.post(columns(run), LIST | {"network": "elsewhere"})
    assert [sorted(response.context["form"].errors) for response in (both, foreign)] == [["network"], ["__all__", "network"]]
    client.post(columns(run), LIST | {"network": "media"})
    page = text_of(client.get(reverse("networks:import", args=[run.pk])))
    assert "ทุกแถวเป็นของ “เครือข่ายสื่อมวลชน” ตามที่เลือกไว้สำหรับไฟล์นี้" in page
    assert asked(client)[1] == ("previewed", "media", False)
    client.post(reverse("networks:import-confirm", args=[run.pk]))
    # The same headings again: the columns are known, the network is not.
    upload(client, of_one("ข", ชุมชน=[["ผู้ร่วม", "ตำบล", "อำเภอ"], ["ค", *PLACE]]))
    run, told = asked(client)
    assert told == ("headings", "", True)
    assert problems(client.post(columns(run), LIST)) == ["กรุณาเลือกคอลัมน์สำหรับ “เครือข่าย” ซึ่งจำเป็นสำหรับการนำเข้า"]
    client.post(columns(run), LIST | {"network": "business"})
    # Another sheet is another list; the same one read again is still of the network that was chosen.
    client.post(reverse("networks:import-again", args=[run.pk]), {"sheet": "ชุมชน"})
    run, told = asked(client)
    assert told == ("headings", "community", False)
    client.post(columns(run), LIST | {"network": "community"})
    client.post(reverse("networks:import-again", args=[ImportRun.objects.first().pk]))
    client.post(reverse("networks:import-confirm", args=[ImportRun.objects.first().pk]))
    assert set(Organisation.objects.values_list("name", "network__code")) == {("วัด ก", "media"), ("ค", "community")}


def report_on(client, run):
    """The report as a file, and the heading and the rows of it."""
    content = b"".join(client.get(reverse("networks:import-report", args=[run.pk])).streaming_content)
    with io.BytesIO(content) as stream:
        rows = list(openpyxl.load_workbook(stream).active.iter_rows(values_only=True))
    return SimpleUploadedFile("report.xlsx", content), rows


@pytest.mark.parametrize("heading", ["ชื่อ", "ผู้ร่วม"])
def test_the_report_on_the_list_of_one_network_says_it_and_is_not_asked_about_it_again(client, officer, heading):  # noqa: F811
    upload(client, of_one("วัด ก", heading=heading, ชุมชน=[["คำชี้แจง"]]))
    run = ImportRun.objects.get()
    client.post(columns(run), LIST | {"network": "media"})
    client.post(reverse("networks:import-confirm", args=[run.pk]))
    file, rows = report_on(client, run)
    assert rows == [
        (heading, "ตำบล", "อำเภอ", "เครือข่าย", "ผลการตรวจ"), ("วัด ก", *PLACE, "เครือข่ายสื่อมวลชน", "เพิ่มใหม่ในทะเบียน"),
    ]  # fmt: skip
    upload(client, file)
    again = ImportRun.objects.first()
    if heading == "ผู้ร่วม":
        # The columns that were chosen are offered, and that of the networks among them.
        row, chosen = boxes(client.get(columns(again)))
        assert (again.state, row, chosen) == ("headings", "1", BOXES | {"column-4": "network"})
        client.post(columns(again), chosen | {"row": "1", "shown": "1", "network": ""})
        again.refresh_from_db()
    assert (again.state, again.summary["unchanged"], again.summary["rejected"]) == ("previewed", 1, 0)
    client.post(reverse("networks:import-confirm", args=[again.pk]))
    # The next list is another network's.
    upload(client, of_one("วัด ข", heading=heading))
    assert asked(client)[1] == ("headings", "", heading == "ผู้ร่วม")


def test_the_report_on_a_list_without_headings_says_the_network_too(client, officer):  # noqa: F811
    upload(client, workbook({"Sheet1": [["วัด ก", *PLACE], ["วัด ข", "ไม่มีจริง", PLACE[1], "", "จดไว้"]]}))
    run = ImportRun.objects.get()
    client.post(columns(run), BOXES | {"row": "0", "shown": boxes(client.get(columns(run)))[0], "look": "row"})
    client.post(columns(run), BOXES | {"row": "0", "shown": "0", "network": "media"})
    _file, rows = report_on(client, run)
    assert [row[5] for row in rows] == ["เครือข่ายสื่อมวลชน"] * 2


def test_a_long_list_of_one_network_goes_to_it_by_a_worker_and_nowhere_once_the_network_has_ended(client, officer, monkeypatch):  # noqa: F811
    monkeypatch.setattr(running, "LONG", 0)
    upload(client, of_one("ก", heading="ชื่อ"))
    run = ImportRun.objects.get()
    do_long_works()
    client.post(columns(run), LIST | {"network": "media"})
    do_long_works()
    run.refresh_from_db()
    assert (run.state, run.summary["created"], run.report["chosen"]) == ("previewed", 1, [{"network": "media"}])
    SectorNetwork.objects.filter(code="media").update(code="press")
    monkeypatch.setattr(running, "LONG", 2)
    refused = client.post(reverse("networks:import-confirm", args=[run.pk]))
    assert (refused.status_code, "ไม่มีเครือข่ายรหัส “media”" in text_of(refused)) == (409, True)
    assert Organisation.objects.count() == 0


def test_the_console_is_told_the_network_of_all_rows(province, tmp_path):
    path = kept(tmp_path, of_one("วัด ก", heading="ชื่อ"))
    refused = {"other": "ไม่มีเครือข่ายรหัส “other” ในปีงบประมาณนี้ รหัสที่มีคือ government, ", "": "ไฟล์นี้ขาดคอลัมน์ “เครือข่าย”"}
    for code, sentence in refused.items():
        with pytest.raises(CommandError, match=sentence):
            command(path, "--province", "14", "--network", code)
    assert command(path, "--province", "14", "--network", "religion")[0] == 0
    assert Organisation.objects.values_list("name", "network__code").get() == ("วัด ก", "religion")
    # A file that says its networks itself, in a column or by its sheets, is not bent.
    for other in (by_network(), workbook({"ทะเบียน": [["ชื่อ", "เครือข่าย", "ตำบล"], ROWS[0][1:4]]})):
        with pytest.raises(CommandError, match="จึงกำหนดเครือข่ายเดียวให้ทุกแถวไม่ได้"):
            command(kept(tmp_path, other), "--province", "14", "--network", "religion")
