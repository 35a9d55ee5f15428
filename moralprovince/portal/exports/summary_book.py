"""A frozen summary as a workbook: the province's figures as the page tells them, then the networks side by side."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from moralprovince.core.figures import Figure, in_groups
from moralprovince.core.periods import Period
from moralprovince.core.tables import CHANGE, TEXT, Column, Laid, Line, write_laid
from moralprovince.core.templatetags.portal import short_network
from moralprovince.portal.models import Summary

from .summaries import before_of, compared, compared_words, head_of, known_figures, names_of, office_of, rows_of


def as_workbook(summary: Summary) -> bytes:
    """Its sheets; that of the changes only where there is something to compare with."""
    stream = io.BytesIO()
    sheets = [province_sheet(summary), networks_sheet(summary)]
    write_laid(stream, [*sheets, changes_sheet(summary)] if compared(summary) else sheets)
    return stream.getvalue()


def head(summary: Summary, *more: str) -> list[str]:
    """What stands over each sheet: the period, whose figures, counted when."""
    told = head_of(summary, office_of(summary))
    return [told["title"], f"{told['office']} · {told['days']}", told["frozen"], *more]


def against(summary: Summary) -> str:
    """What the changes are told against, or that there is nothing to compare with."""
    if not compared(summary):
        return compared_words(summary)
    return _("The change is told against the %(period)s.") % {"period": before_of(summary).name}


def province_sheet(summary: Summary) -> Laid:
    """Each figure of the province with that of the period before and its unit, kind by kind."""
    period = Period.parse(summary.period)
    columns = [Column(_("Figure"), 44, TEXT), Column(capital(period.name), 17, strong=True)]
    if compared(summary):
        columns += [Column(capital(before_of(summary).name), 17), Column(pgettext("of a figure", "Change"), 13, CHANGE)]
    lines = lines_of(summary, lambda figure: province_cells(summary, figure))
    return Laid(_("The whole province"), head(summary, against(summary)), [*columns, unit_column()], lines)


def unit_column() -> Column:
    """What a figure counts in, where its words do not say it."""
    return Column(pgettext("of a figure", "Unit"), 10, TEXT)


def capital(words: Any) -> str:
    """Words as they stand at the beginning."""
    return str(words)[:1].upper() + str(words)[1:]


def province_cells(summary: Summary, figure: Figure) -> list[Any]:
    """The figure, what it was before, its change, its unit."""
    value, change = rows_of(summary)[-1]["figures"][figure.name], rows_of(summary)[-1]["change"].get(figure.name)
    before = None if change is None else round(value - change, 2)
    return [value, *([before, change] if compared(summary) else []), str(figure.unit) or None]


def networks_sheet(summary: Summary) -> Laid:
    """Each figure of each network, the province last."""
    return side_by_side(summary, _("By network"), "figures", [])


def changes_sheet(summary: Summary) -> Laid:
    """How each of them changed, at the same places."""
    return side_by_side(summary, _("By network: change"), "change", [against(summary)], holds=CHANGE)


def side_by_side(summary: Summary, name: str, told: str, more: list[str], **column: Any) -> Laid:
    """Figures as rows, networks as columns."""
    networks = [Column(short_network(one), 13, **column) for one in names_of(summary)]
    columns = [Column(_("Figure"), 36, TEXT), *networks[:-1], Column(names_of(summary)[-1], 13, strong=True, **column)]

    def cells(figure: Figure) -> list[Any]:
        return [*(row[told].get(figure.name) for row in rows_of(summary)), str(figure.unit) or None]

    return Laid(name, head(summary, *more), [*columns, unit_column()], lines_of(summary, cells))


def lines_of(summary: Summary, cells: Callable[[Figure], list[Any]]) -> Iterator[Line]:
    """The figures kind by kind under the words of their kind; behind figures that add up it is said how."""
    for words, found in in_groups(known_figures(summary)):
        yield Line("group", [words])
        summed = [figure for figure in found if figure.role != "plain"]
        for figure in summed:
            yield Line(figure.role, [figure.unitless_label, *cells(figure)])
        if summed:
            yield Line("note", [sum_in_words(summed)])
        for figure in found:
            if figure.role == "plain":
                yield Line("plain", [figure.unitless_label, *cells(figure)])


def sum_in_words(summed: list[Figure]) -> str:
    """The whole = part + part, in the words of the rows."""
    whole, *parts = [str(figure.unitless_label) for figure in summed]
    return f"{whole} = {' + '.join(parts)}"
