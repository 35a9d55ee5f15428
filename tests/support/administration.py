"""Sends a form of the administration as a browser does: under the sign of what it showed."""

from __future__ import annotations

from typing import Any

from django.test import Client


def sign_on(page: Any) -> str:
    """The sign of the row that a page shows."""
    return page.context["adminform"].form["sign"].value()


def signed(client: Client, address: str, typed: dict[str, Any]) -> Any:
    """Opens the row and sends what was typed."""
    return client.post(address, typed | {"sign": sign_on(client.get(address))})
