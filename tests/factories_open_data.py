"""Makes a small province with something of each that is open to all, and beside each something that is not."""

from __future__ import annotations

import datetime as dt
from typing import Any

from assessments.models import Certificate
from moralprovince.core.periods import Period
from moralprovince.portal.actions.summaries import freeze_summary
from networks.models import Office
from tests.factories import OfficeFactory, OrganisationFactory, ProgrammeYearFactory, UserFactory
from tests.factories_assessments import AssessmentFactory
from tests.factories_lessons import LessonFactory, StoryFactory
from tests.factories_networks_at_work import ActivityFactory
from tests.factories_pledges import PledgeFactory

SECRET = "ไม่เปิดเผย"
YEAR = 2570


def certificate_of(body: Any, number: int, **fields: Any) -> Certificate:
    """A certificate at level 2, in force."""
    case = AssessmentFactory(organisation=body, state="announced", certified_level=2)
    given = {"level": 2, "level_name": "องค์กรคุณธรรม", "name": body.name, "issued_on": dt.date(2027, 3, 1)} | fields
    return Certificate.objects.create(
        assessment=case, province=body.province, kind="organisation", result_year=YEAR, number=number,
        issued_by=UserFactory(), **given,
    )  # fmt: skip


def something_of_each() -> Office:
    """Five bodies of which three are told of; what is not to be told carries one word."""
    bodies = [OrganisationFactory(contact_name=SECRET, phone=SECRET, address=SECRET, note=SECRET) for _each in range(2)]
    province = bodies[0].province
    dormant = OrganisationFactory(province=province, state="dormant")
    for state in ("proposed", "withdrawn"):
        OrganisationFactory(province=province, state=state, name=f"{SECRET} {state}")
    office = OfficeFactory(province=province, working_year=ProgrammeYearFactory(province=province, fiscal_year=YEAR))
    for body in (*bodies, dormant):
        PledgeFactory(organisation=body, commitments=2, text=SECRET)
    PledgeFactory(
        organisation=bodies[0], state="draft", programme_year=ProgrammeYearFactory(province=province, fiscal_year=2571)
    )
    certificate_of(bodies[0], 1)
    certificate_of(bodies[1], 2, state="revoked", name=SECRET)
    about = {"network": bodies[0].network, "result": SECRET, "budget_used": 987654}
    ActivityFactory(state="done", people=120, district=bodies[0].district, held_on=dt.date(2027, 2, 1), **about)
    ActivityFactory(state="cancelled", name=SECRET, network=bodies[0].network)
    for make in (LessonFactory, StoryFactory):
        make(organisation=bodies[0], state="published")
        make(organisation=bodies[1], state="draft", title=SECRET)
    for edition in range(2):
        freeze_summary(province=province, period=Period.parse("2570-H1"), by=None, new_edition=bool(edition))
    return office
