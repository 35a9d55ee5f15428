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
from networks.imports.keeping import empty_imports
from networks.models import Office

# What one transaction takes out at most: locks are short, and who is stopped has lost one portion.
PORTION = 5000
MOST_IMPORTS = 20


def let_go_everywhere(*, day: dt.date) -> Counter[str]:
    """What the offices have kept long enough, as of that day; again on the same day takes out nothing more.

    Each office by its own period, and the mail of accounts, which is of no office, by the longest of them.
    """
    gone: Counter[str] = Counter()
    for office, code in places(list(Office.objects.order_by("pk"))):
        period = Period(day, office.keep_years)
        while portion := let_go(office=office, province=code, period=period, by=None):
            gone += portion
    return gone


def places(offices: list[Office]) -> Iterator[tuple[Office, str]]:
    """Whose rule holds for which province code; the empty one is nobody's."""
    yield from ((office, office.pk) for office in offices)
    if offices:
        yield max(offices, key=lambda office: office.keep_years), ""


@action
def let_go(*, office: Office, province: str, period: Period, by: User | None, portion: int = PORTION) -> Counter[str]:
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
        record("let_go", office, by=by, note=in_words(gone))
    return gone


def in_words(gone: Counter[str]) -> str:
    """How many of what, for the history."""
    with in_letter_language():
        return _("messages: %(messages)s, invitations: %(invitations)s, imports: %(imports)s") % {
            kind: gone[kind] for kind in ("messages", "invitations", "imports")
        }
