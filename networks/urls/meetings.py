"""Addresses of floor 1: meetings."""

from __future__ import annotations

from django.urls import URLPattern, path

from networks.views import agenda, meetings

urlpatterns: list[URLPattern] = [
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/export/", meetings.meetings_export, name="meetings-export"),
    path("meetings/new/", meetings.meeting_plan, name="meeting-plan"),
    path("meetings/<int:pk>/", meetings.meeting, name="meeting"),
    path("meetings/<int:pk>/edit/", meetings.meeting_edit, name="meeting-edit"),
    path("meetings/<int:pk>/certify/", meetings.meeting_certify, name="meeting-certify"),
    path("meetings/<int:pk>/agenda/add/", agenda.item_add, name="agenda-add"),
    path("meetings/<int:pk>/<slug:step>/", meetings.meeting_step, name="meeting-step"),
    path("meetings/agenda/<int:pk>/edit/", agenda.item_edit, name="agenda-edit"),
    path("meetings/agenda/<int:pk>/move/", agenda.item_move, name="agenda-move"),
    path("meetings/agenda/<int:pk>/remove/", agenda.item_remove, name="agenda-remove"),
]
