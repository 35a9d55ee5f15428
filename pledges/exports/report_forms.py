"""Blank report forms to print: what an organisation promised and last reported stands on the paper already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.story import OnPaper
from moralprovince.core.templatetags.portal import number
from networks.models import Office
from pledges.comparison import Line, lines_of_each
from pledges.models import FollowUpReport, Progress


def blank_forms(reports: Sequence[FollowUpReport], beside: Mapping[int, list[OnPaper]]) -> list[dict[str, Any]]:
    """One form per report, for templates/pdf/report_form.typ; `beside` is what lies beside the report of a body."""
    offices, lines = {office.province_id: office for office in Office.objects.all()}, lines_of_each(reports)
    return [
        blank_form(report, lines[report.pk], offices.get(report.province_id)) | {
            "beside": [asdict(piece) for piece in beside.get(report.pledge.organisation_id, ())],
        }
        for report in reports
    ]  # fmt: skip


def blank_form(report: FollowUpReport, lines: Sequence[Line], office: Office | None) -> dict[str, Any]:
    """The words on one form."""
    organisation = report.pledge.organisation
    return {
        "title": _("Follow-up report"),
        "round": _("%(round)s, fiscal year %(year)s") % {
            "round": report.round.get_code_display(), "year": report.round.programme_year.fiscal_year,
        },
        "organisation": organisation.name,
        "code": organisation.code,
        "network": str(organisation.network),
        "due": _("Please hand in by %(day)s") % {"day": thai.day_long(report.due_on)},
        "office": office.name if office else "",
        "office_line": contact_of(office),
        "labels": labels(),
        "lines": [filled(line, place) for place, line in enumerate(lines, 1)],
    }  # fmt: skip


def contact_of(office: Office | None) -> str:
    """Where to bring or telephone it."""
    parts = [getattr(office, name, "") for name in ("address", "phone", "email")] if office else []
    return " · ".join(str(part) for part in parts if part)


def labels() -> dict[str, str]:
    """The printed words."""
    return {
        "name": _("Organisation or community"), "network": _("Network"), "code": _("Code"),
        "indicator": _("Indicator"), "baseline": _("baseline"), "last": _("last round"), "target": _("target"),
        "now": _("Figure reached"), "status": _("How far is it?"), "words": _("In words"), "spent": _("Budget used (baht)"),
        "summary": _("What was done and what came of it"), "obstacles": _("Obstacles"),
        "next_steps": _("Next steps and wishes"), "reporter": _("Reported by"), "phone": _("Telephone"), "date": _("Date"),
        "statuses": "|".join(str(words) for _value, words in Progress.Status.choices),
    }  # fmt: skip


def filled(line: Line, place: int) -> dict[str, str]:
    """One commitment with its figures."""
    commitment = line.commitment
    return {
        "number": str(place),
        "activity": str(commitment),
        "indicator": commitment.indicator,
        "unit": commitment.unit,
        "baseline": written(commitment.baseline),
        "last": written(line.last.actual if line.last else None),
        "target": written(commitment.target),
    }


def written(value: Any) -> str:
    """A figure, or a dash."""
    return number(value) if value is not None else "–"
