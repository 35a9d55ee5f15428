"""Looking for entries like one name among 50,000 against a look-up by key, and merging two bodies with 200 reports each.

DATABASE_URL=postgres://… python bench/duplicates.py [--runs 200] [--size 50000] [--reports 200]
"""

from __future__ import annotations

import datetime as dt
import sys
import time
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from bench.common import (
    analyse,
    begin,
    engine_name,
    fill_register,
    interleaved,
    officer,
    queries_of,
    say,
    scratch_database,
    table,
    verdict,
)


def main() -> int:
    """Measure both and say what holds."""
    asked = begin(
        __doc__ or "",
        ("--runs", {"type": int, "default": 200}),
        ("--size", {"type": int, "default": 50_000}),
        ("--reports", {"type": int, "default": 200}),
    )
    with scratch_database():
        fill_register(asked.size)
        analyse()
        held = [*search(asked.runs, asked.size), *merger(asked.reports)]
    return 0 if all(held) else 1


def misspelt(name: str) -> str:
    """The same name with its seventh letter left out."""
    return name[:6] + name[7:]


def search(runs: int, size: int) -> list[bool]:
    """One name at a time, right and misspelt, and the look-up of a row by its code; each time another row."""
    from django.db import connection

    from networks.duplicates import likely
    from networks.models import Organisation

    rows = Organisation.objects.all()
    some = list(rows.order_by("pk").values_list("code", "district", "name")[:: max(1, size // 97)])

    def each(ask: Callable[[str, str, str], Any]) -> Callable[[], Any]:
        turn = cycle(some)
        return lambda: ask(*next(turn))

    by_key = each(lambda code, district, name: list(rows.filter(code=code)))
    right = each(lambda code, district, name: likely(rows, district=district, name=name))
    wrong = each(lambda code, district, name: likely(rows, district=district, name=misspelt(name)))
    times = interleaved(runs, by_key, right, wrong)
    say(f"\n{engine_name()}: one name among {size:,}, milliseconds (median), statements, ratio to the look-up by key")
    names = ("look-up by key", "entries like a name", "entries like a misspelt name")
    asked = (by_key, right, wrong)
    table(
        ("what", "ms", "statements", "ratio"),
        [(name, ms, queries_of(one), ms / times[0]) for name, ms, one in zip(names, times, asked, strict=True)],
    )
    found = sum(bool(likely(rows, district=district, name=misspelt(name))) for _code, district, name in some)
    say(f"misspelt names found: {found} of {len(some)}")
    all_found = verdict("misspelt names not found", len(some) - found, 0)
    if connection.vendor != "postgresql":
        return [all_found]
    return [
        all_found,
        verdict("entries like a name / look-up by key", times[1] / times[0], 5),
        verdict("entries like a misspelt name / look-up by key", times[2] / times[0], 5),
    ]


def merger(reports: int) -> list[bool]:
    """Two bodies with so many reports each become one, and are put apart again."""
    from moralprovince.portal.actions.mergers import merge_organisations, undo_merger
    from networks.models import Organisation

    by = officer()
    keep, drop = Organisation.objects.order_by("pk")[:2]
    for body in (keep, drop):
        add_reports(body, reports)
    seconds, made = timed(lambda: merge_organisations(keep=keep, drop=drop, values={}, by=by))
    back, _done = timed(lambda: undo_merger(merger=made, by=by))
    statements = queries_of(lambda: merge_organisations(keep=refreshed(keep), drop=refreshed(drop), values={}, by=by))
    say(f"\n{engine_name()}: two bodies with {reports} reports each, most of them of the same rounds")
    table(("what", "seconds", "statements"), [("merging", seconds, statements), ("undoing", back, "")])
    return [verdict("seconds to merge", seconds, 2), verdict("seconds to undo", back, 2)]


def refreshed(body: Any) -> Any:
    """The body as it is stored now."""
    return type(body).objects.get(pk=body.pk)


def timed(function: Callable[[], Any]) -> tuple[float, Any]:
    """How long it takes, and what comes of it."""
    start = time.perf_counter()
    found = function()
    return time.perf_counter() - start, found


def add_reports(body: Any, count: int) -> None:
    """Pledges of many years with reports of six rounds each; two bodies have the same years."""
    from networks.models import ProgrammeYear
    from pledges.models import FollowUpReport, Pledge, ReportRound

    day = dt.date(2026, 3, 31)
    for number in range(-(-count // 6)):
        year, _new = ProgrammeYear.objects.get_or_create(province_id="14", fiscal_year=2450 + number)
        pledge = Pledge.objects.create(organisation=body, programme_year=year, state="active")
        for code in list(ReportRound.Code.values)[: count - number * 6]:
            report_round, _new = ReportRound.objects.get_or_create(
                programme_year=year, code=code, defaults={"opens_on": day, "due_on": day, "state": "open"}
            )
            FollowUpReport.objects.create(
                pledge=pledge, round=report_round, province_id="14", due_on=day, state="accepted" if number % 2 else "expected"
            )


if __name__ == "__main__":
    sys.exit(main())
