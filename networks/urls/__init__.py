"""Addresses of floor 1, noun by noun; fixed words stand before the code of an organisation."""

from . import groups, imports, meetings, office, organisations, people

app_name = "networks"
urlpatterns = [
    *groups.urlpatterns,
    *imports.urlpatterns,
    *meetings.urlpatterns,
    *people.urlpatterns,
    *office.urlpatterns,
    *organisations.urlpatterns,
]
