"""Keeps the agenda of a meeting: proposes it in the official order, adds, changes, moves and takes out items."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Max
from django.utils.translation import gettext as _

from moralprovince.core.actions import action
from moralprovince.core.audit import record
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.models import User
from moralprovince.core.outbox import in_letter_language
from moralprovince.core.signs import hold_as_shown
from networks.models import AgendaItem, Meeting
from networks.permissions import can_write_meeting

from .attendance import ensure_not_frozen

Section = AgendaItem.Section


def propose_items(meeting: Meeting) -> None:
    """What every agenda holds; notices, minutes to certify and matters arising, each under its point."""
    with in_letter_language():
        standard = list(standard_items(meeting))
    AgendaItem.objects.bulk_create(
        AgendaItem(meeting=meeting, section=section, order=place, title=title[:300])
        for place, (section, title) in enumerate(standard, 1)
    )


def standard_items(meeting: Meeting) -> Iterator[tuple[int, str]]:
    """Point and words, in the language of letters."""
    yield Section.NOTICE, _("Notices of the chair to the meeting")
    waiting = list(Meeting.objects.before(meeting).filter(state=Meeting.State.HELD).order_by("held_on", "pk"))
    for one in waiting:
        yield Section.CERTIFY, _("Certifying the minutes of meeting %(number)s") % {"number": one}
    if not waiting:
        yield Section.CERTIFY, _("Minutes of the last meeting")
    yield Section.ARISING, _("Follow-up of what earlier meetings resolved")
    yield Section.OTHER, _("Other business")


def ensure_agenda(meeting: Meeting, by: User) -> None:
    """May she change the agenda now?

    Raises:
        NotAllowed: not hers.
        Refused: the minutes are certified, or the meeting was cancelled.
    """
    if not can_write_meeting(by, meeting):
        raise NotAllowed(_("The agenda is kept by the coordinator of the network and the culture office."))
    ensure_not_frozen(meeting)


@action
def add_item(*, meeting: Meeting, section: int, title: str, by: User) -> AgendaItem:
    """Put an item behind the others of its point.

    Raises:
        NotAllowed: not hers.
        Refused: certified or cancelled.
    """
    ensure_agenda(meeting, by)
    last = meeting.items.filter(section=section).aggregate(last=Max("order"))["last"] or 0
    item = AgendaItem.objects.create(meeting=meeting, section=section, order=last + 1, title=title)
    record("add_agenda_item", meeting, by=by, note=title)
    return item


@action
def change_item(*, item: AgendaItem, section: int, title: str, sign: str, by: User) -> None:
    """Mend its words, or put it under another point; `sign` is of what was shown.

    Raises:
        NotAllowed: not hers.
        Refused: certified or cancelled, or taken out.
        Outpaced: somebody else changed it since it was read; nothing was written.
    """
    ensure_agenda(item.meeting, by)
    stored = hold_as_shown(item, {"section": section, "title": title}, sign)
    if stored is None:
        return
    if stored.section != section:
        stored.order = (item.meeting.items.filter(section=section).aggregate(last=Max("order"))["last"] or 0) + 1
    before, stored.section, stored.title = stored.title, section, title
    stored.save(update_fields=["section", "title", "order"])
    record("change_agenda_item", item.meeting, by=by, note=before if before == title else f"{before} → {title}")


@action
def move_item(*, item: AgendaItem, up: bool, by: User) -> None:
    """Change places with the item before or after it under the same point.

    Raises:
        NotAllowed: not hers.
        Refused: certified or cancelled.
    """
    ensure_agenda(item.meeting, by)
    rows = list(item.meeting.items.filter(section=item.section))
    here = next((place for place, one in enumerate(rows) if one.pk == item.pk), 0)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(rows):
        return
    rows[here], rows[there] = rows[there], rows[here]
    for place, one in enumerate(rows, 1):
        one.order = place
    AgendaItem.objects.bulk_update(rows, ["order"])
    record("reorder_agenda", item.meeting, by=by)


@action
def remove_item(*, item: AgendaItem, by: User) -> None:
    """Take an item out under which nothing was written yet.

    Raises:
        NotAllowed: not hers.
        Refused: something was written or resolved under it, or it is certified or cancelled.
    """
    ensure_agenda(item.meeting, by)
    fresh = AgendaItem.objects.filter(pk=item.pk, text="", resolutions__isnull=True)
    if not fresh.exists():
        raise Refused(_("Something is written under this item already. Take that out first, then the item."))
    fresh.delete()
    record("remove_agenda_item", item.meeting, by=by, note=item.title)
