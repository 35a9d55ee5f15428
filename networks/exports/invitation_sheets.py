"""Prints invitations for people without e-mail: one page each, with a QR code and a code to type."""

from __future__ import annotations

import io
from collections import Counter
from typing import Any
from urllib.parse import urlsplit

import segno
from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.pdf import pdf_response, render_pdf
from networks.actions.invitations import Issued, where_of
from networks.actions.joining import foreseen_name
from networks.models import Office


def sheets_response(issued: list[Issued]) -> HttpResponse:
    """The pile as one PDF to keep or print; no copy of it stays anywhere, on the way neither."""
    response = pdf_response("invitations.pdf", render_pdf("invitation_sheets.typ", sheets(issued)), inline=False)
    response["Cache-Control"] = "no-store, private"
    return response


def sheets(issued: list[Issued]) -> dict[str, Any]:
    """What the template prints; always in the language of letters."""
    office = Office.objects.filter(province=issued[0].invitation.province_id).first()
    names = names_on(issued)
    with translation.override(settings.LANGUAGE_CODE):
        return {
            "title": _("Invitation to the portal of the moral province"),
            "colour": office.primary_colour if office else "#8C3B2A",
            "office": office.name if office else "",
            "phone": office.phone if office else "",
            "words": words(),
            "sheets": [sheet(one, name) for one, name in zip(issued, names, strict=True)],
        }


def words() -> dict[str, str]:
    """The fixed sentences of a sheet."""
    return {
        "dear": _("Dear"),
        "scan": _("Point the camera of your telephone at the picture."),
        "or": _("Or open this address and type the code:"),
        "code": _("Code"),
        "then": _("Then choose a password of your own. Nobody else needs to know it, the office neither."),
        "login": _("From then on you log in with the password and this name:"),
        "login_unknown": _(
            "From then on you log in with the password and a name that the page tells you. Please write it here:"
        ),
        "until": _("The code works once, until"),
        "ask": _("Questions? Please ask the culture office"),
    }


def names_on(issued: list[Issued]) -> list[str]:
    """What each guest will log in with; nothing where two sheets would say the same, for only one of them can have it."""
    names = [foreseen_name(one.invitation) for one in issued]
    often = Counter(names)
    return [name if often[name] == 1 else "" for name in names]


def sheet(issued: Issued, name: str) -> dict[str, str]:
    """One page, with the name to log in with later."""
    invitation = issued.invitation
    return {
        "name": invitation.name,
        "invited": _("You are invited as %(role)s: %(where)s") % {
            "role": invitation.role.title, "where": where_of(invitation),
        },
        "qr": picture(issued.link),
        "address": typed_address(),
        "code": issued.spoken_code,
        "login": name,
        "until": thai.day_long(thai.bangkok_day(invitation.expires_at)),
    }  # fmt: skip


def picture(link: str) -> str:
    """The QR code as SVG."""
    drawn = io.BytesIO()
    segno.make(link, error="m").save(drawn, kind="svg", scale=4, border=2, xmldecl=False)
    return drawn.getvalue().decode()


def typed_address() -> str:
    """The address of the code page as people type it."""
    parts = urlsplit(settings.SITE_URL)
    return f"{parts.netloc}{parts.path}{reverse('join')}"
