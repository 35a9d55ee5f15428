"""Addresses of the roof: pieces that lie beside pages of the floors below."""

from __future__ import annotations

from django.urls import URLPattern, path

from moralprovince.portal.views import beside

urlpatterns: list[URLPattern] = [
    path("reports/<int:pk>/beside/", beside.beside_report, name="report-beside"),
    path("visits/<int:pk>/beside/", beside.beside_visit, name="visit-beside"),
    path("assessments/<int:pk>/beside/", beside.beside_assessment, name="assessment-beside"),
    path("pictures/<slug:kind>/<int:pk>/beside/", beside.beside_pictures, name="pictures-beside"),
]
