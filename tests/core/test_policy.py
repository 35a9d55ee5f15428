"""Each answer says what its page may fetch and run."""

from __future__ import annotations

import pytest
from csp.decorators import csp_exempt, csp_replace
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from moralprovince.core.middleware import PolicyMiddleware

OURS = {
    "base-uri 'none'", "connect-src 'self'", "default-src 'none'", "font-src 'self'", "form-action 'self'",
    "frame-ancestors 'none'", "frame-src 'self'", "img-src 'self' data:", "manifest-src 'self'", "script-src 'self'",
    "style-src 'self'",
}  # fmt: skip


def said(view=lambda request: HttpResponse()) -> set[str]:
    """The policy that the answer of a view carries."""
    answer = PolicyMiddleware(view)(RequestFactory().get("/"))
    return set(filter(None, answer.headers.get("Content-Security-Policy", "").split("; ")))


def test_nothing_comes_from_elsewhere_and_nothing_written_in_a_page_runs():
    assert said() == OURS


@pytest.mark.django_db
def test_pages_refusals_and_files_carry_it(client):
    answers = [client.get(address) for address in ("/", "/not/here/", "/robots.txt", "/accounts/login/", "/admin/")]
    assert [set(answer.headers["Content-Security-Policy"].split("; ")) for answer in answers] == [OURS] * 5


def test_what_a_view_asks_for_or_sets_itself_holds():
    def plain(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    def own(request: HttpRequest) -> HttpResponse:
        return HttpResponse(headers={"Content-Security-Policy": "sandbox"})

    assert said(csp_replace({"img-src": ["'none'"]})(plain)) == OURS - {"img-src 'self' data:"} | {"img-src 'none'"}
    assert said(csp_exempt()(plain)) == set()
    assert said(own) == {"sandbox"}


@pytest.mark.parametrize(("status", "policy"), [(200, OURS), (404, set()), (500, set())])
def test_while_debugging_the_page_of_a_mistake_may_do_what_it_needs(settings, status: int, policy: set[str]):
    settings.DEBUG = True
    assert said(lambda request: HttpResponse(status=status)) == policy


def test_what_the_settings_ask_for_beside_it_holds(settings):
    settings.CONTENT_SECURITY_POLICY = {**settings.CONTENT_SECURITY_POLICY, "EXCLUDE_URL_PREFIXES": ["/"]}
    settings.CONTENT_SECURITY_POLICY_REPORT_ONLY = {"DIRECTIVES": {"img-src": ["'none'"]}}
    answer = PolicyMiddleware(lambda request: HttpResponse())(RequestFactory().get("/"))
    second = answer.headers["Content-Security-Policy-Report-Only"]
    assert ("Content-Security-Policy" in answer.headers, "img-src 'none'" in second.split("; ")) == (False, True)
