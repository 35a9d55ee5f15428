"""Filling the demo's database: one process takes each step, says it, and ends in a sentence."""

import django
import pytest
from django.core.management import CommandError

from moralprovince.portal.launch import filling


@pytest.fixture
def steps(monkeypatch):
    """What was called, without the minute it takes."""
    called = []

    def call(name, **options):
        called.append(name)
        if name == "migrate":
            assert options == {"interactive": False, "verbosity": 0}
        else:
            print(name, options.get("stage"), file=options.get("stdout"))

    monkeypatch.setattr(filling, "call_command", call)
    monkeypatch.setattr(filling.gc, "disable", lambda: None)
    monkeypatch.setattr(filling, "settle", lambda: called.append("memory"))
    monkeypatch.setattr(filling, "compile_if_stale", lambda: called.append("texts"))
    monkeypatch.setattr(django, "setup", lambda: called.append("portal"))
    return called


def test_texts_are_there_before_the_portal_is_read_then_come_the_tables_and_the_accounts_are_written_down(
    steps, tmp_path, capsys
):
    filling.main("end", str(tmp_path / "accounts.txt"))
    assert steps == ["texts", "portal", "migrate", "load_reference", "memory", "seed_demo"]
    assert (tmp_path / "accounts.txt").read_text() == "seed_demo end\n"
    assert capsys.readouterr().out.splitlines() == [
        "Making the database …",
        "Loading places, networks and years …",
        "Living the demo year (stage end) …",
    ]


def test_what_goes_wrong_is_left_to_the_one_who_waits(steps, tmp_path, monkeypatch):
    def refuse(name, **_options):
        raise CommandError(f"{name} refused")

    monkeypatch.setattr(filling, "call_command", refuse)
    with pytest.raises(CommandError, match="migrate refused"):
        filling.main("mid", str(tmp_path / "accounts.txt"))
    assert not (tmp_path / "accounts.txt").exists()
