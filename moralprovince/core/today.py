"""What a person must do today: floors hand the roof sentences with a number, each with the rows behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Tone = Literal["urgent", "plain", "good"]


@dataclass(frozen=True)
class Job:
    """One sentence with its number, where its rows are, and what the button says; 0 is nothing to do and is not shown."""

    # The lower, the more urgent.
    urgency: int
    count: int
    sentence: Any
    address: str
    button: Any
    text: Any = ""
    icon: str = "report"
    tone: Tone = "plain"
