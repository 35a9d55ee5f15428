"""Which outgoing messages are about bodies: reminders and notices of reports and pledges; and who was reminded last."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse

from moralprovince.core import thai
from moralprovince.core.models import Message
from moralprovince.core.outbox import keyed
from pledges.models import FollowUpReport, Pledge


def post_about(bodies: QuerySet) -> Q:
    """The messages about these bodies, as a condition: reminders by what they ask for, notices by where they lead."""
    reports = FollowUpReport.objects.filter(pledge__organisation__in=bodies)
    pledges = Pledge.objects.filter(organisation__in=bodies)
    return (
        Q(obligation__in=keyed(reports, "report:"))
        | Q(link__in=keyed(reports, reverse("pledges:reports"), "/"))
        | Q(link__in=keyed(pledges, reverse("pledges:pledges"), "/"))
    )


@dataclass(frozen=True)
class Reminded:
    """When the newest reminder of a report went out, and to whom; nobody where none has gone out yet."""

    day: dt.date | None
    people: tuple[str, ...]


def last_reminder(report: FollowUpReport) -> Reminded | None:
    """The newest day on which somebody was reminded of it; None where no reminder was ever planned."""
    rows = list(Message.objects.filter(obligation=f"report:{report.pk}").select_related("recipient").defer("body"))
    days = {row: thai.bangkok_day(row.sent_at) for row in rows if row.state == Message.State.SENT and row.sent_at}
    newest = max(days.values(), default=None)
    reached = dict.fromkeys(row.to_whom or row.address for row, day in days.items() if day == newest)
    return Reminded(newest, tuple(filter(None, reached))) if rows else None
