"""Addresses of floor 2: calls."""

from __future__ import annotations

from django.urls import URLPattern, path

from pledges.views import calls as views

urlpatterns: list[URLPattern] = [
    path("reports/calls/", views.calls, name="calls"),
    path("reports/calls/export/", views.calls_export, name="calls-export"),
    path("reports/calls/<int:pk>/note/", views.call_note, name="call-note"),
]
