"""The memory of the tests: pieces of it are put into large pages, and hold what they held."""

import ctypes
import mmap

import pytest

from tests.support import large_pages
from tests.support.large_pages import SIZE, gather, now_and_then


@pytest.fixture
def asked(monkeypatch):
    """What the system is asked for; it does nothing of it."""
    places = []
    monkeypatch.setattr(large_pages, "collapse", lambda: places.append)
    return places


def test_what_lies_in_large_pages_is_what_lay_in_small_ones():
    with mmap.mmap(-1, 4 * SIZE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as memory:
        memory.write(b"\xe0\xb8\x81" * (SIZE // 3))
        gather()
        assert memory[: SIZE // 3 * 3] == b"\xe0\xb8\x81" * (SIZE // 3)


def test_only_whole_pieces_of_memory_of_ones_own_are_asked_for(asked):
    with mmap.mmap(-1, 4 * SIZE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as own, mmap.mmap(-1, 4 * SIZE) as shared:
        gather()
        first, other = (ctypes.addressof(ctypes.c_char.from_buffer(one)) for one in (own, shared))
    whole = [start for start in asked if first <= start and start + SIZE <= first + 4 * SIZE]
    assert (len(whole) in (3, 4), [start for start in asked if other <= start < other + 4 * SIZE]) == (True, [])
    assert {start % SIZE for start in asked} == {0}


def test_it_is_asked_for_again_after_many_tests(asked, monkeypatch):
    monkeypatch.setattr(large_pages, "_tests", iter([99, 100, 101, 200]))
    monkeypatch.setattr(large_pages, "pieces", lambda: [SIZE])
    for _test in range(4):
        now_and_then()
    assert asked == [SIZE, SIZE]


def test_another_system_is_not_asked(asked, monkeypatch):
    monkeypatch.setattr(large_pages.sys, "platform", "darwin")
    gather()
    assert asked == []
