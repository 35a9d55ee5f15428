"""Addresses of floor 3, noun by noun."""

from . import assessments

app_name = "assessments"
urlpatterns = [*assessments.urlpatterns]
