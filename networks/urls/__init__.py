"""Addresses of floor 1, noun by noun; fixed words stand before the code of an organisation."""

from . import imports, office, organisations, people

app_name = "networks"
urlpatterns = [*imports.urlpatterns, *people.urlpatterns, *office.urlpatterns, *organisations.urlpatterns]
