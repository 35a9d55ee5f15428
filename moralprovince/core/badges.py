"""How states and levels look: an icon and a tone for each word, so that colour never speaks alone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

Tone = Literal["quiet", "wait", "hand", "done", "stop", "info"]

# A state of any floor by its stored name: (icon, tone). What is not listed shows a plain dot.
STATES: dict[str, tuple[str, Tone]] = {
    "draft": ("pencil", "quiet"),
    "expected": ("clock", "quiet"),
    "planned": ("calendar", "quiet"),
    "proposed": ("clock", "wait"),
    "decided": ("check", "done"),
    "declared": ("send", "wait"),
    "self": ("pencil", "quiet"),
    "in_review": ("search", "info"),
    "recommended": ("send", "wait"),
    "certified": ("check", "done"),
    "held": ("pencil", "info"),
    "recorded": ("pencil", "wait"),
    "signed": ("check", "done"),
    "dropped": ("minus", "quiet"),
    "sent_up": ("send", "info"),
    "announced": ("flag", "done"),
    "published": ("check", "done"),
    "retired": ("minus", "quiet"),
    "filed": ("send", "wait"),
    "granted": ("check", "done"),
    "dismissed": ("minus", "quiet"),
    "valid": ("check", "done"),
    "replaced": ("back", "quiet"),
    "revoked": ("stop", "stop"),
    "submitted": ("send", "wait"),
    "open": ("door", "info"),
    "sent": ("check", "done"),
    "accepted": ("check", "done"),
    "active": ("check", "done"),
    "used": ("check", "done"),
    "done": ("check", "done"),
    "finished": ("check", "done"),
    "applied": ("check", "done"),
    "confirmed": ("check", "done"),
    "returned": ("back", "hand"),
    "unknown": ("question", "hand"),
    "failed": ("hand", "hand"),
    "late": ("hand", "hand"),
    "refused": ("hand", "hand"),
    "expired": ("clock", "hand"),
    "waived": ("minus", "quiet"),
    "dormant": ("pause", "quiet"),
    "skipped": ("minus", "quiet"),
    "cancelled": ("minus", "quiet"),
    "closed": ("lock", "quiet"),
    "ended": ("flag", "quiet"),
    "undone": ("back", "quiet"),
    "withdrawn": ("stop", "stop"),
    "merged": ("merge", "stop"),
    "pending": ("clock", "quiet"),
    "queued": ("clock", "quiet"),
    "claimed": ("clock", "info"),
    "sending": ("clock", "info"),
    "running": ("clock", "info"),
    "preview": ("search", "wait"),
    "previewed": ("search", "wait"),
    "reading": ("clock", "info"),
    "headings": ("pencil", "wait"),
    "unreadable": ("hand", "hand"),
    "discarded": ("minus", "quiet"),
}


def looks_of(state: str) -> tuple[str, Tone]:
    """Icon and tone of a state."""
    return STATES.get(state, ("dot", "quiet"))


@dataclass(frozen=True)
class Milestone:
    """One station of a record's way, for components/steps_bar.html."""

    label: Any
    day: dt.date | dt.datetime | None = None
    status: Literal["done", "current", "ahead", "hand"] = "ahead"
    note: Any = ""
