"""Addresses of the roof: the calendar."""

from __future__ import annotations

from django.urls import URLPattern, path

from moralprovince.portal.views import calendar

urlpatterns: list[URLPattern] = [
    path("calendar/", calendar.month, name="calendar"),
]
