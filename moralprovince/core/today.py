"""What a person must do today: floors hand the roof sentences with a number, each with the rows behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from django.urls import reverse

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
    # The page of its only row, where there is no more than one.
    only: str = ""

    @property
    def leads_to(self) -> str:
        """Where the button leads: a list of one row would be a step more."""
        return self.only if self.count == 1 and self.only else self.address


def page_of_row(name: str, pk: int | None) -> str:
    """The page of a row, if there is one."""
    return reverse(name, args=[pk]) if pk else ""
