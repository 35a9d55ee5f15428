"""Addresses of floor 1: care for the register. Mergers span the floors: moralprovince/portal/urls/register.py."""

from __future__ import annotations

from django.urls import URLPattern, path

from networks.views import care as views

urlpatterns: list[URLPattern] = [
    path("register/care/", views.care, name="care"),
    path("register/care/duplicates/", views.duplicates, name="duplicates"),
    path("register/care/duplicates/apart/", views.duplicates_apart, name="duplicates-apart"),
]
