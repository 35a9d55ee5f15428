"""Measures importing 1,000 and 10,000 rows: queries, seconds, memory, and what a second import of the same file does."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import common

MOST_SECONDS, MOST_MEMORY = 30, 300
# Django gives SQLite at most 999 values in one statement: there are as many more statements as rows need.
MOST_MORE_QUERIES = {"postgresql": 60, "sqlite": 600}
SIZES = (1_000, 10_000)
HEADINGS = [
    "ลำดับ",
    "ชื่อองค์กร",
    "ประเภท",
    "เครือข่าย",
    "หมู่ที่",
    "ตำบล",
    "อำเภอ",
    "จำนวนสมาชิก",
    "ผู้ประสานงาน",
    "โทรศัพท์",
    "อีเมล",
    "วันที่ประกาศ",
]


def main() -> int:
    """One process for each size, so that memory is that of its own import; 1 where a demand does not hold."""
    asked = common.begin(__doc__ or "", ("--rows", {"type": int, "default": 0}))
    if asked.rows:
        return measured(asked.rows)
    found = {rows: run(asked.engine, rows) for rows in SIZES}
    common.table(
        ["rows", "queries", "seconds", "peak MB", "again: created", "again: updated"],
        [[rows, int(q), s, int(m), int(c), int(u)] for rows, (q, s, m, c, u) in found.items()],
    )
    small, large = (found[rows] for rows in SIZES)
    holds = [
        common.verdict("queries for 10,000 rows more than for 1,000", large[0] - small[0], MOST_MORE_QUERIES[asked.engine]),
        common.verdict("seconds for 10,000 rows", large[1], MOST_SECONDS),
        common.verdict("MB for 10,000 rows", large[2], MOST_MEMORY),
        common.verdict("rows created or updated by the same file again", large[3] + large[4], 0),
    ]
    return 0 if all(holds) else 1


def run(engine: str, rows: int) -> list[float]:
    """The figures of one size, from a process of its own."""
    import subprocess

    command = [sys.executable, sys.argv[0], "--engine", engine, "--rows", str(rows)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return [float(word) for word in done.stdout.splitlines()[-1].split()]


def measured(rows: int) -> int:
    """Import once, count, import again; the last line carries the figures."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from networks.imports.running import import_file
    from networks.models import Organisation
    from tests.support.reference import load_one_province

    with common.scratch_database(), tempfile.TemporaryDirectory() as folder:
        province = load_one_province("14")
        path = Path(folder) / "register.xlsx"
        write(path, rows)
        begun = time.perf_counter()
        with CaptureQueriesContext(connection) as captured:
            import_file(path, province=province, year=2564)
        seconds = time.perf_counter() - begun
        queries = sum(not query["sql"].startswith(common.FRAME) for query in captured.captured_queries)
        memory = common.peak_memory()
        assert Organisation.objects.count() == rows
        _run, plan = import_file(path, province=province, year=2564)
        again = plan.summary()
    common.say(f"{queries} {seconds:.2f} {memory} {again['created']} {again['updated']}")
    return 0


def write(path: Path, rows: int) -> None:
    """A register of so many different bodies."""
    import xlsxwriter

    from networks.models import SectorNetwork, Subdistrict

    places = list(Subdistrict.objects.filter(district__province="14").select_related("district"))
    networks = list(SectorNetwork.objects.filter(province="14"))
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        for number in range(rows):
            sheet.write_row(number + 1, 0, row(number, places, networks))


def row(number: int, places: list[Any], networks: list[Any]) -> list[Any]:
    """One body, always the same for the same number."""
    made = common.organisation(number, "", networks, places)
    return [
        number + 1, made.name, "ชุมชน" if made.kind == "community" else "องค์กร", made.network.name, made.village_no,
        made.subdistrict.name, made.subdistrict.district.name, made.members, made.contact_name, made.phone, made.email,
        f"{made.declared_on:%d/%m}/{made.declared_on.year + 543}",
    ]  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
