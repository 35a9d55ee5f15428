"""Addresses of floor 1: imports."""

from __future__ import annotations

from django.urls import URLPattern, path

from networks.views import imports as views
from networks.views.import_columns import import_columns

urlpatterns: list[URLPattern] = [
    path("register/imports/", views.imports, name="imports"),
    path("register/imports/new/", views.import_begin, name="import-begin"),
    path("register/imports/template/", views.import_template, name="import-template"),
    path("register/imports/<int:pk>/", views.import_page, name="import"),
    path("register/imports/<int:pk>/columns/", import_columns, name="import-columns"),
    path("register/imports/<int:pk>/confirm/", views.import_confirm, name="import-confirm"),
    path("register/imports/<int:pk>/again/", views.import_again, name="import-again"),
    path("register/imports/<int:pk>/discard/", views.import_discard, name="import-discard"),
    path("register/imports/<int:pk>/undo/", views.import_undo, name="import-undo"),
    path("register/imports/<int:pk>/report/", views.import_report, name="import-report"),
]
