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
}
ENDINGS = (".html", ".txt", ".typ", ".js", ".json")


@pytest.fixture(scope="module")
def thai():
    """What the catalogue says, by its English."""
    entries = catalogue.read(catalogue.catalogue_path())
    return {entry.msgid: " ".join([entry.msgstr, *entry.msgstr_plural.values()]) for entry in entries}


def files_with_words():
    """Templates, scripts, and the texts that come with the portal."""
    folders = [settings.BASE_DIR / name for name in ("templates", "static/js", *(f"{app}/reference" for app in catalogue.CODE))]
    folders.append(settings.BASE_DIR / "moralprovince/portal/reference")
    return [path for folder in folders for path in sorted(folder.rglob("*")) if path.suffix in ENDINGS]


@pytest.mark.parametrize(
    ("said", "to_the_reader"),
    [("งานของคุณ", True), ("คุณยังไม่มีสิทธิ์", True), ("ขอบคุณ", False), ("คุณธรรม", False), ("ผู้ทรงคุณวุฒิ", False), ("คุณยาย", False)],
)
def test_a_familiar_address_is_told_from_words_that_contain_it(said, to_the_reader):
    assert bool(re.search(FAMILIAR, said)) is to_the_reader


def test_the_reader_is_never_addressed_as_a_friend_would_be(thai):
    assert [words for words in thai.values() if re.search(FAMILIAR, words)] == []
    assert [path.name for path in files_with_words() if re.search(FAMILIAR, path.read_text(encoding="utf-8"))] == []


def test_a_commitment_of_a_pledge_and_what_a_visit_agreed_on_have_words_of_their_own(thai):
    named = sorted(english for english, words in thai.items() if "ข้อตกลง" in words and "ommitment" not in english)
    assert named == ["It belongs to", "No promise is stuck.", "Promised, and stuck"]


def test_who_came_to_an_activity_or_a_meeting_is_told_from_who_takes_part_in_the_programme(thai):
    assert [words for words in thai.values() if re.search("ผู้เข้าร่วม(?!ประชุม)", words)] == []


def test_each_thing_has_one_word(thai):
    assert [(english, words) for english, words in thai.items() for wrong in INSTEAD_OF if re.search(wrong, words)] == []
