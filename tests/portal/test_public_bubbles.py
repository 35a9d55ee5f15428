"""Circles of the map: wherever districts lie and whatever they count, none lies on another and none leaves the sheet."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from moralprovince.portal.public.bubbles import Bubble, apart, radius_of

PLACES = st.floats(-500, 1500, allow_nan=False)
SIZES = st.floats(1, 90, allow_nan=False)
BUBBLE = st.tuples(PLACES, PLACES, SIZES, st.floats(1, 200), st.floats(0, 30))


def made(parts) -> list[Bubble]:
    """Circles with a name below them, as wide as the wider of both."""
    return [
        Bubble(f"{place:03}", x, y, radius, max(2 * radius, name), 2 * radius + line)
        for place, (x, y, radius, name, line) in enumerate(parts)
    ]


def on_another(one: Bubble, other: Bubble) -> bool:
    """Do the rooms of two share a point?"""
    return (
        abs(one.x - other.x) < (one.width + other.width) / 2 - 1e-6
        and abs(one.y - other.y) < (one.height + other.height) / 2 - 1e-6
    )


@given(st.lists(BUBBLE, max_size=24), st.sampled_from([340.0, 900.0]))
def test_no_circle_and_no_name_lies_on_another(parts, width):
    placed = apart(made(parts), width)
    assert [one.key for one in placed] == [one.key for one in made(parts)]
    assert [pair for pair in combinations(placed, 2) if on_another(*pair)] == []
    assert [one for one in placed if one.x - one.width / 2 < -1e-6 or one.x + one.width / 2 > width + 1e-6] == []
    assert all(one.y - one.height / 2 >= -1e-6 for one in placed)


def test_districts_at_one_point_are_drawn_beside_each_other():
    same = made([(450.0, 100.0, 40.0, 80.0, 20.0)] * 16)
    placed = apart(same, 900.0)
    assert len({(one.x, one.y) for one in placed}) == 16
    assert [pair for pair in combinations(placed, 2) if on_another(*pair)] == []


def test_what_is_apart_already_stays_where_the_land_put_it():
    there = made([(100.0, 50.0, 10.0, 20.0, 0.0), (300.0, 400.0, 10.0, 20.0, 0.0)])
    assert [round(one.x, 1) for one in apart(there, 900.0)] == [100.0, 300.0]


def test_the_area_of_a_circle_goes_with_its_count():
    assert radius_of(100, 100, 60, 5) == 60
    assert radius_of(25, 100, 60, 5) == 30
    assert radius_of(0, 100, 60, 5) == 5
    assert radius_of(0, 0, 60, 5) == 5
