"""Files whose headings nobody knows, and workbooks with a sheet for each network: on the page, by a worker, on the console."""

import io
import json
import re
from urllib.parse import quote

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError
from django.urls import reverse

from moralprovince.core.errors import Outpaced
from moralprovince.core.models import AuditEvent
from moralprovince.portal.tasks import do_long_works
from networks.imports import running, working
from networks.imports.choosing import Choice
from networks.models import ImportRun, Organisation
from tests.networks.test_import_pages import officer, surroundings, text_of, upload  # noqa: F401 (fixtures)
from tests.networks.test_imports import command

pytestmark = pytest.mark.django_db

TITLE = ["บัญชีผู้ร่วมขับเคลื่อน"]
HEADINGS = ["ลำดับ", "ผู้ร่วมขับเคลื่อน", "สายงาน", "ตำบล", "อำเภอ", "กำลังคน"]
ROWS = [[1, "วัด ก", "ศาสนา", "หัวรอ", "พระนครศรีอยุธยา", 12], [2, "วัด ข", "อวกาศ", "หัวรอ", "พระนครศรีอยุธยา", 5]]
RIGHT = {"column-2": "name", "column-3": "network", "column-4": "subdistrict", "column-5": "district", "column-6": "members"}


def workbook(sheets, name="register.xlsx"):
    book, content = openpyxl.Workbook(), io.BytesIO()
    book.remove(book.active)
    for title, rows in sheets.items():
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)
    book.save(content)
    return SimpleUploadedFile(name, content.getvalue())


def odd(*above):
    return workbook({"ทะเบียน": [*above, HEADINGS, *ROWS]})


def columns(run):
    return reverse("networks:import-columns", args=[run.pk])


def boxes(response):
    """Which row is marked, and what stands in the boxes."""
    page = text_of(response)
    row = re.search(r'name="row" value="(\d+)" checked', page)[1]
    selects = re.findall(r'<select name="(column-\d+)".*?</select>', page, re.DOTALL)
    chosen = {name: re.search(rf'name="{name}".*?<option value="(\w*)" selected', page, re.DOTALL)[1] for name in selects}
    return row, {name: value for name, value in chosen.items() if value}


def problems(response):
    form = response.context["form"]
    return [str(error) for errors in form.errors.values() for error in errors]


def test_a_file_with_other_headings_is_kept_and_read_as_somebody_says(client, officer):  # noqa: F811
    response = upload(client, odd(TITLE, []))
    run = ImportRun.objects.get()
    response = client.get(response.url, follow=True)
    assert (run.state, response.redirect_chain) == ("headings", [(columns(run), 302)])
    assert response.context["problem"] == "ไม่พบคอลัมน์สำหรับ “ชื่อองค์กร/ชุมชน”, “เครือข่าย”"
    assert boxes(response) == ("3", {"column-4": "subdistrict", "column-5": "district"})
    # Nothing that was chosen is lost while something is missing, or stands there twice.
    wrong = {"row": "3", "shown": "3", "column-2": "name", "column-4": "subdistrict", "column-6": "name"}
    response = client.post(columns(run), wrong)
    assert problems(response) == [
        "เลือก “ชื่อองค์กร/ชุมชน” ไว้มากกว่าหนึ่งคอลัมน์: B · ผู้ร่วมขับเคลื่อน, F · กำลังคน กรุณาเหลือไว้เพียงคอลัมน์เดียว",
        "กรุณาเลือกคอลัมน์สำหรับ “เครือข่าย” ซึ่งจำเป็นสำหรับการนำเข้า",
    ]
    assert boxes(response) == ("3", {"column-2": "name", "column-4": "subdistrict", "column-6": "name"})
    again = client.post(columns(run), wrong | {"look": "row"})
    assert (boxes(again), problems(again)) == (boxes(response), [])

    address = client.post(columns(run), RIGHT | {"row": "3", "shown": "3"}).url
    # Somebody who had the page open as well is told that she is too late.
    with pytest.raises(Outpaced):
        working.choose(run, Choice(3, tuple(HEADINGS), ("", *RIGHT.values())), by=officer)
    run.refresh_from_db()
    assert (run.state, address) == ("previewed", reverse("networks:import", args=[run.pk]))
    response = client.get(address, {"show": "all"})
    assert [(row["number"], row["outcome"]) for row in response.context["rows"]] == [(4, "created"), (5, "rejected")]
    assert "คอลัมน์ของไฟล์นี้มีผู้เลือกความหมายเอง" in text_of(response)
    client.post(reverse("networks:import-confirm", args=[run.pk]))
    assert ImportRun.objects.count() == 1
    assert Organisation.objects.values_list("name", "network__code", "members").get() == ("วัด ก", "religion", 12)
    assert AuditEvent.objects.filter(action="choose_columns", object_id=str(run.pk)).count() == 1
    report = client.get(reverse("networks:import-report", args=[run.pk]))
    corrected = b"".join(report.streaming_content)
    with io.BytesIO(corrected) as content:
        assert openpyxl.load_workbook(content).active["C5"].comment.text.startswith("“อวกาศ” ไม่ใช่เครือข่าย")
    assert client.get(columns(run)).status_code == 409
    # The report is known by the headings of its file, though it has a column more.
    upload(client, SimpleUploadedFile("report.xlsx", corrected))
    assert boxes(client.get(columns(ImportRun.objects.first()))) == ("3", RIGHT)


def test_what_was_chosen_is_offered_for_the_next_file_with_these_headings(client, officer):  # noqa: F811
    upload(client, odd(TITLE, []))
    client.post(columns(ImportRun.objects.get()), RIGHT | {"row": "3", "shown": "3"})
    response = client.get(upload(client, odd()).url, follow=True)
    run = ImportRun.objects.first()
    assert (run.state, boxes(response), response.context["others_known"]) == ("headings", ("1", RIGHT), False)
    assert "หัวตารางนี้เคยเลือกไว้แล้ว" in text_of(response)
    client.post(columns(run), RIGHT | {"row": "1", "shown": "1"})
    run.refresh_from_db()
    assert (run.state, run.summary["created"]) == ("previewed", 1)
    # Other headings are another file.
    upload(client, workbook({"ทะเบียน": [["ชื่อ", "เครือข่าย", "ตำบล", "อำเภอ"], ["วัด ค", "ศาสนา", "หัวรอ", "พระนครศรีอยุธยา"]]}))
    assert ImportRun.objects.first().state == "previewed"


def test_a_csv_file_which_has_no_sheets_is_asked_about_as_well(client, officer):  # noqa: F811
    upload(client, SimpleUploadedFile("register.csv", "ชื่อ,ตำบล,อำเภอ\nวัด ก,หัวรอ,พระนครศรีอยุธยา".encode()))
    response = client.get(columns(ImportRun.objects.get()))
    assert (response.status_code, response.context["sheet"]) == (200, "")


def test_a_column_that_was_left_out_is_taken_in_from_the_preview(client, officer):  # noqa: F811
    # A subdistrict of this name stands in several districts.
    rows = [["ชื่อ", "เครือข่าย", "ตำบล", "อำเภอ", "กำลังคน"], ["วัด ก", "ศาสนา", "บ้านใหม่", "พระนครศรีอยุธยา", 12]]
    address = upload(client, workbook({"ทะเบียน": rows})).url
    first = ImportRun.objects.get()
    assert text_of(client.get(address)).count(f'href="{columns(first)}"') == 2
    row, chosen = boxes(client.get(columns(first)))
    assert (row, chosen) == (
        "1",
        {"column-1": "name", "column-2": "network", "column-3": "subdistrict", "column-4": "district"},
    )
    without = client.post(columns(first), chosen | {"column-4": "", "row": "1", "shown": "1"})
    assert problems(without) == ["ต้องมีคอลัมน์อำเภอ เพราะในไฟล์นี้มีตำบลที่ชื่อซ้ำกันในหลายอำเภอ"]
    client.post(columns(first), chosen | {"column-5": "members", "row": "1", "shown": "1"})
    first.refresh_from_db()
    second = ImportRun.objects.exclude(pk=first.pk).get()
    assert (first.state, second.state, second.report["ignored_columns"]) == ("discarded", "previewed", [])
    assert second.report["rows"][0]["values"]["members"] == 12


def test_another_row_taken_for_the_heading_keeps_what_was_chosen(client, officer):  # noqa: F811
    below = ["", "ชื่อ", "", "ตำบล", "อำเภอ", "สมาชิก"]
    upload(client, workbook({"ทะเบียน": [HEADINGS, below, *ROWS]}))
    run = ImportRun.objects.get()
    shown, guessed = boxes(client.get(columns(run)))
    # The heading that was found has two lines; the first one alone says less.
    assert (shown, guessed) == (
        "2",
        {"column-2": "name", "column-4": "subdistrict", "column-5": "district", "column-6": "members"},
    )
    response = client.post(columns(run), guessed | {"column-3": "network", "row": "1", "shown": "2"})
    assert boxes(response) == ("1", {"column-3": "network", "column-4": "subdistrict", "column-5": "district"})
    assert "ตอนนี้ใช้แถวที่ 1 เป็นหัวตาราง" in text_of(response)
    run.refresh_from_db()
    assert run.state == "headings"
    client.post(columns(run), {"row": "1", "shown": "1", "column-2": "name", "column-3": "network", "column-4": "subdistrict"})
    run.refresh_from_db()
    assert (run.state, run.summary["created"]) == ("previewed", 1)


def test_a_heading_further_down_is_guessed_and_its_merged_cells_have_their_words(client, officer):  # noqa: F811
    book, content = openpyxl.Workbook(), io.BytesIO()
    page = book.active
    upper, lower = ["ผู้ร่วมขับเคลื่อน", "สายงาน", "ที่ตั้ง", ""], ["", "", "ตำบล", "อำเภอ"]
    for row in [*[[f"คำชี้แจง {number}"] for number in range(14)], upper, lower, ROWS[0][1:]]:
        page.append(row)
    for area in ("A15:A16", "B15:B16", "C15:D15"):
        page.merge_cells(area)
    book.save(content)
    upload(client, SimpleUploadedFile("register.xlsx", content.getvalue()))
    run = ImportRun.objects.get()
    response = client.get(columns(run))
    assert boxes(response) == ("16", {"column-3": "subdistrict", "column-4": "district"})
    assert response.context["form"].offer.title(0) == "A · ผู้ร่วมขับเคลื่อน"
    client.post(columns(run), {"row": "16", "shown": "16", **{f"column-{n}": RIGHT[f"column-{n + 1}"] for n in range(1, 5)}})
    run.refresh_from_db()
    assert (run.summary["created"], run.report["columns"]["network"]) == (1, "สายงาน")


def test_a_long_file_with_other_headings_is_asked_about_and_read_by_a_worker(client, officer, monkeypatch):  # noqa: F811
    monkeypatch.setattr(running, "LONG", 2)
    address = upload(client, odd(TITLE)).url
    run = ImportRun.objects.get()
    states = []
    for _time in range(2):
        do_long_works()
        run.refresh_from_db()
        states.append(run.state)
        if run.state == "headings":
            assert client.post(columns(run), RIGHT | {"row": "2", "shown": "2"}).url == address
            # Whoever comes back to the page meanwhile is led to the progress, and told that she is too late to choose.
            assert client.get(columns(run)).url == address
            late = client.post(columns(run), RIGHT | {"row": "2", "shown": "2"})
            early = client.post(reverse("networks:import-confirm", args=[run.pk]))
            assert [(answer.status_code, sentence in text_of(answer)) for answer, sentence in (
                (late, "มีผู้ดำเนินการต่อกับไฟล์นี้"), (early, "ยังอ่านไฟล์นี้ไม่จบ")
            )] == [(409, True)] * 2  # fmt: skip
    assert (states, run.summary["created"]) == (["headings", "previewed"], 1)
    client.post(reverse("networks:import-confirm", args=[run.pk]))
    assert Organisation.objects.count() == 1


def kept(tmp_path, upload_file):
    path = tmp_path / "register.xlsx"
    path.write_bytes(upload_file.read())
    return path


def test_the_console_is_told_what_a_column_means(province, tmp_path):
    path = kept(tmp_path, odd(TITLE))
    said = ["--column", "ผู้ร่วมขับเคลื่อน=ชื่อองค์กร/ชุมชน", "--column", "สายงาน=network", "--column", "อำเภอ=-"]
    code, text = command(path, "--province", "14", "--json", *said)
    result = json.loads(text)
    assert (code, result["summary"]["created"], result["ignored_columns"]) == (3, 1, ["อำเภอ", "กำลังคน"])
    # What is said goes before what is understood.
    _code, text = command(path, "--province", "14", "--json", "--dry-run", *said[:4], "--column", "กำลังคน=district")
    assert json.loads(text)["ignored_columns"] == ["อำเภอ"]
    refused = {
        "กลุ่มงาน=network": "ไม่พบแถวใดใน 12 แถวแรกที่มีหัวตารางเหล่านี้ครบ: “กลุ่มงาน”",
        "สายงาน=สี": "ไม่มีคอลัมน์ “สี” ในทะเบียน",
        "สายงาน=name": "ไฟล์นี้ขาดคอลัมน์ “เครือข่าย”",
    }
    for word, sentence in refused.items():
        with pytest.raises(CommandError, match=sentence):
            command(path, "--province", "14", "--column", word)
    with pytest.raises(CommandError, match="เลือก “เครือข่าย” ไว้มากกว่าหนึ่งคอลัมน์"):
        command(path, "--province", "14", "--column", "สายงาน=network", "--column", "กำลังคน=Network")
    assert Organisation.objects.count() == 1


PLACE = ["หัวรอ", "พระนครศรีอยุธยา"]
# Excel takes no more than 31 characters for the name of a sheet.
CUT = "เครือข่ายองค์กรปกครองส่วนท้องถิ่น"[:31]


def by_network(**more):
    heading = ["ชื่อองค์กร", "ตำบล", "อำเภอ"]
    sheets = {
        "สรุป": [["เครือข่าย", "จำนวน"], ["ศาสนา", 2]],
        "ศาสนา": [["ทะเบียน"], heading, ["วัด ก", *PLACE], ["ซ้ำ", *PLACE]],
        CUT: [heading, ["ซ้ำ", *PLACE], ["อบต. ก", "ไม่มีจริง", PLACE[1]]],
    }
    return workbook(sheets | more)


def test_a_sheet_for_each_network_is_read_under_its_name(province, tmp_path):
    code, text = command(kept(tmp_path, by_network()), "--province", "14", "--json")
    result = json.loads(text)
    assert (code, result["summary"]["created"], result["ignored_columns"]) == (3, 2, [])
    assert [(row["sheet"], row["row"], row["outcome"], row.get("of_sheet"), row["of_row"]) for row in result["rows"]] == [
        ("ศาสนา", 3, "created", None, None), ("ศาสนา", 4, "created", None, None),
        (CUT, 2, "duplicate", "ศาสนา", 4), (CUT, 3, "rejected", None, None),
    ]  # fmt: skip
    assert set(Organisation.objects.values_list("name", "network__code")) == {("วัด ก", "religion"), ("ซ้ำ", "religion")}


def test_sheets_of_networks_are_told_apart_on_the_page_and_in_the_report(client, officer):  # noqa: F811
    address = upload(client, by_network(อื่น=[["ชื่อ", "ตำบล", "อำเภอ"], ["ก", *PLACE]])).url
    run = ImportRun.objects.get()
    response = client.get(address, {"show": "all"})
    assert (response.context["sheets"], response.context["other_sheets"]) == (["ศาสนา", CUT], ["อื่น"])
    assert [(row["sheet"], row["number"]) for row in response.context["rows"]] == [
        ("ศาสนา", 3), ("ศาสนา", 4), (CUT, 2), (CUT, 3),
    ]  # fmt: skip
    assert "ซ้ำกับแถวที่ 4 ของแผ่นงาน “ศาสนา”" in text_of(response)
    client.post(reverse("networks:import-confirm", args=[run.pk]))
    assert Organisation.objects.count() == 2
    report = client.get(reverse("networks:import-report", args=[run.pk]))
    with io.BytesIO(b"".join(report.streaming_content)) as content:
        book = openpyxl.load_workbook(content)
    assert [(page.title, page["D2"].value) for page in book] == [
        ("ศาสนา", "ผลการตรวจ"),
        (CUT, "ซ้ำกับแถวที่ 4 ของแผ่นงาน “ศาสนา” จึงไม่นำเข้า"),
    ]
    assert book[CUT]["B3"].comment.text.startswith("ไม่มีตำบล “ไม่มีจริง”")


def test_one_choice_of_columns_is_for_all_sheets_with_these_headings(client, officer):  # noqa: F811
    sheets = {name: [["ผู้ร่วมขับเคลื่อน", "ตำบล", "อำเภอ"], [f"องค์กร {name}", *PLACE]] for name in ("ศาสนา", "ชุมชน")}
    upload(client, workbook(sheets))
    run = ImportRun.objects.get()
    assert (run.state, client.get(columns(run)).context["several"]) == ("headings", ["ศาสนา", "ชุมชน"])
    client.post(columns(run), {"row": "1", "shown": "1", "column-1": "name", "column-2": "subdistrict", "column-3": "district"})
    run.refresh_from_db()
    assert (run.state, run.summary["created"], run.report["sheets"]) == ("previewed", 2, ["ศาสนา", "ชุมชน"])


def test_one_sheet_that_is_called_like_a_network_still_needs_its_column(client, officer):  # noqa: F811
    upload(client, workbook({"ชุมชน": [["ชื่อ", "ตำบล", "อำเภอ"], ["ก", *PLACE]]}))
    assert ImportRun.objects.get().report["missing"] == ["network"]


def test_a_file_without_a_heading_is_read_from_its_first_row(client, officer):  # noqa: F811
    upload(client, workbook({"ทะเบียน": [row[1:] for row in ROWS]}))
    run = ImportRun.objects.get()
    means = {"column-1": "name", "column-2": "network", "column-3": "subdistrict", "column-4": "district"}
    response = client.post(columns(run), means | {"row": "0", "shown": boxes(client.get(columns(run)))[0]})
    assert (boxes(response), response.context["form"].offer.title(0)) == (("0", means), "A")
    address = client.post(columns(run), means | {"row": "0", "shown": "0"}).url
    response = client.get(address, {"show": "all"})
    assert [(row["number"], row["outcome"]) for row in response.context["rows"]] == [(1, "created"), (2, "rejected")]
    assert response.context["parts"][0]["columns"][0] == ("ชื่อองค์กร/ชุมชน", "A")
    # The report begins with the first row too, and no other file is known by it.
    client.post(reverse("networks:import-confirm", args=[run.pk]))
    report = client.get(reverse("networks:import-report", args=[run.pk]))
    with io.BytesIO(b"".join(report.streaming_content)) as content:
        page = openpyxl.load_workbook(content).active
    assert (page["F1"].value, page["B2"].comment.text[:7]) == ("เพิ่มใหม่ในทะเบียน", "“อวกาศ”")
    upload(client, workbook({"ทะเบียน": [row[1:] for row in ROWS]}, "again.xlsx"))
    assert ImportRun.objects.first().report["offered"] is None


def test_sheets_of_networks_with_headings_of_their_own_are_read_one_after_the_other(client, officer):  # noqa: F811
    summary = [["เครือข่าย", "จำนวน"], ["ศาสนา", 1]]
    sheets = {"1. ศาสนา": [["ผู้ร่วม", "แห่ง", "ที่"], ["วัด ก", *PLACE]], "ชุมชน (2)": [["รายการ", "แห่ง", "ที่"], ["ชุมชน ก", *PLACE]]}
    upload(client, workbook({"สรุป": summary} | sheets))
    means = {"row": "1", "shown": "1", "column-1": "name", "column-2": "subdistrict", "column-3": "district"}
    asked = ImportRun.objects.get()
    assert (asked.report["shown"], client.get(columns(asked)).context["several"]) == ("1. ศาสนา", [*sheets])
    client.post(columns(asked), means)
    asked.refresh_from_db()
    assert (asked.state, asked.report["sheets"], asked.report["other_sheets"]) == ("previewed", ["1. ศาสนา"], ["ชุมชน (2)"])
    client.post(reverse("networks:import-confirm", args=[asked.pk]))
    client.post(reverse("networks:import-again", args=[asked.pk]), {"sheet": "ชุมชน (2)"})
    other = ImportRun.objects.exclude(pk=asked.pk).get()
    assert client.get(columns(other)).context["several"] == ["ชุมชน (2)"]
    client.post(columns(other), means)
    client.post(reverse("networks:import-confirm", args=[other.pk]))
    found = {("วัด ก", "religion"), ("ชุมชน ก", "community")}
    assert set(Organisation.objects.values_list("name", "network__code")) == found


def test_the_page_says_what_is_needed_and_what_to_do_where_it_is_not_there(client, officer):  # noqa: F811
    needed = "คอลัมน์ที่ต้องมี: “ชื่อองค์กร/ชุมชน”, “เครือข่าย”, “ตำบล” และอำเภอ"
    told = []
    for rows in ([HEADINGS, *ROWS], [["คำชี้แจง"]] * 24 + [HEADINGS], [["ชื่อ", "เครือข่าย", "แห่ง"], ROWS[0][1:4]]):
        upload(client, workbook({"ทะเบียน": rows}))
        run = ImportRun.objects.order_by("pk").last()
        response = client.post(columns(run), {"row": "1", "shown": "1"})
        assert text_of(response).count(needed) == 1
        told.append([hint[:26] for hint in response.context["hints"][1:]])
    no_network, too_low = "หากไม่มีคอลัมน์ใดบอกเครือข", "หากหัวตารางอยู่ต่ำกว่าแถวท"
    assert told == [[no_network], [no_network, too_low], []]


def test_a_sheet_of_a_network_without_names_does_not_stop_the_others(client, officer):  # noqa: F811
    upload(client, by_network(ชุมชน=[["ตำบล", "อำเภอ", "จำนวน"], [*PLACE, 3]]))
    run = ImportRun.objects.get()
    assert (run.state, run.report["sheets"], run.report["other_sheets"]) == ("previewed", ["ศาสนา", CUT], ["ชุมชน"])


def test_sheets_with_headings_of_their_own_are_each_led_back_to_their_columns(client, officer):  # noqa: F811
    heading = ["ชื่อองค์กร", "ตำบล", "อำเภอ"]
    sheets = {
        "ศาสนา": [[*heading, "กำลังคน"], ["วัด ก", *PLACE, 12]],
        "การศึกษา": [[*heading, "กำลังคน"], ["โรงเรียน ก", *PLACE, 7]],
        "ชุมชน": [[*heading, "คน/ครัว"], ["ชุมชน ก", *PLACE, 40]],
    }
    address = upload(client, workbook(sheets)).url
    run, response = ImportRun.objects.get(), client.get(address)
    assert [(part["names"], part["ignored"]) for part in response.context["parts"]] == [
        ("“ศาสนา”, “การศึกษา”", "กำลังคน"), ("“ชุมชน”", "คน/ครัว"),
    ]  # fmt: skip
    ways = re.findall(rf'href="({re.escape(columns(run))}[^"]*)"', text_of(response))
    assert ways == [f"{columns(run)}?sheet={quote(sheet)}" for sheet in ("ศาสนา", "ชุมชน")] * 2
    told = []
    # What is chosen for some sheets leads to a preview of its own, which knows what was chosen for others.
    for sheet in ("ชุมชน", "ศาสนา"):
        way = f"{columns(ImportRun.objects.first())}?sheet={quote(sheet)}"
        page = client.get(way)
        told.append((page.context["sheet"], page.context["several"], page.context["form"].offer.title(3)))
        response = client.get(client.post(way, boxes(page)[1] | {"column-4": "members", "row": "1", "shown": "1"}).url)
        told.append([part["ignored"] for part in response.context["parts"]])
    assert told == [
        ("ชุมชน", ["ชุมชน"], "D · คน/ครัว"), ["กำลังคน", ""],
        ("ศาสนา", ["ศาสนา", "การศึกษา"], "D · กำลังคน"), ["", ""],
    ]  # fmt: skip
    client.post(reverse("networks:import-confirm", args=[ImportRun.objects.first().pk]))
    found = {("วัด ก", "religion", 12), ("โรงเรียน ก", "education_youth", 7), ("ชุมชน ก", "community", 40)}
    assert set(Organisation.objects.values_list("name", "network__code", "members")) == found


# The portal finds the names in each sheet itself, or somebody has to say in which column they stand.
@pytest.mark.parametrize("names", [["ชื่อองค์กร", "ชื่อองค์กร"], ["ผู้ร่วม", "รายการ"]])
@pytest.mark.parametrize("long", [False, True])
def test_all_sheets_whose_columns_were_chosen_are_read_so_from_the_next_workbook(client, officer, monkeypatch, names, long):  # noqa: F811
    def sheets(row):
        heads = [[name, "ตำบล", "อำเภอ", more] for name, more in zip(names, ("กำลังคน", "คน/ครัว"), strict=True)]
        return {sheet: [head, [f"{sheet}{row}", *PLACE, row]] for sheet, head in zip(("ศาสนา", "ชุมชน"), heads, strict=True)}

    chosen = {"column-1": "name", "column-2": "subdistrict", "column-3": "district", "column-4": "members"}
    means = chosen | {"row": "1", "shown": "1"}
    upload(client, workbook(sheets(1)))
    for sheet in ("ศาสนา", "ชุมชน"):
        # What the first choice has left unread is read as a file of its own.
        run = ImportRun.objects.first()
        if sheet in run.report.get("other_sheets", []):
            client.post(reverse("networks:import-confirm", args=[run.pk]))
            client.post(reverse("networks:import-again", args=[run.pk]), {"sheet": sheet})
        client.post(f"{columns(ImportRun.objects.first())}?sheet={quote(sheet)}", means)
    client.post(reverse("networks:import-confirm", args=[ImportRun.objects.first().pk]))

    if long:
        monkeypatch.setattr(running, "LONG", 1)
    page = client.get(upload(client, workbook(sheets(2))).url, follow=True)
    if long:
        do_long_works()
        page = client.get(columns(ImportRun.objects.first()))
    run = ImportRun.objects.first()
    assert (run.state, page.context["others_known"], boxes(page)) == ("headings", True, ("1", chosen))
    assert AuditEvent.objects.filter(action="choose_columns", object_id=str(run.pk)).count() == 0
    client.post(columns(run), means)
    if long:
        do_long_works()
    run.refresh_from_db()
    assert (run.state, run.report["sheets"], run.summary["created"]) == ("previewed", ["ศาสนา", "ชุมชน"], 2)
    assert [part["columns"]["members"] for part in run.report["parts"]] == ["กำลังคน", "คน/ครัว"]


# Of those with other headings the portal cannot say which hold a register: none is left out without a word.
@pytest.mark.parametrize("again", [False, True])
def test_the_other_sheets_of_a_file_whose_columns_were_chosen_are_named(client, officer, again):  # noqa: F811
    first, second = [HEADINGS, ROWS[0]], [["ที่", "นามเต็ม", "ภาค", "แขวง", "เขต", "คน"], [1, "วัด ค", *ROWS[0][2:]]]
    means = RIGHT | {"row": "1", "shown": "1"}
    upload(client, workbook({"ชุดที่หนึ่ง": first, "ชุดที่สอง": second}))
    for _sheet in range(2 if again else 0):
        run = ImportRun.objects.first()
        client.post(columns(run), means)
        client.post(reverse("networks:import-confirm", args=[run.pk]))
        other = ImportRun.objects.get(pk=run.pk).report["other_sheets"][0]
        client.post(reverse("networks:import-again", args=[run.pk]), {"sheet": other})
    if again:
        upload(client, workbook({"ชุดที่หนึ่ง": [HEADINGS, ROWS[1]], "ชุดที่สอง": second}))
    run = ImportRun.objects.first()
    page = client.post(columns(run), means, follow=True)
    assert (page.context["run"].state, page.context["sheet"], page.context["other_sheets"]) == (
        "previewed", "ชุดที่หนึ่ง", ["ชุดที่สอง"],
    )  # fmt: skip
    assert "อ่านแผ่นงาน “ชุดที่สอง”" in page.content.decode()
