"""What floor 3 puts into the calendar: visits, what was agreed at them, days of a year's assessment, sessions, appeals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Case, CharField, DateField, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moralprovince.core.days import DayLine
from networks.models import District, Organisation, Province, SectorNetwork
from networks.querysets.scope import scope_of

from .models import Appeal, AssessmentCalendar, CommitteeSession, Visit, VisitAgreement
from .models.assessments import titled
from .querysets.results import UNANSWERED
from .querysets.visits import MADE

# Column, and what happens on that day.
EVENTS = (
    ("opens_on", gettext_lazy("Self-assessment of %(year)s opens")),
    ("self_due_on", gettext_lazy("Self-assessment of %(year)s is due")),
    ("review_due_on", gettext_lazy("Review of %(year)s is due")),
    ("committee_due_on", gettext_lazy("The sub-committee decides on %(year)s by today")),
)


AGREED, SESSION, CALENDAR = "agreement", "session", "calendar"
# Appeals, and who appeals in each kind of them.
APPEALS: dict[str, type[Organisation] | type[District] | type[Province]] = {
    "appeal": Organisation, "appeal-district": District, "appeal-province": Province,
}  # fmt: skip
COLUMNS = ("which", "key", "name", "about", "state", "whose", "visit_at", "d1", "d2", "d3", "d4")


def days(user: Any, province: str, first: dt.date, last: dt.date, network: SectorNetwork | None = None) -> Iterator[DayLine]:
    """Those between these two days, as far as this person may see them; the days of the year concern every network."""
    yield from visit_lines(Visit.objects.visible_to(user).filter(province=province), first, last, network)
    appeals = Appeal.objects.visible_to(user).filter(assessment__province=province, answer_due_on__range=(first, last))
    sessions = CommitteeSession.objects.visible_to(user).filter(province=province, held_on__range=(first, last))
    agreed = (
        VisitAgreement.objects.visible_to(user)
        .in_force()
        .filter(  # type: ignore[attr-defined]
            visit__province=province, due_on__range=(first, last)
        )
    )
    if network:
        sessions = sessions.none()
        appeals = appeals.filter(assessment__organisation__network=network)
        agreed = agreed.filter(Q(visit__network=network) | Q(visit__organisation__network=network))
    years = calendars_between(user, province, first, last)
    # On PostgreSQL the first of a union says what columns without a value are: numbers here, days in the second.
    others = (year_columns(years), session_columns(sessions), appeal_columns(appeals))
    for row in agreed_columns(agreed).union(*others, all=True):
        yield from lines_of(dict(zip(COLUMNS, row, strict=True)), first, last)


def agreed_columns(rows: QuerySet[VisitAgreement]) -> QuerySet[Any, Any]:
    """What was agreed at visits, by the day that was set for it; what has no day is on no day."""
    how = Case(When(done_on__isnull=False, then=Value("done")), default=Value(""), output_field=CharField())
    return rows.order_by().annotate(
        which=Value(AGREED), key=F("pk"), name=F("what"), about=F("who"), state=how, visit_at=F("visit_id"),
        whose=Coalesce("visit__organisation__network", "visit__network"), d1=F("due_on"), **nothing("d2", "d3", "d4"),
    ).values_list(*COLUMNS)  # fmt: skip


def session_columns(rows: QuerySet[CommitteeSession]) -> QuerySet[Any, Any]:
    """Sessions; they belong to no network."""
    return rows.order_by().annotate(
        which=Value(SESSION), key=F("pk"), name=F("number"), about=F("place"), d1=F("held_on"), **nobodys(),
        **nothing("d2", "d3", "d4"),
    ).values_list(*COLUMNS)  # fmt: skip


def year_columns(rows: QuerySet[AssessmentCalendar]) -> QuerySet[Any, Any]:
    """The four days of a year's assessment, in the order of EVENTS."""
    columns = {f"d{place}": F(column) for place, (column, _words) in enumerate(EVENTS, 1)}
    return rows.order_by().annotate(
        which=Value(CALENDAR), key=F("pk"), name=Cast("programme_year__fiscal_year", CharField()), about=Value(""),
        state=Value(""), **nobodys(), **columns,
    ).values_list(*COLUMNS)  # fmt: skip


def appeal_columns(rows: QuerySet[Appeal]) -> QuerySet[Any, Any]:
    """The days by which appeals are to be answered, with the names of who appeals, in Thai and, of places, in English."""
    case = "assessment__organisation", "assessment__district", "assessment__province"
    body, district, province = APPEALS
    which = Case(
        When(assessment__organisation__isnull=False, then=Value(body)),
        When(assessment__district__isnull=False, then=Value(district)),
        default=Value(province), output_field=CharField(),
    )  # fmt: skip
    return rows.order_by().annotate(
        which=which, key=F("pk"), name=Coalesce(*(f"{one}__name" for one in case)),
        about=Coalesce(*(f"{one}__name_en" for one in case[1:])), whose=F("assessment__organisation__network"),
        visit_at=Value(None, IntegerField()), d1=F("answer_due_on"), **nothing("d2", "d3", "d4"),
    ).values_list(*COLUMNS)  # fmt: skip


def nothing(*names: str) -> dict[str, Value]:
    """Columns of days that a row does not have."""
    return {name: Value(None, DateField()) for name in names}


def nobodys() -> dict[str, Value]:
    """Of no network, of no visit."""
    return {name: Value(None, IntegerField()) for name in ("whose", "visit_at")}


def lines_of(row: dict[str, Any], first: dt.date, last: dt.date) -> Iterator[DayLine]:
    """One row of the union as the calendar shows it."""
    if row["which"] == AGREED:
        yield agreed_line(row)
    elif row["which"] in APPEALS:
        yield appeal_line(row)
    elif row["which"] == SESSION:
        yield session_line(row["key"], row["name"], row["about"], row["d1"], row["state"])
    else:
        yield from calendar_lines(row["key"], row["name"], [row[f"d{place}"] for place in range(1, 5)], first, last)


def agreed_line(row: dict[str, Any]) -> DayLine:
    """What was agreed at a visit, on its day; the visit's page says whether it is done."""
    return DayLine(
        f"agreement-{row['key']}", AGREED, row["d1"], row["name"], reverse("assessments:visit", args=[row["visit_at"]]),
        network=row["whose"], place=row["about"], done=row["state"] == "done",
    )  # fmt: skip


def appeal_line(row: dict[str, Any]) -> DayLine:
    """The day by which an appeal is to be answered; its page says what became of it."""
    kind = APPEALS[row["which"]]
    whom = kind(name=row["name"]) if kind is Organisation else kind(name=row["name"], name_en=row["about"])
    title = _("The answer to the appeal of %(whom)s is due") % {"whom": titled(whom)}
    return DayLine(
        f"appeal-{row['key']}", "appeal", row["d1"], title, reverse("assessments:appeal", args=[row["key"]]),
        network=row["whose"], done=row["state"] not in UNANSWERED,
    )  # fmt: skip


def visit_lines(rows: QuerySet[Visit], first: dt.date, last: dt.date, network: SectorNetwork | None) -> Iterator[DayLine]:
    """Visits on the day they took place, or are to."""
    found = rows.with_day().filter(on__range=(first, last))  # type: ignore[attr-defined]
    if network:
        found = found.filter(Q(network=network) | Q(organisation__network=network))
    for one in found.select_related("organisation", "network", "district").order_by("on", "pk"):
        whose = one.organisation.network_id if one.organisation else one.network_id
        title, address = _("Visit to %(whom)s") % {"whom": one}, reverse("assessments:visit", args=[one.pk])
        yield DayLine(
            f"visit-{one.pk}", "visit", one.on, title, address, network=whose,
            done=one.state in MADE, cancelled=one.state == Visit.State.CANCELLED,
        )  # fmt: skip


def calendars_between(user: Any, province: str, first: dt.date, last: dt.date) -> QuerySet[AssessmentCalendar]:
    """The days that the office set for its years, for whoever has to do with the province."""
    scope, touched = scope_of(user), Q()
    if not (scope.superuser or province in scope.home_provinces()):
        return AssessmentCalendar.objects.none()
    for column, _words in EVENTS:
        touched |= Q(**{f"{column}__range": (first, last)})
    return AssessmentCalendar.objects.filter(touched, programme_year__province=province)


def calendar_lines(key: int, year: str, found: list[dt.date | None], first: dt.date, last: dt.date) -> Iterator[DayLine]:
    """Those of a year's days that lie between these two."""
    for (column, words), day in zip(EVENTS, found, strict=True):
        if day and first <= day <= last:
            address = f"{reverse('assessments:assessments')}?year={year}"
            yield DayLine(f"assessment-{key}-{column.removesuffix('_on')}", "deadline", day, words % {"year": year}, address)


def session_line(key: int, number: str, place: str, day: dt.date, state: str) -> DayLine:
    """One session on its day."""
    title, address = (
        _("Session %(number)s of the sub-committee") % {"number": number},
        reverse("assessments:session", args=[key]),
    )
    return DayLine(f"session-{key}", "session", day, title, address, place=place, done=state == CommitteeSession.State.CLOSED)
