"""What waits for one person by her own name: floors hand the roof the rows, the column that names her, and their drafts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet


@dataclass(frozen=True)
class Held:
    """Rows that wait for a person; whoever takes her work over is written into `column`."""

    label: Any
    rows: QuerySet
    column: str


@dataclass(frozen=True)
class DraftKind:
    """Forms that are kept while somebody fills them in: the first word of their key, of what, the way to its province."""

    word: str
    model: type[Model]
    province: str
