"""Addresses of floor 1: meetings."""

from __future__ import annotations

from django.urls import URLPattern, path

from networks.views import action_items, agenda, attendance, meeting_papers, meetings, minutes, sign_in

urlpatterns: list[URLPattern] = [
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/export/", meetings.meetings_export, name="meetings-export"),
    path("meetings/new/", meetings.meeting_plan, name="meeting-plan"),
    path("meetings/<int:pk>/", meetings.meeting, name="meeting"),
    path("meetings/<int:pk>/edit/", meetings.meeting_edit, name="meeting-edit"),
    path("meetings/<int:pk>/certify/", meetings.meeting_certify, name="meeting-certify"),
    path("meetings/<int:pk>/agenda/add/", agenda.item_add, name="agenda-add"),
    path("meetings/<int:pk>/invitation/", meeting_papers.invitation, name="meeting-invitation"),
    path("meetings/<int:pk>/invitation/send/", meeting_papers.invitation_send, name="meeting-invite"),
    path("meetings/<int:pk>/invitation/letter/", meeting_papers.letter, name="meeting-letter"),
    path("meetings/<int:pk>/invitation/calendar/", meeting_papers.calendar, name="meeting-ics"),
    path("meetings/<int:pk>/attendance/", attendance.attendance, name="attendance"),
    path("meetings/<int:pk>/attendance/export/", attendance.attendance_export, name="attendance-export"),
    path("meetings/<int:pk>/attendance/add/", attendance.attendance_other, name="attendance-other"),
    path("meetings/attendance/<int:pk>/remove/", attendance.attendance_remove, name="attendance-remove"),
    path("meetings/<int:pk>/door/", attendance.door, name="door"),
    path("meetings/<int:pk>/door/open/", attendance.door_open, name="door-open"),
    path("meetings/<int:pk>/door/close/", attendance.door_close, name="door-close"),
    path("sign-in/<str:key>/", sign_in.sign_in, name="sign-in"),
    path("meetings/<int:pk>/minutes/", minutes.minutes, name="minutes"),
    path("meetings/<int:pk>/minutes/autosave/", minutes.minutes_autosave, name="minutes-autosave"),
    path("meetings/<int:pk>/minutes/state/", minutes.minutes_state, name="minutes-state"),
    path("meetings/<int:pk>/minutes/paper/", meeting_papers.minutes_paper, name="minutes-paper"),
    path("meetings/resolutions/<int:pk>/", minutes.resolution_edit, name="resolution-edit"),
    path("meetings/actions/", action_items.actions, name="actions"),
    path("meetings/actions/export/", action_items.actions_export, name="actions-export"),
    path("meetings/actions/<int:pk>/", action_items.action, name="action"),
    path("meetings/actions/<int:pk>/edit/", minutes.action_edit, name="action-edit"),
    path("meetings/actions/<int:pk>/<slug:step>/", action_items.action_step, name="action-step"),
    path("meetings/<int:pk>/step/<slug:step>/", meetings.meeting_step, name="meeting-step"),
    path("meetings/agenda/<int:pk>/edit/", agenda.item_edit, name="agenda-edit"),
    path("meetings/agenda/<int:pk>/move/", agenda.item_move, name="agenda-move"),
    path("meetings/agenda/<int:pk>/remove/", agenda.item_remove, name="agenda-remove"),
]
