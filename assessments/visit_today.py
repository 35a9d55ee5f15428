"""What coaching visits ask of a person today: to set out, to record, to sign, to do what was agreed, to come again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moralprovince.core.holding import Held
from moralprovince.core.today import Job
from networks.models import Organisation
from networks.querysets.people import served_by
from networks.querysets.scope import scope_of
from networks.today import counted

from .models import Visit, VisitAgreement, VisitMember
from .permissions import bodies_to_plan_for
from .querysets.visits import READ, unvisited

WRITE = "visits.write"


def visits_today(user: Any, day: dt.date) -> Iterator[Job]:
    """All counts in one query; a number leads to exactly its rows."""
    mine, own, record, sign, agreed, left = counted(*lists_of(user, day))
    visits = reverse("assessments:visits")
    writes = scope_of(user).any(WRITE)
    yield Job(
        15, mine,
        ngettext("%(count)s coaching visit of yours is near", "%(count)s coaching visits of yours are near", mine)
        % {"count": mine},
        f"{visits}?mine=1&wait=soon", _("Prepare"), icon="leaf",
    )  # fmt: skip
    yield Job(
        41, own,
        ngettext("%(count)s coaching visit is coming", "%(count)s coaching visits are coming", own) % {"count": own},
        f"{visits}?wait=soon", _("Look at them"), icon="leaf",
    )  # fmt: skip
    yield Job(
        23, record,
        ngettext(
            "%(count)s coaching visit is over and not recorded yet",
            "%(count)s coaching visits are over and not recorded yet", record,
        ) % {"count": record},
        f"{visits}?wait=record" if writes else f"{visits}?mine=1&wait=record", _("Record them"), icon="pencil",
    )  # fmt: skip
    yield to_sign(sign, writes)
    yield to_do(agreed, writes)
    yield Job(
        58, left,
        ngettext(
            "%(count)s organisation or community was not visited for a year",
            "%(count)s organisations and communities were not visited for a year", left,
        ) % {"count": left},
        reverse("assessments:unvisited"), _("Plan visits"), icon="place",
    )  # fmt: skip


def to_sign(count: int, writes: bool) -> Job:
    """Records that wait for a word."""
    return Job(
        22, count,
        ngettext(
            "%(count)s record of a coaching visit waits to be signed",
            "%(count)s records of coaching visits wait to be signed", count,
        ) % {"count": count},
        f"{reverse('assessments:visits')}?wait={'sign' if writes else 'sign_body'}", _("Read and sign"), icon="pencil",
    )  # fmt: skip


def to_do(count: int, writes: bool) -> Job:
    """What was agreed: to those who do it all that is open, to the office what is late."""
    late = ngettext(
        "%(count)s action agreed at a visit is over its day", "%(count)s actions agreed at visits are over their day", count
    )
    still = ngettext("%(count)s action agreed at a visit is open", "%(count)s actions agreed at visits are open", count)
    return Job(
        34, count, (late if writes else still) % {"count": count},
        f"{reverse('assessments:agreements')}?state={'late' if writes else 'open'}", _("Look at them"), icon="check",
    )  # fmt: skip


def lists_of(user: Any, day: dt.date) -> tuple[QuerySet | None, ...]:
    """The rows behind each sentence; None where it is not hers."""
    scope, seen = scope_of(user), Visit.objects.visible_to(user)
    mine, writes, bodies = Visit.objects.of_team(user), scope.any(WRITE), scope.organisations(READ)
    recorded = seen if writes else mine
    if writes:
        agreed = VisitAgreement.objects.visible_to(user).late(day)  # type: ignore[attr-defined]
    else:
        agreed = VisitAgreement.objects.visible_to(user).open() if bodies else None  # type: ignore[attr-defined]
    return (
        mine.soon(day),
        seen.soon(day) if scope.any(READ) and not writes else None,
        recorded.unrecorded(day),
        seen.to_be_signed() if writes else seen.unsigned_by_body() if bodies else None,
        agreed,
        to_visit_again(user, day),
    )  # fmt: skip


def to_visit_again(user: Any, day: dt.date) -> QuerySet[Organisation]:
    """Bodies not visited for a year for which she plans, where the province makes visits at all."""
    visits = Visit.objects.all()
    begun = visits.made().filter(province=OuterRef("province"))  # type: ignore[attr-defined]
    return unvisited(bodies_to_plan_for(user), visits, day).filter(Exists(begun.order_by()))


def visits_held_by(person: Any, bodies: QuerySet[Organisation]) -> Iterator[Held]:
    """Visits to come on which she goes along, in the provinces that have such a role of hers."""
    rows = VisitMember.objects.filter(served_by(person, "visit__province"), user=person, visit__state="planned")
    yield Held(_("coaching visits to come"), rows, "user")
