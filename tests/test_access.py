"""Every address and every role: one table says what each is answered, and an address without a line fails.

Whatever is answered, it carries the marks of nobody but those whose things its reader may see (tests/test_canary.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.urls import URLPattern, get_resolver

from tests.access.fixtures import rolled_back
from tests.access.reading import KEYS, beyond_public, strangers, text_of
from tests.access.rows_admin import MODELS
from tests.access.table import Row, answer, outcome, table
from tests.access.world import ROLES, World

pytestmark = [pytest.mark.once, pytest.mark.django_db]
TABLE = table()


def addresses(patterns: list, namespace: str = "") -> Iterator[str]:
    """The name of every address Django can resolve; admin's two nameless catch-alls lead on or to 404."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            if pattern.name or not namespace:
                yield f"{namespace}{pattern.name}"
        else:
            yield from addresses(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else namespace)


def test_every_address_has_a_line_and_every_line_an_address():
    known, written = set(addresses(get_resolver().url_patterns)), {row.name for row in TABLE}
    assert {"without a line": sorted(known - written), "without an address": sorted(written - known)} == {
        "without a line": [], "without an address": []
    }  # fmt: skip


def test_every_model_of_the_administration_is_tried():
    registered = {f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry}
    assert sorted(registered) == sorted(name for name, *_rest in MODELS)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.label)
def test_each_role_is_answered_as_the_table_says(world: World, row: Row):
    names = world.names()
    address, data = row.address(names), row.typed(names)
    method = "POST" if row.method == "POST" else "GET"
    found, others = {}, {}
    for who in ROLES:
        with rolled_back():
            client = world.client(who)
            response = answer(client, method, address, data)
            found[who] = outcome(response)
            if found[who] in ("403", "409"):
                assert says_why(response), f"{who}: {found[who]} without a sentence"
            others[who] = [] if row.name in KEYS else strangers(who, address, beyond_public(row.name, who, text_of(response)))
    assert found == row.expected
    assert {who: places for who, places in others.items() if places} == {}


def says_why(response) -> bool:
    """A refusal tells a sentence: on its page, or as JSON for a script."""
    if "json" in response.headers["Content-Type"]:
        return bool(response.json().get("sentence"))
    return b"<h1" in response.content


FORMS = [row for row in TABLE if row.method == "FORM"]


@pytest.mark.parametrize("row", FORMS, ids=lambda row: row.label)
def test_whoever_may_not_read_a_form_may_not_send_it(world: World, row: Row):
    names = world.names()
    address, found, expected = row.address(names), {}, {}
    for who in ROLES:
        if row.expected[who] == "200":
            continue
        expected[who] = "resume" if row.expected[who] == "login" else row.expected[who]
        with rolled_back():
            client = world.client(who)
            found[who] = outcome(answer(client, "POST", address, row.typed(names)))
    assert found == expected


READ = {row.name for row in TABLE if row.method != "POST"}
ONLY_WRITE = [row for row in TABLE if row.method == "POST" and row.name not in READ]


# A refusal comes back under the address of its button: whoever opens that again, or changes the language there, is led on.
LEADING = {
    "admin:assessments_assessment_do": 302,
    "assessments:case-decide": 302,
    "assessments:case-stand-back": 302,
    "assessments:case-stand-back-undo": 302,
}


def test_what_only_writes_is_not_read(world: World):
    client, names = world.client("superuser"), world.names()
    answers = {row.name: client.get(row.address(names)).status_code for row in ONLY_WRITE}
    assert {name: status for name, status in answers.items() if status != 405} == LEADING


def test_the_table_reads_as_it_is_written():
    row = next(row for row in TABLE if row.name == "pledges:pledge")
    assert (row.method, row.arguments, row.expected["visitor"], row.expected["neighbour"]) == (
        "GET", ("{pledge.pk}",), "login", "404"
    )  # fmt: skip
    assert not re.search(r"\s", row.name)
