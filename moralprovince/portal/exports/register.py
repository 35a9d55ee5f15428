"""The register's list as shown, as a workbook or CSV: streamed where it is short, written by a worker where it is long."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseBase, QueryDict

from moralprovince.core import thai
from moralprovince.core.exports import written
from moralprovince.core.models import Job, StoredFile
from moralprovince.core.tables import table_response
from moralprovince.portal.register import register_as_shown
from networks.exports.organisations import export_headings, export_kinds, export_rows

KIND = "register_export"
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
    rows = export_rows(shown.rows, user)
    return written(job, file_name(), export_headings(), rows, kinds=export_kinds(), sheet=SHEET)
