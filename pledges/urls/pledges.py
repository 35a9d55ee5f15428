"""Addresses of floor 2: pledges."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
