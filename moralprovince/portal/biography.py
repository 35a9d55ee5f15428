"""A body's life year by year: what it did in a sentence, then line by line; what only changed its entry is folded away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moralprovince.core import thai
from moralprovince.core.story import StoryLine

# In the order in which a year is lived; each says itself for a number of lines.
DEEDS: dict[str, Callable[[int], str]] = {
    "declared": lambda count: ngettext("declared its intent", "declared its intent %(count)s times", count),
    "reported": lambda count: ngettext("sent %(count)s report", "sent %(count)s reports", count),
    "met": lambda count: ngettext("sat in %(count)s meeting", "sat in %(count)s meetings", count),
    "joined": lambda count: ngettext("took part in %(count)s activity", "took part in %(count)s activities", count),
    "visited": lambda count: ngettext("was visited %(count)s time", "was visited %(count)s times", count),
    "assessed": lambda count: ngettext("assessed itself", "assessed itself %(count)s times", count),
    "certified": lambda count: ngettext("was certified", "was certified %(count)s times", count),
    "taught": lambda count: ngettext("taught others by %(count)s lesson", "taught others by %(count)s lessons", count),
}
ENTRY, FIRST = "entry", "first_declared"


@dataclass(frozen=True)
class YearOfLife:
    """One fiscal year: its sentence, its lines, and the lines about its entry alone."""

    fiscal_year: int
    sentence: str
    lines: list[StoryLine]
    entry: list[StoryLine]


@dataclass(frozen=True)
class Biography:
    """The whole life: one sentence over all years, then year by year, the newest first."""

    sentence: str
    years: list[YearOfLife]


def biography(lines: Sequence[StoryLine]) -> Biography:
    """What the floors tell, laid out by fiscal years; the lines stand newest first."""
    by_year: dict[int, list[StoryLine]] = {}
    for line in lines:
        by_year.setdefault(thai.fiscal_year_of(line.day), []).append(line)
    years = [year_of_life(year, told) for year, told in sorted(by_year.items(), reverse=True)]
    lived = [year.fiscal_year for year in years if year.sentence]
    deeds = deeds_of(lines, own_words=False)
    sentence = _("Since fiscal year %(year)s it has %(deeds)s.") % {"year": lived[-1], "deeds": deeds} if len(lived) > 1 else ""
    return Biography(sentence, years)


def year_of_life(year: int, lines: list[StoryLine]) -> YearOfLife:
    """One year."""
    deeds = deeds_of(lines, own_words=True)
    sentence = _("In this year it %(deeds)s.") % {"deeds": deeds} if deeds else ""
    lived = [line for line in lines if line.deed != ENTRY]
    return YearOfLife(year, sentence, lived, [line for line in lines if line.deed == ENTRY])


def deeds_of(lines: Iterable[StoryLine], *, own_words: bool) -> str:
    """What was done, in the order of a year; the newest line's own words where it has some."""
    told = told_once(list(lines))
    counts = Counter(deed for deed, _line in told)
    words: dict[str, Any] = {deed: line.words for deed, line in reversed(told) if line.words} if own_words else {}
    return in_a_row(
        [words.get(deed) or say(counts[deed]) % {"count": counts[deed]} for deed, say in DEEDS.items() if counts[deed]]
    )


def told_once(lines: list[StoryLine]) -> list[tuple[str, StoryLine]]:
    """Each deed with its line; the first declaration, which the register tells too, is that of a pledge of its year."""
    pledged = {thai.fiscal_year_of(line.day) for line in lines if line.deed == "declared"}
    kept = [line for line in lines if line.deed != FIRST or thai.fiscal_year_of(line.day) not in pledged]
    return [("declared" if line.deed == FIRST else line.deed, line) for line in kept]


def in_a_row(parts: Sequence[str]) -> str:
    """As a sentence has them: the last one behind an “and”."""
    if len(parts) < 2:
        return "".join(parts)
    return _("%(first)s and %(last)s") % {"first": _(", ").join(parts[:-1]), "last": parts[-1]}
