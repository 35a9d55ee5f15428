"""The day of a person: every floor's jobs in the order of urgency, and how far the open round has come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moralprovince.core.models import Message
from moralprovince.core.today import Job
from networks.models import SectorNetwork
from networks.querysets.scope import scope_of
from pledges.models import FollowUpReport, ReportRound
from pledges.statistics import report_conditions

from . import floors
from .line_texts import waiting_for
from .querysets import post_visible_to

MOST = 5


def jobs_of(user: Any, day: dt.date) -> list[Job]:
    """What is to be done first."""
    return all_jobs_of(user, day)[:MOST]


def all_jobs_of(user: Any, day: dt.date) -> list[Job]:
    """What is to be done, most urgent first; what counts nothing is left out."""
    found = [job for today in floors.each("today") for job in today(user, day)]
    found += outbox_jobs(user)
    return sorted((job for job in found if job.count), key=lambda job: job.urgency)


def outbox_jobs(user: Any) -> Iterator[Job]:
    """Messages that wait for a person's decision, and texts to pass on over LINE: as many as their pages list."""
    scope = scope_of(user)
    if not (scope.any("reminders.manage") or scope.any("calls.note")):
        return
    stuck = post_visible_to(user).filter(state__in=["unknown", "failed"])
    counts = Message.objects.filter(state__in=["pending", "unknown", "failed"]).aggregate(
        stuck=Count("pk", filter=Q(pk__in=stuck.values("pk"))),
        line=Count("pk", filter=Q(pk__in=waiting_for(user).values("pk"))),
    )
    yield Job(
        25, counts["stuck"],
        ngettext(
            "%(count)s message did not arrive for certain and waits for your decision",
            "%(count)s messages did not arrive for certain and wait for your decision", counts["stuck"],
        ) % {"count": counts["stuck"]},
        f"{reverse('operations')}?{urlencode({'state': 'stuck'})}", _("Look at them"), icon="bell",
    )  # fmt: skip
    yield Job(
        35, counts["line"],
        ngettext(
            "%(count)s text can be passed on over LINE", "%(count)s texts can be passed on over LINE", counts["line"],
        ) % {"count": counts["line"]},
        reverse("line-texts"), _("Copy the texts"), icon="line",
    )  # fmt: skip


@dataclass(frozen=True)
class NetworkProgress:
    """One network in the open round: what was handed in of what is expected, and what is missing."""

    network: SectorNetwork
    expected: int
    submitted: int
    missing: int


@dataclass(frozen=True)
class RoundProgress:
    """The round that is open now, network by network."""

    round: ReportRound
    networks: list[NetworkProgress]

    @property
    def expected(self) -> int:
        """Reports expected in all networks shown."""
        return sum(row.expected for row in self.networks)

    @property
    def submitted(self) -> int:
        """Reports handed in."""
        return sum(row.submitted for row in self.networks)

    @property
    def missing(self) -> int:
        """Reports not sent although their due day is over."""
        return sum(row.missing for row in self.networks)


def open_round_of(user: Any, province: str) -> ReportRound | None:
    """The open round that is due first."""
    rounds = ReportRound.objects.visible_to(user).filter(state="open", programme_year__province=province)
    # With the office of its province: the frame of the page need not read it again.
    return rounds.select_related("programme_year__province__office__working_year").order_by("due_on", "pk").first()


def progress_of(user: Any, report_round: ReportRound, day: dt.date) -> RoundProgress:
    """One grouped query over the reports a person sees, by the conditions that rounds, lists and summaries count by."""
    conditions = report_conditions(day)
    rows = FollowUpReport.objects.visible_to(user).filter(conditions["reports_expected"], round=report_round).order_by()
    network = {name: F(f"pledge__organisation__network__{name}") for name in ("code", "name", "name_en", "order")}
    counted = rows.values(**network).annotate(
        expected=Count("pk"),
        submitted=Count("pk", filter=conditions["reports_submitted"]),
        missing=Count("pk", filter=conditions["reports_missing"]),
    )
    return RoundProgress(
        report_round,
        [
            NetworkProgress(SectorNetwork(**{name: row.pop(name) for name in network}), **row)
            for row in counted.order_by("order", "code")
        ],
    )
