"""The day of a person: every floor's jobs in the order of urgency, and how far the open round has come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Max, Min, Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moralprovince.core.today import Job
from networks.models import Office, SectorNetwork
from networks.querysets.scope import scope_of
from networks.querysets.years import OUT_OF_REACH, year_due
from networks.today import counted
from pledges.models import FollowUpReport, ReportRound
from pledges.querysets.reports import going_on
from pledges.statistics import report_conditions

from . import floors
from .current import keep_unread, unread
from .filters import ACCOUNTS, STUCK
from .line_texts import waiting_for
from .querysets import account_post_visible_to, post_visible_to

MOST = 5


def jobs_of(user: Any, day: dt.date) -> list[Job]:
    """What is to be done first."""
    return all_jobs_of(user, day)[:MOST]


def all_jobs_of(user: Any, day: dt.date) -> list[Job]:
    """What is to be done, most urgent first; what counts nothing is left out."""
    found = [job for today in floors.each("today") for job in today(user, day)]
    found += office_jobs(user, day)
    return sorted((job for job in found if job.count), key=lambda job: job.urgency)


def office_jobs(user: Any, day: dt.date) -> Iterator[Job]:
    """What the roof asks for, counted in one query; each number is as many as its page lists."""
    scope, year = scope_of(user), year_due(day)
    sends = scope.any("reminders.manage") or scope.any("calls.note")
    own = Q(province__in=sorted(scope.provinces("office.manage")))
    # The frame of the page tells how many letters are unread: one question for both.
    stuck, of_accounts, line, to_turn, silent, letters = counted(
        post_visible_to(user).filter(state__in=STUCK) if sends else None,
        account_post_visible_to(user).filter(state__in=STUCK) if scope.any("people.manage") else None,
        waiting_for(user) if sends else None,
        Office.objects.filter(own, working_year__fiscal_year__lt=year) if scope.any("office.manage") else None,
        Office.objects.filter(own, OUT_OF_REACH) if scope.any("office.manage") else None,
        unread(user),
    )
    keep_unread(user, letters)
    yield from outbox_jobs(stuck, of_accounts, line)
    yield from jobs_of_office(to_turn, silent, year)


def jobs_of_office(to_turn: int, silent: int, year: int) -> Iterator[Job]:
    """What only who keeps its data can do: turn the year, and say how the office is reached."""
    # From September on the office still works in the year that ends.
    yield Job(
        11, to_turn, _("It is time to turn to fiscal year %(year)s") % {"year": year}, reverse("year-turn"),
        _("Look at what is carried over"), _("Rounds, plans, criteria and drafts of pledges for the new year"), icon="calendar",
    )  # fmt: skip
    yield Job(
        11, silent, _("Nobody can reach your office yet: it has neither a telephone number nor an e-mail here"),
        reverse("office"), _("Enter how you are reached"),
        _("They stand in reminders, in letters and on the public page"), icon="phone",
    )  # fmt: skip


def outbox_jobs(stuck: int, of_accounts: int, line: int) -> Iterator[Job]:
    """Messages that wait for a person's decision, the mail of accounts beside them, and texts to pass on over LINE."""
    yield Job(
        25, stuck,
        ngettext(
            "%(count)s message did not arrive, or perhaps not, and waits for your decision",
            "%(count)s messages did not arrive, or perhaps not, and wait for your decision", stuck,
        ) % {"count": stuck},
        f"{reverse('operations')}?{urlencode({'state': 'stuck'})}", _("Look at them"), icon="bell",
    )  # fmt: skip
    yield Job(
        26, of_accounts,
        ngettext(
            "%(count)s mail of an account did not arrive, or perhaps not, and waits for your decision",
            "%(count)s mails of accounts did not arrive, or perhaps not, and wait for your decision", of_accounts,
        ) % {"count": of_accounts},
        f"{reverse('operations')}?{urlencode({'of': ACCOUNTS, 'state': 'stuck'})}", _("Look at them"), icon="bell",
    )  # fmt: skip
    yield Job(
        35, line,
        ngettext(
            "%(count)s text can be passed on over LINE", "%(count)s texts can be passed on over LINE", line,
        ) % {"count": line},
        reverse("line-texts"), _("Copy the texts"), icon="line",
    )  # fmt: skip


@dataclass(frozen=True)
class NetworkProgress:
    """One network in the open round: what was handed in of what is expected, and what is missing."""

    network: SectorNetwork
    expected: int
    submitted: int
    missing: int
    first_due: dt.date
    last_due: dt.date


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

    @property
    def due_on(self) -> dt.date:
        """The day of the reports shown, where all have the same: a body that was given more time reads its own."""
        days = {day for row in self.networks for day in (row.first_due, row.last_due)}
        return days.pop() if len(days) == 1 else self.round.due_on

    @property
    def not_due(self) -> int:
        """Reports that are neither sent nor over: before the due day, or given more time."""
        return self.expected - self.submitted - self.missing


def open_round_of(user: Any, province: str, day: dt.date) -> ReportRound | None:
    """The open round that is due first; one whose year was closed takes nothing, unless it is the 12-month round."""
    rounds = ReportRound.objects.visible_to(user).filter(going_on(day, ""), state="open", programme_year__province=province)
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
        first_due=Min("due_on"),
        last_due=Max("due_on"),
    )
    return RoundProgress(
        report_round,
        [
            NetworkProgress(SectorNetwork(**{name: row.pop(name) for name in network}), **row)
            for row in counted.order_by("order", "code")
        ],
    )
