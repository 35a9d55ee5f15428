"""Whole years, lived at random through actions, the turn of the year included: then every number is recounted from its rows.

What is told is compared with a ledger of plain rows, and the links are followed by somebody who may read them.
YEARS_LIVED=50 lives as many histories as that, to look for a wrong number.
"""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from moralprovince.core.models import User
from moralprovince.core.periods import Month, Period
from moralprovince.portal import floors
from moralprovince.portal.calendar import calendar_of
from moralprovince.portal.network_page import network_context
from moralprovince.portal.networks import YearAsked, network_rows, networks_of
from moralprovince.portal.statistics import figures_of
from moralprovince.portal.statistics import networks_of as networks_then
from networks.models import Membership, Organisation, ProgrammeYear, RoleGrant, SectorNetwork
from networks.plan_pictures import MONTHS, plan_of_network, plans_of_year
from tests.access.fixtures import rolled_back
from tests.support.years import links, outside, papers, promise_deeds, register_deeds, result_deeds, work_deeds
from tests.support.years.history import History, beginning
from tests.support.years.ledger import Ledger, days_of, fiscal
from tests.support.years.turning import turn

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
# The last one on PostgreSQL, where it has one.
LIVED = int(os.environ.get("YEARS_LIVED", "3"))
ENGINES = (pytest.mark.once, pytest.mark.once_on_postgres)
SEEDS = [pytest.param(seed, marks=ENGINES[seed == LIVED]) for seed in range(1, LIVED + 1)]
DEEDS = register_deeds.DEEDS | work_deeds.DEEDS | promise_deeds.DEEDS | result_deeds.DEEDS
FIGURES = [figure for floor in floors.each("FIGURES") for figure in floor]
# So many of the links are followed at one look; all of them over the histories.
FOLLOWED, FOLLOWED_OUTSIDE, FILES = 25, 5, 3


@pytest.mark.parametrize("seed", SEEDS)
def test_every_number_of_a_whole_year_is_the_number_of_its_rows(seed):
    with rolled_back(), beginning(seed) as h, told_with(h):
        h.live(dt.date(2027, 3, 1) + dt.timedelta(days=h.chance.randint(0, 200)), DEEDS, 55)
        recount(h)
        h.live(dt.date(2027, 9, 28), DEEDS, 20)
        turn(h)
        h.live(dt.date(2027, 12, 15), DEEDS, 20)
        recount(h)
        todays(h)
        glances(h)
        files(h)
        ledger = Ledger()
        papers.summary_in_all_forms(h, h.chance.choice(("2570", "2570-H1", "2570-H2", "2571")), ledger, logged_in(h.by))
        outside.open_data(h, outside.Public(ledger, h.year().fiscal_year))


@contextmanager
def told_with(h: History):
    """Where a number is wrong, what was done stands below it."""
    try:
        yield
    except Exception as error:
        error.add_note("\n".join(["What was done:", *h.done, "What was refused:", *h.refused]))
        raise


def recount(h: History) -> None:
    """All of it, for the office and for one who follows a network."""
    ledger = Ledger()
    found = {**summaries(h, ledger), **calendars(h, ledger), **network_pages(h, ledger), **network_lists(h, ledger)}
    grant = h.one(RoleGrant.objects.in_force(h.day).filter(role="coordinator", network__isnull=False))
    plans(h, ledger, grant)
    of_coordinator(h, ledger, grant)
    outside_told = outside.pages(h, outside.Public(ledger, h.year().fiscal_year))
    for address in h.chance.sample(sorted(outside_told), FOLLOWED_OUTSIDE):
        assert (address, outside_told[address]) == (address, outside.rows_of_list(Client(), address))
    for address in h.chance.sample(sorted(found), FOLLOWED):
        assert (address, found[address]) == (address, links.rows_behind(h.by, address, h))
    papers.files_of_lists(h, found, logged_in(h.by), FILES)
    assert_one_network_each()


def logged_in(user: User) -> Client:
    """Her browser."""
    client = Client()
    client.force_login(user)
    return client


# Summaries


def summaries(h: History, ledger: Ledger) -> links.Told:
    """Every figure of the year and its halves, of the province and of each network."""
    found: links.Told = {}
    for period in (f"{year}{half}" for year in years_told(h) for half in ("", "-H1", "-H2")):
        figures, expected = figures_of("14", Period.parse(period), h.day), ledger.figures(period, h.day)
        for key, code in [(None, ""), *((one.pk, one.code) for one in networks_then("14", Period.parse(period)))]:
            told = {name: Decimal(str(value)) for name, value in figures[key].items()}
            assert (period, code, told) == (period, code, {one.name: expected[key].get(one.name, 0) for one in FIGURES})
            scope = {"year": period[:4], "period": period, "as_of": str(h.day), "network": code}
            found |= {one.address(**scope): told[one.name] for one in FIGURES if one.kind == "count"}
    return found


def years_told(h: History) -> list[int]:
    """The year that the office works in, and the one before where that was lived."""
    return [2570] if h.year().fiscal_year == 2570 else [2570, 2571]


# The calendar


def calendars(h: History, ledger: Ledger) -> links.Told:
    """Some months, of all networks or of one, with all kinds; what has a list is counted there too."""
    found: links.Told = {}
    for first in (dt.date(2026 + month // 12, month % 12 + 1, 1) for month in h.chance.sample(range(9, 25), 6)):
        code = h.chance.choice(["", *SectorNetwork.objects.in_year(fiscal(first)).values_list("code", flat=True)])
        calendar = calendar_of(h.by, "14", QueryDict(f"month={Month.of(first)}&network={code}"), h.day)
        key = next((row["id"] for row in ledger.networks if row["code"] == code), None)
        expected = ledger.entries_of(*calendar.month.days, key)
        assert (first, code, Counter(line.kind for line in calendar.everything)) == (first, code, expected)
        assert sum(one.count for one in calendar.tabs()[1:]) == calendar.tabs()[0].count == expected.total()
        found |= links.of_calendar(calendar)
    return found


# Networks


def network_pages(h: History, ledger: Ledger) -> links.Told:
    """The page of every network in every year it had."""
    found: links.Told = {}
    for year in ProgrammeYear.objects.values_list("fiscal_year", flat=True):
        for network in SectorNetwork.objects.in_year(year).select_related("province__office__working_year"):
            page = network_context(h.by, network, QueryDict(f"year={year}"), h.day)
            told = {name: number.count for name, number in links.of_network_page(page)}
            assert (network.code, year, told) == (network.code, year, expected_of(network, year, h, ledger))
            found |= {number.address: number.count for _name, number in links.of_network_page(page)}
    return found


def expected_of(network: SectorNetwork, year: int, h: History, ledger: Ledger) -> dict[str, int]:
    """What the page of a network tells of a year."""
    days = days_of(year)
    found = {
        "members": len(ledger.members(network.pk, None if year == h.year().fiscal_year else year)),
        "meetings": sum(
            row["group__network"] == network.pk and days[0] <= row["held_on"] <= days[1] for row in ledger.meetings.values()
        ),
        "visits": sum(ledger.whose(row) == network.pk and ledger.made(row, days) for row in ledger.visits.values()),
    }
    return found | (expected_now(network, h, ledger) if year == h.year().fiscal_year else {})


def expected_now(network: SectorNetwork, h: History, ledger: Ledger) -> dict[str, int]:
    """What the page tells of the register of today."""
    labels, levels = dict(Organisation.State.choices), ledger.levels()
    bodies = [row for row in ledger.bodies.values() if row["network_id"] == network.pk]
    states = ("proposed", "active", "dormant", "withdrawn")
    members = ledger.members(network.pk)
    late = [row for row in ledger.reports if ledger.still_missing(row, h.day)]
    return {
        **{f"states {labels[state]}": sum(row["state"] == state for row in bodies) for state in states},
        **{f"levels ระดับ {level}": sum(levels.get(row["id"]) == level for row in members) for level in (1, 2, 3)},
        "central": sum(row["reports_centrally"] and row["state"] not in ("merged", "withdrawn") for row in bodies),
        "late": sum(ledger.bodies[row["pledge__organisation"]]["network_id"] == network.pk for row in late),
    }


def network_lists(h: History, ledger: Ledger) -> links.Told:
    """The list of networks of every year."""
    found: links.Told = {}
    for year in ProgrammeYear.objects.values_list("fiscal_year", flat=True):
        asked = YearAsked(h.by, "14", year, year == h.year().fiscal_year, h.day)
        rows = network_rows(asked, networks_of(asked), [])
        assert [row.network.pk for row in rows] == [
            row["id"]
            for row in sorted(ledger.networks, key=lambda row: (row["order"], row["code"]))
            if row["first_fiscal_year"] <= year <= (row["last_fiscal_year"] or year)
        ]
        for row in rows:
            expected = expected_of(row.network, year, h, ledger)
            shown = [row.members.count, *(one.count for one in row.levels), *([row.late.count] if row.late else [])]
            names = ["members", *(f"levels ระดับ {level}" for level in (1, 2, 3) if row.levels), *(["late"] if row.late else [])]
            assert (row.network.code, year, shown) == (row.network.code, year, [expected[name] for name in names])
            found |= {one.address: one.count for one in (row.members, *row.levels, row.late) if one}
    return found


def of_coordinator(h: History, ledger: Ledger, grant: RoleGrant) -> None:
    """Page and calendar of one who follows a network: the same numbers, without what is none of her business."""
    network, year = grant.network, min(h.year().fiscal_year, grant.network.last_fiscal_year or 9999)
    page = network_context(grant.user, network, QueryDict(f"year={year}"), h.day)
    told = {name: number.count for name, number in links.of_network_page(page)}
    assert (network.code, told) == (network.code, expected_of(network, year, h, ledger))
    for month in (Month.of(h.day), Month.of(h.day).before):
        calendar = calendar_of(grant.user, "14", QueryDict(f"month={month}&network={network.code}"), h.day)
        expected = ledger.entries_of(*month.days, network.pk)
        assert (network.code, Counter(line.kind for line in calendar.everything)) == (network.code, expected)


def todays(h: History) -> None:
    """What the office and who follows a network are asked today stands behind its link."""
    grant = h.one(RoleGrant.objects.in_force(h.day).filter(role="coordinator", network__isnull=False))
    for user in (h.by, grant.user):
        for address, told, listed in links.of_today(user, logged_in(user), h):
            assert (user, address, told) == (user, address, listed)


def glances(h: History) -> None:
    """The province at a glance: its year in figures, by network, by kind and by district; numbers with a list lead to it."""
    client, ledger, found = logged_in(h.by), Ledger(), {}
    codes = {row["code"]: row["id"] for row in ledger.networks}
    for year in years_told(h):
        whole, glance = ledger.figures(str(year), h.day), client.get(reverse("figures"), {"year": year}).context["glance"]
        expect_numbers([number for _name, _words, numbers in glance.groups for number in numbers], whole[None])
        for table in glance.tables:
            for row in table.rows:
                if not row.key or table.name == "network":
                    expect_numbers(row.numbers, whole[codes[row.key] if row.key else None])
                else:
                    part = ledger.of_part({"kind": "kind", "district": "district_id"}[table.name], row.key)
                    expect_numbers(row.numbers, part.figures(str(year), h.day)[None])
                found |= {
                    one.address: one.count for one in row.numbers if one.figure.kind == "count" and table.name == "network"
                }
    for address in h.chance.sample(sorted(filter(None, found)), FOLLOWED_OUTSIDE):
        assert (address, found[address]) == (address, links.rows_behind(h.by, address, h))


def expect_numbers(numbers: list[Any], expected: dict[str, Any]) -> None:
    """Each of them is what the rows add up to."""
    assert {one.figure.name: one.count for one in numbers} == {
        one.figure.name: expected.get(one.figure.name, 0) for one in numbers
    }


def files(h: History) -> None:
    """The networks of this year and of the last, and two months of the calendar, as files."""
    client, ledger, now = logged_in(h.by), Ledger(), h.year().fiscal_year
    for year, names in ((now, ["members", *(f"levels ระดับ {level}" for level in (1, 2, 3)), "late"]), (now - 1, ["members"])):
        told = [expected_of(one, year, h, ledger) for one in SectorNetwork.objects.in_year(year).order_by("order", "code")]
        assert papers.file_of_networks(client, year) == [[row[name] for name in names] for row in told]
    for month in (Month.of(h.day), Month.of(dt.date(2027, 4, 1))):
        assert papers.file_of_month(client, str(month)) == ledger.entries_of(*month.days, None).total()


# Plans


def plans(h: History, ledger: Ledger, grant: RoleGrant) -> None:
    """Plan against done, for the office and a coordinator: times, people, money, months, and line by line."""
    for year in ProgrammeYear.objects.filter(fiscal_year__in=years_told(h)):
        for reader in (h.by, grant.user):
            shown = plans_of_year(reader, year, h.day)
            told = {address: numbers for plan in shown for address, numbers in links.of_plan(plan)}
            for plan in shown:
                expect_plan(plan, year, ledger)
            for address in h.chance.sample(sorted(told), min(10, len(told))):
                numbers = told[address]
                assert (address, numbers) == (address, links.sums_behind(reader, address, h)[: len(numbers)])
        own = plan_of_network(grant.user, grant.network, year, h.day)
        assert dict(links.of_plan(own)) == {address: told[address] for address, _numbers in links.of_plan(own)}


def expect_plan(plan: Any, year: ProgrammeYear, ledger: Ledger) -> None:
    """A plan as the rows have it."""
    key = plan.network.pk if plan.network else None
    mine = [
        row
        for rows in (ledger.plans, ledger.activities)
        for row in rows
        if row["programme_year_id"] == year.pk and (not plan.code or row["network_id"] == key)
    ]
    lines, done = [row for row in mine if "times" in row], [row for row in mine if row.get("state") == "done"]
    assert plan.planned == {
        "times": sum(row["times"] for row in lines),
        "people": sum(row["target_people"] or 0 for row in lines),
        "money": sum(row["budget"] or 0 for row in lines),
    }
    assert plan.done == summed(done)
    assert [one.times for one in plan.months()] == [sum(row["held_on"].month == month for row in done) for month in MONTHS]
    for line in plan.rows():
        under = summed([row for row in done if row["plan_id"] == (line.plan.pk if line.plan else None)])
        assert {"times": line.times, "people": line.people, "money": line.money} == under


def summed(done: list[dict[str, Any]]) -> dict[str, Any]:
    """Times, people, money."""
    return {
        "times": len(done),
        "people": sum(row["people"] or 0 for row in done),
        "money": sum((row["budget_used"] or Decimal(0) for row in done), Decimal(0)),
    }


def assert_one_network_each() -> None:
    """The column of the register and the open primary membership say the same, and on every day there is one of them."""
    for body in Organisation.objects.exclude(state="merged"):
        open_ones = Membership.objects.filter(organisation=body, primary=True, until__isnull=True)
        assert [one.network_id for one in open_ones] == [body.network_id]
        spans = sorted(body.memberships.filter(primary=True).values_list("since", "until"))
        assert all(until and until < later for (_since, until), (later, _until) in zip(spans, spans[1:], strict=False))
