"""Addresses of the roof: open data, for people and for programs."""

from __future__ import annotations

from django.urls import URLPattern, path

from moralprovince.portal.views import api, open_data

urlpatterns: list[URLPattern] = [
    path("open-data/", open_data.open_data, name="open-data"),
    path("open-data/api/", open_data.about_api, name="about-api"),
    path("open-data/catalogue.json", api.dcat, name="open-data-catalogue"),
    path("open-data/<slug:name>.<slug:ending>", open_data.file, name="open-data-file"),
    path("open-data/<slug:name>/", open_data.dataset, name="open-data-set"),
    path("api/v1/", api.nothing, name="open-data-api"),
    path("api/v1/openapi.json", api.api_document, name="api-document"),
    path("api/v1/<str:name>/", api.rows, name="api-rows"),
    path("api/v1/<str:name>/<str:key>/", api.row, name="api-row"),
    path("api/v1/<path:rest>/", api.nothing, name="api-nothing"),
]
