"""Imports a file from end to end: for the command, the demo and the pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from moralprovince.core import files, thai
from moralprovince.core.errors import Refused
from moralprovince.core.models import StoredFile, User
from moralprovince.core.tables import has_more_rows_than
from networks.actions.import_plan import plan_import
from networks.actions.import_rows import OUTCOMES, Plan, ReadRegister
from networks.actions.imports import PreviewChanged, apply_import, receive_import, renew_preview
from networks.imports.choosing import Choice, OneNetwork, choice_of
from networks.imports.opening import Asked
from networks.imports.reading import Noted, read_register
from networks.imports.reports import asked_report, report_of
from networks.imports.sheets import Choices
from networks.models import ImportRun, Office, ProgrammeYear, Province

TYPES = {".csv": "text/csv", ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


# What has more rows is read and written by a worker, not while somebody waits for a page.
LONG = 2000
# From so many files the columns are offered again, where these were looked at or imported.
REMEMBERED = 50
SETTLED = (ImportRun.State.PREVIEWED, ImportRun.State.APPLIED)


def is_long(path: str | Path) -> bool:
    """Is this a file for a worker?"""
    return has_more_rows_than(path, LONG)


def was_long(run: ImportRun) -> bool:
    """Is writing what was previewed a work for a worker?"""
    return sum(run.summary.get(outcome, 0) for outcome in OUTCOMES) > LONG


def fiscal_year_for(province: Province, year: int | None) -> int:
    """The year that was asked for, else the one the office works in, else the present one."""
    if year:
        return year
    office = Office.objects.select_related("working_year").filter(province=province).first()
    return office.working_year.fiscal_year if office and office.working_year else thai.fiscal_year_of(thai.today())


def read_again(run: ImportRun, noted: Noted | None = None, chosen: Choices | None = None) -> ReadRegister:
    """The rows of a file that was kept, from the sheet that was looked at, its columns as they were chosen."""
    choices = chosen_of(run) if chosen is None else chosen
    return read_register(
        kept_path(run.file), province=run.province, fiscal_year=year_of(run), noted=noted, sheet=run.report.get("sheet", ""),
        chosen=choices, remembered=remembered_for(run),
    )  # fmt: skip


def chosen_of(run: ImportRun) -> list[Choice | OneNetwork]:
    """What somebody chose the columns of this file to be, and the network of all its rows."""
    return [choice_of(data) for data in run.report.get("chosen", [])]


def known_of(run: ImportRun) -> list[Choice | OneNetwork]:
    """What was chosen for earlier files, of sheets that are read with the one whose columns are asked for."""
    return [choice_of(data) for data in run.report.get("known", [])]


def remembered_for(run: ImportRun) -> Choices:
    """For a file that nobody has looked at yet."""
    return remembered(run.province) if run.report.get("new") else []


def remembered(province: Province) -> Choices:
    """What was chosen for the last files of the province, newest first."""
    runs = ImportRun.objects.filter(province=province).order_by("-created_at", "-pk")
    latest = list(runs.values_list("pk", flat=True)[:REMEMBERED])
    kept = runs.filter(pk__in=latest, state__in=SETTLED, report__has_key="chosen").exclude(report__chosen=[])
    chosen = kept.values_list("report__chosen", flat=True)
    choices = [choice_of(data) for one in chosen for data in one]
    return [choice for choice in choices if isinstance(choice, Choice) and choice.is_telling]


def year_of(run: ImportRun) -> int:
    """The fiscal year a file is the register of."""
    return run.programme_year.fiscal_year if run.programme_year else fiscal_year_for(run.province, None)


def look_at(path: str | Path, *, province: Province, year: int | None = None, chosen: Choices = ()) -> Plan:
    """What an import of the file would do; nothing is written.

    Raises:
        BadRegister: the file is not taken.
    """
    register = read_register(path, province=province, fiscal_year=fiscal_year_for(province, year), chosen=chosen)
    return plan_import(register=register, province=province)


def begin(
    path: str | Path, *, province: Province, year: int | None = None, by: User | None, name: str = "", sheet: str = "",
    chosen: Choices = (), new: bool = True, ask: bool = True,
) -> ImportRun:  # fmt: skip
    """Keep the file with a preview of what it would do; or with its first rows, where somebody has to say what they mean.

    Raises:
        BadRegister: the file is not taken.
        Asked: somebody said so already, and it will not do.
    """
    fiscal_year, offered = fiscal_year_for(province, year), remembered(province) if new else []
    kept: dict[str, Any] = {"by": by, "name": name}
    try:
        register = read_register(
            path, province=province, fiscal_year=fiscal_year, sheet=sheet, chosen=chosen, remembered=offered
        )
    except Asked as asked:
        if not ask:
            raise
        kept |= {"report": asked_report(asked, chosen), "state": ImportRun.State.HEADINGS}
    else:
        plan = plan_import(register=register, province=province)
        kept |= {"summary": plan.summary(), "report": report_of(plan)}
    return receive(path, province, fiscal_year, **kept)


@transaction.atomic
def receive(
    path: str | Path, province: Province, fiscal_year: int, *, by: User | None, name: str, summary: Any = None,
    report: Any = None, state: str = ImportRun.State.PREVIEWED,
) -> ImportRun:  # fmt: skip
    """Keep the file and what is known of it."""
    with Path(path).open("rb") as stream:
        kind = ".xlsx" if stream.read(2) == b"PK" else ".csv"
        file = files.keep(stream, by=by, name=name or Path(path).name, content_type=TYPES[kind])
    year = ProgrammeYear.objects.filter(province=province, fiscal_year=fiscal_year).first()
    return receive_import(
        file=file, province=province, year=year, summary=summary or {}, report=report or {}, by=by, state=state
    )


def finish(run: ImportRun, *, by: User | None, register: ReadRegister | None = None, year: int | None = None) -> Plan:
    """Write what was previewed; the kept file is read again unless its rows are at hand.

    `year` is the fiscal year of the register, where the import does not say it: it can be one that the portal does not have.

    Raises:
        Refused: nobody has seen what its import would do.
        PreviewChanged: it would do something else than was seen; this stands in the preview now.
    """
    if run.state in (ImportRun.State.READING, ImportRun.State.HEADINGS):
        raise Refused(_("This file has not been read to its end, so there is nothing to confirm. Please open it again."))
    register = read_again(run) if register is None else register
    first_day = min(thai.fiscal_year_days(year or year_of(run))[0], thai.today())
    try:
        return apply_import(run=run, register=register, first_day=first_day, report=report_of, by=by)
    except PreviewChanged as changed:
        renew_preview(run=run, summary=changed.summary, report=changed.report, by=by)
        raise


def ensure_kept(run: ImportRun) -> None:
    """The file and its rows are still here.

    Raises:
        Refused: they were kept long enough.
    """
    if run.emptied_on:
        raise Refused(gone_words(run))


def gone_words(run: ImportRun) -> str:
    """What stands in place of the rows; nothing while they are here."""
    words = _("The workbook and the values of its rows were removed %(when)s. The counts stay.")
    return words % {"when": run.taken_out} if run.emptied_on else ""


def kept_path(file: StoredFile | None) -> str:
    """Where the kept file lies."""
    return file.file.path if file else ""


def import_file(
    path: str | Path, *, province: Province, year: int | None = None, by: User | None = None, name: str = "",
    chosen: Choices = (),
) -> tuple[ImportRun, Plan]:  # fmt: skip
    """Receive and import in one transaction: a crash keeps nothing.

    Raises:
        BadRegister: the file is not taken.
    """
    fiscal_year = fiscal_year_for(province, year)
    register = read_register(path, province=province, fiscal_year=fiscal_year, chosen=chosen)
    with transaction.atomic():
        run = receive(path, province, fiscal_year, by=by, name=name)
        return run, finish(run, by=by, register=register, year=fiscal_year)
