"""Addresses of the roof: the turn of the year."""

from __future__ import annotations

from django.urls import URLPattern, path

from moralprovince.portal.views import year_turns

urlpatterns: list[URLPattern] = [
    path("office/turn/", year_turns.year_turn, name="year-turn"),
    path("office/turn/<int:pk>/undo/", year_turns.year_turn_undo, name="year-turn-undo"),
]
