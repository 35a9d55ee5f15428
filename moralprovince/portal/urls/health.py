"""Addresses of the roof: health."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
