"""What a figure of a summary is: its name, its words, and where the rows behind it are listed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from django.http import QueryDict
from django.urls import reverse


@dataclass(frozen=True)
class Figure:
    """One counted thing; `rows` is the name of the list whose rows it counts, filtered by `filters`."""

    name: str
    label: Any
    rows: str
    filters: tuple[tuple[str, str], ...] = ()
    # Plain numbers of people stand for no rows of their own: they link to the rows that say them.
    kind: Literal["count", "sum"] = "count"

    def address(self, **more: str) -> str:
        """The list of the rows behind the figure."""
        query = QueryDict(mutable=True)
        for name, value in (*self.filters, *more.items()):
            if value:
                query[name] = value
        return f"{reverse(self.rows)}?{query.urlencode()}"
