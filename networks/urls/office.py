"""Addresses of floor 1: years and networks; the office's own page stands in the roof's list."""

from __future__ import annotations

from django.urls import URLPattern, path

from networks.views import office

urlpatterns: list[URLPattern] = [
    path("office/years/", office.years, name="years"),
    path("office/years/new/", office.year_add, name="year-add"),
    path("office/years/<int:fiscal_year>/", office.year_edit, name="year-edit"),
    path("office/years/<int:fiscal_year>/work/", office.year_work, name="year-work"),
    path("office/networks/new/", office.network_add, name="network-add"),
    path("office/networks/<slug:code>/", office.network_edit, name="network-edit"),
]
