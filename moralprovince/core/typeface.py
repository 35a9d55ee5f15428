"""Sarabun for PDF, its marks levelled: a tone mark that stands a hair off its line comes out twice in the text layer."""

from __future__ import annotations

import atexit
import functools
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fontpkg_sarabun
from fontTools.ttLib import TTFont

SOURCE = Path(fontpkg_sarabun.__file__).parent / "files"
WEIGHTS = ("Regular", "SemiBold")
# Vowels and signs above a consonant that carry a tone mark.
CARRIERS = tuple(f"uni0E{code}" for code in ("31", "34", "35", "36", "37", "47", "4D"))


@functools.cache
def levelled_sarabun() -> Path:
    """A folder of this process with the levelled fonts; it goes when the process ends."""
    folder = Path(tempfile.mkdtemp(prefix="sarabun-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for weight in WEIGHTS:
        font = TTFont(SOURCE / f"Sarabun-{weight}.ttf")
        for table in mark_to_mark(font):
            level(table)
        font.save(folder / f"Sarabun-{weight}.ttf")
    return folder


def mark_to_mark(font: TTFont) -> Iterator[Any]:
    """The tables that put one mark upon another."""
    for lookup in font["GPOS"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            table = getattr(table, "ExtSubTable", table)
            if type(table).__name__ == "MarkMarkPos":
                yield table


def level(table: Any) -> None:
    """Put small tone marks on one height over all vowels: a shift of 3 to 5 hundredths of the type size."""
    small = [
        mark.MarkAnchor
        for name, mark in zip(table.Mark1Coverage.glyphs, table.Mark1Array.MarkRecord, strict=True)
        if name.startswith("uni0E4") and name.endswith(".small")
    ]
    for anchor in small:
        anchor.YCoordinate = small[0].YCoordinate
    for name, carrier in zip(table.Mark2Coverage.glyphs, table.Mark2Array.Mark2Record, strict=True):
        if small and name.startswith(CARRIERS):
            for anchor in carrier.Mark2Anchor:
                anchor.YCoordinate = small[0].YCoordinate
