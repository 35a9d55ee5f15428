"""What the portal says when it cannot do what was asked: always a sentence, never a code."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied


class Refused(Exception):
    """Allowed in principle, but not in this state or by this rule: 409 with a sentence.

    `field` names the box it is about; where it is about several, `notes` says of each what is said there.
    """

    status = 409

    def __init__(self, sentence: object, *, field: str = "", notes: Mapping[str, object] | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.notes = dict(notes or ({field: sentence} if field else {}))
        self.field = next(iter(self.notes), "")


class Outpaced(Refused):
    """Somebody else was faster; nothing of the slower one's work is lost, and he is told so."""


class NotAllowed(PermissionDenied):
    """Visible, but not hers to do: 403 with a sentence."""

    def __init__(self, sentence: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
