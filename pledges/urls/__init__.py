"""Addresses of floor 2, noun by noun."""

from . import calls, pledges, reports, rounds

app_name = "pledges"
urlpatterns = [*pledges.urlpatterns, *rounds.urlpatterns, *calls.urlpatterns, *reports.urlpatterns]
