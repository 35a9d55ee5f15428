"""A criteria set out of the administration as a workbook, and back into a draft."""

from __future__ import annotations

import tempfile
from typing import Any

from django.http import FileResponse

from assessments.actions.criteria import replace_criteria
from assessments.exports.criteria import write_criteria
from assessments.imports.criteria import read_criteria
from assessments.models import CriteriaSet
from assessments.rubric import rubric_of
from moralprovince.core.tables import TableError
from moralprovince.core.tables.writing import WORKBOOK


def workbook_of(criteria_set: CriteriaSet) -> FileResponse:
    """The workbook to download."""
    stream = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it)
    write_criteria(stream, rubric_of(criteria_set))
    stream.seek(0)
    name = f"{criteria_set.code}.{criteria_set.version}.xlsx"
    return FileResponse(stream, as_attachment=True, filename=name, content_type=WORKBOOK)


def take(criteria_set: CriteriaSet, upload: Any, by: Any) -> tuple[int, list[str]]:
    """How many values changed, or what is wrong with the workbook; then nothing was changed."""
    with tempfile.NamedTemporaryFile(prefix="criteria-", suffix=".xlsx") as kept:
        for chunk in upload.chunks():
            kept.write(chunk)
        kept.flush()
        try:
            read = read_criteria(kept.name, rubric_of(criteria_set))
        except TableError as trouble:
            return 0, [trouble.sentence]
    if read.problems:
        return 0, read.problems
    return replace_criteria(criteria_set=criteria_set, rubric=read.rubric, by=by, note=upload.name), []
