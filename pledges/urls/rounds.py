"""Addresses of floor 2: rounds."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
