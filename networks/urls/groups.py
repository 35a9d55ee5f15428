"""Addresses of floor 1: working groups. The networks' own pages span the floors: moralprovince/portal/urls/networks.py."""

from __future__ import annotations

from django.urls import URLPattern, path

from networks.views import groups as views

urlpatterns: list[URLPattern] = [
    path("networks/groups/new/", views.group_add, name="group-add"),
    path("networks/groups/<int:pk>/", views.group, name="group"),
    path("networks/groups/<int:pk>/export/", views.group_export, name="group-export"),
    path("networks/groups/<int:pk>/edit/", views.group_edit, name="group-edit"),
    path("networks/groups/<int:pk>/members/new/", views.member_add, name="member-add"),
    path("networks/members/<int:pk>/edit/", views.member_edit, name="member-edit"),
    path("networks/members/<int:pk>/end/", views.member_end, name="member-end"),
    path("networks/members/<int:pk>/remove/", views.member_remove, name="member-remove"),
]
