"""Hands out private files to those who may see what they belong to."""

from __future__ import annotations

import uuid
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from moralprovince.core.exports import still_reached
from moralprovince.core.files import INLINE, JPEG, PDF, SIZES, sized_version
from moralprovince.core.models import Job, StoredFile

# Browsers refuse to show a PDF in a sandbox; without any source it can load nothing either way.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; object-src 'self'; frame-ancestors 'none'"


@login_required
@require_safe
def file(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One file, if its owner may be seen; otherwise there is none. `?small` and `?web` ask for a smaller picture."""
    stored = get_object_or_404(StoredFile, pk=pk)
    if not may_open(request.user, stored):
        raise Http404(_("There is no such file."))
    return served(request, stored)


def served(request: HttpRequest, stored: StoredFile) -> HttpResponse:
    """The file itself; whoever calls this has looked whether its reader may see something the file stands under."""
    size = size_asked(request) if stored.content_type.startswith("image/") else ""
    etag = quote_etag(f"{stored.sha256}-{size}" if size else stored.sha256)
    response = get_conditional_response(request, etag=etag) or content_of(stored, size)
    response["ETag"] = etag
    return guarded(response, stored)


def size_asked(request: HttpRequest) -> str:
    """Which smaller version the address asks for, if any."""
    return next((name for name in SIZES if name in request.GET), "")


def may_open(user: Any, stored: StoredFile) -> bool:
    """A file is seen by whoever sees its owner; without one only by its uploader."""
    if stored.owner_type == Job._meta.label_lower:
        job = Job.objects.visible_to(user).filter(pk=stored.owner_id).first()
        return job is not None and still_reached(job, user)
    if not stored.owner_type:
        return stored.uploaded_by_id is not None and stored.uploaded_by_id == user.pk
    try:
        owners = apps.get_model(stored.owner_type)._default_manager
    except LookupError:
        return False
    visible = getattr(owners, "visible_to", None)
    return visible is not None and visible(user).filter(pk=stored.owner_id).exists()


def content_of(stored: StoredFile, size: str) -> HttpResponse:
    """The content: by the web server where one stands in front, else streamed from here."""
    name = sized_version(stored, size) if size else stored.file.name
    kind = JPEG if name != stored.file.name else stored.content_type
    if settings.ACCEL_REDIRECT:
        response = HttpResponse(content_type=kind)
        response["X-Accel-Redirect"] = f"{settings.ACCEL_REDIRECT.rstrip('/')}/{name}"
        return response
    try:
        return FileResponse(default_storage.open(name), content_type=kind)
    except FileNotFoundError as gone:
        raise Http404(_("There is no such file.")) from gone


def guarded(response: HttpResponse, stored: StoredFile) -> HttpResponse:
    """What keeps a file from ever acting as a page of ours."""
    inline = stored.content_type in INLINE
    response["Content-Disposition"] = content_disposition_header(not inline, stored.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = POLICY if stored.content_type == PDF else f"sandbox; {POLICY}"
    response["Cache-Control"] = "private, no-cache"
    # Pictures and PDF are packed already; without this the gzip middleware would pack them again.
    response["Content-Encoding"] = "identity"
    return response
