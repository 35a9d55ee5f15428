"""Lessons as a table: what their list shows, with what each says to every question."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from lessons.filters.lessons import lesson_list
from lessons.models import Lesson
from moralprovince.core import thai
from moralprovince.core.exports import ListFile

CHUNK = 500
LESSONS_KIND = "lessons_export"
ABOUT = ("organisation", "network", "district", "method", "programme_year")


def lessons_file(user: Any, province: str, query: QueryDict) -> ListFile:
    """One line for each lesson, in the order of the list."""
    headings = [
        _("Title of the lesson"), _("In two sentences"), _("Organisation"), _("Network"), _("District"), _("Method"),
        _("Fiscal year"), _("State"),
        _("Topics"), _("Virtues"), _("Problem that was to be solved"), _("Good that was to be done"),
        _("What was learned"), _("Numbers before and after"), _("Distilled on"), _("Published on"),
    ]  # fmt: skip
    kinds = ["wide", "wide", "wide", "wide", *["text"] * 6, *["wide"] * 4, "day", "day"]
    rows = lesson_list(user, province, thai.today(), query).rows.select_related(*ABOUT)
    rows = rows.prefetch_related("topics", "virtues", "passages__question", "figures")
    return ListFile(_("lessons"), headings, map(lesson_row, rows.iterator(chunk_size=CHUNK)), kinds)


def lesson_row(one: Lesson) -> list[Any]:
    """What the list says of one lesson; names of people stay out of tables."""
    said = "\n".join(f"{passage.question}: {passage.text}" for passage in one.passages.all() if passage.text)
    numbers = "; ".join(
        f"{figure.label}: {figure.before if figure.before is not None else '–'} → "
        f"{figure.after if figure.after is not None else '–'} {figure.unit}".strip()
        for figure in one.figures.all()
    )
    return [
        one.title, one.lead, str(one.organisation or ""), str(one.network or ""), str(one.district or ""), str(one.method),
        str(one.programme_year), one.get_state_display(), ", ".join(map(str, one.topics.all())),
        ", ".join(map(str, one.virtues.all())), one.problem, one.good, said, numbers, one.distilled_on,
        thai.bangkok_day(one.published_at) if one.published_at else None,
    ]  # fmt: skip
