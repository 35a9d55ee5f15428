"""Plans the reminders of a day: one INSERT … SELECT per rung and road, over all days since the last completed run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce, JSONObject
from django.utils import timezone

from moralprovince.core.models import Message
from moralprovince.core.obligations import Due
from moralprovince.core.outbox import joined, queue_select, wake_after_commit
from moralprovince.core.outbox.reasons import CLOSED, NEWER, OVER
from networks.models import RoleGrant

from . import floors
from .models import Ladder, PlanRun, Rung
from .wording import what_is_owed

Channel, State = Message.Channel, Message.State
# A provincial administrator is an officer with more keys; in a small office there is nobody else.
OFFICERS = ("culture_officer", "provincial_administrator")
# Whom a message is for: an account, or 0 for whoever the register names.
PERSON = Coalesce("recipient", 0)


@dataclass(frozen=True)
class Leg:
    """One rung of a ladder as it is planned on a day: which due days it stands for, and when it is outdated."""

    owed: Due
    rung: Rung
    day: dt.date
    first_due: dt.date
    last_due: dt.date
    # Due days up to here are left to a newer rung that is due as well: this one is only recorded.
    newer_to: dt.date | None
    # Due days up to here are over, and this rung looks forward to them: it is only recorded, whenever the next one comes.
    over_to: dt.date | None

    @property
    def rows(self) -> QuerySet[Any]:
        """What is owed on the due days this rung stands for."""
        span = {f"{self.owed.due_on}__range": (self.first_due, self.last_due)}
        return self.owed.rows.filter(**{self.owed.province: self.rung.ladder.province_id}, **span)

    @property
    def of_bodies(self) -> QuerySet[Any]:
        """Those of a body of the register: a visit to a whole network or district has nobody there to write to."""
        return self.rows.filter(**{f"{self.owed.organisation}__isnull": False})

    @property
    def outcome(self) -> dict[str, Any]:
        """Pending, or why it is not to go out."""
        return {
            "state": self.by_due_day(State.SKIPPED, State.CANCELLED, State.PENDING),
            "reason": self.by_due_day(NEWER, OVER, ""),
        }

    def by_due_day(self, newer: str, over: str, else_: str) -> Any:
        """One of three values: a newer rung is due as well, the due day is over, or neither."""
        ends = ((self.newer_to, newer), (self.over_to, over))
        cases = [When(Q(**{f"{self.owed.due_on}__lte": end}), then=Value(str(value))) for end, value in ends if end]
        return Case(*cases, default=Value(str(else_))) if cases else Value(str(else_))

    @property
    def constants(self) -> dict[str, Any]:
        """What all messages of this rung have in common."""
        return {
            "kind": self.owed.kind,
            "channel": self.rung.channel,
            "rung": f"{self.rung.offset:+d}",
            "context": {"rung": self.rung.pk, "who": self.rung.who},
            "province_code": self.rung.ladder.province_id,
            "created_at": timezone.now(),
            "send_after": timezone.now(),
        }


def plan(*, on: dt.date, dry_run: bool = False) -> dict[str, int]:
    """Plan every kind of obligation; returns how many messages were added of each. Again: none."""
    with transaction.atomic():
        added = {owed.kind: plan_kind(owed, on) for floor_due in floors.each("due") for owed in floor_due(on)}
        if dry_run:
            transaction.set_rollback(True)
        else:
            wake_after_commit()
    return added


def is_planned(day: dt.date) -> bool:
    """Was that day planned when it came? All kinds are planned in one transaction, so one of them tells."""
    return PlanRun.objects.filter(through__gte=day, finished_at__date=day).exists()


def plan_kind(owed: Due, day: dt.date) -> int:
    """All ladders of one kind, then the note that the day is done."""
    run = PlanRun.objects.filter(pk=owed.kind).first()
    # The last day is looked at once more: what became owed after its run is planned now, the rest has its key.
    start, through = (min(run.through, day), max(run.through, day)) if run else (day, day)
    last_before = Message.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    added = 0
    for ladder in Ladder.objects.filter(kind=owed.kind, active=True).prefetch_related("rungs"):
        new = sum(plan_leg(leg) for leg in called_for(list(legs(owed, ladder, start, day))))
        if new:
            # What this run wrote is the newest there is, unless it planned an earlier day after a later one.
            outdate(owed.kind, ladder.province_id, last_before if through == day else None)
        close_line_texts(owed, ladder, day)
        added += new
    PlanRun.objects.update_or_create(pk=owed.kind, defaults={"through": through, "finished_at": timezone.now()})
    return added


def legs(owed: Due, ladder: Ladder, start: dt.date, day: dt.date) -> Iterator[Leg]:
    """The rungs of a ladder from the oldest to the newest."""
    rungs = sorted(ladder.rungs.all(), key=lambda rung: rung.offset)
    offsets = sorted({rung.offset for rung in rungs})
    for rung in rungs:
        rung.ladder = ladder
        newer = next((offset for offset in offsets if offset > rung.offset), None)
        yield Leg(
            owed, rung, day,
            first_due=start - dt.timedelta(days=rung.offset),
            last_due=day - dt.timedelta(days=rung.offset),
            newer_to=None if newer is None else day - dt.timedelta(days=newer),
            over_to=None if newer is None or rung.offset >= 0 else day - dt.timedelta(days=1),
        )  # fmt: skip


def called_for(all_legs: list[Leg]) -> list[Leg]:
    """Those on whose due days something is owed at all: on most days of a year that is none, told by one statement."""
    if not all_legs:
        return []
    owed, province = all_legs[0].owed, all_legs[0].rung.ladder.province_id
    span = (min(leg.first_due for leg in all_legs), max(leg.last_due for leg in all_legs))
    rows = owed.rows.filter(**{owed.province: province, f"{owed.due_on}__range": span})
    days = set(rows.order_by().values_list(owed.due_on, flat=True).distinct())
    return [leg for leg in all_legs if any(leg.first_due <= day <= leg.last_due for day in days)]


def plan_leg(leg: Leg) -> int:
    """One rung, by whom it is for and over which road."""
    who, channel = leg.rung.who, leg.rung.channel
    if who == Rung.Who.COORDINATOR:
        return plan_coordinators(leg)
    if who == Rung.Who.OFFICER:
        return plan_officers(leg)
    if who == Rung.Who.ASSESSOR:
        return plan_assigned(leg)
    if not leg.owed.with_contacts:
        return 0
    if channel == Rung.Channel.LINE:
        return plan_for_register(leg, leg.of_bodies, address=Value(""))
    if channel == Rung.Channel.INBOX:
        return plan_contacts(leg, mailbox_only=False)
    return plan_contacts(leg, mailbox_only=True) + plan_for_register_without_contact(leg)


def in_force(path: str, roles: tuple[str, ...], day: dt.date) -> Q:
    """Role grants on that day of people who can log in, seen from the other end of `path`."""
    start = {f"{path}role__in": roles, f"{path}starts_on__lte": day, f"{path}user__is_active": True}
    return Q(**start) & (Q(**{f"{path}ends_on__isnull": True}) | Q(**{f"{path}ends_on__gte": day}))


def plan_contacts(leg: Leg, *, mailbox_only: bool) -> int:
    """A message of her own for every contact of the organisation."""
    grants = f"{leg.owed.organisation}__grants__"
    holders = in_force(grants, ("contact",), leg.day)
    if mailbox_only:
        holders &= Q(**{f"{grants}user__has_mailbox": True})
    user = F(f"{grants}user")
    rows = leg.rows.filter(holders)
    if mailbox_only:
        rows = rows.annotate(mailbox=F(f"{grants}user__email")).exclude(told_at_the_address(leg, of="register"))
    return queue_select(
        rows,
        {
            "dedupe_key": key_of(leg, user, f"/{leg.rung.channel}"),
            "recipient": user,
            "address": F(f"{grants}user__email"),
            "recipient_name": F(f"{grants}user__name"),
            "obligation": F("obligation"),
            "due_on": F(leg.owed.due_on),
            **leg.outcome,
        },
        leg.constants,
    )


def plan_for_register_without_contact(leg: Leg) -> int:
    """Where no contact reads mail here, the address in the register gets it."""
    grants = RoleGrant.objects.filter(in_force("", ("contact",), leg.day), user__has_mailbox=True)
    reached = Exists(grants.filter(organisation=OuterRef(leg.owed.organisation)))
    email = f"{leg.owed.organisation}__email"
    rows = leg.of_bodies.exclude(reached).exclude(**{email: ""})
    rows = rows.annotate(mailbox=F(email)).exclude(told_at_the_address(leg))
    return plan_for_register(leg, rows, address=F(email))


def key_of(leg: Leg, *rest: Any, owed: type[F] = F) -> Any:
    """What makes a message of this rung about one obligation one."""
    return joined(leg.owed.kind, "/", owed("owed"), f"/{leg.rung.offset:+d}/", *rest)


def told_at_the_address(leg: Leg, of: str = "") -> Exists:
    """Was the `mailbox` of a row mailed this rung on an earlier run, when its reader had no account yet, or still had one?"""
    mails = Message.objects.filter(
        obligation=OuterRef("obligation"), channel=Channel.EMAIL, address__iexact=OuterRef("mailbox")
    )
    mails = mails.filter(dedupe_key__startswith=key_of(leg, of, owed=OuterRef))
    return Exists(mails.exclude(state__in=[State.SKIPPED, State.CANCELLED, State.FAILED]))


def plan_for_register(leg: Leg, rows: QuerySet[Any], address: Any) -> int:
    """One message per obligation to whoever the register names."""
    return queue_select(
        rows,
        {
            "dedupe_key": key_of(leg, f"register/{leg.rung.channel}"),
            "address": address,
            "recipient_name": F(f"{leg.owed.organisation}__contact_name"),
            "context": JSONObject(rung=Value(leg.rung.pk), who=Value(leg.rung.who), register=F(leg.owed.organisation)),
            "obligation": F("obligation"),
            "due_on": F(leg.owed.due_on),
            **leg.outcome,
        },
        leg.constants,
    )


def plan_coordinators(leg: Leg) -> int:
    """One combined message per coordinator, group and due day, however many are late."""
    grants = f"{leg.owed.organisation}__network__grants__"
    # One Q in one filter: a second filter over the same road would join other people's grants.
    holders = in_force(grants, ("coordinator",), leg.day)
    if leg.rung.channel == Rung.Channel.EMAIL:
        holders &= Q(**{f"{grants}user__has_mailbox": True})
    people = {
        "recipient": F(f"{grants}user"),
        "address": F(f"{grants}user__email"),
        "recipient_name": F(f"{grants}user__name"),
    }
    return queue_select(leg.rows.filter(holders).distinct(), combined(leg, F(f"{grants}user")) | people, leg.constants)


def plan_officers(leg: Leg) -> int:
    """One combined message per officer, group and due day."""
    grants = RoleGrant.objects.filter(in_force("", OFFICERS, leg.day), province=leg.rung.ladder.province_id)
    people = {grant.user_id: grant.user for grant in grants.select_related("user")}.values()
    added = 0
    for user in people:
        if leg.rung.channel != Rung.Channel.EMAIL or user.has_mailbox:
            person = {"recipient": user.pk, "address": user.email, "recipient_name": user.name}
            added += queue_select(leg.rows.distinct(), combined(leg, user.pk), leg.constants | person)
    return added


def plan_assigned(leg: Leg) -> int:
    """One combined message per person to whom tasks of this kind were given, group and due day."""
    way = leg.owed.given_to
    if not way:
        return 0
    # One filter: a second one over the same road would join other people's tasks.
    mine = leg.owed.given & Q(**{f"{way}__is_active": True})
    if leg.rung.channel == Rung.Channel.EMAIL:
        mine &= Q(**{f"{way}__has_mailbox": True})
    people = {"recipient": F(way), "address": F(f"{way}__email"), "recipient_name": F(f"{way}__name")}
    return queue_select(leg.rows.filter(mine).distinct(), combined(leg, F(way)) | people, leg.constants)


def combined(leg: Leg, user: Any) -> dict[str, Any]:
    """What makes a combined message one: group, due day, rung, person, road."""
    about = joined(leg.owed.group_name, ":", F(leg.owed.group), f":{leg.rung.who}:", user)
    due_on, again = F(leg.owed.due_on), [F(leg.owed.again)] if leg.owed.again else []
    return {
        "dedupe_key": joined(leg.owed.kind, "/", about, "/", due_on, *again, f"/{leg.rung.offset:+d}/{leg.rung.channel}"),
        "obligation": about,
        "due_on": due_on,
        **leg.outcome,
    }


def outdate(kind: str, province: str, up_to: int | None) -> int:
    """What is still waiting although a newer rung went into the queue (mail was paused) is not sent any more."""
    waiting = Message.objects.filter(kind=kind, province_code=province, state=State.PENDING)
    waiting = waiting if up_to is None else waiting.filter(pk__lte=up_to)
    waiting = waiting.annotate(person=PERSON)
    same = {name: OuterRef(name) for name in ("obligation", "due_on", "channel")}
    # The same address, or the same reader though the address was changed in between: a mail goes to the one of now.
    reader = Q(address=OuterRef("address")) | Q(person=OuterRef("person"))
    number, outer_number = Cast("rung", IntegerField()), Cast(OuterRef("rung"), IntegerField())
    # A later rung, or the same rung again after the report was returned.
    later = Q(number__gt=outer_number) | Q(number=outer_number, pk__gt=OuterRef("pk"))
    newer = Message.objects.filter(kind=kind, **same).exclude(rung="").exclude(state__in=[State.SKIPPED, State.CANCELLED])
    newer = newer.annotate(person=PERSON, number=number).filter(reader, later)
    return waiting.exclude(rung="").filter(Exists(newer)).update(state=State.SKIPPED, reason=NEWER)


def close_line_texts(owed: Due, ladder: Ladder, day: dt.date) -> None:
    """Texts for LINE wait for a person, not for a worker: what is not owed any more, or over, leaves her list here."""
    waiting = Message.objects.filter(
        kind=owed.kind, province_code=ladder.province_id, state=State.PENDING, channel=Channel.LINE
    ).exclude(rung="")  # fmt: skip
    own = waiting.filter(context__who=Rung.Who.CONTACT)
    own.exclude(obligation__in=owed.rows.values("obligation")).update(state=State.CANCELLED, reason=CLOSED)
    # One of these is about many, and says what is left of them to its own reader alone; they are few.
    combined = waiting.exclude(context__who=Rung.Who.CONTACT).select_related("recipient")
    done = [message.pk for message in combined if what_is_owed(message, most=1, day=day) is None]
    waiting.filter(pk__in=done).update(state=State.CANCELLED, reason=CLOSED)
    newest = max((rung.offset for rung in ladder.rungs.all()), default=0)
    ahead = [f"{rung.offset:+d}" for rung in ladder.rungs.all() if rung.offset < min(0, newest)]
    waiting.filter(rung__in=ahead, due_on__lt=day).update(state=State.CANCELLED, reason=OVER)
