"""What somebody of a body says should stand in its entry: proposed, taken back, and taken field by field by the office."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moralprovince.core.actions import action
from moralprovince.core.audit import record, snapshot
from moralprovince.core.errors import NotAllowed, Outpaced, Refused
from moralprovince.core.models import User
from moralprovince.core.outbox import in_letter_language, notify
from networks.entry_words import label_of
from networks.models import ChangeProposal, Organisation
from networks.permissions import can_edit_organisation, can_propose_change
from networks.querysets.scope import still_reading
from networks.workflow import PROPOSAL

from .organisations import ensure_only_one, entry_of, write_changes

# What the people of a body know best themselves.
PROPOSED = ("name", "contact_name", "phone", "email", "members", "address", "village_no", "postal_code")


@action
def propose_change(*, organisation: Organisation, values: Mapping[str, Any], note: str, by: User) -> ChangeProposal:
    """Say what should stand in the entry instead; nothing changes before the office takes it.

    Raises:
        NotAllowed: this person has nothing to do with the body, or simply changes the entry herself.
        Refused: nothing differs, or another proposal is open.
    """
    if not can_propose_change(by, organisation):
        raise NotAllowed(_("Changes are proposed by the people of a body and its coordinator."))
    stands = snapshot(organisation, PROPOSED)
    changes = {name: [stands[name], values[name]] for name in PROPOSED if name in values and values[name] != stands[name]}
    if not changes:
        raise Refused(_("Nothing differs from what stands in the register. Please change at least one field."))
    try:
        with transaction.atomic():
            proposal = ChangeProposal.objects.create(organisation=organisation, by=by, changes=changes, note=note)
    except IntegrityError as taken:
        raise Refused(_("A proposal for this body is waiting already. It is decided first, or taken back.")) from taken
    record("propose_change", organisation, by=by, changes=changes, note=note)
    return proposal


@action
def withdraw_proposal(*, proposal: ChangeProposal, by: User) -> None:
    """Take one's own proposal back.

    Raises:
        NotAllowed: it is somebody else's.
        Refused, Outpaced: it was decided.
    """
    PROPOSAL.check(PROPOSAL.step("withdraw"), proposal, by, "")
    PROPOSAL.write(proposal, PROPOSAL.step("withdraw"), {})
    record("withdraw_proposal", proposal.organisation, by=by)


@action
def decide_proposal(*, proposal: ChangeProposal, accepted: Collection[str], answer: str, version: int, by: User) -> None:
    """Take the fields that were ticked, leave the others, and answer whoever proposed them.

    Raises:
        NotAllowed: this person does not change the entry.
        Outpaced: somebody changed the entry or decided meanwhile.
        Refused: with these values it would be the same as another entry.
    """
    organisation = proposal.organisation
    if not can_edit_organisation(by, organisation):
        raise NotAllowed(_("You do not have the right to change this entry. Please ask the culture office."))
    about = ("subdistrict__district", "parent")
    stored = Organisation.objects.select_for_update(of=("self",)).select_related(*about).get(pk=organisation.pk)
    if stored.version != version:
        raise Outpaced(_("The entry was changed since you opened this page. Please look at the values again."))
    taken = [name for name in PROPOSED if name in accepted and name in proposal.changes]
    said = {"accepted": taken, "answer": answer, "decided_by": by, "decided_at": timezone.now()}
    PROPOSAL.check(PROPOSAL.step("decide"), proposal, by, "")
    PROPOSAL.write(proposal, PROPOSAL.step("decide"), said)
    changes = take(stored, {name: proposal.changes[name][1] for name in taken})
    record("decide", stored, by=by, note=answer, changes=changes)
    tell(proposal, stored, taken, answer)


def take(organisation: Organisation, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Write what was taken into the entry; returns what changed, and what stands there already is no change."""
    before = snapshot(organisation, values)
    changes = {name: [before[name], value] for name, value in values.items() if before[name] != value}
    if not changes:
        return {}
    for name, (_old, new) in changes.items():
        setattr(organisation, name, new)
    ensure_only_one(entry_of(organisation), apart_from=organisation)
    write_changes(organisation, changes)
    return changes


def tell(proposal: ChangeProposal, organisation: Organisation, taken: Collection[str], answer: str) -> None:
    """Whoever proposed it reads what became of it."""
    with in_letter_language():
        words = _("Of %(all)s proposed changes %(taken)s were taken into the register.")
        said = [words % {"all": len(proposal.changes), "taken": len(taken)}, *fields_of(proposal, taken), answer]
    notify(
        to=still_reading(organisation, [proposal.by]), kind="proposal_answered", key=f"proposal:{proposal.pk}",
        province=organisation.province_id, subject=gettext_lazy("Your proposed change was answered"),
        body="\n".join([organisation.name, *filter(None, said)]),
        link=reverse("networks:organisation", args=[organisation.code]),
    )  # fmt: skip


def fields_of(proposal: ChangeProposal, taken: Collection[str]) -> list[str]:
    """Which fields were taken, and which were not, by name."""
    named: dict[bool, list[str]] = {True: [], False: []}
    for name in PROPOSED:
        if name in proposal.changes:
            named[name in taken].append(label_of(name))
    lines = ((_("Taken: %(fields)s"), named[True]), (_("Not taken: %(fields)s"), named[False]))
    return [words % {"fields": ", ".join(fields)} for words, fields in lines if fields]
