"""What stands beside all open data: the licence, texts in both languages, the day it was last changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from moralprovince.core import thai
from moralprovince.core.models import PublicChange


@dataclass(frozen=True)
class Licence:
    """On which terms the data may be used."""

    name: Any
    code: str
    address: str


LICENCE = Licence(
    _("Creative Commons Attribution 4.0 International (CC BY 4.0)"), "CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/"
)


def in_both(text: Any) -> dict[str, str]:
    """A text in Thai and in English, whatever is spoken at the moment."""
    found = {}
    for language in ("th", "en"):
        with translation.override(language):
            found[language] = str(text)
    return found


def both(text: Any) -> str:
    """The same in one line; empty where there is none."""
    return " · ".join(dict.fromkeys(words for words in in_both(text).values() if words))


def changed_on() -> dt.date:
    """The day on which something public was written last; today where nobody knows."""
    newest = PublicChange.objects.aggregate(newest=Max("at"))["newest"]
    return timezone.localdate(newest) if newest else thai.today()
