"""What a figure of a summary is: its name, its words, and where the rows behind it are listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
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
    # Figures of one kind stand together under these words; there a shorter label will do.
    group: Any = ""
    short: Any = ""
    # The parts of a group add up to its whole.
    role: Literal["plain", "whole", "part"] = "plain"
    # On which side of the printed sheet it stands: one side has no room for all of them.
    side: Literal[1, 2] = 1
    # What it counts in, where its words do not say it; in a table the unit has a column of its own.
    unit: Any = ""

    @property
    def unitless_label(self) -> str:
        """What it is called where its unit stands beside it."""
        return str(self.label).removesuffix(f" ({self.unit})")

    @property
    def short_label(self) -> Any:
        """What it is called under the words of its group."""
        return self.short or self.label

    def address(self, **more: str) -> str:
        """The list of the rows behind the figure."""
        query = QueryDict(mutable=True)
        for name, value in (*self.filters, *more.items()):
            if value:
                query[name] = value
        return f"{reverse(self.rows)}?{query.urlencode()}"


def in_groups(figures: Sequence[Figure]) -> list[tuple[str, list[Figure]]]:
    """Figures that stand beside each other under the same words, with these words."""
    return [(words, list(found)) for words, found in groupby(figures, key=lambda figure: str(figure.group))]
