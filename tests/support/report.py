"""Tells ./portal test how many tests were run, part by part, and how many failed."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection

PARTS = ("postgres", "broker", "browser")
ran: Counter[str] = Counter()
failed: set[str] = set()


@pytest.hookimpl(trylast=True)
def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Count the tests of each part; on pytest-xdist this runs in the process that collects the results."""
    if report.failed:
        failed.add(report.nodeid)
    if report.when == "call" and not report.skipped:
        ran.update(["all", *(part for part in PARTS if part in report.keywords)])


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Write the figures where ./portal test asked for them."""
    path = os.environ.get("TEST_REPORT")
    if path and not hasattr(session.config, "workerinput"):
        figures = {"engine": connection.vendor, "ran": ran, "failed": len(failed)}
        Path(path).write_text(json.dumps(figures), encoding="utf-8")
