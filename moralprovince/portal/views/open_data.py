"""Open data for people: the catalogue, each dataset with its columns and files, and how the API is asked."""

from __future__ import annotations

from typing import Any

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from moralprovince.core.public_pages import public_page
from moralprovince.portal.current import province_code
from moralprovince.portal.opendata import asking, document
from moralprovince.portal.opendata.files import ENDINGS, file_of
from moralprovince.portal.opendata.table import ALL
from moralprovince.portal.opendata.words import LICENCE, changed_on

from . import api

# A whole dataset is more work than a page of it.
FILES = {"open-data-file": "30/m/ip"}


def shown(request: HttpRequest, template: str, **more: Any) -> HttpResponse:
    """A page, with the terms that hold for all data."""
    terms = {"licence": LICENCE, "publisher": api.publisher_of(request), "changed_on": changed_on()}
    return render(request, f"portal/public/{template}", terms | more)


@require_safe
@public_page()
def open_data(request: HttpRequest) -> HttpResponse:
    """Which datasets there are."""
    return shown(request, "open_data.html", datasets=ALL, endings=list(ENDINGS))


@require_safe
@public_page()
def dataset(request: HttpRequest, name: str) -> HttpResponse:
    """One dataset: what its columns mean, its files, its part of the API."""
    found = api.dataset_of(name)
    return shown(
        request, "open_data_set.html", dataset=found, endings=list(ENDINGS), total=found.rows(province_code(request)).count(),
        parameters=asking.parameters(found), address=settings.SITE_URL + reverse("api-rows", args=[name]),
    )  # fmt: skip


@require_safe
@public_page()
def about_api(request: HttpRequest) -> HttpResponse:
    """How programs ask."""
    return shown(
        request, "open_data_api.html", datasets=ALL, address=settings.SITE_URL + reverse("api-rows", args=["organisations"]),
        document=settings.SITE_URL + reverse("api-document"), problems=document.PROBLEMS.items(), most=asking.MOST,
        usual=asking.USUAL,
    )  # fmt: skip


@require_safe
def file(request: HttpRequest, name: str, ending: str) -> HttpResponseBase:
    """A whole dataset."""
    found = api.dataset_of(name)
    if ending not in ENDINGS:
        raise Http404
    if ratelimit.consume(request, app="portal", action="open-data-file", config=FILES, limit_get=True) is None:
        return api.too_many()
    response = file_of(found, province_code(request), ending, api.publisher_of(request))
    response["Access-Control-Allow-Origin"] = "*"
    return response
