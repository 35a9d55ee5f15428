"""The launcher: its arguments, and one clear sentence for whatever is missing."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def clone(tmp_path):
    """A folder with the launcher and locks, and nothing installed."""
    folder = tmp_path / "clone"
    folder.mkdir()
    for name in ("portal", "requirements.lock", "requirements-dev.lock"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def launch(folder: Path, *arguments: str, path: str | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    """Call ./portal in an environment that has almost nothing."""
    given = {"PATH": path or os.environ["PATH"], "HOME": str(folder)} | env
    return subprocess.run(
        [str(folder / "portal"), *arguments], env=given, cwd="/", capture_output=True, text=True, timeout=60, check=False
    )


def programs(folder: Path, **scripts: str) -> str:
    """A PATH with these small programs, and nothing else."""
    folder.mkdir(exist_ok=True)
    for name, text in scripts.items():
        (folder / name).write_text(f"#!/bin/sh\n{text}\n")
        (folder / name).chmod(0o755)
    return str(folder)


def test_without_python_it_names_what_to_install(clone, tmp_path):
    done = launch(clone, "demo", path=programs(tmp_path / "bin"))
    assert done.returncode == 1
    assert done.stderr == (
        "The portal needs Python 3.11 or newer and found none: install it (Debian, Ubuntu: apt install python3 python3-venv).\n"
    )


def test_an_old_python_is_passed_over_for_a_newer_one(clone, tmp_path):
    path = programs(tmp_path / "bin", **{"python3": "exit 1", "python3.12": f'exec "{sys.executable}" "$@"'})
    done = launch(clone, "fly", path=path)
    assert "invalid choice: 'fly'" in done.stderr


def test_only_old_pythons_are_no_python(clone, tmp_path):
    done = launch(clone, "demo", path=programs(tmp_path / "bin", python3="exit 1", python="exit 1"))
    assert done.returncode == 1
    assert done.stderr.startswith("The portal needs Python 3.11 or newer and found none")


def test_a_python_without_venv_is_named_with_its_package(clone, tmp_path):
    real = f'"{sys.executable}"'
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    # The launcher runs under the real Python, and asks a Python that says no.
    halved = programs(tmp_path / "bin", halved='case "$2" in *ensurepip*) exit 1;; esac; exec ' + real + ' "$@"')
    text = (clone / "portal").read_text().replace("sys.executable", repr(f"{halved}/halved"))
    (clone / "portal").write_text(text)
    done = launch(clone, "check", path=programs(tmp_path / "bin", python3=f'exec {real} "$@"'))
    assert done.returncode == 1
    assert done.stderr == (
        f"{halved}/halved has no venv or no pip: install them (Debian, Ubuntu: apt install python{version}-venv).\n"
    )


def test_a_taken_port_is_told_before_anything_is_installed(clone):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = launch(clone, "demo", "--port", str(port))
    assert done.returncode == 1
    assert done.stderr == (
        f"Port {port} is used by another program: choose another one, for example ./portal demo --port {max(port, 8000) + 1}\n"
    )
    assert not (clone / ".venv").exists()


def test_a_full_disk_is_told_in_megabytes(clone):
    text = (clone / "portal").read_text().replace("RUNTIME: 700,", f"RUNTIME: {10**9},")
    (clone / "portal").write_text(text)
    done = launch(clone, "demo", "--port", "1" if os.geteuid() == 0 else "8139")
    assert done.returncode == 1
    assert done.stderr.startswith("There is not enough room on the disk: ")
    assert done.stderr.endswith(f"{10**9} MB are needed.\n")


@pytest.mark.parametrize(
    "arguments, complaint",
    [
        ([], "the following arguments are required: demo|test|check"),
        (["demo", "--port", "0"], "argument --port: invalid choice: 0"),
        (["demo", "--port", "x"], "argument --port: invalid int value: 'x'"),
        (["demo", "--stage", "late"], "argument --stage: invalid choice: 'late'"),
        (["check", "--quick"], "unrecognized arguments: --quick"),
    ],
)
def test_wrong_arguments_are_refused(clone, arguments, complaint):
    done = launch(clone, *arguments)
    assert done.returncode == 2
    assert complaint in done.stderr


def installed(clone: Path) -> None:
    """An environment that says it is installed, whose Python tells what it was asked."""
    (clone / ".venv" / "bin").mkdir(parents=True)
    programs(clone / ".venv" / "bin", python='for part in "$@"; do echo "$part"; done; echo "astray:$PYTHONPATH"')
    (clone / ".venv" / "pyvenv.cfg").write_text("version = test\n")
    locks = ("requirements.lock", "requirements-dev.lock")
    digests = {name: hashlib.sha256((clone / name).read_bytes()).hexdigest() for name in locks}
    (clone / ".venv" / "portal-installed.json").write_text(json.dumps(digests | {"python": "version = test\n"}))


def test_arguments_of_test_go_to_pytest_as_they_are(clone):
    installed(clone)
    done = launch(clone, "test", "tests/core", "-k", "x or y", "--stage", "--help", PYTHONPATH="/elsewhere")
    assert done.stdout.splitlines() == ["-m", "tests.passes", "tests/core", "-k", "x or y", "--stage", "--help", "astray:"]


def test_what_is_installed_is_not_installed_again(clone):
    installed(clone)
    done = launch(clone, "demo", "--port", "8138", "--stage", "end")
    assert done.stdout.splitlines() == ["-m", "moralprovince.portal.launch.demo", "8138", "end", "astray:"]


def test_a_changed_lock_is_installed_again(clone):
    installed(clone)
    with open(clone / "requirements.lock", "a") as lock:
        lock.write("# changed\n")
    done = launch(clone, "demo", "--port", "8138", PORTAL_INSTALLER="pip")
    assert "Installing what requirements.lock lists into .venv" in done.stdout


def test_something_in_the_way_of_the_environment_is_told(clone):
    installed(clone)
    shutil.rmtree(clone / ".venv")
    (clone / ".venv").write_text("in the way")
    done = launch(clone, "demo", "--port", "8138")
    assert done.returncode == 1
    assert done.stderr.startswith("Making the virtual environment did not succeed")


def test_a_link_that_leads_to_no_python_makes_room_for_an_environment(clone, tmp_path):
    real = f'"{sys.executable}"'
    # A Python that makes no environment: what is asked of it is enough to see here.
    asked = programs(tmp_path / "bin", asked='case "$2" in venv) echo "asked for one"; exit 3;; esac; exec ' + real + ' "$@"')
    (clone / "portal").write_text((clone / "portal").read_text().replace("sys.executable", repr(f"{asked}/asked")))
    (clone / ".venv").symlink_to(tmp_path / "gone")
    done = launch(clone, "check", path=programs(tmp_path / "bin", python3=f'exec {real} "$@"'))
    assert done.stderr == "Making the virtual environment did not succeed (code 3):\n  asked for one\n"
    assert not (clone / ".venv").is_symlink()
