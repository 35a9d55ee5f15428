"""Addresses of floor 3: conflicts of interest."""

from __future__ import annotations

from django.urls import URLPattern, path

from assessments.views import conflicts as views

urlpatterns: list[URLPattern] = [
    path("assessments/conflicts/", views.conflicts, name="conflicts"),
    path("assessments/conflicts/<int:pk>/lift/", views.conflict_lift, name="conflict-lift"),
]
