"""The Thai of the house: one way to speak to the reader, and one word for each thing."""

from __future__ import annotations

import re

import pytest
from django.conf import settings

from moralprovince.core import catalogue

# A reader who is called คุณ; not คุณธรรม, ขอบคุณ and the like, nor the grandmother of a story (คุณยาย).
FAMILIAR = r"(?<!ขอบ)(?<!พระ)(?<!เนร)คุณ(?!ธรรม|ภาพ|สมบัติ|ค่า|วุฒิ|ลักษณะ|ประโยชน์|ู|ย่า|ยาย|ตา|ปู่)"
# What is not said, and what is said instead.
INSTEAD_OF = {
    "รับคำอุทธรณ์": "เห็นด้วยกับคำอุทธรณ์: รับ would only mean that it came",
    "ส่งคืน|ส่งกลับ(?:ให้|เพื่อ)(?:แก้ไข|เพิ่มเติม)|พร้อม(?:บันทึก|หมายเหตุ|ข้อแนะนำ)": "ส่งกลับให้เติม พร้อมข้อความ",
    "รักษาการ|ทำการแทน": "ปฏิบัติหน้าที่แทน",
    "สำนักงานวัฒนธรรม(?!จังหวัด)": "สำนักงานวัฒนธรรมจังหวัด",
    "ผู้อำนวยกระบวนการ": "วิทยากรกระบวนการ, ผู้ดำเนินวง",
    "(?<!ทำงาน)ติดตามเสริมพลัง": "คณะทำงานติดตามเสริมพลัง",
    "เกียรติบัตรฉบับ": "เกียรติบัตรใบ",
    "นำลงจาก|เรื่องเล่าลง": "นำออกจากหน้าสาธารณะ",
    "ข้อเสนอ(?:ขอ)?แก้ไข": "คำขอแก้ไข",
    "งานที่(?:ที่)?ประชุมมอบ|มอบหมายจากที่ประชุม": "งานตามมติที่ประชุม",
    "โทรตาม(?!เงื่อนไข)": "โทรติดตาม",
    "(?<!ออน)ไลน์": "LINE",
    "ไฟล์ตาราง|สมุดงาน(?! Excel)": "ไฟล์ Excel",
    "ใบแจ้งรหัส": "ใบเชิญ",
    "เครื่อง(?:ส่ง|รับ)อีเมล": "เครื่องแม่ข่ายอีเมล",
    "พักการส่งอีเมล": "หยุดส่งอีเมลชั่วคราว",
    "ลำดับขาน|ลำดับการเรียกรับ": "ลำดับการเรียก",
    "เอาตัวกรองออก": "นำตัวกรองออก",
    "ปีโครงการ|ปีดำเนินงาน": "ปีงบประมาณ",
    "ค่าเริ่มต้น": "ค่าตั้งต้น",
    "ส่งตรงเวลา|“ตรงเวลา”": "ทันกำหนด",
    "เบอร์โทร": "หมายเลขโทรศัพท์",
    "ภาพ QR": "คิวอาร์โค้ด",
    "บัตรคำ(?!ถาม)": "บัตรความคิด, in a session บัตร",
    "เซิร์ฟเวอร์": "เครื่องแม่ข่าย",
    "พยายามส่ง": "การส่งแต่ละครั้ง",
    "คณะอนุกรรมการระดับ": "คณะอนุกรรมการส่งเสริมคุณธรรมจังหวัด",
    "แผ่น “": "แผ่นงาน",
    r"เช่น (?!กข)[ก-ฮ]{2} ?\d{3}": "เช่น กข 0031: the letters of no province, since each office reads it",
    "ค่ะ|ครับ": "nothing: a portal is neither a woman nor a man",
}
ENDINGS = (".html", ".txt", ".typ", ".js", ".json")


@pytest.fixture(scope="module")
def thai():
    """What the catalogue says, by its English."""
    entries = catalogue.read(catalogue.catalogue_path())
    return {
        str(entry.msgctxt or "") + entry.msgid: " ".join([entry.msgstr, *entry.msgstr_plural.values()]) for entry in entries
    }


def files_with_words():
    """What templates and scripts say, and the texts that come with the portal."""
    folders = [settings.BASE_DIR / name for name in ("templates", "static/js", *(f"{app}/reference" for app in catalogue.CODE))]
    folders.append(settings.BASE_DIR / "moralprovince/portal/reference")
    found = [path for folder in folders for path in sorted(folder.rglob("*")) if path.suffix in ENDINGS]
    return {str(path): path.read_text(encoding="utf-8") for path in found if path.name != "alike.json"}  # what people search by


@pytest.mark.parametrize(
    ("said", "to_the_reader"),
    [("งานของคุณ", True), ("คุณยังไม่มีสิทธิ์", True), ("ขอบคุณ", False), ("คุณธรรม", False), ("ผู้ทรงคุณวุฒิ", False), ("คุณยาย", False)],
)
def test_a_familiar_address_is_told_from_words_that_contain_it(said, to_the_reader):
    assert bool(re.search(FAMILIAR, said)) is to_the_reader


def test_a_day_that_was_written_is_not_called_today(thai):
    days = {english: said for english, said in thai.items() if re.search(r"\bthis day\b", english, re.IGNORECASE)}
    assert [english for english, said in days.items() if "วันนี้" in said and "today" not in english] == []


def test_the_reader_is_never_addressed_as_a_friend_would_be(thai):
    said = thai | files_with_words()
    assert [where for where, words in said.items() if re.search(FAMILIAR, words)] == []


def test_a_commitment_of_a_pledge_and_what_a_visit_agreed_on_have_words_of_their_own(thai):
    named = sorted(english for english, words in thai.items() if "ข้อตกลง" in words and "ommitment" not in english)
    assert named == ["It belongs to", "No promise is stuck.", "Promised, and stuck"]


def test_who_came_to_an_activity_or_a_meeting_is_told_from_who_takes_part_in_the_programme(thai):
    assert [words for words in thai.values() if re.search("ผู้เข้าร่วม(?!ประชุม)", words)] == []


def test_each_thing_has_one_word(thai):
    said = thai | files_with_words()
    assert [(where, wrong) for where, words in said.items() for wrong in INSTEAD_OF if re.search(wrong, words)] == []


def test_numbers_days_and_names_stand_apart_from_the_words_beside_them(thai):
    figure = "year|years|count|number|total|days|score|people|percent|rows|most|least|limit|pages"
    glued = rf"[ก-๙](?:[0-9]|%\((?:{figure})\)s)|(?:[0-9]|%\((?:{figure}|day|moment|time|period)\)s|(?<!ไม่พบ)%\(name\)s)[ก-๙]"
    assert [words for words in thai.values() if re.search(glued, words)] == []


def test_a_button_that_a_sentence_names_is_named_as_it_stands_on_it(thai):
    named = [(english, label) for english in thai for label in re.findall("“([^”%{]+)”", english) if label in thai]
    assert len(named) > 10
    # The button of this one says something else on each page, so its Thai speaks of saving only.
    assert [label for english, label in named if f"“{thai[label]}”" not in thai[english]] == ["Save"]
