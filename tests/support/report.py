"""Tells ./portal test what was run, part by part, and what was not and why."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection

PARTS = ("postgres", "broker", "browser")
ran: Counter[str] = Counter()
skipped: Counter[str] = Counter()


@pytest.hookimpl(trylast=True)
def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Count the tests of each part; on pytest-xdist this runs in the process that collects the results."""
    parts = [part for part in PARTS if part in report.keywords] or ["plain"]
    if report.when == "call" and not report.skipped:
        ran.update(parts)
    elif report.skipped:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        skipped.update([reason.removeprefix("Skipped: ")])


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Write the figures where ./portal test asked for them."""
    path = os.environ.get("TEST_REPORT")
    if path and not hasattr(session.config, "workerinput"):
        figures = {"engine": connection.vendor, "ran": ran, "skipped": skipped, "status": int(exitstatus)}
        Path(path).write_text(json.dumps(figures), encoding="utf-8")
