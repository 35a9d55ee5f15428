"""Drawing new models alone makes the same tables as Django does."""

import pytest
from django.core.management import get_commands, load_command_class
from django.db import connections
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState

from moralprovince.core.management.commands.migrate import Command, drawn_alone


@pytest.fixture
def made(tmp_path, settings):
    """made(name): the statements that make the tables of the ground and all below it, as migrations leave them."""

    def make(name):
        database = DatabaseWrapper({**settings.DATABASES["default"], "NAME": str(tmp_path / name), "OPTIONS": {}}, alias=name)
        connections[name] = database
        try:
            executor = MigrationExecutor(database)
            executor.migrate([key for key in executor.loader.graph.leaf_nodes() if key[0] == "core"])
            with database.cursor() as cursor:
                return sorted(cursor.execute("SELECT name, sql FROM sqlite_master").fetchall(), key=str)
        finally:
            database.close()
            del connections[name]

    return make


@pytest.mark.django_db
def test_the_tables_are_the_same_to_the_letter(made):
    with drawn_alone():
        quick = made("quick")
    plain = made("plain")
    assert len(plain) > 40
    assert quick == plain


def test_that_is_what_manage_py_migrates_with_and_nothing_else_is_changed():
    before = ProjectState.add_model
    with drawn_alone():
        assert ProjectState.add_model is not before
    assert ProjectState.add_model is before
    assert isinstance(load_command_class(get_commands()["migrate"], "migrate"), Command)
