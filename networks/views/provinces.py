"""Which province a page of this floor is about."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from networks.querysets.scope import scope_of


def province_code(request: HttpRequest) -> str:
    """The province of the address where the reader has several, else her own, else the installation's."""
    own, asked = scope_of(request.user).home_provinces(), request.GET.get("province", "")
    if asked in own:
        return asked
    return own[0] if own else settings.PROVINCE
