"""The lists of coaching visits and of what was agreed at them, as an address describes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from assessments.models import Visit, VisitAgreement
from assessments.permissions import follows_visits
from assessments.statistics import VISIT_FIGURES, visits_counted
from moralprovince.core.listing import sorted_rows
from moralprovince.core.periods import Month, Period
from networks.filters import Chip, district_choices
from networks.listed import CODE, ListFilter, as_of, chips_of, month_offered, years_offered
from networks.models import Organisation, ProgrammeYear, SectorNetwork
from networks.querysets.search import every_word

WHOM = (*Organisation.Kind.choices, ("network", _("network")), ("district", _("district")))
STATES = (*Visit.State.choices, ("made", _("took place")))
WAITING = (
    ("soon", _("to come within 14 days")), ("record", _("over, not recorded yet")), ("sign", _("waiting to be signed")),
    ("sign_body", _("waiting for the word of those visited")),
)  # fmt: skip
MINE = (("1", _("I go along")),)


class VisitFilter(ListFilter):
    """Which visits the list shows."""

    year = django_filters.ChoiceFilter(field_name="programme_year__fiscal_year")
    network = django_filters.ChoiceFilter(method="by_network")
    district = django_filters.ChoiceFilter(method="by_district")
    whom = django_filters.ChoiceFilter(choices=WHOM, method="by_whom")
    state = django_filters.ChoiceFilter(choices=STATES, method="by_state")
    wait = django_filters.ChoiceFilter(choices=WAITING, method="by_waiting")
    mine = django_filters.ChoiceFilter(choices=MINE, method="by_team")
    body = django_filters.ChoiceFilter(field_name="organisation__code")
    within = django_filters.ChoiceFilter(method="by_month")
    figure = django_filters.ChoiceFilter(choices=[(one.name, one.label) for one in VISIT_FIGURES], method="by_figure")
    q = django_filters.CharFilter(method="by_words")

    class Meta:
        model = Visit
        fields: list[str] = []

    def __init__(self, data: QueryDict, queryset: QuerySet, *, day: dt.date, reader: Any, **choices: Any) -> None:
        self.day, self.reader = day, reader
        super().__init__(data, queryset, **choices)

    def by_network(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """To the network, or to one of its bodies."""
        keys = [one.pk for one in self.networks if one.code == value]
        return rows.filter(Q(network__in=keys) | Q(organisation__network__in=keys))

    def by_district(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """To the district, or to a body in it."""
        return rows.filter(Q(district=value) | Q(organisation__district=value))

    def by_whom(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """To a network or a district as a whole, or to bodies of a kind."""
        whole = {"network": Q(network__isnull=False), "district": Q(district__isnull=False)}
        return rows.filter(whole.get(value, Q(organisation__kind=value)))

    def by_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """One state, or those in which it took place."""
        return rows.made() if value == "made" else rows.filter(state=value)  # type: ignore[attr-defined]

    def by_waiting(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """To come soon, to be recorded, to be signed."""
        found: Any = rows
        if value in ("soon", "record"):
            return found.soon(self.day) if value == "soon" else found.unrecorded(self.day)
        return found.to_be_signed() if value == "sign" else found.unsigned_by_body()

    def by_team(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Those on which the reader goes along."""
        return rows.of_team(self.reader)  # type: ignore[attr-defined]

    def by_month(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """On a day of that month, as the calendar shows them."""
        month = Month.asked(value)
        return rows.filter(on__range=month.days) if month else rows

    def by_figure(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """The rows a summary counted: of its period, until its day; of bodies the last visit of each."""
        period = Period.asked(self.data.get("period", ""))
        return visits_counted(rows, value, period, as_of(self.data, self.day)) if period else rows.made()  # type: ignore[attr-defined]

    def by_words(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """What was typed."""
        return visits_like(rows, value, self.reader)


def visits_like(rows: QuerySet, text: str, reader: Any) -> QuerySet:
    """Those whose body, network, district or team says every word; else those of the bodies that come nearest."""
    named = every_word(text, "organisation__name", "organisation__code", "network__name", "district__name")
    team = Visit.objects.filter(every_word(text, "team__name")).order_by().values("pk")
    found = rows.filter(named | Q(pk__in=team))
    near = Organisation.objects.search(text, reader).order_by().values("pk")
    return found if found.exists() else rows.filter(organisation__in=near)


SORTS = {"day": ("on",), "whom": ("whom", "on"), "after": ("score_after", "on")}
HEADINGS = (("whom", _("Visit to")), ("day", _("Day")), ("after", _("Own score")))
CHIPS = (
    ("year", _("Fiscal year")), ("network", _("Network")), ("district", _("District")), ("whom", _("Visit to")),
    ("state", _("State")), ("wait", _("What is to be done")), ("mine", _("Team")), ("body", _("Organisation")),
    ("within", _("Month")), ("figure", _("Figure of the summary")),
)  # fmt: skip


@dataclass(frozen=True)
class VisitList:
    """The list for one reader: for pages and exports alike."""

    filters: VisitFilter
    rows: QuerySet[Visit]
    sort: str
    query: QueryDict
    # Filters between which there is nothing to choose.
    needless: tuple[str, ...] = ()

    def chips(self) -> list[Chip]:
        """The chips of the filters."""
        return chips_of(self.filters, CHIPS, self.query, only_when_chosen=("body", "within", "figure", "mine", *self.needless))

    @property
    def filtered(self) -> bool:
        """Is anything chosen or typed?"""
        return bool(self.filters.chosen())


def visit_list(user: Any, province: str, day: dt.date, query: QueryDict) -> VisitList:
    """Read an address: the visits of a province that this person may see, the newest first."""
    visible = Visit.objects.visible_to(user).filter(province=province)
    filters = VisitFilter(
        query,
        visible.with_day(),
        day=day,
        reader=user,
        networks=networks_of(user, province),
        district=district_choices(province),
        year=years_offered(ProgrammeYear.objects.filter(province=province)),
        body=bodies_asked(user, query.get("body", "")),
        within=month_offered(query.get("within", "")),
    )
    rows, sort = sorted_rows(filters.qs, query.get("sort") or "-day", SORTS, "-day")
    return VisitList(filters, rows, sort, query, needless_to(user))


def needless_to(user: Any) -> tuple[str, ...]:
    """Whoever reads of an own body only has no use for other places and bodies."""
    return () if follows_visits(user) else ("network", "district", "whom", "wait")


def networks_of(user: Any, province: str) -> QuerySet[SectorNetwork]:
    """The networks of all years a person may choose from."""
    return SectorNetwork.objects.visible_to(user).filter(province=province).order_by("order", "code")


def bodies_asked(user: Any, code: str) -> Iterable[tuple[str, str]]:
    """The body an address asks for, where this person may see it."""
    visible = Organisation.objects.visible_to(user)
    return [(one.code, str(one)) for one in visible.filter(code=code)] if CODE.fullmatch(code) else []


# What was agreed

AGREED = (("open", _("not done yet")), ("late", _("not done, its day is over")), ("done", _("done")))


class AgreementFilter(ListFilter):
    """Which agreed actions the list shows."""

    state = django_filters.ChoiceFilter(choices=AGREED, method="by_state")
    network = django_filters.ChoiceFilter(method="by_network")
    district = django_filters.ChoiceFilter(method="by_district")
    body = django_filters.ChoiceFilter(field_name="visit__organisation__code")
    within = django_filters.ChoiceFilter(method="by_month")
    q = django_filters.CharFilter(method="by_words")

    class Meta:
        model = VisitAgreement
        fields: list[str] = []

    def __init__(self, data: QueryDict, queryset: QuerySet, *, day: dt.date, **choices: Any) -> None:
        self.day = day
        super().__init__(data, queryset, **choices)

    def by_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Done or open; late where its day is over."""
        found: Any = rows
        groups = {"open": found.open, "late": lambda: found.late(self.day)}
        return groups[value]() if value in groups else rows.filter(done_on__isnull=False)

    def by_network(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Agreed with the network, or with one of its bodies."""
        keys = [one.pk for one in self.networks if one.code == value]
        return rows.filter(Q(visit__network__in=keys) | Q(visit__organisation__network__in=keys))

    def by_district(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Agreed with the district, or with a body in it."""
        return rows.filter(Q(visit__district=value) | Q(visit__organisation__district=value))

    def by_month(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """To be done in that month, as the calendar shows them."""
        month = Month.asked(value)
        return rows.filter(due_on__range=month.days) if month else rows

    def by_words(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """What was typed: what was agreed, who does it, with whom."""
        return rows.filter(every_word(value, "what", "who", "visit__organisation__name"))


AGREED_SORTS = {"due": ("due_on",), "what": ("what",), "who": ("who",)}
AGREED_HEADINGS = (("what", _("What was agreed")), ("who", _("Who does it")), ("due", _("By when")))
AGREED_CHIPS = (
    ("state", _("State")), ("network", _("Network")), ("district", _("District")), ("body", _("Organisation")),
    ("within", _("Month")),
)  # fmt: skip


@dataclass(frozen=True)
class AgreementList:
    """The list for one reader."""

    filters: AgreementFilter
    rows: QuerySet[VisitAgreement]
    sort: str
    query: QueryDict
    # Filters between which there is nothing to choose.
    needless: tuple[str, ...] = ()

    def chips(self) -> list[Chip]:
        """The chips of the filters."""
        return chips_of(self.filters, AGREED_CHIPS, self.query, only_when_chosen=("body", "within", *self.needless))

    @property
    def filtered(self) -> bool:
        """Is anything chosen or typed?"""
        return bool(self.filters.chosen())


def agreement_list(user: Any, province: str, day: dt.date, query: QueryDict) -> AgreementList:
    """Read an address: what was agreed at visits this person may see; what is due first comes first."""
    visible = VisitAgreement.objects.visible_to(user).in_force().filter(visit__province=province)  # type: ignore[attr-defined]
    filters = AgreementFilter(
        query,
        visible,
        day=day,
        networks=networks_of(user, province),
        district=district_choices(province),
        body=bodies_asked(user, query.get("body", "")),
        within=month_offered(query.get("within", "")),
    )
    rows, sort = sorted_rows(filters.qs, query.get("sort") or "due", AGREED_SORTS, "due")
    return AgreementList(filters, rows, sort, query, needless_to(user))
