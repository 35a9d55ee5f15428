"""Addresses of the roof: reminders."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
