"""What people type into boxes that have no form, and the versions forms carry."""

import pytest
from django.http import QueryDict

from moralprovince.core.values import (
    LARGEST,
    ValueProblem,
    clipped,
    digits_asked,
    head_count,
    key_typed,
    telephone,
    thai_telephone,
    typed,
    version_typed,
    whole_number,
)


@pytest.mark.parametrize(
    ("sent", "most", "read"),
    [("", 9, ""), ("note=", 9, ""), ("note=%00a%00b%00", 9, "ab"), ("note=abcdef", 3, "abc"), ("note=%00abc", 3, "abc")],
)
def test_a_box_without_a_form_is_read_without_nul_and_at_its_longest(sent, most, read):
    assert typed(QueryDict(sent), "note", most) == read


def test_a_note_takes_two_thousand_characters():
    assert typed({"note": "ก" * 2001}, "note") == "ก" * 2000


def test_what_is_clipped_is_counted_after_nul_is_taken_out():
    assert clipped("\x00ก\x00ข", 2) == "กข"


@pytest.mark.parametrize(
    ("sent", "version"),
    [({"version": "7"}, 7), ({}, 0), ({"version": "x"}, 0), ({"version": "-1"}, 0), ({"version": "1" * 10}, 0)],
)
def test_nonsense_is_a_version_that_never_exists(sent, version):
    assert version_typed(sent) == version


def test_where_a_form_may_come_without_a_version_the_view_says_which_is_meant():
    assert version_typed({"version": "²"}, otherwise=4) == 4


@pytest.mark.parametrize(("text", "key"), [("17", 17), ("๑๗", 17), ("", 0), ("x", 0), ("-1", 0), ("²", 0), ("1" * 18, 0)])
def test_nonsense_is_nobodys_key(text, key):
    assert key_typed(text) == key


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (whole_number, "120.0", 120), (whole_number, str(LARGEST), LARGEST), (head_count, "๑,๒๐๐ คน", 1200),
        (telephone, "035 241 234 EXT 5", "035 241 234 EXT 5"), (telephone, "191", "191"), (telephone, "1" * 60, "1" * 60),
        (thai_telephone, "035-241-234 EXT 5", "035-241-234 EXT 5"),
        (thai_telephone, "035-241-234 / - / -081-171-5160-", "035-241-234 / - / -081-171-5160-"),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(read, text, value):
    assert read(text) == value


@pytest.mark.parametrize(
    ("read", "text", "code"),
    [
        (whole_number, "1.5", "invalid"), (whole_number, str(LARGEST + 1), "digits"), (telephone, "19", "invalid"),
        (telephone, "ก 035 241 234", "invalid"), (telephone, "1" * 61, "invalid"), (thai_telephone, "035-241-23", "incomplete"),
    ],
)  # fmt: skip
def test_what_is_no_such_number_says_how(read, text, code):
    with pytest.raises(ValueProblem) as problem:
        read(text)
    assert problem.value.code == code


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("+66 81 171", ("081171", "6681171")), ("66 8117 1516", ("081171516", "6681171516")),
        ("66 8117 151", ("668117151",)), ("081 17", ("08117", "668117")), ("241", ()), ("+66 0", ()), ("241 234 ก", ()),
    ],
)  # fmt: skip
def test_a_part_of_a_number_is_looked_for_with_zero_and_with_the_code_of_the_country(text, digits):
    assert digits_asked(text) == digits
