"""Who owes what by when on this floor: self-assessment, review, the sub-committee's decision, the answer to an appeal."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from assessments.models import Appeal, Assessment, AssessorAssignment, ItemQuestion
from assessments.querysets.assessments import ASSESS, UNDER_REVIEW
from moralprovince.core.obligations import Due, Told
from moralprovince.core.outbox import joined
from networks.models import RoleGrant
from networks.querysets.scope import scope_of
from pledges.querysets.reports import in_open_year

ASSESSMENT_DUE, REVIEW_DUE, COMMITTEE_DUE, APPEAL_DUE = "assessment_due", "review_due", "committee_due", "appeal_due"
CALENDAR = "programme_year__assessment_calendar__"
# A review goes on while its case is with the body to be completed.
GOES_ON = (*UNDER_REVIEW, "returned")


def with_their_body(day: dt.date) -> QuerySet[Assessment]:
    """Self-assessments that a body has begun, or had returned, and still has to send."""
    rows = Assessment.objects.with_body().filter(organisation__isnull=False, due_on__isnull=False)
    return rows.exclude(organisation__state__in=["merged", "withdrawn"]).filter(open_year(day) | Q(state="returned"))


def in_review(day: dt.date) -> QuerySet[Assessment]:
    """Cases that wait for a review or are in it, where the office set a day for that."""
    rows = Assessment.objects.filter(state__in=["submitted", "in_review"], **{f"{CALENDAR}review_due_on__isnull": False})
    return rows.annotate(task_due_on=F(f"{CALENDAR}review_due_on"))


def for_the_committee(day: dt.date) -> QuerySet[Assessment]:
    """Cases recommended and not yet decided, where the office set a day for that."""
    rows = Assessment.objects.filter(state="recommended", **{f"{CALENDAR}committee_due_on__isnull": False})
    return rows.annotate(task_due_on=F(f"{CALENDAR}committee_due_on"))


def unanswered(day: dt.date) -> QuerySet[Appeal]:
    """Appeals that wait for their answer."""
    return Appeal.objects.filter(state__in=["filed", "in_review"]).annotate(task_due_on=F("answer_due_on"))


def open_year(day: dt.date) -> Any:
    """Of a fiscal year that may still be written."""
    return in_open_year(day, "programme_year")


# Given to an assessor, and not finished by her yet.
UNFINISHED = Q(assignments__released_at__isnull=True, assignments__done_at__isnull=True)

# kind: its rows, the word its keys begin with, the road to the assessment
TASKS = {
    ASSESSMENT_DUE: (with_their_body, "assessment", ""),
    REVIEW_DUE: (in_review, "review", ""),
    COMMITTEE_DUE: (for_the_committee, "committee", ""),
    APPEAL_DUE: (unanswered, "appeal", "assessment__"),
}


def due(day: dt.date) -> list[Due]:
    """Everything that is owed on this floor on a day; the office's tasks have no organisation that is written to."""
    return [due_of(kind, day) for kind in TASKS]


def due_of(kind: str, day: dt.date) -> Due:
    """One kind, its rows with the keys the planner needs; a returned one is a new obligation."""
    rows, word, way = TASKS[kind]
    due_on = "due_on" if kind == ASSESSMENT_DUE else "task_due_on"
    owed = rows(day).annotate(
        obligation=joined(f"{word}:", F("pk")),
        owed=joined(f"{word}:", F("pk"), "/", F(due_on), "/", F(f"{way}returns")),
    )
    given = {"given_to": "assignments__assessor", "given": UNFINISHED} if kind == REVIEW_DUE else {}
    return Due(kind, owed, due_on, f"{way}province", f"{way}organisation", f"{way}programme_year", f"{word}s", **given)


ONE = re.compile(r"(assessment|review|committee|appeal):(\d+)")
# What a notice asks for: to complete what this very return named.
COMPLETED = re.compile(r"returned-assessment:(\d+):(\d+)")
# Or of one person: to assess a case, to answer a question.
ASKED = re.compile(r"(assignment|question):(\d+)")
MANY = re.compile(r"(assessment|review|committee|appeal)s:(\d+):([a-z_]+):(\d+)")


def rows_of(obligation: str, due_on: dt.date | None, day: dt.date) -> tuple[str, QuerySet, re.Match[str]] | None:
    """The rows under an obligation that are still owed by that day, and their kind; None where it is of another floor."""
    match = ONE.fullmatch(obligation) or MANY.fullmatch(obligation)
    if match is None:
        return None
    kind = f"{match[1]}_due"
    owed = due_of(kind, day)
    rows = owed.rows.filter(**{"pk" if match.re is ONE else owed.group: int(match[2])})
    return kind, rows.filter(**{owed.due_on: due_on}) if due_on else rows, match


def still_open(obligation: str, due_on: dt.date | None, day: dt.date) -> bool | None:
    """Is that still owed, and still by that day? None where the obligation is not of this floor."""
    if match := COMPLETED.fullmatch(obligation):
        return Assessment.objects.filter(pk=int(match[1]), returns=int(match[2]), state="returned").exists()
    if match := ASKED.fullmatch(obligation):
        return (is_hers_to_assess if match[1] == "assignment" else waits_for_answer)(int(match[2]))
    found = rows_of(obligation, due_on, day)
    return None if found is None else found[1].exists()


def is_hers_to_assess(assignment: int) -> bool:
    """Is the case still hers and not finished, and is she still an assessor there? It may be back with its body for a while."""
    rows = AssessorAssignment.objects.filter(released_at__isnull=True, done_at__isnull=True, assessment__state__in=GOES_ON)
    given = rows.select_related("assessor", "assessment").filter(pk=assignment).first()
    return given is not None and scope_of(given.assessor).in_province(ASSESS, given.assessment.province_id)


def waits_for_answer(question: int) -> bool:
    """Has nobody answered it yet, and can that still be done?"""
    return ItemQuestion.objects.filter(pk=question, answer="", score__assessment__state__in=GOES_ON).exists()


def told(obligation: str, due_on: dt.date | None, day: dt.date, *, reader: Any, most: int) -> Told | None:
    """What is still owed under an obligation, as far as its reader may see it; None where that is nothing."""
    found = rows_of(obligation, due_on, day)
    if found is None:
        return None
    kind, rows, match = found
    way = TASKS[kind][2]
    if reader is not None:
        rows = rows.visible_to(reader)  # type: ignore[attr-defined]
    if match.re is ONE and reader is not None:
        rows = rows.filter(**{f"{way}organisation__in": RoleGrant.objects.bodies_of_contact(reader, day)})
    if match.re is MANY and match[3] == "coordinator":
        networks = RoleGrant.objects.in_force(day).filter(user=reader, role="coordinator", network__isnull=False)
        rows = rows.filter(**{f"{way}organisation__network__in": networks.values("network")})
    if match.re is MANY and match[3] == "assessor":
        rows = rows.filter(UNFINISHED, assignments__assessor=reader)
    listed = list(rows.select_related(*subject_of(way)).order_by("pk")[: most + 1])
    return words_of(kind, listed, rows, most, one=match.re is ONE) if listed else None


def told_each(obligations: list[str], day: dt.date) -> dict[str, Told]:
    """What texts for the register's contacts may say, many at once; one query for each kind that is asked about."""
    keys: dict[str, list[int]] = {}
    for match in filter(None, map(ONE.fullmatch, obligations)):
        keys.setdefault(f"{match[1]}_due", []).append(int(match[2]))
    found: dict[str, Told] = {}
    for kind, those in keys.items():
        rows, word, way = TASKS[kind]
        owed = rows(day).filter(pk__in=those).select_related(*subject_of(way))
        found |= {f"{word}:{row.pk}": words_of(kind, [row], owed, 1, one=True) for row in owed}
    return found


def subject_of(way: str) -> list[str]:
    """What the words of a case are made from; `way` leads to the case."""
    return [f"{way}{name}" for name in ("organisation", "district", "province", "programme_year")]


def words_of(kind: str, listed: list[Any], rows: QuerySet, most: int, *, one: bool) -> Told:
    """The facts of what was found; counted only where there is more than fits."""
    cases = [row.assessment if kind == APPEAL_DUE else row for row in listed]
    first = cases[0]
    return Told(
        names=tuple(str(case.subject) for case in cases[:most]),
        total=len(listed) if len(listed) <= most else rows.count(),
        contact=first.organisation.contact_name if one and first.organisation else "",
        round=task_words(kind, first.programme_year.fiscal_year),
        due_on=listed[0].due_on if kind == ASSESSMENT_DUE else listed[0].task_due_on,
        link=reverse("assessments:assessment", args=[first.pk]) if one else list_of(kind, first.programme_year.fiscal_year),
    )


# Where all of them stand: the list, and its state.
LISTS = {
    ASSESSMENT_DUE: ("assessments", "with_body"),
    REVIEW_DUE: ("assessments", "under_review"),
    COMMITTEE_DUE: ("assessments", "recommended"),
    APPEAL_DUE: ("appeals", "unanswered"),
}


def list_of(kind: str, fiscal_year: int) -> str:
    """The address of all that is owed of a kind in a year."""
    name, state = LISTS[kind]
    return f"{reverse(f'assessments:{name}')}?{urlencode({'state': state, 'year': fiscal_year})}"


def task_words(kind: str, fiscal_year: int) -> str:
    """What is owed, as letters name it, with its year."""
    words = {
        ASSESSMENT_DUE: _("self-assessment of fiscal year %(year)s"),
        REVIEW_DUE: _("review of the assessments of fiscal year %(year)s"),
        COMMITTEE_DUE: _("sub-committee's decision of fiscal year %(year)s"),
        APPEAL_DUE: _("answer to an appeal about fiscal year %(year)s"),
    }
    return words[kind] % {"year": fiscal_year}
