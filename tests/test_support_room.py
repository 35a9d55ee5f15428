"""Each test runs in one piece of Python's stack (tests/support/room.py)."""

import sys
from collections.abc import Iterator
from types import FrameType

from tests.support.room import ROOM, roomy


def frames() -> Iterator[FrameType]:
    """This call and all that led to it."""
    frame: FrameType | None = sys._getframe()
    while frame:
        yield frame
        frame = frame.f_back


def test_the_frame_that_runs_a_test_asks_for_room_for_all_it_calls():
    asked = [frame.f_code.co_name for frame in frames() if frame.f_code.co_stacksize >= ROOM]
    assert asked == ["pytest_runtest_protocol"]


def test_a_function_with_room_does_what_it_did():
    def both(first, *, second=2):
        return first + second

    before = both.__code__.co_stacksize
    roomy(both)
    assert (both(1), both(1, second=5), both.__code__.co_stacksize - before) == (3, 6, ROOM)
