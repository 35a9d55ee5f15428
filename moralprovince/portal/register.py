"""What the register's pages need beyond floor 1: late reports, the whole story of an organisation, what hangs on it."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache, reduce
from operator import add
from typing import Any

from django.db import connection
from django.db.models import Count, OuterRef, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.http import QueryDict

from moralprovince.core.ready import column_of
from moralprovince.core.story import Account, Hit
from networks.filters import Register, register
from networks.models import Organisation
from networks.querysets.scope import Scope, scope_of
from networks.story import bodies_found

from . import floors


def register_as_shown(user: Any, province: str, query: QueryDict, day: dt.date) -> Register:
    """The register as its address describes it, for the page and for exports alike."""
    return register(
        user,
        province,
        query,
        late=lambda: [late(user, day) for late in floors.each("late")],
        at_level=lambda level: [reached(user, level) for reached in floors.each("at_level")],
        unpledged=lambda year: [keys(user, year, day) for keys in floors.each("unpledged_in")],
    )


def late_count(user: Any, day: dt.date) -> Combinable:
    """How much an organisation owes late, as a column of its row; meant for the rows of one page, not for the whole list."""
    return written_late_count(user, scope_of(user), day, connection.vendor)


@lru_cache(maxsize=256)
def written_late_count(user: Any, _scope: Scope, day: dt.date, _vendor: str) -> Combinable:
    """Kept for a day and as long as the person may see the same: writing it anew was a third of the list's own time."""
    owed = [late(user, day).filter(organisation_id=OuterRef("pk")).order_by() for late in floors.each("late")]
    counts = [rows.values("organisation_id").values(count=Count("pk")) for rows in owed]
    return column_of(Organisation, reduce(add, [Coalesce(Subquery(count), 0) for count in counts]))


def account_of(organisation: Organisation, user: Any, day: dt.date) -> Account:
    """Everything the floors tell: newest lines and files first, the most urgent offers first."""
    accounts = [story(organisation, user, day) for story in floors.each("story")]
    return Account(
        lines=sorted((line for a in accounts for line in a.lines), key=lambda line: line.order, reverse=True),
        offers=sorted((offer for a in accounts for offer in a.offers), key=lambda offer: not offer.urgent),
        files=[file for a in accounts for file in a.files],
        milestones=[*(mark for a in accounts for mark in a.milestones), *(mark for a in accounts for mark in a.ahead)],
        standing=next((a.standing for a in accounts if a.standing), None),
    )


def ties_of(organisation: Organisation) -> list[str]:
    """Sentences that say what hangs on an organisation on any floor."""
    return [sentence for ties in floors.each("ties") for sentence in ties(organisation)]


def hits_for(text: str, user: Any) -> list[Hit]:
    """What the search box finds on all floors; the bodies it means are looked for once."""
    bodies = bodies_found(text, user)
    return [hit for search in floors.each("search") for hit in search(text, user, bodies)]
