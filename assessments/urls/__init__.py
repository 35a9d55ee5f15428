"""Addresses of floor 3, noun by noun; fixed words stand before the key of an assessment."""

from . import appeals, assessments, certificates

app_name = "assessments"
urlpatterns = [*certificates.urlpatterns, *appeals.urlpatterns, *assessments.urlpatterns]
