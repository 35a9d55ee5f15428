"""The filters of the operations page, and how its addresses are understood."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from moralprovince.core import thai
from moralprovince.core.listing import address
from moralprovince.core.models import Message
from moralprovince.core.spelling import search_words
from networks.filters import Chip, Choice, chip
from networks.listed import day_asked
from networks.models import Organisation
from networks.querysets.search import EMPTY, LONGEST_QUESTION, every_word, with_words
from pledges.models import FollowUpReport

from . import floors
from .querysets import account_post_visible_to, post_visible_to

State = Message.State
# What waits for a person's decision.
STUCK = (State.UNKNOWN.value, State.FAILED.value)
WAITING = (State.PENDING.value, State.CLAIMED.value, State.SENDING.value)
# In an address: what is of no office.
ACCOUNTS = "accounts"
# Messages by what they are about.
KINDS: dict[str, Any] = {
    "report_due": _("reminder of a report"),
    "returned_due": _("reminder of a returned report"),
    "assessment_due": _("reminder of a self-assessment"),
    "review_due": _("reminder of a review"),
    "committee_due": _("reminder of the sub-committee's decision"),
    "appeal_due": _("reminder of an answer to an appeal"),
    "visit_due": _("reminder of a coaching visit"),
    "agreement_due": _("reminder of what was agreed at a visit"),
    "network_agreement_due": _("reminder of what was agreed with a network"),
    "district_agreement_due": _("reminder of what was agreed with a district"),
    "visit_planned": _("coaching visit planned"),
    "visit_cancelled": _("coaching visit cancelled"),
    "visit_to_sign": _("coaching visit to sign"),
    "action_due": _("reminder of what a meeting resolved"),
    "action_given": _("given by a meeting"),
    "meeting_invitation": _("invitation to a meeting"),
    "meeting_cancelled": _("meeting cancelled"),
    "report_accepted": _("report accepted"),
    "report_returned": _("report returned"),
    "report_extended": _("more time for a report"),
    "report_waived": _("report not required"),
    "report_required": _("report required again"),
    "report_reopened": _("report checked again"),
    "pledge_accepted": _("pledge accepted"),
    "pledge_returned": _("pledge returned"),
    "pledge_ended": _("pledge ended"),
    "case_assigned": _("case to assess"),
    "assessment_question": _("question on a self-assessment"),
    "assessment_answer": _("question answered"),
    "assessment_returned": _("self-assessment returned"),
    "assessment_withdrawn": _("self-assessment withdrawn"),
    "appeal_filed": _("appeal came"),
    "appeal_assigned": _("appeal to look at"),
    "appeal_answered": _("appeal answered"),
    "assessment_certified": _("result certified"),
    "certificate_issued": _("certificate issued"),
    "certificate_replaced": _("certificate replaced"),
    "certificate_revoked": _("certificate revoked"),
    "proposal_answered": _("proposed change answered"),
    "invitation": _("invitation"),
    "role_given": _("new role"),
    "handed_over": _("work handed over"),
    "story_published": _("story published"),
    "story_returned": _("story returned"),
    "story_withdrawn": _("story taken off the public site"),
    "lesson_returned": _("lesson returned"),
    "lesson_published": _("lesson published"),
    "lesson_withdrawn": _("lesson taken off the public site"),
    "summary_ready": _("summary ready"),
    "test_mail": _("test mail"),
    "account": _("mail of an account"),
}


def kind_words(kind: str) -> Any:
    """A kind in words; one that has none yet is simply a notice."""
    return KINDS.get(kind, _("notice"))


@dataclass(frozen=True)
class Post:
    """Outgoing messages as an address describes them, with the counts of everything that could be chosen."""

    query: QueryDict
    rows: QuerySet[Message]
    # (state, kind, channel) → count, over all days shown.
    counts: dict[tuple[str, str, str], int]
    oldest_waiting: dt.datetime | None
    states: tuple[str, ...]
    kind: str
    channel: str
    days: str
    text: str
    # The report whose reminders are shown, where the address asks for those alone.
    report: FollowUpReport | None

    @property
    def filtered(self) -> bool:
        """Where no row is shown: do the filters leave it out? Only of what else is chosen is anything counted."""
        return bool(self.counts or days_filter(self.days) or self.text or self.report)

    def count_of(self, states: tuple[str, ...]) -> int:
        """How many messages are in these states, whatever else is chosen."""
        return sum(count for (state, _kind, _channel), count in self.counts.items() if state in states)

    def figures(self) -> list[tuple[str, Any, int, str, bool]]:
        """The few numbers on top: (state, words, count, address, chosen); each leads to its rows."""
        offered = (
            ("", _("All"), tuple(State.values)),
            ("waiting", _("waiting to go out"), WAITING),
            ("sent", State.SENT.label, (State.SENT.value,)),
            ("unknown", State.UNKNOWN.label, (State.UNKNOWN.value,)),
            ("failed", State.FAILED.label, (State.FAILED.value,)),
            ("skipped", State.SKIPPED.label, (State.SKIPPED.value,)),
            ("cancelled", State.CANCELLED.label, (State.CANCELLED.value,)),
        )
        chosen = self.query.get("state", "")
        return [
            (name, words, self.count_of(states), address(self.query, state=name or None, page=None), name == chosen)
            for name, words, states in offered
        ]

    def chips(self) -> list[Chip]:
        """Kind, road and day; the report whose page led here."""
        kinds = sorted({kind for _state, kind, _channel in self.counts})
        report = [Chip("report", _("Report"), str(self.report), [], address(self.query, report=None, page=None))]
        return [
            *(report if self.report else []),
            chip("kind", _("What about"), [(kind, kind_words(kind)) for kind in kinds], self.kind, self.query),
            chip("channel", _("Over"), Message.Channel.choices, self.channel, self.query),
            self.day_chip(),
        ]

    def day_chip(self) -> Chip:
        """Since when; a single day may stand in the address as well."""
        named = {"1": _("today"), "7": _("the last 7 days"), "30": _("the last 30 days")}
        choices = [Choice(words, address(self.query, days=days, page=None), days == self.days) for days, words in named.items()]
        shown = named.get(self.days) or (thai.day_short(single) if (single := day_asked(self.days)) else "")
        return Chip("days", _("Planned on"), shown, choices, address(self.query, days=None, page=None))


def is_of_accounts(query: QueryDict) -> bool:
    """Does an address ask for the mail of accounts instead of an office's?"""
    return query.get("of") == ACCOUNTS


def post_asked(user: Any, province: str, query: QueryDict) -> QuerySet[Message]:
    """What an address lists before any filter: the messages of an office, or those of none."""
    if is_of_accounts(query):
        return account_post_visible_to(user)
    return post_visible_to(user).filter(province_code=province)


def post_list(rows: QuerySet[Message], query: QueryDict, user: Any) -> Post:
    """The list as shown; what an address says in error is passed over. One query for all the counts."""
    days, text, report = query.get("days", ""), query.get("q", "").strip(), report_asked(query, user)
    of_days = days_filter(days)
    # How delivery is does not hang on what somebody looks for.
    counts, oldest = {}, oldest_waiting(rows) if of_days or text or report else None
    rows = searched(rows.filter(**of_days), text, user)
    if report:
        rows = rows.filter(obligation=f"report:{report.pk}")
    for state, kind, channel, count, first in (
        rows.order_by().values_list("state", "kind", "channel").annotate(count=Count("*"), first=Min("send_after"))
    ):
        counts[state, kind, channel] = count
        if state in WAITING and channel != Message.Channel.LINE:
            oldest = min(oldest, first) if oldest else first
    states = states_of(query.get("state", ""))
    kind = known(query.get("kind", ""), {kind for _state, kind, _channel in counts})
    channel = known(query.get("channel", ""), Message.Channel.values)
    wanted = {"state__in": states, "kind": kind, "channel": channel}
    shown = rows.filter(**{name: value for name, value in wanted.items() if value}).order_by("-created_at", "-pk")
    return Post(query, shown, counts, oldest, states, kind, channel, days, text, report)


def searched(rows: QuerySet[Message], text: str, user: Any) -> QuerySet[Message]:
    """Those to whom or about what was typed, and those about a body called so, of the bodies this person may see."""
    if not thai.tidy(text):
        return rows
    wanted = every_word(text, "recipient_name", "address", "subject")
    if words := search_words(text[:LONGEST_QUESTION]):
        bodies = with_words(Organisation.objects.visible_to(user), words, EMPTY).order_by().values("pk")
        for about in floors.each("post_about"):
            wanted |= about(bodies)
    return rows.filter(wanted)


def report_asked(query: QueryDict, user: Any) -> FollowUpReport | None:
    """The report whose reminders an address asks for, where this person may see it."""
    key = query.get("report", "")
    if not (key.isascii() and key.isdigit() and len(key) < 10):
        return None
    rows = FollowUpReport.objects.visible_to(user).select_related("pledge__organisation", "round__programme_year")
    return rows.filter(pk=int(key)).first()


def oldest_waiting(rows: QuerySet[Message]) -> dt.datetime | None:
    """Since when the oldest of them waits that a worker sends."""
    waiting = rows.filter(state__in=WAITING).exclude(channel=Message.Channel.LINE)
    return waiting.order_by().aggregate(first=Min("send_after"))["first"]  # type: ignore[no-any-return]


def states_of(asked: str) -> tuple[str, ...]:
    """The states an address asks for; "stuck" and "waiting" are several."""
    several = {"stuck": STUCK, "waiting": WAITING}
    return several.get(asked) or ((asked,) if asked in State.values else ())


def known(asked: str, names: Any) -> str:
    """A value of the address, where it is one of those there are."""
    return asked if asked in names else ""


def days_filter(days: str) -> dict[str, Any]:
    """The Bangkok days an address asks for."""
    if days in ("1", "7", "30"):
        return {"created_at__gte": thai.midnight(thai.today() - dt.timedelta(days=int(days) - 1))}
    single = day_asked(days)
    if single is None or not 1900 < single.year < 2200:
        return {}
    return {"created_at__gte": thai.midnight(single), "created_at__lt": thai.midnight(single + dt.timedelta(days=1))}
