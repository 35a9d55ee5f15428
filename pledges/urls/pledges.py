"""Addresses of floor 2: pledges."""

from __future__ import annotations

from django.urls import URLPattern, path

from pledges.views import exports, pledge_begin, pledge_forms, pledge_papers
from pledges.views import pledges as views

urlpatterns: list[URLPattern] = [
    path("pledges/", views.pledges, name="pledges"),
    path("pledges/export/", exports.pledges_export, name="pledges-export"),
    path("pledges/export/begin/", exports.pledges_export_begin, name="pledges-export-begin"),
    path("pledges/begin/", pledge_begin.pledge_begin, name="pledge-begin"),
    path("pledges/form/", pledge_papers.pledge_blank, name="pledge-blank"),
    path("pledges/<int:pk>/", views.pledge, name="pledge"),
    path("pledges/<int:pk>/edit/", pledge_forms.pledge_edit, name="pledge-edit"),
    path("pledges/<int:pk>/autosave/", pledge_forms.pledge_autosave, name="pledge-autosave"),
    path("pledges/<int:pk>/copy/", pledge_forms.pledge_copy, name="pledge-copy"),
    path("pledges/<int:pk>/signed-file/", pledge_forms.pledge_signed_file, name="pledge-signed-file"),
    path("pledges/<int:pk>/declaration/", pledge_papers.pledge_paper, name="pledge-paper"),
    path("pledges/<int:pk>/discard/", pledge_begin.pledge_discard, name="pledge-discard"),
    path("pledges/<int:pk>/steps/<slug:step>/", views.pledge_step, name="pledge-step"),
]
