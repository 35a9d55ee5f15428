"""Tables: what goes out is never a formula, what comes in never hangs, and a refusal is one sentence."""

import csv
import datetime as dt
import io
import time
import zipfile
from decimal import Decimal

import openpyxl
import pytest
import xlsxwriter
from django.utils import translation

from moralprovince.core.models import Message
from moralprovince.core.tables import (
    Formula,
    TableError,
    has_more_rows_than,
    read_table,
    read_tables,
    table_response,
    words,
    write_csv,
    write_workbook,
)

DANGEROUS = ["=1+1", '=HYPERLINK("http://example.org","ก")', "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"]


def kept(tmp_path, content, name="t.xlsx"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def workbook(rows, **more):
    stream = io.BytesIO()
    write_workbook(stream, "แผ่น", ["ก", "ข"], rows, **more)
    return stream.getvalue()


def refused(path):
    with pytest.raises(TableError) as error:
        read_table(path)
    assert error.value.sentence
    return error.value.code


# Out


def test_text_in_a_workbook_is_never_a_formula():
    page = openpyxl.load_workbook(io.BytesIO(workbook([[text, ""] for text in DANGEROUS]))).active
    cells = [page.cell(row, 1) for row in range(2, len(DANGEROUS) + 2)]
    assert {cell.data_type for cell in cells} == {"s"}
    # A carriage return is written as Excel writes it.
    assert [cell.value.replace("_x000D_", "\r") for cell in cells] == DANGEROUS


def test_text_in_a_csv_file_is_never_a_formula_and_numbers_stay_numbers():
    stream = io.BytesIO()
    write_csv(stream, ["ก", "ข"], [[text, -1] for text in DANGEROUS])
    content = stream.getvalue()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))[1:]
    assert rows == [[f"'{text}", "-1"] for text in DANGEROUS]


def test_values_keep_their_kind():
    rows = [[dt.date(2026, 11, 24), 5], [None, Decimal("1.50")], [dt.datetime(2026, 11, 24, 3, tzinfo=dt.UTC), "x" * 40_000]]
    page = openpyxl.load_workbook(io.BytesIO(workbook(rows, kinds=["day", "number"]))).active
    assert page["A2"].value == dt.datetime(2026, 11, 24)
    assert page["A2"].number_format == "[$-107041E]dd/mm/yyyy"
    assert (page["B2"].value, page["B3"].value, page["A3"].value) == (5, 1.5, None)
    assert (page["A4"].value, page["A4"].number_format) == (dt.datetime(2026, 11, 24, 10), "[$-107041E]dd/mm/yyyy hh:mm")
    assert len(page["B4"].value) == 32_767


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_table_to_download_is_read_back(tmp_path, kind):
    response = table_response(kind, "ทะเบียน", ["ก", "ข"], iter([["วัด", 1], ["=1", 2]]))
    assert f".{kind}" in response["Content-Disposition"]
    table = read_table(kept(tmp_path, b"".join(response.streaming_content)))
    # Closing the answer itself would tell the database that a request has ended.
    getattr(response, "file_to_stream", io.BytesIO()).close()
    assert table.rows[0] == ["ก", "ข"]
    assert [str(float(row[1])) for row in table.rows[1:]] == ["1.0", "2.0"]


# In


@pytest.mark.parametrize(
    ("encoding", "mark"), [("utf-8", ","), ("utf-8-sig", ";"), ("tis-620", "\t"), ("cp874", ","), ("utf-16", "\t")]
)
def test_csv_files_are_read_in_every_way_offices_save_them(tmp_path, encoding, mark):
    lines = [["ชื่อ", "ตำบล", "หมายเหตุ"], ['"วัด, ก; ข"', "หัวรอ", ""], [], ["ค", "", "ง"]]
    text = "\r\n".join(mark.join(line) for line in lines)
    table = read_table(kept(tmp_path, text.encode(encoding), "t.csv"))
    assert table.rows == [["ชื่อ", "ตำบล", "หมายเหตุ"], ["วัด, ก; ข", "หัวรอ"], [], ["ค", "", "ง"]]


def test_a_defused_cell_comes_back_and_a_formula_is_marked(tmp_path):
    table = read_table(kept(tmp_path, "'+66 81,=1+1\n", "t.csv"))
    assert table.rows == [["+66 81", Formula("=1+1")]]


def test_a_workbook_is_read_from_its_first_row_with_formulas_marked(tmp_path):
    book = openpyxl.Workbook()
    page = book.active
    page["B3"], page["C3"], page["D3"] = "วัด", "=1+1", dt.date(2021, 1, 16)
    book.save(tmp_path / "t.xlsx")
    assert read_table(tmp_path / "t.xlsx").rows == [[], [], ["", "วัด", Formula("=1+1"), dt.date(2021, 1, 16)]]


def test_what_no_database_keeps_is_left_out_of_a_cell(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["ก_x0000_ข", "_x0001_=1+1", "บรรทัด\nสอง", "_x0000_"])
    book.save(tmp_path / "t.xlsx")
    assert read_table(tmp_path / "t.xlsx").rows == [["กข", Formula("=1+1"), "บรรทัด\nสอง"]]


def test_a_stored_result_of_a_formula_is_not_looked_at(tmp_path):
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    book.add_worksheet().write_formula(0, 0, "=1+1", None, "ผลลัพธ์")
    book.close()
    assert read_table(kept(tmp_path, stream.getvalue())).rows == [[Formula("=1+1")]]


def test_hidden_sheets_are_left_alone(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["ลับ"])
    book.active.sheet_state = "hidden"
    book.create_sheet("เปิด").append(["เห็น"])
    book.active = 1
    book.save(tmp_path / "t.xlsx")
    assert read_table(tmp_path / "t.xlsx").rows == [["เห็น"]]


def test_a_workbook_may_have_a_sheet_for_each_subdistrict(tmp_path):
    book = openpyxl.Workbook(write_only=True)
    for number in range(209):
        book.create_sheet(f"ตำบล {number}").append([number])
    book.save(tmp_path / "t.xlsx")
    assert [table.rows for table in read_tables(tmp_path / "t.xlsx")] == [[[number]] for number in range(209)]


# Hostile


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"), (b"\n\n , ,\n", "empty"), (b"%PDF-1.4\x00\x01", "kind"),
        (b"MZ\x90\x00\x03", "kind"), (b"\x89PNG\r\n\x1a\n\x00", "kind"),
        (b"PK\x03\x04 broken", "broken"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "old"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"a," * 201, "columns"), (b"a,b\n" * 100_201, "rows"),
        (b"x" * (10 * 1024 * 1024 + 1), "large"), (b"\xff\xfe\x00", "kind"),
        ('ก,ข\nค,"ง\nจ,ฉ\n'.encode(), "quote"), (b"\r\n<html><table><tr><td>1", "kind"),
    ],
    ids=[
        "empty", "blank", "pdf", "program", "picture", "broken", "old", "encrypted", "columns", "rows", "large", "half", "open",
        "page",
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_in_one_sentence(tmp_path, content, code):
    assert refused(kept(tmp_path, content)) == code


def archive(**parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/"), content)
    return stream.getvalue()


def test_another_archive_is_no_workbook(tmp_path):
    assert refused(kept(tmp_path, archive(**{"word/document.xml": "<a/>"}))) == "kind"


def test_a_zip_bomb_is_not_opened(tmp_path):
    bomb = archive(**{"xl/workbook.xml": "<a/>", "xl/worksheets/sheet1.xml": b"0" * (301 * 1024 * 1024)})
    assert len(bomb) < 1_000_000
    begun = time.monotonic()
    assert refused(kept(tmp_path, bomb)) == "bomb"
    assert time.monotonic() - begun < 30


def patched(old, new):
    """A workbook whose sheet says something else."""
    stream, made = io.BytesIO(), io.BytesIO()
    book = openpyxl.Workbook()
    book.active["A1"] = "ก"
    book.save(stream)
    with zipfile.ZipFile(stream) as source, zipfile.ZipFile(made, "w") as target:
        for part in source.infolist():
            target.writestr(part.filename, source.read(part).replace(old, new))
    return made.getvalue()


def test_a_sheet_that_claims_to_be_endless_is_refused(tmp_path):
    content = patched(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')
    assert refused(kept(tmp_path, content)) in ("rows", "columns", "heavy")


def test_entities_that_grow_are_refused(tmp_path):
    bomb = b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
    ) + b"]>"  # fmt: skip
    content = patched(b"<workbook", bomb + b"<workbook")
    begun = time.monotonic()
    with pytest.raises(TableError):
        read_table(kept(tmp_path, content.replace(b"<sheets>", b"<sheets>&j;")))
    assert time.monotonic() - begun < 60


def test_a_reader_that_dies_is_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr("moralprovince.core.tables.reading.LIMITS", {"rows": 1})
    assert refused(kept(tmp_path, b"a,b")) == "heavy"


# Long or short, before anything is read


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_file_is_known_to_be_long_before_it_is_read(tmp_path, ending):
    path = tmp_path / f"a.{ending}"
    rows = ([f"<row {n}>", "ก"] for n in range(39_999))
    with path.open("wb") as stream:
        write_csv(stream, ["ชื่อ", "ตำบล"], rows) if ending == "csv" else write_workbook(stream, "ก", ["ชื่อ", "ตำบล"], rows)
    longer = {most: has_more_rows_than(path, most) for most in (40_000, 39_999, 2000)}
    assert longer == {40_000: False, 39_999: True, 2000: True}


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut off", b"PK", b"\xd0\xcf\x11\xe0"])
def test_what_cannot_be_opened_is_short(tmp_path, content):
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    assert not has_more_rows_than(path, 0)


def test_a_hundred_thousand_rows_fit_below_their_heading(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("ชื่อ,ตำบล\n" + "ก,ข\n" * 100_000, encoding="utf-8")
    assert len(read_table(path).rows) == 100_001


@pytest.mark.parametrize("language", ["th", "en"])
def test_a_choice_is_told_in_the_words_of_its_model(language):
    with translation.override(language):
        told = [words(Message.State, state) for state in Message.State.values]
        assert told == [Message(state=state).get_state_display() for state in Message.State.values]
