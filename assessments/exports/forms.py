"""The form of a self-assessment on paper, blank or as filled in, in the official order with its two sign-offs."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from assessments.items import Item
from assessments.models import Assessment
from assessments.standing import standing_of
from moralprovince.core import thai
from moralprovince.core.templatetags.portal import number
from networks.models import Organisation


def paper_of(assessment: Assessment, items: list[Item], *, blank: bool) -> dict[str, Any]:
    """The words on one form, for templates/pdf/self_assessment.typ."""
    return {
        "title": _("Self-assessment form"),
        "about": _("%(criteria)s, fiscal year %(year)s") % {
            "criteria": assessment.criteria_set.name, "year": assessment.programme_year.fiscal_year,
        },
        "head": head_of(assessment, items, blank=blank),
        "labels": labels(),
        "blank": blank,
        "scores": [str(score) for score in range(assessment.criteria_set.max_score, -1, -1)],
        "levels": [level_part(assessment, items, level.number, blank=blank) for level in levels_of(assessment)],
        "sum": total_of(items, blank=blank),
        "sign_offs": [_("Responsible person"), _("Assessor")],
    }  # fmt: skip


def levels_of(assessment: Assessment) -> list[Any]:
    """From the lowest up."""
    return sorted(assessment.criteria_set.levels.all(), key=lambda level: level.number)


def head_of(assessment: Assessment, items: list[Item], *, blank: bool) -> list[list[str]]:
    """The official head: level, body, members, place, telephone."""
    body = assessment.organisation
    standing = standing_of(assessment, [item.score.self_score for item in items])
    return [
        [_("Level"), "" if blank or not standing.complete else standing.words],
        [_("Organisation on the form"), str(assessment.subject)],
        [_("Number of members"), number(body.members) if body and body.members is not None else ""],
        [_("Location"), place_of(body) if body else ""],
        [_("Tel."), body.phone if body else ""],
    ]


def place_of(body: Organisation) -> str:
    """Address and district in one line."""
    return " ".join(part for part in (body.address, str(body.district or "")) if part)


def labels() -> dict[str, str]:
    """The printed words."""
    return {
        "item": _("No."), "criterion": _("What is assessed"), "score": _("Score"), "done": _("What was done and what shows it"),
        "sum": _("Sum of the scores"), "signed": _("Signed"), "name": _("Name"), "position": _("Position"), "date": _("Date"),
        "evidence": _("Evidence"),
    }  # fmt: skip


def level_part(assessment: Assessment, items: list[Item], level: int, *, blank: bool) -> dict[str, Any]:
    """The items of one level under its name."""
    words = assessment.criteria_set.level_name(level, assessment.kind)
    return {
        "title": _("Level %(number)s: %(name)s") % {"number": level, "name": words},
        "items": [item_on_paper(item, blank=blank) for item in items if item.criterion.level == level],
    }


def item_on_paper(item: Item, *, blank: bool) -> dict[str, Any]:
    """One row: wording, the score that was given, words and evidence."""
    given = "" if blank or item.score.self_score is None else str(item.score.self_score)
    return {
        "number": str(item.number), "text": item.text, "typical": item.typical, "given": given,
        "words": "" if blank else item.score.self_text,
        "evidence": [] if blank else [on_paper(use) for use in item.evidence],
    }  # fmt: skip


def on_paper(use: Any) -> str:
    """A piece of evidence in one line."""
    return f"{use.shows} ({thai.day_short(use.day)})" if use.day else str(use.shows)


def total_of(items: list[Item], *, blank: bool) -> str:
    """The sum, once every item is scored."""
    given = [item.score.self_score for item in items if item.score.self_score is not None]
    return "" if blank or len(given) < len(items) else str(sum(given))
