"""Writes a pledge and moves it: draft → declared → active, or returned with a note; ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.actions import action
from moralprovince.core.audit import changes_between, record, snapshot
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.models import StoredFile, User
from networks.models import Organisation, ProgrammeYear
from pledges.models import Commitment, Pledge
from pledges.permissions import can_review_pledge, can_write_pledge, can_write_pledge_for
from pledges.workflow import PLEDGE

from .guards import bump_version, ensure_writable
from .people import tell_organisation
from .rounds import expect_reports_of, waive_reports_of


@dataclass(frozen=True)
class CommitmentEntry:
    """One line of the plan as typed; `id` is None for a new line."""

    target_virtue_id: str
    problem_to_solve: str
    good_to_do: str
    activity: str
    indicator: str
    target: Decimal
    unit: str
    due_on: dt.date
    responsible: str
    baseline: Decimal | None = None
    budget: Decimal | None = None
    id: int | None = None


@dataclass(frozen=True)
class PledgeContent:
    """Everything an organisation writes in its declaration."""

    text: str = ""
    declared_on: dt.date | None = None
    members: int | None = None
    members_joined: int | None = None
    commitments: Sequence[CommitmentEntry] = ()


FIELDS = ("text", "declared_on", "members", "members_joined")


@action
def begin_pledge(*, organisation: Organisation, programme_year: ProgrammeYear, by: User) -> Pledge:
    """A new draft; the members known from the register are filled in.

    Raises:
        Refused: there is a pledge of that year already, or the year is closed.
    """
    if not can_write_pledge_for(by, organisation):
        raise NotAllowed(_("You do not have the right to write a pledge for this organisation."))
    ensure_writable(programme_year, thai.today())
    try:
        with transaction.atomic():
            pledge = Pledge.objects.create(
                organisation=organisation, programme_year=programme_year, members=organisation.members, created_by=by
            )
    except IntegrityError as taken:
        raise Refused(_("This organisation has a pledge for this year already.")) from taken
    record("begin_pledge", pledge, by=by, province=organisation.province_id)
    return pledge


@action
def save_pledge(*, pledge: Pledge, content: PledgeContent, version: int, by: User) -> Pledge:
    """Keep what was typed, complete or not.

    Raises:
        Refused: the pledge is no longer a draft, its year is closed, or a line in use was taken out.
        Outpaced: somebody else saved it since the form was opened.
    """
    ensure_writable(pledge.programme_year, thai.today())
    ensure_open_for_writing(pledge, by)
    before = snapshot(pledge, FIELDS)
    bump_version(pledge, version, **{name: getattr(content, name) for name in FIELDS})
    lines = write_commitments(pledge, content.commitments)
    changes = {**changes_between(before, snapshot(pledge, FIELDS)), **lines}
    record("save_pledge", pledge, by=by, changes=changes, province=pledge.organisation.province_id)
    return pledge


def ensure_open_for_writing(pledge: Pledge, by: User) -> None:
    """Drafts and returned pledges are the writer's; an active one may be corrected by an officer."""
    if pledge.state in ("draft", "returned") and can_write_pledge(by, pledge):
        return
    if pledge.state in ("declared", "active") and can_review_pledge(by, pledge):
        return
    if not can_write_pledge(by, pledge):
        raise NotAllowed(_("You do not have the right to write this pledge."))
    raise Refused(_("The pledge is declared and can no longer be changed here. Please ask the culture office."))


def write_commitments(pledge: Pledge, entries: Sequence[CommitmentEntry]) -> dict[str, list[object]]:
    """Replace the lines by what was typed, keeping the identity of those that stay; returns what changed."""
    known = {line.pk: line for line in pledge.commitments.all()}
    kept = {entry.id for entry in entries if entry.id in known}
    remove_commitments(pledge, [line for key, line in known.items() if key not in kept])
    for order, entry in enumerate(entries, 1):
        own = entry if entry.id in known else replace(entry, id=None)
        Commitment(pledge=pledge, order=order, **asdict(own)).save(force_update=own.id is not None)
    before = [str(line) for line in known.values()]
    after = [entry.activity for entry in entries]
    return {} if before == after else {"commitments": [before, after]}


def remove_commitments(pledge: Pledge, lines: Sequence[Commitment]) -> None:
    """Lines on which something was reported stay."""
    used = Commitment.objects.filter(pk__in=[line.pk for line in lines], progress__isnull=False).first()
    if used:
        raise Refused(_("“%(activity)s” cannot be taken out: progress was reported on it.") % {"activity": used.activity})
    pledge.commitments.filter(pk__in=[line.pk for line in lines]).delete()


@action
def attach_signed_file(*, pledge: Pledge, file: StoredFile, by: User) -> None:
    """Put the scanned, signed declaration beside the pledge."""
    ensure_writable(pledge.programme_year, thai.today())
    ensure_open_for_writing(pledge, by)
    StoredFile.objects.filter(pk=file.pk).update(owner_type=pledge._meta.label_lower, owner_id=str(pledge.pk))
    Pledge.objects.filter(pk=pledge.pk).update(signed_file=file)
    pledge.signed_file = file
    record("attach_signed_file", pledge, by=by, note=file.name, province=pledge.organisation.province_id)


def missing_for_declaration(pledge: Pledge) -> list[str]:
    """What a declaration still lacks, each as a sentence."""
    return [
        sentence
        for lacking, sentence in (
            (not pledge.text.strip(), _("Write the text of the declaration.")),
            (pledge.declared_on is None, _("Give the day of the declaration.")),
            (not pledge.members, _("Give the number of members.")),
            (pledge.members_joined is None, _("Give the number of members who joined.")),
            (not pledge.commitments.exists(), _("Write at least one commitment.")),
        )
        if lacking
    ]


@action
def declare_pledge(*, pledge: Pledge, by: User) -> None:
    """Hand the declaration to the office.

    Raises:
        Refused: something is missing; every missing thing is named.
    """
    ensure_writable(pledge.programme_year, thai.today())
    missing = missing_for_declaration(pledge)
    if missing and can_write_pledge(by, pledge):
        raise Refused(" ".join(missing))
    PLEDGE.move(pledge, "declare", by=by, set_fields={"returned_note": ""})


@action
def activate_pledge(*, pledge: Pledge, by: User) -> None:
    """Accept a declaration; reports of rounds that are open are expected from now on."""
    ensure_writable(pledge.programme_year, thai.today())
    PLEDGE.move(pledge, "activate", by=by)
    organisation = pledge.organisation
    if organisation.declared_on is None:
        Organisation.objects.filter(pk=organisation.pk, declared_on__isnull=True).update(declared_on=pledge.declared_on)
    expect_reports_of(pledge)
    tell(pledge, "pledge_accepted", _("The pledge was accepted"), _("Thank you. The pledge of %(name)s is now being kept."))


@action
def return_pledge(*, pledge: Pledge, note: str, by: User) -> None:
    """Send a declaration back with what is to be completed."""
    PLEDGE.move(pledge, "return", by=by, note=note, set_fields={"returned_note": note})
    tell(pledge, "pledge_returned", _("The pledge was returned for completion"), _("Pledge of %(name)s:") + "\n" + note.replace("%", "%%"))


@action
def end_pledge(*, pledge: Pledge, note: str, by: User) -> None:
    """End a pledge before its year is over; what was still expected of it is no longer."""
    PLEDGE.move(pledge, "end", by=by, note=note, set_fields={"ended_on": thai.today(), "ended_reason": note})
    waive_reports_of(pledge, reason=note, by=by)


def tell(pledge: Pledge, kind: str, subject: str, body: str) -> None:
    """A notice to the organisation (and whoever wrote the pledge)."""
    tell_organisation(
        pledge.organisation,
        also=[pledge.created_by] if pledge.created_by else [],
        kind=kind,
        key=f"{kind}:{pledge.pk}:{pledge.version}:{thai.today().isoformat()}",
        subject=subject,
        body=body % {"name": pledge.organisation.name},
        link=reverse("pledges:pledge", args=[pledge.pk]),
    )
