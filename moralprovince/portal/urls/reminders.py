"""Addresses of the roof: reminder ladders and texts for LINE."""

from __future__ import annotations

from django.urls import URLPattern, path

from moralprovince.portal.views import ladders, line_texts

urlpatterns: list[URLPattern] = [
    path("reminders/", ladders.ladders, name="ladders"),
    path("reminders/<int:pk>/", ladders.ladder, name="ladder"),
    path("reminders/<int:pk>/switch/", ladders.ladder_switch, name="ladder-switch"),
    path("reminders/<int:pk>/add/", ladders.rung_add, name="rung-add"),
    path("reminders/<int:pk>/preview/", ladders.rung_preview, name="rung-preview"),
    path("reminders/rungs/<int:pk>/", ladders.rung_edit, name="rung-edit"),
    path("reminders/rungs/<int:pk>/remove/", ladders.rung_remove, name="rung-remove"),
    path("reminders/line/", line_texts.line_texts, name="line-texts"),
    path("reminders/line/<int:pk>/passed/", line_texts.line_passed, name="line-passed"),
]
