"""Addresses of floor 2: reports. Their papers span the floors: moralprovince/portal/urls/report_papers.py."""

from __future__ import annotations

from django.urls import URLPattern, path

from pledges.views import checking, exports, filling, reports

urlpatterns: list[URLPattern] = [
    path("reports/", reports.reports, name="reports"),
    path("reports/export/", exports.reports_export, name="reports-export"),
    path("reports/export/begin/", exports.reports_export_begin, name="reports-export-begin"),
    path("reports/accept/", checking.accept_many, name="reports-accept"),
    path("reports/<int:pk>/", reports.report, name="report"),
    path("reports/<int:pk>/fill/", filling.fill, name="report-fill"),
    path("reports/<int:pk>/autosave/", filling.autosave, name="report-autosave"),
    path("reports/<int:pk>/evidence/", filling.evidence_add, name="report-evidence"),
    path("reports/<int:pk>/file/", filling.file_report, name="report-file"),
    path("reports/<int:pk>/extend/", checking.extend, name="report-extend"),
    path("reports/<int:pk>/steps/<slug:name>/", checking.step, name="report-step"),
]
