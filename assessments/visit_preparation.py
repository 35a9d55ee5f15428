"""What a team should know before it sets out: weak items, late reports, promises, wishes; on one page, each with its rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, prefetch_related_objects
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.http import urlencode

from networks.models import Organisation
from pledges.actions.guards import round_goes_on
from pledges.models import Commitment, FollowUpReport, Pledge, Progress
from pledges.querysets.reports import DELIVERED

from .comparison import COUNTED, sent
from .models import Assessment, Score, Visit, VisitAgreement
from .permissions import bodies_to_follow
from .querysets.visits import unvisited
from .scoring import Rules, outcome_of
from .sentences import sentence_of

# Of a network or district so many rows of a kind stand on the page; the number beside the heading leads to all of them.
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


def with_last(rows: QuerySet[Visit], user: Any) -> QuerySet[Visit]:
    """Visits with what is to be known of the last one to the same body, network or district; no query of its own."""
    same = Q()
    for name in ("organisation", "network", "district"):
        same |= Q(**{name: OuterRef(name)})
    made = Visit.objects.visible_to(user).made().filter(same).exclude(pk=OuterRef("pk"))  # type: ignore[attr-defined]
    facts = JSONObject(pk="pk", visited_on="visited_on", score_after="score_after", wishes="wishes")
    return rows.annotate(last=Subquery(made.order_by("-visited_on", "-pk").values(facts=facts)[:1]))


def preparation_of(visit: Visit, user: Any, day: dt.date) -> Preparation:
    """Read it: what the reader may see, and nothing else; the visit comes with its last one."""
    made = Preparation(visit)
    if last := visit.last:  # type: ignore[attr-defined]
        made.last = Visit(**{**last, "visited_on": dt.date.fromisoformat(last["visited_on"])})
    look_at_level(made, user)
    look_at_agreements(made, user)
    if visit.organisation_id:
        look_at_own_reports(made, user, day)
        made.stuck = stuck_of(visit.organisation_id, user, day)
    else:
        look_at_reports(made, user, day)
        look_at_bodies(made, user, day)
    return made


# What stands in the way of the next level


def look_at_level(made: Preparation, user: Any) -> None:
    """The newest assessment that was sent, and the rules of the next level that it does not meet."""
    visit = made.visit
    if visit.network_id:
        return
    of = {"organisation": visit.organisation_id} if visit.organisation_id else {"district": visit.district_id}
    scores = scores_of(sent(Assessment.objects.visible_to(user).filter(**of)))
    if not scores:
        return
    made.assessment = case = scores[0].assessment
    prefetch_related_objects([case.criteria_set], "levels")
    gates = sorted((level.gate() for level in case.criteria_set.levels.all()), key=lambda gate: gate.level)
    rules = Rules(len(scores), case.criteria_set.max_score, tuple(gates))
    outcome = outcome_of(rules, [score.counted or 0 for score in scores])  # type: ignore[attr-defined]
    made.level_words = case.criteria_set.level_name(outcome.level, case.kind)
    made.next_words = case.criteria_set.level_name(outcome.next, case.kind)
    texts = {score.criterion.number: score.wording or "" for score in scores}  # type: ignore[attr-defined]
    made.weak = [Weak(one.item, texts.get(one.item or 0, ""), sentence_of(one)) for one in outcome.failed]


def scores_of(rows: QuerySet[Assessment]) -> list[Score]:
    """The items of the newest of these assessments, with what counts of each and what it says to this kind of body."""
    said = FilteredRelation("criterion__wordings", condition=Q(criterion__wordings__kind=F("assessment__kind")))
    found = Score.objects.filter(assessment__in=rows.values("pk")).annotate(said=said, wording=F("said__text"), counted=COUNTED)
    found = found.select_related("criterion", "assessment__criteria_set", "assessment__programme_year")
    order = ("-assessment__programme_year__fiscal_year", "-assessment", "criterion__number")
    scores = list(found.order_by(*order))
    return [score for score in scores if score.assessment_id == scores[0].assessment_id]


# What is owed and what was promised


def look_at_own_reports(made: Preparation, user: Any, day: dt.date) -> None:
    """Of one body: reports that can still come although their day is over, and the last one that did."""
    rows = FollowUpReport.objects.visible_to(user).filter(pledge__organisation=made.visit.organisation_id)
    found = list(rows.select_related("round__programme_year").order_by("due_on", "pk"))
    made.late = [report for report in found if report.is_missing(day) and round_goes_on(report.round, day)]
    made.late_count, made.late_address = len(made.late), address_of(made.visit, "pledges:reports", late="1", going="1")
    made.report = next((report for report in reversed(found) if report.state in DELIVERED), None)


def look_at_reports(made: Preparation, user: Any, day: dt.date) -> None:
    """Of all bodies of a network or district: reports that can still come although their day is over."""
    missing = FollowUpReport.objects.visible_to(user).missing(day).going_on(day)
    rows = missing.filter(of_subject(made.visit, "pledge__organisation"))
    made.late, made.late_count = few(rows.select_related("pledge__organisation").order_by("due_on", "pk"))
    made.late_address = address_of(made.visit, "pledges:reports", late="1", going="1")


def look_at_agreements(made: Preparation, user: Any) -> None:
    """What was agreed at earlier visits and is still open."""
    visit = made.visit
    rows = VisitAgreement.objects.visible_to(user).open().exclude(visit=visit)  # type: ignore[attr-defined]
    listed = rows.filter(of_subject(visit, "visit__organisation") | itself(visit)).select_related("visit__organisation")
    made.agreements, made.agreements_count = few(listed.order_by("due_on", "pk"), None if visit.organisation_id else MOST)
    made.agreements_address = address_of(visit, "assessments:agreements", state="open")


def stuck_of(organisation: int, user: Any, day: dt.date) -> list[Commitment]:
    """Of the commitments of its newest pledge those that are stuck."""
    found = lines_of(Pledge.objects.visible_to(user).filter(organisation=organisation))
    return [line for line in found if line.pledge_id == found[0].pledge_id and is_stuck(line, day)]


def stuck_in(pledge: int, user: Any, day: dt.date) -> list[Commitment]:
    """Of the commitments of one pledge those that are stuck, whatever was pledged since."""
    return [line for line in lines_of(Pledge.objects.visible_to(user).filter(pk=pledge)) if is_stuck(line, day)]


def lines_of(pledges: QuerySet[Pledge]) -> list[Commitment]:
    """The commitments of those of these pledges that are kept, the newest year first, each with what was told of it last."""
    told = Progress.objects.filter(commitment=OuterRef("pk"), report__state__in=DELIVERED)
    newest = told.order_by("-report__round__due_on", "-pk").values("status")[:1]
    rows = Commitment.objects.filter(pledge__in=pledges.filter(state__in=KEPT)).annotate(told=Subquery(newest))
    rows = rows.select_related("pledge__programme_year")
    found = list(rows.order_by("-pledge__programme_year__fiscal_year", "pledge", "order", "pk"))
    labels = dict(Progress.Status.choices)
    for line in found:
        line.told_words = labels.get(line.told, "")  # type: ignore[attr-defined]
    return found


def is_stuck(line: Any, day: dt.date) -> bool:
    """Not begun, put off, or not done although its day is over."""
    over = line.due_on is not None and line.due_on < day and line.told != Progress.Status.DONE
    return over or line.told in STUCK


def look_at_bodies(made: Preparation, user: Any, day: dt.date) -> None:
    """In a network or a district: who was not visited for a year."""
    visit = made.visit
    bodies = bodies_to_follow(user).filter(**({"network": visit.network} if visit.network else {"district": visit.district}))
    made.unvisited_count = unvisited(bodies, Visit.objects.all(), day).count()
    made.unvisited_address = address_of(visit, "assessments:unvisited")


def of_subject(visit: Visit, way: str) -> Q:
    """What belongs to the body, or to all bodies of the network or district."""
    if visit.organisation_id:
        return Q(**{way: visit.organisation_id})
    return Q(**{f"{way}__network" if visit.network_id else f"{way}__district": visit.network_id or visit.district_id})


def itself(visit: Visit) -> Q:
    """Agreed with the network or the district as a whole."""
    if visit.network_id:
        return Q(visit__network=visit.network_id)
    return Q(visit__district=visit.district_id) if visit.district_id else Q()


def address_of(visit: Visit, page: str, **filters: str) -> str:
    """The list behind a number, of this body, network or district."""
    if visit.organisation:
        where = {"q" if page.startswith("pledges") else "body": visit.organisation.code}
    else:
        where = {"network": visit.network.code} if visit.network else {"district": str(visit.district_id)}
    return f"{reverse(page)}?{urlencode({**filters, **where})}"


def agreed_before(visit: Visit, user: Any) -> QuerySet[VisitAgreement]:
    """What was agreed at earlier visits to the same body, network or district and is still open."""
    same = Visit.objects.visible_to(user).to(visit)  # type: ignore[attr-defined]
    return VisitAgreement.objects.open().filter(visit__in=same).select_related("visit").order_by("due_on", "pk")  # type: ignore[attr-defined]


def few(rows: QuerySet, most: int | None = MOST) -> tuple[list[Any], int]:
    """The first ones (or all), and how many there are."""
    found = list(rows[: most + 1] if most else rows)
    return found[:most], rows.count() if most and len(found) > most else len(found)


def open_agreements(body: Organisation, user: Any) -> QuerySet[VisitAgreement]:
    """What was agreed with a body and is open: it stands beside its next report and at the next visit."""
    return open_agreements_of([body.pk], user)


def open_agreements_of(bodies: Iterable[int], user: Any) -> QuerySet[VisitAgreement]:
    """The same of many bodies."""
    rows = VisitAgreement.objects.visible_to(user).open().filter(visit__organisation__in=list(bodies))  # type: ignore[attr-defined]
    return rows.select_related("visit").order_by("due_on", "pk")
