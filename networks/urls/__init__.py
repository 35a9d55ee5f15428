"""Addresses of floor 1, noun by noun; fixed words stand before the code of an organisation."""

from . import activities, groups, imports, meetings, office, organisations, people

app_name = "networks"
urlpatterns = [
    *activities.urlpatterns,
    *groups.urlpatterns,
    *imports.urlpatterns,
    *meetings.urlpatterns,
    *people.urlpatterns,
    *office.urlpatterns,
    *organisations.urlpatterns,
]
