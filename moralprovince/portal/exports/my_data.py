"""What the portal keeps of a person, as a file of her own: a workbook to read, JSON for a machine."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Sequence
from typing import Any

from moralprovince.core.tables.writing import Sheet, write_sheets
from moralprovince.portal.my_data import Section


def as_workbook(sections: Sequence[Section]) -> bytes:
    """One sheet for each section."""
    stream = io.BytesIO()
    write_sheets(stream, [Sheet(one.title, one.headings, [line.cells for line in one.lines], kinds(one)) for one in sections])
    return stream.getvalue()


def kinds(section: Section) -> list[str]:
    """The first two columns are wide: there stands what it is."""
    return ["wide"] * min(2, len(section.headings))


def as_json(sections: Sequence[Section]) -> bytes:
    """Sections by their code, each line by its headings; days and moments as machines write them."""
    told = {one.code: [dict(zip(one.headings, map(plain, line.cells), strict=True)) for line in one.lines] for one in sections}
    return json.dumps(told, ensure_ascii=False, indent=2).encode()


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    return value.isoformat() if isinstance(value, dt.date) else value
