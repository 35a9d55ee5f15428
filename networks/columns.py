"""The columns of a register table: their headings, and the words by which an import knows them."""

from __future__ import annotations

import re

from django.utils.translation import get_language

from moralprovince.core import thai

# In the order of the blank template; the export uses the same headings, so that what was exported can be imported.
HEADINGS = {
    "name": "ชื่อองค์กร/ชุมชน",
    "kind": "ประเภท",
    "network": "เครือข่าย",
    "village_no": "หมู่ที่",
    "subdistrict": "ตำบล",
    "district": "อำเภอ",
    "postal_code": "รหัสไปรษณีย์",
    "members": "จำนวนสมาชิก",
    "contact_name": "ผู้ประสานงาน",
    "phone": "โทรศัพท์",
    "email": "อีเมล",
    "tax_id": "เลขประจำตัวผู้เสียภาษี",
    "declared_on": "วันที่ประกาศเจตนารมณ์",
    "note": "หมายเหตุ",
}
ENGLISH_HEADINGS = {
    "name": "Name",
    "kind": "Type",
    "network": "Network",
    "village_no": "Moo",
    "subdistrict": "Subdistrict",
    "district": "District",
    "postal_code": "Postal code",
    "members": "Members",
    "contact_name": "Contact person",
    "phone": "Phone",
    "email": "E-mail",
    "tax_id": "Tax ID",
    "declared_on": "Declared on",
    "note": "Remarks",
}
# A row is refused where one of these is wrong; where another one is, the row goes in without it.
REQUIRED = ("name", "network", "subdistrict", "district")
# Known, of no use to the import, and not worth a word: running numbers, and what our own reports add. The state that
# our exports add is named as left out: whoever changed it there would wait for what no import does.
QUIET = "quiet"
RESULT_HEADING = "ผลการตรวจ"

BODY = "องค์กร|องค์การ|ชุมชน|หน่วยงาน|สถานศึกษา|โรงเรียน|วัด|สถานประกอบการ|กลุ่ม|สมาชิกเครือข่าย"
ENGLISH_BODY = "organi[sz]ations?|communit(?:y|ies)|bod(?:y|ies)|agenc(?:y|ies)|institutions?|entit(?:y|ies)|units?"
PERSON = "ผู้ประสานงาน|ผู้ติดต่อ|ผู้รับผิดชอบ|บุคคลติดต่อ|ผู้แทน|ผู้นำ"
# Tried in this order on a heading without spaces and punctuation; the whole heading must fit.
MEANINGS = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("code", "รหัส(?:องค์กร)?|code"),
        (QUIET, "ลำดับ(?:ที่|เลข)?|ที่|no|number|seq|item|ผลการตรวจ(?:สอบ)?|result"),
        ("tax_id", ".*ผู้เสียภาษี.*|เลข(?:ที่|ทะเบียน)?(?:นิติบุคคล|ภาษี).*|เลขทะเบียน.*นิติบุคคล"
                   "|tax(?:payer)?(?:id.*|no|number|identification.*)"),
        ("email", ".*(?:อีเมล|จดหมายอิเล็กทรอนิกส์|ไปรษณีย์อิเล็กทรอนิกส์).*|(?:contact)?e?mail(?:address)?(?:ผู้ประสานงาน)?"),
        ("postal_code", "รหัสไปรษณีย์|รหัสปณ|ปณ|ไปรษณีย์|post(?:al)?code|zip(?:code)?|postal"),
        ("phone", "(?:หมายเลข|เลข|เบอร์)*(?:โทรศัพท์|โทร|มือถือ|เบอร์|ติดต่อ)(?:มือถือ|ติดต่อ|ผู้ประสานงาน|เคลื่อนที่|ศัพท์)*"
                  "|(?:contact|mobile|tele?)?(?:phone|tel|telephone|mobile)(?:no|number)?"),
        ("declared_on", "(?:วัน|วดป).*(?:ประกาศ|เจตนารมณ์|ปฏิญญา|เข้าร่วม).*"
                        "|(?:ประกาศ|แสดง)เจตนารมณ์(?:เมื่อ)?|ประกาศเมื่อ|วันที่|วันเดือนปี|วดป"
                        "|(?:date)?(?:of)?declar(?:ed|ation)(?:on|date|day)?|declaredon|date|joinedon|datejoined"),
        ("members", "(?:จำนวน)?สมาชิก(?:ทั้งหมด|คน|รวม)*|จำนวน(?:คน|บุคลากร|ราย|ประชากร)?(?:คน)?|บุคลากร"
                    "|(?:numberof|noof|total)?(?:members?|people|persons?|headcount|staff)"),
        ("contact_name", f"(?:ชื่อ)?(?:นาม)?(?:สกุล)?(?:ของ)?(?:{PERSON})(?:หลัก)?(?:ชื่อ)?(?:นาม)?(?:สกุล)?|ชื่อ(?:และ)?(?:นาม)?สกุล"
                         "|contact(?:s|name|person|personname)?|coordinator(?:name)?|personincharge|fullname"),
        ("network", "(?:ชื่อ|ประเภท|กลุ่ม|สังกัด)?เครือข่าย(?:ที่สังกัด|ทางสังคม)?|ภาคส่วน|network(?:name)?|sector(?:network)?"),
        ("kind", f"(?:ประเภท|ชนิด|ลักษณะ)(?:ของ)?(?:{BODY}|หรือ|และ)*|(?:{ENGLISH_BODY})?(?:kind|type|category)"),
        ("village_no", "(?:เลข)?หมู่(?:ที่|บ้าน)?(?:ที่)?|ม|moo|moono|mu|village(?:no|number)?"),
        ("subdistrict", "(?:ชื่อ)?(?:ตำบล|แขวง|ต)+(?:แขวง|ตำบล|เทศบาล)*|subdistricts?(?:name)?|tamb[oy][nl]"),
        ("district", "(?:ชื่อ)?(?:อำเภอ|เขต|อ)+(?:เขต|อำเภอ)*|districts?(?:name)?|amph(?:oe|ur|oer|ur)"),
        ("note", "หมายเหตุ.*|ข้อสังเกต|remarks?|notes?|comments?"),
        ("name", f"(?:ราย)?ชื่อ(?:ของ)?(?:{BODY}|หรือ|และ|อำเภอ(?=คุณธรรม)|คุณธรรม)*(?:ที่(?:เข้า)?ร่วม(?:โครงการ|กิจกรรม)?)?"
                 f"|(?:{BODY}|คุณธรรม)(?:{BODY}|หรือ|และ|คุณธรรม)*"
                 f"|(?:name(?:of)?)?(?:the)?(?:{ENGLISH_BODY}|or|and)*(?:names?)?"),
    )
)  # fmt: skip
# Headings that say little: beside one of the same meaning that says more, they are something else.
GENERIC = re.compile(f"วันที่|วันเดือนปี|วดป|date|จำนวน(?:คน|ราย)?|ชื่อ|names?|(?:{BODY})+|(?:{ENGLISH_BODY})+|เขต")
MOO = re.compile(r"^(?:หมู่(?:บ้าน)?(?:\s*ที่)?|ม(?:\s*\.|(?=\s*\d)|$)|moo(?![a-z])|village(?:\s*no\.?)?)\s*", re.IGNORECASE)
NOT_LETTERS = re.compile(r"[^\wก-๎]|_|\d")


def heading_key(text: str) -> str:
    """A heading without spaces, punctuation, numbers and what stands in brackets."""
    return NOT_LETTERS.sub("", re.sub(r"[(\[（].*?[)\]）]", "", thai.canonical(text[:300]))).lower()


def meaning(text: str) -> str:
    """The column a heading means; empty where nobody knows it."""
    key = heading_key(text)
    if not key or len(key) > 80:
        return ""
    return next((name for name, pattern in MEANINGS if pattern.fullmatch(key)), "")


def label(name: str) -> str:
    """The heading of a column in the language of who reads it."""
    names = ENGLISH_HEADINGS if get_language() == "en" else HEADINGS
    return names.get(name, name)


def is_generic(text: str) -> bool:
    """Does a heading give way to a fuller one?"""
    return bool(GENERIC.fullmatch(heading_key(text)))


def village_number(text: str) -> str:
    """The number of a village without "moo": with it, as people type it into a form, it is the same."""
    return thai.canonical(MOO.sub("", thai.tidy(text)))
