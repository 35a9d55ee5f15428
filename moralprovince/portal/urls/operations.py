"""Addresses of the roof: operations."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
