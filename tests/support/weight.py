"""How heavy a page is on its first visit: the page and everything it asks for, compressed as a server sends it."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

# Other addresses of a page (canonical, feeds) are named, not asked for.
ASKED = re.compile(r'(?:<link(?! rel="(?:canonical|alternate)")[^>]+href|<script[^>]+src|<img[^>]+src|<use[^>]+href)="([^"]+)"')
INSIDE = re.compile(r"url\([\"']?(?!data:)([^\"')]+)[\"']?\)")
ALREADY_SMALL = (".woff2", ".png", ".jpg", ".webp")


def weigh(client: Client, path: str) -> dict[str, int]:
    """Bytes over the wire, address by address; fonts a style sheet names count as well, print styles too."""
    page = client.get(path)
    assert page.status_code == 200, f"{path} answered {page.status_code}"
    weights = {path: wire_size(path, page.content)}
    waiting = [address.split("#")[0] for address in ASKED.findall(page.content.decode())]
    while waiting:
        address = waiting.pop()
        if address in weights or address.startswith("data:"):
            continue
        content = fetched(client, address)
        weights[address] = wire_size(address, content)
        if urlsplit(address).path.endswith(".css"):
            folder = urlsplit(address).path.rpartition("/")[0]
            waiting += [resolved(folder, found) for found in INSIDE.findall(content.decode())]
    return weights


def fetched(client: Client, address: str) -> bytes:
    """A static file from its folder, anything else from the portal."""
    if not address.startswith(settings.STATIC_URL):
        return b"".join(client.get(address))
    found = finders.find(urlsplit(address).path.removeprefix(settings.STATIC_URL))
    assert found, f"{address} is asked for and is not there"
    return Path(str(found)).read_bytes()


def resolved(folder: str, address: str) -> str:
    """An address written in a style sheet, seen from the page."""
    return str((Path("/") / folder.lstrip("/") / address).resolve())


def wire_size(address: str, content: bytes) -> int:
    """The size as sent: gzip where it helps (brotli would be smaller still)."""
    return len(content) if address.endswith(ALREADY_SMALL) else len(gzip.compress(content, 6))
