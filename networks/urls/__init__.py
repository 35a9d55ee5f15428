"""Addresses of floor 1, noun by noun; fixed words stand before the code of an organisation."""

from . import activities, care, groups, imports, meetings, office, organisations, people

app_name = "networks"
urlpatterns = [
    *activities.urlpatterns,
    *care.urlpatterns,
    *groups.urlpatterns,
    *imports.urlpatterns,
    *meetings.urlpatterns,
    *people.urlpatterns,
    *office.urlpatterns,
    *organisations.urlpatterns,
]
