"""Addresses of floor 3: self-assessments."""

from __future__ import annotations

from django.urls import URLPattern, path

from assessments.views import beginning, evidence, filling, lists, pages, papers, questions

urlpatterns: list[URLPattern] = [
    path("assessments/", lists.assessments, name="assessments"),
    path("assessments/export/", lists.assessments_export, name="assessments-export"),
    path("assessments/export/begin/", lists.assessments_export_begin, name="assessments-export-begin"),
    path("assessments/begin/", beginning.begin, name="assessment-begin"),
    path("assessments/<int:pk>/", pages.assessment, name="assessment"),
    path("assessments/<int:pk>/fill/", filling.fill, name="assessment-fill"),
    path("assessments/<int:pk>/autosave/", filling.autosave, name="assessment-autosave"),
    path("assessments/<int:pk>/paper/", filling.enter_paper, name="assessment-paper"),
    path("assessments/<int:pk>/form/", papers.printed_form, name="assessment-form"),
    path("assessments/<int:pk>/evidence/<int:number>/", evidence.evidence_add, name="assessment-evidence"),
    path("assessments/questions/<int:pk>/answer/", questions.question_answer, name="question-answer"),
    path("assessments/evidence/<int:pk>/file/", evidence.evidence_file, name="evidence-file"),
]
