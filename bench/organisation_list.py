"""The register's list at 1,000, 10,000 and 50,000 organisations against its floor and against a plain admin changelist.

    DATABASE_URL=postgres://… python bench/organisation_list.py [--runs 30] [--sizes 1000 10000 50000]

The floor of a page is the same template and middleware fed by one hand-written SQL statement. The plain admin is a default
ModelAdmin with the same columns and 50 rows.
"""

from __future__ import annotations

import datetime as dt
import gzip
import re
import sys
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from bench.common import (
    analyse,
    begin,
    engine_name,
    fill_register,
    interleaved,
    logged_in,
    officer,
    peak_memory,
    queries_of,
    say,
    scratch_database,
    serve,
    table,
    verdict,
)

# What is measured: name, address of the list, WHERE and ORDER BY of the floor's statement, address of the plain admin.
FILTERED = "network=education_youth&kind=organisation&state=active"
VIEWS = (
    ("first page", "", "", "ASC", ""),
    ("filtered", FILTERED, "AND n.code = 'education_youth' AND o.kind = 'organisation' AND o.state = 'active'", "ASC",
     "network__code=education_youth&kind=organisation&state=active"),
    ("last page", "page=-1", "", "DESC", "p={last}"),
)  # fmt: skip

FLOOR_SQL = """
SELECT o.id, o.code, o.name, o.kind, o.members, o.declared_on, o.state, o.reports_centrally, n.name, d.name, (
    SELECT count(*) FROM pledges_followupreport r JOIN pledges_pledge p ON p.id = r.pledge_id
    JOIN pledges_reportround t ON t.id = r.round_id JOIN networks_programmeyear y ON y.id = t.programme_year_id
    WHERE p.organisation_id = o.id AND r.province_id = '14' AND r.state <> 'waived'
    AND r.due_on < %s AND (r.submitted_on IS NULL OR r.submitted_on > %s)
    AND (t.code = 'FULL' OR y.read_only_from IS NULL OR y.read_only_from > %s)
)
FROM networks_organisation o
JOIN networks_sectornetwork n ON n.id = o.network_id JOIN networks_district d ON d.code = o.district_id
WHERE o.province_id = '14' AND o.state <> 'merged' {where}
ORDER BY o.name_sort {way}, o.id {way} LIMIT 50
"""


def main() -> int:
    """Measure every size in one run and say what holds."""
    asked = begin(
        __doc__ or "",
        ("--runs", {"type": int, "default": 30}),
        ("--sizes", {"type": int, "nargs": "+", "default": [1000, 10_000, 50_000]}),
    )
    serve(addresses())
    with scratch_database():
        measured = {size: measure(size, asked.runs) for size in asked.sizes}
        return say_results(measured, min(asked.sizes), max(asked.sizes))


def measure(size: int, runs: int) -> dict[str, dict[str, float]]:
    """All views at one size."""
    from moralprovince.core.models import User

    fill_register(size)
    add_late_reports(size)
    analyse()
    reader = User.objects.filter(role_grants__isnull=False).first() or officer()
    chief = User.objects.filter(is_superuser=True).first() or User.objects.create_superuser(
        "chief@example.org", None, name="ผู้ดูแล", notice_version=reader.notice_version
    )
    client, admin = logged_in(reader), logged_in(chief)
    return {view[0]: measure_view(client, admin, view, size, runs) for view in VIEWS}


def add_late_reports(size: int) -> None:
    """A tenth of the organisations owe a report that is late."""
    from moralprovince.core import thai
    from networks.models import Organisation, ProgrammeYear
    from pledges.models import FollowUpReport, Pledge, ReportRound

    today = thai.today()
    year = ProgrammeYear.objects.get(province="14", fiscal_year=thai.fiscal_year_of(today))
    long_ago = today - dt.timedelta(days=9)
    report_round, _new = ReportRound.objects.get_or_create(
        programme_year=year, code="H1", defaults={"opens_on": long_ago, "due_on": long_ago, "state": "open"}
    )
    without = Organisation.objects.exclude(pledges__isnull=False).order_by("pk")
    pledges = [Pledge(organisation=one, programme_year=year, state="active") for one in without if one.pk % 10 == 0]
    Pledge.objects.bulk_create(pledges, batch_size=1000)
    same = {"round": report_round, "province_id": "14", "due_on": report_round.due_on}
    FollowUpReport.objects.bulk_create([FollowUpReport(pledge=pledge, **same) for pledge in pledges], batch_size=1000)


def measure_view(client: Any, admin: Any, view: tuple[str, ...], size: int, runs: int) -> dict[str, float]:
    """The list, its floor and the plain admin, turn by turn."""
    _name, query, where, way, admin_query = view
    last = (size - 1) // 50 + 1
    ours = partial(fetch, client, f"/register/?{query}")
    floor = partial(fetch, client, f"/floor/?{query}", where=where, way=way)
    plain = partial(fetch, admin, f"/plain/networks/organisation/?{admin_query.format(last=last)}")
    steady = partial(fetch, client, "/search/")
    check_same_rows(ours(), floor())
    times = interleaved(runs, ours, floor, plain, steady)
    counts = [queries_of(one) for one in (ours, floor, plain)]
    return dict(zip(("ours", "floor", "admin", "steady"), times, strict=True)) | {
        "queries": counts[0], "floor queries": counts[1], "admin queries": counts[2], "memory": peak_memory(),
    }  # fmt: skip


def fetch(client: Any, address: str, **floor: str) -> Any:
    """One page; anything but a page stops the measurement."""
    response = client.get(address, headers={f"x-floor-{key}": value for key, value in floor.items()})
    if response.status_code != 200:
        raise SystemExit(f"{address} answered {response.status_code}")
    return response


def check_same_rows(ours: Any, floor: Any) -> None:
    """Both show the same rows in the same order, or the comparison means nothing."""
    bodies = [re.search(rb"<tbody>.*</tbody>", gzip.decompress(one.content), re.DOTALL) for one in (ours, floor)]
    if not all(bodies) or bodies[0][0] != bodies[1][0]:  # type: ignore[index]
        raise SystemExit("The list and its floor do not show the same rows.")


def say_results(measured: dict[int, dict[str, dict[str, float]]], smallest: int, largest: int) -> int:
    """The table side by side, then every demand on it."""
    say(f"\n{engine_name()}: milliseconds (median), queries, ratios")
    rows = [
        (f"{name} at {size:,}", m["ours"], m["floor"], m["admin"], m["ours"] / m["floor"], m["ours"] / m["admin"],
         m["queries"], m["floor queries"], m["admin queries"], f"{m['memory']} MB")
        for size, views in measured.items() for name, m in views.items()
    ]  # fmt: skip
    table(("page", "list", "floor", "admin", "list/floor", "list/admin", "q", "q floor", "q admin", "peak memory"), rows)
    top, low = measured[largest], measured[smallest]["first page"]
    # The sizes are measured one after the other: a page that knows no size says how busy the machine was each time.
    weather = top["first page"]["steady"] / low["steady"]
    growth = top["first page"]["ours"] / low["ours"] / weather
    held = [
        verdict(f"filtered list / floor at {largest:,}", top["filtered"]["ours"] / top["filtered"]["floor"], 1.5),
        verdict(f"filtered list / plain admin at {largest:,}", top["filtered"]["ours"] / top["first page"]["admin"], 0.2),
        verdict(f"first page / plain admin at {largest:,}", top["first page"]["ours"] / top["first page"]["admin"], 0.2),
        verdict(f"last page / floor's at {largest:,}", top["last page"]["ours"] / top["last page"]["floor"], 1.5),
        verdict(f"last page / plain admin's at {largest:,}", top["last page"]["ours"] / top["last page"]["admin"], 0.2),
        verdict(f"first page from {smallest:,} to {largest:,}", growth, 1.5),
        verdict("queries of a page", max(m["queries"] for views in measured.values() for m in views.values()), 12),
    ]
    return 0 if all(held) else 1


# The two pages that the list is measured against


def floor_page(request: Any) -> Any:
    """The list's own template, fed by one statement; everything beside the rows is ready."""
    from django.db import connection
    from django.shortcuts import render

    from moralprovince.core import thai
    from moralprovince.portal.views.register import shown_rows

    sql = FLOOR_SQL.format(where=request.headers.get("x-floor-where", ""), way=request.headers["x-floor-way"])
    with connection.cursor() as cursor:
        cursor.execute(sql, [thai.today()] * 3)
        rows = cursor.fetchall()
    if request.headers["x-floor-way"] == "DESC":
        rows.reverse()
    shown = ready(request) | {"organisations": list(shown_rows(iter(rows)))}
    return render(request, "networks/organisations/list.html", shown)


READY: dict[str, dict[str, Any]] = {}


def ready(request: Any) -> dict[str, Any]:
    """What stands around the rows, taken once from the real page."""
    key = request.META["QUERY_STRING"]
    if key not in READY:
        from moralprovince.portal.views.register import ListPage

        READY[key] = ListPage(request).context | {"may_add": True, "may_import": True}
    return READY[key]


def plain_admin() -> Any:
    """A default ModelAdmin over the same columns, 50 rows a page."""
    from django.contrib.admin import AdminSite, ModelAdmin

    from networks.models import Organisation

    class PlainAdmin(ModelAdmin):
        """Nothing but the columns."""

        list_display = ("name", "code", "network", "district", "kind", "members", "declared_on", "state")
        list_per_page = 50

        def lookup_allowed(self, lookup: str, value: str, request: Any = None) -> bool:
            """The filter of the measurement."""
            return True

    site = AdminSite(name="plain")
    site.register(Organisation, PlainAdmin)
    return site


def addresses() -> list[Any]:
    """The portal's own, and the two that it is measured against."""
    from django.urls import path

    from moralprovince.urls import urlpatterns

    return [path("floor/", floor_page), path("plain/", plain_admin().urls), *urlpatterns]


if __name__ == "__main__":
    sys.exit(main())
