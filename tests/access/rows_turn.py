"""The turn of the year: for whoever looks after the office."""

from __future__ import annotations

SENT = {
    "year-turn": lambda w: {"to": "2571", "read_only_from": "1/10/2570"},
}

#                                                            visit  cont neig coor offi admi farO farA root asse comm part nat
ROWS = """
FORM year-turn                                             : login  403  403  403  403  200  403  200  200  403  403  403  403
POST year-turn-undo {turn.pk}                              : resume 403  403  403  403  302  403  404  302  403  403  403  403
"""
