"""Forms take what people type, say in Thai what they cannot, and never lose it."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from crispy_forms.utils import render_crispy_form
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils import translation

from assessments.forms.sessions import ResolutionForm, SessionForm
from moralprovince.core.errors import Refused
from moralprovince.core.forms import (
    AmountField,
    LongTextField,
    PhoneField,
    PortalForm,
    PortalModelForm,
    TaxIdField,
    TextField,
    ThaiDayField,
    UploadField,
    WholeNumberField,
)
from networks.forms.groups import GroupForm
from networks.forms.meetings import LetterForm
from networks.forms.office import OfficeForm
from networks.forms.organisations import OrganisationForm as EntryForm
from networks.forms.proposals import ProposalForm
from networks.models import Organisation


class EveryForm(PortalForm):
    """One of each."""

    day = ThaiDayField(label="วัน", required=False)
    count = WholeNumberField(label="จำนวน", required=False)
    score = WholeNumberField(label="คะแนน", required=False, min_value=1, max_value=10)
    sum = AmountField(label="เงิน", required=False)
    name = TextField(label="ชื่อ", max_length=5, required=False)
    story = LongTextField(label="เรื่อง", required=False)
    phone = PhoneField(label="โทร", required=False)
    tax = TaxIdField(label="ภาษี", required=False)


def typed(**data):
    query = QueryDict(mutable=True)
    query.update(data)
    return EveryForm(query)


@pytest.mark.parametrize(
    ("field", "written", "value"),
    [
        ("day", "๒๙/๐๒/๒๕๖๗", dt.date(2024, 2, 29)), ("day", "24 พ.ย. 2569", dt.date(2026, 11, 24)), ("day", " ", None),
        ("count", "๑,๒๓๔", 1234), ("count", "12 คน", 12), ("count", "", None), ("sum", "๑,๒๓๔.๕๐", Decimal("1234.50")),
        ("sum", ".5", Decimal("0.5")), ("name", "  น้ํา\u200b  ", "น้ำ"), ("name", "\x00ก", "ก"),
        ("story", "ก\r\n\r\n\r\nข  ค\n", "ก\n\nข ค"), ("phone", "๐๓๕-๑๒๓-๔๕๖ ต่อ ๕", "035-123-456 ต่อ 5"), ("phone", "", ""),
        ("tax", "0-8126-20262-08-1", "0812620262081"),
    ],
)  # fmt: skip
def test_a_field_takes_what_people_type(field, written, value):
    form = typed(**{field: written})
    assert form.errors == {}
    assert form.cleaned_data[field] == value


def test_a_number_kept_as_text_is_one_in_whichever_digits_it_is_typed():
    places = [
        (SessionForm, "number"), (ResolutionForm, "resolution"), (GroupForm, "order_number"), (LetterForm, "letter_number"),
        (OfficeForm, "letter_code"), (EntryForm, "village_no"), (ProposalForm, "village_no"),
    ]  # fmt: skip
    assert {form.base_fields[name].clean(" ๓/๒๕๖๙ ") for form, name in places} == {"3/2569"}


@pytest.mark.parametrize(
    ("field", "written", "sentence"),
    [
        ("day", "30/02/2566", "วันที่ 30 ก.พ. 2566 ไม่มีอยู่จริง กรุณาตรวจอีกครั้ง"),
        ("day", "24/11/69", "กรุณาเขียนปีของ “24/11/69” เป็นเลขสี่หลัก เช่น 2569"),
        ("count", "-5", "กรุณากรอกจำนวนเต็มตั้งแต่ศูนย์ขึ้นไป เช่น 120"),
        ("count", "99999999999", "ตัวเลขนี้มากเกินไป กรุณาตรวจอีกครั้ง"),
        ("count", "1,23", "กรุณากรอกจำนวนเต็มตั้งแต่ศูนย์ขึ้นไป เช่น 120"),
        ("sum", "1.234", "กรุณาใช้ทศนิยมไม่เกิน 2 ตำแหน่ง"), ("sum", "-1", "ต้องไม่น้อยกว่า 0"),
        ("score", "ห้า", "กรุณากรอกจำนวนเต็มตั้งแต่ 1 ถึง 10"), ("score", "11", "ต้องไม่เกิน 10"),
        ("sum", "9" * 20, "ตัวเลขนี้มากเกินไป กรุณาตรวจอีกครั้ง"), ("sum", "NaN", "กรุณากรอกตัวเลข เช่น 1,250.50"),
        ("name", "กขคงจฉ", "กรุณาย่อให้สั้นลง ข้อความนี้มี 6 ตัวอักษร ใส่ได้ไม่เกิน 5 ตัวอักษร"),
        ("phone", "ไม่มี", "ไม่ใช่หมายเลขโทรศัพท์ กรุณาเขียนแบบ 035-123-456 ต่อ 12"),
        ("phone", "035-12", "หมายเลขโทรศัพท์มี 9 หลัก มือถือมี 10 หลัก กรุณาตรวจอีกครั้ง เช่น 035-123-456 ต่อ 12"),
        ("tax", "123", "เลขประจำตัวผู้เสียภาษีมี 13 หลัก เช่น 0-9940-00123-45-6"),
        ("tax", "0812620262082",
         "เลขประจำตัวผู้เสียภาษีนี้มีตัวเลขผิดหนึ่งตัว เพราะหลักสุดท้ายไม่สอดคล้องกับหลักอื่น กรุณาตรวจอีกครั้ง"),
    ],
)  # fmt: skip
def test_a_refusal_says_what_to_do_and_keeps_what_was_typed(field, written, sentence):
    form = typed(**{field: written})
    assert form.errors == {field: [sentence]}
    assert form[field].value() == written


@pytest.mark.parametrize("field", list(EveryForm.base_fields))
def test_a_megabyte_is_no_obstacle(field):
    form = typed(**{field: "ก" * 1_000_000})
    assert list(form.errors) == [field]


CALLED = [
    "035-123-456", "035123456", "(035) 336647", "0 3500 1234", "02-123-4567", "044-123-456", "081-234-5678", "08 1234 5678",
    "+66 35 336 647", "+66 (0)35 336 647", "+66-81-234-5678", "1567", "1111 กด 2", "1-800-123-456",
    "035-336-647 ต่อ 12-14", "02-123-4567 ต่อ 11, 12", "02-123-4567 ต่อ 11 หรือ 0", "02-123-4567 ext. 12", "02-123-4567 #12",
    "0-3533-6881-4", "035-336881/2", "02 123 4567 to 70", "035-336647, 081-234-5678", "035-336647 081-2345678",
    "035-336647 และ 336648", "โทร. 035-336647 โทรสาร 035-336648", "มือถือ 081-234-5678",
]  # fmt: skip
NOT_CALLED = [
    "035-12", "035", "081-234-567", "081-234-56789", "035-123-4567", "000000000", "1234567", "123-456-789", "---123",
    "+1 202 555 0100", "15678", "ต่อ 123", "035-336647, 035-12", "035-336647 / 08",
]  # fmt: skip


@pytest.mark.parametrize("written", CALLED)
def test_a_number_that_can_be_called_in_thailand_is_taken_as_written(written):
    assert (typed(phone=written).errors, typed(phone=written).fields["phone"].clean(written)) == ({}, written)


@pytest.mark.parametrize("written", NOT_CALLED)
def test_a_number_with_digits_missing_or_too_many_is_asked_for_again(written):
    assert [problem.code for problem in typed(phone=written).errors.as_data()["phone"]] == ["incomplete"]


@pytest.mark.parametrize(("sent", "taken"), [("035-12", True), (" ๐๓๕-๑๒ ", True), ("", True), ("035-13", False)])
def test_a_number_that_stands_there_already_hinders_nobody(sent, taken):
    form = EveryForm({"phone": sent}, initial={"phone": "035-12"})
    assert (form.is_valid(), form["phone"].value()) == (taken, sent)
    assert form.cleaned_data.get("phone") == {"": "", "035-13": None}.get(sent, "035-12")


def test_a_stored_day_is_shown_as_it_is_typed():
    form = EveryForm(initial={"day": dt.date(2026, 11, 24)})
    assert 'value="24/11/2569"' in str(form["day"])
    assert EveryForm({"day": "24 พ.ย. 2569"}, initial={"day": dt.date(2026, 11, 24)}).has_changed() is False


def test_days_keep_within_their_bounds():
    field = ThaiDayField(earliest=dt.date(2026, 1, 1), latest=dt.date(2026, 12, 31))
    assert field.clean("31/12/2569") == dt.date(2026, 12, 31)
    for written, word in (("31/12/2568", "หลัง"), ("1/1/2570", "ก่อน")):
        with pytest.raises(Exception, match=word):
            field.clean(written)


def test_the_summary_on_top_leads_to_each_field():
    form = typed(day="x", count="y")
    form.refuse("มีผู้อื่นบันทึกก่อน")
    page = render_crispy_form(form)
    assert page.index("มีผู้อื่นบันทึกก่อน") < page.index('href="#id_day"') < page.index('href="#id_count"') < page.index('id="id_day"')
    assert "<form" not in page


class KnowingForm(PortalForm):
    """A box that is seen, and one that is not."""

    count = WholeNumberField(required=False)
    known = forms.IntegerField(required=False, widget=forms.HiddenInput)


@pytest.mark.parametrize(("box", "stands_at"), [("count", "count"), ("known", "__all__"), ("gone", "__all__"), ("", "__all__")])
def test_a_refusal_stands_at_its_box_where_that_is_seen_and_leads_to_what_is_in_the_way(box, stands_at):
    form = KnowingForm({})
    form.refuse(Refused("ครั้งที่ 3/2569 มีอยู่แล้ว", field=box, leads_to=("3/2569", "/there/")))
    assert form.errors == {stands_at: ['ครั้งที่ <a href="/there/">3/2569</a> มีอยู่แล้ว']}


class OrganisationForm(PortalModelForm):
    """Some columns of the register."""

    class Meta(PortalModelForm.Meta):
        model = Organisation
        fields = ["name", "kind", "members", "declared_on", "note", "email"]


def test_model_fields_become_the_portals_own():
    kinds = {name: type(field).__name__ for name, field in OrganisationForm().fields.items()}
    assert kinds == {
        "name": "TextField", "kind": "TypedChoiceField", "members": "WholeNumberField", "declared_on": "ThaiDayField",
        "note": "LongTextField", "email": "EmailField",
    }  # fmt: skip


def test_an_upload_has_a_harmless_name_and_an_end():
    field = UploadField(endings=(".csv",), limit=10)
    assert field.clean(SimpleUploadedFile("C:\\ลับ\\\u202eก.csv", b"1")).name == "ก.csv"
    for name, content, word in (("a.exe", b"1", ".csv"), ("a.csv", b"1" * 11, "อัปโหลดได้ไม่เกิน"), ("a.csv", b"", "ว่างเปล่า")):
        with pytest.raises(Exception, match=word):
            field.clean(SimpleUploadedFile(name, content))


def test_a_box_for_a_file_knows_what_is_too_large_before_it_travels(settings):
    settings.UPLOAD_LIMIT = 3 * 1024 * 1024
    box = render_to_string(
        "bootstrap5/layout/field_file.html", {"field": type("One", (forms.Form,), {"f": UploadField()})()["f"]}
    )
    told = "ไฟล์มีขนาดใหญ่กว่า 3 MB กรุณาส่งไฟล์ที่เล็กลง"
    assert re.findall(r'data-(?:most|too-large)="([^"]*)"', box) == [str(3 * 1024 * 1024), told]


def test_a_program_is_no_picture():
    with pytest.raises(Exception, match="โปรแกรม"):
        UploadField().clean(SimpleUploadedFile("a.pdf", b"MZ" + b"\x00" * 100))


@pytest.mark.parametrize(("field", "typed", "sentence"), [
    (forms.EmailField(), "ไม่ใช่เมล", "กรุณากรอกอีเมล เช่น name@example.go.th"),
    (forms.URLField(assume_scheme="https"), "a b", "กรุณาวางที่อยู่เว็บทั้งหมด เช่น https://example.org/page"),
    (forms.ChoiceField(choices=[("a", "a")]), "b", "ไม่มีตัวเลือก b ให้เลือกแล้ว กรุณาเลือกอีกครั้ง"),
    (forms.SlugField(), "a b", "ใช้ได้เฉพาะอักษรละติน ตัวเลข ขีดกลาง และขีดล่าง โดยไม่เว้นวรรค เช่น elderly-care"),
])  # fmt: skip
def test_the_sentences_of_the_framework_are_worded_as_kindly(field, typed, sentence):
    with translation.override("th"), pytest.raises(forms.ValidationError) as refused:
        field.clean(typed)
    assert refused.value.messages == [sentence]
