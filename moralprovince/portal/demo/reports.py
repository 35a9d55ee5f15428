"""The demo's follow-up reports: an earlier round that is over, and the present one in every state."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from pledges.actions import reports as actions
from pledges.actions.calls import note_call
from pledges.actions.extensions import extend_report
from pledges.models import CallNote, FollowUpReport, ReportRound

from .clock import at, between
from .evidence import add_photo
from .people import People
from .plans import plans, told

# Shares of the present round at `mid`; what is left over has not begun and is late.
MID = {
    "accepted": 0.46, "accepted_late": 0.04, "submitted": 0.13, "submitted_late": 0.05,
    "returned": 0.04, "draft": 0.08, "waived": 0.02, "extended": 0.03,
}  # fmt: skip
END = {"accepted": 0.72, "accepted_late": 0.17, "waived": 0.05}
EARLIER = {"accepted": 0.90, "accepted_late": 0.08}
SOURCES = (FollowUpReport.Source.PHONE, FollowUpReport.Source.PAPER, FollowUpReport.Source.LINE)


@dataclass(frozen=True)
class Reporting:
    """What the reports of one round have in common; nothing happens after `today`."""

    round: ReportRound
    share: float
    people: People
    chance: Random
    today: dt.date


def report_all(season: Reporting, shares: dict[str, float]) -> None:
    """Give every report of the round its fate."""
    reports = list(
        season.round.reports.select_related("round__programme_year", "pledge__programme_year", "pledge__organisation__network")
        .prefetch_related("pledge__commitments")
        .order_by("pk")
    )
    season.chance.shuffle(reports)
    wanted = [fate for fate, share in shares.items() for _each in range(max(1, round(share * len(reports))))]
    give_the_printed_one(reports, wanted, season.people.printed_contact)
    for report, fate in zip(reports, wanted, strict=False):
        FATES[fate](report, season)
    for report in reports[len(wanted) :]:
        call(report, season)


def give_the_printed_one(reports: list[FollowUpReport], wanted: list[str], printed: int | None) -> None:
    """The contact whose account is printed finds a report that came back, where any does."""
    own = next((at_ for at_, report in enumerate(reports) if report.pledge.organisation_id == printed), None)
    if own is not None and "returned" in wanted:
        there = wanted.index("returned")
        reports[own], reports[there] = reports[there], reports[own]


def accepted(report: FollowUpReport, season: Reporting, late: bool = False) -> None:
    """Sent and, some days later, accepted."""
    day = hand_in(report, season, late)
    with at(after(day, season), season.chance):
        actions.accept_report(report=report, by=season.people.officer)


def accepted_late(report: FollowUpReport, season: Reporting) -> None:
    """The same after the due day."""
    accepted(report, season, late=True)


def submitted(report: FollowUpReport, season: Reporting) -> None:
    """Sent, waiting for an officer."""
    hand_in(report, season, late=False, waits=True)


def submitted_late(report: FollowUpReport, season: Reporting) -> None:
    """Sent after the due day, waiting for an officer."""
    hand_in(report, season, late=True, waits=True)


def returned(report: FollowUpReport, season: Reporting) -> None:
    """Sent, and sent back with a note."""
    day = hand_in(report, season, late=False)
    with at(after(day, season), season.chance):
        note = season.chance.choice(plans()["returned_notes"])
        actions.return_report(report=report, note=note, by=season.people.officer)


def draft(report: FollowUpReport, season: Reporting) -> None:
    """Begun, not sent."""
    with at(between(report.round.opens_on, report.due_on, season.chance), season.chance):
        by = season.people.for_organisation(report.pledge.organisation)
        actions.save_report(report=report, content=told(report, 0.4, season.chance), version=report.version, by=by)


def waived(report: FollowUpReport, season: Reporting) -> None:
    """Not required, with a reason."""
    with at(report.due_on - dt.timedelta(days=3), season.chance):
        reason = season.chance.choice(plans()["waiver_reasons"])
        actions.waive_report(report=report, reason=reason, by=season.people.officer)


def extended(report: FollowUpReport, season: Reporting) -> None:
    """More time was given."""
    with at(report.due_on - dt.timedelta(days=1), season.chance):
        due_on = season.today + dt.timedelta(days=season.chance.randint(5, 14))
        reason = "ขอเวลาเพิ่มเพราะน้ำท่วมพื้นที่จัดกิจกรรม"
        extend_report(report=report, due_on=due_on, reason=reason, by=season.people.officer)


FATES: dict[str, Callable[[FollowUpReport, Reporting], None]] = {
    "accepted": accepted,
    "accepted_late": accepted_late,
    "submitted": submitted,
    "submitted_late": submitted_late,
    "returned": returned,
    "draft": draft,
    "waived": waived,
    "extended": extended,
}


def hand_in(report: FollowUpReport, season: Reporting, late: bool, waits: bool = False) -> dt.date:
    """Filled in on the web, or told by telephone, on paper or over LINE; what still waits came lately. Returns the day."""
    first, last = (1, 9) if late else (-25, 0)
    first = max(first, -2) if waits and not late else first
    days = (report.due_on + dt.timedelta(days=first), report.due_on + dt.timedelta(days=last))
    day = between(days[0], min(days[1], season.today - dt.timedelta(days=2)), season.chance)
    content = told(report, season.share, season.chance)
    with at(day, season.chance):
        if season.chance.random() < 0.15:
            file_for(report, content, day, season)
        else:
            send(report, content, season)
    return day


def send(report: FollowUpReport, content: actions.ReportContent, season: Reporting) -> None:
    """By the organisation's contact or the network's coordinator; whoever adds a picture keeps a draft first."""
    by = season.people.for_organisation(report.pledge.organisation)
    if season.chance.random() < 0.2:
        actions.save_report(report=report, content=content, version=report.version, by=by)
        add_photo(report, by, season.chance)
        actions.submit_report(report=report, by=by)
    else:
        actions.send_report(report=report, content=content, version=report.version, by=by)


def file_for(report: FollowUpReport, content: actions.ReportContent, day: dt.date, season: Reporting) -> None:
    """By an officer, for those who telephone, write or send paper."""
    actions.file_for_others(
        report=report,
        content=content,
        source=season.chance.choice(SOURCES),
        on_behalf_of=report.pledge.organisation.contact_name,
        received_on=day,
        paper=None,
        version=report.version,
        by=season.people.officer,
    )


def after(day: dt.date, season: Reporting) -> dt.date:
    """Some days later, but before today: the day of seeding may be younger than the hour that is drawn."""
    return min(day + dt.timedelta(days=season.chance.randint(1, 6)), season.today - dt.timedelta(days=1))


def call(report: FollowUpReport, season: Reporting) -> None:
    """Some of the late were telephoned."""
    if season.chance.random() > 0.25:
        return
    promised = season.chance.random() < 0.6
    with at(season.today - dt.timedelta(days=season.chance.randint(1, 3)), season.chance):
        note_call(
            report=report,
            outcome=CallNote.Outcome.PROMISED if promised else CallNote.Outcome.NO_ANSWER,
            promised_on=season.today + dt.timedelta(days=season.chance.randint(1, 5)) if promised else None,
            by=season.people.officer,
        )
