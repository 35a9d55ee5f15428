"""Addresses of floor 3: sessions of the sub-committee, their cases, and what came of them."""

from __future__ import annotations

from django.urls import URLPattern, path

from assessments.views import session_cases as cases
from assessments.views import session_results as results
from assessments.views import sessions as views

BASE = "assessments/sessions/"
urlpatterns: list[URLPattern] = [
    path(BASE, views.sessions, name="sessions"),
    path(f"{BASE}add/", views.session_add, name="session-add"),
    path(f"{BASE}results/", results.results, name="results"),
    path(f"{BASE}results/export/", results.results_export, name="results-export"),
    path(f"{BASE}results/steps/<slug:step>/", results.results_step, name="results-step"),
    path(f"{BASE}outstanding/<slug:kind>/", results.outstanding, name="outstanding"),
    path(f"{BASE}outstanding/<int:pk>/take-back/", results.outstanding_back, name="outstanding-back"),
    path(f"{BASE}<int:pk>/", views.session, name="session"),
    path(f"{BASE}<int:pk>/edit/", views.session_edit, name="session-edit"),
    path(f"{BASE}<int:pk>/steps/<slug:step>/", views.session_step, name="session-step"),
    path(f"{BASE}<int:pk>/waiting/", views.waiting, name="session-waiting"),
    path(f"{BASE}<int:pk>/sort/", views.session_sort, name="session-sort"),
    path(f"{BASE}<int:pk>/certify/", results.certify, name="session-certify"),
    path(f"{BASE}<int:pk>/results/", results.session_results, name="session-results"),
    path(f"{BASE}<int:pk>/letters/", results.session_letters, name="session-letters"),
    path(f"{BASE}<int:pk>/letters/print/", results.session_letters_print, name="session-letters-print"),
    path(f"{BASE}cases/<int:pk>/", cases.case, name="session-case"),
    path(f"{BASE}cases/<int:pk>/decide/", cases.case_decide, name="case-decide"),
    path(f"{BASE}cases/<int:pk>/move/", cases.case_move, name="case-move"),
    path(f"{BASE}cases/<int:pk>/remove/", cases.case_remove, name="case-remove"),
    path(f"{BASE}cases/<int:pk>/stand-back/", cases.case_stand_back, name="case-stand-back"),
    path(f"{BASE}cases/<int:pk>/stand-back/undo/", cases.case_stand_back_undo, name="case-stand-back-undo"),
]
