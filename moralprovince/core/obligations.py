"""What floors hand to the planner of reminders and to the wording of messages: who owes what by when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


@dataclass(frozen=True)
class Due:
    """One kind of obligation: its rows, and where on a row the planner finds what it needs.

    Every row says `obligation` (what closing it cancels), `owed` (the same with what makes it a new obligation:
    its due day and how often it was returned) and has a due day.
    """

    kind: str
    rows: QuerySet
    due_on: str
    province: str
    # The road to whatever belongs to a network: its coordinators are reached over it.
    organisation: str
    # What a combined message to a coordinator or an officer is about; with its name in keys.
    group: str
    group_name: str
    # The road to people who were given this very task, with a condition beside it; empty where nobody is.
    given_to: str = ""
    given: Q = field(default_factory=Q)
    # Is it an organisation that owes it, with contacts of its own?
    with_contacts: bool = True
    # A column of the rows that makes a combined message one of its own: empty at first, something else once what was done
    # is owed again; the rows of one group and due day agree on it.
    again: str = ""


@dataclass(frozen=True)
class Told:
    """What a message may say of an obligation at the moment it goes out: to its reader, and of nothing else."""

    # The organisations that still owe it, as many as were asked for, and how many there are in all.
    names: tuple[str, ...]
    total: int
    contact: str
    round: str
    due_on: dt.date
    link: str
    # The day on which it was returned to be completed, where it came once; the newest of several.
    returned_on: dt.date | None = None


def days_from_due(offset: int | str) -> str:
    """Which day a reminder is for, whether a ladder counts it (3) or a message keeps it ("+3")."""
    days = int(offset)
    if days == 0:
        return _("On the due day")
    count = abs(days)
    if days < 0:
        return ngettext("%(count)s day before the due day", "%(count)s days before the due day", count) % {"count": count}
    return ngettext("%(count)s day after the due day", "%(count)s days after the due day", count) % {"count": count}
