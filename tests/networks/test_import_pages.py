"""The pages of an import: upload, preview, confirm, report, take back; who may, and what nonsense is told."""

import html
import io
import json
import re

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from moralprovince.core import jobs
from moralprovince.core.models import AuditEvent, Job
from moralprovince.portal.tasks import do_long_works
from networks.columns import HEADINGS
from networks.imports import running
from networks.models import ImportRun, Organisation, ProgrammeYear, RoleGrant, SectorNetwork
from tests.factories import administrator_of, coordinator_of, officer_of
from tests.networks.conftest import NOW
from tests.networks.test_imports import GOOD, WORKBOOK
from tests.support.queries import counted
from tests.support.reference import load_one_province

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def surroundings(settings, tmp_path):
    settings.STORAGES["default"]["OPTIONS"]["location"] = str(tmp_path / "media")
    settings.MEDIA_ROOT = tmp_path / "media"
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def clock(surroundings):
    return surroundings


@pytest.fixture
def officer(province, client):
    person = officer_of(province)
    client.force_login(person)
    return person


def csv_file(*rows, name="register.csv"):
    lines = [list(HEADINGS), *[[str(row.get(column, "")) for column in HEADINGS] for row in rows]]
    return SimpleUploadedFile(name, "\n".join(",".join(line) for line in lines).encode())


def upload(client, file, year=2564):
    chosen = ProgrammeYear.objects.get(province="14", fiscal_year=year)
    return client.post(reverse("networks:import-begin"), {"file": file, "year": chosen.pk})


def text_of(response):
    return response.content.decode()


def test_from_upload_to_preview_to_register_and_back(client, officer):
    response = upload(client, SimpleUploadedFile("ทะเบียน.xlsx", WORKBOOK.read_bytes()))
    run = ImportRun.objects.get()
    assert response.url == reverse("networks:import", args=[run.pk])
    assert (run.state, run.file_name, Organisation.objects.count()) == ("previewed", "ทะเบียน.xlsx", 0)
    page = text_of(client.get(response.url))
    assert "ไม่มีตำบล “บ้านไม่มีจริง” ในจังหวัดนี้ กรุณาตรวจตัวสะกด" in page
    assert "จะเพิ่ม 338 รายการ" in page
    assert re.findall(r">((?:มี|อีก) \d+ แถว[^<]*) (?:ดู|ระบบ|เพราะ)", page) == [
        "มี 10 แถวที่ต้องแก้ไขก่อนจึงจะนำเข้าได้", "มี 4 แถวที่ซ้ำกับแถวอื่นในไฟล์", "อีก 14 แถวไม่ใช่รายการองค์กร",
    ]  # fmt: skip
    assert re.findall(r"<li>(แถวที่ [^<]*)</li>", page)[0] == "แถวที่ 46: รวม เครือข่ายภาครัฐ · =SUM(I1:I2)"

    client.post(reverse("networks:import-confirm", args=[run.pk]))
    run.refresh_from_db()
    assert (run.state, Organisation.objects.count()) == ("applied", 338)
    assert "ต้องแก้ไข 10 แถว ซ้ำกับแถวอื่น 4 แถว</p>" in text_of(client.get(response.url))

    client.post(reverse("networks:import-undo", args=[run.pk]))
    run.refresh_from_db()
    assert (run.state, Organisation.objects.count()) == ("undone", 0)


@pytest.mark.parametrize(("rows", "left_out"), [([GOOD], ""), ([GOOD, GOOD], " แถวที่ต้องแก้ไขหรือซ้ำอยู่ในรายงานด้านล่าง")])
def test_rows_that_were_left_out_are_told_of_only_where_there_are_any(client, officer, rows, left_out):
    upload(client, csv_file(*rows))
    page = client.post(reverse("networks:import-confirm", args=[ImportRun.objects.get().pk]), follow=True)
    assert [str(said) for said in page.context["messages"]] == ["นำเข้าแล้ว เพิ่มใหม่ 1 รายการ เปลี่ยนแปลง 0 รายการ" + left_out]


def test_the_rows_can_be_looked_through_by_outcome(client, officer):
    upload(client, csv_file(GOOD, GOOD, GOOD | {"name": "ข", "network": "อวกาศ"}, GOOD | {"name": "ค", "members": "-"}))
    address = reverse("networks:import", args=[ImportRun.objects.get().pk])
    shown = {}
    for show in ("issues", "created", "duplicate", "rejected", "all", "nonsense"):
        shown[show] = [row["number"] for row in client.get(address, {"show": show}).context["rows"]]
    assert shown == {
        "issues": [3, 4, 5], "created": [2, 5], "duplicate": [3], "rejected": [4], "all": [2, 3, 4, 5], "nonsense": [3, 4, 5],
    }  # fmt: skip


def test_what_could_not_be_read_comes_into_the_register_only_where_something_does(client, officer):
    said = []
    for _time in range(2):
        upload(client, csv_file(GOOD | {"members": "-"}))
        run = ImportRun.objects.first()
        text = text_of(client.get(reverse("networks:import", args=[run.pk])))
        said += re.findall(r"<p>([^<]*อ่านบางช่องไม่ได้[^<]*)</p>", text)
        client.post(reverse("networks:import-confirm", args=[run.pk]))
    assert said == [
        "มี 1 แถวที่อ่านบางช่องไม่ได้ แถวเหล่านี้จะเข้าทะเบียนโดยไม่ใช้ค่าในช่องนั้น",
        "มี 1 แถวที่อ่านบางช่องไม่ได้ ข้อมูลของแถวเหล่านี้ในทะเบียนคงเดิม",
    ]


def test_what_was_understood_of_a_new_row_and_of_its_columns_is_said(client, officer):
    lines = ("ชื่อ,เครือข่าย,ต.,อ.,สมาชิก(คน),ว/ด/ป ที่ประกาศ", "วัดทดสอบ,ศาสนา,หัวรอ,พระนครศรีอยุธยา,๑๒ คน,10/1/2566")
    upload(client, SimpleUploadedFile("a.csv", "\n".join(lines).encode()))
    response = client.get(reverse("networks:import", args=[ImportRun.objects.get().pk]))
    assert " · ".join(f"{part['heading']} {part['value']}" for part in response.context["rows"][0]["read"]) == (
        "ตำบล หัวรอ · จำนวนสมาชิก 12 · วันที่ประกาศเจตนารมณ์ 10/01/2566"
    )
    assert re.findall(r"<li>([^<]*): จากคอลัมน์ “([^<]*)”</li>", text_of(response)) == [
        ("ชื่อองค์กร/ชุมชน", "ชื่อ"), ("เครือข่าย", "เครือข่าย"), ("ตำบล", "ต."), ("อำเภอ", "อ."), ("จำนวนสมาชิก", "สมาชิก(คน)"),
        ("วันที่ประกาศเจตนารมณ์", "ว/ด/ป ที่ประกาศ"),
    ]  # fmt: skip


def test_old_and_new_values_stand_side_by_side(client, officer):
    for members, network in ((10, "ศาสนา"), (12, "ชุมชน")):
        upload(client, csv_file(GOOD | {"members": members, "network": network, "declared_on": "16/01/2564"}))
        run = ImportRun.objects.first()
        response = client.get(reverse("networks:import", args=[run.pk]), {"show": "all"})
        client.post(reverse("networks:import-confirm", args=[run.pk]))
    assert response.context["rows"][0]["changes"] == [
        {"heading": "เครือข่าย", "old": "เครือข่ายศาสนา", "new": "เครือข่ายชุมชน"},
        {"heading": "จำนวนสมาชิก", "old": "10", "new": "12"},
    ]


def test_the_report_and_the_template_are_workbooks(client, officer):
    upload(client, csv_file(GOOD | {"network": "อวกาศ"}))
    run = ImportRun.objects.get()
    for address in (reverse("networks:import-report", args=[run.pk]), reverse("networks:import-template")):
        response = client.get(address)
        with io.BytesIO(b"".join(response.streaming_content)) as content:
            assert openpyxl.load_workbook(content).active["A2"].value
        assert "attachment" in response["Content-Disposition"]


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (lambda: SimpleUploadedFile("a.xlsx", b"MZ\x00"), "ไฟล์นี้ไม่ใช่สมุดงาน Excel (.xlsx) และไม่ใช่ไฟล์ CSV"),
        (lambda: SimpleUploadedFile("a.exe", b"MZ"), "ต่อไปนี้: .xlsx .csv หากเป็นตารางชนิดอื่น (.xls .ods .numbers Google Sheets)"),
        (lambda: SimpleUploadedFile("a.csv", 'ชื่อ,ตำบล\n"ก,ข'.encode()), "เครื่องหมายคำพูด"),
        (lambda: SimpleUploadedFile("a.csv", b"x" * (10 * 1024 * 1024 + 1)), "อัปโหลดได้ไม่เกิน"),
        (lambda: "", "กรุณาเลือกไฟล์"),
    ],
)
def test_a_file_that_is_not_taken_is_refused_in_the_form_with_the_year_kept(client, officer, file, sentence):
    response = upload(client, file(), year=2565)
    assert sentence in text_of(response)
    assert response.context["form"]["year"].value() == str(ProgrammeYear.objects.get(fiscal_year=2565, province="14").pk)
    assert ImportRun.objects.count() == 0


def test_a_double_click_on_confirm_is_told_so(client, officer):
    upload(client, csv_file(GOOD))
    address = reverse("networks:import-confirm", args=[ImportRun.objects.get().pk])
    assert [client.post(address).status_code, client.post(address).status_code] == [302, 409]
    assert Organisation.objects.count() == 1


def test_a_preview_can_be_thrown_away(client, officer):
    upload(client, csv_file(GOOD))
    run = ImportRun.objects.get()
    client.post(reverse("networks:import-discard", args=[run.pk]))
    run.refresh_from_db()
    assert run.state == "discarded"
    assert client.post(reverse("networks:import-confirm", args=[run.pk])).status_code == 409


def seen(client, run):
    """Is it said to be out of date, may it be confirmed, may it be read again?"""
    page = text_of(client.get(reverse("networks:import", args=[run.pk])))
    actions = [reverse(f"networks:{name}", args=[run.pk]) for name in ("import-confirm", "import-again")]
    return [page.count("ผลตรวจนี้ไม่เป็นปัจจุบัน"), *[page.count(f'action="{action}"') for action in actions]]


def test_a_preview_from_before_another_import_was_taken_back_is_read_again(client, officer, clock):
    upload(client, csv_file(GOOD))
    first = ImportRun.objects.get()
    client.post(reverse("networks:import-confirm", args=[first.pk]))
    clock.shift(60)
    upload(client, csv_file(GOOD, name="second.csv"))
    second = ImportRun.objects.exclude(pk=first.pk).get()
    assert seen(client, second) == [0, 0, 0]
    clock.shift(60)
    client.post(reverse("networks:import-undo", args=[first.pk]))
    assert seen(client, second) == [1, 0, 1]
    client.post(reverse("networks:import-again", args=[second.pk]))
    third = ImportRun.objects.exclude(pk__in=[first.pk, second.pk]).get()
    second.refresh_from_db()
    assert (second.state, third.state, third.file_name, third.summary["created"]) == ("discarded", "previewed", "second.csv", 1)
    assert seen(client, third) == [0, 1, 0]
    client.post(reverse("networks:import-confirm", args=[third.pk]))
    assert Organisation.objects.count() == 1


@pytest.mark.parametrize("long", [2000, 1])
def test_what_would_be_written_otherwise_than_it_was_seen_is_shown_anew(client, officer, monkeypatch, clock, long):
    monkeypatch.setattr(running, "LONG", long)
    address = upload(client, csv_file(GOOD, GOOD | {"name": "วัดสอง", "network": "วัดวาอาราม"})).url
    do_long_works()
    run = ImportRun.objects.get()
    seen = re.search(r'name="seen" value="(\w+)"', text_of(client.get(address)))[1]
    SectorNetwork.objects.filter(code="religion").update(aliases=["วัดวาอาราม"])
    told, counts = [], []
    # The second one stands for somebody whose page is still that of the first preview.
    for sign in (seen, seen, ""):
        clock.shift(60)
        client.post(reverse("networks:import-confirm", args=[run.pk]), {"seen": sign})
        do_long_works()
        page = text_of(client.get(address))
        told.append("มีข้อมูลเปลี่ยนไปหลังจากที่ท่านดูไฟล์นี้" in page)
        counts.append((*states(run), run.summary["created"]))
    assert (told[:2], counts) == ([True, True], [("previewed", 0, 2), ("previewed", 0, 2), ("applied", 2, 2)])


def test_what_was_imported_or_thrown_away_is_not_read_again(client, officer):
    upload(client, csv_file(GOOD))
    run = ImportRun.objects.get()
    client.post(reverse("networks:import-confirm", args=[run.pk]))
    assert client.post(reverse("networks:import-again", args=[run.pk])).status_code == 409
    assert ImportRun.objects.count() == 1


def test_sheets_that_were_not_read_are_named_and_read_one_after_the_other(client, officer):
    book, content = openpyxl.Workbook(), io.BytesIO()
    for number, sheet in enumerate(("ท่าเรือ", "มหาราช", "คำชี้แจง")):
        page = book.active if not number else book.create_sheet()
        page.title = sheet
        for row in (["ชื่อ", "เครือข่าย", "ตำบล", "อำเภอ"], [f"วัด{sheet}", *list(GOOD.values())[1:]]) if number < 2 else (["ก"],):
            page.append(row)
    book.save(content)
    upload(client, SimpleUploadedFile("ทะเบียน.xlsx", content.getvalue()))
    again = {"sheet": "มหาราช"}
    first = ImportRun.objects.get()
    response = client.get(reverse("networks:import", args=[first.pk]))
    assert "อ่านเฉพาะแผ่นงาน “ท่าเรือ”" in text_of(response)
    assert (response.context["sheet"], response.context["other_sheets"]) == ("ท่าเรือ", ["มหาราช"])
    # Instead of the first one, and after the first one was imported.
    instead = client.post(reverse("networks:import-again", args=[first.pk]), again)
    first.refresh_from_db()
    second = ImportRun.objects.exclude(pk=first.pk).get()
    client.post(reverse("networks:import-confirm", args=[second.pk]))
    client.post(reverse("networks:import-again", args=[second.pk]), {"sheet": "ท่าเรือ"})
    third = ImportRun.objects.exclude(pk__in=[first.pk, second.pk]).get()
    client.post(reverse("networks:import-confirm", args=[third.pk]))
    assert (instead.url, first.state) == (reverse("networks:import", args=[second.pk]), "discarded")
    assert list(Organisation.objects.order_by("pk").values_list("name", flat=True)) == ["วัดมหาราช", "วัดท่าเรือ"]
    report = client.get(reverse("networks:import-report", args=[second.pk]))
    with io.BytesIO(b"".join(report.streaming_content)) as workbook:
        assert openpyxl.load_workbook(workbook).active["A2"].value == "วัดมหาราช"


def test_writing_takes_a_post(client, officer):
    upload(client, csv_file(GOOD))
    pk = ImportRun.objects.get().pk
    for name in ("import-confirm", "import-again", "import-discard", "import-undo"):
        assert client.get(reverse(f"networks:{name}", args=[pk])).status_code == 405


def test_only_who_imports_sees_imports(client, province):
    client.force_login(officer_of(province))
    upload(client, csv_file(GOOD))
    pk = ImportRun.objects.get().pk
    other = load_one_province("10")
    expected = {
        coordinator_of(SectorNetwork.objects.get(code="religion")): (403, 404),
        officer_of(other): (200, 404),
        administrator_of(province): (200, 200),
    }
    for person, wanted in expected.items():
        client.force_login(person)
        found = client.get(reverse("networks:imports")), client.get(reverse("networks:import", args=[pk]))
        assert tuple(response.status_code for response in found) == wanted
        assert ("register.csv" in text_of(found[0])) == (wanted == (200, 200))
    client.logout()
    assert client.get(reverse("networks:imports")).status_code == 302


def test_the_list_counts_nothing_of_what_was_thrown_away_or_taken_back(client, officer, province):
    counts = {"created": 8, "updated": 5, "rejected": 3}
    for state in ("previewed", "applied", "undone", "discarded"):
        ImportRun.objects.create(province=province, file_name=state, state=state, summary=counts)
    page = client.get(reverse("networks:imports")).content.decode()
    rows = re.findall(r'<tr><th scope="row".*?</tr>', page, re.DOTALL)
    told = {re.search(r">(\w+)</a>", row)[1]: re.findall(r'<td class="num"[^>]*>(.)</td>', row) for row in rows}
    assert told == {name: list("853") for name in ("previewed", "applied")} | {
        name: list("–––") for name in ("undone", "discarded")
    }


def test_the_list_asks_the_same_for_few_and_many(client, officer, province):
    def fill(count):
        rows = [
            ImportRun(province=province, file_name=f"{n}.xlsx", by=officer, summary={"created": 1}, report={"rows": []})
            for n in range(count)
        ]
        ImportRun.objects.bulk_create(rows)
        with counted() as queries:
            assert client.get(reverse("networks:imports")).status_code == 200
        return len(queries)

    fill(1)
    few, many = fill(9), fill(40)
    assert few == many
    assert many <= 12


# Long files


@pytest.fixture
def long_from_three(monkeypatch):
    """Three rows are a long file: the lines of a CSV file are counted with their heading."""
    monkeypatch.setattr(running, "LONG", 2)


ROWS = [GOOD | {"name": f"วัดยาว {number}"} for number in range(3)]


def states(run):
    run.refresh_from_db()
    return run.state, Organisation.objects.count()


def test_a_long_file_is_read_and_written_by_a_worker(client, officer, long_from_three):
    response = upload(client, csv_file(*ROWS))
    run = ImportRun.objects.get()
    assert (response.url, states(run)) == (reverse("networks:import", args=[run.pk]), ("reading", 0))
    assert "รอคิว" in text_of(client.get(response.url))
    do_long_works()
    assert states(run) == ("previewed", 0)
    assert "จะเพิ่ม 3 รายการ" in text_of(client.get(response.url))
    assert client.post(reverse("networks:import-confirm", args=[run.pk])).url == response.url
    assert states(run) == ("previewed", 0)
    assert "รอคิว" in text_of(client.get(response.url))
    do_long_works()
    assert states(run) == ("applied", 3)
    assert "เพิ่มใหม่ 3" in text_of(client.get(response.url))
    assert list(Job.objects.order_by("pk").values_list("kind", "state")) == [("import_read", "done"), ("import_write", "done")]


def test_a_long_file_is_read_again_by_a_worker(client, officer, long_from_three, clock):
    address = upload(client, csv_file(*ROWS)).url
    do_long_works()
    clock.shift(60)
    upload(client, csv_file(ROWS[0], name="short.csv"))
    other = ImportRun.objects.get(file_name="short.csv")
    client.post(reverse("networks:import-confirm", args=[other.pk]))
    clock.shift(60)
    again = client.post(f"{address}again/").url
    assert (text_of(client.get(again)).count("รอคิว") > 0, again == address) == (True, False)
    do_long_works()
    summary = ImportRun.objects.order_by("pk").last().summary
    assert (summary["created"], summary["unchanged"]) == (2, 1)


def test_the_waiting_part_asks_again_and_calls_the_whole_page_when_it_is_done(client, officer, long_from_three):
    address = upload(client, csv_file(*ROWS)).url
    part = client.get(address, headers={"HX-Request": "true"})
    assert text_of(part).startswith('<div id="work" role="status" hx-get="' + address)
    do_long_works()
    assert client.get(address, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"


def test_a_short_file_is_read_at_once(client, officer, monkeypatch):
    monkeypatch.setattr(running, "LONG", 4)
    upload(client, csv_file(*ROWS))
    assert (ImportRun.objects.get().state, Job.objects.count()) == ("previewed", 0)


def test_a_long_file_that_is_not_taken_says_why_on_its_page(client, officer, long_from_three):
    address = upload(client, SimpleUploadedFile("a.csv", 'ชื่อ,ตำบล\nก,ข\nก,ข\n"ก,ข'.encode())).url
    do_long_works()
    run = ImportRun.objects.get()
    assert states(run) == ("unreadable", 0)
    assert run.report["refused"].startswith("ไฟล์นี้มีเครื่องหมายคำพูด")
    assert run.report["refused"] in html.unescape(text_of(client.get(address)))
    assert client.get(reverse("networks:import-report", args=[run.pk])).status_code == 409
    assert client.post(reverse("networks:import-confirm", args=[run.pk])).status_code == 409


def test_confirmed_twice_a_long_file_is_imported_once(client, officer, province, long_from_three):
    upload(client, csv_file(*ROWS))
    do_long_works()
    run = ImportRun.objects.get()
    address = reverse("networks:import-confirm", args=[run.pk])
    colleague = Client()
    colleague.force_login(officer_of(province))
    assert [client.post(address).status_code, client.post(address).status_code] == [302, 302]
    assert colleague.post(address).status_code == 302
    assert Job.objects.filter(kind="import_write").count() == 2
    do_long_works()
    assert states(run) == ("applied", 3)
    assert set(Job.objects.values_list("state", flat=True)) == {"done"}
    assert client.post(address).status_code == 409
    assert AuditEvent.objects.filter(action="apply_import").count() == 1


def imported(client):
    """A long file in the register, and the address that takes it back."""
    upload(client, csv_file(*ROWS))
    do_long_works()
    run = ImportRun.objects.get()
    client.post(reverse("networks:import-confirm", args=[run.pk]))
    do_long_works()
    return run, reverse("networks:import-undo", args=[run.pk])


def test_a_long_import_is_taken_back_by_a_worker(client, officer, long_from_three):
    run, undo = imported(client)
    page = reverse("networks:import", args=[run.pk])
    assert [client.post(undo).url, client.post(undo).url] == [page, page]
    assert (states(run), "รอคิว" in text_of(client.get(page))) == (("applied", 3), True)
    Job.objects.filter(kind="import_undo").update(state="running")
    assert "กำลังยกเลิกการนำเข้า" in text_of(client.get(page))
    Job.objects.filter(kind="import_undo").update(state="waiting")
    do_long_works()
    assert states(run) == ("undone", 0)
    assert "ยกเลิกการนำเข้านี้เมื่อ" in text_of(client.get(page))
    assert list(Job.objects.filter(kind="import_undo").values_list("state", flat=True)) == ["done"]
    assert client.post(undo).status_code == 409


def test_what_stands_against_taking_a_long_import_back_is_said_at_once_and_by_the_worker(client, officer, long_from_three):
    run, undo = imported(client)
    client.post(undo)
    body = Organisation.objects.first()
    Organisation.objects.filter(pk=body.pk).update(version=body.version + 1)
    do_long_works()
    job = Job.objects.get(kind="import_undo")
    assert (job.state, states(run)) == ("broken", ("applied", 3))
    assert job.note in text_of(client.get(reverse("networks:import", args=[run.pk])))
    assert client.post(undo).status_code == 409
    assert Job.objects.filter(kind="import_undo").count() == 1


@pytest.mark.parametrize("step", ["reading", "writing"])
def test_a_killed_work_is_taken_up_again_and_leaves_nothing_half_written(client, officer, long_from_three, monkeypatch, step):
    upload(client, csv_file(*ROWS))
    run = ImportRun.objects.get()
    if step == "writing":
        do_long_works()
        client.post(reverse("networks:import-confirm", args=[run.pk]))
    before = states(run)
    broken = {"reading": "networks.imports.working.report_of", "writing": "networks.actions.import_writing.record_many"}[step]
    with monkeypatch.context() as during:
        during.setattr(broken, killed)
        with pytest.raises(KeyboardInterrupt):
            do_long_works()
    assert states(run) == before
    job = Job.objects.order_by("pk").last()
    assert (job.state, do_long_works()) == ("running", None)
    Job.objects.filter(pk=job.pk).update(touched_at=jobs.timezone.now() - 2 * jobs.SILENCE)
    do_long_works()
    job.refresh_from_db()
    assert (job.state, job.tries) == ("done", 2)
    assert states(run) == {"reading": ("previewed", 0), "writing": ("applied", 3)}[step]


def killed(*args, **more):
    """As if the process ended here."""
    raise KeyboardInterrupt


def test_a_work_given_up_lets_one_throw_the_file_away(client, officer, long_from_three):
    address = upload(client, csv_file(*ROWS)).url
    Job.objects.update(state="broken", note="งานหยุดไปหลายครั้ง")
    page = text_of(client.get(address))
    assert "งานหยุดไปหลายครั้ง" in page
    assert "กรุณากด “ยกเลิก ไม่นำเข้า” แล้วเลือกไฟล์ใหม่" in page
    run = ImportRun.objects.get()
    client.post(reverse("networks:import-discard", args=[run.pk]))
    assert states(run) == ("discarded", 0)


def test_a_file_thrown_away_while_it_waits_is_not_read(client, officer, long_from_three):
    upload(client, csv_file(*ROWS))
    run = ImportRun.objects.get()
    client.post(reverse("networks:import-discard", args=[run.pk]))
    do_long_works()
    assert (states(run), run.summary) == (("discarded", 0), {})


def test_what_is_refused_while_writing_is_told_and_can_be_confirmed_again(client, officer, long_from_three):
    address = upload(client, csv_file(*ROWS)).url
    do_long_works()
    run = ImportRun.objects.get()
    client.post(reverse("networks:import-confirm", args=[run.pk]))
    RoleGrant.objects.all().delete()
    do_long_works()
    job = Job.objects.get(kind="import_write")
    assert (job.state, states(run)) == ("broken", ("previewed", 0))
    client.force_login(officer_of(run.province))
    assert job.note in text_of(client.get(address))
    client.post(reverse("networks:import-confirm", args=[run.pk]))
    do_long_works()
    assert states(run) == ("applied", 3)


def test_the_stored_report_can_be_read_by_machines(client, officer):
    upload(client, csv_file(GOOD | {"members": "ไม่ทราบ"}))
    row = json.loads(json.dumps(ImportRun.objects.get().report))["rows"][0]
    assert row["issues"] == [{"column": "members", "code": "invalid", "value": "ไม่ทราบ"}]
