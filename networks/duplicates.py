"""Finds entries that may be one body: the same name, a name that differs by a letter or an abbreviation, the same telephone.

The tax number is no reason here: the register never holds one twice. Whoever types one that another entry of the province has
is refused at its field, a workbook finds that entry by it, and a constraint holds both; so no pair could ever share one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from itertools import combinations
from operator import or_
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.db.models import Count, F, Func, Max, Q, QuerySet, TextField, Value
from django.utils.translation import gettext_lazy as _

from moralprovince.core import thai
from moralprovince.core.spelling import search_key

from .models import NotTheSame, Organisation

SAME_NAME, SIMILAR, PHONE, NAMESAKE = "name", "similar", "phone", "namesake"
# In the order of how much they say.
REASONS = {
    SAME_NAME: _("the same name in the same district"),
    SIMILAR: _("nearly the same name in the same district"),
    PHONE: _("the same telephone number"),
    NAMESAKE: _("the same name in another district"),
}
# What offices write short, longest first; a name is compared as it is spoken.
SHORT = {
    "ศพด": "ศูนย์พัฒนาเด็กเล็ก", "อบจ": "องค์การบริหารส่วนจังหวัด", "อบต": "องค์การบริหารส่วนตำบล", "หจก": "ห้างหุ้นส่วนจำกัด",
    "บจก": "บริษัท", "บมจ": "บริษัท", "สนง": "สำนักงาน", "กศน": "ศูนย์การศึกษานอกระบบ", "รพสต": "โรงพยาบาลส่งเสริมสุขภาพตำบล",
    "ทต": "เทศบาลตำบล", "ทม": "เทศบาลเมือง", "รร": "โรงเรียน", "รพ": "โรงพยาบาล", "บ": "บริษัท",
}  # fmt: skip
ABBREVIATED = re.compile(
    r"^\s*(" + "|".join(r"\.?\s?".join(short) for short in sorted(SHORT, key=len, reverse=True)) + r")(?:\.\s*|\s+|(?=บ้าน|วัด))"
)
LIMITED, DIGIT, NO_DIGIT = "จำกัด", re.compile(r"\d"), re.compile(r"\D+")
# Too short for one letter to be a slip.
SHORTEST = 8
# A telephone that more bodies share is a coordinator's or an office's.
MOST_AT_ONE_NUMBER, MOST_OF_ONE_NAME = 3, 6
KNOWN_FOR = 600

Key = tuple[int, int]


@dataclass(frozen=True)
class Known:
    """What is compared of one entry."""

    pk: int
    district: str
    name: str
    key: str
    phone: str


@dataclass(frozen=True)
class Pair:
    """Two entries, the smaller key first, and why they may be one body."""

    one: int
    other: int
    reasons: tuple[str, ...]

    @property
    def words(self) -> list[Any]:
        """The reasons for people."""
        return [REASONS[reason] for reason in self.reasons]


def name_key(name: str, folded: str = "") -> str:
    """A name as it is compared: abbreviations in full, one spelling for each sound, no spaces.

    Most names have nothing to write in full: where the folded name is at hand, it is taken as it is.
    """
    found = ABBREVIATED.match(name)
    if folded and not found and LIMITED not in name:
        return folded
    canonical = thai.canonical(name)
    found = ABBREVIATED.match(canonical)
    if found:
        canonical = SHORT[re.sub(r"[.\s]", "", found[1])] + canonical[found.end() :]
    return search_key(canonical.replace(LIMITED, " "))


def phone_key(phone: str) -> str:
    """The first number of a telephone column, digits alone; empty where it is too short to mean anything."""
    digits = re.sub(r"\D", "", re.split(r"[,/;]|ต่อ", thai.arabic_digits(phone))[0]) if phone else ""
    return digits if len(digits) >= 9 else ""


def known_of(rows: QuerySet[Organisation]) -> list[Known]:
    """What is compared, of many entries."""
    read = rows.order_by("pk").values_list("pk", "district_id", "name_canonical", "search_text", "phone")
    return [
        Known(pk, district, name, name_key(name, text.split("\n", 1)[0]), phone_key(phone))
        for pk, district, name, text, phone in read.iterator(chunk_size=5000)
    ]


def likely_pairs(rows: QuerySet[Organisation]) -> list[Pair]:
    """All pairs among these entries that may be one body, what says most first."""
    known = known_of(rows)
    reasons: dict[Key, set[str]] = defaultdict(set)
    for reason, most, groups in (
        (SAME_NAME, MOST_OF_ONE_NAME, grouped(known, lambda one: (one.district, one.name))),
        (NAMESAKE, MOST_OF_ONE_NAME, grouped(known, lambda one: one.name)),
        (SIMILAR, MOST_OF_ONE_NAME, similar(known)),
        (PHONE, MOST_AT_ONE_NUMBER, grouped(known, lambda one: one.phone)),
    ):
        for group in groups:
            if len(group) <= most:
                for pair in combinations(sorted(group), 2):
                    reasons[pair].add(reason)
    order = list(REASONS)
    pairs = [Pair(*keys, tuple(sorted(plain(found), key=order.index))) for keys, found in reasons.items()]
    return sorted(pairs, key=lambda pair: (order.index(pair.reasons[0]), -len(pair.reasons), pair.one, pair.other))


def plain(reasons: set[str]) -> set[str]:
    """The same name in the same district says the others about the name as well."""
    return reasons - {SIMILAR, NAMESAKE} if SAME_NAME in reasons else reasons


def grouped(known: Iterable[Known], by: Callable[[Known], Any]) -> Iterator[set[int]]:
    """Entries that share something that is not empty."""
    groups: dict[Any, set[int]] = defaultdict(set)
    for one in known:
        if shared := by(one):
            groups[shared].add(one.pk)
    return (group for group in groups.values() if len(group) > 1)


def similar(known: Iterable[Known]) -> Iterator[set[int]]:
    """Entries of one district whose names are spelt alike, or differ by one letter; numbers in them must agree.

    District by district, and only what is met twice is kept: 50,000 names have more than a million neighbours.
    """
    districts: dict[str, list[Known]] = defaultdict(list)
    for one in known:
        districts[one.district].append(one)
    for bodies in districts.values():
        first: dict[int, int] = {}
        groups: dict[int, set[int]] = {}
        for one in bodies:
            for near in map(hash, nearby(one.key)):
                met = first.setdefault(near, one.pk)
                if met != one.pk:
                    groups.setdefault(near, {met}).add(one.pk)
        yield from {frozenset(group): group for group in groups.values()}.values()


def nearby(key: str) -> set[tuple[str, str]]:
    """Numbers and letters of a name, and the letters less one each: two names differ by a letter where they share one of these.

    Two texts differ by one letter exactly where they become the same once a letter is taken out of one or of both.
    """
    letters, numbers = (DIGIT.sub("", key), NO_DIGIT.sub(" ", key)) if DIGIT.search(key) else (key, "")
    less = {(numbers, letters[:at] + letters[at + 1 :]) for at in range(len(letters))} if len(letters) >= SHORTEST else set()
    return {(numbers, letters), *less}


def candidates(province: str) -> list[Pair]:
    """The pairs of a province; they are looked for anew once any of its entries has changed."""
    rows = Organisation.objects.filter(province=province).exclude(state__in=["merged", "withdrawn"])
    stamp = rows.order_by().aggregate(count=Count("pk"), at=Max("updated_at"))
    name = f"duplicates:{province}"
    kept = cache.get(name)
    if kept is None or kept[0] != stamp:
        kept = (stamp, likely_pairs(rows))
        cache.set(name, kept, KNOWN_FOR)
    return kept[1]


def open_pairs(province: str) -> list[Pair]:
    """The pairs that nobody has decided on."""
    apart = set(NotTheSame.objects.filter(one__province=province).values_list("one_id", "other_id"))
    return [pair for pair in candidates(province) if (pair.one, pair.other) not in apart]


# One name among many

# The folded name is the first line of what is searched; PostgreSQL keeps it by its head and by its tail (migration 0007).
FOLDED = Func(F("search_text"), Value("\n"), Value(1), function="split_part", output_field=TextField())
BACKWARDS = Func(FOLDED, function="reverse", output_field=TextField())
SHORTEST_TAIL = 4
MOST_LIKELY = 5


def likely(rows: QuerySet[Organisation], *, district: str, name: str) -> list[Organisation]:
    """The few entries of a district whose names are spelt alike or differ by a letter; the search costs a few look-ups."""
    asked = name_key(name)
    wanted = nearby(asked)
    near = rows.filter(district=district)
    near = near.alias(head=FOLDED, tail=BACKWARDS) if connection.vendor == "postgresql" else near
    near = near.filter(reduce(or_, map(one_end, sorted({asked, search_key(name)}))))
    read = near.order_by().values_list("pk", "name", "search_text")
    keys = ((pk, name_key(other, text.split("\n", 1)[0])) for pk, other, text in read)
    found = [pk for pk, key in keys if abs(len(key) - len(asked)) < 2 and not wanted.isdisjoint(nearby(key))]
    return list(rows.filter(pk__in=sorted(found)[:MOST_LIKELY]).order_by("name_sort", "pk")) if found else []


def one_end(key: str) -> Q:
    """One wrong letter leaves the head of a name whole, or its tail: an index finds these few rows at once."""
    at = len(key) - max(SHORTEST_TAIL, len(key) // 4)
    head, tail = key[: max(at, 0)] or key, key[max(at, 0) :]
    if connection.vendor == "postgresql":
        return Q(head__startswith=head) | Q(tail__startswith=tail[::-1])
    return Q(search_text__startswith=head) | Q(search_text__contains=f"{tail}\n")
