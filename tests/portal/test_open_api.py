"""The read API against two thousand cases made from its own document: nothing breaks, nothing is answered but what it says."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

import jsonschema
import pytest
from django.test import Client
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as some
from jsonschema import Draft202012Validator

from moralprovince.portal.opendata.document import document
from moralprovince.portal.views import api
from tests.access.world import World

pytestmark = [pytest.mark.once, pytest.mark.django_db]
CASES = 2000
DOCUMENT = document("สำนักงานวัฒนธรรมจังหวัด")
OPERATIONS = [(path, found["get"]) for path, found in DOCUMENT["paths"].items()]
ODD = some.one_of(
    some.text(max_size=20), some.integers().map(str),
    some.sampled_from(["", "-1", "0", "9" * 30, "1e9", "๒๕๖๙", "\x00", "' OR 1=1 --", "../..", "2570 "]),
)  # fmt: skip


def bare(pattern: str) -> str:
    """A pattern of the document without its anchors; Python's `$` lets a line's end through."""
    return pattern.removeprefix("^").removesuffix("$")


def good(schema: dict[str, Any]) -> some.SearchStrategy[str]:
    """Values the document allows."""
    if "enum" in schema:
        return some.sampled_from(schema["enum"])
    if schema["type"] == "integer":
        return some.integers(schema["minimum"], schema["maximum"]).map(str)
    return some.from_regex(bare(schema["pattern"]), fullmatch=True)


def allowed(schema: dict[str, Any], text: str) -> bool:
    """Does the document allow it?"""
    if schema["type"] != "integer":
        return text in schema["enum"] if "enum" in schema else bool(re.fullmatch(bare(schema["pattern"]), text))
    return bool(re.fullmatch("[0-9]{1,9}", text)) and schema["minimum"] <= int(text) <= schema["maximum"]


def pairs(operation: dict[str, Any]) -> some.SearchStrategy[list[tuple[str, str]]]:
    """What stands behind the question mark: known and unknown names, once and twice, sense and nonsense."""
    known = [one for one in operation["parameters"] if one["in"] == "query"]
    sense = [some.tuples(some.just(one["name"]), good(one["schema"])) for one in known]
    any_name = some.one_of(some.sampled_from([*(one["name"] for one in known), "page", "format"]), some.text(max_size=8))
    pair = some.one_of(*sense, *sense, some.tuples(any_name, ODD))
    return some.lists(pair, max_size=3)


def case(path: str, operation: dict[str, Any]) -> some.SearchStrategy[tuple[str, dict[str, Any], str | None, list]]:
    """One request of an operation."""
    in_path = [one for one in operation["parameters"] if one["in"] == "path"]
    sense = [one["example"] for one in in_path]
    ids = some.one_of(good(in_path[0]["schema"]), some.sampled_from(sense), ODD) if in_path else some.none()
    return some.tuples(some.just(path), some.just(operation), ids, pairs(operation))


ANY_CASE = some.one_of([case(path, operation) for path, operation in OPERATIONS])


def validator(schema: dict[str, Any]) -> Draft202012Validator:
    """Holds an answer to a schema of the document, formats included."""
    whole = {"$schema": DOCUMENT["jsonSchemaDialect"], "components": DOCUMENT["components"], **schema}
    Draft202012Validator.check_schema(whole)
    return Draft202012Validator(whole, format_checker=jsonschema.FormatChecker())


def validators() -> dict[tuple[str, int], Callable[[Any], None]]:
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


@pytest.fixture
def unlimited(monkeypatch):
    """Two thousand requests of one address in a moment."""
    monkeypatch.setattr(api, "LOOKS", {})


def test_two_thousand_requests_are_answered_as_the_document_says(world: World, unlimited):
    client, met, cases = Client(), {}, []

    @seed(2569)
    @settings(max_examples=CASES, database=None, suppress_health_check=list(HealthCheck))
    @given(ANY_CASE)
    def ask(one: tuple[str, dict[str, Any], str | None, list]) -> None:
        path, operation, key, asked = one
        response = client.get(address(path, key, asked))
        status = response.status_code
        cases.append(status)
        if key is not None and ("/" in key or key in ("", ".", "..")):
            assert status in (404, 400, 200)
            return
        assert status in expected(operation, key, asked), address(path, key, asked)
        kind, held = HELD[operation["operationId"], status]
        assert response["Content-Type"] == kind
        held.validate(json.loads(response.content))
        met[operation["operationId"], status] = met.get((operation["operationId"], status), 0) + 1

    ask()
    assert len(cases) >= CASES
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
