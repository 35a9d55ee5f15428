"""Addresses of floor 2: calls."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
