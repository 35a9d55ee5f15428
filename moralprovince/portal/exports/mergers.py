"""Merged entries of the register as a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.exports import ListFile
from moralprovince.portal.actions.mergers import last_day_of
from moralprovince.portal.merger_list import merger_list


def mergers_file(user: Any, province: str, query: QueryDict) -> ListFile:
    """One line for each merger, as its list shows it."""
    headings = [
        _("Former code"), _("Former entry"), _("Code"), _("Became part of"), _("Merged on"), _("Merged by"),
        _("Can be undone until"), _("Undone on"), _("Undone by"),
    ]  # fmt: skip
    kinds = ["text", "wide", "text", "wide", "moment", "wide", "day", "moment", "wide"]
    rows = merger_list(user, province, query, thai.today()).rows
    return ListFile(_("merged-entries"), headings, merger_rows(rows), kinds)


def merger_rows(rows: Any) -> Iterator[list[Any]]:
    """What the list says of each."""
    for one in rows.select_related("kept", "dropped", "by", "undone_by").iterator(chunk_size=1000):
        yield [
            one.dropped.code, one.dropped.name, one.kept.code, one.kept.name, one.at, str(one.by), last_day_of(one),
            one.undone_at, str(one.undone_by or ""),
        ]  # fmt: skip
