"""The memory of a process: pieces of it are put into large pages, and hold what they held."""

import ctypes
import gc
import mmap
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from moralprovince.core import memory
from moralprovince.core.memory import SIZE, gather, settle

OWN = {"flags": mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS}
WORDS = b"\xe0\xb8\x81" * SIZE


@pytest.fixture
def asked(monkeypatch, tmp_path):
    """What the system is asked for, which does nothing of it; its owner leaves it to who asks."""
    places = []
    monkeypatch.setattr(memory, "collapse", lambda: places.append)
    monkeypatch.setattr(memory, "LEAVE", tmp_path / "enabled")
    memory.LEAVE.write_text("always [madvise] never\n")
    return places


def begin_of(piece: mmap.mmap) -> int:
    return ctypes.addressof(ctypes.c_char.from_buffer(piece))


def in_large_pages(start: int) -> int:
    """How many KB of the memory around this place are."""
    for part in re.split(r"\n(?=[0-9a-f]+-[0-9a-f]+ )", Path("/proc/self/smaps").read_text()):
        first, end = (int(edge, 16) for edge in part.split()[0].split("-"))
        if first <= start < end:
            return int(re.search(r"AnonHugePages: +(\d+)", part)[1])
    raise AssertionError("there is nothing")


def test_a_piece_lies_in_a_large_page_and_holds_what_it_held():
    with mmap.mmap(-1, 4 * SIZE, **OWN) as piece:
        piece.write(WORDS)
        start = -(-begin_of(piece) // SIZE) * SIZE
        known = memory.LEAVE.exists() and "[never]" not in memory.LEAVE.read_text()
        if not known or memory.collapse()(start):
            pytest.skip("this machine gives no large pages")
        assert (piece[: len(WORDS)] == WORDS, in_large_pages(start) >= 2048) == (True, True)


def test_only_whole_pieces_of_memory_of_ones_own_are_asked_for(asked):
    with mmap.mmap(-1, 4 * SIZE, **OWN) as own, mmap.mmap(-1, 4 * SIZE) as shared:
        gather()
        first, other = begin_of(own), begin_of(shared)
    whole = [start for start in asked if first <= start and start + SIZE <= first + 4 * SIZE]
    assert (len(whole) in (3, 4), [start for start in asked if other <= start < other + 4 * SIZE]) == (True, [])
    assert {start % SIZE for start in asked} == {0}


def test_what_was_read_is_put_together_and_not_looked_through_again(asked, monkeypatch):
    kept = gc.get_threshold()
    frozen = gc.get_freeze_count()
    monkeypatch.setattr(memory, "pieces", lambda: [SIZE])
    more = [[] for _piece in range(1000)]
    try:
        settle()
        assert (gc.isenabled(), gc.get_threshold(), asked) == (True, memory.SELDOM, [SIZE])
        assert gc.get_freeze_count() - frozen >= len(more)
    finally:
        gc.set_threshold(*kept)


def test_where_it_is_switched_off_nothing_is_asked_for(asked):
    memory.LEAVE.write_text("always madvise [never]\n")
    gather()
    assert asked == []


@pytest.mark.parametrize("file", ["LEAVE", "MEMORY"])
def test_another_system_is_not_asked(asked, monkeypatch, tmp_path, file):
    monkeypatch.setattr(memory, file, tmp_path / "nowhere")
    gather()
    assert asked == []


def test_the_web_server_has_read_all_pages_and_looks_through_them_no_more():
    asked = (
        "import gc, sys; import moralprovince.wsgi; from moralprovince.core import memory;"
        "print(gc.get_threshold() == memory.SELDOM, gc.get_freeze_count() > 100_000, 'lessons.urls' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "moralprovince.settings", "DEBUG": "True"},
    )  # fmt: skip
    assert done.stdout == "True True True\n"
