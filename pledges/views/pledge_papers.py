"""The declaration on paper: a blank form to fill in by hand, and the filled one to sign."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.outbox import in_letter_language
from moralprovince.core.pdf import pdf_response, render_pdf
from moralprovince.core.templatetags.portal import baht, number, percent
from networks.models import Office
from pledges.models import Pledge

from .pledges import fetch_to_read
from .years import chosen_year, province_code, years_of

BLANK_LINES = 6
# A text that declares by itself does so in its first words, as a rule before its first "that".
DECLARES, THAT, OPENING = "ประกาศเจตนารมณ์", "ว่า", 200
DOTS = "." * 40


@login_required
def pledge_blank(request: HttpRequest) -> HttpResponse:
    """A blank form for those who declare on paper."""
    province = province_code(request)
    years = years_of(province)
    year = chosen_year(years, request.GET.get("year", "")) if years else None
    office = Office.objects.filter(province=province).first()
    data = {
        "blank": True, "year": str(year or DOTS), "motto": year.motto if year else "", "office": str(office or ""),
        "colour": office.primary_colour if office else "#8C3B2A", "text": "", "lead_in": True, "organisation": "",
        "rows": [[str(n), *[""] * 10] for n in range(1, BLANK_LINES + 1)],
    }  # fmt: skip
    return pdf_response(_("declaration form"), render_pdf("declaration.typ", data))


@login_required
def pledge_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The declaration as it stands, to be signed."""
    pledge = fetch_to_read(request, pk)
    with in_letter_language():
        content = render_pdf("declaration.typ", declaration_data(pledge))
    return pdf_response(f"{pledge.organisation.code}-{pledge.programme_year}", content)


def declaration_data(pledge: Pledge) -> dict[str, Any]:
    """What the paper says, in words."""
    body = pledge.organisation
    office = Office.objects.filter(province=body.province_id).first()
    return {
        "blank": False,
        "year": str(pledge.programme_year),
        "motto": pledge.programme_year.motto,
        "office": str(office or ""),
        "colour": office.primary_colour if office else "#8C3B2A",
        "organisation": body.name,
        "code": body.code,
        "network": str(body.network),
        "place": _("%(subdistrict)s, %(district)s, %(province)s") % {
            "subdistrict": body.subdistrict, "district": body.district, "province": body.province,
        },
        "text": pledge.text,
        "lead_in": not declares_itself(pledge.text),
        "day": thai.day_long(pledge.declared_on) if pledge.declared_on else "",
        "members": "" if pledge.members is None else number(pledge.members),
        "joined": "" if pledge.members_joined is None else number(pledge.members_joined),
        "percent": "" if pledge.joined_share is None else percent(pledge.joined_share),
        "rows": [row_of(n, line) for n, line in enumerate(pledge.commitments.select_related("target_virtue"), 1)],
    }  # fmt: skip


def declares_itself(text: str) -> bool:
    """Does it begin with the words that the paper puts before it otherwise?"""
    return DECLARES in thai.canonical(text)[:OPENING].partition(THAT)[0]


def row_of(number_of_line: int, line: Any) -> list[str]:
    """One line of the table officials know."""
    return [
        str(number_of_line), str(line.target_virtue or ""),
        line.problem_to_solve, line.good_to_do, line.activity, line.indicator,
        "" if line.baseline is None else number(line.baseline),
        " ".join(part for part in ("" if line.target is None else number(line.target), line.unit) if part),
        thai.day_short(line.due_on) if line.due_on else "",
        "" if line.budget is None else baht(line.budget), line.responsible,
    ]  # fmt: skip
