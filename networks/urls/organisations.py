"""Addresses of floor 1: organisations. Their list, page and steps span the floors: moralprovince/portal/urls/register.py."""

from __future__ import annotations

from django.urls import URLPattern, path

from networks.views import organisations as views

urlpatterns: list[URLPattern] = [
    path("register/add/", views.organisation_add, name="organisation-add"),
    path("register/subdistricts/", views.subdistrict_options, name="subdistrict-options"),
    path("register/bodies/", views.body_options, name="body-options"),
    path("register/<slug:code>/edit/", views.organisation_edit, name="organisation-edit"),
    path("register/<slug:code>/network/", views.organisation_network, name="organisation-network"),
    path("register/<slug:code>/history/", views.organisation_history, name="organisation-history"),
]
