"""What the portal says when it cannot do what was asked: always a sentence, never a code."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.utils.html import format_html
from django.utils.safestring import SafeString


class Leading(SafeString):
    """A sentence in which the name of a thing leads to it; `plain` is the same without, for where no link may stand."""

    plain: str


def leading(sentence: object, name: str, address: str) -> Leading:
    """The sentence, its first mention of that name a link; whatever stands in the name is text."""
    before, found, after = str(sentence).partition(name)
    made = Leading(format_html('{}<a href="{}">{}</a>{}', before, address, found, after))
    made.plain = str(sentence)
    return made


class Refused(Exception):
    """Allowed in principle, but not in this state or by this rule: 409 with a sentence.

    `field` names the box it is about; where it is about several, `notes` says of each what is said there.
    `leads_to` is the name in the sentence of what is in the way, and where that is read.
    """

    status = 409

    def __init__(
        self,
        sentence: object,
        *,
        field: str = "",
        notes: Mapping[str, object] | None = None,
        leads_to: tuple[str, str] | None = None,
    ) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.leads_to = leads_to
        self.notes = dict(notes or ({field: sentence} if field else {}))
        self.field = next(iter(self.notes), "")

    @property
    def shown(self) -> str:
        """The sentence as a page shows it."""
        return leading(self.sentence, *self.leads_to) if self.leads_to else str(self.sentence)


class Outpaced(Refused):
    """Somebody else was faster; nothing of the slower one's work is lost, and he is told so."""


class NotAllowed(PermissionDenied):
    """Visible, but not hers to do: 403 with a sentence."""

    def __init__(self, sentence: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
