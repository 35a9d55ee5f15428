"""What people type into boxes that have no form, and the versions forms carry."""

import pytest
from django.http import QueryDict

from moralprovince.core.values import clipped, key_typed, typed, version_typed


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
