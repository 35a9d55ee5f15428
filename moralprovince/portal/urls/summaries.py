"""Addresses of the roof: summaries."""

from __future__ import annotations

from django.urls import path

from moralprovince.portal.views import summaries as views

urlpatterns = [
    path("summaries/", views.summaries, name="summaries"),
    path("summaries/make/", views.make, name="summary-make"),
    path("summaries/<str:period>/", views.summary, name="summary"),
    path("summaries/<str:period>/new-edition/", views.new_edition, name="summary-new-edition"),
    path("summaries/<str:period>/summary.<str:kind>", views.download, name="summary-file"),
]
