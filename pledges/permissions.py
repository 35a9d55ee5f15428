"""Who may do what on floor 2: two-line predicates over role grants."""

from __future__ import annotations

import datetime as dt
from typing import Any

from networks.models import Organisation
from networks.permissions import has_right_in, has_right_over

from .models import FollowUpReport, Pledge, ReportRound

BEFORE_ACCEPTED = (Pledge.State.DRAFT, Pledge.State.RETURNED, Pledge.State.DECLARED)
CHECKED_BY_OFFICE = (Pledge.State.DECLARED, Pledge.State.ACTIVE)


def can_write_pledge_for(user: Any, organisation: Organisation) -> bool:
    """Begin a pledge of an organisation."""
    return has_right_over(user, "pledges.write", organisation)


def can_write_pledge(user: Any, pledge: Pledge) -> bool:
    """Write and declare a pledge."""
    return can_write_pledge_for(user, pledge.organisation)


def can_review_pledge(user: Any, pledge: Pledge) -> bool:
    """Accept a declaration, return it, end it."""
    return has_right_in(user, "pledges.review", pledge.organisation.province_id)


def can_attach_signed_file(user: Any, pledge: Pledge) -> bool:
    """Put the signed sheet beside a pledge: its writers until it is accepted, the office as long as it is kept.

    What was declared is printed, signed and scanned, so declaring does not end it.
    """
    state = Pledge.State(pledge.state)
    writer = state in BEFORE_ACCEPTED and can_write_pledge(user, pledge)
    return writer or (state in CHECKED_BY_OFFICE and can_review_pledge(user, pledge))


def can_manage_rounds(user: Any, province: str) -> bool:
    """Plan, open and close rounds."""
    return has_right_in(user, "rounds.manage", province)


def can_manage_round(user: Any, report_round: ReportRound) -> bool:
    """Plan, open and close this round."""
    return can_manage_rounds(user, report_round.programme_year.province_id)


def can_file_report(user: Any, report: FollowUpReport) -> bool:
    """Fill in and submit a report."""
    return has_right_over(user, "reports.file", report.pledge.organisation)


def can_file_for_others(user: Any, report: FollowUpReport) -> bool:
    """File what came by telephone, on paper or over LINE."""
    return has_right_in(user, "reports.file_for", report.province_id)


def can_fill_in(user: Any, report: FollowUpReport, day: dt.date) -> bool:
    """Fill it in on that day: after the round's last day only an officer files what came in otherwise."""
    last = report.taken_until
    return can_file_report(user, report) and (last is None or day <= last or can_file_for_others(user, report))


def can_review_report(user: Any, report: FollowUpReport) -> bool:
    """Accept, return, reopen, waive or extend a report."""
    return has_right_in(user, "reports.review", report.province_id)


def can_note_call(user: Any, report: FollowUpReport) -> bool:
    """Note a telephone call about a late report."""
    return has_right_over(user, "calls.note", report.pledge.organisation)
