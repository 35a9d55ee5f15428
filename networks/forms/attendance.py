"""Forms about who came: the list as one form, somebody else who attended, and the names to tap at the door."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from moralprovince.core import thai
from moralprovince.core.forms import PortalForm, TextField
from networks.actions.attendance import Mark
from networks.models import Attendance

Status = Attendance.Status
# What can be said of a member; others have attended, and that is all.
OF_MEMBERS = (Status.INVITED, Status.PRESENT, Status.REPRESENTED, Status.ABSENT)
NOT_SAID = _("not marked yet")


def choices() -> list[tuple[str, object]]:
    """The radio buttons of a row."""
    return [(status.value, NOT_SAID if status == Status.INVITED else status.label) for status in OF_MEMBERS]


def marks_of(typed: Mapping[str, str], rows: Iterable[Attendance]) -> list[Mark]:
    """What the form says of each row; a status that is none is what stood there. One button says the rest came."""
    rest = str(Status.PRESENT if typed.get("rest") == "came" else Status.INVITED)
    known = set(map(str, OF_MEMBERS))
    found = []
    for row in rows:
        given = {name: thai.tidy(typed.get(f"{name}-{row.pk}", "")) for name in ("on_behalf", "reason")}
        status, was = typed.get(f"status-{row.pk}", ""), typed.get(f"was-{row.pk}", "")
        if status in known:
            status = rest if status == Status.INVITED else status
            found.append(Mark(row.pk, status, given["on_behalf"][:260], given["reason"][:200], was if was in known else ""))
    return found


class OtherForm(PortalForm):
    """Somebody who attended without sitting in the group."""

    name = TextField(label=_("Name"), max_length=260, error_messages={"required": _("Please write the name.")})
    position = TextField(label=_("Position"), max_length=200, required=False)
    agency = TextField(label=_("Agency"), max_length=200, required=False)


class DoorForm(PortalForm):
    """Signing in without tapping one's own name: on behalf of somebody, or as somebody else."""

    name = TextField(
        label=_("Your name, with its title"), max_length=260, error_messages={"required": _("Please write your name.")}
    )
    agency = TextField(label=_("Agency"), max_length=200, required=False)
