"""Pages of long lists: the right rows from either end, exact counts up to a limit, and no count where a list is long."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from moralprovince.core.listing import address, count_up_to, page_number, page_of, page_showing, page_with
from moralprovince.core.models import User
from tests.support.queries import counted

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    User.objects.bulk_create(User(email=f"p{n:03d}@example.org", name=f"ค{n:03d}") for n in range(23))
    return User.objects.order_by("name", "pk")


def names(page):
    return [row[1] for row in page.rows]


def wanted(start, stop):
    return [f"ค{n:03d}" for n in range(start, stop)]


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [
        ("", 0, 5),
        ("1", 0, 5),
        ("2", 5, 10),
        ("4", 15, 20),
        ("5", 20, 23),
        ("-1", 20, 23),
        ("-2", 15, 20),
        ("99", 20, 23),
        ("-99", 0, 5),
    ],  # fmt: skip
)
def test_a_page_has_its_rows_from_whichever_end_it_is_read(people, asked, start, stop):
    page = page_with(people, asked, ["name"], 5)
    assert names(page) == wanted(start, stop)
    assert page.keys == [row[0] for row in page.rows] == page_of(people, asked, 5).keys
    assert (page.total, page.pages) == (23, 5)


@pytest.mark.parametrize(("asked", "start", "stop"), [("", 0, 5), ("5", 20, 23), ("-2", 15, 20)])
def test_a_page_with_its_rows_themselves_is_one_count_and_one_statement(people, asked, start, stop):
    with counted() as queries:
        page = page_showing(people, asked, User.objects.all(), 5)
    assert ([row.name for row in page.rows], page.total, len(queries)) == (wanted(start, stop), 23, 2)


def test_a_list_too_long_to_count_is_paged_from_both_ends(people, monkeypatch):
    monkeypatch.setattr(count_up_to, "__defaults__", (10,))
    first, last = page_with(people, "", ["name"], 5), page_with(people, "-1", ["name"], 5)
    assert (names(first), first.total, first.previous, first.next) == (wanted(0, 5), None, None, 2)
    assert (names(last), last.previous, last.next) == (wanted(18, 23), -2, None)
    assert names(page_with(people, "9", ["name"], 5)) == wanted(18, 23)


def test_a_long_list_is_not_counted_again_and_a_short_one_always_is(people, monkeypatch):
    monkeypatch.setattr(count_up_to, "__defaults__", (10,))
    page_with(people, "", ["name"], 5, list_name="people")
    with counted() as queries:
        assert page_with(people, "", ["name"], 5, list_name="people").total is None
    assert len(queries) == 1
    monkeypatch.setattr(count_up_to, "__defaults__", (100,))
    assert page_with(people, "", ["name"], 5, list_name="others").total == 23
    User.objects.create(email="new@example.org", name="ค100")
    assert page_with(people, "", ["name"], 5, list_name="others").total == 24


def test_an_empty_list_is_one_empty_page():
    page = page_with(User.objects.none(), "7", ["name"])
    assert (page.keys, page.rows, page.total, page.pages, page.has_other_pages) == ([], [], 0, 1, False)


@pytest.mark.parametrize("asked", ["", "0", "x", "1.5", "--1", "-", "²", "9" * 40, "\x00", "-0"])
def test_a_page_number_that_is_none_is_the_first(asked):
    assert page_number(asked) == 1


def test_an_address_keeps_what_it_does_not_change():
    query = QueryDict("q=วัด&state=active&page=3&empty=")
    assert address(query, page=None) == "?q=%E0%B8%A7%E0%B8%B1%E0%B8%94&state=active"
    assert address(query, state=None, q=None, page=2) == "?page=2"
    assert address(QueryDict("a=1"), a=None) == "?"
