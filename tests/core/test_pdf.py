"""PDF: what is printed can be read back letter by letter, and data is never taken for a program."""

import datetime as dt

import pypdfium2
import pytest

from moralprovince.core.pdf import pdf_response, render_pdf

WORDS = """
    ปิ่นเกล้า ทั้งสิ้น ที่สิ้นสุด เปี่ยม น้ำใจ ซ้ำ ถ้ำ ผู้ใหญ่บ้าน กำลังใจ ป้า ฝ้าย ปู่ ฟื้นฟู ท้องถิ่น ซื่อสัตย์ ครั้งที่ ขึ้น
    ยิ่ง หนึ่ง สิ่ง ตั้ง ปั้น สิทธิ์ ศักดิ์สิทธิ์ พื้นที่ เรื่อง เบี้ย ญาติ ฐาน ปฏิญญา กตัญญู
""".split()  # noqa: SIM905 (a list of words is read more easily)


def text_of(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def specimen(**data):
    return render_pdf("specimen.typ", {"title": "ทะเบียน", "headings": ["ชื่อ", "จำนวน"], "rows": [], **data})


@pytest.mark.parametrize("part", ["body", "heading"])
def test_every_thai_word_is_read_back_as_it_was_written(part):
    lines = [[word, "๑๒"] for word in WORDS]
    if part == "body":
        text = text_of(specimen(rows=lines))
        assert [word for word in WORDS if word not in text.split()] == []
    else:
        read = [text_of(specimen(title=word)).split()[0] for word in WORDS]
        assert read == WORDS


def test_a_long_table_repeats_its_heading_and_numbers_its_pages():
    document = pypdfium2.PdfDocument(specimen(rows=[[f"วัด {n}", str(n)] for n in range(120)]))
    texts = [page.get_textpage().get_text_range() for page in document]
    pages = len(document)
    document.close()
    assert pages > 2
    assert all("จำนวน" in text for text in texts)
    assert [f"{n} / {pages}" in text for n, text in enumerate(texts, 1)] == [True] * pages


def test_data_is_printed_and_never_run():
    text = text_of(specimen(paragraphs=["#panic() $x^2$ *หนา* _เอน_ <ป้าย> @อ้าง // จบ"]))
    assert "#panic() $x^2$ *หนา* _เอน_ <ป้าย> @อ้าง // จบ" in text.replace("\r\n", " ")


def test_days_in_the_data_are_no_obstacle():
    assert specimen(made=dt.date(2026, 11, 24))[:5] == b"%PDF-"


def test_a_second_document_of_the_process_knows_nothing_of_the_first():
    specimen(title="ความลับ")
    assert "ความลับ" not in text_of(specimen(title="อื่น"))


def test_the_answer_names_the_file_in_thai():
    response = pdf_response("สรุปผล 2564", b"%PDF-")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("inline; filename*=utf-8''%E0%B8%AA")
