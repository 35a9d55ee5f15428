"""What this floor lays beside the follow-up report of a body: what was agreed at coaching visits and is still open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.story import OnPaper
from pledges.models import FollowUpReport

from .models import VisitAgreement
from .visit_preparation import open_agreements, open_agreements_of

MOST = 20


def beside_report(report: FollowUpReport, user: Any, day: dt.date) -> tuple[str, dict[str, Any]] | None:
    """The piece of a page and what it shows; None where there is nothing."""
    found = list(open_agreements(report.pledge.organisation, user)[:MOST])
    return ("assessments/visits/_beside.html", {"agreements": found, "day": day}) if found else None


def beside_paper(bodies: Iterable[int], user: Any, day: dt.date) -> dict[int, OnPaper]:
    """The same for the forms on paper, of many bodies at once; those with nothing are left out."""
    found: dict[int, list[VisitAgreement]] = {}
    for one in open_agreements_of(bodies, user):
        found.setdefault(one.visit.organisation_id, []).append(one)  # type: ignore[arg-type]
    heading, ask = _("Agreed at the last visits"), _("Please tell what became of it.")
    return {body: OnPaper(heading, ask, [line_of(one) for one in lines[:MOST]]) for body, lines in found.items()}


def line_of(one: VisitAgreement) -> tuple[str, str]:
    """What was agreed; and who does it, by when, at which visit."""
    due = _("by %(day)s") % {"day": thai.day_short(one.due_on)} if one.due_on else ""
    at_visit = _("visit of %(day)s") % {"day": thai.day_short(one.visit.day)}
    return one.what, " · ".join(filter(None, [one.who, due, at_visit]))
