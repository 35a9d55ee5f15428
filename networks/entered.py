"""What one person entered on floor 1."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from moralprovince.core.entered import Entered, entered

from .models import ActionItem, CalendarSubscription, ChangeProposal, ImportRun, Invitation, Merger, NotTheSame


def entered_by(person: Any) -> Iterator[Entered]:
    """Proposals, imports, tasks; invitations, mergers and calendar addresses have no page each."""
    proposed, tasks = ChangeProposal.objects.filter(by=person), ActionItem.objects.filter(owner=person)
    yield entered(
        _("proposed changes of the register"), proposed, person, "networks:proposal", about=("organisation",),
    )  # fmt: skip
    yield entered(_("imports of the register"), ImportRun.objects.filter(by=person), person, "networks:import")
    yield entered(_("tasks from meetings"), tasks, person, "networks:action")
    yield Entered(_("invitations sent"), Invitation.objects.filter(created_by=person))
    yield Entered(_("entries of the register merged"), Merger.objects.filter(by=person))
    yield Entered(_("pairs of entries found to be two bodies"), NotTheSame.objects.filter(by=person))
    yield Entered(_("private addresses of the calendar"), CalendarSubscription.objects.filter(user=person))
