"""Appeals: filed within the working days of the office, given to another assessor, answered; a granted one opens the case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.models import Appeal, AppealItem, Assessment, AssessmentCalendar, AssessorAssignment, Decision, Score
from assessments.permissions import can_appeal, can_enter_from_paper, can_look_again, has_conflict
from assessments.querysets.assessments import ASSESS, DECIDED
from assessments.workflow import APPEAL, ASSESSMENT
from moralprovince.core import thai
from moralprovince.core.actions import action
from moralprovince.core.audit import record
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.models import User
from moralprovince.core.outbox import in_letter_language, notify
from moralprovince.core.working_days import add_working_days
from networks.querysets.scope import scope_of, still_reading
from pledges.actions.people import officers_of, tell_organisation


@dataclass(frozen=True)
class ItemAnswer:
    """What looking again at one item came to; no value leaves its score as it was."""

    answer: str
    value: int | None = None


# Filing


@action
def file_appeal(
    *,
    assessment: Assessment,
    reason: str,
    items: Mapping[int, str],
    by: User,
    filed_on: dt.date | None = None,
    on_behalf_of: str = "",
) -> Appeal:
    """Appeal against the last decision: why, and for each item (by its number) why; the office enters letters with their day.

    Raises:
        NotAllowed: this person writes nothing for the body.
        Refused: not decided (any more), the days are over, this decision was appealed against before, or a reason is missing.
    """
    day = filed_on or thai.today()
    ensure_may_file(assessment, by, day)
    case = locked_case(assessment)
    decision = ensure_in_time(case, day)
    ensure_reasons(reason, items)
    appeal = write_appeal(
        assessment=case, decision=decision, reason=reason.strip(), filed_on=day, filed_by=by,
        on_behalf_of=on_behalf_of.strip(),
        answer_due_on=add_working_days(day, calendar_of(case).appeal_answer_days),
    )  # fmt: skip
    write_items(appeal, items)
    record("file_appeal", appeal, by=by, note=reason, province=case.province_id)
    tell_office(appeal, by)
    return appeal


def calendar_of(case: Assessment) -> AssessmentCalendar:
    """The days of the year; where the office has set none, the usual ones."""
    found = getattr(case.programme_year, "assessment_calendar", None)
    return found or AssessmentCalendar(programme_year=case.programme_year)


def last_day_to_appeal(case: Assessment, decision: Decision) -> dt.date:
    """Working days are counted from the day after the decision."""
    return add_working_days(decision.resolved_on, calendar_of(case).appeal_days)


def last_decision(case: Assessment) -> Decision | None:
    """The decision that stands."""
    return Decision.objects.filter(assessment=case).order_by("-at", "-pk").first()


def ensure_may_file(assessment: Assessment, by: User, day: dt.date) -> None:
    """Whoever writes for the body, today; the office also for the day a letter came."""
    if not can_appeal(by, assessment):
        raise NotAllowed(_("You do not have the right to appeal for this body."))
    if day > thai.today():
        raise Refused(_("This day lies in the future."))
    if day < thai.today() and not can_enter_from_paper(by, assessment.province_id):
        raise NotAllowed(_("Only the culture office enters an appeal for an earlier day."))


def locked_case(assessment: Assessment) -> Assessment:
    """The case as it is now; a certification at the same moment waits, or has happened."""
    rows = Assessment.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("programme_year__assessment_calendar", "organisation").get(pk=assessment.pk)


def ensure_in_time(case: Assessment, day: dt.date) -> Decision:
    """Decided, and not longer ago than the office allows."""
    decision = last_decision(case)
    if case.state not in DECIDED or decision is None:
        raise Refused(_("This cannot be done now: the state is “%(state)s”.") % {"state": case.get_state_display()})
    last = last_day_to_appeal(case, decision)
    if day > last:
        raise Refused(_("An appeal was possible until %(day)s.") % {"day": thai.day_long(last)})
    if day < decision.resolved_on:
        raise Refused(_("This day lies before the decision of %(day)s.") % {"day": thai.day_long(decision.resolved_on)})
    if there := Appeal.objects.filter(decision=decision).first():
        raise there_already(there)
    return decision


def there_already(appeal: Appeal) -> Refused:
    """Another one is in the way."""
    name = _("the appeal of %(day)s") % {"day": thai.day_long(appeal.filed_on)}
    sentence = _("There is an appeal against this decision already: %(appeal)s.") % {"appeal": name}
    return Refused(sentence, leads_to=(name, reverse("assessments:appeal", args=[appeal.pk])))


def ensure_reasons(reason: str, items: Mapping[int, str]) -> None:
    """Something to look at, and why."""
    if not reason.strip():
        raise Refused(_("Please say why the result should be looked at again."))
    if not any(text.strip() for text in items.values()):
        raise Refused(_("Please give the reason for at least one item."))


def write_appeal(**fields: Any) -> Appeal:
    """One open appeal for each case, one appeal against each decision: the database sees to it."""
    try:
        with transaction.atomic():
            return Appeal.objects.create(**fields)
    except IntegrityError as taken:
        open_now = Q(assessment=fields["assessment"], state__in=[Appeal.State.FILED, Appeal.State.IN_REVIEW])
        raise there_already(Appeal.objects.filter(Q(decision=fields["decision"]) | open_now)[0]) from taken


def write_items(appeal: Appeal, items: Mapping[int, str]) -> None:
    """The items with a reason; a number that the criteria do not have is refused."""
    wanted = {number: text.strip() for number, text in items.items() if text.strip()}
    scores = Score.objects.filter(assessment=appeal.assessment_id, criterion__number__in=wanted).select_related("criterion")
    if len(scores) != len(wanted):
        raise Refused(_("There is no such item in these criteria."))
    AppealItem.objects.bulk_create(
        AppealItem(appeal=appeal, score=score, reason=wanted[score.criterion.number]) for score in scores
    )


# Looking again


@action
def take_up(*, appeal: Appeal, assessor: User, by: User) -> None:
    """Give the appeal to somebody who assesses in the province, never looked at this case, and has no conflict with it.

    Raises:
        NotAllowed, Outpaced: as every step.
        Refused: not another assessor.
    """
    case = appeal.assessment
    APPEAL.check(APPEAL.step("take_up"), appeal, by, "")
    ensure_another(case, assessor, appeal)
    APPEAL.move(
        appeal, "take_up", by=by, set_fields={"assessor": assessor}, changes={"assessor": [None, assessor.pk]}
    )  # fmt: skip
    AssessorAssignment.objects.create(assessment=case, assessor=assessor, assigned_by=by, for_appeal=True)
    if assessor != by:
        tell_assessor(appeal, assessor)


def ensure_another(case: Assessment, assessor: User, appeal: Appeal) -> None:
    """Neither somebody who looked at the case before, nor whoever appealed, nor anybody close to the body."""
    if not scope_of(assessor).in_province(ASSESS, case.province_id):
        raise Refused(_("%(name)s is not an assessor of this province.") % {"name": assessor})
    if AssessorAssignment.objects.filter(assessment=case, assessor=assessor).exists():
        raise Refused(_("%(name)s assessed this case before. Please choose another assessor.") % {"name": assessor})
    if assessor.pk == appeal.filed_by_id or has_conflict(assessor, case):
        raise Refused(_("%(name)s has a conflict of interest here. Please choose another assessor.") % {"name": assessor})


@action
def look_again(*, appeal: Appeal, items: Mapping[int, ItemAnswer], by: User) -> bool:
    """Write down what looking again at the items came to; False where all of it stands there already.

    It can be changed until the appeal is answered.

    Raises:
        NotAllowed: neither the assessor of the appeal nor the office, or close to the body.
        Refused: the appeal is not being looked at, nothing was found at all, or a score is beyond the criteria.
    """
    if not can_look_again(by, appeal):
        raise NotAllowed(_("You do not have the right to do this here. Please ask the culture office."))
    now = Appeal.objects.select_for_update().get(pk=appeal.pk)
    if now.state != Appeal.State.IN_REVIEW:
        raise Refused(_("This cannot be done now: the state is “%(state)s”.") % {"state": now.get_state_display()})
    before = found_at(appeal)
    save_items(appeal, items)
    after = found_at(appeal)
    if before == after:
        ensure_something_found(after)
        return False
    record("look_again", appeal, by=by, province=appeal.assessment.province_id)
    return True


def found_at(appeal: Appeal) -> list[tuple[str, int | None]]:
    """Answer and score of each item, as they stand."""
    return list(appeal.items.order_by("pk").values_list("answer", "value"))


def ensure_something_found(found: list[tuple[str, int | None]]) -> None:
    """What was sent empty over empty boxes says nothing."""
    if not any(answer or value is not None for answer, value in found):
        raise Refused(_("Please write for at least one item what looking again came to."))


def save_items(appeal: Appeal, items: Mapping[int, ItemAnswer]) -> list[AppealItem]:
    """Answers and scores of the appealed items, by number."""
    highest = appeal.assessment.criteria_set.max_score
    rows = list(appeal.items.select_related("score__criterion"))
    for row in rows:
        given = items.get(row.score.criterion.number)
        if given is None:
            continue
        if given.value is not None and not 0 <= given.value <= highest:
            raise Refused(_("A score lies between 0 and %(highest)s.") % {"highest": highest})
        row.answer, row.value = given.answer.strip(), given.value
    AppealItem.objects.bulk_update(rows, ["answer", "value"])
    return rows


# Answering


@action
def answer_appeal(*, appeal: Appeal, granted: bool, answer: str, items: Mapping[int, ItemAnswer], by: User) -> None:
    """Answer: where it is granted, the case goes back to its review with the scores found; the body gets a letter.

    Raises:
        NotAllowed, Outpaced: as every step; also where the case itself moved at the same moment.
        Refused: no answer, or an item without one.
    """
    case = locked_case(appeal.assessment)
    fields = {"answer": answer.strip(), "answered_on": thai.today(), "answered_by": by}
    APPEAL.move(appeal, "grant" if granted else "dismiss", by=by, note=answer, set_fields=fields)
    rows = save_items(appeal, items)
    if not all(row.answer for row in rows):
        raise Refused(_("Please answer every item of the appeal."))
    if granted:
        open_again(case, appeal, rows, by)
    else:
        AssessorAssignment.objects.filter(assessment=case, assessor=appeal.assessor_id).update(done_at=timezone.now())
    tell_body(appeal, case, by)


def open_again(case: Assessment, appeal: Appeal, rows: list[AppealItem], by: User) -> None:
    """Back to the review: only the other assessor stays on the case, and the scores found stand as the committee's."""
    ASSESSMENT.move(case, "review_again", by=by, note=appeal.answer)
    former = AssessorAssignment.objects.filter(assessment=case, released_at__isnull=True).exclude(assessor=appeal.assessor_id)
    former.update(released_at=timezone.now())
    for row in rows:
        if row.value is not None:
            row.score.committee_score, row.score.reason = row.value, row.answer
    Score.objects.bulk_update([row.score for row in rows], ["committee_score", "reason"])


# Telling


def address_of(appeal: Appeal) -> str:
    """The page of the appeal."""
    return reverse("assessments:appeal", args=[appeal.pk])


def tell_office(appeal: Appeal, by: User) -> None:
    """An appeal has come; whoever entered a letter knows."""
    with in_letter_language():
        subject = _("An appeal has come: %(case)s") % {"case": appeal.assessment}
        body = _("Please give it to another assessor. The answer is due on %(day)s.") % {
            "day": thai.day_long(appeal.answer_due_on)
        }
    officers = [one for one in officers_of(appeal.assessment.province_id) if one != by]
    tell(officers, appeal, "appeal_filed", subject, body)


def tell_assessor(appeal: Appeal, assessor: User) -> None:
    """Somebody else is to look again."""
    with in_letter_language():
        facts = {"case": appeal.assessment, "day": thai.day_long(appeal.answer_due_on)}
        subject = _("Please look again: %(case)s") % facts
        body = _("The culture office asks you to look again at %(case)s, item by item. The answer is due on %(day)s.") % facts
    tell([assessor], appeal, "appeal_assigned", subject, body)


def tell(people: list[User], appeal: Appeal, kind: str, subject: str, body: str) -> None:
    """One event of an appeal, which asks for something until that is answered."""
    owed = f"appeal:{appeal.pk}"
    notify(
        to=people, kind=kind, key=f"{owed}/{kind}", subject=subject, body=body, link=address_of(appeal), obligation=owed,
        province=appeal.assessment.province_id,
    )  # fmt: skip


def tell_body(appeal: Appeal, case: Assessment, by: User) -> None:
    """Whoever else appealed reads the answer here; the letter can be printed."""
    with in_letter_language():
        told: dict[str, Any] = {
            "kind": "appeal_answered", "key": f"appeal:{appeal.pk}/answered", "link": address_of(appeal),
            "subject": _("Your appeal has been answered: %(case)s") % {"case": case},
            "body": _("Answer: %(result)s. The reasons for each item and the letter are on the page of the appeal.")
            % {"result": appeal.get_state_display()},
        }  # fmt: skip
    if case.organisation:
        tell_organisation(case.organisation, by=by, also=still_reading(appeal, [appeal.filed_by]), **told)
    else:
        notify(to=still_reading(appeal, [appeal.filed_by], but=by), province=case.province_id, **told)
