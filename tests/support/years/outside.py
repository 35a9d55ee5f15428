"""What everybody reads: the numbers of the public pages, and the rows of the open data in all its forms."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import openpyxl
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from moralprovince.core.thai import BANGKOK
from moralprovince.portal.opendata.table import DATASETS

from .history import History
from .ledger import Ledger, Row, days_of
from .links import Told

TOLD_OF = ("active", "dormant")
LINK = re.compile(r'<a href="([^"]+)"[^>]*>(.*?)</a>', re.S)
# A link that is a number, or that has one in bold.
NUMBER = re.compile(r"(?:.*<strong>)?([\d,]+)(?:</strong>.*)?", re.S)


class Public:
    """The rows of the ledger that everybody may be told of."""

    def __init__(self, ledger: Ledger, year: int) -> None:
        bodies = ledger.bodies
        self.ledger, self.year = ledger, year
        self.members = [row for row in bodies.values() if row["state"] in TOLD_OF]
        self.declared = [
            row
            for of in ledger.years.values()
            for row in ledger.declared(of, days_of(of)[1])
            if bodies[row["organisation_id"]]["state"] in TOLD_OF
        ]
        self.this_year = [row for row in self.declared if ledger.years[row["programme_year_id"]] == year]
        self.certified = [row for row in ledger.certificates if row["state"] == "valid"]
        self.held = [row for row in ledger.activities if row["state"] == "done"]
        self.held_now = [row for row in self.held if ledger.years[row["programme_year_id"]] == year]
        self.lessons = [row for row in ledger.lessons if row["state"] == "published"]
        self.stories = [row for row in ledger.stories if row["state"] == "published"]

    def body(self, row: Row) -> Row:
        """The body that declared, or is certified; nothing of a district's certificate."""
        return self.ledger.bodies.get(row.get("organisation_id") or row.get("assessment__organisation"), {})

    def by(self, column: str) -> dict[str, Counter]:
        """Members, declarations of the year and certificates, by network or district."""
        return {
            "members": Counter(row[column] for row in self.members),
            "declared": Counter(self.body(row)[column] for row in self.this_year),
            "certified": Counter(self.body(row)[column] for row in self.certified if self.body(row)),
        }


def linked(client: Client, address: str) -> Told:
    """Every number of a page that is a link, by where it leads."""
    found = [(to, NUMBER.fullmatch(inside)) for to, inside in LINK.findall(client.get(address).content.decode())]
    return {html.unescape(to): int(number[1].replace(",", "")) for to, number in found if number}


def rows_of_list(client: Client, address: str) -> int:
    """How many rows a public list says it has."""
    return int(client.get(address).context["page"].total)


# Pages


def pages(h: History, public: Public) -> Told:
    """Numbers of home, of the networks, of the levels and of the map, as the rows have them; by their links."""
    client, year = Client(), public.year
    held = f"{reverse('open-activities')}?year={year}&state=done"
    home = {
        reverse("members"): len(public.members), f"{reverse('declared')}?year={year}": len(public.this_year),
        reverse("certified"): len(public.certified), held: len(public.held_now),
    }  # fmt: skip
    assert linked(client, reverse("home")) == home
    networks, expected = networks_of(public), public.by("network_id")
    done = Counter(row["network_id"] for row in public.held_now)
    found = {
        key: {f"{reverse('members')}?network={code}": expected["members"][key], f"{held}&network={code}": done[key]}
        for key, code in networks.items()
    }
    assert linked(client, reverse("sectors")) == {name: value for row in found.values() for name, value in row.items()}
    key = h.chance.choice(list(networks))
    declared = {f"{reverse('declared')}?year={year}&network={networks[key]}": expected["declared"][key]}
    assert linked(client, reverse("sector", args=[networks[key]])) == found[key] | declared
    levels = Counter(row["level"] for row in public.certified)
    by_level = {f"?level={level}": number for level, number in levels.items()}
    assert {to: count for to, count in linked(client, reverse("certified")).items() if "level" in to} == by_level
    home |= {reverse("lessons:lessons"): len(public.lessons), reverse("lessons:stories"): len(public.stories)}
    named = {reverse("certified") + to: count for to, count in by_level.items()}
    return {**home, **declared, **found[key], **named, **circles(client, public)}


def networks_of(public: Public) -> dict[int, str]:
    """Those of the year."""
    return {
        row["id"]: row["code"]
        for row in public.ledger.networks
        if row["first_fiscal_year"] <= public.year <= (row["last_fiscal_year"] or public.year)
    }


def circles(client: Client, public: Public) -> Told:
    """The numbers of the map: in every drawing and in the table beside them."""
    found: Told = {}
    for measure, expected in public.by("district_id").items():
        context = client.get(reverse("map"), {"of": measure}).context
        for spots in (context["spots"], *(one.spots for one in context["drawings"])):
            told = {spot.address: spot.count for spot in spots}
            assert told == {f"{reverse(measure)}?district={spot.district.pk}": expected[spot.district.pk] for spot in spots}
        assert context["total"] == expected.total()
        found |= told
    return found


# Open data


def rows_of_api(name: str, **query: str) -> list[Row]:
    """Every row, a few at a time, from page to page."""
    found, client = [], Client()
    answer = client.get(reverse("api-rows", args=[name]), query | {"limit": "7"}).json()
    while answer["next"]:
        found += answer["data"]
        answer = client.get(answer["next"].removeprefix("http://localhost:8000")).json()
    return found + answer["data"]


def whole(response: HttpResponseBase) -> bytes:
    """A file."""
    return b"".join(response.streaming_content) if response.streaming else response.content


def files_of(name: str) -> tuple[list[Row], list[dict[str, str]], list[tuple[Any, ...]]]:
    """The rows of the JSON file, of the CSV file and of the workbook."""
    read = {ending: whole(Client().get(reverse("open-data-file", args=[name, ending]))) for ending in ("json", "csv", "xlsx")}
    book = openpyxl.load_workbook(io.BytesIO(read["xlsx"])).active
    return (
        json.loads(read["json"])["data"],
        list(csv.DictReader(io.StringIO(read["csv"].decode("utf-8-sig")))),
        list(book.iter_rows(min_row=2, values_only=True)),
    )


def said(value: Any) -> str:
    """A value as every form says it, whatever kind of cell it stands in."""
    if isinstance(value, list):
        value = " ".join(value)
    text = "" if value is None else str(value).removesuffix(" 00:00:00")
    return text.removesuffix(".0")


def open_data(h: History, public: Public) -> None:
    """Each dataset has the rows of the ledger, the same ones in every form, and leaves the right ones where it is asked."""
    expected = dict(datasets(public))
    assert sorted(expected) == sorted({*DATASETS} - {"summaries"})
    for name in DATASETS:
        from_api = rows_of_api(name)
        from_json, from_csv, from_book = files_of(name)
        assert (name, from_api) == (name, from_json)
        texts = [[said(value) for value in row.values()] for row in from_api]
        assert (name, [[said(one) for one in row.values()] for row in from_csv]) == (name, texts)
        assert (name, [[said(one) for one in row] for row in from_book]) == (name, texts)
        if name in expected:
            columns = expected[name][0] if expected[name] else {}
            told = [{column: row[column] for column in columns} for row in from_api]
            assert (name, sorted(told, key=str)) == (name, sorted(expected[name], key=str))
        asked_for(h, name, from_api)


def asked_for(h: History, name: str, rows: list[Row]) -> None:
    """One filter of a dataset, with a value that some row has: exactly these rows are answered."""
    offered = [one.name for one in DATASETS[name].filters if rows and one.name in rows[0]]
    if offered:
        column = h.chance.choice(offered)
        value = h.chance.choice(rows)[column]
        if value is not None:
            assert rows_of_api(name, **{column: str(value)}) == [row for row in rows if row[column] == value]


def datasets(public: Public) -> Iterator[tuple[str, list[Row]]]:
    """The rows of each dataset, as far as numbers and what they hang on go."""
    ledger, codes = public.ledger, {row["id"]: row["code"] for row in public.ledger.networks}
    years, named = ledger.years, {key: row["code"] for key, row in ledger.bodies.items()}
    levels: dict[int, tuple[int, int]] = {}
    for row in sorted(public.certified, key=lambda row: row["result_year"]):
        levels[row["assessment__organisation"]] = row["level"], row["result_year"]
    yield "organisations", [
        {"id": row["code"], "network": codes[row["network_id"]], "district": row["district_id"],
         "level": levels.get(row["id"], (None,))[0], "level_year": levels.get(row["id"], (None, None))[1]}
        for row in public.members
    ]  # fmt: skip
    yield "pledges", [
        {"id": row["id"], "organisation": named[row["organisation_id"]], "year": years[row["programme_year_id"]],
         "declared_on": row["declared_on"].isoformat()}
        for row in public.declared
    ]  # fmt: skip
    yield "certificates", [
        {"number": row["number"], "year": row["result_year"], "kind": row["kind"], "level": row["level"]}
        for row in public.certified
    ]  # fmt: skip
    yield "activities", [
        {"id": row["id"], "year": years[row["programme_year_id"]], "held_on": row["held_on"].isoformat(),
         "network": codes.get(row["network_id"]), "district": row["district_id"], "people": row["people"]}
        for row in public.held
    ]  # fmt: skip
    for name, rows in (("lessons", public.lessons), ("stories", public.stories)):
        yield name, [
            {"id": row["id"], "year": years[row["programme_year_id"]], "network": codes.get(row["network_id"]),
             "published_on": row["published_at"].astimezone(BANGKOK).date().isoformat()}
            for row in rows
        ]  # fmt: skip
    by_network, by_district = public.by("network_id")["members"], public.by("district_id")
    yield "networks", [{"id": code, "organisations": by_network[key]} for key, code in codes.items()]
    yield "districts", [
        {"id": key, "organisations": by_district["members"][key], "declared": by_district["declared"][key],
         "declared_year": public.year, "certified": by_district["certified"][key]}
        for key in ("1401", "1402")
    ]  # fmt: skip
