"""Addresses behind their first word answer as they did in one list."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.urls import Resolver404, URLResolver, include, path, re_path
from django.urls.resolvers import RegexPattern

from moralprovince.core.addresses import behind_first_words


def view(name: str):
    def answer(request) -> HttpResponse:
        return HttpResponse(name)

    return answer


FLAT = [
    path("", view("first"), name="first"),
    path("register/", view("list"), name="list"),
    path("register/new/", view("new"), name="new", kwargs={"kind": "community"}),
    path("inbox/", view("inbox"), name="inbox"),
    path("register/<slug:code>/", view("one"), name="one"),
    path("theme.css", view("theme"), name="theme"),
    path("of/", include([path("other/", view("other"), name="other")])),
    re_path(r"^old/(\d+)/$", view("old"), name="old"),
]
ASKED = [
    "", "register/", "register/new/", "register/14/", "inbox/", "2570/register/", "theme.css", "of/other/", "old/7/",
    "register", "register/14", "register/14/x/", "registers/", "inbox/x/", "nothing/", "/", "theme.css/",
]  # fmt: skip


def found(patterns: list, asked: str):
    try:
        match = URLResolver(RegexPattern(""), patterns).resolve(asked)
    except Resolver404:
        return None
    return match.url_name, match.args, match.kwargs, match.route


@pytest.mark.parametrize("asked", ASKED)
def test_an_address_is_found_as_in_one_list(asked: str):
    assert found(behind_first_words(FLAT), asked) == found(FLAT, asked)


@pytest.mark.parametrize(("name", "given"), [("first", {}), ("list", {}), ("one", {"code": "a"}), ("other", {})])
def test_a_name_leads_to_the_same_address(name: str, given: dict):
    flat, grouped = (URLResolver(RegexPattern(""), patterns) for patterns in (FLAT, behind_first_words(FLAT)))
    assert grouped.reverse(name, **given) == flat.reverse(name, **given)


def test_those_with_one_first_word_stand_together_in_their_order():
    grouped = behind_first_words(FLAT)
    (register,) = [one for one in grouped if str(one.pattern) == "register/"]
    assert [one.name for one in register.url_patterns] == ["list", "new", "one"]


@pytest.mark.parametrize("route", ["<slug:name>/", "<int:year>/register/", "<str:anything>"])
def test_an_address_that_begins_with_anything_is_not_taken(route: str):
    with pytest.raises(ImproperlyConfigured):
        behind_first_words([*FLAT, path(route, view("any"))])
