"""A province that lives on: its people, the clock, one deed after the other, whichever the dice say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any

import time_machine
from django.db.models import QuerySet

from assessments.actions.calendar import SHOWN, days_of, set_calendar
from assessments.actions.certificates import issue
from moralprovince.core.errors import Refused
from moralprovince.core.models import User
from moralprovince.core.signs import sign_of
from moralprovince.core.thai import BANGKOK
from networks.models import District, Office, Organisation, ProgrammeYear, SectorNetwork, WorkingGroup
from pledges.actions.rounds import plan_round, turn_rounds
from tests.factories import (
    DistrictFactory,
    OfficeFactory,
    OrganisationFactory,
    ProgrammeYearFactory,
    ProvinceFactory,
    SectorNetworkFactory,
    SubdistrictFactory,
    administrator_of,
    coordinator_of,
)
from tests.factories_assessments import AssessmentFactory, assessor_of, use_in
from tests.factories_lessons import method
from tests.factories_networks_at_work import ActivityPlanFactory, group_with_members
from tests.factories_pledges import PledgeFactory

Deed = Callable[["History"], None]


class Nothing(Refused):
    """There is no row yet that a deed could be done to: another one is drawn."""


RESTING = ("proposed", "dormant", "withdrawn")
BEGIN = dt.date(2026, 10, 5)


@dataclass
class History:
    """What the dice and the deeds need."""

    chance: Random
    by: User
    clock: Any
    # What was done, and what the actions refused: printed where a number is wrong.
    done: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    deck: list[Deed] = field(default_factory=list)

    @property
    def day(self) -> dt.date:
        """The day it is."""
        return dt.datetime.now(BANGKOK).date()

    def near(self, before: int, after: int) -> dt.date:
        """A day around this one."""
        return self.day + dt.timedelta(days=self.chance.randint(-before, after))

    def maybe(self, share: float) -> bool:
        """In such a share of cases."""
        return self.chance.random() < share

    def one(self, rows: QuerySet) -> Any:
        """One of these rows; where there is none, nothing can be done."""
        return self.some(rows, 1)[0]

    def some(self, rows: QuerySet, most: int, least: int = 1) -> list[Any]:
        """A few of these rows, as far as there are so many."""
        found = list(rows.order_by("pk"))
        if not found:
            raise Nothing("there is nothing to do it to")
        return self.chance.sample(found, min(len(found), self.chance.randint(least, most)))

    def network(self, **wanted: Any) -> SectorNetwork:
        """A network that goes on."""
        return self.one(SectorNetwork.objects.filter(last_fiscal_year__isnull=True, **wanted))

    def year(self) -> ProgrammeYear:
        """The year the office works in."""
        return Office.objects.select_related("working_year").get().working_year

    def live(self, until: dt.date, deeds: dict[Deed, int], count: int) -> None:
        """So many deeds on the days until then, drawn from a deck that has each as often as its weight says.

        What has nothing to do yet is laid back into the deck.
        """
        begin = self.day
        for number in range(1, count + 1):
            self.move_to(begin + (until - begin) * number / count)
            waiting: list[Deed] = []
            while not self.do(deed := self.draw(deeds)):
                waiting.append(deed)
            for deed in waiting:
                self.deck.insert(self.chance.randint(0, len(self.deck)), deed)

    def draw(self, deeds: dict[Deed, int]) -> Deed:
        """The next card; an empty deck is shuffled anew."""
        if not self.deck:
            self.deck = [deed for deed, weight in deeds.items() for _each in range(weight)]
            self.chance.shuffle(self.deck)
        return self.deck.pop()

    def move_to(self, day: dt.date) -> None:
        """Noon of a later day, with what the night did."""
        self.clock.move_to(dt.datetime.combine(day, dt.time(5), dt.UTC))
        turn_rounds(day=day)

    def do(self, deed: Deed) -> bool:
        """One deed, as far as the actions let it; was there anything to do it to?"""
        try:
            deed(self)
        except Nothing:
            return False
        except Refused as no:
            self.refused.append(f"{self.day} {deed.__name__}: {no.sentence}")
        else:
            self.done.append(f"{self.day} {deed.__name__}")
        return True


@contextmanager
def beginning(seed: int) -> Iterator[History]:
    """October: four networks that are followed, bodies of which six have declared, groups, plans, rounds, criteria."""
    with time_machine.travel(dt.datetime.combine(BEGIN, dt.time(5), dt.UTC), tick=False) as clock:
        yield History(Random(seed), lay_province(), clock)


def lay_province() -> User:
    """The province as it stands in October; its administrator."""
    province = ProvinceFactory()
    for fiscal_year in (2568, 2569):
        ProgrammeYearFactory(fiscal_year=fiscal_year)
    year = ProgrammeYearFactory(fiscal_year=2570)
    OfficeFactory(province=province, working_year=year)
    by = administrator_of(province, name="นางสาวผู้ดูแล")
    lay_bodies(lay_networks())
    certify_last_year(by)
    group_with_members(2, network=None, kind=WorkingGroup.Kind.SUBCOMMITTEE)
    ActivityPlanFactory(network=None, programme_year=year)
    lay_year(year, by)
    assessor_of(province)
    method("aar")
    return by


def lay_networks() -> list[SectorNetwork]:
    """Each with its coordinator, its working group and a line of the plan."""
    codes = ("government", "education", "media", "business")
    networks = [SectorNetworkFactory(code=code, order=place) for place, code in enumerate(codes, 1)]
    for network in networks:
        coordinator_of(network)
        group_with_members(3, network=network)
        ActivityPlanFactory(network=network)
    return networks


def lay_bodies(networks: list[SectorNetwork]) -> None:
    """Bodies in two districts, some of which left, rest or report centrally; the first six declared on the first of October."""
    places = [SubdistrictFactory(), SubdistrictFactory(district=DistrictFactory(code="1402"))]
    for number in range(10):
        kind = Organisation.Kind.COMMUNITY if number % 3 == 2 else Organisation.Kind.ORGANISATION
        body = OrganisationFactory(network=networks[number % 4], subdistrict=places[number % 2], kind=kind)
        if number < 6:
            PledgeFactory(organisation=body, declared_on=dt.date(2026, 10, 1), members=40 + number, commitments=1)
    for number, (state, central) in enumerate((state, central) for state in RESTING for central in (False, True)):
        OrganisationFactory(network=networks[number % 2], subdistrict=places[1], state=state, reports_centrally=central)


def certify_last_year(by: User) -> None:
    """Two bodies hold a certificate of the year before."""
    for body, score in zip(Organisation.objects.order_by("pk")[:2], (1, 3), strict=True):
        last = ProgrammeYearFactory(fiscal_year=2569)
        case = AssessmentFactory(organisation=body, programme_year=last, state="certified", scores=[score] * 9)
        case.decisions.update(resolved_on=dt.date(2026, 8, 10))
        if case.certified_level:
            issue(assessments=[case], issued_on=dt.date(2026, 9, 1), by=by)


def lay_year(year: ProgrammeYear, by: User) -> None:
    """Two rounds of reports, the days of the assessment and its criteria."""
    days = {"H1": ((2027, 3, 1), (2027, 3, 31), (2027, 6, 30)), "FULL": ((2027, 9, 1), (2027, 9, 30), (2027, 12, 20))}
    for code, (opens_on, due_on, locks_on) in days.items():
        plan_round(
            programme_year=year, code=code, opens_on=dt.date(*opens_on), due_on=dt.date(*due_on), locks_on=dt.date(*locks_on),
            by=by,
        )  # fmt: skip
    use_in(year)
    values = {"opens_on": dt.date(2026, 11, 1), "self_due_on": dt.date(2027, 8, 15), "review_due_on": dt.date(2027, 9, 1),
              "committee_due_on": dt.date(2027, 9, 20)}  # fmt: skip
    set_calendar(programme_year=year, values=values, sign=sign_of(days_of(year), SHOWN), by=by)


def districts() -> list[District]:
    """Those of the province."""
    return list(District.objects.order_by("pk"))
