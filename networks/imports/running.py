"""Imports a file from end to end: for the command, the demo and the pages."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from django.db import transaction

from moralprovince.core import files, thai
from moralprovince.core.models import StoredFile, User
from networks.actions.import_plan import plan_import
from networks.actions.import_rows import Plan, ReadRegister
from networks.actions.imports import apply_import, receive_import
from networks.imports.reading import read_register
from networks.imports.reports import report_of
from networks.models import ImportRun, Office, ProgrammeYear, Province

TYPES = {".csv": "text/csv", ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def fiscal_year_for(province: Province, year: int | None, today: dt.date) -> int:
    """The year that was asked for, else the one the office works in, else the present one."""
    if year:
        return year
    office = Office.objects.select_related("working_year").filter(province=province).first()
    return office.working_year.fiscal_year if office and office.working_year else thai.fiscal_year_of(today)


def read(path: str | Path, province: Province, fiscal_year: int) -> ReadRegister:
    """The rows of a file, as of today."""
    return read_register(path, province=province, fiscal_year=fiscal_year, today=thai.today())


def look_at(path: str | Path, *, province: Province, year: int | None = None) -> Plan:
    """What an import of the file would do; nothing is written.

    Raises:
        BadRegister: the file is not taken.
    """
    fiscal_year = fiscal_year_for(province, year, thai.today())
    return plan_import(register=read(path, province, fiscal_year), province=province)


def begin(path: str | Path, *, province: Province, year: int | None = None, by: User | None, name: str = "") -> ImportRun:
    """Keep the file with a preview of what it would do.

    Raises:
        BadRegister: the file is not taken.
    """
    fiscal_year = fiscal_year_for(province, year, thai.today())
    plan = plan_import(register=read(path, province, fiscal_year), province=province)
    return receive(path, province, fiscal_year, by=by, name=name, summary=plan.summary(), report=report_of(plan))


@transaction.atomic
def receive(
    path: str | Path, province: Province, fiscal_year: int, *, by: User | None, name: str, summary: Any, report: Any
) -> ImportRun:
    """Keep the file and what is known of it."""
    with Path(path).open("rb") as stream:
        kind = ".xlsx" if stream.read(2) == b"PK" else ".csv"
        file = files.keep(stream, by=by, name=name or Path(path).name, content_type=TYPES[kind])
    year = ProgrammeYear.objects.filter(province=province, fiscal_year=fiscal_year).first()
    return receive_import(file=file, province=province, year=year, summary=summary, report=report, by=by)


def finish(run: ImportRun, *, by: User | None, register: ReadRegister | None = None) -> Plan:
    """Write what was previewed; the kept file is read again unless its rows are at hand."""
    today = thai.today()
    year = run.programme_year.fiscal_year if run.programme_year else fiscal_year_for(run.province, None, today)
    if register is None:
        register = read(kept_path(run.file), run.province, year)
    return apply_import(
        run=run, register=register, first_day=min(thai.fiscal_year_days(year)[0], today), report=report_of, by=by
    )


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
        run = receive(path, province, fiscal_year, by=by, name=name, summary={}, report={})
        return run, finish(run, by=by, register=register)
