"""What floor 3 offers to the roof (see moralprovince/portal/floors.py): of assessments and of coaching visits together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from assessments import agreement_reminders, reminders, visit_reminders
from assessments import today as cases
from assessments.actions.merging import merge, merging
from assessments.actions.turning import carry_over, coming, rests_on_turn, year_added
from assessments.beside import beside_paper, beside_report
from assessments.days import days
from assessments.entered import entered_by
from assessments.forgetting import forgets, keeps
from assessments.hits import at_level, search
from assessments.models import Visit
from assessments.post import post_about
from assessments.statistics import FIGURES, statistics
from assessments.story import story
from assessments.unfinished import left_undone, still_open_of
from assessments.visit_today import visits_held_by, visits_today
from moralprovince.core.holding import DraftKind, Held
from moralprovince.core.obligations import Due, Told
from moralprovince.core.today import Job
from networks.models import Organisation

__all__ = [
    "DRAFTS", "FIGURES", "days", "at_level", "search", "due", "statistics", "still_open", "story", "held_by", "today", "told",
    "told_each", "merge", "merging", "beside_report", "beside_paper", "coming", "carry_over", "rests_on_turn", "year_added",
    "still_open_of", "left_undone", "entered_by", "forgets", "keeps",
    "post_about",
]  # fmt: skip


REMINDERS = (reminders, visit_reminders, agreement_reminders)
DRAFTS = (DraftKind("visit", Visit, "province"),)


def due(day: dt.date) -> list[Due]:
    """Tasks of the assessment, visits to come, what was agreed at them."""
    return [one for of_kind in REMINDERS for one in of_kind.due(day)]


def still_open(obligation: str, due_on: dt.date | None, day: dt.date) -> bool | None:
    """Whichever of them it is of."""
    answers = (of_kind.still_open(obligation, due_on, day) for of_kind in REMINDERS)
    return next((answer for answer in answers if answer is not None), None)


def told(obligation: str, due_on: dt.date | None, day: dt.date, *, reader: Any, most: int) -> Told | None:
    """Whichever of them it is of."""
    answers = (of_kind.told(obligation, due_on, day, reader=reader, most=most) for of_kind in REMINDERS)
    return next((answer for answer in answers if answer is not None), None)


def told_each(obligations: list[str], day: dt.date) -> dict[str, Told]:
    """Of all of them, many at once."""
    return {key: words for of_kind in REMINDERS for key, words in of_kind.told_each(obligations, day).items()}


def today(user: Any, day: dt.date) -> Iterator[Job]:
    """What assessments ask for, then visits."""
    yield from cases.today(user, day)
    yield from visits_today(user, day)


def held_by(person: Any, bodies: QuerySet[Organisation]) -> Iterator[Held]:
    """What waits for her by her own name."""
    yield from cases.held_by(person, bodies)
    yield from visits_held_by(person, bodies)
