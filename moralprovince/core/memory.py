"""Settles a process on what it has read: few looks for garbage, and memory in large pages.

To look through all that a process has read takes half a second, in which it serves nobody.

A quarter of a gigabyte is spread over 60,000 pages of 4 KB, far more than a processor remembers the places of: to look them up
takes a tenth of the time of the tests. Linux (6.1 and later) puts pages of 2 MB in their place where it is asked to; where that
is switched off, or not known, all is left as it is.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
from collections.abc import Callable, Iterator
from pathlib import Path

SIZE = 2 * 1024 * 1024
# From linux/mman.h: put it together now. It asks for no leave, so what the machine's owner said is asked for here.
COLLAPSE = 25
LEAVE = Path("/sys/kernel/mm/transparent_hugepage/enabled")
MEMORY = Path("/proc/self/maps")
# How much is made before garbage is looked for: rows come and go by the thousand, and hardly any hold each other.
SELDOM = (50_000, 20, 20)


def settle() -> None:
    """For what works alone for minutes: both."""
    look_seldom()
    gather()


def look_seldom() -> None:
    """What was read by now stays to the end: the collector of garbage need not look through it again and again."""
    gc.collect()
    gc.freeze()
    gc.enable()
    gc.set_threshold(*SELDOM)


def gather() -> None:
    """Put into large pages what is not in them; a piece that is takes a few microseconds."""
    # Other systems have neither of the files.
    with contextlib.suppress(OSError):
        if "[never]" not in LEAVE.read_text(encoding="utf-8"):
            put_together = collapse()
            for start in pieces():
                put_together(start)


def pieces() -> Iterator[int]:
    """Where each whole large page of this process's own memory would begin."""
    for line in MEMORY.read_text(encoding="utf-8").splitlines():
        where, rights, *more = line.split()
        if rights == "rw-p" and more[3:] in ([], ["[heap]"]):
            first, end = (int(edge, 16) for edge in where.split("-"))
            yield from range(-(-first // SIZE) * SIZE, end // SIZE * SIZE, SIZE)


def collapse() -> Callable[[int], object]:
    """What puts one piece together where it can, and says 0 then."""
    advise = ctypes.CDLL(None).madvise
    advise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    return lambda start: advise(start, SIZE, COLLAPSE)
