"""Addresses of the papers of reports, which span the floors; moralprovince/urls.py puts them into the namespace of floor 2."""

from __future__ import annotations

from django.urls import URLPattern, path

from moralprovince.portal.views import report_papers

urlpatterns: list[URLPattern] = [
    path("reports/forms/", report_papers.blank_forms_of_late, name="report-forms"),
    path("reports/<int:pk>/form/", report_papers.blank_form, name="report-form"),
]
