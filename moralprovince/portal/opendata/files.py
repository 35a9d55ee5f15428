"""A whole dataset as a file – JSON, CSV, workbook –, written row by row."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from moralprovince.core.tables import table_response

from .columns import Dataset
from .paging import every_row
from .words import LICENCE

ENDINGS = {
    "json": "application/json", "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip


def file_of(dataset: Dataset, province: str, ending: str, publisher: str) -> HttpResponseBase:
    """The file; CSV names its columns as the API does, a workbook speaks to people."""
    rows = every_row(dataset, dataset.rows(province))
    if ending == "json":
        response = StreamingHttpResponse(as_json(dataset, rows, publisher), content_type="application/json")
        response["Content-Disposition"] = content_disposition_header(True, f"{dataset.name}.json") or "attachment"
        return response
    if ending == "csv":
        return table_response("csv", dataset.name, [column.name for column in dataset.columns], as_texts(dataset, rows))
    titles = [column.title for column in dataset.columns]
    return table_response("xlsx", dataset.name, titles, as_cells(dataset, rows), kinds=dataset.kinds())


def as_json(dataset: Dataset, rows: Iterator[Any], publisher: str) -> Iterator[str]:
    """The same rows as the API answers, with who publishes them on which terms."""
    head = {"dataset": dataset.name, "licence": LICENCE.code, "publisher": publisher}
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "data": ['
    for number, row in enumerate(rows):
        yield (",\n" if number else "\n") + json.dumps(dataset.plain(row), ensure_ascii=False)
    yield "\n]}\n"


def as_texts(dataset: Dataset, rows: Iterator[Any]) -> Iterator[list[Any]]:
    """Cells of a CSV file: days as 2027-04-01, several values behind one another."""
    return ([joined(column.plain(row)) for column in dataset.columns] for row in rows)


def as_cells(dataset: Dataset, rows: Iterator[Any]) -> Iterator[list[Any]]:
    """Cells of a workbook: days are days, numbers are numbers."""
    return ([joined(column.value(row)) for column in dataset.columns] for row in rows)


def joined(value: Any) -> Any:
    """A cell holds one text."""
    return " ".join(value) if isinstance(value, list) else value
