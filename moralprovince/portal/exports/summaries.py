"""One frozen summary as data, lines and PDF: like page and workbook they read the same figures, and agree to the last digit."""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.figures import Figure, in_groups
from moralprovince.core.pdf import render_pdf
from moralprovince.core.periods import Period
from moralprovince.core.templatetags.portal import number, short_network
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


def before_of(summary: Summary) -> Period:
    """The period it was compared with when it was frozen."""
    return Period.parse(summary.figures["before"]["period"])


def compared_words(summary: Summary) -> str:
    """With which period, said once for all figures."""
    if summary.running and not compared(summary):
        return _("It is not compared with an earlier period before it is over.")
    before = before_of(summary).name
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
        "running": summary.running,
        **summary.figures,
    }


def names_of(summary: Summary) -> list[str]:
    """The networks in their order as the reader's language calls them, then the province."""
    english = translation.get_language() == "en"
    names = [row["name_en"] if english and row["name_en"] else row["name"] for row in summary.figures["networks"]]
    return [*names, _("The whole province")]


def rows_of(summary: Summary) -> list[dict[str, Any]]:
    """Figures and changes of the networks in their order, then those of the province."""
    return [*summary.figures["networks"], summary.figures]


def as_lines(summary: Summary) -> list[str]:
    """The province's figures for a terminal, then one line per network."""
    data, known = summary.figures, known_figures(summary)
    runs_on = ", the period is not over yet" if summary.running else ""
    lines = [f"{summary.province_id} {summary.period} edition {summary.edition} as of {data['as_of']}{runs_on}"]
    lines += [f"{f.name} {data['figures'][f.name]}" + signed(data["change"].get(f.name)) for f in known]
    for row in data["networks"]:
        lines.append(f"{row['code']} " + " ".join(f"{figure.name}={row['figures'][figure.name]}" for figure in known))
    return lines


def signed(change: float | None) -> str:
    """A change as it stands behind its figure; nothing where there is none to tell."""
    return "" if change is None else f" ({change:+})"


def as_pdf(summary: Summary) -> bytes:
    """One A4 sheet for the governor's desk; what networks did together stands on its back."""
    return render_pdf("summary.typ", sheet(summary, office_of(summary)))


def office_of(summary: Summary) -> Office | None:
    """The office whose summary it is."""
    return Office.objects.filter(pk=summary.province_id).first()


def head_of(summary: Summary, office: Office | None) -> dict[str, str]:
    """What stands over the figures, on paper as in the workbook."""
    period = Period.parse(summary.period)
    first, last = period.days
    return {
        "title": _("Summary of the %(period)s") % {"period": period.name},
        "office": office.name if office else str(summary.province),
        "days": " · ".join(filter(None, (f"{thai.day_long(first)} – {thai.day_long(last)}", summary.running_note))),
        "frozen": _("Counted on %(day)s, edition %(edition)s")
        % {"day": thai.day_long(thai.bangkok_day(summary.frozen_at)), "edition": summary.edition},
    }


def sheet(summary: Summary, office: Office | None) -> dict[str, Any]:
    """What the sheet says."""
    known = known_figures(summary)
    return {
        **head_of(summary, office),
        "compared": compared_words(summary),
        "sides": [side(summary, found) for place in (1, 2) if (found := [one for one in known if one.side == place])],
    }


def side(summary: Summary, known: list[Figure]) -> dict[str, Any]:
    """One side of the sheet: the province's figures by kind, then the networks beside one another."""
    return {
        "groups": [group(words, found, summary.figures) for words, found in in_groups(known)],
        "columns": [_("Network"), *(str(figure.short_label) for figure in known)],
        "spans": [{"words": words, "count": len(found)} for words, found in in_groups(known)],
        "rows": [
            [short_network(name), *(number(row["figures"][figure.name]) for figure in known)]
            for name, row in zip(names_of(summary), rows_of(summary), strict=True)
        ],
    }


def group(words: str, found: list[Figure], data: dict[str, Any]) -> dict[str, Any]:
    """The figures of one kind as the sheet shows them; of those that add up the whole comes first."""
    cells = [
        {
            "label": str(figure.short_label),
            "value": number(data["figures"][figure.name]),
            "change": number(data["change"].get(figure.name, 0)),
            "role": figure.role,
        }
        for figure in found
    ]
    return {"words": words, "cells": cells}
