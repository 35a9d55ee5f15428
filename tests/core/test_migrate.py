"""Drawing new models alone makes the same tables as Django does."""

import pytest
from django.core.management import get_commands, load_command_class
from django.db import connections, models
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ModelState, ProjectState

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


@pytest.fixture
def drawn():
    """A model that points on, one that points to it by a hidden name, and one far away, all drawn."""
    state = ProjectState()
    key = ("id", models.AutoField(primary_key=True))
    state.add_model(ModelState("core", "Far", [key]))
    state.add_model(ModelState("core", "Itself", [key, ("far", models.ForeignKey("core.Far", models.CASCADE))]))
    pointing = models.ForeignKey("core.Itself", models.CASCADE, related_name="+")
    state.add_model(ModelState("core", "Pointing", [key, ("to", pointing)]))
    state.apps  # noqa: B018 - draws them
    return state


def test_with_a_model_that_changes_those_that_point_to_it_are_drawn_and_no_others(drawn):
    before = {model._meta.object_name: model for model in drawn.apps.get_models()}
    with drawn_alone():
        drawn.add_field("core", "itself", "word", models.TextField(default=""), preserve_default=True)
    after = {model._meta.object_name: model for model in drawn.apps.get_models()}
    assert {name for name in before if before[name] is not after[name]} == {"Itself", "Pointing"}
    assert after["Pointing"]._meta.get_field("to").remote_field.model is after["Itself"]
    assert [field.name for field in after["Itself"]._meta.concrete_fields] == ["id", "far", "word"]
    assert drawn.is_delayed


def test_that_is_what_manage_py_migrates_with_and_nothing_else_is_changed():
    before = ProjectState.add_model, ProjectState._find_reload_model
    with drawn_alone():
        assert ProjectState.add_model is not before[0]
        assert ProjectState._find_reload_model is not before[1]
    assert (ProjectState.add_model, ProjectState._find_reload_model) == before
    assert isinstance(load_command_class(get_commands()["migrate"], "migrate"), Command)
