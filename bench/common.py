"""What all measurements share: a scratch database, rows in bulk under the same constraints, fair timing, one kind of table."""

from __future__ import annotations

import argparse
import atexit
import datetime as dt
import gc
import os
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FRAME = ("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT", "ROLLBACK")


def begin(description: str, *options: tuple[str, dict[str, Any]]) -> argparse.Namespace:
    """Read the command line and start Django as it runs for real: no debugging, no query log."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--engine", choices=["both", "postgresql", "sqlite"], default="both")
    for name, how in options:
        parser.add_argument(name, **how)
    asked = parser.parse_args()
    if asked.engine == "both":
        run_on_each_engine()
    prepare_environment(asked.engine)
    return asked


def run_on_each_engine() -> None:
    """One process for each engine, so that neither knows of the other."""
    import subprocess

    arguments = [argument for argument in sys.argv[1:] if not argument.startswith("--engine")]
    engines = ["postgresql", "sqlite"] if os.environ.get("DATABASE_URL", "").startswith("postgres") else ["sqlite"]
    if engines == ["sqlite"]:
        say("PostgreSQL is not measured: DATABASE_URL does not name one.")
    commands = [[sys.executable, sys.argv[0], "--engine", name, *arguments] for name in engines]
    sys.exit(max([subprocess.run(command, check=False).returncode for command in commands]))


def prepare_environment(engine: str) -> None:
    """Settings for this process alone, then Django."""
    folder = tempfile.mkdtemp(prefix="portal-bench-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ.update(
        {
            "DEBUG": "True", "SECRET_KEY": "measuring-only-" + "m" * 50, "MEDIA_ROOT": folder, "REDIS_URL": "",
            "EMAIL_URL": "memorymail://", "ALLOWED_HOSTS": "testserver,localhost",
            "DJANGO_SETTINGS_MODULE": "moralprovince.settings", "OUTBOX_LOCK": f"{folder}/outbox.lock",
        }
    )  # fmt: skip
    if engine == "sqlite":
        os.environ |= {"DATABASE_URL": f"sqlite:///{folder}/unused.sqlite3", "TEST_SQLITE": f"{folder}/bench.sqlite3"}
    sys.path.insert(0, str(ROOT))
    import django
    from django.conf import settings

    from moralprovince.core.catalogue import compile_if_stale

    compile_if_stale()
    django.setup()
    # DEBUG only chose unhashed static files; from here on nothing is logged.
    settings.DEBUG = False


def serve(urlpatterns: list[Any]) -> None:
    """Let these addresses be the portal's for this process."""
    from django.conf import settings

    module = ModuleType("bench_addresses")
    module.urlpatterns = urlpatterns  # type: ignore[attr-defined]
    sys.modules[module.__name__] = module
    settings.ROOT_URLCONF = module.__name__


@contextmanager
def scratch_database() -> Iterator[None]:
    """An empty migrated database beside the one that DATABASE_URL names; it is gone afterwards."""
    from django.db import connection

    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def engine_name() -> str:
    """The engine and its version."""
    from django.db import connection

    if connection.vendor == "sqlite":
        import sqlite3

        return f"SQLite {sqlite3.sqlite_version}"
    return f"PostgreSQL {connection.pg_version // 10000}.{connection.pg_version % 10000}"


def analyse() -> None:
    """What a server does by itself some minutes after so many rows came in: statistics, and the map of visible rows."""
    from django.db import connection

    # Once more: a first look may come while rows are too new to be known as visible to everybody.
    statements = ("VACUUM ANALYZE", "VACUUM") if connection.vendor == "postgresql" else ("ANALYZE",)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def fill_register(count: int) -> None:
    """So many organisations in all, made in bulk with the columns that actions derive, as members of their networks."""
    from django.db import transaction

    from networks.actions.organisations import derive_columns, next_codes
    from networks.models import Membership, Organisation, Province, SectorNetwork, Subdistrict
    from tests.support.reference import load_one_province

    province = Province.objects.filter(pk="14").first() or load_one_province("14")
    networks = list(SectorNetwork.objects.filter(province=province))
    places = list(Subdistrict.objects.filter(district__province=province).select_related("district"))
    there = Organisation.objects.count()
    with transaction.atomic():
        codes = next_codes(province, max(0, count - there))
        rows = [organisation(number, code, networks, places) for number, code in enumerate(codes, there)]
        for row in rows:
            derive_columns(row)
        for row in Organisation.objects.bulk_create(rows, batch_size=1000):
            row.membership = Membership(organisation=row, network=row.network, since=dt.date(2021, 10, 1), primary=True)
        Membership.objects.bulk_create([row.membership for row in rows], batch_size=2000)


KINDS_OF_BODY = ("วัด", "โรงเรียนบ้าน", "ชุมชน", "องค์การบริหารส่วนตำบล", "บริษัท", "สำนักงาน", "ชมรมผู้สูงอายุ", "มัสยิด", "วิสาหกิจชุมชน")
FIRST = ("ศรี", "ใหญ่", "บ้าน", "ท่า", "หนอง", "บาง", "คลอง", "โพธิ์", "เกาะ", "ดอน", "ลาด", "ป่า", "วัง")
SECOND = ("ทอง", "แก้ว", "งาม", "สุข", "เจริญ", "พัฒนา", "มงคล", "สว่าง", "ใหม่", "เก่า", "กลาง", "เหนือ", "ใต้", "สามัคคี")


def organisation(number: int, code: str, networks: Sequence[Any], places: Sequence[Any]) -> Any:
    """One of many, always the same for the same number."""
    from networks.models import Organisation

    name = f"{KINDS_OF_BODY[number % 9]}{FIRST[number // 9 % 13]}{SECOND[number // 117 % 14]} {number // 1638 + 1}"
    return Organisation(
        code=code, name=name, network=networks[(number + number // 9) % len(networks)],
        subdistrict=places[number * 31 % len(places)],
        kind="community" if number % 4 == 0 else "organisation",
        state=("active", "active", "proposed", "dormant")[number // 4 % 4], members=number * 17 % 900 or None,
        contact_name="นายทดสอบ ระบบ", phone="035-123456", email=f"o{number}@example.org",
        declared_on=dt.date(2021, 1, 1) + dt.timedelta(days=number % 1500), village_no=str(number % 12 + 1),
    )  # fmt: skip


def officer() -> Any:
    """A culture officer of province 14 who can log in."""
    from networks.models import Province
    from tests.factories import officer_of

    return officer_of(Province.objects.get(pk="14"))


def logged_in(user: Any) -> Any:
    """A client with a session."""
    from django.test import Client

    client = Client(HTTP_ACCEPT_ENCODING="gzip")
    client.force_login(user)
    return client


def interleaved(runs: int, *functions: Callable[[], Any]) -> list[float]:
    """Median milliseconds of each function, run turn by turn so that all of them meet the same weather."""
    for function in functions:
        function()
        function()
    times: list[list[float]] = [[] for _ in functions]
    gc.collect()
    for _ in range(runs):
        for taken, function in zip(times, functions, strict=True):
            start = time.perf_counter()
            function()
            taken.append((time.perf_counter() - start) * 1000)
    return [statistics.median(taken) for taken in times]


def queries_of(function: Callable[[], Any]) -> int:
    """How many statements a function sends, without what frames transactions."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        function()
    return sum(not query["sql"].startswith(FRAME) for query in captured.captured_queries)


def peak_memory() -> int:
    """The most memory this process has held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def table(headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Print rows under headings, the first column to the left."""
    cells = [list(map(str, headings)), *[[shown(cell) for cell in row] for row in rows]]
    widths = [max(len(row[at]) for row in cells) for at in range(len(headings))]
    for number, row in enumerate(cells):
        first, *others = zip(row, widths, strict=True)
        say("  ".join([first[0].ljust(first[1]), *[cell.rjust(width) for cell, width in others]]))
        if number == 0:
            say("  ".join("-" * width for width in widths))


def shown(value: Any) -> str:
    """A number with what matters of it."""
    return f"{value:,.2f}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)


def verdict(words: str, measured: float, limit: float) -> bool:
    """One line: what was asked, what was measured, whether it holds."""
    holds = measured <= limit
    say(f"{'holds ' if holds else 'BROKEN'}  {words}: {measured:.2f} (at most {limit:g})")
    return holds


def say(line: str = "") -> None:
    """Write a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
