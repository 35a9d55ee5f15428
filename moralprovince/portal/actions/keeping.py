"""Lets go of personal data that an office has kept long enough: night by night, in portions, each told in the history."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from moralprovince.core.actions import action
from moralprovince.core.audit import record
from moralprovince.core.keeping import Period, empty_messages
from moralprovince.core.models import User
from moralprovince.core.outbox import in_letter_language
from networks.actions.keeping import empty_invitations
from networks.actions.office import OfficeEntry
from networks.imports.keeping import empty_imports
from networks.models import Office, Province

# What one transaction takes out at most: locks are short, and who is stopped has lost one portion.
PORTION = 5000
MOST_IMPORTS = 20


def let_go_everywhere(*, day: dt.date) -> Counter[str]:
    """What the offices have kept long enough, as of that day; again on the same day takes out nothing more.

    Each office by its own period; what is of no office, as the mail of accounts, by the longest of them.
    """
    gone: Counter[str] = Counter()
    for place, code, years in places(list(Office.objects.order_by("pk"))):
        while portion := let_go(place=place, province=code, period=Period(day, years), by=None):
            gone += portion
    return gone


def places(offices: list[Office]) -> Iterator[tuple[Office | Province, str, int]]:
    """In whose history it is told, and how many years are kept, for each province code; the empty one is nobody's."""
    yield from ((office, office.pk, office.keep_years) for office in offices)
    # An office says nothing else before it is set up.
    years = max((office.keep_years for office in offices), default=OfficeEntry.keep_years)
    others = list(Province.objects.exclude(pk__in=[office.pk for office in offices]))
    yield from ((province, province.pk, years) for province in others)
    for place in [*sorted(offices, key=lambda office: -office.keep_years), *others][:1]:
        yield place, "", years


@action
def let_go(*, place: Office | Province, province: str, period: Period, by: User | None, portion: int = PORTION) -> Counter[str]:
    """One portion of what was kept long enough: texts, names and addresses go, the rows stay; how many of what is returned.

    The history itself stays, with the names in it: it is what the office answers for its acts with (PDPA s.37 and s.39),
    and without it nobody could show that this was done.
    """
    gone = Counter(messages=empty_messages(province, period, portion))
    if province:
        gone["invitations"] = empty_invitations(province, period, portion)
        gone["imports"] = empty_imports(province, period, MOST_IMPORTS)
    gone = +gone
    if gone:
        record("let_go", place, by=by, note=in_words(gone), province=province)
    return gone


def in_words(gone: Counter[str]) -> str:
    """How many of what, for the history."""
    with in_letter_language():
        return _("messages: %(messages)s, invitations: %(invitations)s, imports: %(imports)s") % {
            kind: gone[kind] for kind in ("messages", "invitations", "imports")
        }
