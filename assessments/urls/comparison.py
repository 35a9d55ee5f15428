"""Addresses of floor 3: comparisons."""

from __future__ import annotations

from django.urls import URLPattern, path

from assessments.views import comparison

urlpatterns: list[URLPattern] = [
    path("assessments/compare/", comparison.comparison, name="comparison"),
    path("assessments/over-years/<str:code>/", comparison.body_over_years, name="over-years"),
]
