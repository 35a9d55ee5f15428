"""One frozen summary as data, lines, workbook and PDF: all four read the same figures, so that they agree to the last digit."""

from __future__ import annotations

import io
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.figures import Figure, in_groups
from moralprovince.core.pdf import render_pdf
from moralprovince.core.periods import Period
from moralprovince.core.tables import write_workbook
from moralprovince.core.templatetags.portal import short_network
from moralprovince.portal import floors
from moralprovince.portal.models import Summary
from networks.models import Office


def figures() -> list[Figure]:
    """Every figure of every floor, in the order of the floors."""
    return [figure for floor_figures in floors.each("FIGURES") for figure in floor_figures]


def known_figures(summary: Summary) -> list[Figure]:
    """Those a frozen summary has: a floor built later adds none to what was frozen before it."""
    return [figure for figure in figures() if figure.name in summary.figures["figures"]]


def compared(summary: Summary) -> bool:
    """Is there an earlier period to compare with?"""
    return bool(summary.figures["before"].get("known", True))


def compared_words(summary: Summary) -> str:
    """With which period, said once for all figures."""
    before = Period.parse(summary.period).before.name
    if not compared(summary):
        return _("There is no earlier period to compare with: nothing stands here of the %(period)s.") % {"period": before}
    return _("The small figure is the change against the %(period)s.") % {"period": before}


def as_data(summary: Summary) -> dict[str, Any]:
    """The summary as JSON says it."""
    period = Period.parse(summary.period)
    return {
        "province": summary.province_id,
        "period": summary.period,
        "first_day": period.days[0].isoformat(),
        "last_day": period.days[1].isoformat(),
        "edition": summary.edition,
        "frozen_at": summary.frozen_at.isoformat(timespec="seconds"),
        **summary.figures,
    }


def table_of(summary: Summary, known: list[Figure] | None = None) -> tuple[list[str], list[list[Any]]]:
    """Headings and rows: the networks in their order, then the province; each figure (or some) beside its change."""
    known = known_figures(summary) if known is None else known
    headings = [_("Network")]
    for figure in known:
        headings += [str(figure.label), _("%(figure)s: change") % {"figure": figure.label}]
    english = translation.get_language() == "en"
    rows = [
        [row["name_en"] if english and row["name_en"] else row["name"], *pairs(row, known)]
        for row in summary.figures["networks"]
    ]
    return headings, [*rows, [_("The whole province"), *pairs(summary.figures, known)]]


def pairs(row: dict[str, Any], known: list[Figure]) -> list[Any]:
    """Figure, change, figure, change …; the change is empty where there is nothing to compare with."""
    return [value for figure in known for value in (row["figures"][figure.name], row["change"].get(figure.name))]


def as_lines(summary: Summary) -> list[str]:
    """The province's figures for a terminal, then one line per network."""
    data, known = summary.figures, known_figures(summary)
    lines = [f"{summary.province_id} {summary.period} edition {summary.edition} as of {data['as_of']}"]
    lines += [f"{f.name} {data['figures'][f.name]}" + signed(data["change"].get(f.name)) for f in known]
    for row in data["networks"]:
        lines.append(f"{row['code']} " + " ".join(f"{figure.name}={row['figures'][figure.name]}" for figure in known))
    return lines


def signed(change: float | None) -> str:
    """A change as it stands behind its figure; nothing where there is none to tell."""
    return "" if change is None else f" ({change:+})"


def as_workbook(summary: Summary) -> bytes:
    """The table of the page as an Excel workbook."""
    headings, rows = table_of(summary)
    stream = io.BytesIO()
    write_workbook(stream, summary.period, headings, iter(rows))
    return stream.getvalue()


def as_pdf(summary: Summary) -> bytes:
    """One A4 sheet for the governor's desk; what networks did together stands on its back."""
    office = Office.objects.filter(pk=summary.province_id).first()
    return render_pdf("summary.typ", sheet(summary, office))


def sheet(summary: Summary, office: Office | None) -> dict[str, Any]:
    """What the sheet says."""
    period, known = Period.parse(summary.period), known_figures(summary)
    first, last = period.days
    return {
        "title": _("Summary of the %(period)s") % {"period": period.name},
        "office": office.name if office else str(summary.province),
        "days": f"{thai.day_long(first)} – {thai.day_long(last)}",
        "frozen": _("Counted on %(day)s, edition %(edition)s")
        % {"day": thai.day_long(thai.bangkok_day(summary.frozen_at)), "edition": summary.edition},
        "compared": compared_words(summary),
        "sides": [side(summary, found) for number in (1, 2) if (found := [one for one in known if one.side == number])],
    }


def side(summary: Summary, known: list[Figure]) -> dict[str, Any]:
    """One side of the sheet: the province's figures by kind, then the networks beside one another."""
    return {
        "groups": [group(words, found, summary.figures) for words, found in in_groups(known)],
        "columns": [_("Network"), *(str(figure.short_label) for figure in known)],
        "spans": [{"words": words, "count": len(found)} for words, found in in_groups(known)],
        "rows": [[short_network(row[0]), *(f"{value:,}" for value in row[1::2])] for row in table_of(summary, known)[1]],
    }


def group(words: str, found: list[Figure], data: dict[str, Any]) -> dict[str, Any]:
    """The figures of one kind as the sheet shows them; of those that add up the whole comes first."""
    cells = [
        {
            "label": str(figure.short_label),
            "value": f"{data['figures'][figure.name]:,}",
            "change": f"{data['change'].get(figure.name, 0):,}",
            "role": figure.role,
        }
        for figure in found
    ]
    return {"words": words, "cells": cells}
