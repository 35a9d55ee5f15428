"""Two mend the same session or set the same days: the slower one is told, keeps her words and sees the others."""

import datetime as dt

import pytest
from django.urls import reverse

from assessments.models import AssessmentCalendar, CommitteeSession
from moralprovince.core.models import AuditEvent
from tests.factories import OfficeFactory, ProgrammeYearFactory, officer_of

pytestmark = pytest.mark.django_db

COUNTS = {"assessors_each": "2", "appeal_days": "15", "appeal_answer_days": "30"}


def session_of(year):
    """The key of a session of that year."""
    return CommitteeSession.objects.create(
        province=year.province, programme_year=year, number="2/2570", held_on=dt.date(2027, 8, 10), place="ห้องประชุม"
    ).pk


def days_of(year):
    """A year whose days are set."""
    AssessmentCalendar.objects.create(programme_year=year, self_due_on=dt.date(2027, 7, 31), assessors_each=1)
    return year.fiscal_year


# Address, table, what it is made of; what the faster and the slower one type; what is shown as standing.
CASES = {
    "session": (
        "session-edit", CommitteeSession, session_of,
        {"number": "2/2570", "held_on": "11/8/2570", "place": "ศาลากลางจังหวัด"},
        {"number": "2/2570", "held_on": "12/8/2570", "place": "หอประชุม"},
        [("วันที่", "11 สิงหาคม 2570"), ("สถานที่", "ศาลากลางจังหวัด")],
    ),
    "days": (
        "calendar", AssessmentCalendar, days_of,
        {"self_due_on": "15/8/2570", **COUNTS}, {"self_due_on": "20/8/2570", **COUNTS, "appeal_days": "10"},
        [("ครบกำหนดส่งแบบประเมินตนเอง", "15 สิงหาคม 2570"), ("วันทำการที่ยื่นอุทธรณ์ได้", "15")],
    ),
    # Set by neither of them yet: the row itself is made by the faster one.
    "first days": (
        "calendar", AssessmentCalendar, lambda year: year.fiscal_year,
        {"self_due_on": "15/8/2570", **COUNTS}, {"self_due_on": "20/8/2570", **COUNTS},
        [("ครบกำหนดส่งแบบประเมินตนเอง", "15 สิงหาคม 2570")],
    ),
}  # fmt: skip


@pytest.fixture
def year():
    return ProgrammeYearFactory(province=OfficeFactory().province)


@pytest.fixture
def two(client, year):
    """Opens a form as one of the two, and sends it as the other."""
    people = {who: officer_of(year.province) for who in ("faster", "slower")}

    def sent(who, address, typed=None):
        client.force_login(people[who])
        return client.post(address, typed) if typed else client.get(address)

    return sent


@pytest.fixture(params=CASES)
def case(request, year):
    name, table, key, faster, slower, standing = CASES[request.param]
    return reverse(f"assessments:{name}", args=[key(year)]), table, faster, slower, standing


def sign_on(page):
    return page.context["form"]["sign"].value()


def rows_of(table):
    return list(table.objects.order_by("pk").values())


def test_the_slower_is_told_and_keeps_what_she_typed_beside_what_stands(case, two):
    address, table, faster, slower, standing = case
    sign = sign_on(two("slower", address))
    assert two("faster", address, {**faster, "sign": sign}).status_code == 302
    stored = rows_of(table)
    page = two("slower", address, {**slower, "sign": sign})
    form = page.context["form"]
    assert (page.status_code, rows_of(table)) == (200, stored)
    assert {name: str(form[name].value()) for name in slower} == slower
    assert form.non_field_errors() == ["มีผู้บันทึกรายการนี้ไปก่อนท่านเมื่อสักครู่ สิ่งที่ท่านกรอกยังอยู่ครบ กรุณาเทียบกันแล้วบันทึกอีกครั้ง"]
    assert [(label, str(value)) for label, value in form.stored_now] == standing
    assert [value for _label, value in standing if page.content.decode().count(f"<dd>{value}</dd>") != 1] == []


def test_having_seen_both_she_saves_hers(case, two):
    address, _table, faster, slower, _standing = case
    sign = sign_on(two("slower", address))
    two("faster", address, {**faster, "sign": sign})
    seen = sign_on(two("slower", address, {**slower, "sign": sign}))
    before = AuditEvent.objects.count()
    assert two("slower", address, {**slower, "sign": seen}).status_code == 302
    opened = two("slower", address).context["form"]
    words = {name: value for name, value in slower.items() if not name.endswith("_on")}
    assert {name: str(opened[name].value()) for name in words} == words
    assert AuditEvent.objects.count() == before + 1


def test_the_same_words_from_both_are_no_conflict(case, two):
    address, _table, faster, _slower, _standing = case
    sign = sign_on(two("slower", address))
    two("faster", address, {**faster, "sign": sign})
    before = AuditEvent.objects.count()
    assert (two("slower", address, {**faster, "sign": sign}).status_code, AuditEvent.objects.count()) == (302, before)


def test_a_form_without_its_sign_overwrites_nothing(case, two):
    address, table, _faster, slower, _standing = case
    stored = rows_of(table)
    assert (two("slower", address, slower).status_code, rows_of(table)) == (200, stored)
