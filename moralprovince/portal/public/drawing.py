"""The schematic map of a province: where each district's circle stands, from its centre point, its count and its name."""

from __future__ import annotations

import csv
import math
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import networks
from networks.models import District

from .bubbles import Bubble, apart, depth, radius_of

CENTRES = Path(networks.__file__).parent / "reference" / "district-centroids.csv"
# Letters are about so wide, measured in their own height; marks above and below take no room.
LETTER = 0.56
LINE = 1.45


@dataclass(frozen=True)
class Sheet:
    """How large a drawing is: its width, its letters, its largest and least circle, the air beside a name."""

    name: str
    width: float
    letters: float
    largest: float
    least: float
    air: float = 0


WIDE = Sheet("wide", 900, 18, 84, 14)
NARROW = Sheet("narrow", 340, 15, 34, 11)
# For whoever reads in large letters on a telephone: its names are larger, and it is the taller for it.
TALL = Sheet("tall", 340, 23, 40, 17, air=8)
SHEETS = (WIDE, NARROW, TALL)


@dataclass(frozen=True)
class Spot:
    """One district on the sheet."""

    district: District
    count: int
    address: str
    x: float
    y: float
    radius: float
    # Where the name stands; the number stands inside the circle where there is room, else behind the name.
    name_x: float
    name_y: float
    number_inside: bool


@dataclass(frozen=True)
class Drawing:
    """A whole map."""

    sheet: Sheet
    height: float
    spots: tuple[Spot, ...]


@cache
def centres() -> dict[str, tuple[float, float]]:
    """Latitude and longitude of the centre of every district, by its code."""
    with CENTRES.open(encoding="utf-8", newline="") as file:
        return {row["district_code"]: (float(row["latitude"]), float(row["longitude"])) for row in csv.DictReader(file)}


def breadth(text: str, letters: float) -> float:
    """About how wide a text is."""
    seen = sum(1 for char in text if unicodedata.category(char) not in ("Mn", "Cf"))
    return seen * letters * LETTER


def wanted_places(districts: Sequence[District], sheet: Sheet) -> dict[str, tuple[float, float]]:
    """Where the land would put them on the sheet: north is up, east is right, both to the same measure."""
    known = {one.pk: centres()[one.pk] for one in districts if one.pk in centres()}
    if not known:
        return {one.pk: (sheet.width / 2, 0.0) for one in districts}
    north, west = max(at[0] for at in known.values()), min(at[1] for at in known.values())
    squeeze = math.cos(math.radians(north))
    span = max((at[1] - west) * squeeze for at in known.values()) or 1.0
    room, edge = sheet.width * 0.84, sheet.width * 0.08
    places = {key: (edge + (at[1] - west) * squeeze / span * room, (north - at[0]) / span * room) for key, at in known.items()}
    return {one.pk: places.get(one.pk, (sheet.width / 2, 0.0)) for one in districts}


def draw(districts: Sequence[District], counts: dict[str, int], sheet: Sheet, address: Callable[[Any], str]) -> Drawing:
    """The map on a sheet."""
    most, places = max(counts.values(), default=0), wanted_places(districts, sheet)
    by_key = {one.pk: one for one in districts}
    bubbles = [bubble_of(one, counts.get(one.pk, 0), most, places[one.pk], sheet) for one in districts]
    placed = apart(bubbles, sheet.width)
    spots = tuple(spot_of(one, by_key[one.key], counts.get(one.key, 0), sheet, address) for one in placed)
    return Drawing(sheet, round(depth(placed) + 4, 1), spots)


def bubble_of(district: District, count: int, most: int, place: tuple[float, float], sheet: Sheet) -> Bubble:
    """The room one district needs."""
    radius = radius_of(count, most, sheet.largest, sheet.least)
    name = breadth(label_of(district, count, radius, sheet), sheet.letters) + sheet.air
    height = 2 * radius + LINE * sheet.letters
    return Bubble(district.pk, place[0], place[1], radius, max(2 * radius, name), height)


def fits(count: int, radius: float, sheet: Sheet) -> bool:
    """Is there room for the number inside the circle?"""
    return bool(count) and breadth(f"{count:,}", sheet.letters) < radius * 1.7


def label_of(district: District, count: int, radius: float, sheet: Sheet) -> str:
    """What stands below the circle."""
    return str(district) if fits(count, radius, sheet) else f"{district} {count:,}"


def spot_of(bubble: Bubble, district: District, count: int, sheet: Sheet, address: Callable[[Any], str]) -> Spot:
    """The district as it is drawn."""
    x, y = bubble.circle
    name_y = y + bubble.radius + sheet.letters * 1.1
    found = (round(value, 1) for value in (x, y, bubble.radius, bubble.x, name_y))
    return Spot(district, count, address(district), *found, number_inside=fits(count, bubble.radius, sheet))
