"""What was agreed at a coaching visit has a day: those who see to it are reminded, once for all of one visit and day.

A body is reminded itself, a network through its coordinators; of what a district agreed to, the team and the office.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.db.models import Case, CharField, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _

from moralprovince.core.models import User
from moralprovince.core.obligations import Due, Told
from moralprovince.core.outbox import joined
from networks.models import RoleGrant

from .models import VisitAgreement

AGREEMENT_DUE = "agreement_due"
NETWORK_AGREEMENT_DUE, DISTRICT_AGREEMENT_DUE = "network_agreement_due", "district_agreement_due"
ONE = re.compile(r"agreed:(\d+):(\d{4}-\d\d-\d\d)")
MANY = re.compile(r"agreements:(\d+):([a-z_]+):(\d+)")
OFFICE = ("culture_officer", "provincial_administrator")


def to_do() -> QuerySet[VisitAgreement]:
    """What was agreed, has a day, and is not done."""
    rows = VisitAgreement.objects.open().filter(due_on__isnull=False)  # type: ignore[attr-defined]
    return rows.exclude(visit__organisation__state__in=["merged", "withdrawn"])


def with_keys(rows: QuerySet[VisitAgreement]) -> QuerySet[VisitAgreement]:
    """What the planner needs; what was done and is open again makes a new key, for all of one visit and day."""
    same = VisitAgreement.objects.filter(visit=OuterRef("visit"), due_on=OuterRef("due_on")).order_by().values("visit")
    times = Subquery(same.annotate(times=Sum("reopened")).values("times"))
    rows = rows.annotate(times=times).annotate(
        again=Case(When(times=0, then=Value("")), default=joined("/", Cast("times", CharField())), output_field=CharField())
    )
    name = joined("agreed:", F("visit"), ":", F("due_on"))
    return rows.annotate(obligation=name, owed=joined(name, F("again")))


def due(day: dt.date) -> list[Due]:
    """By visit and day: several actions of one visit for one day are one reminder."""
    rows = with_keys(to_do())
    shape: dict[str, Any] = {"group": "visit", "group_name": "agreements", "again": "again"}
    road = ("due_on", "visit__province")
    # Whoever was in the team and works in the office is reminded as the office is, once; another province's office is not told.
    here = RoleGrant.objects.in_force(day).filter(role__in=OFFICE, province=OuterRef(OuterRef("visit__province")))
    others = User.objects.exclude(pk__in=here.values("user"))
    team = {"given_to": "visit__team__user", "given": Q(visit__team__user__in=others.values("pk"))}
    of_bodies, of_networks, of_districts = (
        rows.filter(**{f"visit__{whom}__isnull": False}) for whom in ("organisation", "network", "district")
    )
    return [
        Due(AGREEMENT_DUE, of_bodies, *road, organisation="visit__organisation", **shape),
        Due(NETWORK_AGREEMENT_DUE, of_networks, *road, organisation="visit", with_contacts=False, **shape),
        Due(DISTRICT_AGREEMENT_DUE, of_districts, *road, organisation="visit", with_contacts=False, **shape, **team),
    ]


def rows_of(obligation: str, due_on: dt.date | None) -> QuerySet[VisitAgreement] | None:
    """What is still to be done under an obligation; None where it is something else."""
    if match := ONE.fullmatch(obligation):
        return to_do().filter(visit=int(match[1]), due_on=match[2])
    if match := MANY.fullmatch(obligation):
        rows = to_do().filter(visit=int(match[1]))
        return rows.filter(due_on=due_on) if due_on else rows
    return None


def still_open(obligation: str, due_on: dt.date | None, day: dt.date) -> bool | None:
    """Is any of it still to be done? None where the obligation is not of this kind."""
    rows = rows_of(obligation, due_on)
    return None if rows is None else rows.exists()


def told(obligation: str, due_on: dt.date | None, day: dt.date, *, reader: Any, most: int) -> Told | None:
    """What a reminder may say to its reader; None where nothing of it is left."""
    rows = rows_of(obligation, due_on)
    if rows is None:
        return None
    if reader is not None:
        rows = rows.visible_to(reader)  # type: ignore[attr-defined]
    if reader is not None and ONE.fullmatch(obligation):
        rows = rows.filter(visit__organisation__in=RoleGrant.objects.bodies_of_contact(reader, day))
    return words_of(list(rows.select_related("visit__organisation", "visit__network", "visit__district").order_by("pk")), most)


def told_each(obligations: list[str], day: dt.date) -> dict[str, Told]:
    """What texts for the register's contacts may say, many at once; one query."""
    wanted = {one for one in obligations if ONE.fullmatch(one)}
    keys = {int(one.split(":")[1]) for one in wanted}
    found: dict[str, list[VisitAgreement]] = {}
    for row in to_do().filter(visit__in=keys).select_related("visit__organisation").order_by("pk") if keys else ():
        found.setdefault(f"agreed:{row.visit_id}:{row.due_on}", []).append(row)
    words = {one: words_of(rows, len(rows)) for one, rows in found.items() if one in wanted}
    return {one: told for one, told in words.items() if told}


def words_of(rows: list[VisitAgreement], most: int) -> Told | None:
    """The facts: what was agreed, with whom, by when."""
    if not rows or rows[0].due_on is None:
        return None
    visit = rows[0].visit
    return Told(
        names=tuple(row.what for row in rows[:most]), total=len(rows),
        contact=visit.organisation.contact_name if visit.organisation else "",
        round=_("agreed at the coaching visit to %(name)s") % {"name": visit}, due_on=rows[0].due_on,
        link=reverse("assessments:visit", args=[visit.pk]),
    )  # fmt: skip
