"""Addresses of the roof, noun by noun."""

from django.urls import path

from moralprovince.portal.views.home import home

from . import (
    beside,
    calendar,
    catcher,
    figures,
    health,
    inbox,
    open_data,
    operations,
    public,
    reminders,
    search,
    setup,
    summaries,
    year_turns,
)

urlpatterns = [
    path("", home, name="home"),
    *beside.urlpatterns,
    *calendar.urlpatterns,
    *inbox.urlpatterns,
    *operations.urlpatterns,
    *reminders.urlpatterns,
    *summaries.urlpatterns,
    *figures.urlpatterns,
    *health.urlpatterns,
    *catcher.urlpatterns,
    *setup.urlpatterns,
    *search.urlpatterns,
    *public.urlpatterns,
    *open_data.urlpatterns,
    *year_turns.urlpatterns,
]
