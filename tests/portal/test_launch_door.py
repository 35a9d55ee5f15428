"""The demo's web server: it looks up the static files once they are gathered, and opens its door once the data are there."""

import importlib
import threading

import pytest

from moralprovince.portal.launch import demo

DOOR = "moralprovince.portal.launch.door"


@pytest.fixture
def door(monkeypatch, tmp_path):
    """The module as gunicorn reads it, after the static files were gathered."""
    monkeypatch.setenv("DEMO_GATHERED", str(tmp_path / "gathered"))
    monkeypatch.setenv("DEMO_READY", str(tmp_path / "ready"))
    (tmp_path / "gathered").touch()
    return importlib.reload(importlib.import_module(DOOR))


def waits_for(path, work):
    """Whether the work goes on when the file is there, and not before."""
    waiting = threading.Thread(target=work, daemon=True)
    waiting.start()
    waiting.join(0.2)
    early = not waiting.is_alive()
    path.touch()
    waiting.join(10)
    return not early and not waiting.is_alive()


def test_the_portal_is_read_before_the_door_opens_and_after_the_static_files_are_gathered(door, tmp_path):
    assert door.preload_app is True
    (tmp_path / "gathered").unlink()
    assert waits_for(tmp_path / "gathered", lambda: importlib.reload(door))


def test_the_door_opens_when_the_data_are_there(door, tmp_path):
    assert waits_for(tmp_path / "ready", lambda: door.on_starting(None))


def test_the_demo_starts_its_web_server_with_that_door(monkeypatch, tmp_path):
    monkeypatch.setattr(demo, "HOME", tmp_path)
    here = demo.Demo(port=0, stage="mid")
    command = here.commands()["web"]
    assert command[command.index("-c") + 1] == f"python:{DOOR}"
    assert [here.env["DEMO_GATHERED"], here.env["DEMO_READY"]] == [str(demo.GATHERED), str(demo.READY)]
