"""Keeps what a process of the tests holds in large pages of memory: to look small ones up took a tenth of its time.

Half a gigabyte is spread over 120,000 pages of 4 KB, far more than a processor remembers the places of. Linux puts pages of
2 MB in their place where it is asked to; an older one, another system or a machine that forbids it leaves all as it is.
"""

from __future__ import annotations

import ctypes
import itertools
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

SIZE = 2 * 1024 * 1024
# From linux/mman.h: put it together now (6.1 and later).
COLLAPSE = 25
# So many tests apart new memory is looked for.
EVERY = 100
_tests = itertools.count(1)


def now_and_then() -> None:
    """After a test: what was added lately."""
    if not next(_tests) % EVERY:
        gather()


def gather() -> None:
    """Put into large pages what is not in them; a piece that is takes a few microseconds."""
    if sys.platform == "linux":
        put_together = collapse()
        for start in list(pieces()):
            put_together(start)


def pieces() -> Iterator[int]:
    """Where each whole large page of this process's own memory would begin."""
    for line in Path("/proc/self/maps").read_text(encoding="utf-8").splitlines():
        where, rights, *more = line.split()
        if rights == "rw-p" and more[3:] in ([], ["[heap]"]):
            first, end = (int(edge, 16) for edge in where.split("-"))
            yield from range(-(-first // SIZE) * SIZE, end // SIZE * SIZE, SIZE)


def collapse() -> Callable[[int], object]:
    """What puts one piece together where it can."""
    advise = ctypes.CDLL(None).madvise
    advise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    return lambda start: advise(start, SIZE, COLLAPSE)
