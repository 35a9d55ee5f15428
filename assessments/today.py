"""What assessments ask of a person today: to fill in, to review, to assess, to decide, to answer an appeal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moralprovince.core import thai
from moralprovince.core.today import Job
from networks.models import Organisation, ProgrammeYear
from networks.querysets.scope import scope_of

from .models import Appeal, Assessment, AssessmentCalendar, AssessorAssignment, CommitteeSession, Decision, SessionCase


def today(user: Any, day: dt.date) -> Iterator[Job]:
    """Jobs by right: whoever assesses, sits or certifies sees her cases; then what is with the office and the bodies."""
    scope = scope_of(user)
    if scope.any("assessments.assess"):
        yield from to_assess(user)
    if scope.any("assessments.sit") and not scope.any("assessments.certify"):
        yield from to_decide(user)
    reviews = scope.any("assessments.review")
    if not (reviews or scope.any("assessments.write")):
        return
    for counts in counts_by_year(user, day):
        yield from (to_review if reviews else to_write)(counts)
    if scope.organisations("assessments.write"):
        yield from to_begin(not_begun(scope.organisations("assessments.write"), day))


def to_assess(user: Any) -> Iterator[Job]:
    """What is given to her and not done yet: the queue of the administration, with nothing else in it."""
    count = AssessorAssignment.objects.to_do_by(user).count()
    address = f"{reverse('admin:assessments_assessment_changelist')}?{urlencode({'assessor': 'mine'})}"
    words = ngettext("%(count)s case is yours to assess", "%(count)s cases are yours to assess", count)
    yield Job(12, count, words % {"count": count}, address, _("Assess"), icon="lotus-2")


def to_decide(user: Any) -> Iterator[Job]:
    """Cases without a decision on the agenda of a session to come or under way; one sentence for each session."""
    held = CommitteeSession.objects.visible_to(user).exclude(state="closed")
    undecided = Q(cases__isnull=False) & ~Exists(
        Decision.objects.filter(session=OuterRef("pk"), assessment=OuterRef("cases__assessment"))
    )
    for one in held.annotate(undecided=Count("cases", filter=undecided)).order_by("held_on", "pk")[:3]:
        words = ngettext(
            "%(count)s case to decide in session %(number)s", "%(count)s cases to decide in session %(number)s", one.undecided
        )
        address = f"{reverse('assessments:session', args=[one.pk])}?{urlencode({'show': 'open'})}"
        text = thai.day_long(one.held_on)
        yield Job(
            16, one.undecided, words % {"count": one.undecided, "number": one.number}, address,
            _("Open the agenda"), text, "calendar",
        )  # fmt: skip


def counts_by_year(user: Any, day: dt.date) -> QuerySet[Assessment, dict[str, Any]]:
    """What she sees of open years, year by year as their lists show it; one query."""
    appeals = Appeal.objects.filter(assessment=OuterRef("pk"))
    filed, again = Exists(appeals.filter(state="filed")), Exists(appeals.filter(state="in_review"))
    on_agenda = Exists(SessionCase.objects.filter(assessment=OuterRef("pk"), session__state__in=["planned", "open"]))
    rows = Assessment.objects.visible_to(user).filter(programme_year__in=ProgrammeYear.objects.writable(day)).order_by()
    rows = rows.filter(Q(state__in=["self", "returned", "submitted", "recommended"]) | Q(filed) | Q(again))
    by_year = rows.values(year=F("programme_year__fiscal_year")).annotate(
        waiting=Count("pk", filter=Q(state="submitted")),
        returned=Count("pk", filter=Q(state="returned")),
        late=Count("pk", filter=Q(state="self", due_on__lt=day)),
        begun=Count("pk", filter=Q(state="self") & ~Q(due_on__isnull=False, due_on__lt=day)),
        recommended=Count("pk", filter=Q(state="recommended") & ~on_agenda),
        filed=Count("pk", filter=filed),
        again=Count("pk", filter=again),
    )
    return by_year.order_by("year")


def listed(counts: dict[str, Any], page: str = "assessments", icon: str = "lotus-2", **filters: str) -> dict[str, Any]:
    """Where they are listed, and their year in words."""
    address = f"{reverse(f'assessments:{page}')}?{urlencode({**filters, 'year': counts['year']})}"
    return {"address": address, "text": _("fiscal year %(year)s") % {"year": counts["year"]}, "icon": icon}


def to_review(counts: dict[str, Any]) -> Iterator[Job]:
    """Of one year, for the office."""
    yield Job(
        18, counts["waiting"],
        ngettext(
            "%(count)s self-assessment waits for review", "%(count)s self-assessments wait for review", counts["waiting"]
        ) % {"count": counts["waiting"]},
        button=_("Look at them"), **listed(counts, state="submitted"),
    )  # fmt: skip
    yield Job(
        19, counts["recommended"],
        ngettext(
            "%(count)s recommended case waits for an agenda",
            "%(count)s recommended cases wait for an agenda", counts["recommended"],
        ) % {"count": counts["recommended"]},
        button=_("Open the sessions"), **listed(counts, "sessions", "calendar"),
    )  # fmt: skip
    yield from to_answer(counts)


def to_answer(counts: dict[str, Any]) -> Iterator[Job]:
    """Appeals of one year nobody has taken up or answered yet, for the office."""
    yield Job(
        14, counts["filed"],
        ngettext(
            "%(count)s appeal waits for another assessor", "%(count)s appeals wait for another assessor", counts["filed"]
        ) % {"count": counts["filed"]},
        button=_("Look at them"), **listed(counts, "appeals", "hand", state="filed"),
    )  # fmt: skip
    yield Job(
        17, counts["again"],
        ngettext(
            "%(count)s appeal is being looked at again", "%(count)s appeals are being looked at again", counts["again"]
        ) % {"count": counts["again"]},
        button=_("Look at them"), **listed(counts, "appeals", "hand", state="in_review"),
    )  # fmt: skip


def to_write(counts: dict[str, Any]) -> Iterator[Job]:
    """Of one year, for those who fill them in."""
    yield Job(
        9, counts["returned"],
        ngettext(
            "%(count)s self-assessment came back to be completed",
            "%(count)s self-assessments came back to be completed", counts["returned"],
        ) % {"count": counts["returned"]},
        button=_("Complete them"), tone="urgent", **listed(counts, state="returned"),
    )  # fmt: skip
    yield Job(
        11, counts["late"],
        ngettext(
            "%(count)s self-assessment is begun and late",
            "%(count)s self-assessments are begun and late", counts["late"],
        ) % {"count": counts["late"]},
        button=_("Go on filling in"), tone="urgent", **listed(counts, state="self", late="1"),
    )  # fmt: skip
    yield Job(
        45, counts["begun"],
        ngettext(
            "%(count)s self-assessment is begun and not sent yet",
            "%(count)s self-assessments are begun and not sent yet", counts["begun"],
        ) % {"count": counts["begun"]},
        button=_("Go on filling in"), **listed(counts, state="self"),
    )  # fmt: skip


def not_begun(bodies: set[int], day: dt.date) -> list[Organisation]:
    """Own bodies without an assessment in a year whose self-assessment is open on that day; one query."""
    opened = AssessmentCalendar.objects.filter(opens_on__lte=day, programme_year__in=ProgrammeYear.objects.writable(day))
    theirs = opened.filter(
        programme_year__province=OuterRef("province"),
        programme_year__criteria__kind=OuterRef("kind"),
    )
    # The due day may be over and it is still welcome, as long as the year is the one that is open.
    standing = Assessment.objects.filter(organisation=OuterRef("pk"), programme_year__assessment_calendar__in=opened)
    rows = Organisation.objects.filter(pk__in=bodies, state__in=["proposed", "active", "dormant"])
    return list(rows.filter(Exists(theirs), ~Exists(standing.exclude(state="withdrawn"))).only("code")[:50])


def to_begin(bodies: list[Organisation]) -> Iterator[Job]:
    """For a contact: to the form at once where it is one body."""
    address = reverse("assessments:assessment-begin")
    yield Job(
        28, len(bodies),
        ngettext(
            "%(count)s self-assessment can be begun", "%(count)s self-assessments can be begun", len(bodies)
        ) % {"count": len(bodies)},
        f"{address}?{urlencode({'organisation': bodies[0].code})}" if len(bodies) == 1 else address,
        _("Begin a self-assessment"), icon="lotus-1",
    )  # fmt: skip
