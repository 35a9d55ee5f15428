"""Coaching visits to come, and those whose day is over without a record: the team and the body are reminded."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from moralprovince.core.obligations import Due, Told
from moralprovince.core.outbox import joined
from networks.models import RoleGrant

from .models import Visit

VISIT_DUE = "visit_due"
ONE = re.compile(r"visit:(\d+)")
MANY = re.compile(r"visits:(\d+):([a-z_]+):(\d+)")
SIGNATURE = re.compile(r"visit-sign:(\d+)")


def planned() -> QuerySet[Visit]:
    """Those that are to take place, or of which nothing is told yet."""
    return Visit.objects.filter(state=Visit.State.PLANNED).exclude(organisation__state__in=["merged", "withdrawn"])


def due(day: dt.date) -> list[Due]:
    """Visits by their day; each is a matter of its own."""
    rows = planned().annotate(obligation=joined("visit:", F("pk")), owed=joined("visit:", F("pk"), "/", F("planned_on")))
    return [Due(VISIT_DUE, rows, "planned_on", "province", "organisation", "pk", "visits", given_to="team__user")]


def rows_of(obligation: str, due_on: dt.date | None) -> QuerySet[Visit] | None:
    """The visit under an obligation, as long as it is planned for that day; None where it is something else."""
    match = ONE.fullmatch(obligation) or MANY.fullmatch(obligation)
    if match is None:
        return None
    rows = planned().filter(pk=int(match[1]))
    return rows.filter(planned_on=due_on) if due_on else rows


def still_open(obligation: str, due_on: dt.date | None, day: dt.date) -> bool | None:
    """Is that still owed? None where the obligation is not of this kind."""
    if match := SIGNATURE.fullmatch(obligation):
        waiting = Visit.objects.filter(pk=int(match[1]), state=Visit.State.RECORDED, body_signed_at=None)
        return waiting.exists()
    rows = rows_of(obligation, due_on)
    if rows is None:
        return None
    # What was sent when it was planned says nothing of a day; it is of no use once that day is over.
    return rows.filter(Q() if due_on else Q(planned_on__gte=day)).exists()


def told(obligation: str, due_on: dt.date | None, day: dt.date, *, reader: Any, most: int) -> Told | None:
    """What a reminder may say of a visit to its reader; None where it is not planned for that day any more."""
    rows = rows_of(obligation, due_on)
    if rows is None:
        return None
    if reader is not None:
        rows = rows.visible_to(reader)  # type: ignore[attr-defined]
        rows = rows.filter(asked_of(obligation, reader, day))
    visit = rows.select_related("organisation", "network", "district").first()
    return words_of(visit) if visit else None


def asked_of(obligation: str, reader: Any, day: dt.date) -> Q:
    """Is she still in the team, or a contact of the body? She may see the visit by another role that nothing is asked of."""
    match = MANY.fullmatch(obligation)
    if match is None:
        return Q(organisation__in=RoleGrant.objects.bodies_of_contact(reader, day))
    return Q(team__user=reader) if match[2] == "assessor" else Q()


def told_each(obligations: list[str], day: dt.date) -> dict[str, Told]:
    """What texts for the register's contacts may say, many at once; one query."""
    keys = [int(match[1]) for one in obligations if (match := ONE.fullmatch(one))]
    found = planned().filter(pk__in=keys).select_related("organisation", "network", "district") if keys else []
    return {f"visit:{visit.pk}": words_of(visit) for visit in found}


def words_of(visit: Visit) -> Told:
    """The facts of one visit."""
    return Told(
        names=(str(visit),), total=1, contact=visit.organisation.contact_name if visit.organisation else "",
        round=_("coaching visit"), due_on=visit.planned_on, link=reverse("assessments:visit", args=[visit.pk]),
    )  # fmt: skip
