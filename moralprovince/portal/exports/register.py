"""The register's list as shown, as a workbook or CSV: streamed where it is short, written by a worker where it is long."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseBase, QueryDict

from moralprovince.core import thai
from moralprovince.core.files import give_to, keep
from moralprovince.core.jobs import note_progress
from moralprovince.core.models import Job, StoredFile
from moralprovince.core.tables import table_response, write_csv, write_workbook
from moralprovince.portal.register import register_as_shown
from networks.exports.organisations import export_headings, export_kinds, export_rows

KIND = "register_export"
FORMATS = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv"}
REPORT_EVERY = 500
SHEET = "ทะเบียน"


def file_name() -> str:
    """ทะเบียน-2569-11-24, without an ending."""
    day = thai.today()
    return f"{SHEET}-{thai.buddhist_year(day)}-{day:%m-%d}"


def register_response(rows: QuerySet[Any], user: Any, ending: str) -> HttpResponseBase:
    """The file at once."""
    return table_response(ending, file_name(), export_headings(), export_rows(rows, user), kinds=export_kinds())


def register_job(job: Job) -> StoredFile:
    """The file by a worker, as the person who asked for it sees the register now."""
    wanted, user = job.parameters, job.requested_by
    shown = register_as_shown(user, wanted["province"], QueryDict(wanted["query"]), thai.today())
    rows = counted(job, export_rows(shown.rows, user))
    with tempfile.TemporaryFile() as stream:
        if wanted["format"] == "csv":
            write_csv(stream, export_headings(), rows)
        else:
            write_workbook(stream, SHEET, export_headings(), rows, kinds=export_kinds())
        file = keep(stream, by=user, name=f"{file_name()}.{wanted['format']}", content_type=FORMATS[wanted["format"]])
    give_to(file, job)
    return file


def counted(job: Job, rows: Iterator[list[Any]]) -> Iterator[list[Any]]:
    """The rows as they pass, the progress written down now and then."""
    for number, row in enumerate(rows, 1):
        if number % REPORT_EVERY == 0:
            note_progress(job, number)
        yield row
