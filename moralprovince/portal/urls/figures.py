"""Addresses of the roof: figures for those who read a province or all of them."""

from __future__ import annotations

from django.urls import path

from moralprovince.portal.views import figures as views

urlpatterns = [
    path("figures/", views.figures, name="figures"),
    path("figures/compare/", views.figures_compare, name="figures-compare"),
    path("figures/compare/export/", views.figures_compare_export, name="figures-compare-export"),
    path("figures/export/", views.figures_export, name="figures-export"),
    path("figures/export/file/", views.figures_file, name="figures-file"),
    path("figures/provinces/", views.figures_provinces, name="figures-provinces"),
    path("figures/provinces/export/", views.figures_provinces_export, name="figures-provinces-export"),
]
