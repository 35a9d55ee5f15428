"""The read API against two thousand cases made from its own document: nothing breaks, nothing is answered but what it says."""

from __future__ import annotations

import datetime as dt
import json
import random
import re
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode

import jsonschema
import pytest
import time_machine
from django.test import Client
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as some
from jsonschema import Draft202012Validator

from moralprovince.portal.opendata.document import document
from moralprovince.portal.views import api
from tests.access.fixtures import rolled_back
from tests.factories_open_data import something_of_each

pytestmark = [pytest.mark.once, pytest.mark.django_db]
CASES = 2000
NOW = dt.datetime(2027, 4, 1, 3, tzinfo=dt.UTC)
DOCUMENT = document("สำนักงานวัฒนธรรมจังหวัด")
OPERATIONS = [(path, found["get"]) for path, found in DOCUMENT["paths"].items()]
ODD = [
    "",
    "-1",
    "0",
    "9" * 30,
    "1e9",
    "๒๕๖๙",
    "\x00",
    "' OR 1=1 --",
    "../..",
    "2570 ",
    "1401\n",
    "a/b",
    "%2F",
    "null",
    "ก" * 300,
]


def drawn(strategy: some.SearchStrategy[str], count: int) -> list[str]:
    """Some values of a kind, the same in every run."""
    found: list[str] = []

    @seed(2569)
    @settings(max_examples=count, database=None, suppress_health_check=list(HealthCheck))
    @given(strategy)
    def keep(value: str) -> None:
        found.append(value)

    keep()
    return found


def bare(pattern: str) -> str:
    """A pattern of the document without its anchors; Python's `$` lets a line's end through."""
    return pattern.removeprefix("^").removesuffix("$")


@cache
def matching(pattern: str) -> list[str]:
    """Texts that match a pattern."""
    return drawn(some.from_regex(pattern, fullmatch=True), 40)


@cache
def nonsense() -> list[str]:
    """Texts that nobody expects, and what people send on purpose."""
    return ODD + drawn(some.text(max_size=20), 150)


def good(schema: dict[str, Any], chance: random.Random) -> str:
    """A value the document allows."""
    if "enum" in schema:
        return chance.choice(schema["enum"])
    if schema["type"] == "integer":
        low, high = schema["minimum"], schema["maximum"]
        return str(chance.choice((low, high, chance.randint(low, high))))
    return chance.choice(matching(bare(schema["pattern"])))


def allowed(schema: dict[str, Any], text: str) -> bool:
    """Does the document allow it?"""
    if schema["type"] != "integer":
        return text in schema["enum"] if "enum" in schema else bool(re.fullmatch(bare(schema["pattern"]), text))
    return bool(re.fullmatch("[0-9]{1,9}", text)) and schema["minimum"] <= int(text) <= schema["maximum"]


def asked_by(operation: dict[str, Any], chance: random.Random) -> list[tuple[str, str]]:
    """What stands behind the question mark: known and unknown names, once and twice, sense and nonsense."""
    known = [one for one in operation["parameters"] if one["in"] == "query"]
    found = []
    for _each in range(chance.randrange(4)):
        if known and chance.random() < 0.7:
            one = chance.choice(known)
            found.append((one["name"], good(one["schema"], chance) if chance.random() < 0.8 else chance.choice(nonsense())))
        else:
            found.append((chance.choice(["page", "format", "id", *nonsense()]), chance.choice(nonsense())))
    return found


def key_for(operation: dict[str, Any], chance: random.Random) -> str | None:
    """An id where the operation has one: the example's, one that is written rightly, or nonsense."""
    for one in operation["parameters"]:
        if one["in"] == "path":
            return chance.choice((one["example"], good(one["schema"], chance), chance.choice(nonsense())))
    return None


def validator(schema: dict[str, Any]) -> Draft202012Validator:
    """Holds an answer to a schema of the document, formats included."""
    whole = {"$schema": DOCUMENT["jsonSchemaDialect"], "components": DOCUMENT["components"], **schema}
    Draft202012Validator.check_schema(whole)
    return Draft202012Validator(whole, format_checker=jsonschema.FormatChecker())


def validators() -> dict[tuple[str, int], tuple[str, Draft202012Validator]]:
    """For each operation and status what the body has to be."""
    found = {}
    for _path, operation in OPERATIONS:
        for code, told in operation["responses"].items():
            named = DOCUMENT["components"]["responses"][told["$ref"].rpartition("/")[2]] if "$ref" in told else told
            for kind, content in named.get("content", {}).items():
                found[operation["operationId"], int(code)] = (kind, validator(content["schema"]))
    return found


HELD = validators()


def address(path: str, key: str | None, asked: list[tuple[str, str]]) -> str:
    """The address of a case."""
    return path.replace("{id}", quote(key or "", safe="")) + (f"?{urlencode(asked)}" if asked else "")


def expected(operation: dict[str, Any], key: str | None, asked: list[tuple[str, str]]) -> set[int]:
    """Which answers the document leaves open for a request, read without the code that answers."""
    schemas = {one["name"]: one["schema"] for one in operation["parameters"]}
    names = [name for name, _value in asked]
    sense = len(set(names)) == len(names) and all(
        name in schemas and name != "id" and allowed(schemas[name], value) for name, value in asked
    )
    if key is None:
        return {200} if sense else {400}
    return {200, 404} if sense and allowed(schemas["id"], key) else {400, 404}


@pytest.fixture(scope="module")
def office(django_db_setup, django_db_blocker):
    """A small province with something in each dataset."""
    with time_machine.travel(NOW, tick=False), django_db_blocker.unblock(), rolled_back():
        yield something_of_each()


@pytest.fixture
def unlimited(monkeypatch):
    """Two thousand requests of one address in a moment."""
    monkeypatch.setattr(api, "LOOKS", {})


@pytest.mark.slow
def test_two_thousand_requests_are_answered_as_the_document_says(office, unlimited):
    client, chance, met = Client(), random.Random(2569), set()
    for number in range(CASES):
        path, operation = OPERATIONS[number % len(OPERATIONS)]
        key, asked = key_for(operation, chance), asked_by(operation, chance)
        where = address(path, key, asked)
        response = client.get(where)
        # A path that is cut by the id leads nowhere.
        known = {404} if key == "" or "/" in (key or "") else expected(operation, key, asked)
        assert response.status_code in known, where
        kind, held = HELD[operation["operationId"], response.status_code]
        assert response["Content-Type"] == kind
        held.validate(json.loads(response.content))
        met.add((operation["operationId"], response.status_code))
    # Everything was met that the document tells of: rows, refusals, ids of nothing.
    assert {status for _name, status in met} == {200, 400, 404}
    # Each list was answered with rows and refused with a sentence.
    assert {name for name, status in met if status == 200} >= {f"list_{path.split('/')[3]}" for path, _get in OPERATIONS}


def test_the_document_is_openapi():
    """What OpenAPI 3.1 demands of the parts that stand in it; every pointer leads somewhere, every name is used once."""
    assert DOCUMENT["openapi"] == "3.1.0"
    assert set(DOCUMENT["info"]) >= {"title", "version"}
    ids = [operation["operationId"] for _path, operation in OPERATIONS]
    assert len(set(ids)) == len(ids)
    for path, operation in OPERATIONS:
        in_path = {one["name"] for one in operation["parameters"] if one["in"] == "path"}
        assert in_path == set(re.findall(r"{(\w+)}", path))
        assert all(one["required"] for one in operation["parameters"] if one["in"] == "path")
        assert all("schema" in one for one in operation["parameters"])
        assert all("$ref" in told or told["description"] for told in operation["responses"].values())
    for pointer in re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(DOCUMENT)):
        found: Any = DOCUMENT
        for part in pointer.split("/"):
            found = found[part]
    for schema in DOCUMENT["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_examples_of_the_document_are_what_it_allows():
    wrong = [
        (operation["operationId"], one["name"])
        for _path, operation in OPERATIONS
        for one in operation["parameters"]
        if not allowed(one["schema"], str(one["example"]))
    ]
    assert wrong == []
    columns = [
        (row, name)
        for row, schema in DOCUMENT["components"]["schemas"].items()
        for name, column in schema["properties"].items()
        for example in column.get("examples", [])
        if list(validator(column).iter_errors(example))
    ]
    assert columns == []
