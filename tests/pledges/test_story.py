"""What the story of a body tells of its pledges and reports."""

import datetime as dt

import pytest

from pledges.story import report_lines, story
from tests.factories import officer_of
from tests.factories_pledges import FollowUpReportFactory, PledgeFactory, ReportRoundFactory

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2027, 4, 2, 5, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("first", "told"),
    [
        (dt.date(2027, 3, 30), "ครั้งแรก 30 มี.ค. 2570 ทันกำหนด"),
        (dt.date(2027, 4, 1), "ครั้งแรก 1 เม.ย. 2570 หลังวันครบกำหนด"),
        (dt.date(2027, 4, 2), "หลังวันครบกำหนด"),
    ],
)
def test_a_report_that_was_sent_again_is_told_with_the_day_by_which_it_is_in_time(first, told):
    report = FollowUpReportFactory(state="submitted", submitted_on=first, submitted_at=NOON, due_on=dt.date(2027, 3, 31))
    [line] = report_lines(report, dt.date(2027, 4, 3))
    assert (line.at, line.text) == (NOON, told)


@pytest.mark.parametrize(
    ("source", "returns", "told"),
    [
        ("phone", 0, "สำนักงานรับไว้ 30 มี.ค. 2570 ทันกำหนด"),
        ("phone", 1, "ครั้งแรก 30 มี.ค. 2570 ทันกำหนด"),
        ("web", 1, "ครั้งแรก 30 มี.ค. 2570 ทันกำหนด"),
    ],
)
def test_a_report_that_was_entered_later_than_it_came_is_not_told_as_sent_twice(source, returns, told):
    more = {"source": source, "returns": returns, "submitted_on": dt.date(2027, 3, 30), "submitted_at": NOON}
    report = FollowUpReportFactory(state="submitted", due_on=dt.date(2027, 3, 31), **more)
    assert [line.text for line in report_lines(report, dt.date(2027, 4, 3))] == [told]


def test_the_year_of_a_body_shows_the_pledge_that_stands_beside_one_that_ended_and_the_reports_of_both():
    ended = PledgeFactory(state="ended", declared_on=dt.date(2026, 11, 1), ended_on=dt.date(2027, 1, 20))
    first = ReportRoundFactory(programme_year=ended.programme_year, code="Q1", due_on=dt.date(2026, 12, 31))
    FollowUpReportFactory(pledge=ended, round=first, submitted_on=dt.date(2026, 12, 30), state="accepted")
    again = PledgeFactory(organisation=ended.organisation, state="active", declared_on=dt.date(2027, 2, 1))
    FollowUpReportFactory(pledge=again, due_on=dt.date(2027, 3, 31))
    FollowUpReportFactory(pledge=ended, state="waived")
    told = story(ended.organisation, officer_of(ended.organisation.province), dt.date(2027, 4, 2)).milestones
    assert [(str(one.label), one.day, one.status) for one in told] == [
        ("ประกาศเจตนารมณ์ปี 2570", dt.date(2027, 2, 1), "done"),
        ("ไตรมาส 1", dt.date(2026, 12, 30), "done"),
        ("รอบ 6 เดือน", dt.date(2027, 3, 31), "hand"),
    ]
