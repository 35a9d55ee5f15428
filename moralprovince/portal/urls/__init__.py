"""Addresses of the roof, noun by noun."""

from django.urls import path

from moralprovince.portal.views.home import home

from . import calendar, catcher, health, inbox, operations, reminders, search, setup, summaries

urlpatterns = [
    path("", home, name="home"),
    *calendar.urlpatterns,
    *inbox.urlpatterns,
    *operations.urlpatterns,
    *reminders.urlpatterns,
    *summaries.urlpatterns,
    *health.urlpatterns,
    *catcher.urlpatterns,
    *setup.urlpatterns,
    *search.urlpatterns,
]
