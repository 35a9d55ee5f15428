"""Two mend the same session or set the same days: the slower one is told, keeps her words and sees the others."""

import datetime as dt

import pytest
from django.urls import reverse

from assessments.models import AssessmentCalendar, CommitteeSession
from tests.factories import OfficeFactory, ProgrammeYearFactory, officer_of
from tests.support.two_writers import TwoWriters, writers

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
    return writers(client, officer_of(year.province), officer_of(year.province))


@pytest.fixture(params=CASES)
def case(request, year):
    name, table, key, faster, slower, standing = CASES[request.param]
    return reverse(f"assessments:{name}", args=[key(year)]), table, faster, slower, standing


class TestTwoWhoMendIt(TwoWriters):
    """Of a session, of the days of a year, and of the first days that a year gets."""
