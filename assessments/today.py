"""What assessments ask of a person today: to begin, to go on, to complete; and what waits for review."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moralprovince.core.today import Job
from networks.models import Organisation, ProgrammeYear
from networks.querysets.scope import scope_of

from .models import Assessment, AssessmentCalendar


def today(user: Any, day: dt.date) -> Iterator[Job]:
    """Jobs by right: the office sees what waits for review, whoever writes sees what is with her bodies."""
    scope = scope_of(user)
    reviews = scope.any("assessments.review")
    if not (reviews or scope.any("assessments.write")):
        return
    for counts in counts_by_year(user, day):
        yield from (to_review if reviews else to_write)(counts)
    if scope.organisations("assessments.write"):
        yield from to_begin(not_begun(scope.organisations("assessments.write"), day))


def counts_by_year(user: Any, day: dt.date) -> QuerySet[Assessment, dict[str, Any]]:
    """What she sees of open years, year by year as their list shows it; one query."""
    rows = Assessment.objects.visible_to(user).filter(state__in=["self", "returned", "submitted"])
    rows = rows.filter(programme_year__in=ProgrammeYear.objects.writable(day)).order_by()
    by_year = rows.values(year=F("programme_year__fiscal_year")).annotate(
        waiting=Count("pk", filter=Q(state="submitted")),
        returned=Count("pk", filter=Q(state="returned")),
        late=Count("pk", filter=Q(state="self", due_on__lt=day)),
        begun=Count("pk", filter=Q(state="self") & ~Q(due_on__isnull=False, due_on__lt=day)),
    )
    return by_year.order_by("year")


def listed(counts: dict[str, Any], **filters: str) -> dict[str, Any]:
    """Where they are listed, and their year in words."""
    address = f"{reverse('assessments:assessments')}?{urlencode({**filters, 'year': counts['year']})}"
    return {"address": address, "text": _("fiscal year %(year)s") % {"year": counts["year"]}, "icon": "lotus-2"}


def to_review(counts: dict[str, Any]) -> Iterator[Job]:
    """Of one year, for the office."""
    yield Job(
        18, counts["waiting"],
        ngettext(
            "%(count)s self-assessment waits for review", "%(count)s self-assessments wait for review", counts["waiting"]
        ) % {"count": counts["waiting"]},
        button=_("Look at them"), **listed(counts, state="submitted"),
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
