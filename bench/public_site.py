"""Measures kept public pages against a static file of the same size from the same server, and how soon a change is shown.

One gunicorn with two workers serves both: the page from the shelf of its process (core/public_pages.py), the file by
whitenoise. Turns of a second each, page and file by turns; beside requests a second stands the time of the server's own
processors for one request, since the readers of this measurement run on the same machine.
"""

from __future__ import annotations

import gzip
import http.client
import multiprocessing
import os
import re
import secrets
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import common

LEAST = 0.6
MOST_SECONDS = 1.0
MOST_BYTES = 100 * 1024
READERS = 3
HEADERS = "Host: localhost\r\nAccept-Encoding: gzip\r\nUser-Agent: Mozilla/5.0\r\nReferer: http://localhost/\r\n"
PAGES = ("/", "/members/", "/map/")


def main() -> int:
    """Serve, read by turns, change something; 1 where a demand does not hold."""
    options = [("--organisations", {"type": int, "default": 2_000}), ("--turns", {"type": int, "default": 6})]
    asked = common.begin(__doc__ or "", *options)
    with common.scratch_database(), tempfile.TemporaryDirectory() as folder:
        common.say(f"{common.engine_name()}, {asked.organisations:,} bodies, {READERS} readers at once")
        common.fill_register(asked.organisations)
        name_the_office()
        common.analyse()
        statics = Path(folder) / "static"
        gather(statics)
        with server(statics) as (port, group):
            sizes = {path: put_beside(statics, path, get(port, path)[1]) for path in PAGES}
            # The server looks for its static files when it starts.
            os.kill(group, signal.SIGHUP)
            wait_until(port, file_of(PAGES[-1]))
            bad = [path for path in PAGES if not fast_enough(port, group, path, asked.turns, sizes[path])]
            weight = first_view(port)
            late = how_late(port)
    common.say(f"first view of home with styles, typeface, scripts and icons: {weight / 1024:.1f} KB over the wire")
    common.say(f"a change is shown by every worker after at most {late * 1000:.0f} ms")
    return int(bool(bad) or weight > MOST_BYTES or late > MOST_SECONDS)


def name_the_office() -> None:
    """The office and its year, so that the pages are those people read."""
    from moralprovince.core import thai
    from networks.models import Office, ProgrammeYear, Province

    year, _new = ProgrammeYear.objects.get_or_create(
        province_id="14", fiscal_year=thai.fiscal_year_of(thai.today()), defaults={"motto": "ชาวอยุธยา มีวินัย ใส่ใจส่วนรวม"}
    )
    Office.objects.update_or_create(
        province=Province.objects.get(pk="14"), defaults={"name": "สำนักงานวัฒนธรรมจังหวัด", "working_year": year}
    )


def gather(statics: Path) -> None:
    """The static files as they are served for real, under names that carry their digest."""
    environment = served_environment(statics)
    for words in (["build_static"], ["collectstatic", "--no-input"]):
        command = [sys.executable, "manage.py", *words]
        subprocess.run(command, cwd=common.ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)


def served_environment(statics: Path) -> dict[str, str]:
    """What the server needs to know: this scratch database, no debugging."""
    from django.db import connection

    given = connection.settings_dict
    url = f"sqlite:///{given['NAME']}"
    if connection.vendor == "postgresql":
        who = f"{given['USER']}:{given['PASSWORD']}@" if given["PASSWORD"] else f"{given['USER']}@"
        url = f"postgres://{who}{given['HOST']}:{given['PORT'] or 5432}/{given['NAME']}"
    more = {"DATABASE_URL": url, "DEBUG": "False", "STATIC_ROOT": str(statics), "SECRET_KEY": secrets.token_hex(32)}
    return os.environ | more | {"ALLOWED_HOSTS": "localhost", "SITE_URL": "http://localhost"}


def put_beside(statics: Path, path: str, packed: bytes) -> int:
    """A file of the size of a page, packed beforehand as well; how large the page is."""
    content = gzip.decompress(packed)
    name = file_of(path).removeprefix("/static/")
    (statics / name).write_bytes(content)
    (statics / f"{name}.gz").write_bytes(gzip.compress(content, 6))
    return len(content)


def file_of(path: str) -> str:
    """The address of the file of a page."""
    return f"/static/bench{path.strip('/') or 'home'}.html"


@contextmanager
def server(statics: Path) -> Iterator[tuple[int, int]]:
    """The portal under gunicorn; its port and its group of processes."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["-m", "gunicorn", "moralprovince.wsgi", "--workers", "2", "--threads", "4", "--no-control-socket"]
    process = subprocess.Popen(
        [sys.executable, *command, "--bind", f"127.0.0.1:{port}", "--log-level", "error"], cwd=common.ROOT,
        env=served_environment(statics), start_new_session=True, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_until(port, "/livez")
        yield port, process.pid
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)


def wait_until(port: int, path: str) -> None:
    """Until both workers have that answer."""
    in_a_row = 0
    for _attempt in range(600):
        try:
            in_a_row = in_a_row + 1 if get(port, path)[0] == 200 else 0
        except OSError:
            in_a_row = 0
        if in_a_row >= 20:
            return
        time.sleep(0.05)
    raise SystemExit("The server did not start.")


def get(port: int, path: str) -> tuple[int, bytes, dict[str, str]]:
    """One answer over a line of its own, as it travels."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    line.request("GET", path, headers={"Host": "localhost", "Accept-Encoding": "gzip"})
    answer = line.getresponse()
    found = answer.status, answer.read(), {name.lower(): value for name, value in answer.getheaders()}
    line.close()
    return found


def fast_enough(port: int, group: int, path: str, turns: int, size: int) -> bool:
    """Page and file by turns: requests a second, and what each costs the server."""
    for address in (path, file_of(path)):
        status, body, _headers = get(port, address)
        assert (status, len(gzip.decompress(body))) == (200, size), f"{address}: {status}, {len(body)}"
        read_for(port, address, 0.5)
    found: dict[str, list[tuple[float, float]]] = {"page": [], "file": []}
    for _turn in range(turns):
        for name, address in (("page", path), ("file", file_of(path))):
            before = processor_seconds(group)
            count, seconds = read_for(port, address, 1.0)
            found[name].append((count / seconds, (processor_seconds(group) - before) / max(1, count) * 1000))
    rates = {name: statistics.median(rate for rate, _cost in rows) for name, rows in found.items()}
    costs = {name: statistics.median(cost for _rate, cost in rows) for name, rows in found.items()}
    ratio = rates["page"] / rates["file"]
    common.say(
        f"{path} ({size:,} bytes): page {rates['page']:,.0f}/s, file {rates['file']:,.0f}/s, ratio {ratio:.2f}; "
        f"processor {costs['page']:.3f} and {costs['file']:.3f} ms a request, ratio {costs['file'] / costs['page']:.2f}"
    )
    return ratio >= LEAST


def read_for(port: int, address: str, seconds: float) -> tuple[int, float]:
    """So many answers, read by several processes at once."""
    start = time.perf_counter()
    with multiprocessing.get_context("fork").Pool(READERS) as readers:
        counts = readers.starmap(reader, [(port, address, seconds)] * READERS)
    return sum(count for count, _took in counts), max(took for _count, took in counts) or time.perf_counter() - start


def reader(port: int, address: str, seconds: float) -> tuple[int, float]:
    """One reader who asks again and again over one line."""
    request = f"GET {address} HTTP/1.1\r\n{HEADERS}\r\n".encode()
    line, count, start = socket.create_connection(("127.0.0.1", port)), 0, time.perf_counter()
    rest = b""
    while time.perf_counter() - start < seconds:
        line.sendall(request)
        try:
            rest = one_answer(line, rest)
        except ConnectionError:
            line, rest = socket.create_connection(("127.0.0.1", port)), b""
            continue
        count += 1
    took = time.perf_counter() - start
    line.close()
    return count, took


def one_answer(line: socket.socket, got: bytes) -> bytes:
    """Read one whole answer; what was read beyond it."""
    while b"\r\n\r\n" not in got:
        got += more_of(line)
    head, _blank, body = got.partition(b"\r\n\r\n")
    length = int(next(one for one in head.split(b"\r\n") if one.lower().startswith(b"content-length:")).split(b":")[1])
    while len(body) < length:
        body += more_of(line)
    return body[length:]


def more_of(line: socket.socket) -> bytes:
    """What came next.

    Raises:
        ConnectionError: the line is closed.
    """
    got = line.recv(262144)
    if not got:
        raise ConnectionError
    return got


def processor_seconds(group: int) -> float:
    """What the processes of the server have used so far."""
    used = 0.0
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group:
            used += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return used


def first_view(port: int) -> int:
    """Bytes over the wire for a phone that has nothing of us: the page and all it names."""
    _status, body, headers = get(port, "/")
    page = gzip.decompress(body).decode()
    named = set(re.findall(r'(?:href|src)="(/(?:static/[^"#]+|theme\.css[^"]*))', page))
    fonts = set()
    total = len(body) + heading_size(headers)
    for address in named:
        _status, piece, sent = get(port, address.replace("&amp;", "&"))
        total += len(piece) + heading_size(sent)
        if address.endswith(".css") and "tokens" in address:
            fonts |= set(re.findall(r'url\("?\.\./(fonts/[^")]+)', gzip.decompress(piece).decode()))
    for font in fonts - {address.removeprefix("/static/") for address in named}:
        _status, piece, sent = get(port, f"/static/{font}")
        total += len(piece) + heading_size(sent)
    return total


def heading_size(headers: dict[str, str]) -> int:
    """About what the head of an answer weighs."""
    return sum(len(name) + len(value) + 4 for name, value in headers.items()) + 20


def how_late(port: int) -> float:
    """How long after an action some worker still showed the page of before; asked over new lines for two seconds."""
    from moralprovince.core.models import User
    from moralprovince.core.signs import sign_of
    from networks.actions.office import YEAR_FIELDS, edit_year
    from networks.models import Office

    root = User.objects.create_superuser("root@example.org", name="root")
    year = Office.objects.get(province="14").working_year
    worst = 0.0
    for number in range(3):
        words = f"motto-{number}"
        year.refresh_from_db()
        edit_year(year=year, motto=words, virtues=(), read_only_from=None, sign=sign_of(year, YEAR_FIELDS), by=root)
        start = time.perf_counter()
        while (now := time.perf_counter() - start) < 2:
            if words not in gzip.decompress(get(port, "/")[1]).decode():
                worst = max(worst, now)
    return worst


if __name__ == "__main__":
    sys.exit(main())
