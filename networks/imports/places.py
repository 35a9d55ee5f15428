"""Knows places and networks however they are written: with or without prefix, in Thai, in Latin letters, by code."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from moralprovince.core import thai
from moralprovince.core.spelling import search_key
from networks.models import District, Province, SectorNetwork, Subdistrict

SUBDISTRICT_PREFIX = re.compile(r"^(?:ตำบล|แขวง|ต(?:\s*\.|\s)|tambon\b|t\.)\s*|\s*(?:sub-?\s?district|tambon)$", re.IGNORECASE)
DISTRICT_PREFIX = re.compile(
    r"^(?:กิ่งอำเภอ|อำเภอ|เขต|อ(?:\s*\.|\s)|amph(?:oe|ur)\b|a\.)\s*|\s*(?:district|amph(?:oe|ur))$", re.IGNORECASE
)
# “ท่าวาสุกรี อ.พระนครศรีอยุธยา”: where the district begins in the cell of a subdistrict.
DISTRICT_BEHIND = re.compile(r"กิ่งอำเภอ|อำเภอ|เขต|อ\s*\.|(?<=\s)อ\s|\bamph(?:oe|ur)\b|\ba\.", re.IGNORECASE)
AROUND = " ,()"
PROVINCE_BEHIND = re.compile(r"\s+(?:จังหวัด|จ\s*\.).*$")
NETWORK_AROUND = re.compile(r"^(?:เครือข่าย|ภาค|ด้าน)+|(?:sector|networks?)+$")
CAPITAL = "เมือง"
SHEET_NAME = 31
# Sheets are often numbered: “1. ศาสนา”, “ชุมชน (2)”.
NUMBERING = "0123456789๐๑๒๓๔๕๖๗๘๙ .()-_"
# What a list is called besides its network: “รายชื่อเครือข่ายศาสนา ปี 2569.xlsx”.
LIST_WORDS = re.compile(r"^(?:ทะเบียน|รายชื่อ|บัญชี|ข้อมูล|register|list)+|ปี$")
BETWEEN = re.compile(r"[\s_,+()\-]+")


class Problem(Exception):
    """A place or network that is not understood: its column and the issue code."""

    def __init__(self, column: str, code: str) -> None:
        super().__init__(column, code)
        self.column, self.code = column, code


def place_key(text: str) -> str:
    """A place's name without spaces and case."""
    return re.sub(r"[\s\-]", "", thai.canonical(text)).lower()


class Places:
    """The districts and subdistricts of one province."""

    def __init__(self, province: Province) -> None:
        self.districts: dict[str, set[str]] = defaultdict(set)
        self.subdistricts: dict[str, set[str]] = defaultdict(set)
        self.district_of: dict[str, str] = {}
        for row in District.objects.filter(province=province):
            for name in (row.name, row.name_en, row.pk):
                self.districts[place_key(name)].add(row.pk)
            if row.pk.endswith("01"):
                self.districts[CAPITAL].add(row.pk)
        for row in Subdistrict.objects.filter(district__province=province):
            self.district_of[row.pk] = row.district_id
            for name in (row.name, row.name_en, row.pk):
                self.subdistricts[place_key(name)].add(row.pk)
        for index in (self.districts, self.subdistricts):
            index.pop("", None)

    def find(self, subdistrict: str, district: str) -> str:
        """The code of the subdistrict.

        Raises:
            Problem: unknown, in another district, or more than one.
        """
        named, beside = self.look(self.subdistricts, subdistrict, SUBDISTRICT_PREFIX), set[str]()
        if not named:
            named, beside = self.apart(subdistrict)
        districts = self.look(self.districts, district, DISTRICT_PREFIX)
        if not districts and thai.tidy(district):
            raise Problem("district", "unknown")
        said = [part for part in (districts, beside) if part]
        within = {code for code in named if all(self.district_of[code] in part for part in said)}
        if named and not within:
            raise Problem("subdistrict", "not_in_district")
        return only(within, "district" if len(districts) > 1 else "subdistrict")

    def apart(self, text: str) -> tuple[set[str], set[str]]:
        """Codes of a subdistrict and of the district that is written behind it; nothing unless the province has both."""
        written = PROVINCE_BEHIND.sub("", thai.canonical(text[:200]))
        for mark in DISTRICT_BEHIND.finditer(written):
            named = self.look(self.subdistricts, written[: mark.start()].strip(AROUND), SUBDISTRICT_PREFIX)
            districts = self.look(self.districts, written[mark.start() :].strip(AROUND), DISTRICT_PREFIX)
            if named and districts:
                return named, districts
        return set(), set()

    def look(self, index: dict[str, set[str]], text: str, prefix: re.Pattern[str]) -> set[str]:
        """Codes of that name, as it is written or without its prefix."""
        written = PROVINCE_BEHIND.sub("", thai.canonical(text[:200]))
        bare = prefix.sub("", written)
        return index.get(place_key(written)) or index.get(place_key(bare)) or set()

    def is_ambiguous(self, subdistrict: str) -> bool:
        """Does that name stand more than once in the province?"""
        return len(self.look(self.subdistricts, subdistrict, SUBDISTRICT_PREFIX)) > 1


def only(codes: Iterable[str], column: str) -> str:
    """The one code there is."""
    found = list(codes)
    if len(found) == 1:
        return found[0]
    raise Problem(column if found else "subdistrict", "ambiguous" if found else "unknown")


def network_key(text: str) -> str:
    """A network's name without "network", "sector", spaces and case."""
    key = re.sub(r"[^\wก-๎]|_", "", thai.canonical(text[:200])).lower()
    return NETWORK_AROUND.sub("", key) or key


class Networks:
    """The networks of a province in a fiscal year, by all their spellings."""

    def __init__(self, province: Province, fiscal_year: int) -> None:
        # By code and name, as each is called in that year; by all its names; by these as they sound.
        self.own: dict[str, set[int]] = defaultdict(set)
        self.known: dict[str, set[int]] = defaultdict(set)
        self.folded: dict[str, set[int]] = defaultdict(set)
        self.coded: dict[str, int] = {}
        # What people read of each code, in the order of the province.
        self.labels: dict[str, str] = {}
        for row in SectorNetwork.objects.filter(province=province).in_year(fiscal_year).named_in(fiscal_year):
            self.coded[row.code], self.labels[row.code] = row.pk, str(row)
            for name in (row.code, *row.own_names, row.name, row.name_en, *row.aliases):
                if key := network_key(str(name)):
                    self.known[key].add(row.pk)
                    self.folded[search_key(key)].add(row.pk)
            for name in filter(None, (row.code, *row.own_names)):
                self.own[network_key(name)].add(row.pk)

    def find(self, text: str) -> int:
        """The key of the network.

        Raises:
            Problem: unknown, or the spelling fits several.
        """
        found = self.look(network_key(text))
        if len(found) == 1:
            return next(iter(found))
        raise Problem("network", "ambiguous" if found else "unknown")

    def look(self, key: str) -> set[int]:
        """Those of that spelling; what one is called goes before what another was called."""
        return self.own.get(key) or self.known.get(key) or self.folded.get(search_key(key)) or set()

    def of_sheet(self, name: str) -> int | None:
        """The network that a sheet is called like; Excel takes no more than 31 characters of its name."""
        key = network_key(name)
        found = self.look(key) or self.look(network_key(name.strip(NUMBERING)))
        if not found and len(name) == SHEET_NAME:
            found = set[int]().union(*(keys for known, keys in self.known.items() if known.startswith(key)))
        return next(iter(found)) if len(found) == 1 else None

    def of_lists(self, *names: str) -> str:
        """The code of the one network that the names of a file and its sheet say; empty where they say none or several."""
        parts = [part for name in names for part in (name, *BETWEEN.split(name))]
        said = {self.of_sheet(LIST_WORDS.sub("", thai.canonical(part).lower())) for part in parts if part} - {None}
        return next(code for code, key in self.coded.items() if key in said) if len(said) == 1 else ""
