"""Processes under one parent: each is stopped when the parent ends, however it ends."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
STOP_WITHIN = 6.0
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
PR_SET_PDEATHSIG = 1
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Trouble(Exception):
    """One clear sentence for the person at the keyboard."""


class Stopped(BaseException):
    """Somebody pressed Ctrl-C or asked this process to end."""


def say(text: str = "") -> None:
    """One line for the person at the keyboard, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


class Processes:
    """What runs under this parent, each in a session of its own, so that it and all it starts can be stopped."""

    def __init__(self) -> None:
        self.running: dict[str, tuple[subprocess.Popen[bytes], signal.Signals]] = {}

    def start(
        self, name: str, command: Iterable[object], *, stop: signal.Signals = signal.SIGTERM, **options: Any
    ) -> subprocess.Popen[bytes]:
        """Start one; on Linux the kernel sends it `stop` even when this parent dies of kill -9."""
        options = {"stdin": subprocess.DEVNULL, "cwd": ROOT, "preexec_fn": tied_to(os.getpid(), stop)} | options
        process = subprocess.Popen([str(part) for part in command], start_new_session=True, **options)
        self.running[name] = (process, stop)
        return process

    def run(self, command: Iterable[object], **options: Any) -> tuple[int, str, str]:
        """Run one command to its end: its code, its output, and what it said besides."""
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
        process = self.start("command", command, **pipes)
        said = process.communicate()
        del self.running["command"]
        output, errors = ((stream or b"").decode("utf-8", "replace") for stream in said)
        return process.returncode, output, errors

    def ended(self) -> list[str]:
        """The names of those that ended on their own."""
        return [name for name, (process, _stop) in self.running.items() if process.poll() is not None]

    def stop(self) -> None:
        """Ask all to stop, and after a while insist."""
        chosen = list(reversed(self.running.values()))
        self.running.clear()
        for process, stop in chosen:
            signal_group(process, stop)
        deadline = time.monotonic() + STOP_WITHIN
        for process, _stop in chosen:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, deadline - time.monotonic()))
        for process, _stop in chosen:
            signal_group(process, signal.SIGKILL)
            process.wait()


def tied_to(parent: int, stop: signal.Signals) -> Callable[[], None]:
    """What a child does before its program: bind its life to the parent's."""

    def tie() -> None:
        if LIBC is not None:
            LIBC.prctl(PR_SET_PDEATHSIG, int(stop))
            if os.getppid() != parent:
                os._exit(1)

    return tie


def signal_group(process: subprocess.Popen[bytes], number: int) -> None:
    """Send a signal to a process and all it started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def on_request_stop() -> None:
    """Make Ctrl-C, SIGTERM and a closed terminal raise Stopped, once."""

    def stop(number: int, _frame: FrameType | None) -> None:
        for ending in ENDINGS:
            signal.signal(ending, signal.SIG_IGN)
        raise Stopped(number)

    for ending in ENDINGS:
        signal.signal(ending, stop)


def free_port() -> int:
    """A port nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def tail(said: str) -> str:
    """The last lines of what a command said."""
    return "\n".join("  " + line for line in said.strip().splitlines()[-12:])
