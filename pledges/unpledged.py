"""Bodies that have no pledge yet in a year that asks for one, for those who would write it, and the next year beyond."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from moralprovince.core import thai
from moralprovince.core.ready import column_of
from networks.models import Organisation, ProgrammeYear
from networks.querysets.scope import scope_of
from networks.querysets.years import year_due

from .models import Pledge

WRITE = "pledges.write"


def unpledged(user: Any, day: dt.date) -> QuerySet[Organisation]:
    """Of the bodies she is the contact of, a row for each `year` that asks and in which it has no pledge at all.

    It is the year its office works in and, where the office has not turned yet, the running one and from September on the
    next one, if they are there and take declarations. A pledge that the office ended is not asked for again; what reports
    centrally declares there.
    """
    now = thai.fiscal_year_of(day)
    own = Organisation.objects.filter(pk__in=scope_of(user).organisations(WRITE)).counted()
    asking = Q(year=F("at_work"), year__range=(now - 1, now + 1)) | Q(year__gt=F("at_work"), year__range=(now, year_due(day)))
    return without_pledge(own, day).filter(asking)


def unpledged_followed(user: Any, day: dt.date) -> QuerySet[Organisation]:
    """The same of the bodies she looks after for a network or an office: active ones, in the year their office works in.

    From September on nobody is asked for the year that ends. Of her own body she is asked as its contact.
    """
    own = scope_of(user).organisations(WRITE)
    bodies = Organisation.objects.within(user, WRITE).counted().filter(state=Organisation.State.ACTIVE).exclude(pk__in=own)
    years = (year_due(day), thai.fiscal_year_of(day) + 1)
    return without_pledge(bodies, day).filter(year=F("at_work"), year__range=years)


def unpledged_in(user: Any, year: int, day: dt.date) -> QuerySet[Any]:
    """Their keys in one year, for the filter of the register."""
    return unpledged_followed(user, day).filter(year=year).values("pk")


def follows_pledges(user: Any) -> bool:
    """Does she write pledges for more than her own body?"""
    scope = scope_of(user)
    return scope.everywhere(WRITE) or bool(scope.provinces(WRITE) or scope.networks(WRITE))


def without_pledge(bodies: QuerySet[Organisation], day: dt.date) -> QuerySet[Organisation]:
    """A row for each body and each open `year` of its province in which it has no pledge, beside the year `at_work`."""
    rows = bodies.annotate(
        year=F("province__years__fiscal_year"),
        closes=F("province__years__read_only_from"),
        at_work=Coalesce(F("province__office__working_year__fiscal_year"), thai.fiscal_year_of(day)),
    )
    begun = Pledge.objects.filter(organisation=OuterRef("pk"), programme_year__fiscal_year=OuterRef("year"))
    return rows.filter(Q(closes__isnull=True) | Q(closes__gt=day), ~Exists(begun))


def years_asked(user: Any, organisation: Organisation, day: dt.date) -> set[int]:
    """Of which years it is this person's to begin the pledge of that body now; asked only for her own."""
    if organisation.pk not in scope_of(user).organisations("pledges.write"):
        return set()
    return set(unpledged(user, day).filter(pk=organisation.pk).values_list("year", flat=True))


def year_ahead(day: dt.date) -> Combinable:
    """As a column of a body: the next open year beyond the one at work in which no pledge of it stands.

    It is one that is due, or one that follows a year whose pledge was declared.
    """
    return written_year_ahead(day, connection.vendor)


@lru_cache(maxsize=4)
def written_year_ahead(day: dt.date, _vendor: str) -> Combinable:
    """Kept for a day: writing it anew took more time than asking it."""
    now = thai.fiscal_year_of(day)
    standing = Pledge.objects.exclude(state=Pledge.State.ENDED).filter(organisation=OuterRef(OuterRef("pk")))
    begun = Exists(standing.filter(programme_year=OuterRef("pk")))
    declared = standing.filter(state__in=[Pledge.State.DECLARED, Pledge.State.ACTIVE])
    follows = Exists(declared.filter(programme_year__fiscal_year=OuterRef("fiscal_year") - 1))
    at_work = Coalesce(F("province__office__working_year__fiscal_year"), now)
    # A column, not a comparison with it: Django joins what it compares with inside, and an office without a year has no row.
    beyond = ProgrammeYear.objects.annotate(at_work=at_work).filter(
        fiscal_year__gt=F("at_work"), fiscal_year__range=(now, now + 1)
    )
    years = beyond.writable(day).filter(Q(fiscal_year__lte=year_due(day)) | Q(follows), ~begun)  # type: ignore[attr-defined]
    years = years.filter(province=OuterRef("province")).order_by("fiscal_year")
    return column_of(Organisation, Subquery(years.values("fiscal_year")[:1]))


def year_ahead_of(organisation: Organisation, day: dt.date) -> int | None:
    """The same of one body; not asked again where its row was read with that column."""
    if not hasattr(organisation, "year_ahead"):
        organisation.year_ahead = Organisation.objects.values_list(year_ahead(day)).get(pk=organisation.pk)[0]  # type: ignore[attr-defined]
    return organisation.year_ahead  # type: ignore[attr-defined]
