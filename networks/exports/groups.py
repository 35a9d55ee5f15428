"""Who sits in a working group, as a table."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import gettext as _

from moralprovince.core.tables import table_response
from networks.models import WorkingGroup, WorkingGroupMember


def seats_table(group: WorkingGroup, ending: str, *, personal: bool) -> HttpResponseBase:
    """Everybody who sits or sat there in the official order; telephone and e-mail only for who may see them."""
    headings = [
        _("Post in the group"), _("Title"), _("Name"), _("Position"), _("Agency"), _("From"), _("Until"), _("Stands in for"),
    ]  # fmt: skip
    kinds = ["text", "text", "wide", "wide", "wide", "day", "day", "wide"]
    if personal:
        headings, kinds = [*headings, _("Telephone"), _("E-mail")], [*kinds, "text", "text"]
    seats = group.members.in_official_order().select_related("stands_in_for")  # type: ignore[attr-defined]
    rows = (seat_row(seat, personal) for seat in seats)
    return table_response(ending, _("working group"), headings, rows, kinds=kinds)


def seat_row(seat: WorkingGroupMember, personal: bool) -> list[Any]:
    """One seat."""
    row = [
        seat.get_post_display(), seat.title, seat.name, seat.position, seat.agency, seat.starts_on, seat.ends_on,
        str(seat.stands_in_for or ""),
    ]  # fmt: skip
    return [*row, seat.phone, seat.email] if personal else row
