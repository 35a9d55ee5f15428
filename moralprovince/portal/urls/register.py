"""Addresses of the register that span the floors; moralprovince/urls.py puts them into the namespace of floor 1."""

from __future__ import annotations

from django.urls import URLPattern, path

from moralprovince.portal.views import central, mergers, organisations, register, register_exports

urlpatterns: list[URLPattern] = [
    path("register/", register.organisations, name="organisations"),
    path("register/export/", register_exports.export, name="organisations-export"),
    path("register/export/begin/", register_exports.export_begin, name="organisations-export-begin"),
    path("register/care/central/", central.central, name="central"),
    path("register/care/central/export/", central.central_export, name="central-export"),
    path("register/care/central/export/begin/", central.central_export_begin, name="central-export-begin"),
    path("register/<slug:code>/central/", central.organisation_central, name="organisation-central"),
    path("register/care/mergers/", mergers.mergers, name="mergers"),
    path("register/care/mergers/export/", mergers.mergers_export, name="mergers-export"),
    path("register/care/mergers/<int:pk>/undo/", mergers.merger_undo, name="merger-undo"),
    path("register/<slug:code>/merge/", mergers.merge_choose, name="merge-choose"),
    path("register/<slug:code>/merge/<slug:other>/", mergers.merge, name="merge"),
    path("register/<int:pk>/<slug:step>/", organisations.organisation_step, name="organisation-step"),
    path("register/<slug:code>/", organisations.organisation, name="organisation"),
]
