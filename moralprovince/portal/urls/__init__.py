"""Addresses of the roof, noun by noun."""

from django.urls import path

from moralprovince.portal.views.home import home

from . import health, inbox, operations, reminders, setup, summaries

urlpatterns = [
    path("", home, name="home"),
    *inbox.urlpatterns,
    *operations.urlpatterns,
    *reminders.urlpatterns,
    *summaries.urlpatterns,
    *health.urlpatterns,
    *setup.urlpatterns,
]
