"""Makes test data of floor 3: criteria sets, and assessments in any state with the columns that belong to it.

criteria("plan2")                                    the shipped set, loaded once per test
AssessmentFactory()                                  a self-assessment under way, nine empty items
AssessmentFactory(state="submitted", scores=[2]*9)   sent two days before it was due, with the body's own scores
AssessmentFactory(state="certified", scores=[3]*9)   recommended and certified at the level of these scores
AssessmentFactory(of_body=False, district=…)         of a district; (of_body=False, kind="province", province=…)
recommended_in_bulk([[3]*9] * 300)                   as many recommended cases, each of a body of its own, by a few statements
assessor_of(province)                                somebody who assesses what is assigned to her
AssignmentFactory(assessment=…, assessor=…)
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from assessments import references
from assessments.models import (
    Appeal,
    Assessment,
    AssessorAssignment,
    ConflictOfInterest,
    CriteriaSet,
    Decision,
    Score,
    YearCriteria,
)
from assessments.scoring import outcome_of
from moralprovince.core.models import User
from moralprovince.core.ready import Ready
from networks.models import Province
from tests.factories import OrganisationFactory, ProgrammeYearFactory, UserFactory, holder_of, organisations_in_bulk

DUE = dt.date(2027, 7, 31)
SENT = dt.date(2027, 7, 29)
RECOMMENDED = ("recommended", "certified", "sent_up", "confirmed", "announced")
CERTIFIED = RECOMMENDED[1:]
SHIPPED = Ready(lambda code: CriteriaSet.objects.filter(code=code, version=1, province=None).order_by(), code="-")


def criteria(code: str = "plan2") -> CriteriaSet:
    """The shipped set, with everything in it."""
    found = SHIPPED.first(code=code)
    if found is None:
        references.load_set(references.read(code))
    return found or SHIPPED.first(code=code)


def use_in(programme_year: Any, code: str = "plan2") -> None:
    """Let a year assess every kind by that set."""
    for kind in ("organisation", "community", "district", "province"):
        YearCriteria.objects.get_or_create(programme_year=programme_year, kind=kind, defaults={"criteria_set": criteria(code)})


def assessor_of(province: Province, **person: Any) -> User:
    """Somebody who assesses what is assigned to her in that province."""
    return holder_of("assessor", province=province, user=UserFactory(**person))


def committee_member_of(province: Province, **person: Any) -> User:
    """A member of the provincial sub-committee."""
    return holder_of("committee_member", province=province, user=UserFactory(**person))


class AssessmentFactory(DjangoModelFactory):
    """Of an organisation in fiscal year 2570 by plan 2, due 31 July 2027; `scores` are the body's own, item by item."""

    class Meta:
        model = Assessment
        skip_postgeneration_save = True

    kind = factory.LazyAttribute(lambda o: o.organisation.kind if o.organisation else "district")
    organisation = factory.Maybe("of_body", yes_declaration=factory.SubFactory(OrganisationFactory), no_declaration=None)
    district = None
    province = factory.LazyAttribute(lambda o: (o.organisation or o.district).province)
    programme_year = factory.LazyAttribute(lambda o: ProgrammeYearFactory(province=o.province))
    criteria_set = factory.LazyFunction(criteria)
    state = "self"
    due_on = DUE
    submitted_on = factory.LazyAttribute(lambda o: None if o.state == "self" else SENT)
    submitted_at = factory.LazyAttribute(lambda o: None if o.state == "self" else timezone.now())
    filed_by = factory.LazyAttribute(lambda o: None if o.state == "self" else UserFactory())
    returned_note = factory.LazyAttribute(lambda o: "โปรดแนบหลักฐาน" if o.state == "returned" else "")
    returns = factory.LazyAttribute(lambda o: int(o.state == "returned"))

    class Params:
        of_body = True

    @factory.post_generation
    def scores(self: Assessment, create: bool, wanted: list[int] | None, **fields: Any) -> None:
        """One row per item; levels that follow from the scores, as far as the state has come."""
        items = list(self.criteria_set.criteria.all())
        given: list[int | None] = list(wanted) if wanted else [None] * len(items)
        decided = self.state in RECOMMENDED
        Score.objects.bulk_create(
            Score(assessment=self, criterion=item, self_score=one, committee_score=one if decided else None)
            for item, one in zip(items, given, strict=True)
        )
        if wanted and self.state != "self":
            settle(self, outcome_of(self.criteria_set.rules(), wanted).level)


def settle(assessment: Assessment, level: int) -> None:
    """The levels an assessment has in its state, and the decision behind a certified one."""
    assessment.self_level = level
    if assessment.state in RECOMMENDED:
        assessment.recommended_level, assessment.recommended_at = level, timezone.now()
    if assessment.state in CERTIFIED:
        assessment.certified_level = level
        Decision.objects.create(
            assessment=assessment, level=level, resolution="1/2570", resolved_on=dt.date(2027, 8, 10), by=UserFactory()
        )
    assessment.save()


def recommended_in_bulk(scores: Sequence[list[int]], **shared: Any) -> list[Assessment]:
    """A recommended case for each list of scores, of active bodies in one network of one programme year."""
    bodies, year = organisations_in_bulk(len(scores)), ProgrammeYearFactory()
    chosen, sent, filer = criteria(), timezone.now(), UserFactory()
    rules = chosen.rules()
    levels = [outcome_of(rules, one).level for one in scores]
    cases = Assessment.objects.bulk_create(
        Assessment(
            kind=body.kind, organisation=body, province=body.province, programme_year=year, criteria_set=chosen,
            state="recommended", due_on=DUE, submitted_on=SENT, submitted_at=sent, filed_by=filer, self_level=level,
            recommended_level=level, recommended_at=sent, **shared,
        )
        for body, level in zip(bodies, levels, strict=True)
    )  # fmt: skip
    items = list(chosen.criteria.all())
    Score.objects.bulk_create(
        Score(assessment=case, criterion=item, self_score=one, committee_score=one)
        for case, given in zip(cases, scores, strict=True)
        for item, one in zip(items, given, strict=True)
    )
    return cases


class AssignmentFactory(DjangoModelFactory):
    """One assessor on one case; done where `done_at` is given."""

    class Meta:
        model = AssessorAssignment

    assessment = factory.SubFactory(AssessmentFactory, state="submitted", scores=[2] * 9)
    assessor = factory.LazyAttribute(lambda o: assessor_of(o.assessment.province))
    assigned_by = factory.SubFactory(UserFactory)


class ConflictFactory(DjangoModelFactory):
    """A declared conflict with a body."""

    class Meta:
        model = ConflictOfInterest

    person = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    reason = "เป็นญาติกับผู้บริหาร"
    declared_by = factory.SelfAttribute("person")


class AppealFactory(DjangoModelFactory):
    """An open appeal against a certified case, to be answered by the end of September 2027."""

    class Meta:
        model = Appeal

    assessment = factory.SubFactory(AssessmentFactory, state="certified", scores=[2] * 9)
    reason = "ขอให้พิจารณาหลักฐานข้อ 5 อีกครั้ง"
    filed_on = dt.date(2027, 8, 16)
    filed_by = factory.SubFactory(UserFactory)
    answer_due_on = dt.date(2027, 9, 30)
