"""Addresses of the roof: the calendar, and the private addresses under which telephones read it."""

from __future__ import annotations

from django.urls import URLPattern, path

from moralprovince.portal.views import calendar, calendars

urlpatterns: list[URLPattern] = [
    path("calendar/", calendar.month, name="calendar"),
    path("calendar/export/", calendar.export, name="calendar-export"),
    path("calendar/mine/", calendars.calendars, name="calendars"),
    path("calendar/mine/new/", calendars.calendar_make, name="calendar-make"),
    path("calendar/mine/<int:pk>/revoke/", calendars.calendar_revoke, name="calendar-revoke"),
    path("calendar/feed/<str:key>.ics", calendars.calendar_feed, name="calendar-feed"),
]
