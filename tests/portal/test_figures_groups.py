"""Small groups stay hidden: no row stands out, and no total gives away what was hidden, whatever the register looks like."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from moralprovince.portal.figures.bodies import Body, de_identified
from moralprovince.portal.figures.groups import HIDDEN_FROM, LEFT_OUT, OTHER, steps_for, told, traits_told

CELL = st.tuples(st.sampled_from("ABC"), st.sampled_from("1234"), st.sampled_from("oc"))
TRAITS = st.tuples(st.sampled_from("0123"), st.sampled_from(("none", "0-49", "80-100")), st.sampled_from(("none", "3+")))
BODIES = st.lists(st.builds(Body, CELL, TRAITS, st.tuples(*[st.integers(0, 4)] * 3)), max_size=60)
LEAST = st.integers(2, 9)


@given(BODIES, LEAST)
@settings(max_examples=80, deadline=None)
def test_no_row_is_like_fewer_than_the_smallest_group(bodies, least):
    lines = de_identified(bodies, least).lines
    places, rows = Counter(line.cell for line in lines), Counter((line.cell, line.traits) for line in lines)
    assert [count for count in (*places.values(), *rows.values()) if count < least] == []


@given(st.dictionaries(CELL, st.integers(1, 12)), LEAST)
@settings(max_examples=120, deadline=None)
def test_no_total_less_what_is_shown_tells_of_a_few(sizes, least):
    steps = steps_for(sizes, least)
    for part, hidden_from in enumerate(HIDDEN_FROM):
        for value in {cell[part] for cell in sizes}:
            whole = sum(count for cell, count in sizes.items() if cell[part] == value)
            hidden = sum(count for cell, count in sizes.items() if cell[part] == value and steps[cell] >= hidden_from)
            assert hidden in (0, whole) or hidden >= least


@given(BODIES, LEAST)
@settings(max_examples=40, deadline=None)
def test_every_body_goes_out_or_none_and_numbers_stay_what_they_are(bodies, least):
    cells = de_identified(bodies, least)
    goes_out = bodies if len(bodies) >= least else []
    assert cells.left_out == len(bodies) - len(goes_out)
    assert Counter(line.numbers for line in cells.lines) == Counter(body.numbers for body in goes_out)


@given(st.dictionaries(CELL, st.integers(5, 9)))
@settings(max_examples=30, deadline=None)
def test_what_is_no_small_group_is_told_as_it_is(sizes):
    assert set(steps_for(sizes, 5).values()) <= {0}


@given(BODIES)
@settings(max_examples=30, deadline=None)
def test_nothing_is_told_that_was_not_so(bodies):
    known = {(body.cell, body.traits, body.numbers) for body in bodies}
    for line in de_identified(bodies, 3).lines:
        assert any(
            all(shown in (OTHER, true) for shown, true in zip(line.cell, cell, strict=True))
            and all(shown in ("", true) for shown, true in zip(line.traits, traits, strict=True))
            and line.numbers == numbers
            for cell, traits, numbers in known
        )


def test_a_small_cell_takes_another_of_its_network_along_before_the_network_is_hidden():
    sizes = {("A", "1", "o"): 2, ("A", "2", "o"): 6, ("A", "3", "o"): 9, ("B", "1", "o"): 30}
    steps = steps_for(sizes, 5)
    assert {told(cell, step) for cell, step in steps.items()} == {
        ("A", OTHER, "o"), ("A", "3", "o"), ("B", OTHER, "o")
    }  # fmt: skip


def test_fewer_bodies_than_the_smallest_group_are_all_left_out():
    assert set(steps_for({("A", "1", "o"): 2, ("B", "2", "c"): 2}, 5).values()) == {LEFT_OUT}


def test_a_rare_level_is_left_empty_and_takes_others_along():
    rows = [("0", "80-100", "3+")] * 6 + [("3", "80-100", "3+")] * 1
    assert traits_told(rows, 5) == [("", "80-100", "3+")] * 7
    rows = [("0", "80-100", "3+")] * 6 + [("3", "none", "none")] * 5 + [("1", "none", "3+")]
    found = traits_told(rows, 5)
    assert Counter(found).most_common()[-1][1] >= 5


def test_keys_and_order_are_new_each_time():
    bodies = [Body(("A", "1", "o"), ("0", "none", "none"), (1, 1, number)) for number in range(30)]
    first, second = (de_identified(bodies, 5).lines for _time in range(2))
    assert {line.key for line in first} & {line.key for line in second} == set()
    assert [line.numbers for line in first] != [line.numbers for line in second]
