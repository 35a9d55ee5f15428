"""The letter that answers an appeal, and the list of appeals as a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext as _

from assessments.actions.certificates import printed_name
from assessments.exports.letters import addressee
from assessments.filters.appeals import ABOUT
from assessments.models import Appeal
from moralprovince.core import thai
from moralprovince.core.exports import FORMATS
from moralprovince.core.pdf import pdf_response, render_pdf
from moralprovince.core.tables import table_response
from networks.models import Office


def letter_response(appeal: Appeal) -> HttpResponse:
    """The answer as an official letter."""
    return pdf_response(_("appeal-answer-%(number)s") % {"number": appeal.pk}, letter_pdf(appeal))


def letter_pdf(appeal: Appeal) -> bytes:
    """Always in the language of letters; the number of the letter is left to be written by hand."""
    case = appeal.assessment
    office = Office.objects.filter(province=case.province_id).first() or Office(province=case.province)
    with translation.override(settings.LANGUAGE_CODE):
        return render_pdf("appeal_letter.typ", {
            "colour": office.primary_colour, "letter-code": office.letter_code, "office": office.name,
            "address": office.address, "phone": office.phone, "signatory": office.signatory_name,
            "signatory-title": office.signatory_title, "day": thai.day_long(appeal.answered_on or thai.today()),
            "name": printed_name(case), "to": addressee(case),
            "year": case.programme_year.fiscal_year, "filed": thai.day_long(appeal.filed_on),
            "granted": appeal.state == Appeal.State.GRANTED, "answer": appeal.answer, "items": list(lines_of(appeal)),
            "resolution": appeal.decision.resolution if appeal.decision else "",
            "resolved": thai.day_long(appeal.decision.resolved_on) if appeal.decision else "",
        })  # fmt: skip


def lines_of(appeal: Appeal) -> Iterator[dict[str, Any]]:
    """One line for each item of the appeal."""
    for row in appeal.items.select_related("score__criterion"):
        value = "" if row.value is None else row.value
        yield {"number": row.score.criterion.number, "reason": row.reason, "answer": row.answer, "value": value}


# What stands in each column, and so how wide it is.
KINDS = ("wide", "text", "text", "text", "day", "wide", "day", "day", "wide")


def export_appeals(rows: QuerySet[Appeal], kind: str) -> HttpResponseBase:
    """Every row of the list in its order."""
    found = rows.select_related(*ABOUT).iterator(chunk_size=500)
    ending = kind if kind in FORMATS else "xlsx"
    return table_response(ending, _("appeals"), columns(), (row_of(one) for one in found), kinds=KINDS)


def columns() -> list[str]:
    """The headings."""
    return [
        _("Name"), _("Kind"), _("Fiscal year"), _("State"), _("Filed on"), _("Reason"), _("Answer due on"), _("Answered on"),
        _("Answer"),
    ]  # fmt: skip


def row_of(one: Appeal) -> list[Any]:
    """One appeal."""
    case = one.assessment
    return [
        printed_name(case), case.get_kind_display(), str(case.programme_year), one.get_state_display(), one.filed_on,
        one.reason, one.answer_due_on, one.answered_on, one.answer,
    ]  # fmt: skip
