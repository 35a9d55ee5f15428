"""Addresses of the roof: a person's own messages."""

from __future__ import annotations

from django.urls import URLPattern, path

from moralprovince.portal.views import inbox as views

urlpatterns: list[URLPattern] = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/read/", views.inbox_read, name="inbox-read"),
    path("inbox/<int:pk>/open/", views.inbox_open, name="inbox-open"),
]
