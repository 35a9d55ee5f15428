"""Keeps small groups out of a file: what would single a few bodies out is told more generally; knows words and numbers only.

A row says network, district and kind. Where fewer than so many bodies share all three, the district becomes “other”, then the
network, then the kind. What is hidden must not come back by taking what is shown from a total that people know: of each
district, network and kind either nothing is hidden, or everything, or at least so many bodies. Traits that everybody can look
up (level, share, number of commitments) are left empty under the same rule.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations

# Network, district, kind.
Cell = tuple[str, str, str]
Traits = tuple[str, ...]
OTHER = "*"
# How far a cell is generalised: not at all, district, network, kind, left out.
SHOWN, NO_DISTRICT, NO_NETWORK, NO_KIND, LEFT_OUT = range(5)
# From which step on the parts of a cell are hidden.
HIDDEN_FROM = (NO_NETWORK, NO_DISTRICT, NO_KIND)
Steps = dict[Cell, int]


def told(cell: Cell, step: int) -> Cell:
    """The cell as the file tells it."""
    network, district, kind = cell
    return (
        network if step < NO_NETWORK else OTHER,
        district if step < NO_DISTRICT else OTHER,
        kind if step < NO_KIND else OTHER,
    )


def steps_for(sizes: dict[Cell, int], least: int) -> Steps:
    """How far each cell is generalised; nothing is left out unless all bodies together are too few."""
    if sum(sizes.values()) < least:
        return dict.fromkeys(sizes, LEFT_OUT)
    steps = dict.fromkeys(sizes, SHOWN)
    while raised := too_small(sizes, steps, least) or given_away(sizes, steps, least):
        cells, step = raised
        steps.update(dict.fromkeys(cells, step))
    return steps


Raised = tuple[list[Cell], int]


def groups_of(sizes: dict[Cell, int], steps: Steps, cells: Iterable[Cell]) -> list[tuple[int, Cell, list[Cell]]]:
    """Cells that are told alike, with how many bodies they hold, the smallest first."""
    found: dict[Cell, list[Cell]] = {}
    for cell in cells:
        found.setdefault(told(cell, steps[cell]), []).append(cell)
    return sorted((sum(sizes[cell] for cell in group), name, group) for name, group in found.items())


def too_small(sizes: dict[Cell, int], steps: Steps, least: int) -> Raised | None:
    """A group that is told of too few: others join it where that is enough, else it is told more generally."""
    count, name, group = groups_of(sizes, steps, sizes)[0]
    if count >= least:
        return None
    step = steps[group[0]]
    joining = [cell for cell in sizes if steps[cell] < step and told(cell, step) == name]
    return (groups_of(sizes, steps, joining)[0][2], step) if joining else (group, step + 1)


def given_away(sizes: dict[Cell, int], steps: Steps, least: int) -> Raised | None:
    """A district, network or kind of which only a few are hidden: the total less what is shown would tell of them."""
    for part, step in enumerate(HIDDEN_FROM):
        for value in sorted({cell[part] for cell in sizes}):
            cells = [cell for cell in sizes if cell[part] == value]
            shown = [cell for cell in cells if steps[cell] < step]
            hidden = sum(sizes[cell] for cell in cells if steps[cell] >= step)
            if shown and 0 < hidden < least:
                return groups_of(sizes, steps, shown)[0][2], step
    return None


def traits_told(rows: Sequence[Traits], least: int) -> list[Traits]:
    """The traits of rows that are told alike: as many of them as can be shown; a rare combination is left empty."""
    width = len(rows[0]) if rows else 0
    ways = [kept for many in range(width, 0, -1) for kept in combinations(range(width), many)]
    tried = [thinned(rows, kept, least) for kept in ways] or [list(rows)]
    return max(tried, key=lambda found: sum(trait != "" for row in found for trait in row))


def thinned(rows: Sequence[Traits], kept: tuple[int, ...], least: int) -> list[Traits]:
    """Only some of the traits, empty wherever too few rows share them; the empty ones are none or many."""
    part = [tuple(value if at in kept else "" for at, value in enumerate(row)) for row in rows]
    counts = Counter(part)
    shown = {row for row, count in counts.items() if count >= least}
    while shown and 0 < sum(count for row, count in counts.items() if row not in shown) < least:
        shown.remove(min(shown, key=lambda row: (counts[row], row)))
    empty = ("",) * len(rows[0])
    return [row if row in shown else empty for row in part]
