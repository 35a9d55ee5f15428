"""Counts pledges and follow-up reports for summaries; each figure is a condition that the lists know by the same name."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from moralprovince.core import thai
from moralprovince.core.figures import Figure
from moralprovince.core.periods import Period
from networks.statistics import by_network

from .models import FollowUpReport, Pledge, ReportRound
from .querysets.reports import missing_on

Code = ReportRound.Code
# The rounds that report on a period: a half-year takes its quarters in, a year everything.
ROUNDS = {
    "": tuple(Code.values),
    "H1": (Code.Q1, Code.Q2, Code.H1),
    "H2": (Code.Q3, Code.Q4, Code.FULL),
    "Q1": (Code.Q1,),
    "Q2": (Code.Q2,),
    "Q3": (Code.Q3,),
    "Q4": (Code.Q4,),
}
DECLARED = ("declared", "active", "ended")

PLEDGES, REPORTS = _("Pledges"), _("Follow-up reports")


def pledge_figure(name: str, label: Any, short: Any, *, of: str = "") -> Figure:
    """A figure whose rows are pledges; members are summed over them."""
    kind: Literal["count", "sum"] = "sum" if of else "count"
    unit = pgettext_lazy("unit of a figure", "people") if of else ""
    return Figure(name, label, "pledges:pledges", (("figure", of or name),), kind, PLEDGES, short, unit=unit)


def report_figure(name: str, label: Any, short: Any = "", role: Literal["plain", "whole", "part"] = "plain") -> Figure:
    """A figure whose rows are reports."""
    return Figure(name, label, "pledges:reports", (("figure", name),), "count", REPORTS, short, role)


PLEDGE_FIGURES = (
    pledge_figure("pledges", _("Pledges declared"), _("Declared")),
    pledge_figure("pledges_active", _("Pledges being kept"), _("Being kept")),
    pledge_figure("members", _("Members"), "", of="pledges"),
    pledge_figure("members_joined", _("Members who joined"), _("Joined"), of="pledges"),
)
REPORT_FIGURES = (
    report_figure("reports_expected", _("Reports expected"), _("Expected"), "whole"),
    report_figure("reports_on_time", _("On time"), role="part"),
    report_figure("reports_sent_late", _("Sent late"), role="part"),
    report_figure("reports_missing", _("Missing"), role="part"),
    report_figure("reports_not_due", _("Not due yet"), role="part"),
    report_figure("reports_submitted", _("Reports submitted"), _("Submitted")),
    report_figure("reports_late", _("Sent late or missing"), _("Late or missing")),
    report_figure("reports_accepted", _("Reports accepted"), _("Accepted")),
    report_figure("reports_waived", _("Reports not required"), _("Not required")),
)
FIGURES = (*PLEDGE_FIGURES, *REPORT_FIGURES)


def declared_in(period: Period) -> Q:
    """Pledges of the year declared by the last day of the period, of bodies that are counted here, one of each of them."""
    here = Q(organisation__reports_centrally=False) & ~Q(organisation__state="merged")
    declared = Q(programme_year__fiscal_year=period.fiscal_year, state__in=DECLARED, declared_on__lte=period.days[1])
    return here & declared & ~Q(Exists(instead_of_it(declared)), state=Pledge.State.ENDED)


def instead_of_it(declared: Q) -> QuerySet[Pledge]:
    """What a body declared for the same year beside a pledge that ended: that is counted, and its members once."""
    same = Pledge.objects.filter(declared, organisation=OuterRef("organisation"))
    return same.filter(~Q(state=Pledge.State.ENDED) | Q(pk__gt=OuterRef("pk")))


def pledges_of(period: Period) -> QuerySet[Pledge]:
    """The same as rows."""
    return Pledge.objects.filter(declared_in(period))


def rounds_of(period: Period) -> QuerySet[ReportRound]:
    """The rounds that report on the period."""
    return ReportRound.objects.filter(programme_year__fiscal_year=period.fiscal_year, code__in=ROUNDS[period.part])


def reports_of(period: Period) -> QuerySet[FollowUpReport]:
    """Their reports."""
    return FollowUpReport.objects.filter(round__in=rounds_of(period))


def pledge_conditions() -> dict[str, Q]:
    """What makes a pledge of the period count under each figure."""
    return {"pledges": Q(), "pledges_active": Q(state=Pledge.State.ACTIVE)}


def report_conditions(as_of: dt.date) -> dict[str, Q]:
    """What makes a report of the period count under each figure.

    The Bangkok day of the first submission decides, against the due day in force (an extension counts): on time is on or
    before it, sent late is after it, missing is not sent although it is over. So expected = on time + sent late + missing +
    not due yet, submitted = on time + sent late, and late = sent late + missing; accepted are those of the submitted that
    the office accepted by that day. What reports centrally is counted there.
    Today, rounds, lists and summaries count by these conditions alone, so that a word means the same everywhere.
    """
    here = Q(pledge__organisation__reports_centrally=False)
    required = ~Q(state=FollowUpReport.State.WAIVED) & here
    submitted = required & Q(submitted_on__lte=as_of)
    sent_late, missing = submitted & Q(submitted_on__gt=F("due_on")), missing_on(as_of) & here
    return {
        "reports_expected": required,
        "reports_submitted": submitted,
        "reports_on_time": submitted & Q(submitted_on__lte=F("due_on")),
        "reports_sent_late": sent_late,
        "reports_missing": missing,
        "reports_not_due": required & Q(due_on__gte=as_of) & (Q(submitted_on__isnull=True) | Q(submitted_on__gt=as_of)),
        "reports_late": sent_late | missing,
        "reports_accepted": submitted & Q(state=FollowUpReport.State.ACCEPTED) & ~Q(checked_at__gt=thai.last_moment(as_of)),
        "reports_waived": Q(state=FollowUpReport.State.WAIVED),
    }


def pledge_counts() -> dict[str, Count]:
    """How many pledges count under each figure."""
    return {name: Count("pk", filter=condition or None) for name, condition in pledge_conditions().items()}


def report_counts(as_of: dt.date) -> dict[str, Count]:
    """How many reports count under each figure."""
    return {name: Count("pk", filter=condition) for name, condition in report_conditions(as_of).items()}


def statistics(*, province: str, period: Period, as_of: dt.date) -> dict[int | None, dict[str, int]]:
    """Pledges and reports of a period by the network an organisation belongs to now; None is the whole province."""
    pledges = pledge_figures(province, period)
    reports = report_figures(province, period, as_of)
    return {network: {**pledges[network], **figures} for network, figures in reports.items()}


def pledge_figures(province: str, period: Period) -> dict[int | None, dict[str, int]]:
    """One grouped query over pledges."""
    declared = pledges_of(period).filter(organisation__province=province).order_by()
    rows = declared.values(network=F("organisation__network")).annotate(
        **pledge_counts(), all_members=Sum("members"), joined=Sum("members_joined")
    )
    named = [{**row, "members": row["all_members"], "members_joined": row["joined"]} for row in rows]
    return by_network(province, [figure.name for figure in PLEDGE_FIGURES], named)


def report_figures(province: str, period: Period, as_of: dt.date) -> dict[int | None, dict[str, int]]:
    """One grouped query over reports."""
    rows = (
        reports_of(period)
        .filter(province=province)
        .order_by()
        .values(network=F("pledge__organisation__network"))
        .annotate(**report_counts(as_of))
    )
    return by_network(province, [figure.name for figure in REPORT_FIGURES], [dict(row) for row in rows])
