"""The turn of the year, thought better of and made for good."""

from __future__ import annotations

import datetime as dt

from moralprovince.portal.actions.year_turns import turn_year, undo_turn
from networks.models import Office

from .history import History

# When the old year closes: at once, with the new year, or once its last reports have come.
CLOSES = (None, dt.date(2027, 11, 1), dt.date(2028, 1, 1))


def turn(h: History) -> None:
    """To the next year, back within the hour, and to it again."""
    closes = h.chance.choice(CLOSES) or max(h.day, dt.date(2027, 10, 1))
    for again in (True, False):
        to_year = h.year().fiscal_year + 1
        made = turn_year(office=Office.objects.get(), to_year=to_year, read_only_from=closes, chosen=None, by=h.by)
        if again:
            undo_turn(turn=made, by=h.by)
    h.done.append(f"{h.day} turn, the old year closes on {closes}")
