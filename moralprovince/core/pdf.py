"""Prints PDF from the typst templates in templates/pdf: one compiler, our own typeface, data as JSON."""

from __future__ import annotations

import functools
import json
import threading
from pathlib import Path
from typing import Any, cast

import typst
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.utils.http import content_disposition_header

from .typeface import levelled_sarabun

FOLDER = Path(settings.BASE_DIR) / "templates" / "pdf"
# One compiler keeps fonts and parsed templates; it prints one document at a time.
PRINTING = threading.Lock()


@functools.cache
def compiler() -> typst.Compiler:
    """The compiler of this process, with Sarabun and nothing of the machine's fonts."""
    return typst.Compiler(root=str(FOLDER), font_paths=[str(levelled_sarabun())], ignore_system_fonts=True)


def render_pdf(template: str, data: dict[str, Any]) -> bytes:
    """The document of a template ("summary.typ"); days and lazy texts in the data become plain text.

    Raises:
        typst.TypstError: the template is wrong.
    """
    inputs = {"data": json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False)}
    with PRINTING:
        return cast(bytes, compiler().compile(str(FOLDER / template), format="pdf", sys_inputs=inputs))


def render_picture(template: str, data: dict[str, Any]) -> bytes:
    """The first page of a template as PNG, one dot for each of its points.

    Raises:
        typst.TypstError: the template is wrong.
    """
    inputs = {"data": json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False)}
    with PRINTING:
        made = compiler().compile(str(FOLDER / template), format="png", ppi=72, sys_inputs=inputs)
    return cast(bytes, made[0] if isinstance(made, list) else made)


def pdf_response(name: str, content: bytes, *, inline: bool = True) -> HttpResponse:
    """The document as an answer, shown in the browser or kept under its name."""
    header = content_disposition_header(not inline, name if name.endswith(".pdf") else f"{name}.pdf")
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": header or "inline"})
