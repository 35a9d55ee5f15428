"""Addresses of the roof: the search box."""

from __future__ import annotations

from django.urls import URLPattern, path

from moralprovince.portal.views.search import search, search_box, search_more

urlpatterns: list[URLPattern] = [
    path("search/", search, name="search"),
    path("search/box/", search_box, name="search-box"),
    path("search/more/", search_more, name="search-more"),
]
