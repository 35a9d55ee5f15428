"""Addresses of the roof: health."""

from __future__ import annotations

from django.urls import path

from moralprovince.portal.views import health

urlpatterns = [
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
]
