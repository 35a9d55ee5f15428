"""Why a message did not simply arrive: short codes in the table, sentences in the reader's language on the page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

CLOSED = "closed"
UNWORDABLE = "unwordable"
NO_ADDRESS = "no_address"
ADDRESS_GONE = "address_gone"
NO_SERVER = "no_server"
NOT_FROM_US = "not_from_us"
LINE_LOST = "line_lost"
REFUSED = "refused"
REFUSED_FOR_NOW = "refused_for_now"
FATE_UNKNOWN = "fate_unknown"
WORKER_DIED = "worker_died"
NEWER = "newer"
OVER = "over"
BY_HAND = "by_hand"
FORGOTTEN = "forgotten"
MOVED = "moved"
# What keeps every mail back; any other reason is of one mail alone.
OF_THE_SERVER = (NO_SERVER, NOT_FROM_US, LINE_LOST)

SENTENCES = {
    FORGOTTEN: _("the data of the person it was for were removed"),
    CLOSED: _("what it asks for was done in the meantime"),
    UNWORDABLE: _("the text could not be put together"),
    NO_ADDRESS: _("the address is not a usable e-mail address"),
    ADDRESS_GONE: _("no e-mail address stands in the register or by the account any more"),
    NO_SERVER: _("the mail server cannot be reached; it goes out as soon as it answers"),
    NOT_FROM_US: _("the mail server takes no mail from the portal now; it goes out as soon as it does"),
    LINE_LOST: _("the line broke before the mail was handed over; it is tried again"),
    REFUSED: _("the mail server refused it"),
    REFUSED_FOR_NOW: _("the mail server asked to try again later"),
    FATE_UNKNOWN: _("the line broke after the mail was handed over: it may have arrived"),
    WORKER_DIED: _("the process stopped while the mail was going out: it may have arrived"),
    NEWER: _("a newer reminder took its place"),
    OVER: _("the due day was over before it could go out"),
    BY_HAND: _("decided by a person"),
    MOVED: _("it told of a day, time or place that was changed"),
    "submitted": _("the report was sent in the meantime"),
    "waived": _("the report is not required any more"),
    "extended": _("there is a new due day"),
    "rung_removed": _("this reminder was taken out of the ladder"),
    "ladder_off": _("the reminders were switched off"),
}


def because(code: str, detail: object = "") -> str:
    """The code with what the other side said, as the table keeps it."""
    return f"{code}: {one_line(detail)}"[:500] if detail else code


def sentence(kept: str) -> str:
    """A kept reason in the reader's language; a reason somebody wrote stands as it is."""
    code, _colon, detail = kept.partition(": ")
    if code not in SENTENCES:
        return kept
    return f"{SENTENCES[code]} ({detail})" if detail else str(SENTENCES[code])


def one_line(text: object) -> str:
    """Text of another machine, fit for a table cell."""
    return " ".join(str(text).split())
