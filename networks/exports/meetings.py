"""Meetings and action items as tables: what their lists show."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.utils.translation import gettext as _

from moralprovince.core.tables import table_response, words
from networks.models import ActionItem, Meeting

CHUNK = 1000


def meetings_table(rows: QuerySet[Meeting], ending: str) -> HttpResponseBase:
    """One line for each meeting, in the order of the list."""
    headings = [
        _("Meeting number"), _("Working group"), _("Network"), _("Day"), _("Begins at"), _("Place"), _("What it is about"),
        _("State"), _("Letter number"),
    ]  # fmt: skip
    kinds = ["text", "wide", "wide", "day", "text", "wide", "wide", "text", "text"]
    found = (meeting_row(one) for one in rows.iterator(chunk_size=CHUNK))
    return table_response(ending, _("meetings"), headings, found, kinds=kinds)


def meeting_row(one: Meeting) -> list[Any]:
    """What the list says of one meeting."""
    return [
        str(one), str(one.group), str(one.group.network or ""), one.held_on, f"{one.starts_at:%H.%M}" if one.starts_at else "",
        one.place, one.title, words(Meeting.State, one.state), one.letter_number,
    ]  # fmt: skip


def actions_table(rows: QuerySet[ActionItem], ending: str) -> HttpResponseBase:
    """One line for each thing to do, in the order of the list."""
    headings = [
        _("What is to be done"), _("Who does it"), _("By when"), _("State"), _("Done on"), _("Note"), _("Working group"),
        _("Meeting number"), _("Resolution"),
    ]  # fmt: skip
    kinds = ["wide", "text", "day", "text", "day", "wide", "wide", "text", "wide"]
    found = (action_row(one) for one in rows.iterator(chunk_size=CHUNK))
    return table_response(ending, _("action-items"), headings, found, kinds=kinds)


def action_row(one: ActionItem) -> list[Any]:
    """What the list says of one."""
    return [
        one.what, one.owner_name, one.due_on, words(ActionItem.State, one.state), one.done_on, one.note, str(one.meeting.group),
        str(one.meeting), one.resolution.text,
    ]  # fmt: skip
