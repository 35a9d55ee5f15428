"""Makes coaching visits the short way: planned, recorded or signed, with a team and what was agreed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from assessments.models import Visit, VisitAgreement, VisitMember
from moralprovince.core import thai
from moralprovince.core.models import User
from networks.models import Organisation
from tests.factories import OrganisationFactory, ProgrammeYearFactory

MADE = ("recorded", "signed")


class VisitFactory(DjangoModelFactory):
    """Planned for 1 April 2027 with an organisation; give `organisation=None` and a network or district for those."""

    class Meta:
        model = Visit

    organisation = factory.SubFactory(OrganisationFactory)
    planned_on = dt.date(2027, 4, 1)
    province = factory.LazyAttribute(lambda o: (o.organisation or getattr(o, "network", None) or o.district).province)
    programme_year = factory.LazyAttribute(
        lambda o: ProgrammeYearFactory(province=o.province, fiscal_year=thai.fiscal_year_of(o.planned_on))
    )
    visited_on = factory.LazyAttribute(lambda o: o.planned_on if o.state in MADE else None)
    found = factory.LazyAttribute(lambda o: "ชาวบ้านร่วมกันดูแลวัด" if o.state in MADE else "")
    team_signed_by = factory.LazyAttribute(lambda o: "นางสาววันดี" if o.state == "signed" else "")
    team_signed_at = factory.LazyAttribute(lambda o: timezone.now() if o.state == "signed" else None)
    body_signed_by = factory.LazyAttribute(lambda o: "นายเจ้าบ้าน" if o.state == "signed" else "")
    body_signed_at = factory.LazyAttribute(lambda o: timezone.now() if o.state == "signed" else None)
    state = "planned"


class VisitAgreementFactory(DjangoModelFactory):
    """Agreed at a recorded visit, due on 30 April 2027."""

    class Meta:
        model = VisitAgreement

    visit = factory.SubFactory(VisitFactory, state="recorded")
    what = factory.Sequence(lambda n: f"ตั้งตู้ปันสุข {n}")
    who = "นายเจ้าบ้าน"
    due_on = dt.date(2027, 4, 30)


def team_of(visit: Visit, *people: User | str) -> None:
    """Who goes along: accounts or names."""
    for one in people:
        named: dict[str, Any] = {"name": one} if isinstance(one, str) else {"name": one.name, "user": one}
        VisitMember.objects.create(visit=visit, **named)


def visited(body: Organisation, day: dt.date, state: str = "signed", **fields: Any) -> Visit:
    """A visit that took place on a day."""
    return VisitFactory(organisation=body, planned_on=day, state=state, **fields)
