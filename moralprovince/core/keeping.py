"""How long personal data are kept, counted in whole fiscal years, and the emptying of messages that were kept long enough."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce

from . import thai
from .models import Attempt, Message
from .outbox import joined, reasons

State = Message.State
# What nobody owes or decides on any more; of unknown fate is what still waits for a person's word.
FINISHED = (State.SENT, State.FAILED, State.SKIPPED, State.CANCELLED)


@dataclass(frozen=True)
class Period:
    """As of which day, and for how many whole fiscal years beside the running one, something is kept."""

    day: dt.date
    years: int

    @property
    def first_day(self) -> dt.date:
        """The first day of which everything is kept."""
        return thai.fiscal_year_days(thai.fiscal_year_of(self.day) - self.years)[0]

    @property
    def start(self) -> dt.datetime:
        """The moment at which it begins."""
        return thai.midnight(self.first_day)

    @property
    def marks(self) -> dict[str, Any]:
        """What an emptied row says of itself."""
        return {"emptied_on": self.day, "kept_years": self.years}


def outlived_messages(province: str, period: Period) -> QuerySet[Message]:
    """Finished messages of a province (mail of accounts has none) that nobody tried to send, and nobody settled, since."""
    tried = Attempt.objects.filter(message=OuterRef("pk"), started_at__gte=period.start)
    # Names stayed when the first were emptied.
    whole = Q(emptied_on=None) | ~Q(recipient_name="")
    old = Message.objects.filter(whole, province_code=province, state__in=FINISHED, created_at__lt=period.start)
    return old.filter(Q(sent_at=None) | Q(sent_at__lt=period.start)).exclude(Exists(tried)).order_by()


def empty_messages(province: str, period: Period, limit: int) -> int:
    """Take words, name and address out of the next, also what a person or a mail server said of it; call it in a transaction.

    Which account or body it went to, about what, when, and whether it arrived stays: the row answers whether she was
    reminded, and an account says its name as long as it has one. A row that somebody decides about at this moment is
    left for another night.
    """
    rows = outlived_messages(province, period)
    # Without a join: only rows of this table are held.
    keys = list(rows.select_for_update(skip_locked=True).values_list("pk", flat=True)[:limit])
    batch = Message.objects.filter(pk__in=keys)
    # The key of what went to an address names it.
    batch.filter(dedupe_key__contains="@").update(dedupe_key=joined("emptied/", Cast("pk", CharField())))
    Attempt.objects.filter(message__in=keys).exclude(detail="").update(detail=code_alone("detail"))
    marks = {name: Coalesce(name, Value(value)) for name, value in period.marks.items()}
    return batch.update(subject="", body="", address="", recipient_name="", reason=code_alone("reason"), **marks)


def code_alone(column: str) -> Case:
    """Our own short code of a reason without what stands behind it; nothing where somebody wrote the reason."""
    known = [
        When(Q(**{column: code}) | Q(**{f"{column}__startswith": f"{code}: "}), then=Value(code)) for code in reasons.SENTENCES
    ]
    return Case(*known, default=Value(""), output_field=CharField())
