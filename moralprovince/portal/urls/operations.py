"""Addresses of the roof: what is sent, and what became of it."""

from __future__ import annotations

from django.urls import URLPattern, path

from moralprovince.portal.views import operations as views

urlpatterns: list[URLPattern] = [
    path("operations/", views.operations, name="operations"),
    path("operations/export/", views.operations_export, name="operations-export"),
    path("operations/export/begin/", views.operations_export_begin, name="operations-export-begin"),
    path("operations/<int:pk>/", views.operation, name="operation"),
    path("operations/<int:pk>/now/", views.operation_now, name="operation-now"),
    path("operations/<int:pk>/<slug:decision>/", views.operation_decide, name="operation-decide"),
]
