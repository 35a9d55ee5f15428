"""The stamp of public pages looks at the tables that they really read: whatever is written there is shown."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client

from tests.access import rows_opendata, rows_public
from tests.access.table import answer, read, table
from tests.access.world import World
from tests.support.queries import counted

pytestmark = [pytest.mark.once, pytest.mark.django_db]
# What stands still: the pictures' files are never rewritten, who is whose file is asked by the row of the picture. Visitors
# are told of days that are over, and their last ones change the stamp themselves.
STILL = {"core_storedfile", "core_visitorday", "core_publicchange"}
PUBLIC = {read(line, {}).name for area in (rows_public, rows_opendata) for line in area.ROWS.splitlines() if " : " in line} | {
    "home", "lessons:stories", "lessons:story", "lessons:story-picture", "lessons:feed", "lessons:lessons", "lessons:lesson",
}  # fmt: skip


def tables_of(world: World, row) -> set[str]:
    """The tables a visitor's page reads."""
    with counted() as queries:
        answer(Client(), "GET", row.address(world.names())).close()
    return {name for query in queries for name in re.findall(r'(?:FROM|JOIN) "(\w+)"', query)}


def test_every_table_a_public_page_reads_changes_the_stamp_when_it_is_written(world: World):
    rows = [row for row in table() if row.name in PUBLIC and row.expected["visitor"] == "200"]
    found = {row.label: tables_of(world, row) - settings.PUBLIC_TABLES - STILL for row in rows}
    assert {label: sorted(names) for label, names in found.items() if names} == {}


def test_every_name_in_the_list_is_a_table():
    known = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    assert sorted(settings.PUBLIC_TABLES - known) == []
