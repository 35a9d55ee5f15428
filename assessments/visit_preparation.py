"""What a team should know before it sets out: weak items, late reports, promises, wishes; on one page, each with its rows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from networks.models import Organisation
from pledges.models import Commitment, FollowUpReport, Pledge, Progress
from pledges.querysets.reports import DELIVERED

from .comparison import COUNTED, sent
from .models import Assessment, CriterionWording, Score, Visit, VisitAgreement
from .permissions import bodies_to_follow
from .querysets.visits import unvisited
from .scoring import outcome_of
from .sentences import sentence_of

# So many rows of each kind stand on the page; the number beside the heading leads to all of them.
MOST = 8
KEPT = (Pledge.State.DECLARED, Pledge.State.RETURNED, Pledge.State.ACTIVE)
STUCK = (Progress.Status.NOT_STARTED, Progress.Status.CHANGED)


@dataclass(frozen=True)
class Weak:
    """One rule of the next level that is not met yet: its item, what that says, and how far it is."""

    item: int | None
    text: str
    words: str


@dataclass
class Preparation:
    """All of it, for one reader."""

    visit: Visit
    assessment: Assessment | None = None
    level_words: str = ""
    next_words: str = ""
    weak: list[Weak] = field(default_factory=list)
    late: list[FollowUpReport] = field(default_factory=list)
    late_count: int = 0
    late_address: str = ""
    agreements: list[VisitAgreement] = field(default_factory=list)
    agreements_count: int = 0
    agreements_address: str = ""
    stuck: list[Commitment] = field(default_factory=list)
    last: Visit | None = None
    report: FollowUpReport | None = None
    unvisited_count: int = 0
    unvisited_address: str = ""


def preparation_of(visit: Visit, user: Any, day: dt.date) -> Preparation:
    """Read it: what the reader may see, and nothing else."""
    made = Preparation(visit)
    earlier = Visit.objects.visible_to(user).to(visit).made()  # type: ignore[attr-defined]
    made.last = earlier.order_by("-visited_on", "-pk").first()
    look_at_level(made, user)
    look_at_reports(made, user, day)
    look_at_agreements(made, user)
    if visit.organisation_id:
        look_at_pledge(made, visit.organisation, user, day)
    else:
        look_at_bodies(made, user, day)
    return made


# What stands in the way of the next level


def look_at_level(made: Preparation, user: Any) -> None:
    """The newest assessment that was sent, and the rules of the next level that it does not meet."""
    visit = made.visit
    of = {"organisation": visit.organisation_id} if visit.organisation_id else {"district": visit.district_id}
    if not any(of.values()):
        return
    rows = sent(Assessment.objects.visible_to(user).filter(**of)).select_related("criteria_set", "programme_year")
    case = rows.prefetch_related("criteria_set__levels").order_by("-programme_year__fiscal_year", "-pk").first()
    if case is None:
        return
    made.assessment = case
    scores = dict(Score.objects.filter(assessment=case).annotate(counted=COUNTED).values_list("criterion__number", "counted"))
    outcome = outcome_of(case.criteria_set.rules(), [scores[number] or 0 for number in sorted(scores)])
    made.level_words = case.criteria_set.level_name(outcome.level, case.kind)
    made.next_words = case.criteria_set.level_name(outcome.next, case.kind)
    texts = wordings(case, [failure.item for failure in outcome.failed if failure.item])
    made.weak = [Weak(one.item, texts.get(one.item or 0, ""), sentence_of(one)) for one in outcome.failed]


def wordings(case: Assessment, items: list[int]) -> dict[int, str]:
    """What these items say to this kind of body."""
    said = CriterionWording.objects.filter(criterion__criteria_set=case.criteria_set_id, kind=case.kind)
    return dict(said.filter(criterion__number__in=items).values_list("criterion__number", "text")) if items else {}


# What is owed and what was promised


def look_at_reports(made: Preparation, user: Any, day: dt.date) -> None:
    """Reports that did not come although their day is over."""
    rows = FollowUpReport.objects.visible_to(user).missing(day).filter(of_subject(made.visit, "pledge__organisation"))
    listed = rows.select_related("round__programme_year", "pledge__organisation").order_by("due_on", "pk")
    made.late, made.late_count = few(listed)
    visit = made.visit
    where = {"network": visit.network.code} if visit.network else {"district": visit.district_id or ""}
    if visit.organisation:
        where = {"q": visit.organisation.code}
    made.late_address = f"{reverse('pledges:reports')}?{urlencode({'late': '1', **where})}"


def look_at_agreements(made: Preparation, user: Any) -> None:
    """What was agreed at earlier visits and is still open."""
    visit = made.visit
    rows = VisitAgreement.objects.visible_to(user).open().exclude(visit=visit).select_related("visit__organisation")
    made.agreements, made.agreements_count = few(rows.filter(agreed_with(visit)).order_by("due_on", "pk"))
    where = {"network": visit.network.code} if visit.network else {"district": visit.district_id or ""}
    if visit.organisation:
        where = {"body": visit.organisation.code}
    made.agreements_address = f"{reverse('assessments:agreements')}?{urlencode({'state': 'open', **where})}"


def look_at_pledge(made: Preparation, body: Any, user: Any, day: dt.date) -> None:
    """Commitments that are stuck, and what its last report wished for."""
    mine = FollowUpReport.objects.visible_to(user).filter(pledge__organisation=body)
    done = mine.filter(state__in=DELIVERED).select_related("round__programme_year")
    made.report = done.order_by("-round__due_on", "-pk").first()
    pledge = Pledge.objects.visible_to(user).filter(organisation=body, state__in=KEPT).order_by("-programme_year__fiscal_year")
    kept = pledge.first()
    made.stuck = stuck_of(kept, day) if kept else []


def stuck_of(pledge: Pledge, day: dt.date) -> list[Commitment]:
    """Its commitments that have not begun, were put off, or are not done although their day is over; with the newest word."""
    told = Progress.objects.filter(report__pledge=pledge, report__state__in=DELIVERED).order_by("report__round__due_on", "pk")
    newest = {one.commitment_id: one for one in told}
    found = []
    for line in pledge.commitments.all():
        line.told = newest.get(line.pk)  # type: ignore[attr-defined]
        status = line.told.status if line.told else ""  # type: ignore[attr-defined]
        over = line.due_on is not None and line.due_on < day and status != Progress.Status.DONE
        if over or status in STUCK:
            found.append(line)
    return found


def look_at_bodies(made: Preparation, user: Any, day: dt.date) -> None:
    """In a network or a district: who was not visited for a year."""
    visit = made.visit
    bodies = bodies_to_follow(user).filter(**({"network": visit.network} if visit.network else {"district": visit.district}))
    made.unvisited_count = unvisited(bodies, Visit.objects.all(), day).count()
    where = {"network": visit.network.code} if visit.network else {"district": visit.district_id or ""}
    made.unvisited_address = f"{reverse('assessments:unvisited')}?{urlencode(where)}"


def of_subject(visit: Visit, way: str) -> Q:
    """What belongs to the body, or to all bodies of the network or district."""
    if visit.organisation_id:
        return Q(**{way: visit.organisation_id})
    return Q(**{f"{way}__network" if visit.network_id else f"{way}__district": visit.network_id or visit.district_id})


def agreed_with(visit: Visit) -> Q:
    """Agreed with the same body; with a network or district itself or any of its bodies, as the list has it."""
    if visit.organisation_id:
        return Q(visit__organisation=visit.organisation_id)
    if visit.network_id:
        return Q(visit__network=visit.network_id) | Q(visit__organisation__network=visit.network_id)
    return Q(visit__district=visit.district_id) | Q(visit__organisation__district=visit.district_id)


def agreed_before(visit: Visit, user: Any) -> QuerySet[VisitAgreement]:
    """What was agreed at earlier visits to the same body, network or district and is still open."""
    same = Visit.objects.visible_to(user).to(visit)
    return VisitAgreement.objects.open().filter(visit__in=same).select_related("visit").order_by("due_on", "pk")


def few(rows: QuerySet) -> tuple[list[Any], int]:
    """The first ones, and how many there are."""
    found = list(rows[: MOST + 1])
    return found[:MOST], len(found) if len(found) <= MOST else rows.count()


def open_agreements(body: Organisation, user: Any) -> QuerySet[VisitAgreement]:
    """What was agreed with a body and is open: it stands beside its next report and at the next visit."""
    rows = VisitAgreement.objects.visible_to(user).open().filter(visit__organisation=body)  # type: ignore[attr-defined]
    return rows.select_related("visit").order_by("due_on", "pk")
