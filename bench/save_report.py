"""Measures saving and sending a report: queries, and time against a bare UPDATE of the same row through the same middleware."""

from __future__ import annotations

import sys
from typing import Any

import common

MOST_QUERIES = 12


def main() -> int:
    """Fill, save by turns with the floor, send; 1 where a demand does not hold."""
    options = [("--reports", {"type": int, "default": 5_000}), ("--runs", {"type": int, "default": 60})]
    asked = common.begin(__doc__ or "", *options)
    with common.scratch_database():
        common.say(f"{common.engine_name()}, {asked.reports:,} reports with three commitments each")
        common.fill_register(asked.reports)
        fill_reports()
        common.analyse()
        return measure(asked.runs)


def fill_reports() -> None:
    """An active pledge with three commitments and a report for every organisation."""
    import datetime as dt

    from moralprovince.core import thai
    from networks.models import Organisation, Province
    from pledges.models import Commitment, FollowUpReport, Pledge
    from tests.factories import ProgrammeYearFactory
    from tests.factories_pledges import ReportRoundFactory

    province = Province.objects.get(pk="14")
    year, today = ProgrammeYearFactory(province=province), thai.today()
    days = {"opens_on": today, "due_on": today + dt.timedelta(days=30), "locks_on": None}
    report_round = ReportRoundFactory(programme_year=year, **days)
    pledges = Pledge.objects.bulk_create(
        [Pledge(organisation=each, programme_year=year, state="active") for each in Organisation.objects.all()], batch_size=2000
    )
    Commitment.objects.bulk_create(
        [Commitment(pledge=each, order=n, activity=f"กิจกรรม {n}", target=30, unit="คน") for each in pledges for n in (1, 2, 3)],
        batch_size=2000,
    )
    FollowUpReport.objects.bulk_create(
        [FollowUpReport(pledge=each, round=report_round, province=province, due_on=days["due_on"]) for each in pledges],
        batch_size=2000,
    )


def measure(runs: int) -> int:
    """Saving the whole form, the same by itself, the floor; then sending."""
    from django.urls import reverse

    from moralprovince.urls import urlpatterns
    from pledges.models import FollowUpReport

    common.serve([*urlpatterns, floor_path()])
    client = common.logged_in(common.officer())
    report = FollowUpReport.objects.order_by("pk")[FollowUpReport.objects.count() // 2]
    address = {name: reverse(f"pledges:{name}", args=[report.pk]) for name in ("report-fill", "report-autosave")}

    def save() -> None:
        expect(client.post(address["report-fill"], typed(report.pk, "save")), 302)

    def by_itself() -> None:
        expect(client.post(address["report-autosave"], typed(report.pk, "save"), headers={"accept": "application/json"}), 200)

    def floor() -> None:
        expect(client.post(f"/floor/{report.pk}/", typed(report.pk, "save")), 302)

    times = common.interleaved(runs, floor, save, by_itself)
    other = FollowUpReport.objects.exclude(pk=report.pk).order_by("pk")[0]
    data = typed(other.pk, "submit")
    sending = common.queries_of(lambda: expect(client.post(reverse("pledges:report-fill", args=[other.pk]), data), 302))
    return tell(times, [counted(floor, report.pk), counted(save, report.pk), counted(by_itself, report.pk)], sending)


def tell(times: list[float], queries: list[int], sending: int) -> int:
    """The table and whether the demands hold."""
    names = ("a bare UPDATE of the row", "saving the form", "the form saving itself")
    rows = [[name, taken, taken / times[0], count] for name, taken, count in zip(names, times, queries, strict=True)]
    common.table(["", "ms", "× floor", "queries"], [*rows, ["sending it", "", "", sending]])
    held = [
        common.verdict("queries of saving a report", queries[1], MOST_QUERIES),
        common.verdict("queries of sending a report", sending, MOST_QUERIES),
    ]
    return 0 if all(held) else 1


def counted(function: Any, pk: int) -> int:
    """The statements of the page alone, less the one that reads the version to be sent."""
    return common.queries_of(function) - common.queries_of(lambda: typed(pk, "save"))


def floor_path() -> Any:
    """The same middleware and log-in around one UPDATE written by hand."""
    from django.contrib.auth.decorators import login_required
    from django.db import connection
    from django.http import HttpRequest, HttpResponse
    from django.shortcuts import redirect
    from django.urls import path

    @login_required
    def bare(request: HttpRequest, pk: int) -> HttpResponse:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE pledges_followupreport SET summary = %s, version = version + 1 WHERE id = %s",
                [request.POST["summary"], pk],
            )
        return redirect("/reports/")

    return path("floor/<int:pk>/", bare)


def typed(pk: int, wish: str) -> dict[str, Any]:
    """A complete report as its form sends it."""
    from pledges.models import Commitment, FollowUpReport

    version = FollowUpReport.objects.values_list("version", flat=True).get(pk=pk)
    lines = Commitment.objects.filter(pledge__reports=pk).values_list("pk", flat=True)
    data: dict[str, Any] = {"version": version, "do": wish, "summary": "ทำครบทุกเดือน", "obstacles": "ฝนตก", "next_steps": "ทำต่อ"}
    for key in lines:
        data |= {f"c{key}-status": "under_way", f"c{key}-actual": "24", f"c{key}-words": "ดีขึ้นมาก", f"c{key}-spent": "2,500"}
    return data


def expect(response: Any, status: int) -> None:
    """A measurement of a page that failed is worth nothing."""
    if response.status_code != status:
        sys.exit(f"{response.status_code} instead of {status}: {response.content[:500]!r}")


if __name__ == "__main__":
    sys.exit(main())
