"""Long registers: read, written and taken back by a worker, taken up again where it died; what is half done is nowhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from moralprovince.core.errors import Outpaced, Refused
from moralprovince.core.jobs import latest, note_progress, request_job
from moralprovince.core.models import Job, User
from networks.actions.import_plan import plan_import
from networks.actions.imports import (
    ask_columns,
    choose_columns,
    discard_import,
    ensure_can_undo,
    keep_preview,
    refuse_file,
    undo_import,
)
from networks.imports import running
from networks.imports.choosing import Choice, OneNetwork
from networks.imports.opening import Asked, BadRegister
from networks.imports.reading import Noted
from networks.imports.reports import as_kept, asked_report, report_of
from networks.imports.sheets import Choices
from networks.models import ImportRun, Province

READ, WRITE, UNDO = "import_read", "import_write", "import_undo"
State = ImportRun.State
# Which work a file in this state may be waiting for.
AWAITED = {State.READING: READ, State.PREVIEWED: WRITE, State.APPLIED: UNDO}


@transaction.atomic
def begin(
    path: str | Path, *, province: Province, year: int, by: User, name: str, sheet: str = "", chosen: Choices = (),
    new: bool = True, ask: bool = True,
) -> ImportRun:  # fmt: skip
    """Keep the file; a worker reads it, and always asks where its columns are not understood."""
    report = waiting_report(sheet, chosen) | {"new": new}
    run = running.receive(path, province, year, by=by, name=name, state=State.READING, report=report)
    request_job(kind=READ, parameters={"run": run.pk}, by=by)
    return run


def waiting_report(sheet: str, chosen: Choices) -> dict[str, Any]:
    """What the worker has to know who reads a file."""
    return {"sheet": sheet, "chosen": as_kept(chosen)}


@transaction.atomic
def look_again(run: ImportRun, *, by: User, sheet: str = "", chosen: Choices | None = None) -> ImportRun:
    """Read a kept file, or another sheet of it, as an import of its own: the preview that it stands in for is thrown away.

    Raises:
        NotAllowed: this person may not import here.
        Outpaced: it was imported or thrown away already.
        BadRegister: the file is no longer taken, or what was `chosen` for it will not do.
        Refused: the file was kept long enough.
    """
    running.ensure_kept(run)
    if not (sheet and run.state in (State.APPLIED, State.UNDONE)):
        discard_import(run=run, by=by)
    path, year = running.kept_path(run.file), running.year_of(run)
    begin_now = begin if running.was_long(run) or running.is_long(path) else running.begin
    wanted = sheet or run.report.get("sheet", "")
    return begin_now(
        path, province=run.province, year=year, by=by, name=run.file_name, sheet=wanted, new=False, ask=chosen is None,
        chosen=chosen_for(run, wanted) if chosen is None else chosen,
    )  # fmt: skip


def chosen_for(run: ImportRun, sheet: str) -> Choices:
    """What was chosen, as it holds for a sheet of the file: another one is the list of another network."""
    other = sheet != run.report.get("sheet", "")
    return [choice for choice in running.chosen_of(run) if not (other and isinstance(choice, OneNetwork))]


def choose(run: ImportRun, choice: Choice, *, by: User, network: str = "") -> ImportRun:
    """Read a kept file with its columns, and the network of all rows, as somebody says; of a preview that becomes another one.

    Raises:
        NotAllowed: this person may not import here.
        Outpaced: it was imported or thrown away already.
        BadRegister: this will not do.
        Refused: the file was kept long enough.
    """
    running.ensure_kept(run)
    earlier = [*running.chosen_of(run), *running.known_of(run)]
    former = [other for other in earlier if isinstance(other, Choice) and other.words != choice.words]
    chosen = [choice, *former, *([OneNetwork(network)] if network else [])]
    if run.state != State.HEADINGS:
        return look_again(run, by=by, chosen=chosen)
    if running.is_long(running.kept_path(run.file)):
        wait_for_columns(run, chosen, by)
    else:
        read_with(run, chosen, by)
    return run


@transaction.atomic
def wait_for_columns(run: ImportRun, chosen: Choices, by: User) -> None:
    """A worker reads the file anew."""
    choose_columns(run=run, state=State.READING, report=waiting_report(run.report["sheet"], chosen), by=by)
    request_job(kind=READ, parameters={"run": run.pk}, by=by)


def read_with(run: ImportRun, chosen: Choices, by: User) -> None:
    """Read the file now; of a workbook with a sheet for each network the next one may have other headings."""
    try:
        plan = plan_import(register=running.read_again(run, chosen=chosen), province=run.province)
    except Asked as asked:
        if asked.table.name == run.report["shown"]:
            raise
        choose_columns(run=run, state=State.HEADINGS, report=asked_report(asked, chosen), by=by)
    else:
        choose_columns(run=run, state=State.PREVIEWED, summary=plan.summary(), report=report_of(plan), by=by)


def is_out_of_date(run: ImportRun) -> bool:
    """Was another file imported or taken back since this one was looked at?"""
    return run.state == State.PREVIEWED and ImportRun.objects.after(run.province_id, run.created_at).exists()


def confirm(run: ImportRun, *, by: User) -> None:
    """Let a worker write what was previewed.

    Raises:
        Outpaced: it was imported or thrown away already.
    """
    if run.state != State.PREVIEWED:
        raise Outpaced(_("This file has been imported or thrown away already."))
    request_job(kind=WRITE, parameters={"run": run.pk}, by=by)


def take_back(run: ImportRun, *, by: User) -> None:
    """Let a worker take back what was imported; what stands against it already is said at once.

    Raises:
        NotAllowed: this person may not.
        Refused: it is not the last one, or something hangs on it.
    """
    ensure_can_undo(run, by)
    request_job(kind=UNDO, parameters={"run": run.pk}, by=by)


def work_on(run: ImportRun) -> Job | None:
    """The work a file waits for, or that broke off; None where there is nothing to wait for."""
    kind = AWAITED.get(State(run.state))
    work = latest(kind, {"run": run.pk}) if kind else None
    if work and work.state == Job.State.DONE:
        # It was finished between two looks: the file has moved on as well.
        run.refresh_from_db(fields=["state", "summary"])
    return work


def run_of(job: Job) -> ImportRun | None:
    """What a work is about."""
    runs = ImportRun.objects.select_related("province", "programme_year", "file").defer("report")
    return runs.filter(pk=job.parameters["run"]).first()


def progress_of(job: Job) -> Noted:
    """Writes down how far the reading is."""
    return lambda done, total: note_progress(job, done, total)


def read_job(job: Job) -> None:
    """Read a file and keep what its import would do."""
    run = run_of(job)
    if run is None or run.state != State.READING:
        return
    try:
        plan = plan_import(register=running.read_again(run, progress_of(job)), province=run.province)
    except Asked as asked:
        ask_columns(run=run, report=asked_report(asked, running.chosen_of(run)), by=job.requested_by)
    except BadRegister as bad:
        refuse_file(run=run, sentence=bad.sentence, by=job.requested_by)
    else:
        keep_preview(run=run, summary=plan.summary(), report=report_of(plan), by=job.requested_by)


def write_job(job: Job) -> None:
    """Write what was previewed, in one transaction; what another did meanwhile is left as it is.

    Raises:
        Refused: the register or the rights have changed, or the kept file can no longer be read.
        PreviewChanged: what it would write is not what was seen, and is shown now.
    """
    run = run_of(job)
    if run is None or run.state != State.PREVIEWED:
        return
    try:
        register = running.read_again(run, progress_of(job))
        running.finish(run, by=job.requested_by, register=register)
    except BadRegister as bad:
        raise Refused(bad.sentence) from bad
    except Outpaced:
        # Somebody else imported it or threw it away while this worker was reading.
        return


def undo_job(job: Job) -> None:
    """Take an import back, in one transaction; what another took back meanwhile is left as it is.

    Raises:
        NotAllowed, Refused: the register or the rights have changed.
    """
    run = run_of(job)
    if run is None or run.state != State.APPLIED:
        return
    try:
        undo_import(run=run, by=job.requested_by)
    except Outpaced:
        return


DOERS: dict[str, Callable[[Job], Any]] = {READ: read_job, WRITE: write_job, UNDO: undo_job}
