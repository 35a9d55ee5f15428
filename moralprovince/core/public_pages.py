"""Whole copies of public pages for visitors without a session, exact to the last change, small on the wire, answered 304.

The middleware stands right behind the static files, before sessions and everything else. A copy is kept for one stamp of the
public tables and one day; a new stamp empties the shelf. What varies it stands in its key: the address, the language, the
text size and the contrast. Nothing of a session can be in it, since whoever has one gets none and gives none.
"""

from __future__ import annotations

import datetime as dt
import functools
import gzip
import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags

from . import thai, visitors
from .public_stamp import stamp

View = Callable[..., HttpResponse]
# Whoever brings one of these is somebody in particular.
PERSONAL = (settings.SESSION_COOKIE_NAME, "messages", "csrftoken")
# Asked by machines, also while the database is away: nothing stands between them and the answer.
HEALTH = ("/livez", "/readyz")
LOOKS = (settings.LANGUAGE_COOKIE_NAME, "text_size", "contrast")
# Made anew for each answer, or by what stands around.
NOT_KEPT = {"content-length", "content-encoding", "vary", "cache-control", "etag", "set-cookie", "expires", "last-modified"}
MOST_BYTES = 32 * 1024 * 1024
LARGEST = 2 * 1024 * 1024
# What was written past every action (by hand, in SQL) is shown after so many seconds at the latest.
LONGEST = 600.0


def public_page(*known: str) -> Callable[[View], View]:
    """Mark a view whose answer to a visitor may be kept; `known` names the parameters of its addresses.

    An address with any other parameter is answered, but not kept: nobody fills the shelf with made-up ones.
    """

    def around(view: View) -> View:
        @functools.wraps(view)
        def inside(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response = view(request, *args, **kwargs)
            response.public_copy = set(request.GET) <= set(known)  # type: ignore[attr-defined]
            return response

        return inside

    return around


@dataclass(frozen=True)
class Copy:
    """One answer, plain and packed."""

    headers: tuple[tuple[str, str], ...]
    plain: bytes
    packed: bytes
    etag: str
    is_page: bool
    made_at: float

    @property
    def size(self) -> int:
        """How much room it takes."""
        return len(self.plain) + len(self.packed)

    def answer(self, request: HttpRequest) -> HttpResponse:
        """As this reader's browser takes it; nothing where it has it already."""
        if self.etag in parse_etags(request.META.get("HTTP_IF_NONE_MATCH", "")):
            return self.marked(HttpResponseNotModified())
        packs = bool(self.packed) and "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
        response = HttpResponse(self.packed if packs else self.plain, headers=dict(self.headers))
        if packs:
            response["Content-Encoding"] = "gzip"
        response["Content-Length"] = str(len(response.content))
        return self.marked(response)

    def marked(self, response: HttpResponse) -> HttpResponse:
        """Browsers keep it and ask every time whether it is still the same; nobody between keeps another reader's looks."""
        response["ETag"] = self.etag
        response["Cache-Control"] = "no-cache"
        response["Vary"] = "Accept-Encoding, Cookie"
        return response


class Shelf:
    """The copies of one stamp and day in this process; the one asked for longest ago goes first."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.epoch: tuple[str, dt.date] | None = None
        self.copies: OrderedDict[tuple[str, ...], Copy] = OrderedDict()
        self.size = 0

    def get(self, epoch: tuple[str, dt.date], key: tuple[str, ...]) -> Copy | None:
        """The copy, as long as it is of this epoch and not too old."""
        with self.lock:
            if self.epoch != epoch:
                self.epoch, self.size = epoch, 0
                self.copies.clear()
            found = self.copies.get(key)
            if found is not None and time.monotonic() - found.made_at < LONGEST:
                self.copies.move_to_end(key)
                return found
            return None

    def put(self, epoch: tuple[str, dt.date], key: tuple[str, ...], copy: Copy) -> None:
        """Keep it, unless something changed while it was made."""
        with self.lock:
            if self.epoch != epoch or copy.size > LARGEST:
                return
            old = self.copies.pop(key, None)
            self.size += copy.size - (old.size if old else 0)
            self.copies[key] = copy
            while self.size > MOST_BYTES:
                self.size -= self.copies.popitem(last=False)[1].size

    def empty(self) -> None:
        """Forget all."""
        with self.lock:
            self.epoch, self.size = None, 0
            self.copies.clear()


shelf = Shelf()


class PublicPagesMiddleware:
    """Answers visitors from the shelf, and puts on it what views marked as public."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        passed_by = request.method not in ("GET", "HEAD") or request.path in HEALTH
        if passed_by or any(name in request.COOKIES for name in PERSONAL):
            return self.get_response(request)
        if not settings.PUBLIC_PAGES_KEPT:
            return self.counted(request, self.get_response(request))
        epoch, key = (stamp.stamp(), thai.today()), key_of(request)
        kept = shelf.get(epoch, key)
        if kept is None:
            response = self.get_response(request)
            kept = copy_of(response) if request.method == "GET" else None
            if kept is None:
                return self.counted(request, response)
            shelf.put(epoch, key, kept)
        if kept.is_page:
            visitors.count(request)
        return kept.answer(request)

    @staticmethod
    def counted(request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """A public page that is not kept was read all the same."""
        if hasattr(response, "public_copy") and is_page(response):
            visitors.count(request)
        return response


def key_of(request: HttpRequest) -> tuple[str, ...]:
    """What a copy depends on; a look that is not one of ours makes no copy of its own."""
    looks = (request.COOKIES.get(name, "")[:10] for name in LOOKS)
    return (request.get_host(), request.path, request.META.get("QUERY_STRING", ""), *looks)


def is_page(response: HttpResponse) -> bool:
    """Something a person reads, no picture and no feed?"""
    return response.status_code == 200 and response.headers.get("Content-Type", "").startswith("text/html")


def copy_of(response: HttpResponse) -> Copy | None:
    """What of an answer is kept; None where it is none to keep."""
    marked = getattr(response, "public_copy", False)
    if not marked or response.status_code != 200 or response.streaming or response.cookies:
        return None
    content = response.content
    plain = gzip.decompress(content) if response.headers.get("Content-Encoding") == "gzip" else content
    headers = tuple((name, value) for name, value in response.items() if name.lower() not in NOT_KEPT)
    packed = gzip.compress(plain, 6, mtime=0)
    packed = packed if len(packed) < len(plain) else b""
    return Copy(headers, plain, packed, etag_of(plain), is_page(response), time.monotonic())


def etag_of(content: bytes) -> str:
    """The sign of a content, however it is packed."""
    return f'W/"{hashlib.sha256(content).hexdigest()[:32]}"'
