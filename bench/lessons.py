"""The search over the demo's lessons: is the right one first, on labels of which a third was kept aside; what a search costs.

python bench/lessons.py [--engine sqlite] [--runs 20] [--misses]
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import cycle
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from bench.common import analyse, begin, engine_name, interleaved, queries_of, say, scratch_database, table, verdict

# Of every three labels of a group the third was kept aside: nothing was tuned on it.
KEPT = 3
WANTED = 0.9


def main() -> int:
    """Measure and say what holds."""
    asked = begin(__doc__ or "", ("--runs", {"type": int, "default": 20}), ("--misses", {"action": "store_true"}))
    with scratch_database():
        from tests.support.lessons import LABELS, lay_demo_lessons

        say(f"{engine_name()}: {lay_demo_lessons()} lessons")
        analyse()
        labels = json.loads(LABELS.read_text(encoding="utf-8"))
        held = [
            *search(labels["queries"], asked.misses),
            *like_yours(labels["situations"], asked.misses),
            *costs(labels["queries"], asked.runs),
        ]
    return 0 if all(held) else 1


def search(queries: list[dict[str, Any]], misses: bool) -> list[bool]:
    """Where the right lesson stands for each query."""
    from lessons.models import Lesson

    def ask(label: dict[str, Any]) -> list[str]:
        return [lesson.title for lesson in Lesson.objects.public().search(label["typed"])[:10]]

    return told("queries", [(label, place_of(label, ask(label))) for label in queries], misses, "typed")


def like_yours(situations: list[dict[str, Any]], misses: bool) -> list[bool]:
    """Where the right lesson stands for each body with a problem."""
    from lessons.similar import like_yours
    from tests.support.lessons import situation_of

    def ask(label: dict[str, Any]) -> list[str]:
        return [fit.lesson.title for fit in like_yours([situation_of(label)])]

    return told("situations", [(label, place_of(label, ask(label))) for label in situations], misses, "problem")


def place_of(label: dict[str, Any], titles: list[str]) -> int:
    """The place of the first right one, counted from 1; 0 where none is among those found."""
    return next((place for place, title in enumerate(titles, 1) if title in label["right"]), 0)


def told(what: str, rows: list[tuple[dict[str, Any], int]], misses: bool, key: str) -> list[bool]:
    """A table of groups, of what was tuned on and what was kept aside; the rate over all is what is asked for."""
    groups: dict[str, list[int]] = defaultdict(list)
    met: dict[str, int] = defaultdict(int)
    for label, place in rows:
        group = label.get("group", what)
        met[group] += 1
        groups[group].append(place)
        groups["kept aside" if met[group] % KEPT == 0 else "tuned on"].append(place)
        groups["all"].append(place)
        if misses and place != 1 and met[group] % KEPT:
            say(f"  {place or '-'}  {label[key]}  →  {label['right'][0]}")
    say(f"\n{what}: the right lesson first, and the mean reciprocal rank")
    table(("group", "asked", "first", "rank"), [(name, len(places), *rates(places)) for name, places in groups.items()])
    first = rates(groups["all"])[0]
    return [verdict(f"{what}: right lesson not first", 1 - first, 1 - WANTED)]


def rates(places: Iterable[int]) -> tuple[float, float]:
    """The share of firsts, and the mean of one over the place."""
    places = list(places)
    return sum(place == 1 for place in places) / len(places), sum(1 / place for place in places if place) / len(places)


def costs(queries: list[dict[str, Any]], runs: int) -> list[bool]:
    """A search beside its floor: rows that hold the words somewhere in their head, without any order of rank."""
    from lessons.models import Lesson
    from networks.querysets.search import every_word

    def each(ask: Callable[[str], Any]) -> Callable[[], Any]:
        turn = cycle(label["typed"] for label in queries)
        return lambda: ask(next(turn))

    places = ("title", "lead", "problem", "good")
    plain = each(lambda text: list(Lesson.objects.public().filter(every_word(text, *places))[:10]))
    ranked = each(lambda text: list(Lesson.objects.public().search(text)[:10]))
    times = interleaved(max(runs, len(queries)), plain, ranked)
    say("\none search, milliseconds (median), statements, ratio to the floor")
    found = sum(bool(Lesson.objects.public().filter(every_word(label["typed"], *places))) for label in queries)
    table(
        ("what", "ms", "statements", "ratio"),
        [
            (name, ms, queries_of(one), ms / times[0])
            for name, ms, one in zip(("words as typed (floor)", "search"), times, (plain, ranked), strict=True)
        ],
    )
    say(f"the floor finds anything for {found} of {len(queries)} queries")
    return [verdict("statements of a search", queries_of(ranked), 3)]


if __name__ == "__main__":
    sys.exit(main())
