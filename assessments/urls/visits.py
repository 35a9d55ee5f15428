"""Addresses of floor 3: coaching visits."""

from __future__ import annotations

from django.urls import URLPattern, path

from assessments.views import visit_lists, visit_recording, visits

urlpatterns: list[URLPattern] = [
    path("visits/", visits.visits, name="visits"),
    path("visits/export/", visits.visits_export, name="visits-export"),
    path("visits/export/begin/", visits.visits_export_begin, name="visits-export-begin"),
    path("visits/new/", visits.visit_plan, name="visit-plan"),
    path("visits/agreed/", visit_lists.agreements, name="agreements"),
    path("visits/agreed/export/", visit_lists.agreements_export, name="agreements-export"),
    path("visits/agreed/export/begin/", visit_lists.agreements_export_begin, name="agreements-export-begin"),
    path("visits/agreed/<int:pk>/done/", visit_lists.agreement_done, name="agreement-done"),
    path("visits/agreed/<int:pk>/reopen/", visit_lists.agreement_reopen, name="agreement-reopen"),
    path("visits/to-visit/", visit_lists.unvisited, name="unvisited"),
    path("visits/to-visit/export/", visit_lists.unvisited_export, name="unvisited-export"),
    path("visits/to-visit/export/begin/", visit_lists.unvisited_export_begin, name="unvisited-export-begin"),
    path("visits/<int:pk>/", visits.visit, name="visit"),
    path("visits/<int:pk>/edit/", visits.visit_edit, name="visit-edit"),
    path("visits/<int:pk>/prepare/", visits.visit_prepare, name="visit-prepare"),
    path("visits/<int:pk>/record/", visit_recording.record, name="visit-record"),
    path("visits/<int:pk>/record/autosave/", visit_recording.record_autosave, name="visit-autosave"),
    path("visits/<int:pk>/record/picture/", visit_recording.picture_add, name="visit-picture"),
    path("visits/pictures/<int:pk>/remove/", visit_recording.picture_remove, name="visit-picture-remove"),
    path("visits/<int:pk>/sign/<slug:side>/", visit_recording.sign, name="visit-sign"),
    path("visits/<int:pk>/step/<slug:step>/", visits.visit_step, name="visit-step"),
]
