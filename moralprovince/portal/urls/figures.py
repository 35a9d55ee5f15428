"""Addresses of the roof: figures for those who read a province or all of them."""

from __future__ import annotations

from django.urls import path

from moralprovince.portal.views import figures as views

urlpatterns = [
    path("figures/", views.figures, name="figures"),
]
