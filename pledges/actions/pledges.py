"""Writes a pledge and moves it: draft → declared → active, or returned with a note; ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from moralprovince.core import thai
from moralprovince.core.actions import action
from moralprovince.core.audit import changes_between, record, snapshot
from moralprovince.core.errors import NotAllowed, Outpaced, Refused
from moralprovince.core.files import give_to, set_free
from moralprovince.core.leftovers import clear, leave, unread_words
from moralprovince.core.models import StoredFile, User
from moralprovince.core.outbox import cancel_open, in_letter_language
from moralprovince.core.outbox.reasons import CLOSED
from moralprovince.core.signs import hold_as_shown
from networks.actions.organisations import held
from networks.models import Organisation, ProgrammeYear
from networks.querysets.scope import still_reading
from pledges.models import Commitment, Pledge
from pledges.permissions import can_attach_signed_file, can_review_pledge, can_write_pledge, can_write_pledge_for
from pledges.workflow import PLEDGE

from .commitments import CommitmentEntry, copied, missing_on_lines, write_commitments
from .guards import bump_version, ensure_writable, ensure_year_to_pledge
from .people import tell_organisation
from .rounds import due_lines, expect_reports_of, waive_reports_of

__all__ = ["CommitmentEntry", "PledgeContent"]


@dataclass(frozen=True)
class PledgeContent:
    """Everything an organisation writes in its declaration."""

    text: str = ""
    declared_on: dt.date | None = None
    members: int | None = None
    members_joined: int | None = None
    commitments: Sequence[CommitmentEntry] = ()
    # What stands in boxes above the lines that could not be read; it waits beside the pledge and is no part of it.
    unread: dict[str, str] = field(default_factory=dict)


FIELDS = ("text", "declared_on", "members", "members_joined")
# What only a body of the register does.
PROMISING = ("declare", "activate")
# The scan is chosen anew or left alone: it has a sign of its own.
SIGNED_FILE = ("signed_file",)


@action
def begin_pledge(*, organisation: Organisation, programme_year: ProgrammeYear, by: User) -> Pledge:
    """A new draft; the members known from the register are filled in.

    Raises:
        NotAllowed: this person does not write for that organisation.
        Refused: there is a pledge of that year already, the year is closed or far, or the organisation has left.
    """
    if not can_write_pledge_for(by, organisation):
        raise NotAllowed(_("You do not have the right to write a pledge for this organisation."))
    ensure_writable(programme_year, thai.today())
    ensure_year_to_pledge(programme_year, thai.today())
    ensure_may_pledge(held(organisation), programme_year)
    pledge = Pledge(organisation=organisation, programme_year=programme_year, members=organisation.members, created_by=by)
    try:
        with transaction.atomic():
            pledge.save(force_insert=True)
    except IntegrityError as taken:
        raise there_already(pledge) from taken
    record("begin_pledge", pledge, by=by, province=organisation.province_id)
    return pledge


def there_already(wanted: Pledge) -> Refused:
    """Another one of the same organisation and year is in the way."""
    same = {"organisation": wanted.organisation, "programme_year": wanted.programme_year}
    there = Pledge.objects.filter(**same).exclude(state=Pledge.State.ENDED).first()
    sentence = _("This organisation has a pledge for this year already: %(pledge)s.") % {"pledge": there or wanted}
    # Whoever was faster may have discarded hers at this very moment.
    return Refused(sentence, leads_to=(str(there), reverse("pledges:pledge", args=[there.pk])) if there else None)


def ensure_may_pledge(organisation: Organisation, programme_year: ProgrammeYear) -> None:
    """A pledge belongs to a body of the register and to a year of its own province."""
    if organisation.has_left:
        raise Refused(_("This organisation no longer takes part in the programme. Please ask the culture office."))
    if programme_year.province_id != organisation.province_id:
        raise Refused(_("This fiscal year belongs to another province."))


@action
def save_pledge(*, pledge: Pledge, content: PledgeContent, version: int, by: User) -> Pledge:
    """Keep what was typed, complete or not; a declared pledge must stay complete.

    Raises:
        NotAllowed: this person may not write it.
        Refused: the pledge is no longer a draft, its year is closed, or a line in use was taken out.
        Outpaced: somebody else saved it since the form was opened.
    """
    ensure_writable(pledge.programme_year, thai.today())
    ensure_open_for_writing(pledge, by)
    ensure_sensible(content)
    before = snapshot(pledge, FIELDS)
    bump_version(pledge, version, **{name: getattr(content, name) for name in FIELDS})
    lines = write_commitments(pledge, content.commitments)
    leave(unread_key(pledge), unread_in(pledge, content), by=by)
    missing = missing_for_declaration(pledge) if pledge.state in ("declared", "active") else []
    if missing:
        raise Refused(" ".join(missing))
    changes = {**changes_between(before, snapshot(pledge, FIELDS)), **lines}
    if changes:
        record("save_pledge", pledge, by=by, changes=changes, province=pledge.organisation.province_id)
    return pledge


def unread_key(pledge: Pledge) -> str:
    """Under which stands what could not be read in its form."""
    return f"pledge:{pledge.pk}"


def unread_in(pledge: Pledge, content: PledgeContent) -> dict[str, Any]:
    """What could not be read: above the lines, and of every line in their order, under its key where it is stored."""
    if not content.unread and not any(entry.unread for entry in content.commitments):
        return {}
    stored = iter(pledge.commitments.values_list("pk", flat=True))
    lines = [[None if entry.empty else next(stored), entry.unread] for entry in content.commitments]
    return {"above": content.unread, "lines": lines}


def ensure_sensible(content: PledgeContent) -> None:
    """No more members join than there are."""
    if content.members is not None and content.members_joined is not None and content.members_joined > content.members:
        raise Refused(_("More members joined than there are members. Please check the two numbers."))


def ensure_writable_by(pledge: Pledge, by: User) -> None:
    """May this person write the pledge now?

    Raises:
        NotAllowed, Refused: not hers, not in this state, or its year is closed.
    """
    ensure_open_for_writing(pledge, by)
    ensure_writable(pledge.programme_year, thai.today())


def ensure_open_for_writing(pledge: Pledge, by: User) -> None:
    """Drafts and returned pledges are the writer's; a declared or active one may be corrected by an officer."""
    if pledge.state in ("draft", "returned") and can_write_pledge(by, pledge):
        return
    if pledge.state in ("declared", "active") and can_review_pledge(by, pledge):
        return
    if not can_write_pledge(by, pledge):
        raise NotAllowed(_("You do not have the right to write this pledge."))
    name = pledge.organisation.name
    sentence = _(
        "The pledge of %(name)s is “%(state)s” by now and can no longer be changed here. Please ask the culture office."
    )
    there = reverse("pledges:pledge", args=[pledge.pk])
    raise Refused(sentence % {"name": name, "state": pledge.get_state_display()}, leads_to=(name, there))


@action
def discard_pledge(*, pledge: Pledge, by: User) -> None:
    """Throw away a draft that was begun by mistake: nothing of it stays but the history, which keeps what it said.

    Raises:
        NotAllowed: this person may not write it.
        Refused: it was declared, or its year is closed.
        Outpaced: somebody moved or saved it since it was read.
    """
    ensure_writable(pledge.programme_year, thai.today())
    if not can_write_pledge(by, pledge):
        raise NotAllowed(_("You do not have the right to write this pledge."))
    ensure_never_declared(pledge)
    as_read = Pledge.objects.filter(pk=pledge.pk, state=Pledge.State.DRAFT, version=pledge.version)
    if not as_read.update(version=F("version") + 1):
        raise Outpaced(_("This pledge was changed a moment ago. Please read it again before you decide."))
    organisation, year = pledge.organisation, str(pledge.programme_year)
    said = {name: [value, None] for name, value in snapshot(pledge, FIELDS).items() if value}
    record("discard_pledge", pledge, by=by, changes={**said, **write_commitments(pledge, ())}, province=pledge.province_id)
    record("discard_pledge", organisation, by=by, note=year)
    if pledge.signed_file_id:
        set_free(pledge.signed_file_id)
    clear(unread_key(pledge))
    Pledge.objects.filter(pk=pledge.pk).delete()


def ensure_never_declared(pledge: Pledge) -> None:
    """What the office has seen is ended or returned, never thrown away.

    Raises:
        Refused: it is no draft.
    """
    if pledge.state != Pledge.State.DRAFT:
        raise Refused(_("Only a draft that was never declared can be discarded. The culture office can end a pledge."))


@action
def copy_commitments(*, pledge: Pledge, source: Pledge, version: int, by: User) -> int:
    """Put another year's commitments into an empty draft as a start; returns how many.

    Raises:
        Refused: the draft has lines already, or the other pledge is another organisation's.
        Outpaced: somebody else saved the draft meanwhile.
    """
    ensure_writable(pledge.programme_year, thai.today())
    ensure_open_for_writing(pledge, by)
    if source.organisation_id != pledge.organisation_id or source.pk == pledge.pk:
        raise Refused(_("Only commitments of the same organisation can be copied."))
    if pledge.commitments.exists():
        raise Refused(_("There are commitments in this pledge already. Nothing was copied, so that none gets lost."))
    bump_version(pledge, version)
    years = pledge.programme_year.fiscal_year - source.programme_year.fiscal_year
    virtues = set(pledge.programme_year.virtues.values_list("pk", flat=True))
    entries = copied(list(source.commitments.all()), years=years, virtues=virtues)
    changes = write_commitments(pledge, entries)
    record("copy_commitments", pledge, by=by, note=str(source.programme_year), changes=changes,
           province=pledge.organisation.province_id)  # fmt: skip
    return len(entries)


@action
def attach_signed_file(*, pledge: Pledge, file: StoredFile, sign: str, by: User) -> None:
    """Put the scanned, signed declaration beside the pledge; the one that was there, of which `sign` is, is let go.

    Raises:
        NotAllowed: this person may not write the pledge, or the file is somebody else's.
        Refused: the pledge was accepted, or its year is closed.
        Outpaced: somebody else attached another file since; it stays.
    """
    ensure_may_attach(pledge, by)
    if file.owner_type or file.uploaded_by_id != by.pk:
        raise NotAllowed(_("This file belongs to something else. Please choose it again."))
    if stored := held_for_file(pledge, file, sign):
        ensure_may_attach(stored, by)
        if stored.signed_file_id:
            set_free(stored.signed_file_id)
        give_to(file, pledge)
        # Whoever decides or writes at this moment has seen another sheet, or none.
        bump_version(stored, stored.version, signed_file=file)
        pledge.signed_file, pledge.version = file, stored.version
        record("attach_signed_file", pledge, by=by, note=file.name, province=pledge.organisation.province_id)


def ensure_may_attach(pledge: Pledge, by: User) -> None:
    """May this person put the signed sheet beside the pledge now?

    Raises:
        NotAllowed, Refused: not hers, accepted already, or its year is closed.
    """
    ensure_writable(pledge.programme_year, thai.today())
    if can_attach_signed_file(by, pledge):
        return
    if not can_write_pledge(by, pledge):
        raise NotAllowed(_("You do not have the right to write this pledge."))
    raise Refused(_("Its signed declaration is taken until the pledge is accepted. Please ask the culture office."))


def held_for_file(pledge: Pledge, file: StoredFile, sign: str) -> Pledge | None:
    """The pledge, held; None where the same content was attached a moment ago.

    Raises:
        Outpaced: another file stands there than was shown; it is named, and stays.
    """
    try:
        return hold_as_shown(pledge, {"signed_file": file}, sign)
    except Outpaced:
        standing = StoredFile.objects.filter(pk__in=Pledge.objects.filter(pk=pledge.pk).values("signed_file")).first()
        if standing is None:
            raise
        if standing.sha256 == file.sha256:
            return None
        sentence = _("Somebody attached another file a moment ago: %(name)s. Please look at it first. If yours is to take its "
                     "place, choose it again and upload it once more.")  # fmt: skip
        raise Outpaced(sentence % {"name": standing.name}) from None


def missing_for_declaration(pledge: Pledge) -> list[str]:
    """What a declaration still lacks, each as a sentence."""
    return missing_in(pledge, list(pledge.commitments.all()))


def missing_in(pledge: Pledge, lines: Sequence[Commitment]) -> list[str]:
    """What a declaration with these lines still lacks."""
    unread = unread_words(unread_key(pledge))
    return [*missing_above(pledge).values(), *missing_on_lines(lines), *([unread] if unread else [])]


def missing_above(pledge: Pledge) -> dict[str, str]:
    """What it still lacks above its lines, by field."""
    asked = (
        ("text", not pledge.text.strip(), _("Write the text of the declaration.")),
        ("declared_on", pledge.declared_on is None, _("Give the day of the declaration.")),
        ("members", not pledge.members, _("Give the number of members.")),
        ("members_joined", pledge.members_joined is None, _("Give the number of members who joined.")),
    )
    return {name: sentence for name, lacking, sentence in asked if lacking}


def take(pledge: Pledge, step: str, *, by: User, note: str = "", **fields: object) -> None:
    """Take a step in a year that is open, on the pledge as it is stored now; whoever saves it at this moment waits.

    Raises:
        Refused: its body has left the register, and with it nothing is promised any more.
        Outpaced: it was moved or saved since it was read.
    """
    ensure_writable(pledge.programme_year, thai.today())
    PLEDGE.check(PLEDGE.step(step), pledge, by, note)
    if step in PROMISING:
        ensure_may_pledge(held(pledge.organisation), pledge.programme_year)
    stored = Pledge.objects.select_for_update(of=("self",)).get(pk=pledge.pk)
    if (stored.state, stored.version) != (pledge.state, pledge.version):
        raise Outpaced(_("Somebody else was faster a moment ago. Please look at the page again; nothing was lost."))
    if step == "declare" and (missing := missing_for_declaration(stored)):
        raise Refused(" ".join(missing))
    PLEDGE.move(pledge, step, by=by, note=note, set_fields=fields)


@action
def declare_pledge(*, pledge: Pledge, by: User) -> None:
    """Hand the declaration to the office; officers do it for those who sent paper.

    Raises:
        Refused: something is missing; every missing thing is named.
    """
    take(pledge, "declare", by=by, returned_note="")
    cancel_open(completing(pledge), reason=CLOSED)


@action
def activate_pledge(*, pledge: Pledge, by: User) -> None:
    """Accept a declaration; reports of rounds that are open are expected from now on."""
    take(pledge, "activate", by=by)
    note_first_declaration(pledge, by)
    expect_reports_of(pledge, by=by)
    with in_letter_language():
        days = "\n".join(due_lines(pledge))
    thanks = lazy("Thank you. The pledge of %(name)s is now being kept.")
    tell(pledge, by, "pledge_accepted", lazy("The pledge was accepted"), thanks, days)


def note_first_declaration(pledge: Pledge, by: User) -> None:
    """The register learns on which day the organisation first declared."""
    organisation, day = pledge.organisation, pledge.declared_on
    first = Organisation.objects.filter(pk=organisation.pk, declared_on__isnull=True).update(declared_on=day)
    if first:
        organisation.declared_on = day
        record("first_declared", organisation, by=by, changes={"declared_on": [None, str(day)]})


@action
def return_pledge(*, pledge: Pledge, note: str, by: User) -> None:
    """Send a declaration back with what is to be completed."""
    take(pledge, "return", by=by, note=note, returned_note=note)
    tell(pledge, by, "pledge_returned", lazy("The pledge was returned for completion"), lazy("Pledge of %(name)s:"), note,
         obligation=completing(pledge))  # fmt: skip


def completing(pledge: Pledge) -> str:
    """What is owed until a returned pledge is declared again."""
    return f"returned-pledge:{pledge.pk}"


@action
def end_pledge(*, pledge: Pledge, note: str, by: User) -> None:
    """End a pledge before its year is over; what was still expected of it is no longer."""
    take(pledge, "end", by=by, note=note, ended_on=thai.today(), ended_reason=note)
    waive_reports_of(pledge, reason=note, by=by)
    tell(pledge, by, "pledge_ended", lazy("The pledge was ended"), lazy("Pledge of %(name)s:"), note)


def tell(pledge: Pledge, by: User, kind: str, subject: object, body: object, note: str = "", obligation: str = "") -> None:
    """A notice to the organisation (and whoever else wrote it) in the language of letters; each step is an event of its own."""
    with in_letter_language():
        lines, title = [str(body) % {"name": pledge}, note], f"{subject}: {pledge}"
    tell_organisation(
        pledge.organisation,
        by=by,
        also=still_reading(pledge, [pledge.created_by]),
        kind=kind,
        key=f"{kind}:{pledge.pk}:{timezone.now().isoformat()}",
        subject=title,
        body="\n".join(line for line in lines if line),
        link=reverse("pledges:pledge", args=[pledge.pk]),
        obligation=obligation,
    )
