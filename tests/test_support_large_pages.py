"""The memory of the tests: pieces of it are put into large pages, and hold what they held."""

import ctypes
import mmap
import re
from pathlib import Path

import pytest

from tests.support import large_pages
from tests.support.large_pages import SIZE, gather, now_and_then

OWN = {"flags": mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS}
WORDS = b"\xe0\xb8\x81" * SIZE


@pytest.fixture
def asked(monkeypatch, tmp_path):
    """What the system is asked for, which does nothing of it; its owner leaves it to who asks."""
    places = []
    monkeypatch.setattr(large_pages, "collapse", lambda: places.append)
    monkeypatch.setattr(large_pages, "LEAVE", tmp_path / "enabled")
    large_pages.LEAVE.write_text("always [madvise] never\n")
    return places


def begin_of(memory: mmap.mmap) -> int:
    return ctypes.addressof(ctypes.c_char.from_buffer(memory))


def in_large_pages(start: int) -> int:
    """How many KB of the memory around this place are."""
    for part in re.split(r"\n(?=[0-9a-f]+-[0-9a-f]+ )", Path("/proc/self/smaps").read_text()):
        first, end = (int(edge, 16) for edge in part.split()[0].split("-"))
        if first <= start < end:
            return int(re.search(r"AnonHugePages: +(\d+)", part)[1])
    raise AssertionError("there is nothing")


def test_a_piece_lies_in_a_large_page_and_holds_what_it_held():
    with mmap.mmap(-1, 4 * SIZE, **OWN) as memory:
        memory.write(WORDS)
        start = -(-begin_of(memory) // SIZE) * SIZE
        known = large_pages.LEAVE.exists() and "[never]" not in large_pages.LEAVE.read_text()
        if not known or large_pages.collapse()(start):
            pytest.skip("this machine gives no large pages")
        assert (memory[: len(WORDS)] == WORDS, in_large_pages(start) >= 2048) == (True, True)


def test_only_whole_pieces_of_memory_of_ones_own_are_asked_for(asked):
    with mmap.mmap(-1, 4 * SIZE, **OWN) as own, mmap.mmap(-1, 4 * SIZE) as shared:
        gather()
        first, other = begin_of(own), begin_of(shared)
    whole = [start for start in asked if first <= start and start + SIZE <= first + 4 * SIZE]
    assert (len(whole) in (3, 4), [start for start in asked if other <= start < other + 4 * SIZE]) == (True, [])
    assert {start % SIZE for start in asked} == {0}


def test_it_is_asked_for_again_after_many_tests(asked, monkeypatch):
    monkeypatch.setattr(large_pages, "_tests", iter([99, 100, 101, 200]))
    monkeypatch.setattr(large_pages, "pieces", lambda: [SIZE])
    for _test in range(4):
        now_and_then()
    assert asked == [SIZE, SIZE]


def test_where_it_is_switched_off_nothing_is_asked_for(asked):
    large_pages.LEAVE.write_text("always madvise [never]\n")
    gather()
    assert asked == []


@pytest.mark.parametrize("file", ["LEAVE", "MEMORY"])
def test_another_system_is_not_asked(asked, monkeypatch, tmp_path, file):
    monkeypatch.setattr(large_pages, file, tmp_path / "nowhere")
    gather()
    assert asked == []
