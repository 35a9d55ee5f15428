"""A province's year as chance has it: bodies of every kind and state, what they promised, reported and reached."""

from __future__ import annotations

import datetime as dt
from random import Random

from networks.models import Organisation, Province, SectorNetwork, Subdistrict
from tests.factories import (
    OfficeFactory,
    OrganisationFactory,
    ProgrammeYearFactory,
    ProvinceFactory,
    SectorNetworkFactory,
    SubdistrictFactory,
    UserFactory,
)
from tests.factories_assessments import AssessmentFactory
from tests.factories_lessons import LessonFactory, StoryFactory
from tests.factories_networks_at_work import ActivityFactory, ActivityPlanFactory
from tests.factories_pledges import FollowUpReportFactory, PledgeFactory, ReportRoundFactory
from tests.factories_visits import VisitFactory

NETWORKS = ("government", "education", "community")
REPORTS = ("expected", "draft", "submitted", "returned", "accepted", "waived")
KINDS = (Organisation.Kind.ORGANISATION, Organisation.Kind.COMMUNITY)
SCORES = ([3] * 9, [2] * 6 + [1] * 3, [0] * 9)


def lived_province(chance: Random, code: str = "14", bodies: int = 12) -> Province:
    """A province with its office, three networks, two districts and two years of work."""
    province = ProvinceFactory(code=code)
    years = [ProgrammeYearFactory(province=province, fiscal_year=year) for year in (2569, 2570)]
    OfficeFactory(province=province, working_year=years[1])
    networks = [SectorNetworkFactory(province=province, code=one, order=place) for place, one in enumerate(NETWORKS, 1)]
    places = [
        SubdistrictFactory(code=f"{code}0{n}01", district__code=f"{code}0{n}", district__province=province) for n in (1, 2)
    ]
    filer = UserFactory()
    rounds = [ReportRoundFactory(programme_year=year, code=which) for year in years for which in ("H1", "FULL")]
    for _body in range(bodies):
        body = body_by_chance(province, networks, places, chance)
        for year in years:
            if chance.random() < 0.7:
                pledge = PledgeFactory(
                    organisation=body, programme_year=year, state=chance.choice(("draft", "declared", "active", "ended")),
                    declared_on=dt.date(year.fiscal_year - 544, 11, 1), members=chance.randint(5, 90), members_joined=5,
                )  # fmt: skip
                for one in rounds:
                    if one.programme_year_id == year.pk and pledge.state == "active":
                        FollowUpReportFactory(pledge=pledge, round=one, filed_by=filer, **report_by_chance(one.due_on, chance))
        if chance.random() < 0.5:
            AssessmentFactory(organisation=body, programme_year=years[1], state="certified", scores=chance.choice(SCORES))
        if chance.random() < 0.4:
            VisitFactory(organisation=body, state="signed", planned_on=dt.date(2027, chance.randint(1, 4), 3))
    together(networks, chance)
    return province


def body_by_chance(
    province: Province, networks: list[SectorNetwork], places: list[Subdistrict], chance: Random
) -> Organisation:
    """One entry of the register."""
    return OrganisationFactory(
        province=province, network=chance.choice(networks), subdistrict=chance.choice(places), kind=chance.choice(KINDS),
        state=chance.choice(("active", "active", "active", "dormant", "proposed", "withdrawn")),
        reports_centrally=chance.random() < 0.1,
    )  # fmt: skip


def report_by_chance(due_on: dt.date, chance: Random) -> dict[str, object]:
    """The state of a report, and when it was sent."""
    state = chance.choice(REPORTS)
    sent = {"submitted_on": due_on + dt.timedelta(days=chance.randint(-9, 9))} if state in REPORTS[2:5] else {}
    return {"state": state, **sent}


def together(networks: list[SectorNetwork], chance: Random) -> None:
    """What networks planned, did and learned."""
    for network in networks:
        ActivityPlanFactory(network=network, times=chance.randint(1, 4))
        ActivityFactory(network=network, state="done", held_on=dt.date(2027, 3, 1), people=chance.randint(10, 90))
        LessonFactory(organisation=None, network=network, state="published")
        StoryFactory(organisation=None, network=network, state=chance.choice(("draft", "published")))
