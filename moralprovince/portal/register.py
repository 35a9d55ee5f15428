"""What the register's pages need beyond floor 1: late reports, the whole story of an organisation, what hangs on it."""

from __future__ import annotations

import datetime as dt
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import QueryDict

from moralprovince.core.story import Account, Hit
from networks.filters import Register, register
from networks.models import Organisation

from . import floors


def register_as_shown(user: Any, province: str, query: QueryDict, day: dt.date) -> Register:
    """The register as its address describes it, for the page and for exports alike."""
    return register(user, province, query, late_organisations(user, day))


def late_organisations(user: Any, day: dt.date) -> QuerySet[Organisation]:
    """Those that owe something late on any floor, as far as this person may see it."""
    wanted = [Q(pk__in=late(user, day)) for late in floors.each("late")]
    return Organisation.objects.filter(reduce(or_, wanted, Q(pk__in=[]))).values("pk")


def with_late_counts(rows: QuerySet[Organisation], user: Any, day: dt.date) -> QuerySet[Organisation]:
    """Rows that say how much each of them owes late; meant for the rows of one page, not for the whole list."""
    counts = [late_count(late(user, day)) for late in floors.each("late")]
    return rows.annotate(late_count=reduce(lambda total, count: total + count, counts, Value(0)))


def late_count(owed: QuerySet[Any]) -> Any:
    """How much of it one organisation owes."""
    counted = owed.filter(organisation_id=OuterRef("pk")).order_by().values("organisation_id").annotate(count=Count("pk"))
    return Coalesce(Subquery(counted.values("count"), output_field=IntegerField()), Value(0))


def account_of(organisation: Organisation, user: Any, day: dt.date) -> Account:
    """Everything the floors tell: newest lines and files first, the most urgent offers first."""
    accounts = [story(organisation, user, day) for story in floors.each("story")]
    return Account(
        lines=sorted((line for a in accounts for line in a.lines), key=lambda line: line.order, reverse=True),
        offers=sorted((offer for a in accounts for offer in a.offers), key=lambda offer: not offer.urgent),
        files=[file for a in accounts for file in a.files],
        milestones=[mark for a in accounts for mark in a.milestones],
    )


def ties_of(organisation: Organisation) -> list[str]:
    """Sentences that say what hangs on an organisation on any floor."""
    return [sentence for ties in floors.each("ties") for sentence in ties(organisation)]


def hits_for(text: str, user: Any) -> list[Hit]:
    """What the search box finds on all floors."""
    return [hit for search in floors.each("search") for hit in search(text, user)]
