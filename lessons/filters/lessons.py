"""The list of lessons as an address describes it: for visitors the published ones, for writers their own besides."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import django_filters
from django.db.models import CharField, F, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from assessments.filters.visits import CODE, bodies_asked
from assessments.models import Certificate
from lessons.models import Lesson, Method, State, Topic
from lessons.permissions import writes_lessons
from lessons.statistics import FIGURES, lessons_counted
from moralprovince.core.listing import sorted_rows
from moralprovince.core.periods import Period
from networks.filters import LEVELS, Chip
from networks.listed import ListFilter, as_of, chips_of, figures_offered, without_fiscal_year, years_offered
from networks.models import District, Organisation, ProgrammeYear, SectorNetwork, Virtue

MINE = (("1", _("I wrote them")),)


class LessonFilter(ListFilter):
    """Which lessons the list shows."""

    method = django_filters.ChoiceFilter(field_name="method")
    network = django_filters.ChoiceFilter(method="by_network")
    district = django_filters.ChoiceFilter(field_name="district")
    virtue = django_filters.ChoiceFilter(field_name="virtues")
    topic = django_filters.ChoiceFilter(field_name="topics")
    level = django_filters.ChoiceFilter(choices=LEVELS, method="by_level")
    year = django_filters.ChoiceFilter(field_name="programme_year__fiscal_year")
    state = django_filters.ChoiceFilter(choices=State.choices)
    mine = django_filters.ChoiceFilter(choices=MINE, method="by_writer")
    body = django_filters.ChoiceFilter(field_name="organisation__code")
    figure = django_filters.ChoiceFilter(choices=figures_offered(FIGURES), method="by_figure")
    q = django_filters.CharFilter(method="by_words")

    class Meta:
        model = Lesson
        fields: list[str] = []

    def __init__(self, data: QueryDict, queryset: QuerySet, *, day: dt.date, reader: Any, **choices: Any) -> None:
        self.day, self.reader = day, reader
        super().__init__(data, queryset, **choices)

    def by_network(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """As it was when the lesson was distilled."""
        return rows.filter(network__in=[one.pk for one in self.networks if one.code == value])

    def by_level(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Of bodies whose newest certificate in force is of this level: what everybody may know."""
        of_body = Certificate.objects.filter(assessment__organisation=OuterRef("organisation"), state=Certificate.State.VALID)
        newest = of_body.order_by("-result_year", "-pk").values("level")[:1]
        return rows.annotate(certified=Subquery(newest)).filter(certified=value)

    def by_writer(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Those the reader began."""
        return rows.filter(created_by=self.reader.pk)

    def by_figure(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """The rows a summary counted: of its period, until its day."""
        period = Period.asked(self.data.get("period", ""))
        return lessons_counted(rows, period, as_of(self.data, self.day)) if period else rows.public()  # type: ignore[attr-defined]

    def by_words(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """What was typed, the best answer first."""
        return rows.search(value)  # type: ignore[attr-defined]


SORTS = {"title": ("title",), "whose": ("whose", "title"), "day": ("on",)}
HEADINGS = (("title", _("Lesson")), ("whose", _("Whose lesson it is")), ("day", _("Day")))
CHIPS = (
    ("topic", _("Topic")), ("virtue", _("Virtue")), ("network", _("Network")), ("district", _("District")),
    ("level", _("Certified level")),
    ("method", _("Method")), ("year", _("Fiscal year")), ("state", _("State")), ("mine", _("Writer")),
    ("body", _("Organisation")), ("figure", _("Figure of the summary")),
)  # fmt: skip


@dataclass(frozen=True)
class LessonList:
    """The list for one reader: for pages and exports alike."""

    filters: LessonFilter
    rows: QuerySet[Lesson]
    sort: str
    query: QueryDict
    writes: bool

    def chips(self) -> list[Chip]:
        """The chips of the filters; states are of interest to those who write."""
        inside = () if self.writes else ("state", "mine")
        return chips_of(self.filters, CHIPS, self.query, only_when_chosen=("body", "figure", "mine", *inside))

    @property
    def filtered(self) -> bool:
        """Is anything chosen or typed?"""
        return bool(self.filters.chosen())


def lesson_list(user: Any, province: str, day: dt.date, query: QueryDict) -> LessonList:
    """Read an address: the lessons of a province that this person may see; what moved last comes first."""
    visible = Lesson.objects.visible_to(user).filter(province=province)
    filters = LessonFilter(
        # What was lived in one year is often published in the next.
        without_fiscal_year(query),
        with_day(visible),
        day=day,
        reader=user,
        networks=SectorNetwork.objects.filter(province=province).order_by("order", "code"),
        **named_choices(province),
        year=years_offered(ProgrammeYear.objects.filter(province=province)),
        body=bodies_named(user, query.get("body", "")),
    )
    rows, asked = filters.qs, query.get("sort", "")
    # What was typed has an order of its own, as long as no other is asked for.
    best_first = "q" in filters.chosen() and asked.removeprefix("-") not in SORTS
    rows, sort = (rows, "") if best_first else sorted_rows(rows, asked or "-day", SORTS, "-day")
    return LessonList(filters, rows, sort, query, writes_lessons(user))


def named_choices(province: str) -> dict[str, list[tuple[str, str]]]:
    """Districts, virtues, topics and methods to choose from, by the name of their filter; in one statement."""
    name = "name_en" if get_language() == "en" else "name"
    kinds: dict[str, tuple[QuerySet, Any]] = {
        "district": (District.objects.filter(province=province), Value(0, IntegerField())),
        "virtue": (Virtue.objects.all(), F("order")), "topic": (Topic.objects.all(), F("order")),
        "method": (Method.objects.all(), F("order")),
    }  # fmt: skip
    asked = [
        rows.order_by().annotate(which=Value(which, CharField()), place=place).values_list("which", "place", "code", name)
        for which, (rows, place) in kinds.items()
    ]
    found: dict[str, list[tuple[str, str]]] = {which: [] for which in kinds}
    for which, _place, code, shown in sorted(asked[0].union(*asked[1:], all=True)):
        found[which].append((code, shown))
    return found


def with_day(rows: QuerySet[Lesson]) -> QuerySet[Lesson]:
    """With the day it was published, or was last written, and the name by which its owner is sorted."""
    whose = Coalesce("organisation__name_sort", "network__name")
    return rows.annotate(on=Coalesce(F("published_at"), F("updated_at")), whose=whose)


def bodies_named(user: Any, code: str) -> list[tuple[str, str]]:
    """The body an address asks for: one the reader may see, or one that has published a lesson."""
    if not CODE.fullmatch(code):
        return []
    taught = Lesson.objects.public().filter(organisation__code=code).values("organisation")
    bodies = Organisation.objects.filter(pk__in=taught)
    return list(bodies_asked(user, code)) or [(one.code, str(one)) for one in bodies]
