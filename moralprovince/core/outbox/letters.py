"""What a message says when it goes out, and what the roof must tell the outbox about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from moralprovince.core.models import Message

LONGEST_HEADING = 300


@dataclass(frozen=True)
class Letter:
    """The words of one message as they leave the house."""

    subject: str
    body: str
    link: str = ""
    reply_to: str = ""
    office: str = ""
    telephone: str = ""

    @property
    def signature(self) -> str:
        """Whose mail it is and whom to ask; what an office worded itself names her already."""
        return "" if self.office in self.body else f"\n\n{self.office}\n{self.telephone}".rstrip()

    @property
    def heading(self) -> str:
        """The subject in one line, no longer than its column: a reminder may name twenty bodies in it."""
        line = " ".join(self.subject.split())
        return line if len(line) <= LONGEST_HEADING else f"{line[: LONGEST_HEADING - 1].rstrip()}…"


def as_owed(message: Message) -> Mapping[str, str]:
    """It keeps its address and name."""
    return {}


@dataclass(frozen=True)
class Rules:
    """What only the roof knows: is it still owed, how is it worded now, where is outgoing mail paused, whom is it for now."""

    still_open: Callable[[Message], bool]
    word: Callable[[Message], Letter | None]
    paused_provinces: Callable[[], set[str]]
    # Address and name that a mail goes to now, where they may have changed since it was owed; None where it has none any more.
    written_to: Callable[[Message], Mapping[str, str] | None] = as_owed
