"""Addresses of floor 3: certificates, and the public page that checks one."""

from __future__ import annotations

from django.urls import URLPattern, path

from assessments.views import certificate_papers, check, issuing
from assessments.views import certificates as views

urlpatterns: list[URLPattern] = [
    path("check/", check.check, name="check"),
    path("check/<str:code>/", check.check_code, name="check-code"),
    path("assessments/certificates/", views.certificates, name="certificates"),
    path("assessments/certificates/export/", certificate_papers.certificates_export, name="certificates-export"),
    path("assessments/certificates/print/", certificate_papers.certificates_print, name="certificates-print"),
    path("assessments/certificates/calling/", certificate_papers.calling_list, name="certificates-calling"),
    path("assessments/certificates/issue/", issuing.certificates_issue, name="certificates-issue"),
    path("assessments/certificates/<int:pk>/", views.certificate, name="certificate"),
    path("assessments/certificates/<int:pk>/pdf/", certificate_papers.certificate_pdf, name="certificate-pdf"),
    path("assessments/certificates/<int:pk>/steps/<slug:step>/", views.certificate_step, name="certificate-step"),
]
