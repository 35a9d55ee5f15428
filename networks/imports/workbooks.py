"""Which part of a workbook an import read, and what became of the other sheets: each is an import of its own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from networks.imports.opening import quoted
from networks.models import ImportRun, Province, SectorNetwork


def tell_parts(runs: Iterable[ImportRun], province: Province) -> None:
    """Say of imports that came `with_parts` what was read, so that two of one file are told apart in a list."""
    networks = networks_said(runs, province)
    for run in runs:
        part: Any = run
        words = [sheets_words(sheets_of(run)), *(networks[key] for key in said_in(run))]
        part.part = " · ".join(filter(None, words))


def sheets_words(names: list[str]) -> str:
    """The sheets that were read; nothing of a file without sheets."""
    if len(names) > 1:
        return _("sheets %(names)s") % {"names": quoted(names)}
    return _("sheet “%(sheet)s”") % {"sheet": names[0]} if names[0] else ""


def said_in(run: Any) -> list[tuple[int | None, str]]:
    """The network that all rows were said to belong to, with the fiscal year in which it is to be called."""
    year = run.programme_year.fiscal_year if run.programme_year else None
    return [(year, choice["network"]) for choice in run.chosen or [] if "network" in choice]


def networks_said(runs: Iterable[ImportRun], province: Province) -> dict[tuple[int | None, str], str]:
    """What these networks are called, each in its year; by its code where the province has it no more."""
    asked = {key for run in runs for key in said_in(run)}
    names = {key: key[1] for key in asked}
    for year in {year for year, _code in asked}:
        rows = SectorNetwork.objects.filter(province=province, code__in=[code for _year, code in asked])
        names |= {(year, row.code): str(row) for row in (rows.named_in(year) if year else rows)}
    return names


def other_sheets(run: ImportRun) -> tuple[list[str], list[tuple[str, ImportRun]]]:
    """Sheets that may hold a register as well: those that nobody has read, and those with the import that holds each."""
    names, held = run.report.get("other_sheets", []), dict[str, ImportRun]()
    for other in runs_of_file(run) if names else ():
        held = dict.fromkeys(sheets_of(other), other) | held
    return [name for name in names if name not in held], [(name, held[name]) for name in names if name in held]


def runs_of_file(run: ImportRun) -> list[ImportRun]:
    """Other imports of the same file and year that may still come into the register, or are in it: these first."""
    rows = ImportRun.objects.filter(province=run.province_id, programme_year=run.programme_year_id).exclude(pk=run.pk)
    # An import that was emptied has no file any more, and no other sheets either.
    alike = rows.filter(file__sha256=run.file.sha256) if run.file else rows.none()
    standing = alike.filter(state__in=[*ImportRun.WAITING, ImportRun.State.APPLIED]).with_parts()
    return sorted(standing, key=lambda other: other.state != ImportRun.State.APPLIED)


def sheets_of(run: Any) -> list[str]:
    """The sheets that an import read, is to read, or asks about; of a file without sheets one without a name."""
    return run.read_sheets or [run.read_sheet or ""]
