"""Prints certificates, one or many in calling order, the list to read aloud, and the list of certificates as a table."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

import segno
from django.conf import settings
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from assessments.models import Certificate, Kind
from moralprovince.core import thai
from moralprovince.core.exports import FORMATS
from moralprovince.core.pdf import pdf_response, render_pdf
from moralprovince.core.tables import table_response, words
from networks.models import Office
from networks.naming import call_as_then, then

ABOUT = ("assessment__organisation__network", "assessment__organisation__district", "province")
GROUP = 4


def in_calling_order(rows: QuerySet[Certificate]) -> QuerySet[Certificate]:
    """Kind by kind, the highest level first, network by network, by name: the order in which they are numbered, too."""
    kinds = [When(kind=kind, then=Value(place)) for place, kind in enumerate(Kind.values)]
    by_kind = Case(*kinds, output_field=IntegerField())
    network = "assessment__organisation__network__order"
    return rows.order_by(by_kind, "-level", network, "assessment__organisation__name_sort", "number", "pk")


def about_then(rows: QuerySet[Certificate]) -> QuerySet[Certificate]:
    """With whom each is about, and the name that the network had in the year of the result."""
    return rows.select_related(*ABOUT).annotate(**then("assessment__organisation__network", "result_year"))


def called_as_then(one: Certificate) -> Certificate:
    """Its body's network says its name of the result's year."""
    body = one.assessment.organisation
    return call_as_then(one, body.network if body else None)


# Certificates


def certificates_response(certificates: Iterable[Certificate], name: str) -> HttpResponse:
    """The pile as one PDF."""
    return pdf_response(name, certificates_pdf(list(certificates)))


def certificates_pdf(certificates: list[Certificate]) -> bytes:
    """One page each; always in the language of letters."""
    office = Office.objects.filter(province=certificates[0].province_id).select_related("province").first()
    with translation.override(settings.LANGUAGE_CODE):
        return render_pdf("certificate.typ", {
            "title": _("Certificate"),
            "colour": office.primary_colour if office else "#8C3B2A",
            "check-address": typed_address(),
            "certificates": [page_of(one) for one in certificates],
        })  # fmt: skip


def page_of(one: Certificate) -> dict[str, Any]:
    """What is printed on one certificate: what was kept when it was issued, nothing else."""
    return {
        "number": f"{one.number}/{one.result_year}",
        "kind": one.get_kind_display(),
        "issuer": _("Sub-committee for moral promotion of the province of %(province)s") % {"province": one.province.name},
        "name": one.name,
        "level": one.level,
        "level-name": one.level_name,
        "year": one.result_year,
        "day": day_in_full(one.issued_on),
        "signatory": one.signatory_name,
        "signatory-title": one.signatory_title,
        "code": code_lines(one.check_code),
        "qr": picture(check_address(one)),
    }


def day_in_full(day: dt.date) -> str:
    """14 เดือน มีนาคม พ.ศ. 2571, as certificates say it."""
    facts = {"day": day.day, "month": thai.month_names()[day.month - 1], "year": thai.buddhist_year(day)}
    return _("%(day)s of %(month)s in the year %(year)s") % facts


def check_address(one: Certificate) -> str:
    """The public page that says whether it is valid."""
    return f"{settings.SITE_URL}{reverse('assessments:check-code', args=[one.check_code])}"


def typed_address() -> str:
    """The address at which a code is typed."""
    parts = urlsplit(settings.SITE_URL)
    return f"{parts.netloc}{parts.path}{reverse('assessments:check')}"


def code_lines(code: str) -> list[str]:
    """The code in groups on two lines, to be typed from paper."""
    groups = [code[start : start + GROUP] for start in range(0, len(code), GROUP)]
    return [" ".join(groups[:4]), " ".join(groups[4:])]


def picture(link: str) -> dict[str, Any]:
    """The QR code as one path of strokes in a square of so many modules, with the quiet zone around it."""
    code = segno.make(link, error="m", micro=False)
    border = code.default_border_size
    strokes = []
    for y, row in enumerate(code.matrix):
        x = border
        for dark, modules in itertools.groupby(row):
            length = len(list(modules))
            if dark:
                strokes.append(f"M{x} {y + border + 0.5}h{length}")
            x += length
    return {"size": len(code.matrix) + 2 * border, "path": "".join(strokes)}


# The list to read aloud


def calling_list_response(certificates: Iterable[Certificate], name: str) -> HttpResponse:
    """In the order of the pile, a heading for each kind and level."""
    return pdf_response(name, calling_list_pdf(list(certificates)))


def calling_list_pdf(certificates: list[Certificate]) -> bytes:
    """Large enough to be read standing."""
    office = Office.objects.filter(province=certificates[0].province_id).first()
    years = sorted({one.result_year for one in certificates})
    with translation.override(settings.LANGUAGE_CODE):
        return render_pdf("certificate_list.typ", {
            "title": _("List for handing over certificates"),
            "subtitle": thai.thai_digits(_("Result of fiscal year %(years)s") % {"years": ", ".join(map(str, years))}),
            "colour": office.primary_colour if office else "#8C3B2A",
            "office": office.name if office else "",
            "parts": list(parts_of(certificates)),
        })  # fmt: skip


def parts_of(certificates: list[Certificate]) -> Iterator[dict[str, Any]]:
    """Those of one kind and level together; the order runs through."""
    order = itertools.count(1)
    for title, rows in itertools.groupby(certificates, key=lambda one: one.level_name):
        yield {"title": title, "rows": [line_of(one, next(order)) for one in rows]}


def line_of(one: Certificate, order: int) -> dict[str, Any]:
    """One name to read."""
    body = one.assessment.organisation
    network = str(body.network) if body and body.network else ""
    return {"order": order, "name": one.name, "network": network, "number": f"{one.number}/{one.result_year}"}


# The table


# What stands in each column, and so how wide it is.
KINDS = ("text", "text", "text", "wide", "wide", "wide", "text", "day", "wide", "wide", "text", "wide", "wide")


def export_certificates(rows: QuerySet[Certificate], kind: str) -> HttpResponseBase:
    """Every row of the list in its order."""
    found = map(called_as_then, about_then(rows).iterator(chunk_size=500))
    ending = kind if kind in FORMATS else "xlsx"
    return table_response(ending, _("certificates"), columns(), (row_of(one) for one in found), kinds=KINDS)


def columns() -> list[str]:
    """The headings."""
    return [
        _("Number"), _("Result of fiscal year"), _("Kind"), _("Name on the certificate"), _("Level"), _("Network"),
        _("District"), _("Issued on"), _("Who signs"), _("Position"), _("State"), _("Reason"), _("Check address"),
    ]  # fmt: skip


def row_of(one: Certificate) -> list[Any]:
    """One certificate."""
    body = one.assessment.organisation
    return [
        one.number, str(one.result_year), words(Kind, one.kind), one.name, one.level_name, str(body.network) if body else "",
        str(body.district) if body else "", one.issued_on, one.signatory_name, one.signatory_title,
        words(Certificate.State, one.state), one.reason, check_address(one) if one.state == Certificate.State.VALID else "",
    ]  # fmt: skip
