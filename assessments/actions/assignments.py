"""Gives cases to assessors, by hand or evenly, takes them back, and notes conflicts of interest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.models import Assessment, AssessmentCalendar, AssessorAssignment, ConflictOfInterest
from assessments.permissions import can_declare_conflict, can_lift_conflict, can_manage_assessments, conflicts_among
from assessments.querysets.assessments import ASSESS
from moralprovince.core import thai
from moralprovince.core.actions import action
from moralprovince.core.audit import record, record_many
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.models import User
from moralprovince.core.outbox import in_letter_language, notify
from moralprovince.core.ready import Ready
from networks.models import District, Organisation, RoleGrant

from .guards import UNDER_REVIEW, begin_if_waiting, ensure_no_conflict, ensure_state, hold

# An assignment may be taken back as long as nothing is recommended.
OPEN = (*UNDER_REVIEW, "returned")


def held_in(province: str, day: dt.date) -> QuerySet[RoleGrant]:
    """Roles that somebody who still works here holds in a province on a day, person by person."""
    grants = RoleGrant.objects.in_force(day).filter(province=province, user__is_active=True)
    return grants.select_related("user", "role").order_by("user")


HELD = Ready(held_in, province="-", day=dt.date(1, 1, 1))


def assessors_of(province: str) -> list[User]:
    """Those who assess in a province today, always in the same order; one query, for every page of a case asks it."""
    held = HELD.rows(province=province, day=thai.today())
    return list({grant.user_id: grant.user for grant in held if ASSESS in grant.role.rights}.values())


# By hand


@action
def assign(*, assessment: Assessment, assessors: Sequence[User], by: User) -> list[AssessorAssignment]:
    """Give a case to assessors; the first one begins its review.

    Raises:
        NotAllowed: this person does not look after the case, or has a conflict with it.
        Refused: it is not under review, or somebody chosen is no assessor, has a conflict, or has it already.
    """
    case = held_to_manage(assessment, by, UNDER_REVIEW)
    if not assessors:
        raise Refused(_("Please choose at least one assessor."), field="assessor")
    known, taken = {one.pk for one in assessors_of(case.province_id)}, assigned_to(case)
    for person in assessors:
        ensure_may_be_given(case, person, known, taken)
    return give(case, assessors, by)


def held_to_manage(assessment: Assessment, by: User, states: Sequence[str]) -> Assessment:
    """The case, held, if she looks after it and it is in one of these states."""
    case = hold(assessment)
    if not can_manage_assessments(by, case.province_id):
        raise NotAllowed(_("Cases are given to assessors by the culture office."))
    ensure_no_conflict(by, case)
    ensure_state(case, states)
    return case


def assigned_to(case: Assessment) -> set[int]:
    """Keys of the people who have it now."""
    return set(case.assignments.filter(released_at__isnull=True).values_list("assessor", flat=True))


def ensure_may_be_given(case: Assessment, person: User, known: set[int], taken: set[int]) -> None:
    """An assessor of the province without a conflict, who does not have it yet.

    Raises:
        Refused: with the name.
    """
    facts = {"name": person.name}
    if person.pk not in known:
        raise Refused(_("%(name)s is no assessor of this province.") % facts, field="assessor")
    if person.pk in taken:
        raise Refused(_("%(name)s has this case already.") % facts, field="assessor")
    if conflicts_among(person, [case]):
        raise Refused(_("%(name)s has a conflict of interest with this case.") % facts, field="assessor")


def give(case: Assessment, assessors: Sequence[User], by: User) -> list[AssessorAssignment]:
    """Write the assignments, begin the review, tell the assessors, but for whoever gives the case to herself."""
    begin_if_waiting(case, by)
    rows = [AssessorAssignment(assessment=case, assessor=person, assigned_by=by) for person in assessors]
    AssessorAssignment.objects.bulk_create(rows)
    record("assign", case, by=by, note=", ".join(person.name for person in assessors))
    tell_assessors(case, [row for row in rows if row.assessor != by])
    return rows


def tell_assessors(case: Assessment, rows: Iterable[AssessorAssignment]) -> None:
    """Each is told of her new case."""
    link = reverse("admin:assessments_assessment_change", args=[case.pk])
    with in_letter_language():
        subject = _("A case for you to assess: %(case)s") % {"case": case}
        body = _("The culture office asks you to assess %(case)s item by item.") % {"case": case}
    for row in rows:
        notify(
            to=[row.assessor], kind="case_assigned", key=f"assignment:{row.pk}", subject=subject, body=body, link=link,
            obligation=f"assignment:{row.pk}", province=case.province_id,
        )  # fmt: skip


# Evenly


@dataclass(frozen=True)
class Share:
    """What came of giving cases out evenly: how many assignments, and the cases for which too few assessors are free."""

    given: int
    short: tuple[Assessment, ...]


@action
def assign_evenly(*, assessments: Sequence[Assessment], by: User) -> Share:
    """Give each case as many assessors as its year asks for: always to those with the fewest open cases, without a conflict.

    Raises:
        NotAllowed: one of them is not hers, or she has a conflict with it.
        Refused: one of them is not under review. Nothing is given then.
    """
    cases = [held_to_manage(one, by, UNDER_REVIEW) for one in sorted(assessments, key=lambda one: one.pk)]
    given, short = 0, []
    for province in sorted({case.province_id for case in cases}):
        among = [case for case in cases if case.province_id == province]
        pool = Pool.of(province, among)
        for case in among:
            chosen, enough = pool.choose(case, wanted_for(case) - len(assigned_to(case)))
            given += len(give(case, chosen, by)) if chosen else 0
            short += [] if enough else [case]
    return Share(given, tuple(short))


def wanted_for(case: Assessment) -> int:
    """How many assessors its year asks for; two where the office has set nothing."""
    calendar = AssessmentCalendar.objects.filter(programme_year=case.programme_year_id).first()
    return (calendar or AssessmentCalendar(programme_year_id=case.programme_year_id)).assessors_each


@dataclass
class Pool:
    """The assessors of a province: how many open cases each has, and which cases are closed to her."""

    people: list[User]
    loads: dict[int, int]
    closed: Mapping[int, set[int]]

    @classmethod
    def of(cls, province: str, cases: Sequence[Assessment]) -> Pool:
        """As things stand."""
        people = assessors_of(province)
        keys = [case.pk for case in cases]
        held = AssessorAssignment.objects.filter(assessment__in=keys, released_at__isnull=True)
        taken: dict[int, set[int]] = {person.pk: set() for person in people}
        for assessor, case in held.values_list("assessor", "assessment"):
            taken.setdefault(assessor, set()).add(case)
        closed = {person.pk: taken[person.pk] | conflicts_among(person, cases) for person in people}
        return cls(people, open_cases(people), closed)

    def choose(self, case: Assessment, wanted: int) -> tuple[list[User], bool]:
        """The least busy ones who may have it; is that as many as wanted?"""
        free = [person for person in self.people if case.pk not in self.closed[person.pk]]
        chosen = sorted(free, key=lambda person: (self.loads[person.pk], person.pk))[: max(wanted, 0)]
        for person in chosen:
            self.loads[person.pk] += 1
        return chosen, len(chosen) >= wanted


def open_cases(people: Sequence[User]) -> dict[int, int]:
    """How many cases each has that she has not finished; a withdrawn one is nobody's work any more."""
    not_done = Q(assessor_assignments__done_at__isnull=True, assessor_assignments__released_at__isnull=True)
    not_done &= ~Q(assessor_assignments__assessment__state=Assessment.State.WITHDRAWN)
    counted = User.objects.filter(pk__in=[person.pk for person in people]).annotate(
        open_cases=Count("assessor_assignments", filter=not_done)
    )
    return dict(counted.values_list("pk", "open_cases"))


# Taking back


@action
def release(*, assignment: AssessorAssignment, by: User) -> None:
    """Take a case back from an assessor; what she scored counts no longer.

    Raises:
        NotAllowed: this person does not look after the case, or has a conflict with it.
        Refused: it was taken back already, or the case is recommended or decided.
    """
    case = held_to_manage(assignment.assessment, by, OPEN)
    if assignment.assessor_id == by.pk and len(assigned_to(case)) > 1:
        # Else somebody who is in the office and assesses as well could read her colleague's scores before giving her own.
        raise NotAllowed(_("Please let a colleague take this case back from you: another assessor has it as well."))
    now = timezone.now()
    if not AssessorAssignment.objects.filter(pk=assignment.pk, released_at__isnull=True).update(released_at=now):
        raise Refused(_("This case was taken back from the assessor already."))
    assignment.released_at = now
    record("release", case, by=by, note=assignment.assessor.name)


# Conflicts of interest


@action
def declare_conflict(*, person: User, subject: Organisation | District, reason: str, by: User) -> ConflictOfInterest:
    """Note a conflict; the person's open cases of that body or district are taken back from her at once.

    Raises:
        NotAllowed: it is about somebody else, and this person does not manage the review there.
        Refused: no reason, or it stands already.
    """
    if not can_declare_conflict(by, person, subject.province_id):
        raise NotAllowed(_("A conflict of interest is declared by the person herself or by the culture office."))
    if not reason.strip():
        raise Refused(_("Please write a short reason."), field="reason")
    about = {"organisation": subject} if isinstance(subject, Organisation) else {"district": subject}
    if ConflictOfInterest.objects.standing().filter(person=person, **about).exists():
        raise Refused(_("This conflict of interest is noted already."))
    conflict = ConflictOfInterest.objects.create(person=person, reason=reason.strip()[:300], declared_by=by, **about)
    mine = AssessorAssignment.objects.filter(
        assessor=person, released_at__isnull=True, assessment__state__in=OPEN,
        **{f"assessment__{name}": value for name, value in about.items()},
    )  # fmt: skip
    cases = [
        one.assessment
        for one in mine.select_related("assessment__organisation", "assessment__district", "assessment__programme_year")
    ]
    mine.update(released_at=timezone.now())
    record("declare_conflict", conflict, by=by, note=reason, province=subject.province_id)
    record_many("release", cases, by=by, note=person.name)
    return conflict


@action
def lift_conflict(*, conflict: ConflictOfInterest, by: User) -> None:
    """The conflict is over; nobody lifts an own one.

    Raises:
        NotAllowed: it is her own, or she does not manage the review there.
        Refused: it was lifted already.
    """
    if not can_lift_conflict(by, conflict):
        raise NotAllowed(
            _("A conflict of interest is lifted by a colleague in the culture office, never by the person herself.")
        )
    now = timezone.now()
    if not ConflictOfInterest.objects.standing().filter(pk=conflict.pk).update(lifted_at=now):
        raise Refused(_("This conflict of interest was lifted already."))
    conflict.lifted_at = now
    record("lift_conflict", conflict, by=by, province=province_of_conflict(conflict))


def province_of_conflict(conflict: ConflictOfInterest) -> str:
    """The province of what it is about."""
    about = conflict.organisation or conflict.district
    return about.province_id if about else ""
