"""The dataset of frozen summaries: one row for each period, one column for each figure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from moralprovince.core.figures import Figure
from moralprovince.core.periods import Period
from moralprovince.portal import floors
from moralprovince.portal.models import Summary

from .bodies import YEAR
from .columns import Column, Dataset, Key, Parameter

PERIOD = r"2[4-7][0-9]{2}(?:-(?:H[12]|Q[1-4]))?"
# What concerns the inside of the office's work is not told: who owes a task, and money that is still accounted for.
INSIDE = {"activities_money", "tasks_given", "tasks_done", "tasks_late"}


def summaries_of(province: str) -> QuerySet:
    """The last edition of each period that was over when it was frozen: what still grows is of the office alone."""
    newer = Summary.objects.filter(province=OuterRef("province"), period=OuterRef("period"), edition__gt=OuterRef("edition"))
    return Summary.objects.over().filter(~Exists(newer), province=province)


def read_figure(name: str) -> Callable[[Summary], Any]:
    """A figure of the whole province; None where the summary was frozen before it was counted."""
    return lambda summary: summary.figures["figures"].get(name)


def figure_column(figure: Figure) -> Column:
    """A figure as a column, under the words of its group; all of them count something."""
    title = format_lazy("{group}: {label}", group=figure.group, label=figure.label)
    return Column(figure.name, title, read_figure(figure.name), "integer", empty=True, least=0)


def figures() -> tuple[Column, ...]:
    """Every figure that is told, from the ground floor up."""
    return tuple(figure_column(one) for told in floors.each("FIGURES") for one in told if one.name not in INSIDE)


SUMMARIES = Dataset(
    "summaries", _("Figures by period"),
    _("The figures of the province as they were frozen for each half-year and year; empty where one was not counted yet."),
    "Summary", Key(("period",), PERIOD, "2569-H1"),
    (
        Column("id", _("Period"), "period", pattern=PERIOD, example="2569-H1",
               about=_("Fiscal year (Buddhist era); H1 and H2 are its halves, Q1 to Q4 its quarters")),
        Column("year", _("Fiscal year"), lambda row: Period.parse(row.period).fiscal_year, "integer",
               unit=_("Buddhist era"), **YEAR),
        Column("edition", _("Edition"), "edition", "integer", least=1, about=_("A correction makes a new edition")),
        Column("frozen_on", _("Frozen on"), lambda row: timezone.localdate(row.frozen_at), "day"),
        *figures(),
    ),
    summaries_of,
    (Parameter("year", _("Only of this fiscal year (Buddhist era)"), lambda found, year: found.filter(period__startswith=year),
               **YEAR),),
)  # fmt: skip
