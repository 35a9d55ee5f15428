"""Photos and PDF documents made on the spot, for uploads."""

from __future__ import annotations

import io
from functools import cache
from typing import Any

from PIL import Image

from moralprovince.core import files as files


def photo(kind: str = "JPEG", size: tuple[int, int] = (40, 30), **options: Any) -> bytes:
    """A picture with a gradient in it, so that it has some weight."""
    picture = Image.linear_gradient("L").resize(size).convert("RGB")
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


@cache
def pdf(*, locked: bool = False) -> bytes:
    """One empty page; locked, it asks for a password."""
    encryption = b""
    if locked:
        encryption = b"4 0 obj<</Filter/Standard/V 1/R 2/O<" + b"41" * 32 + b">/U<" + b"42" * 32 + b">/P -4>>endobj\n"
    objects = [
        b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n",
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n",
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\n",
        *([encryption] if locked else []),
    ]
    body, places = b"%PDF-1.4\n", []
    for each in objects:
        places.append(len(body))
        body += each
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"/Encrypt 4 0 R/ID[<41><41>]" if locked else b""
    return body + (
        b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table
        + b"trailer<</Size %d/Root 1 0 R" % (len(objects) + 1) + trailer + b">>\nstartxref\n%d\n%%%%EOF" % len(body)
    )  # fmt: skip
