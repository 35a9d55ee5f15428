"""Addresses of floor 1: working groups. The networks' own pages span the floors: moralprovince/portal/urls/networks.py."""

from __future__ import annotations

from django.urls import URLPattern, path

from networks.views import groups as views
from networks.views import lineage

urlpatterns: list[URLPattern] = [
    path("networks/groups/new/", views.group_add, name="group-add"),
    path("networks/groups/<int:pk>/", views.group, name="group"),
    path("networks/groups/<int:pk>/export/", views.group_export, name="group-export"),
    path("networks/groups/<int:pk>/edit/", views.group_edit, name="group-edit"),
    path("networks/groups/<int:pk>/members/new/", views.member_add, name="member-add"),
    path("networks/<slug:code>/rename/", lineage.network_rename, name="network-rename"),
    path("networks/<slug:code>/split/", lineage.network_split, name="network-split"),
    path("networks/<slug:code>/merge/", lineage.network_merge, name="network-merge"),
    path("networks/<slug:code>/retire/", lineage.network_retire, name="network-retire"),
    path("networks/<slug:code>/move/", lineage.network_move, name="network-move"),
    path("networks/members/<int:pk>/edit/", views.member_edit, name="member-edit"),
    path("networks/members/<int:pk>/end/", views.member_end, name="member-end"),
    path("networks/members/<int:pk>/remove/", views.member_remove, name="member-remove"),
]
