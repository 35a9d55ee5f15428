"""Runs the suite twice, on SQLite and on a real PostgreSQL with a real Valkey, and says what was run and what was not.

Called by ./portal test; arguments go to pytest. With TEST_REQUIRE=all a part that was not run is a failure.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from moralprovince.portal.launch import broker
from moralprovince.portal.launch.processes import Processes, Stopped, Trouble, on_request_stop, say, tail

from .support import postgres, template
from .support.browser import chromium

NO_TESTS = 5
PROCESSES = Processes()


@dataclass
class Pass:
    """One run of pytest and what it reported."""

    name: str
    code: int = 0
    report: dict[str, Any] = field(default_factory=dict)

    def ran(self, part: str = "") -> int:
        """How many tests were run, of one part or of all."""
        counts = self.report.get("ran", {})
        return int(counts.get(part or "all", 0))


def manage(*command: str) -> None:
    """Make something that git does not keep."""
    code, output, said = PROCESSES.run([sys.executable, "manage.py", *command], env=os.environ | {"DEBUG": "True"})
    if code:
        raise Trouble(f"manage.py {' '.join(command)} did not succeed:\n{tail(output + said)}")


def run_pass(name: str, arguments: list[str], folder: Path, **env: str) -> Pass:
    """pytest with this engine."""
    say(f"\n── {name} " + "─" * 60)
    report = folder / f"{name}.json"
    command = [sys.executable, "-m", "pytest", "-q", "-n", str(processes(name)), "--dist", "worksteal", *arguments]
    process = PROCESSES.start("pytest", command, env=os.environ | env | {"TEST_REPORT": str(report)})
    code = process.wait()
    PROCESSES.running.pop("pytest", None)
    return Pass(name, code, report=json.loads(report.read_text(encoding="utf-8")) if report.exists() else {})


def processes(name: str) -> int:
    """How many share the tests: as many as there are cores, and one more where some wait for a server or a browser."""
    return min(os.cpu_count() or 1, 7) + (name != "SQLite")


def start_postgres(folder: Path, quick: Path) -> tuple[str, str]:
    """The address of a PostgreSQL: the caller's or the wheel's; or why there is none."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith(("postgres://", "postgresql://")):
        return given, ""
    home = folder / "postgres"
    home.mkdir()
    try:
        return postgres.start(PROCESSES, home, quick), ""
    except (Trouble, OSError) as trouble:
        return "", str(trouble)


def start_broker(folder: Path) -> tuple[str, str]:
    """The address of a Valkey or Redis for the tests; or why there is none."""
    try:
        return (broker.start(PROCESSES, folder), "") if broker.program() else ("", "no Valkey or Redis was found")
    except (Trouble, OSError) as trouble:
        return "", str(trouble)


def run(arguments: list[str], folder: Path, quick: Path) -> int:
    """Both passes; then the plain words."""
    manage("messages", "--compile")
    tables = folder / f"{template.NAME}.sqlite3"
    with ThreadPoolExecutor() as aside:
        # Tests are collected while the tables are made; without tables there is nothing to run them on.
        migrated = aside.submit(template.in_file, tables)
        migrated.add_done_callback(lambda made: PROCESSES.stop() if made.exception() else None)
        static = aside.submit(manage, "build_static")
        queue, no_queue = start_broker(folder)
        address, no_postgres = start_postgres(folder, quick)
        static.result()
        sqlite = {"DATABASE_URL": f"sqlite:///{folder}/tests.sqlite3", "TEST_TEMPLATE": str(tables), "TEST_REDIS_URL": queue}
        passes = (
            both(arguments, folder, address, sqlite, migrated) if address else [run_pass("SQLite", arguments, folder, **sqlite)]
        )
        migrated.result()
    missing = {"PostgreSQL": no_postgres, "Valkey": no_queue, "browser": "" if chromium() else "no Chromium was found"}
    not_run = tell(passes, missing)
    code = next((one.code for one in passes if one.code not in (0, NO_TESTS)), 0)
    if not code and all(one.code == NO_TESTS for one in passes):
        code = NO_TESTS
    return code or int(bool(not_run) and os.environ.get("TEST_REQUIRE") == "all")


def both(arguments: list[str], folder: Path, address: str, sqlite: dict[str, str], migrated: Future[None]) -> list[Pass]:
    """What no engine changes runs in one of two passes; PostgreSQL is migrated while the first one runs."""
    with ThreadPoolExecutor() as aside, template.in_background(aside, address, after=migrated) as ready:
        first = run_pass("SQLite", arguments, folder, TEST_PASS="sqlite", **sqlite)
        postgresql = sqlite | {"TEST_PASS": "postgresql", "TEST_TEMPLATE": ready.result(), "DATABASE_URL": address}
        return [first, run_pass("PostgreSQL", arguments, folder, **postgresql)]


def tell(passes: list[Pass], missing: dict[str, str]) -> list[str]:
    """The last lines: what was run, what was not and why. Returns the parts that were not."""
    say("\n── What was run " + "─" * 54)
    counts = {"SQLite": 0, "PostgreSQL": 0} | {one.name: one.ran() for one in passes}
    counts["Valkey"] = sum(one.ran("broker") for one in passes)
    counts["browser"] = sum(one.ran("browser") for one in passes)
    for one in passes:
        say(f"{one.name:<11} {one.ran():>5} tests, {'all passed' if one.code == 0 else outcome(one)}")
    for part, words in (("Valkey", "of them with a real broker"), ("browser", "of them in a real browser")):
        if counts[part]:
            say(f"{part:<11} {counts[part]:>5} {words}")
    if len(passes) > 1:
        say("What leans on the engine was run in both passes, everything else in one (tests/support/engines.py).")
    not_run = [part for part, count in counts.items() if not count]
    for part in not_run:
        say(f"NOT RUN: {part} ({missing.get(part) or 'no test of it was chosen'})")
    if not not_run:
        say("Everything was run: SQLite, PostgreSQL, Valkey and browser.")
    return not_run


def outcome(one: Pass) -> str:
    """How a pass ended that did not simply pass."""
    if one.code == NO_TESTS:
        return "none was chosen"
    return f"{one.report.get('failed', 'some')} FAILED (pytest ended with code {one.code})"


def main(arguments: list[str]) -> int:
    """Run, and leave nothing behind."""
    on_request_stop()
    given: dict[str, Any] = {"prefix": "portal-passes-", "ignore_cleanup_errors": True}
    with tempfile.TemporaryDirectory(**given) as folder, tempfile.TemporaryDirectory(dir=postgres.memory(), **given) as quick:
        try:
            return run(arguments, Path(folder), Path(quick))
        except Trouble as trouble:
            sys.stderr.write(f"{trouble}\n")
        except Stopped:
            say("\nStopped.")
        finally:
            PROCESSES.stop()
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
