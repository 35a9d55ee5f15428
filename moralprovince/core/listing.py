"""Pages of long lists: page keys first, then the rows; the end is read from the other side; addresses say everything."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.cache import cache
from django.db.models import F, QuerySet
from django.db.models.expressions import Combinable
from django.http import QueryDict
from django.utils.http import urlencode

EXACT_UP_TO = 10_000
PAGE_SIZE = 50


@dataclass(frozen=True)
class Page:
    """Which rows of a list stand on one page, and where the pages beside it are."""

    keys: list[Any]
    # Counted from the front, or from the end below zero (-1 is the last page).
    number: int
    # None is "more than EXACT_UP_TO".
    total: int | None
    previous: int | None
    next: int | None
    size: int = PAGE_SIZE
    # What was asked for: of each row of the page a tuple of columns, or the row itself.
    rows: Sequence[Any] = ()

    @property
    def pages(self) -> int | None:
        """How many pages there are, where that is known."""
        return None if self.total is None else max(1, -(-self.total // self.size))

    @property
    def first_row(self) -> int | None:
        """The number of the first row shown; None where it is counted from an unknown end."""
        return (self.number - 1) * self.size + 1 if self.number > 0 and self.keys else None

    @property
    def last_row(self) -> int | None:
        """The number of the last row shown."""
        return self.first_row + len(self.keys) - 1 if self.first_row else None

    @property
    def has_other_pages(self) -> bool:
        """Is there more than this page?"""
        return self.previous is not None or self.next is not None


def count_up_to(rows: QuerySet, most: int = EXACT_UP_TO) -> int | None:
    """How many rows there are; None where there are more than `most`, which nobody counts at each look."""
    found = rows.order_by().values("pk")[: most + 1].count()
    return found if found <= most else None


# Reads what stands between two places of a list, counted from its end if asked so, always in the list's own order.
Reader = Callable[[int, int, bool], list[Any]]


def page_of(rows: QuerySet, asked: str, size: int = PAGE_SIZE) -> Page:
    """The page that was asked for ("3", or "-1" for the last one); what cannot be understood is the first."""

    def keys(start: int, stop: int, from_end: bool) -> list[Any]:
        found = (rows.reverse() if from_end else rows).values_list("pk", flat=True)[start:stop]
        return list(found)[::-1] if from_end else list(found)

    return read_page(keys, rows, asked, size)


def page_with(
    rows: QuerySet, asked: str, columns: Sequence[str | Combinable], size: int = PAGE_SIZE, *, list_name: str = ""
) -> Page:
    """The page that was asked for, with columns of its rows; a named list is not counted anew while it is known to be long.

    Keys first, then their rows, in one statement: the keys come from an index alone, and only the rows shown are looked up.
    """
    order = rows.query.order_by

    def with_columns(start: int, stop: int, from_end: bool) -> list[Any]:
        keys = (rows.reverse() if from_end else rows).values("pk")[start:stop]
        return list(rows.model._default_manager.filter(pk__in=keys).order_by(*order).values_list("pk", *columns))

    page = read_page(with_columns, rows, asked, size, list_name)
    return replace(page, keys=[row[0] for row in page.keys], rows=page.keys)


def page_showing(rows: QuerySet, asked: str, shown: QuerySet, size: int = PAGE_SIZE) -> Page:
    """The page that was asked for with its rows, taken from a queryset that says what is read along; one statement for both."""
    order = rows.query.order_by

    def found(start: int, stop: int, from_end: bool) -> list[Any]:
        keys = (rows.reverse() if from_end else rows).values("pk")[start:stop]
        return list(shown.filter(pk__in=keys).order_by(*order))

    page = read_page(found, rows, asked, size)
    return replace(page, keys=[row.pk for row in page.keys], rows=page.keys)


# For so many seconds "more than can be counted" stays true; a number is never remembered.
LONG_FOR = 60


def count_unless_long(rows: QuerySet, list_name: str) -> int | None:
    """How many rows there are; a list that was too long to count a moment ago still is."""
    if list_name and cache.get(f"long:{list_name}"):
        return None
    total = count_up_to(rows)
    if list_name and total is None:
        cache.set(f"long:{list_name}", True, LONG_FOR)
    return total


def read_page(read: Reader, rows: QuerySet, asked: str, size: int, list_name: str = "") -> Page:
    """Count the rows, then read the page from the nearer end."""
    total = count_unless_long(rows, list_name)
    number = page_number(asked)
    if total is None:
        return far_page(read, number, size)
    pages = max(1, -(-total // size))
    number = min(max(1, number if number > 0 else pages + 1 + number), pages)
    start, stop = (number - 1) * size, min(number * size, total)
    found = read(start, stop, False) if start <= total // 2 else read(total - stop, total - start, True)
    return Page(found, number, total, number - 1 or None, number + 1 if number < pages else None, size)


def far_page(read: Reader, number: int, size: int) -> Page:
    """A page of a list too long to count: read from the end it is named from, with one row more to see what follows."""
    start = (abs(number) - 1) * size
    found = read(start, start + size + 1, number < 0)
    if not found:
        return far_page(read, -number // abs(number), size)
    step, more = (1 if number > 0 else -1), len(found) > size
    onward, back = (number + step if more else None), (number - step if abs(number) > 1 else None)
    if number > 0:
        return Page(found[:size], number, None, back, onward, size)
    return Page(found[-size:], number, None, onward, back, size)


def page_number(asked: str) -> int:
    """A page number as typed into the address; zero and nonsense are the first page."""
    digits = asked[1:] if asked.startswith("-") else asked
    return (int(asked) or 1) if digits.isdecimal() and len(digits) < 7 else 1


def in_order(rows: Iterable[Any], keys: list[Any]) -> list[Any]:
    """Rows fetched by key, in the order of the keys."""
    by_key = {row.pk: row for row in rows}
    return [by_key[key] for key in keys if key in by_key]


@dataclass(frozen=True)
class Heading:
    """One column heading that sorts: its link turns the order round."""

    name: str
    label: Any
    address: str
    direction: str = ""


def sorted_rows(rows: QuerySet, asked: str, columns: dict[str, tuple[str, ...]], default: str) -> tuple[QuerySet, str]:
    """Order by a column of the table ("name", "-members"); empty cells stand last either way; returns what was taken."""
    if asked.removeprefix("-") not in columns:
        asked = default
    name = asked.removeprefix("-")
    down = asked.startswith("-")
    nullable = {field.name for field in rows.model._meta.fields if field.null}
    order = [
        (F(field).desc(nulls_last=field in nullable or None) if down else F(field).asc(nulls_last=field in nullable or None))
        for field in columns[name]
    ]
    return rows.order_by(*order, "-pk" if down else "pk"), asked


def headings(labels: Iterable[tuple[str, Any]], taken: str, query: QueryDict) -> list[Heading]:
    """The sorting headings of a table: the one in force says its direction."""
    return [
        Heading(
            name,
            label,
            address(query, sort=f"-{name}" if taken == name else name, page=None),
            {name: "ascending", f"-{name}": "descending"}.get(taken, ""),
        )
        for name, label in labels
    ]


def address(query: QueryDict, **changes: Any) -> str:
    """The list's own address with some parameters changed; None takes one out, empty ones are left out."""
    kept = {key: values for key, values in query.lists() if any(values)}
    for key, value in changes.items():
        kept.pop(key, None)
        if value not in (None, ""):
            kept[key] = [value]
    return f"?{urlencode(kept, doseq=True)}" if kept else "?"
