"""Turns refusals into pages with a sentence, and shows the privacy notice before anything else."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import get_user
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from . import resume
from .actions import NOTICE_VERSION
from .errors import Refused

GetResponse = Callable[[HttpRequest], HttpResponse]


class RefusalMiddleware:
    """A Refused that no form view caught becomes a page that says what is in the way; an address that only takes forms, too."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and request.method == "GET":
            sentence = _("This address only takes what a form sends. Please open the page anew.")
            page = render(request, "409.html", {"sentence": sentence, "anew": ""}, status=405)
            page["Allow"] = response["Allow"]
            return page
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer refusals; everything else goes on to Django."""
        if isinstance(exception, Refused):
            told = {"sentence": exception.shown, "anew": page_before(request)}
            return render(request, "409.html", told, status=exception.status)
        return None


def page_before(request: HttpRequest) -> str:
    """The page of ours on which the button was pressed, to be opened anew; a form that was sent to itself is left to "back"."""
    came_from = request.META.get("HTTP_REFERER", "")
    try:
        parts = urlsplit(came_from)
    except ValueError:
        return ""
    ours = parts.scheme == request.scheme and parts.netloc == request.get_host()
    return came_from if ours and parts.path != request.path else ""


class PolicyMiddleware(CSPMiddleware):
    """What a page may fetch and run: put together once, where neither the page nor a mistake's own page asks for another."""

    @functools.cached_property
    def policy(self) -> str:
        """The policy of the settings."""
        return build_policy()

    @functools.cached_property
    def differs(self) -> bool:
        """Do the settings ask for a second policy, or for none at some addresses?"""
        second = getattr(settings, "CONTENT_SECURITY_POLICY_REPORT_ONLY", None)
        return bool(second or settings.CONTENT_SECURITY_POLICY.get("EXCLUDE_URL_PREFIXES"))

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Send it along."""
        asked = hasattr(request, "_csp_nonce") or any(name.startswith("_csp") for name in vars(response))
        if asked or self.differs or settings.DEBUG:
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self.policy)
        return response


class LanguageMiddleware:
    """The language somebody pressed, else Thai: what a browser prefers says nothing about an office's readers."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        wanted = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
        response = self.get_response(request)
        # What is streamed is still to be written, in the same language.
        if not response.streaming:
            translation.activate(settings.LANGUAGE_CODE)
        response.headers.setdefault("Content-Language", language)
        return response


def is_newcomer(user: Any) -> bool:
    """Does she read the privacy notice before anything else?"""
    return user.is_authenticated and user.notice_version != NOTICE_VERSION


class PrivacyNoticeMiddleware:
    """A person reads the privacy notice once before her first page (PDPA s.23)."""

    # Whom to ask about it, and what else is said of personal data, is open to everybody.
    open_prefixes = (
        "/notice/", "/accounts/", "/static/", "/preferences/", "/theme.css", "/livez", "/readyz",
        "/privacy/", "/contact/", "/accessibility/",
    )  # fmt: skip

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # The person herself from here on: each word asked of the stand-in that looks her up when needed is three calls.
        user = request.user = get_user(request)
        if not is_newcomer(user):
            return self.get_response(request)
        if request.path.startswith(self.open_prefixes) or request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        return redirect(f"{reverse('privacy-notice')}?{urlencode({'next': request.get_full_path()})}")


class ResumeMiddleware:
    """A form sent after the session ended: what was typed waits on the server, and logging in leads back to it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        before, others = request.user.pk, resume.of_others(request)
        response = self.get_response(request)
        if resume.was_sent_again(request, response):
            resume.forget(request)
        resume.put_back(request, others)
        # She may have come by another way: a colleague was here first, or she had forgotten her password.
        if response.status_code == 302 and resume.waits_for_newcomer(request, before):
            response["Location"] = reverse("resume")
        return self.kept(request, response) if resume.was_sent_to_login(request, response) else response

    @staticmethod
    def kept(request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Keep it, and let logging in lead to the page that shows it."""
        if "application/json" in request.headers.get("accept", ""):
            return JsonResponse({"sentence": _("You have been logged out. Please log in again.")}, status=401)
        if not resume.may_be_kept(request):
            messages.warning(request, _("You have been logged out. Please log in again."))
            return response
        resume.keep(request)
        messages.info(request, _("You have been logged out meanwhile. What you typed is kept: log in, and you can send it."))
        login = response["Location"].partition("?")[0]
        return redirect(f"{login}?{urlencode({'next': reverse('resume')})}")
