"""Addresses of floor 1: care for the register. Mergers span the floors: moralprovince/portal/urls/register.py."""

from __future__ import annotations

from django.urls import URLPattern, path

from networks.views import care as views
from networks.views import proposals, unreached

urlpatterns: list[URLPattern] = [
    path("register/care/", views.care, name="care"),
    path("register/care/duplicates/", views.duplicates, name="duplicates"),
    path("register/care/duplicates/export/", views.duplicates_export, name="duplicates-export"),
    path("register/care/duplicates/apart/", views.duplicates_apart, name="duplicates-apart"),
    path("register/care/proposals/", proposals.proposals, name="proposals"),
    path("register/care/proposals/export/", proposals.proposals_export, name="proposals-export"),
    path("register/care/proposals/<int:pk>/", proposals.proposal, name="proposal"),
    path("register/care/proposals/<int:pk>/withdraw/", proposals.proposal_withdraw, name="proposal-withdraw"),
    path("register/care/unreached/", unreached.unreached, name="unreached"),
    path("register/care/unreached/export/", unreached.unreached_export, name="unreached-export"),
    path("register/care/unreached/export/begin/", unreached.unreached_export_begin, name="unreached-export-begin"),
    path("register/<slug:code>/propose/", proposals.propose, name="propose"),
]
