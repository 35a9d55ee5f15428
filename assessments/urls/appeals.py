"""Addresses of floor 3: appeals, and the days of a year's assessment."""

from __future__ import annotations

from django.urls import URLPattern, path

from assessments.views import appeal_answers, calendar
from assessments.views import appeals as views

urlpatterns: list[URLPattern] = [
    path("assessments/appeals/", views.appeals, name="appeals"),
    path("assessments/appeals/export/", views.appeals_export, name="appeals-export"),
    path("assessments/appeals/file/<int:pk>/", views.appeal_file, name="appeal-file"),
    path("assessments/appeals/<int:pk>/", views.appeal, name="appeal"),
    path("assessments/appeals/<int:pk>/take-up/", appeal_answers.appeal_take_up, name="appeal-take-up"),
    path("assessments/appeals/<int:pk>/look/", appeal_answers.appeal_look, name="appeal-look"),
    path("assessments/appeals/<int:pk>/answer/", appeal_answers.appeal_answer, name="appeal-answer"),
    path("assessments/appeals/<int:pk>/letter/", appeal_answers.appeal_letter, name="appeal-letter"),
    path("assessments/calendar/<int:year>/", calendar.assessment_calendar, name="calendar"),
]
