"""What assessments ask of a person today: to fill in, to review, to assess, to decide, to answer an appeal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moralprovince.core import thai
from moralprovince.core.holding import Held
from moralprovince.core.today import Job, Tone, page_of_row
from networks.models import Organisation, ProgrammeYear
from networks.querysets.scope import scope_of

from .models import Appeal, Assessment, AssessmentCalendar, AssessorAssignment, CommitteeSession, Decision, SessionCase
from .querysets.assessments import CALENDAR, OWN, UNDER_REVIEW, decision_late_on, review_late_on
from .querysets.results import UNANSWERED
from .unfinished import lacks_certificate


def today(user: Any, day: dt.date) -> Iterator[Job]:
    """Jobs by right: whoever assesses, sits or certifies sees her cases; then what is with the office and the bodies."""
    scope = scope_of(user)
    if scope.any("assessments.assess"):
        yield from to_assess(user, day)
        yield from to_look_at(user, day)
    if scope.any("assessments.sit") and not scope.any("assessments.certify"):
        yield from to_decide(user)
    reviews = scope.any("assessments.review")
    if not (reviews or scope.any("assessments.write")):
        return
    issues = scope.any("certificates.issue")
    years = list(counts_by_year(user, day, issues))
    for counts in years:
        yield from (of_the_office if reviews else to_write)(counts, day)
        if issues:
            yield to_issue(counts)
    if reviews:
        yield from to_recommend(sum(counts["scored"] for counts in years))
    if scope.organisations("assessments.write"):
        yield from to_begin(not_begun(scope.organisations("assessments.write"), day))


def to_assess(user: Any, day: dt.date) -> Iterator[Job]:
    """What is given to her and not done yet: the queue of the administration, with nothing else in it."""
    due = Min("assessment__programme_year__assessment_calendar__review_due_on")
    counts = AssessorAssignment.objects.to_do_by(user).order_by().aggregate(count=Count("pk"), due=due)
    count = counts["count"]
    address = f"{reverse('admin:assessments_assessment_changelist')}?{urlencode({'assessor': 'mine'})}"
    words = ngettext("%(count)s case is yours to assess", "%(count)s cases are yours to assess", count)
    yield Job(
        12, count, words % {"count": count}, address, _("Assess"), by_when(counts["due"], day), "lotus-2",
        tone_of(counts["due"], day),
    )  # fmt: skip


def to_look_at(user: Any, day: dt.date) -> Iterator[Job]:
    """Appeals she was asked to look at again, item by item, and has not."""
    counts = Appeal.objects.to_look_at_by(user).order_by().aggregate(count=Count("pk"), due=Min("answer_due_on"))
    count = counts["count"]
    address = f"{reverse('assessments:appeals')}?{urlencode({'given': 'mine'})}"
    words = ngettext(
        "%(count)s appeal asks you to look again, item by item",
        "%(count)s appeals ask you to look again, item by item", count,
    )  # fmt: skip
    yield Job(
        13, count, words % {"count": count}, address, _("Look again"), by_when(counts["due"], day), "hand",
        tone_of(counts["due"], day),
    )  # fmt: skip


def to_decide(user: Any) -> Iterator[Job]:
    """Cases without a decision on the agenda of a session to come or under way; one sentence for each session."""
    held = CommitteeSession.objects.visible_to(user).exclude(state="closed")
    undecided = Q(cases__isnull=False) & ~Exists(
        Decision.objects.filter(session=OuterRef("pk"), assessment=OuterRef("cases__assessment"))
    )
    for one in held.annotate(undecided=Count("cases", filter=undecided)).order_by("held_on", "pk")[:3]:
        words = ngettext(
            "%(count)s case to decide in session %(number)s", "%(count)s cases to decide in session %(number)s", one.undecided
        )
        address = f"{reverse('assessments:session', args=[one.pk])}?{urlencode({'show': 'open'})}"
        text = thai.day_long(one.held_on)
        yield Job(
            16, one.undecided, words % {"count": one.undecided, "number": one.number}, address,
            _("Open the agenda"), text, "calendar",
        )  # fmt: skip


def counts_by_year(user: Any, day: dt.date, issues: bool = False) -> QuerySet[Assessment, dict[str, Any]]:
    """What she sees that goes on, year by year as their lists show it, and by when it is due; one query."""
    appeals = Appeal.objects.filter(assessment=OuterRef("pk"))
    given = AssessorAssignment.objects.filter(assessment=OuterRef("pk"), released_at__isnull=True)
    scored = Q(state="in_review") & Exists(given) & ~Exists(given.filter(done_at__isnull=True))
    filed, again = Exists(appeals.filter(state="filed")), Exists(appeals.filter(state="in_review"))
    on_agenda = Exists(SessionCase.objects.filter(assessment=OuterRef("pk"), session__state__in=["planned", "open"]))
    # Results of all years are looked through for whoever issues their certificates, and for nobody else.
    bare = lacks_certificate() if issues else Q(pk__in=[])
    rows = going_on(user, day, Q(filed) | Q(again) | bare)
    # A case has one open appeal at the most.
    rows = rows.alias(answer_due=Subquery(appeals.filter(state__in=UNANSWERED).values("answer_due_on")[:1]))
    late = Q(state="self", due_on__lt=day)
    begun = Q(state="self") & ~Q(due_on__isnull=False, due_on__lt=day)
    by_year = rows.values(year=F("programme_year__fiscal_year")).annotate(
        waiting=Count("pk", filter=Q(state="submitted")),
        returned=Count("pk", filter=Q(state="returned")),
        returned_pk=Min("pk", filter=Q(state="returned")),
        returned_due=Min("due_on", filter=Q(state="returned")),
        late=Count("pk", filter=late),
        late_pk=Min("pk", filter=late),
        late_due=Min("due_on", filter=late),
        begun=Count("pk", filter=begun),
        begun_pk=Min("pk", filter=begun),
        begun_due=Min("due_on", filter=Q(state="self", due_on__gte=day)),
        scored=Count("pk", filter=scored),
        recommended=Count("pk", filter=Q(state="recommended") & ~on_agenda),
        bare=Count("pk", filter=bare),
        filed=Count("pk", filter=filed),
        filed_due=Min("answer_due", filter=filed),
        again=Count("pk", filter=again),
        again_due=Min("answer_due", filter=again),
        review_due=Min(f"{CALENDAR}review_due_on"),
        review_late=Count("pk", filter=review_late_on(day)),
        committee_due=Min(f"{CALENDAR}committee_due_on"),
        decision_late=Count("pk", filter=decision_late_on(day)),
        answer_late=Count("pk", filter=Q(answer_due__lt=day)),
        answer_due=Min("answer_due"),
    )
    return by_year.order_by("year")


def going_on(user: Any, day: dt.date, decided: Q) -> QuerySet[Assessment]:
    """What she sees that is not decided, and of the rest what is asked for; what was not sent ends with its year."""
    rows = Assessment.objects.visible_to(user).order_by()
    rows = rows.filter(~Q(state="self") | Q(programme_year__in=ProgrammeYear.objects.writable(day)))
    return rows.filter(Q(state__in=[*OWN, *UNDER_REVIEW, "recommended"]) | decided)


def by_when(due: dt.date | None, day: dt.date) -> str:
    """Until when there is time, or for how many days there is none any more; nothing where the office has set no day."""
    if due is None or due >= day:
        return _("due on %(day)s") % {"day": thai.day_long(due)} if due else ""
    days = (day - due).days
    words = ngettext("was due on %(day)s, %(days)s day late", "was due on %(day)s, %(days)s days late", days)
    return words % {"day": thai.day_long(due), "days": days}


def tone_of(due: dt.date | None, day: dt.date) -> Tone:
    """Urgent once the day is over."""
    return "urgent" if due and due < day else "plain"


def listed(year: int, page: str, icon: str, due: str = "", **filters: str) -> dict[str, Any]:
    """Where they are listed, their year and by when they are due in words."""
    address = f"{reverse(f'assessments:{page}')}?{urlencode({**filters, 'year': year})}"
    text = " · ".join(filter(None, [_("fiscal year %(year)s") % {"year": year}, due]))
    return {"address": address, "text": text, "icon": icon}


def of_the_office(counts: dict[str, Any], day: dt.date) -> Iterator[Job]:
    """Of one year, for the office: what is over its day, then what waits."""
    yield from overdue(counts, day)
    yield from to_review(counts, day)
    yield from to_answer(counts, day)


def overdue(counts: dict[str, Any], day: dt.date) -> Iterator[Job]:
    """Answers, reviews and decisions of one year whose day is over, and for how long."""
    count, year = counts["answer_late"], counts["year"]
    yield Job(
        6, count, ngettext("The answer to %(count)s appeal is late", "The answers to %(count)s appeals are late", count)
        % {"count": count},
        button=_("Answer them"), tone="urgent",
        **listed(year, "appeals", "hand", by_when(counts["answer_due"], day), late="1"),
    )  # fmt: skip
    count = counts["review_late"]
    yield Job(
        7, count, ngettext("The review of %(count)s case is late", "The reviews of %(count)s cases are late", count)
        % {"count": count},
        button=_("Look at them"), tone="urgent",
        **listed(year, "assessments", "lotus-2", by_when(counts["review_due"], day), late="review"),
    )  # fmt: skip
    count = counts["decision_late"]
    yield Job(
        8, count,
        ngettext("The decision on %(count)s recommended case is late", "The decisions on %(count)s recommended cases are late",
                 count) % {"count": count},
        button=_("Look at them"), tone="urgent",
        **listed(year, "assessments", "calendar", by_when(counts["committee_due"], day), late="committee"),
    )  # fmt: skip


def to_review(counts: dict[str, Any], day: dt.date) -> Iterator[Job]:
    """Cases of one year that wait for a review, or for an agenda."""
    yield Job(
        18, counts["waiting"],
        ngettext(
            "%(count)s self-assessment waits for review", "%(count)s self-assessments wait for review", counts["waiting"]
        ) % {"count": counts["waiting"]},
        button=_("Look at them"),
        **listed(counts["year"], "assessments", "lotus-2", by_when(counts["review_due"], day), state="submitted"),
    )  # fmt: skip
    yield Job(
        19, counts["recommended"],
        ngettext(
            "%(count)s recommended case waits for an agenda",
            "%(count)s recommended cases wait for an agenda", counts["recommended"],
        ) % {"count": counts["recommended"]},
        button=_("Open the sessions"),
        **listed(counts["year"], "sessions", "calendar", by_when(counts["committee_due"], day)),
    )  # fmt: skip


def to_recommend(count: int) -> Iterator[Job]:
    """Cases of all years that every assessor has finished: the queue of the administration, with nothing else in it."""
    words = ngettext(
        "The assessors are done with %(count)s case: its level is to be recommended",
        "The assessors are done with %(count)s cases: their levels are to be recommended", count,
    )  # fmt: skip
    address = f"{reverse('admin:assessments_assessment_changelist')}?{urlencode({'assessor': 'done', 'state': 'in_review'})}"
    yield Job(18, count, words % {"count": count}, address, _("Look at them"), icon="lotus-2")


def to_issue(counts: dict[str, Any]) -> Job:
    """Results of one year whose certificates nobody has issued."""
    words = ngettext(
        "%(count)s case is certified and its certificate is not issued",
        "%(count)s cases are certified and their certificates are not issued", counts["bare"],
    )  # fmt: skip
    return Job(
        21, counts["bare"], words % {"count": counts["bare"]}, button=_("Issue certificates"),
        **listed(counts["year"], "certificates-issue", "lotus-3"),
    )  # fmt: skip


def to_answer(counts: dict[str, Any], day: dt.date) -> Iterator[Job]:
    """Appeals of one year nobody has taken up or answered yet, and by when the first of them is due."""
    yield Job(
        14, counts["filed"],
        ngettext(
            "%(count)s appeal waits for another assessor", "%(count)s appeals wait for another assessor", counts["filed"]
        ) % {"count": counts["filed"]},
        button=_("Look at them"),
        **listed(counts["year"], "appeals", "hand", by_when(counts["filed_due"], day), state="filed"),
    )  # fmt: skip
    yield Job(
        17, counts["again"],
        ngettext(
            "%(count)s appeal is being looked at again", "%(count)s appeals are being looked at again", counts["again"]
        ) % {"count": counts["again"]},
        button=_("Look at them"),
        **listed(counts["year"], "appeals", "hand", by_when(counts["again_due"], day), state="in_review"),
    )  # fmt: skip


def to_write(counts: dict[str, Any], day: dt.date) -> Iterator[Job]:
    """Of one year, for those who fill them in."""
    year = counts["year"]
    yield Job(
        9, counts["returned"],
        ngettext(
            "%(count)s self-assessment came back to be completed",
            "%(count)s self-assessments came back to be completed", counts["returned"],
        ) % {"count": counts["returned"]},
        button=_("Complete them"), tone="urgent", only=page_of_row("assessments:assessment", counts["returned_pk"]),
        **listed(year, "assessments", "lotus-2", by_when(counts["returned_due"], day), state="returned"),
    )  # fmt: skip
    yield Job(
        11, counts["late"],
        ngettext(
            "%(count)s self-assessment is begun and late",
            "%(count)s self-assessments are begun and late", counts["late"],
        ) % {"count": counts["late"]},
        button=_("Go on filling in"), tone="urgent", only=page_of_row("assessments:assessment", counts["late_pk"]),
        **listed(year, "assessments", "lotus-2", by_when(counts["late_due"], day), state="self", late="1"),
    )  # fmt: skip
    yield Job(
        45, counts["begun"],
        ngettext(
            "%(count)s self-assessment is begun and not sent yet",
            "%(count)s self-assessments are begun and not sent yet", counts["begun"],
        ) % {"count": counts["begun"]},
        button=_("Go on filling in"), only=page_of_row("assessments:assessment", counts["begun_pk"]),
        **listed(year, "assessments", "lotus-2", by_when(counts["begun_due"], day), state="self"),
    )  # fmt: skip


def not_begun(bodies: set[int], day: dt.date) -> list[Organisation]:
    """Own bodies without an assessment in a year whose self-assessment is open on that day; one query."""
    opened = AssessmentCalendar.objects.filter(opens_on__lte=day, programme_year__in=ProgrammeYear.objects.writable(day))
    theirs = opened.filter(
        programme_year__province=OuterRef("province"),
        programme_year__criteria__kind=OuterRef("kind"),
    )
    # The due day may be over and it is still welcome, as long as the year is the one that is open.
    standing = Assessment.objects.filter(organisation=OuterRef("pk"), programme_year__assessment_calendar__in=opened)
    rows = Organisation.objects.filter(pk__in=bodies, state__in=["proposed", "active", "dormant"])
    return list(rows.filter(Exists(theirs), ~Exists(standing.exclude(state="withdrawn"))).only("code")[:50])


def to_begin(bodies: list[Organisation]) -> Iterator[Job]:
    """For a contact: to the form at once where it is one body."""
    address = reverse("assessments:assessment-begin")
    yield Job(
        28, len(bodies),
        ngettext(
            "%(count)s self-assessment can be begun", "%(count)s self-assessments can be begun", len(bodies)
        ) % {"count": len(bodies)},
        f"{address}?{urlencode({'organisation': bodies[0].code})}" if len(bodies) == 1 else address,
        _("Begin a self-assessment"), icon="lotus-1",
    )  # fmt: skip


def held_by(person: Any, bodies: QuerySet[Organisation]) -> Iterator[Held]:
    """Self-assessments of hers that came back to be completed; what is asked of a role follows the role."""
    returned = Assessment.objects.filter(filed_by=person, organisation__in=bodies, state="returned")
    yield Held(_("returned self-assessments"), returned, "filed_by")
