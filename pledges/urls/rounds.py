"""Addresses of floor 2: rounds."""

from __future__ import annotations

from django.urls import URLPattern, path

from pledges.views import rounds as views

urlpatterns: list[URLPattern] = [
    path("reports/rounds/", views.rounds, name="rounds"),
    path("reports/rounds/add/", views.round_add, name="round-add"),
    path("reports/rounds/<int:pk>/", views.report_round, name="round"),
    path("reports/rounds/<int:pk>/edit/", views.round_edit, name="round-edit"),
    path("reports/rounds/<int:pk>/steps/<slug:step>/", views.round_step, name="round-step"),
]
