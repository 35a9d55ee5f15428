"""Gives a test one piece of Python's stack, since a loop over the edge of two pieces costs more than its own work.

CPython 3.11, 3.12 and all before March 2026 keep frames in pieces of 16 KB, fetch a piece from the system when a call needs
it and give it back when that call returns (github.com/python/cpython/issues/142183). A page asked for by a test is drawn a
hundred and fifty calls deep, so some loop always ran over an edge: it took a quarter of the time of such tests. One frame
that asks for more than a piece is given a larger one, and all it calls fits into the rest of that. A web server calls its
pages from a thread's own short stack and gained nothing.
"""

from __future__ import annotations

from types import FunctionType

# In words of 8 bytes: more than half of 256 KB, so that this is what is fetched, and 110 KB of it, some 600 calls, are left.
ROOM = 17_000


def roomy(function: FunctionType) -> None:
    """Let its frame ask for room for all the calls it leads to; nothing is written into it."""
    code = function.__code__
    function.__code__ = code.replace(co_stacksize=code.co_stacksize + ROOM)
