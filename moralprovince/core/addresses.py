"""Puts addresses behind their first word: an asked one is compared with some dozens of words instead of hundreds of routes."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ImproperlyConfigured
from django.urls import URLPattern, URLResolver, include, path
from django.urls.resolvers import RoutePattern


def behind_first_words(patterns: Iterable[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """The same addresses under the same names; those that share their first word are tried in the order they had.

    Raises:
        ImproperlyConfigured: an address begins with something that varies, and would stand in the way of every word.
    """
    alone: list[URLPattern | URLResolver] = []
    behind: dict[str, list[URLPattern]] = {}
    for one in patterns:
        word, slash, rest = str(one.pattern).partition("/")
        if isinstance(one.pattern, RoutePattern) and "<" in word:
            raise ImproperlyConfigured(f"the address {one.pattern} does not begin with a word")
        if not slash or not isinstance(one, URLPattern) or not isinstance(one.pattern, RoutePattern):
            alone.append(one)
        else:
            behind.setdefault(word, []).append(path(rest, one.callback, one.default_args, one.name))
    return [*alone, *(path(f"{word}/", include(found)) for word, found in behind.items())]
