"""The columns of the register as a table, in order: what the importer reads, exports write and the blank template shows."""

from __future__ import annotations

# Name of the column and its heading; the headings are Thai whatever language a page has, so that every file reads the same.
HEADINGS: dict[str, str] = {
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
