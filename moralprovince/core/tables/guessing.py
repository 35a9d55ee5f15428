"""Says whether an upload is long before it is read: rows are counted as they pass, and never further than needed."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import IO

from .reading import LIMITS

ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
LINE = re.compile(rb"\r\n?|\n")
BLOCK = 1 << 18
# What unpacks to so much without enough rows is long all the same: its reader has limits of its own.
MOST_BLOCKS = 80


def has_more_rows_than(path: str | Path, most: int) -> bool:
    """Are there more than so many rows in a workbook or CSV file? What cannot be opened is short: its reader refuses it."""
    with Path(path).open("rb") as stream:
        workbook = stream.read(2) == b"PK"
        stream.seek(0)
        try:
            blocks = sheet_blocks(stream) if workbook else blocks_of(stream)
            return counts_beyond(blocks, ROW if workbook else LINE, most)
        except (zipfile.BadZipFile, zlib.error, KeyError, OSError, EOFError, ValueError, RuntimeError, NotImplementedError):
            return False


def counts_beyond(blocks: Iterator[bytes], mark: re.Pattern[bytes], most: int) -> bool:
    """Stops as soon as it is certain."""
    found = 0
    for block in islice(blocks, MOST_BLOCKS):
        found += sum(1 for _hit in mark.finditer(block))
        if found > most:
            return True
    return next(blocks, None) is not None


def sheet_blocks(stream: IO[bytes]) -> Iterator[bytes]:
    """The unpacked sheets of a workbook."""
    with zipfile.ZipFile(stream) as archive:
        if sum(part.file_size for part in archive.infolist()) > LIMITS["unpacked"]:
            # Refused at once by its reader: there is nothing to wait for.
            return
        names = [name for name in archive.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")]
        yield from chain.from_iterable(part_blocks(archive, name) for name in names)


def part_blocks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """One part of an archive."""
    with archive.open(name) as part:
        yield from blocks_of(part)


def blocks_of(stream: IO[bytes]) -> Iterator[bytes]:
    """A stream in blocks; a tag that is cut in two by their ends is put together again."""
    rest = b""
    while block := stream.read(BLOCK):
        cut = block.rfind(b"<", -16)
        whole, left = (block, b"") if cut < 0 else (block[:cut], block[cut:])
        yield rest + whole
        rest = left
    if rest:
        yield rest
