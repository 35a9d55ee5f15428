"""Letters of result in the Thai official form, one file for all bodies of a session, in calling order."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from assessments.models import Assessment, CommitteeSession, Decision, Kind
from assessments.scoring import ScoresError, outcome_of
from assessments.sentences import sentence_of
from moralprovince.core import thai
from moralprovince.core.pdf import pdf_response, render_pdf
from networks.models import Office

ABOUT = ("organisation", "district", "province", "programme_year", "programme_year__assessment_calendar")
BEFORE = ("scores", "criteria_set__levels", "criteria_set__criteria")


def letters_response(session: CommitteeSession, day: dt.date) -> HttpResponse:
    """All letters of a session as one PDF."""
    with translation.override(settings.LANGUAGE_CODE):
        content = render_pdf("result_letter.typ", letters(session, day))
        name = _("letters-%(number)s") % {"number": session.number.replace("/", "-")}
    return pdf_response(name, content)


def letters(session: CommitteeSession, day: dt.date) -> dict[str, Any]:
    """What the template prints."""
    office = Office.objects.filter(province=session.province_id).select_related("province").first()
    decisions = {one.assessment_id: one for one in session.decisions.order_by("at", "pk")}
    rows = Assessment.objects.filter(pk__in=decisions).in_calling_order()  # type: ignore[attr-defined]
    found = rows.select_related(*ABOUT).prefetch_related(*BEFORE)
    return {"office": head(office), "day": thai.day_long(day), "letters": [letter(one, decisions[one.pk]) for one in found]}


def head(office: Office | None) -> dict[str, str]:
    """Sender and signature."""
    names = ("name", "address", "phone", "email", "signatory_name", "signatory_title", "letter_code")
    return {name: (getattr(office, name) or "") if office else "" for name in names}


def letter(assessment: Assessment, decision: Decision) -> dict[str, Any]:
    """The words of one letter."""
    year, name = str(assessment.programme_year), str(assessment.subject)
    return {
        "subject": _("Result of the assessment in fiscal year B.E. %(year)s") % {"year": year},
        "to": addressee(assessment),
        "paragraphs": [
            _("Reference is made to the assessment of %(name)s in fiscal year B.E. %(year)s by the criteria for the promotion "
              "of morality.") % {"name": named(assessment, name), "year": year},
            resolved(assessment, decision),
            *([_("The reason of the resolution: %(note)s") % {"note": decision.note}] if decision.note else []),
        ],
        "ending": closing(assessment),
        "missing": missing(assessment, decision),
    }  # fmt: skip


def named(assessment: Assessment, name: str) -> str:
    """The name, with the word for a district or province before it."""
    if assessment.kind == Kind.DISTRICT:
        return _("District %(name)s") % {"name": name}
    return _("Province %(name)s") % {"name": name} if assessment.kind == Kind.PROVINCE else name


def addressee(assessment: Assessment) -> str:
    """Whom the letter addresses: the head of the body."""
    name = str(assessment.subject)
    words = {
        Kind.ORGANISATION: _("The head of %(name)s"), Kind.COMMUNITY: _("The chair of %(name)s"),
        Kind.DISTRICT: _("The district chief of %(name)s"), Kind.PROVINCE: _("The governor of %(name)s"),
    }  # fmt: skip
    return words[Kind(assessment.kind)] % {"name": name}


def resolved(assessment: Assessment, decision: Decision) -> str:
    """What the sub-committee resolved."""
    facts = {
        "province": assessment.province.name, "resolution": decision.resolution, "day": thai.day_long(decision.resolved_on),
        "name": named(assessment, str(assessment.subject)),
        "level": assessment.criteria_set.level_name(decision.level, assessment.kind),
    }  # fmt: skip
    if decision.level:
        return _("The moral promotion sub-committee of province %(province)s, by its resolution %(resolution)s of %(day)s, "
                 "certified %(name)s at level “%(level)s”. The office warmly congratulates you.") % facts  # fmt: skip
    return (
        _(
            "The moral promotion sub-committee of province %(province)s, by its resolution %(resolution)s of %(day)s, "
            "saw that %(name)s does not reach a level yet. The office is glad to help with the next steps."
        )
        % facts
    )


def missing(assessment: Assessment, decision: Decision) -> dict[str, Any]:
    """What the next level asks, for whoever wants to go on; where another level was resolved, the reason says it."""
    scores = [score.committee_score for score in assessment.scores.all() if score.committee_score is not None]
    try:
        outcome = outcome_of(assessment.criteria_set.rules(), scores)
    except ScoresError:
        return {}
    if outcome.next is None or outcome.level != decision.level:
        return {}
    level = assessment.criteria_set.level_name(outcome.next, assessment.kind)
    return {
        "title": _("To reach level “%(level)s” the following is still needed:") % {"level": level},
        "lines": [sentence_of(failure) for failure in outcome.failed],
    }


def closing(assessment: Assessment) -> str:
    """For information, and how to appeal."""
    calendar = getattr(assessment.programme_year, "assessment_calendar", None)
    if not calendar:
        return _("Please be informed accordingly.")
    return _("Please be informed accordingly. If you see it otherwise, you can appeal with reasons for each item within "
             "%(days)s working days of receiving this letter.") % {"days": calendar.appeal_days}  # fmt: skip
