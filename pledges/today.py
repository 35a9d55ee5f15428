"""What pledges and follow-up reports ask of a person today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Count, F, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moralprovince.core import thai
from moralprovince.core.holding import Held
from moralprovince.core.today import Job, page_of_row
from networks.models import Organisation, ProgrammeYear
from networks.querysets.scope import scope_of

from .models import CallNote, FollowUpReport, Pledge, ReportRound
from .querysets.reports import OPEN, UNSENT, missing_on, taken_on
from .unpledged import follows_pledges, unpledged, unpledged_followed

SOON = dt.timedelta(days=14)


def today(user: Any, day: dt.date) -> Iterator[Job]:
    """Jobs by right: who checks sees what waits, who files sees what is owed."""
    scope = scope_of(user)
    reviews = scope.any("reports.review")
    reports = report_counts(user, day)
    if reviews:
        yield from to_check(reports, day)
        yield from of_the_office(reports)
    if scope.any("pledges.read"):
        yield from pledge_jobs(user, day, reviews=scope.any("pledges.review"))
    if scope.organisations("pledges.write"):
        yield from pledges_to_begin(user, day)
    yield from owed_jobs(reports, reviews=reviews)


def report_counts(user: Any, day: dt.date) -> dict[str, Any]:
    """One query: what waits, is late, was returned, is due soon, among the reports she sees.

    Nobody is asked for what a closed year left as it was.
    """
    missing = missing_on(day)
    late, locked = missing & taken_on(day), missing & Q(round__locks_on__lt=day)
    soon = Q(state__in=UNSENT, due_on__gte=day, due_on__lte=day + SOON)
    calls = CallNote.objects.filter(report=OuterRef("pk")).order_by("-at", "-pk")
    # Most of what is missing was never promised: its last call need not be looked for.
    promised = Q(pk__in=CallNote.objects.filter(promised_on__lt=day).values("report"))
    rows = FollowUpReport.objects.visible_to(user).filter(Q(state__in=OPEN) | Q(state="submitted")).going_on(day)
    return rows.alias(promised_on=Subquery(calls.values("promised_on")[:1])).aggregate(
        waiting=Count("pk", filter=Q(state="submitted")),
        oldest=Min("submitted_at", filter=Q(state="submitted")),
        late=Count("pk", filter=late),
        late_pk=Min("pk", filter=late),
        late_rounds=Count("round", distinct=True, filter=late),
        late_code=Min("round__code", filter=late),
        late_year=Min("round__programme_year__fiscal_year", filter=late),
        locked=Count("pk", filter=locked),
        returned=Count("pk", filter=Q(state="returned")),
        returned_pk=Min("pk", filter=Q(state="returned")),
        soon=Count("pk", filter=soon),
        soon_pk=Min("pk", filter=soon),
        promised=Count("pk", filter=missing & promised & Q(promised_on__lt=day)),
    )  # fmt: skip


def listed(name: str, **filters: str) -> str:
    """A list with some of its filters set."""
    return f"{reverse(name)}?{urlencode(filters)}"


def to_check(counts: dict[str, Any], day: dt.date) -> Iterator[Job]:
    """Reports on the desk, with the age of the oldest."""
    days = (day - thai.bangkok_day(counts["oldest"])).days if counts["oldest"] else 0
    age = ngettext("%(days)s day", "%(days)s days", days) % {"days": days} if days else _("less than a day")
    yield Job(
        10, counts["waiting"],
        ngettext(
            "%(count)s report waits to be checked, for %(age)s",
            "%(count)s reports wait to be checked, the oldest for %(age)s", counts["waiting"],
        ) % {"count": counts["waiting"], "age": age},
        listed("pledges:reports", state="submitted", going="1"), _("Check them"), icon="report",
    )  # fmt: skip


def of_the_office(counts: dict[str, Any]) -> Iterator[Job]:
    """What only the office can do about missing reports, and what it waits for."""
    yield Job(
        20, counts["promised"],
        ngettext(
            "%(count)s missing report was promised, and the day is over",
            "%(count)s missing reports were promised, and the day is over", counts["promised"],
        ) % {"count": counts["promised"]},
        listed("pledges:calls", called="broken"), _("Open the call list"), icon="phone",
    )  # fmt: skip
    yield Job(
        22, counts["locked"],
        ngettext(
            "%(count)s missing report is locked: only the office can file it",
            "%(count)s missing reports are locked: only the office can file them", counts["locked"],
        ) % {"count": counts["locked"]},
        listed("pledges:reports", late="locked", sort="name"), _("Open them"),
        _("The last day of their round is over; their organisations are not asked any more."), icon="report",
    )  # fmt: skip
    yield Job(
        38, counts["returned"],
        ngettext(
            "%(count)s report was returned and waits for its organisation",
            "%(count)s reports were returned and wait for their organisations", counts["returned"],
        ) % {"count": counts["returned"]},
        listed("pledges:reports", state="returned", going="1"), _("Look at them"), icon="report",
    )  # fmt: skip


def pledge_jobs(user: Any, day: dt.date, *, reviews: bool) -> Iterator[Job]:
    """Declarations to check, or pledges that were returned or not finished, and bodies without any: year by year."""
    waiting = pledges_waiting(user, day)
    # One question for both.
    rows = waiting.union(bodies_without(user, day), all=True) if follows_pledges(user) else waiting
    for counts in rows.order_by("year"):
        yield from (pledges_to_check if reviews else pledges_to_write)(counts)
        yield from bodies_to_ask(counts)


def pledges_waiting(user: Any, day: dt.date) -> QuerySet[Any, dict[str, Any]]:
    """Pledges that wait for somebody, as their list has them: counted year by year."""
    rows = Pledge.objects.visible_to(user).filter(state__in=["draft", "declared", "returned"])
    # A year that is closed can only be read: nobody can do anything about its drafts.
    rows = rows.filter(programme_year__in=ProgrammeYear.objects.writable(day)).order_by()
    return rows.values(year=F("programme_year__fiscal_year")).annotate(
        declared=Count("pk", filter=Q(state="declared")),
        returned=Count("pk", filter=Q(state="returned")),
        returned_pk=Min("pk", filter=Q(state="returned")),
        drafts=Count("pk", filter=Q(state="draft")),
        drafts_pk=Min("pk", filter=Q(state="draft")),
        unpledged=Value(0),
    )


def bodies_without(user: Any, day: dt.date) -> QuerySet[Any, dict[str, Any]]:
    """Bodies that have no pledge yet, in the same columns."""
    nothing = {name: Value(0) for name in ("declared", "returned", "returned_pk", "drafts", "drafts_pk")}
    rows = unpledged_followed(user, day).order_by()
    return rows.values("year").annotate(**nothing, unpledged=Count("pk"))


def in_other_years(user: Any, day: dt.date, waiting: Mapping[int, Mapping[str, int]]) -> list[Job]:
    """What stands beside the list of one year's pledges: what is to be begun, and what waits in other years, by state."""
    scope = scope_of(user)
    jobs = list(pledges_to_begin(user, day)) if scope.organisations("pledges.write") else []
    for year, states in sorted(waiting.items()):
        counts = {"year": year, "drafts": states.get("draft", 0), "declared": 0, "returned": 0} | states
        jobs += (pledges_to_check if scope.any("pledges.review") else pledges_to_write)(counts)
    return [job for job in jobs if job.count]


def pledges_in(counts: dict[str, Any], state: str) -> dict[str, Any]:
    """Where the pledges of that state and year are listed, and the year in words."""
    address = listed("pledges:pledges", state=state, year=str(counts["year"]))
    return {"address": address, "text": _("fiscal year %(year)s") % {"year": counts["year"]}, "icon": "pledge"}


def pledges_to_check(counts: dict[str, Any]) -> Iterator[Job]:
    """Of one year, for the office."""
    yield Job(
        15, counts["declared"],
        ngettext(
            "%(count)s declaration waits to be checked",
            "%(count)s declarations wait to be checked", counts["declared"],
        ) % {"count": counts["declared"]},
        button=_("Check them"), **pledges_in(counts, "declared"),
    )  # fmt: skip


def pledges_to_write(counts: dict[str, Any]) -> Iterator[Job]:
    """Of one year, for those who write them."""
    yield Job(
        12, counts["returned"],
        ngettext(
            "%(count)s pledge came back with a note",
            "%(count)s pledges came back with a note", counts["returned"],
        ) % {"count": counts["returned"]},
        button=_("Complete them"), tone="urgent", only=page_of_row("pledges:pledge", counts.get("returned_pk")),
        **pledges_in(counts, "returned"),
    )  # fmt: skip
    yield Job(
        50, counts["drafts"],
        ngettext(
            "%(count)s pledge is begun and not declared yet",
            "%(count)s pledges are begun and not declared yet", counts["drafts"],
        ) % {"count": counts["drafts"]},
        button=_("Go on writing"), only=page_of_row("pledges:pledge", counts.get("drafts_pk")), **pledges_in(counts, "draft"),
    )  # fmt: skip


def pledges_to_begin(user: Any, day: dt.date) -> Iterator[Job]:
    """Of each body whose contact she is, and that has declared nothing for a year that asks."""
    for code, name, year in unpledged(user, day).order_by("code", "year").values_list("code", "name", "year"):
        yield Job(
            26, 1, _("Your organisation has no declaration for fiscal year %(year)s yet") % {"year": year},
            listed("pledges:pledge-begin", organisation=code, year=str(year)), _("Begin a declaration"), name, icon="pledge",
        )  # fmt: skip


def bodies_to_ask(counts: dict[str, Any]) -> Iterator[Job]:
    """Of the bodies she looks after: one quiet line of one year, behind what waits for an answer."""
    yield Job(
        48, counts["unpledged"],
        ngettext(
            "%(count)s body has no declaration for fiscal year %(year)s yet",
            "%(count)s bodies have no declaration for fiscal year %(year)s yet", counts["unpledged"],
        ) % {"count": counts["unpledged"], "year": counts["year"]},
        listed("networks:organisations", unpledged=str(counts["year"])), _("Look at them"), icon="pledge",
    )  # fmt: skip


def missing_words(counts: dict[str, Any]) -> str:
    """How many are missing, and of which round, or of how many."""
    if counts["late_rounds"] > 1:
        return _("%(count)s reports of %(rounds)s rounds are missing") % {
            "count": counts["late"], "rounds": counts["late_rounds"],
        }  # fmt: skip
    code = counts["late_code"]
    return ngettext(
        "%(count)s report of the %(round)s %(year)s is missing",
        "%(count)s reports of the %(round)s %(year)s are missing", counts["late"],
    ) % {
        "count": counts["late"], "year": counts["late_year"], "round": ReportRound.Code(code).label if code else "",
    }  # fmt: skip


def owed_jobs(counts: dict[str, Any], *, reviews: bool) -> Iterator[Job]:
    """What is missing and can still be sent, came back, or is due soon."""
    yield Job(
        5, counts["late"], missing_words(counts),
        listed("pledges:calls", late="open") if reviews else listed("pledges:reports", late="open"),
        _("Open the call list") if reviews else _("Open them"), icon="hand", tone="urgent",
        only="" if reviews else page_of_row("pledges:report", counts["late_pk"]),
    )  # fmt: skip
    if reviews:
        return
    yield Job(
        8, counts["returned"],
        ngettext(
            "%(count)s report came back with a note",
            "%(count)s reports came back with a note", counts["returned"],
        ) % {"count": counts["returned"]},
        listed("pledges:reports", state="returned", going="1"), _("Complete them"), icon="report", tone="urgent",
        only=page_of_row("pledges:report", counts["returned_pk"]),
    )  # fmt: skip
    yield Job(
        30, counts["soon"],
        ngettext(
            "%(count)s report is due within 14 days",
            "%(count)s reports are due within 14 days", counts["soon"],
        ) % {"count": counts["soon"]},
        listed("pledges:reports", due="soon"), _("Fill them in"), icon="report",
        only=page_of_row("pledges:report", counts["soon_pk"]),
    )  # fmt: skip


def held_by(person: Any, bodies: QuerySet[Organisation]) -> Iterator[Held]:
    """Drafts of pledges that a person began, and reports of hers that were returned; what a role is asked follows the role."""
    drafts = Pledge.objects.filter(created_by=person, organisation__in=bodies, state__in=["draft", "returned"])
    yield Held(_("drafts of pledges"), drafts, "created_by")
    returned = FollowUpReport.objects.filter(filed_by=person, pledge__organisation__in=bodies, state="returned")
    yield Held(_("returned reports"), returned, "filed_by")
