"""What a message says when it goes out, and what the roof must tell the outbox about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.models import Message

LONGEST_HEADING = 300
# Stands in the context of a message that a person sent again.
AGAIN = "again"


@dataclass(frozen=True)
class Letter:
    """The words of one message as they leave the house."""

    subject: str
    body: str
    link: str = ""
    reply_to: str = ""
    office: str = ""
    telephone: str = ""
    # What the portal says above the words: of a mail it is no part of the text that is kept; in an inbox it stands with them.
    note: str = ""
    # Stand around the words of a notice in a mail; a reminder and a sealed letter bring their own.
    greeting: str = ""
    farewell: str = ""

    @property
    def text(self) -> str:
        """The words as they are read, below the note where there is one."""
        return f"{self.note}\n\n{self.body}" if self.note else self.body

    @property
    def mailed(self) -> str:
        """The same in a mail: with its greeting, under what it is about, which a notice often says in its subject alone."""
        return replace(self, body=f"{self.greeting}\n\n{self.heading}\n\n{self.body}").text if self.greeting else self.text

    @property
    def signature(self) -> str:
        """Whose mail it is and whom to ask; what an office worded itself names her already."""
        if not self.office or (self.office in self.body and not self.greeting):
            return ""
        return "".join(f"\n\n{part}" for part in (self.farewell, f"{self.office}\n{self.telephone}".rstrip()) if part)

    @property
    def heading(self) -> str:
        """The subject in one line, no longer than its column: a reminder may name twenty bodies in it."""
        line = " ".join(self.subject.split())
        return line if len(line) <= LONGEST_HEADING else f"{line[: LONGEST_HEADING - 1].rstrip()}…"


def earlier_day(message: Message) -> dt.date | None:
    """The day it was first written, where that is over."""
    day = thai.bangkok_day(message.created_at)
    return day if day < thai.today() else None


def sent_again(message: Message) -> bool:
    """Did a person decide that it goes out once more?"""
    return AGAIN in message.context


def note_on(message: Message) -> str:
    """What stands above words that a person sends again on a later day: "tomorrow" in them was said of another one."""
    day = earlier_day(message) if sent_again(message) else None
    return _("This message is sent again. It was first written on %(day)s.") % {"day": thai.day_long(day)} if day else ""


def as_owed(message: Message) -> Mapping[str, str]:
    """It keeps its address and name."""
    return {}


def never(message: Message) -> bool:
    """It may wait as long as it has to."""
    return False


@dataclass(frozen=True)
class Rules:
    """What only the roof knows: is it still owed, how is it worded now, where is outgoing mail paused, whom is it for now."""

    still_open: Callable[[Message], bool]
    word: Callable[[Message], Letter | None]
    paused_provinces: Callable[[], set[str]]
    # Address and name that a mail goes to now, where they may have changed since it was owed; None where it has none any more.
    written_to: Callable[[Message], Mapping[str, str] | None] = as_owed
    # Is what it looks forward to over, so that it is of no use any more?
    too_late: Callable[[Message], bool] = never
