"""Imports a file from end to end: for the command, the demo and the pages."""

from __future__ import annotations

import datetime as dt
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
from networks.actions.imports import apply_import, receive_import
from networks.imports.reading import Noted, read_register
from networks.imports.reports import report_of
from networks.models import ImportRun, Office, ProgrammeYear, Province

TYPES = {".csv": "text/csv", ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


# What has more rows is read and written by a worker, not while somebody waits for a page.
LONG = 2000


def is_long(path: str | Path) -> bool:
    """Is this a file for a worker?"""
    return has_more_rows_than(path, LONG)


def was_long(run: ImportRun) -> bool:
    """Is writing what was previewed a work for a worker?"""
    return sum(run.summary.get(outcome, 0) for outcome in OUTCOMES) > LONG


def fiscal_year_for(province: Province, year: int | None, today: dt.date) -> int:
    """The year that was asked for, else the one the office works in, else the present one."""
    if year:
        return year
    office = Office.objects.select_related("working_year").filter(province=province).first()
    return office.working_year.fiscal_year if office and office.working_year else thai.fiscal_year_of(today)


def read(path: str | Path, province: Province, fiscal_year: int, noted: Noted | None = None, sheet: str = "") -> ReadRegister:
    """The rows of a file, as of today."""
    return read_register(path, province=province, fiscal_year=fiscal_year, today=thai.today(), noted=noted, sheet=sheet)


def read_again(run: ImportRun, noted: Noted | None = None) -> ReadRegister:
    """The rows of a file that was kept, from the sheet that was looked at."""
    return read(kept_path(run.file), run.province, year_of(run), noted, run.report.get("sheet", ""))


def year_of(run: ImportRun) -> int:
    """The fiscal year a file is the register of."""
    return run.programme_year.fiscal_year if run.programme_year else fiscal_year_for(run.province, None, thai.today())


def look_at(path: str | Path, *, province: Province, year: int | None = None) -> Plan:
    """What an import of the file would do; nothing is written.

    Raises:
        BadRegister: the file is not taken.
    """
    fiscal_year = fiscal_year_for(province, year, thai.today())
    return plan_import(register=read(path, province, fiscal_year), province=province)


def begin(
    path: str | Path, *, province: Province, year: int | None = None, by: User | None, name: str = "", sheet: str = ""
) -> ImportRun:
    """Keep the file with a preview of what it would do.

    Raises:
        BadRegister: the file is not taken.
    """
    fiscal_year = fiscal_year_for(province, year, thai.today())
    plan = plan_import(register=read(path, province, fiscal_year, sheet=sheet), province=province)
    return receive(path, province, fiscal_year, by=by, name=name, summary=plan.summary(), report=report_of(plan))


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


def finish(run: ImportRun, *, by: User | None, register: ReadRegister | None = None) -> Plan:
    """Write what was previewed; the kept file is read again unless its rows are at hand."""
    register = read_again(run) if register is None else register
    first_day = min(thai.fiscal_year_days(year_of(run))[0], thai.today())
    return apply_import(run=run, register=register, first_day=first_day, report=report_of, by=by)


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
    path: str | Path, *, province: Province, year: int | None = None, by: User | None = None, name: str = ""
) -> tuple[ImportRun, Plan]:
    """Receive and import in one transaction: a crash keeps nothing.

    Raises:
        BadRegister: the file is not taken.
    """
    fiscal_year = fiscal_year_for(province, year, thai.today())
    register = read(path, province, fiscal_year)
    with transaction.atomic():
        run = receive(path, province, fiscal_year, by=by, name=name)
        return run, finish(run, by=by, register=register)
