"""Who may do what on floor 3: predicates over role grants, assignments and conflicts of interest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from moralprovince.core import thai
from moralprovince.core.models import User
from moralprovince.core.ready import Ready
from networks.models import District, Organisation, Province, Role, RoleGrant
from networks.permissions import has_right_in, has_right_over
from networks.querysets.scope import scope_of

from .models import (
    Appeal,
    Assessment,
    AssessorAssignment,
    Certificate,
    CommitteeSession,
    ConflictOfInterest,
    CriteriaSet,
    Decision,
    Kind,
    Visit,
    VisitAgreement,
)
from .querysets.assessments import ASSESS
from .querysets.visits import READ as VISITS_READ
from .querysets.visits import follow_up_seats

# How far up a chain of parent bodies is looked.
DEPTH = 6


def can_assess_self_for(user: Any, organisation: Organisation) -> bool:
    """Begin and fill in the self-assessment of a body."""
    return has_right_over(user, "assessments.write", organisation)


def can_begin_for(user: Any, subject: Organisation | District | Province) -> bool:
    """Begin the self-assessment of a body; those of districts and of the province are begun by the office."""
    if isinstance(subject, Organisation):
        return can_assess_self_for(user, subject)
    province = subject.province_id if isinstance(subject, District) else subject.pk
    return has_right_in(user, "assessments.manage", province)


def can_write_assessment(user: Any, assessment: Assessment) -> bool:
    """Fill in and submit a self-assessment; districts and the province are filled in by the office."""
    if assessment.organisation:
        return can_assess_self_for(user, assessment.organisation)
    return has_right_in(user, "assessments.manage", assessment.province_id)


def can_enter_from_paper(user: Any, province: str) -> bool:
    """Enter what came on paper."""
    return has_right_in(user, "assessments.manage", province)


def can_manage_assessments(user: Any, province: str) -> bool:
    """Assign cases, set the days of the year, declare conflicts for others."""
    return has_right_in(user, "assessments.manage", province)


def can_manage_assessment(user: Any, assessment: Assessment) -> bool:
    """Look after this case: assign it, withdraw it."""
    return can_manage_assessments(user, assessment.province_id) and not has_conflict(user, assessment)


def can_review(user: Any, assessment: Assessment) -> bool:
    """Work on the review of this case: the office or an assigned assessor, never anybody with a conflict."""
    office = has_right_in(user, "assessments.review", assessment.province_id)
    return (office or is_assigned(user, assessment)) and not has_conflict(user, assessment)


def can_score(user: Any, assignment: AssessorAssignment) -> bool:
    """Score as an assessor: only her own assignment, as long as it is hers, she is one there and has no conflict."""
    case = assignment.assessment
    hers = assignment.assessor_id == user.pk and assignment.released_at is None
    return hers and scope_of(user).in_province(ASSESS, case.province_id) and not has_conflict(user, case)


def can_read_history(user: Any, assessment: Assessment) -> bool:
    """Read what was done with the case: it tells the committee's scores, so whoever still scores waits until she is done."""
    scoring = AssessorAssignment.objects.filter(
        assessment=assessment, assessor=user, released_at__isnull=True, done_at__isnull=True
    )
    return can_review(user, assessment) and not scoring.exists()


def histories_closed_to(user: Any) -> QuerySet[Assessment]:
    """The cases whose history she does not read, whatever her role: she has a conflict with them, or still scores them."""
    declared = ConflictOfInterest.objects.standing().filter(person=user)
    scoring = AssessorAssignment.objects.filter(assessor=user, released_at__isnull=True, done_at__isnull=True)
    return Assessment.objects.filter(
        Q(organisation__in=bodies_close_to(user))
        | Q(organisation__in=declared.filter(organisation__isnull=False).values("organisation"))
        | Q(district__in=declared.filter(district__isnull=False).values("district"))
        | Q(pk__in=scoring.values("assessment"))
    )


def can_declare_conflict(user: Any, person: Any, province: str) -> bool:
    """Note a conflict of interest: one's own, or that of others where she manages the review."""
    return can_manage_assessments(user, province) or (person.pk == user.pk and reviews_in(user, province))


def reviews_in(user: Any, province: str) -> bool:
    """Has she anything to do with the review in a province?"""
    scope = scope_of(user)
    return any(scope.in_province(right, province) for right in ("assessments.assess", "assessments.sit"))


def reviewers_in(province: str) -> QuerySet[User]:
    """Whoever has a part in the review there today: assessors, the sub-committee, the office."""
    rights = {"assessments.assess", "assessments.sit", "assessments.review", "assessments.certify"}
    roles = [role.pk for role in Role.objects.all() if rights & set(role.rights)]
    grants = RoleGrant.objects.in_force(thai.today()).filter(role__in=roles, province=province)
    return User.objects.filter(pk__in=grants.values("user"), is_active=True).order_by("name", "pk")


def can_lift_conflict(user: Any, conflict: ConflictOfInterest) -> bool:
    """Say that a conflict is over: who manages the review, but nobody for herself."""
    about = conflict.organisation or conflict.district
    return conflict.person_id != user.pk and about is not None and can_manage_assessments(user, about.province_id)


def can_recommend(user: Any, assessment: Assessment) -> bool:
    """Recommend a level to the sub-committee, or take the recommendation back."""
    return has_right_in(user, "assessments.review", assessment.province_id) and not has_conflict(user, assessment)


def can_certify(user: Any, assessment: Assessment) -> bool:
    """Enter what the sub-committee resolved, and what came of it above the province."""
    return has_right_in(user, "assessments.certify", assessment.province_id) and not has_conflict(user, assessment)


def can_hold_sessions(user: Any, province: str) -> bool:
    """Plan and hold sessions of the sub-committee."""
    return has_right_in(user, "assessments.certify", province)


def can_hold_session(user: Any, session: CommitteeSession) -> bool:
    """Open and close this session, and look after its agenda."""
    return can_hold_sessions(user, session.province_id)


def can_issue_certificates(user: Any, province: str) -> bool:
    """Issue, replace and revoke certificates."""
    return has_right_in(user, "certificates.issue", province)


def can_manage_criteria(user: Any, province: str) -> bool:
    """Write and publish versions of criteria, and choose those of a year."""
    return has_right_in(user, "criteria.manage", province)


def can_edit_set(user: Any, criteria_set: CriteriaSet) -> bool:
    """Change a set: a draft of the own province; what is published is frozen."""
    return (
        criteria_set.state == CriteriaSet.State.DRAFT
        and criteria_set.province_id is not None
        and can_manage_criteria(user, criteria_set.province_id)
    )


def can_publish_set(user: Any, criteria_set: CriteriaSet) -> bool:
    """Publish or retire a version of the own province."""
    return criteria_set.province_id is not None and can_manage_criteria(user, criteria_set.province_id)


def is_assigned(user: Any, assessment: Assessment) -> bool:
    """Is the case hers to assess? It was given to her, and she is an assessor of its province."""
    if not scope_of(user).in_province(ASSESS, assessment.province_id):
        return False
    mine = AssessorAssignment.objects.filter(assessment=assessment, assessor=user, released_at__isnull=True)
    return mine.exists()


def may_reopen(user: Any, assessment: Assessment) -> bool:
    """Look again at what was decided last: only where an appeal against it was granted, and by whoever may certify."""
    last = Decision.objects.filter(assessment=assessment).order_by("-at", "-pk").values("pk")[:1]
    granted = assessment.appeals.filter(state=Appeal.State.GRANTED, answered_on__isnull=False, decision__in=last)
    return can_certify(user, assessment) and granted.exists()


# Certificates and appeals


def can_change_certificate(user: Any, certificate: Certificate) -> bool:
    """Replace or revoke this certificate: the office, but nobody that of an own body."""
    return can_issue_certificates(user, certificate.province_id) and not has_conflict(user, certificate.assessment)


def can_download_certificate(user: Any, certificate: Certificate) -> bool:
    """Print it: the office, and whoever looks after the body."""
    office = can_issue_certificates(user, certificate.province_id)
    return office or can_write_assessment(user, certificate.assessment)


def can_appeal(user: Any, assessment: Assessment) -> bool:
    """Appeal for the body; the office enters what came by letter."""
    return can_write_assessment(user, assessment) or can_enter_from_paper(user, assessment.province_id)


def can_manage_appeal(user: Any, appeal: Appeal) -> bool:
    """Give an appeal to an assessor."""
    return can_manage_assessment(user, appeal.assessment)


def can_look_again(user: Any, appeal: Appeal) -> bool:
    """Write down what looking again came to: the assessor who has the appeal, or the office."""
    hers = appeal.assessor_id == user.pk and is_assigned(user, appeal.assessment)
    office = has_right_in(user, "assessments.review", appeal.assessment.province_id)
    return (hers or office) and not has_conflict(user, appeal.assessment)


def can_answer_appeal(user: Any, appeal: Appeal) -> bool:
    """Answer an appeal; a granted one opens the decision again, so it takes the same right."""
    return can_certify(user, appeal.assessment)


def may_look_again(appeal: Appeal) -> QuerySet[User]:
    """Assessors of the province who never looked at the case, are not close to it and did not appeal: one takes it up."""
    case = appeal.assessment
    roles = [role.pk for role in Role.objects.all() if "assessments.assess" in role.rights]
    grants = RoleGrant.objects.in_force(thai.today()).filter(role__in=roles, province=case.province_id)
    before = AssessorAssignment.objects.filter(assessment=case).values("assessor")
    declared = ConflictOfInterest.objects.standing()
    declared = declared.filter(organisation=case.organisation) if case.organisation else declared.filter(district=case.district)
    close = people_close_to(case.organisation) if case.organisation else set()
    people = User.objects.filter(pk__in=grants.values("user"), is_active=True).exclude(pk__in=before).exclude(pk__in=close)
    people = people.exclude(pk=appeal.filed_by_id)
    return (people.exclude(pk__in=declared.values("person")) if case.kind != Kind.PROVINCE else people).order_by("name", "pk")


# Coaching visits


def follows_visits(user: Any) -> bool:
    """Does she follow visits beyond an own body: of provinces or networks, or by a seat in a follow-up group?"""
    scope = scope_of(user)
    wide = scope.everywhere(VISITS_READ) or scope.provinces(VISITS_READ) or scope.networks(VISITS_READ)
    return bool(wide) or follow_up_seats(user).exists()


def bodies_to_follow(user: Any) -> QuerySet[Organisation]:
    """The bodies whose visits she follows."""
    rows = Organisation.objects.within(user, VISITS_READ)
    if scope_of(user).provinces(VISITS_READ) or scope_of(user).everywhere(VISITS_READ):
        return rows
    return rows | Organisation.objects.filter(province__in=follow_up_seats(user).values("group__province"))


def bodies_to_plan_for(user: Any) -> QuerySet[Organisation]:
    """The bodies for which she could plan a visit."""
    seats = follow_up_seats(user).values("group__province")
    return Organisation.objects.within(user, "visits.write") | Organisation.objects.filter(province__in=seats)


def can_plan_visits(user: Any, province: str) -> bool:
    """Plan visits in a province: the office, and whoever sits in its empowerment follow-up group."""
    return has_right_in(user, "visits.write", province) or follow_up_seats(user).filter(group__province=province).exists()


def can_manage_visit(user: Any, visit: Visit) -> bool:
    """Move the day of a visit, change its team, call it off."""
    return can_plan_visits(user, visit.province_id)


def can_record_visit(user: Any, visit: Visit) -> bool:
    """Write down what was seen, and sign for the team: whoever goes along, and whoever plans."""
    return any(one.user_id == user.pk for one in visit.team.all()) or can_manage_visit(user, visit)


def can_answer_for(user: Any, visit: Visit) -> bool:
    """Speak for those who are visited, with an own account: the contact of the body, the coordinator of the network."""
    scope = scope_of(user)
    own, networks = scope.organisations(VISITS_READ), scope.networks(VISITS_READ)
    return visit.organisation_id in own if visit.organisation_id else visit.network_id in networks


def can_sign_visit(user: Any, visit: Visit) -> bool:
    """Put a word under it, for one side or the other."""
    return can_answer_for(user, visit) or can_record_visit(user, visit)


def can_finish_agreement(user: Any, agreement: VisitAgreement) -> bool:
    """Say that it is done: the body, the coordinator of its network, and whoever records the visit."""
    visit, scope = agreement.visit, scope_of(user)
    network = visit.organisation.network_id if visit.organisation else visit.network_id
    follows = network is not None and network in scope.networks(VISITS_READ)
    return follows or can_answer_for(user, visit) or can_record_visit(user, visit)


# Conflicts of interest


def standing_conflict(**about: Any) -> QuerySet[Any, Any]:
    """One that was declared and not lifted, of just this person about this body or district."""
    return ConflictOfInterest.objects.standing().filter(**about).order_by().values_list("pk")[:1]


# A case asks for each button: the question is written out once.
WITH_BODY = Ready(lambda who, body: standing_conflict(person=who, organisation=body), who=-1, body=-2)
WITH_DISTRICT = Ready(lambda who, district: standing_conflict(person=who, district=district), who=-1, district="-")


def has_conflict(user: Any, assessment: Assessment) -> bool:
    """Is it about her own body, its parent body, one under it, or one she declared a conflict with?"""
    body, district = assessment.organisation_id, assessment.district_id
    if body:
        return body in bodies_close_to(user) or WITH_BODY.first(who=user.pk, body=body) is not None
    return bool(district) and WITH_DISTRICT.first(who=user.pk, district=district) is not None


def conflicts_among(user: Any, assessments: Sequence[Assessment]) -> set[int]:
    """Keys of those with which she has a conflict; as `has_conflict`, in the same few queries for all of them."""
    declared = ConflictOfInterest.objects.standing().filter(person=user).values_list("organisation", "district")
    pairs = list(declared)
    bodies = bodies_close_to(user) | {body for body, _district in pairs if body}
    districts = {district for _body, district in pairs if district}
    return {one.pk for one in assessments if one.organisation_id in bodies or one.district_id in districts}


def people_close_to(organisation: Organisation) -> set[int]:
    """Keys of the people who belong to a body, its parent or one below it: `bodies_close_to` seen from the body."""
    below, bodies = {organisation.pk}, {organisation.pk} | ({organisation.parent_id} if organisation.parent_id else set())
    for _step in range(DEPTH):
        below = set(Organisation.objects.filter(parent__in=below).values_list("pk", flat=True)) - bodies
        if not below:
            break
        bodies |= below
    return set(RoleGrant.objects.in_force(thai.today()).filter(organisation__in=bodies).values_list("user", flat=True))


def declared_against(assessment: Assessment) -> list[Any]:
    """The people whose conflict with its body or district was declared, and stands."""
    organisation, district = assessment.organisation_id, assessment.district_id
    if not organisation and not district:
        return []
    about = {"organisation": organisation} if organisation else {"district": district}
    rows = ConflictOfInterest.objects.standing().filter(**about).select_related("person")
    return [conflict.person for conflict in rows.order_by("person__name", "pk")]


def bodies_close_to(user: Any) -> set[int]:
    """Keys of the bodies a person belongs to, of all bodies above them, and of those right under them."""
    own = {grant.organisation for grant in scope_of(user).grants if grant.organisation}
    if not own:
        return set()
    close, above = set(own), set(own)
    for _step in range(DEPTH):
        parents = Organisation.objects.filter(pk__in=above).values_list("parent", flat=True)
        above = {parent for parent in parents if parent}
        close |= above
        if not above:
            break
    return close | set(Organisation.objects.filter(parent__in=own).values_list("pk", flat=True))
