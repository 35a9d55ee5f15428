"""Says what a criteria set still lacks before it can be published; every sentence names the place."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from django.utils.translation import gettext as _

from .models import Kind
from .rubric import Row, Rubric


def gaps_of(rubric: Rubric) -> list[str]:
    """All of it, in the order in which the pages show it; empty where the set is complete."""
    return [*head_gaps(rubric), *level_gaps(rubric), *item_gaps(rubric)]


def head_gaps(rubric: Rubric) -> Iterator[str]:
    """The years, and that there is anything to score."""
    first, last = rubric.head["first_fiscal_year"], rubric.head["last_fiscal_year"]
    if last is not None and last < first:
        yield _("The last fiscal year lies before the first one.")
    if not rubric.head["max_score"]:
        yield _("The highest score of an item must be at least 1.")
    if not rubric.items:
        yield _("There is no item yet.")
    if not rubric.levels:
        yield _("There is no level yet.")


def level_gaps(rubric: Rubric) -> Iterator[str]:
    """Levels are numbered from 1, named for each kind, can be reached, and ask no less than those below them."""
    numbers = sorted(rubric.levels)
    if numbers != list(range(1, len(numbers) + 1)):
        yield _("Levels are numbered 1, 2, 3 … without a gap.")
    for number in numbers:
        yield from gate_gaps(rubric, number, rubric.levels[number])
    for low, high in pairwise(numbers):
        names = ("items_up_to", "least_score", "least_sum")
        if any(rubric.levels[high][name] < rubric.levels[low][name] for name in names):
            yield _("Level %(high)s asks less than level %(low)s: items, least score and least sum must not fall.") % {
                "high": high, "low": low
            }  # fmt: skip


def gate_gaps(rubric: Rubric, number: int, row: Row) -> Iterator[str]:
    """One level by itself."""
    most, items = rubric.head["max_score"], row["items_up_to"]
    facts = {"level": number, "items": len(rubric.items), "most": most, "sum": row["least_sum"], "reachable": items * most}
    if not 1 <= items <= len(rubric.items):
        yield _("Level %(level)s must count between 1 and %(items)s items.") % facts
    if row["least_score"] > most:
        yield _("Level %(level)s asks for a least score above %(most)s, the highest score of an item.") % facts
    if row["least_sum"] > items * most:
        yield _("Level %(level)s asks for a sum of %(sum)s, but its items give at most %(reachable)s.") % facts
    nameless = [str(kind.label) for kind in Kind if not row["names"].get(kind)]
    if nameless:
        yield _("Level %(level)s has no name for: %(kinds)s.") % {"level": number, "kinds": ", ".join(nameless)}


def item_gaps(rubric: Rubric) -> Iterator[str]:
    """Items are numbered from 1, belong to a level that counts them, and are worded and banded."""
    numbers = sorted(rubric.items)
    if numbers != list(range(1, len(numbers) + 1)):
        yield _("Items are numbered 1, 2, 3 … without a gap.")
    for number in numbers:
        level = rubric.levels.get(rubric.items[number]["level"])
        if level is None or number > level["items_up_to"]:
            yield _("Item %(item)s belongs to a level that does not count it.") % {"item": number}
        yield from text_gaps(rubric, number)
        if rubric.items[number]["computed_from"]:
            yield from share_gaps(rubric, number)


def text_gaps(rubric: Rubric, number: int) -> Iterator[str]:
    """Words for each kind, and for each score."""
    unworded = [str(kind.label) for kind in Kind if (number, kind.value) not in rubric.wordings]
    if unworded:
        yield _("Item %(item)s has no wording for: %(kinds)s.") % {"item": number, "kinds": ", ".join(unworded)}
    unsaid = [str(score) for score in range(rubric.head["max_score"] + 1) if (number, score) not in rubric.bands]
    if unsaid:
        yield _("Item %(item)s does not say when these scores are given: %(scores)s.") % {
            "item": number, "scores": ", ".join(unsaid)
        }  # fmt: skip


def share_gaps(rubric: Rubric, number: int) -> Iterator[str]:
    """Where a score is computed, each score above 0 begins at a share, and a higher score at a higher one."""
    shares = [rubric.bands[number, score]["least_percent"] for score in scores_above_0(rubric, number)]
    if None in shares:
        yield _("Item %(item)s is computed: please fill in the share at which each score above 0 begins.") % {"item": number}
    elif any(high <= low for low, high in pairwise(shares)):
        yield _("Item %(item)s is computed: a higher score must begin at a higher share.") % {"item": number}
    elif any(share > 100 for share in shares):
        yield _("Item %(item)s is computed: no share lies above 100.") % {"item": number}


def scores_above_0(rubric: Rubric, number: int) -> list[int]:
    """The scores of an item that have a band, the lowest first."""
    return sorted(score for item, score in rubric.bands if item == number and score > 0)
