"""Long lists as files: written by a worker, with progress, and kept for whoever asked for them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.utils import translation
from django.utils.module_loading import import_string
from django.utils.translation import get_language

from .files import keep
from .jobs import note_progress, request_job
from .models import Job, StoredFile, User
from .tables import write_csv, write_workbook

FORMATS = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv"}
REPORT_EVERY = 500


@dataclass(frozen=True)
class ListFile:
    """A list as a file: its name, its headings, its rows in the order shown, and how each column is written."""

    name: str
    headings: Sequence[Any]
    rows: Iterator[list[Any]]
    kinds: Sequence[str] = ()


# Makes the file of a list for one person, province and address.
Maker = Callable[[User, str, QueryDict], ListFile]


def ask_for_export(kind: str, shown_at: str, query: QueryDict, *, ending: str, province: str, total: int, by: User) -> Job:
    """Put a long list into the queue as its address describes it; `shown_at` is the name of the list's page."""
    parameters = {
        "query": query.urlencode(), "format": ending, "province": province, "list": shown_at, "language": get_language(),
    }  # fmt: skip
    return request_job(kind=kind, parameters=parameters, total=total, by=by)


def written(
    job: Job, name: str, headings: Sequence[Any], rows: Iterator[list[Any]], *, kinds: Sequence[str] = (), sheet: str = ""
) -> StoredFile:
    """The file of a long list, row by row."""
    ending = job.parameters["format"]
    remember_reach(job)
    with tempfile.TemporaryFile() as stream:
        if ending == "csv":
            write_csv(stream, headings, counted(job, rows))
        else:
            write_workbook(stream, sheet or name, headings, counted(job, rows), kinds=kinds)
        return keep(stream, by=job.requested_by, name=f"{name}.{ending}", content_type=FORMATS[ending])


def written_as_asked(job: Job, make: Maker) -> StoredFile:
    """A long list by a worker, as the person who asked for it sees it now, in her language."""
    wanted = job.parameters
    with translation.override(wanted["language"]):
        made = make(job.requested_by, wanted["province"], QueryDict(wanted["query"]))
        return written(job, made.name, made.headings, made.rows, kinds=made.kinds)


# A file holds what its asker could reach when it was written, by place and right.


def reach_of(user: Any) -> dict[str, list[str]]:
    """Her rights by the place they hold for, as the floor knows that keeps roles."""
    return import_string(settings.REACH_OF)(user)


def remember_reach(job: Job) -> None:
    """What the rows of the file are chosen by."""
    job.parameters = {**job.parameters, "reach": reach_of(job.requested_by)}
    Job.objects.filter(pk=job.pk).update(parameters=job.parameters)


def still_reached(job: Job, user: Any) -> bool:
    """May she still reach all that the file was written by? A file for which nobody chose rows is as open as its work."""
    now = reach_of(user)
    return all({*rights} <= {*now.get(place, ())} for place, rights in job.parameters.get("reach", {}).items())


def counted(job: Job, rows: Iterator[list[Any]]) -> Iterator[list[Any]]:
    """The rows as they pass, the progress written down now and then."""
    for number, row in enumerate(rows, 1):
        if number % REPORT_EVERY == 0:
            note_progress(job, number)
        yield row
