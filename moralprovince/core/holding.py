"""What waits for one person by her own name: floors hand the roof the rows, and the column that names her."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet


@dataclass(frozen=True)
class Held:
    """Rows that wait for a person; whoever takes her work over is written into `column`."""

    label: Any
    rows: QuerySet
    column: str
