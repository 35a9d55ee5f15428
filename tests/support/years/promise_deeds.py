"""What bodies promise and tell: pledges, and reports in time, late, on paper, returned, extended, not required."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from moralprovince.core.signs import sign_of
from networks.models import Organisation
from pledges.actions import pledges, reports
from pledges.actions.commitments import COLUMNS, CommitmentEntry
from pledges.actions.extensions import extend_report
from pledges.actions.rounds import DAYS, change_round
from pledges.models import FollowUpReport, Pledge, ReportRound
from tests.factories_pledges import VirtueFactory

from .history import Deed, History


def declare(h: History) -> None:
    """A body without a pledge of this year, or whose pledge has ended, declares; mostly the office takes it on."""
    year = h.year()
    standing = Pledge.objects.filter(programme_year=year).exclude(state="ended").values("organisation")
    without = Organisation.objects.filter(state__in=["active", "dormant", "proposed"]).exclude(pk__in=standing)
    for body in h.some(without, 2):
        pledge = pledges.begin_pledge(organisation=body, programme_year=year, by=h.by)
        declare_one(h, pledge)


def declare_one(h: History, pledge: Pledge) -> None:
    """What a draft needs, and its way."""
    line = CommitmentEntry(
        target_virtue_id=VirtueFactory().pk, problem_to_solve="ขยะ", good_to_do="คัดแยก", activity="ธนาคารขยะ",
        indicator="กก.", baseline=Decimal(80), target=Decimal(40), unit="กก.",
        due_on=h.day + dt.timedelta(days=90), responsible="ครูมี",
    )  # fmt: skip
    members = h.chance.randint(10, 60)
    content = pledges.PledgeContent("พวกเราจะทำความดี", h.near(20, 0), members, h.chance.randint(0, members), [line])
    pledges.save_pledge(pledge=pledge, content=content, version=pledge.version, by=h.by)
    pledges.declare_pledge(pledge=pledge, by=h.by)
    if h.maybe(0.8):
        pledges.activate_pledge(pledge=pledge, by=h.by)
    elif h.maybe(0.7):
        pledges.return_pledge(pledge=pledge, note="โปรดเพิ่มเติม", by=h.by)


def follow(h: History) -> None:
    """A draft that was carried over, or a returned one, is declared; another one is thrown away."""
    pledge = h.one(Pledge.objects.filter(state__in=["draft", "returned"]))
    if pledge.state == "draft" and h.maybe(0.2):
        pledges.discard_pledge(pledge=pledge, by=h.by)
    else:
        declare_one(h, pledge)


def end(h: History) -> None:
    """Before its year is over."""
    pledges.end_pledge(pledge=h.one(Pledge.objects.filter(state="active")), note="ย้ายที่ตั้ง", by=h.by)


def correct_pledge(h: History) -> None:
    """There are other members than was said, and it was declared on another day."""
    pledge = h.one(Pledge.objects.filter(state__in=["declared", "active"]))
    lines = [CommitmentEntry(**{name: getattr(one, name) for name in (*COLUMNS, "id")}) for one in pledge.commitments.all()]
    content = pledges.PledgeContent(pledge.text, h.near(60, 0), h.chance.randint(30, 90), h.chance.randint(0, 30), lines)
    pledges.save_pledge(pledge=pledge, content=content, version=pledge.version, by=h.by)


def told(report: FollowUpReport) -> reports.ReportContent:
    """A few words on everything."""
    lines = [reports.ProgressEntry(one.pk, status="under_way", actual=Decimal(5)) for one in report.pledge.commitments.all()]
    return reports.ReportContent(summary="ทำกิจกรรมทุกเดือน", progress=lines)


def owed(**wanted: object):
    """Reports that somebody owes."""
    return FollowUpReport.objects.filter(state__in=["expected", "draft", "returned"], **wanted)


def report(h: History) -> None:
    """Sent by the web, or only begun."""
    for one in h.some(owed(), 4):
        if h.maybe(0.85):
            reports.send_report(report=one, content=told(one), version=one.version, by=h.by)
        else:
            reports.save_report(report=one, content=told(one), version=one.version, by=h.by)


def paper(h: History) -> None:
    """Came on paper, perhaps long ago, and is entered late."""
    one = h.one(owed())
    received = max(one.round.opens_on, h.near(90, 0))
    reports.file_for_others(
        report=one, content=told(one), source="paper", on_behalf_of="ผู้ใหญ่บ้าน", received_on=received, paper=None,
        version=one.version, by=h.by,
    )  # fmt: skip


def check(h: History) -> None:
    """Accepted or returned."""
    for one in h.some(FollowUpReport.objects.filter(state="submitted"), 3):
        if h.maybe(0.7):
            reports.accept_report(report=one, by=h.by)
        else:
            reports.return_report(report=one, note="โปรดแนบภาพ", by=h.by)


def correct_report(h: History) -> None:
    """Taken back onto the desk, and mostly returned."""
    one = h.one(FollowUpReport.objects.filter(state="accepted"))
    reports.reopen_report(report=one, note="ตัวเลขผิด", by=h.by)
    if h.maybe(0.6):
        reports.return_report(report=one, note="โปรดแก้ตัวเลข", by=h.by)


def waive(h: History) -> None:
    """Not required, or required after all."""
    one = h.one(FollowUpReport.objects.filter(state__in=["expected", "draft", "returned", "waived"]))
    if one.state == "waived":
        reports.lift_waiver(report=one, by=h.by)
    else:
        reports.waive_report(report=one, reason="น้ำท่วม", by=h.by)


def extend(h: History) -> None:
    """More time for one report, or for a whole round."""
    if h.maybe(0.7):
        one = h.one(owed())
        extend_report(report=one, due_on=max(one.due_on, h.day) + dt.timedelta(days=20), reason="น้ำท่วม", by=h.by)
    else:
        one = h.one(ReportRound.objects.filter(state="open"))
        due_on = one.due_on + dt.timedelta(days=h.chance.randint(-10, 10))
        locks_on = max(due_on, one.locks_on)
        days = {"opens_on": one.opens_on, "due_on": due_on, "locks_on": locks_on}
        change_round(report_round=one, sign=sign_of(one, DAYS), by=h.by, **days)


DEEDS: dict[Deed, int] = {
    declare: 4, follow: 2, end: 1, correct_pledge: 2, report: 6, paper: 4, check: 4, correct_report: 2, waive: 2, extend: 2,
}  # fmt: skip
