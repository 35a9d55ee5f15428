"""Imports a register: looked at first, written in one transaction, and taken back while nothing hangs on it."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.db import IntegrityError
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from moralprovince.core import files, thai
from moralprovince.core.actions import action
from moralprovince.core.audit import record
from moralprovince.core.errors import NotAllowed, Outpaced, Refused
from moralprovince.core.models import StoredFile, User
from networks.actions import import_writing as writing
from networks.actions.import_plan import plan_import
from networks.actions.import_rows import CREATED, Plan, ReadRegister
from networks.models import ImportChange, ImportRun, Organisation, ProgrammeYear, Province
from networks.permissions import can_import, can_undo_import


def ensure_may_import(by: User | None, province: Province) -> None:
    """A person needs the right; the console of the machine (nobody) has it."""
    if by is not None and not can_import(by, province.pk):
        raise NotAllowed(_("You do not have the right to import into this register. Please ask the culture office."))


@action
def receive_import(
    *, file: StoredFile, province: Province, year: ProgrammeYear | None, summary: Any, report: Any, by: User | None,
    state: str = ImportRun.State.PREVIEWED,
) -> ImportRun:  # fmt: skip
    """Keep the file with what an import of it would do, or to be read by a worker; the register is not touched."""
    ensure_may_import(by, province)
    run = ImportRun.objects.create(
        province=province, programme_year=year, file_name=file.name, file=file, by=by, summary=summary, report=report,
        state=state,
    )  # fmt: skip
    files.give_to(file, run)
    record("receive_import", run, by=by)
    if report.get("chosen"):
        record("choose_columns", run, by=by)
    return run


@action
def keep_preview(*, run: ImportRun, summary: Any, report: Any, by: User | None) -> bool:
    """Put beside a file what its import would do, once it has been read; False where it was thrown away meanwhile."""
    read = ImportRun.objects.filter(pk=run.pk, state=ImportRun.State.READING)
    return bool(read.update(state=ImportRun.State.PREVIEWED, summary=summary, report=report))


@action
def renew_preview(*, run: ImportRun, summary: Any, report: Any, by: User | None) -> bool:
    """Put what an import would do now in place of what was seen; False where it was imported or thrown away meanwhile."""
    seen = ImportRun.objects.filter(pk=run.pk, state=ImportRun.State.PREVIEWED)
    return bool(seen.update(summary=summary, report=report, created_at=timezone.now()))


@action
def refuse_file(*, run: ImportRun, sentence: str, by: User | None) -> bool:
    """Say why a file that was being read is not taken; False where it was thrown away meanwhile."""
    read = ImportRun.objects.filter(pk=run.pk, state=ImportRun.State.READING)
    refused = read.update(state=ImportRun.State.UNREADABLE, report={"refused": sentence})
    if refused:
        record("refuse_file", run, by=by, note=sentence)
    return bool(refused)


@action
def ask_columns(*, run: ImportRun, report: Any, by: User | None) -> bool:
    """Keep the first rows of a file until somebody says what its columns mean; False where it was thrown away meanwhile."""
    read = ImportRun.objects.filter(pk=run.pk, state=ImportRun.State.READING)
    return bool(read.update(state=ImportRun.State.HEADINGS, report=report))


@action
def choose_columns(*, run: ImportRun, state: str, report: Any, by: User, summary: Any = None) -> None:
    """Go on with a file whose columns somebody chose: to its preview, or to a worker who reads it.

    Raises:
        NotAllowed: this person may not import here.
        Outpaced: somebody else chose, or threw it away.
    """
    ensure_may_import(by, run.province)
    waiting = ImportRun.objects.filter(pk=run.pk, state=ImportRun.State.HEADINGS)
    # The register was compared now, not when the file came.
    now = timezone.now()
    if not waiting.update(state=state, report=report, summary=summary or {}, created_at=now):
        raise Outpaced(_("Somebody has gone on with this file, or thrown it away, a moment ago."))
    record("choose_columns", run, by=by)


@action
def apply_import(*, run: ImportRun, register: ReadRegister, first_day: dt.date, report: Any, by: User | None) -> Plan:
    """Write the rows that are right; the register is compared anew, since it may have changed after the preview.

    `report` turns a plan into what is kept of it.

    Raises:
        NotAllowed: this person may not import here.
        Outpaced: it was imported or thrown away already.
        PreviewChanged: it would write other rows than were seen.
    """
    province = Province.objects.select_for_update(no_key=True).get(pk=run.province_id)
    ensure_may_import(by, province)
    taken = ImportRun.objects.filter(pk=run.pk, state=ImportRun.State.PREVIEWED)
    if not taken.update(state=ImportRun.State.APPLIED, applied_at=timezone.now()):
        raise Outpaced(_("This file has been imported or thrown away already."))
    plan = plan_import(register=register, province=province, lock=True)
    ensure_as_seen(run, plan, report(plan))
    try:
        writing.write_plan(plan=plan, run=run, province=province, first_day=first_day, by=by)
    except IntegrityError as clash:
        raise Refused(_("The register changed while the file was imported, so nothing was. Please try again.")) from clash
    run.refresh_from_db()
    run.summary, run.report = plan.summary(), report(plan)
    run.save(update_fields=["summary", "report"])
    record("apply_import", run, by=by, changes={"summary": [None, run.summary]})
    return plan


class PreviewChanged(Refused):
    """What an import would do is not what was seen of it; `summary` and `report` say what it would do now."""

    def __init__(self, summary: Any = None, report: Any = None) -> None:
        super().__init__(
            _(
                "Something has changed since you looked at this file, so nothing was imported. "
                "Below stands what it would do now: please look at it and confirm again."
            )
        )
        self.summary, self.report = summary, report


def ensure_as_seen(run: ImportRun, plan: Plan, report: Any) -> None:
    """Is what would be written what was previewed? A file that nobody looked at is written as it is.

    Raises:
        PreviewChanged: it is not.
    """
    if "rows" in run.report and outcomes(run.report) != outcomes(json.loads(json.dumps(report))):
        raise PreviewChanged(plan.summary(), report)


def outcomes(report: Any) -> list[dict[str, Any]]:
    """What a report says will become of each row; what the register holds beside it is of no account."""
    told = ("sheet", "row", "outcome", "of_sheet", "of_row", "code", "issues", "changes")
    return [
        {name: row.get(name) for name in told} | ({"values": row["values"]} if row["outcome"] == CREATED else {})
        for row in report["rows"]
    ]


@action
def discard_import(*, run: ImportRun, by: User) -> None:
    """Throw a preview away, or a file that is still being read.

    Raises:
        Outpaced: it was imported or thrown away already.
    """
    ensure_may_import(by, run.province)
    waiting = ImportRun.objects.filter(pk=run.pk, state__in=ImportRun.WAITING)
    if not waiting.update(state=ImportRun.State.DISCARDED):
        raise Outpaced(_("This file has been imported or thrown away already."))
    record("discard_import", run, by=by)


@action
def undo_import(*, run: ImportRun, by: User) -> None:
    """Take the last import back: what it made goes, what it changed gets its former values.

    Raises:
        NotAllowed: this person may not.
        Refused: it is not the last one, something hangs on it, or a former name is taken; the sentence says what.
    """
    Province.objects.select_for_update(no_key=True).get(pk=run.province_id)
    hold_bodies(run)
    hold_what_is_kept(run)
    ensure_can_undo(run, by)
    if not ImportRun.objects.filter(pk=run.pk, state=ImportRun.State.APPLIED).update(
        state=ImportRun.State.UNDONE, undone_at=timezone.now()
    ):
        raise Outpaced(_("This import has been taken back already."))
    # First: what the import made may have the name or the number that an entry gets back.
    removed = writing.remove_created(run)
    try:
        changed = writing.put_back(run)
    except IntegrityError as clash:
        raise Refused(
            _(
                "Another entry of the register has the name or the tax number by now that an entry of this import would get "
                "back, so the import cannot be taken back. Please change that other entry first."
            )
        ) from clash
    writing.hold_edits_again(run)
    writing.record_many("undo_import", changed, by=by, note=run.file_name)
    record("undo_import", run, by=by, changes={"removed": [removed, 0], "restored": [0, len(changed)]})


def hold_bodies(run: ImportRun) -> None:
    """Until all is back nobody writes an entry of this import, or hangs something on it, that was not looked at."""
    changed = Q(pk__in=run.changes.values("organisation"))
    confirmed = Q(pk__in=writing.confirmed_by(run))
    list(Organisation.objects.filter(changed | confirmed).order_by("pk").select_for_update().values_list("pk", flat=True))


def hold_what_is_kept(run: ImportRun) -> None:
    """A night that takes the former values out waits, or took them out since the import was looked at."""
    held = ImportRun.objects.select_for_update(no_key=True)
    run.refresh_from_db(fields=["emptied_on", "kept_years"], from_queryset=held)


def ensure_can_undo(run: ImportRun, by: User) -> None:
    """May she, and does nothing stand against it?

    Raises:
        NotAllowed: this person may not.
        Refused: it is not the last one, or something hangs on it.
    """
    if not can_undo_import(by, run):
        raise NotAllowed(_("You do not have the right to take this import back. Please ask the culture office."))
    if refused := against_undo(run):
        raise refused


def against_undo(run: ImportRun) -> Refused | None:
    """What stands against taking this import back; first what stays, so that no other is taken back for nothing."""
    if run.state != ImportRun.State.APPLIED:
        return Refused(_("Only what was imported can be taken back."))
    if run.emptied_on:
        sentence = _("What stood in the register before was removed %(when)s, so this import cannot be taken back.")
        return Refused(sentence % {"when": run.taken_out})
    if hanging := writing.hanging_on(created_by([run])):
        sentence = _("This import cannot be taken back, since these belong to its organisations: %(what)s.")
        return Refused(sentence % {"what": ", ".join(hanging)})
    if change := touched([run]).select_related("organisation").order_by("row").first():
        sentence = _("%(name)s was changed after this import, so it cannot be taken back.")
        return Refused(sentence % {"name": change.organisation.name})
    later = list(ImportRun.objects.applied_after(run))
    return behind(later) if later else None


def behind(later: list[ImportRun]) -> Refused:
    """Imports are taken back one after the other: which of these, newest first, has to go before, or is in the way for good."""
    held = held_among(later)
    sentence = _("“%(file)s” was imported later (%(when)s). Please take that import back first.")
    if held:
        sentence = _(
            "“%(file)s” was imported later (%(when)s) and cannot be taken back, so this import cannot be taken back either."
        )
    one: Any = held or later[0]
    words = sentence % {"file": one.file_name, "when": thai.moment_short(one.applied_at)}
    return Refused(words, leads_to=(one.file_name, reverse("networks:import", args=[one.pk])))


def held_among(later: list[ImportRun]) -> ImportRun | None:
    """The first of them, newest first, that cannot be taken back: what it wrote was changed since, or something hangs on it."""
    changed = set(touched(later).values_list("run_id", flat=True))
    hanging = bool(writing.hanging_on(created_by(later)))
    for one in later:
        if one.emptied_on or one.pk in changed or (hanging and writing.hanging_on(created_by([one]))):
            return one
    return None


def created_by(runs: list[ImportRun]) -> QuerySet[Any]:
    """The keys of the organisations that these imports made."""
    return ImportChange.objects.filter(run__in=[run.pk for run in runs], created=True).values("organisation_id")


def touched(runs: list[ImportRun]) -> QuerySet[ImportChange]:
    """What these imports did to organisations that somebody changed, or moved to another state, afterwards.

    What later imports wrote does not count: with them it goes, down to what the next one found.
    """
    found = following().values(version=F("version_after") - 1)[:1]
    changes = ImportChange.objects.filter(run__in=[run.pk for run in runs])
    moved = Q(created=True) & ~Q(organisation__state=Organisation.State.ACTIVE)
    edited = ~Q(version_after=Coalesce(Subquery(found), F("organisation__version")))
    return changes.filter(moved | edited)


def following() -> QuerySet[ImportChange]:
    """What imports that still stand did to the organisation of a change after it, first what came next."""
    moment = OuterRef("run__applied_at")
    later = Q(run__applied_at__gt=moment) | Q(run__applied_at=moment, run__gt=OuterRef("run"))
    standing = ImportChange.objects.filter(organisation=OuterRef("organisation"), run__state=ImportRun.State.APPLIED)
    return standing.filter(later).order_by("run__applied_at", "run_id")
