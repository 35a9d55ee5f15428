"""The read API of open data: pages of rows by key, one row, and the documents that say what there is."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified, QueryDict
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from moralprovince.core.public_pages import PERSONAL, etag_of, public_page
from moralprovince.portal.current import office_of, province_code
from moralprovince.portal.opendata import asking, catalogue, document
from moralprovince.portal.opendata.columns import Dataset
from moralprovince.portal.opendata.paging import page_of
from moralprovince.portal.opendata.table import DATASETS

View = Callable[..., HttpResponseBase]
# Everybody in an office may share one address; what is answered from a kept copy is not counted.
LOOKS = {"open-data": "300/m/ip"}
PAUSE = 60
METHODS = "GET, HEAD, OPTIONS"
FILTERS = ("network", "district", "year", "kind", "level")


def for_programs(view: View) -> View:
    """Whatever happens, a program is answered in JSON, from any site, and told when nothing changed."""

    @csrf_exempt
    @functools.wraps(view)
    def inside(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = answered(view, request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Link, Retry-After"
        return response

    return inside


def answered(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    """The view's answer, or what is in its way."""
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers={"Allow": METHODS, "Access-Control-Allow-Methods": METHODS,
                                                 "Access-Control-Allow-Headers": "If-None-Match"})  # fmt: skip
    if request.method not in ("GET", "HEAD"):
        return problem(405, _("Data is read here, never written."), Allow=METHODS)
    if ratelimit.consume(request, app="portal", action="open-data", config=LOOKS, limit_get=True) is None:
        return too_many()
    try:
        return same_or_new(request, view(request, *args, **kwargs))
    except asking.Wrong as wrong:
        return problem(400, str(wrong))
    except Http404 as missing:
        return problem(404, str(missing))


def too_many() -> HttpResponse:
    """Whoever asks too often waits a moment."""
    return problem(429, _("Too many requests. Please come again in a minute."), **{"Retry-After": str(PAUSE)})


def problem(status: int, sentence: str, **headers: str) -> HttpResponse:
    """Why there is no data (RFC 9457)."""
    told = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": sentence}
    body = json.dumps(told, ensure_ascii=False)
    return HttpResponse(body, status=status, content_type="application/problem+json", headers=headers)


def same_or_new(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Nothing where the program has it already; copies that are kept say so by the same sign (core/public_pages.py)."""
    if response.streaming:
        return response
    etag = etag_of(response.content)
    if not is_kept(request, response) and etag in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponseNotModified()
    response["ETag"], response["Cache-Control"] = etag, "no-cache"
    patch_vary_headers(response, ["Accept-Encoding", "Cookie"])
    return response


def is_kept(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Will a copy be put on the shelf, and compared there? Only whole answers are."""
    nobody = not any(name in request.COOKIES for name in PERSONAL)
    return settings.PUBLIC_PAGES_KEPT and nobody and request.method == "GET" and getattr(response, "public_copy", False)


def data(body: Any, **headers: str) -> HttpResponse:
    """An answer."""
    return HttpResponse(json.dumps(body, ensure_ascii=False), content_type="application/json", headers=headers)


def dataset_of(name: str) -> Dataset:
    """The dataset of an address.

    Raises:
        Http404: there is none of that name.
    """
    if name not in DATASETS:
        raise Http404(_("There is no such dataset; the list of all stands at %(address)s.") % {"address": reverse("open-data")})
    return DATASETS[name]


def publisher_of(request: HttpRequest) -> str:
    """Who answers for the data."""
    office = office_of(request)
    return office.name if office else str(_("Moral Province"))


@for_programs
@public_page("after", "limit", *FILTERS)
def rows(request: HttpRequest, name: str) -> HttpResponse:
    """Rows of a dataset, page by page."""
    dataset = dataset_of(name)
    asked = asking.asked_of(dataset, request.GET)
    shown, last = page_of(dataset, dataset.rows(province_code(request), asked.filters), asked.after, asked.limit)
    following = next_address(request, last) if last else None
    headers = {"Link": f'<{following}>; rel="next"'} if following else {}
    return data({"data": [dataset.plain(row) for row in shown], "next": following}, **headers)


def next_address(request: HttpRequest, last: str) -> str:
    """The same question, behind the last row shown."""
    query = QueryDict(mutable=True)
    query.update(request.GET.dict() | {"after": last})
    return f"{settings.SITE_URL}{request.path}?{query.urlencode()}"


@for_programs
@public_page()
def row(request: HttpRequest, name: str, key: str) -> HttpResponse:
    """One row by its id."""
    dataset = dataset_of(name)
    asking.ask((), request.GET)
    found = dataset.dressed(dataset.key.one(dataset.rows(province_code(request)), key)[:1])
    if not found:
        raise Http404(_("“%(id)s” is not the id of a row of this dataset.") % {"id": key[:60]})
    return data(dataset.plain(found[0]))


@for_programs
@public_page()
def api_document(request: HttpRequest) -> HttpResponse:
    """OpenAPI 3.1."""
    return data(document.document(publisher_of(request)))


@for_programs
@public_page()
def dcat(request: HttpRequest) -> HttpResponse:
    """The catalogue for other catalogues."""
    response = data(catalogue.catalogue(publisher_of(request)))
    response["Content-Type"] = "application/ld+json"
    return response


@for_programs
def nothing(request: HttpRequest, rest: str = "") -> HttpResponse:
    """An address below the API's that leads nowhere."""
    raise Http404(_("Nothing stands at this address; what the API answers is told at %(address)s.") % {
        "address": reverse("api-document")
    })  # fmt: skip
