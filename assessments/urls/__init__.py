"""Addresses of floor 3, noun by noun; fixed words stand before the key of an assessment."""

from . import appeals, assessments, certificates, comparison, conflicts, sessions, visits

app_name = "assessments"
urlpatterns = [
    *appeals.urlpatterns,
    *assessments.urlpatterns,
    *certificates.urlpatterns,
    *comparison.urlpatterns,
    *conflicts.urlpatterns,
    *sessions.urlpatterns,
    *visits.urlpatterns,
]
