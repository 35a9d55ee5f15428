"""The lists of the register's care as files: likely duplicates, proposed changes, who reports centrally."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from moralprovince.core.exports import ListFile
from moralprovince.core.tables import words
from networks.actions.proposals import PROPOSED
from networks.care_lists import central_list, pair_list, proposal_list
from networks.duplicates import Pair
from networks.entry_words import label_of, side_by_side, words_of
from networks.models import ChangeProposal, Organisation

CENTRAL_KIND = "central_export"
CHUNK = 500
ENTRY = ("code", "name", "kind", "network", "subdistrict", "village_no", "contact_name", "phone", "email", "members", "tax_id")
ABOUT = ("network", "subdistrict__district", "parent")


def pairs_file(user: Any, province: str, query: QueryDict) -> ListFile:
    """Two lines for each pair, one for each entry, so that they stand above each other."""
    headings = [_("Pair"), _("Why"), *map(label_of, ENTRY), _("What differs")]
    kinds = ["number", "wide", "text", "wide", "text", "wide", "wide", *["text"] * 4, "number", "text", "wide"]
    return ListFile(_("likely-duplicates"), headings, pair_rows(pair_list(user, province, query).rows), kinds)


def pair_rows(pairs: list[Pair]) -> Iterator[list[Any]]:
    """The lines, some pairs in memory at a time."""
    for start in range(0, len(pairs), CHUNK):
        part = pairs[start : start + CHUNK]
        found = Organisation.objects.select_related(*ABOUT).in_bulk({key for pair in part for key in (pair.one, pair.other)})
        for number, pair in enumerate(part, start + 1):
            one, other = found[pair.one], found[pair.other]
            differs = ", ".join(row.label for row in side_by_side(one, other) if row.differs)
            for body in (one, other):
                yield [number, ", ".join(map(str, pair.words)), *(cell_of(body, name) for name in ENTRY), differs]


def cell_of(body: Organisation, name: str) -> Any:
    """A column of an entry; numbers stay numbers."""
    value = getattr(body, name)
    return value if name == "members" else words_of(name, value)


def proposals_file(user: Any, province: str, query: QueryDict) -> ListFile:
    """One line for each field that is to change."""
    headings = [
        _("Code"), _("Name"), _("Network"), _("Field"), _("As it stood"), _("Proposed"), _("Proposed by"), _("Proposed on"),
        _("Note"), _("State"), _("Taken"), _("Answer"), _("Decided by"),
    ]  # fmt: skip
    kinds = ["text", *["wide"] * 6, "text", "wide", "text", "text", "wide", "wide"]
    return ListFile(_("proposed-changes"), headings, proposal_rows(proposal_list(user, province, query).rows), kinds)


def proposal_rows(rows: Any) -> Iterator[list[Any]]:
    """The fields of each proposal in the order of its page."""
    along = rows.select_related("organisation__network", "by", "decided_by")
    for one in along.iterator(chunk_size=CHUNK):
        for name in PROPOSED:
            if name in one.changes:
                yield proposal_row(one, name)


def proposal_row(one: ChangeProposal, name: str) -> list[Any]:
    """One field: what stood there, what is proposed, and what came of it."""
    body, decided = one.organisation, one.state == ChangeProposal.State.DECIDED
    old, new = (words_of(name, value) for value in one.changes[name])
    taken = (_("yes") if name in one.accepted else _("no")) if decided else ""
    return [
        body.code, body.name, str(body.network), label_of(name), old, new, str(one.by), one.at, one.note,
        one.get_state_display(), taken, one.answer, str(one.decided_by or ""),
    ]  # fmt: skip


def central_file(user: Any, province: str, query: QueryDict) -> ListFile:
    """One line for each body."""
    headings = [_("Code"), _("Name"), _("Kind"), _("Parent body"), _("Network"), _("District"), _("Reports centrally")]
    kinds = ["text", "wide", "text", "wide", "wide", "text", "text"]
    return ListFile(_("reporting-centrally"), headings, central_rows(central_list(user, province, query).rows), kinds)


def central_rows(rows: Any) -> Iterator[list[Any]]:
    """What the list says of each."""
    for one in rows.select_related("network", "district", "parent").iterator(chunk_size=CHUNK):
        yield [
            one.code, one.name, words(Organisation.Kind, one.kind), one.parent.name if one.parent else "", str(one.network),
            str(one.district), _("yes") if one.reports_centrally else _("no"),
        ]  # fmt: skip
