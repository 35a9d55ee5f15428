"""The review of a case: scores of assessors and of the committee, questions, return, recommendation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.models import Assessment, AssessorAssignment, AssessorScore, ItemQuestion, OutstandingAward, Score
from assessments.permissions import can_recommend, can_review, can_score, can_write_assessment
from assessments.scoring import outcome_of
from assessments.workflow import ASSESSMENT
from moralprovince.core.actions import action
from moralprovince.core.audit import record
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.models import User
from moralprovince.core.outbox import in_letter_language, notify
from networks.querysets.scope import still_reading
from pledges.actions.guards import bump_version
from pledges.actions.people import tell_organisation

from .guards import UNDER_REVIEW, begin_if_waiting, ensure_no_conflict, ensure_state, hold, hold_for_step

# Scores and texts are named by the number of their item.
Values = Mapping[int, int | None]
Texts = Mapping[int, str]


# Assessors


@action
def save_assessor_scores(*, assignment: AssessorAssignment, values: Values, remarks: Texts, by: User) -> None:
    """Keep an assessor's scores and remarks, complete or not; the first score begins the review.

    What she gave does not stand in the history: nobody reads it there before everybody is done.

    Raises:
        NotAllowed: it is not her assignment (any more), or she has a conflict.
        Refused: she is done, the case is not under review, or a score is out of range.
    """
    case, row = held_to_score(assignment, by)
    if write_assessor_scores(case, row, values, remarks):
        begin_if_waiting(case, by)
        record("score", row, by=by, province=case.province_id)


def held_to_score(assignment: AssessorAssignment, by: User) -> tuple[Assessment, AssessorAssignment]:
    """The case and the assignment as they stand now, held."""
    case = hold(assignment.assessment)
    row = AssessorAssignment.objects.select_for_update().get(pk=assignment.pk)
    row.assessment = case
    if row.assessor_id == by.pk:
        ensure_no_conflict(by, case)
    if not can_score(by, row):
        raise NotAllowed(_("Only the assessor whom this case is given to scores here."))
    if row.done_at:
        raise Refused(_("You have finished this case; your scores stand as they are."))
    ensure_state(case, UNDER_REVIEW)
    return case, row


def write_assessor_scores(case: Assessment, row: AssessorAssignment, values: Values, remarks: Texts) -> bool:
    """One upsert for all items; did anything change?"""
    ensure_in_range(case, "value", values)
    kept = {score.score_id: (score.value, score.remark) for score in row.scores.all()}
    rows = [
        AssessorScore(
            assignment=row, score=score, value=values.get(score.criterion.number),
            remark=remarks.get(score.criterion.number, "").strip(),
        )
        for score in scores_of(case)
        if score.criterion.number in values or score.criterion.number in remarks
    ]  # fmt: skip
    fresh = [one for one in rows if kept.get(one.score_id, (None, "")) != (one.value, one.remark)]
    AssessorScore.objects.bulk_create(
        fresh, update_conflicts=True, unique_fields=["assignment", "score"], update_fields=["value", "remark"]
    )
    return bool(fresh)


def scores_of(case: Assessment) -> list[Score]:
    """The items in order."""
    return list(Score.objects.filter(assessment=case.pk).select_related("criterion").order_by("criterion__number"))


def ensure_in_range(case: Assessment, column: str, values: Values) -> None:
    """Every score of a column lies in the range of its criteria.

    Raises:
        Refused: with the item.
    """
    highest = case.criteria_set.max_score
    for number, value in values.items():
        if value is not None and not 0 <= value <= highest:
            facts = {"item": number, "highest": highest}
            raise Refused(_("Item %(item)s: a score lies between 0 and %(highest)s.") % facts, field=f"{column}-{number}")


@action
def finish_assignment(*, assignment: AssessorAssignment, by: User) -> None:
    """Say that an assessor is done: every item has a score, and they stand from now on.

    Raises:
        NotAllowed: it is not her assignment.
        Refused: an item has no score yet, or she is done already.
    """
    case, row = held_to_score(assignment, by)
    given = set(row.scores.filter(value__isnull=False).values_list("score", flat=True))
    missing = [score.criterion.number for score in scores_of(case) if score.pk not in given]
    if missing:
        raise Refused(
            _("These items have no score of yours yet: %(items)s.") % {"items": ", ".join(map(str, missing))},
            notes={f"value-{item}": _("Item %(item)s has no score of yours yet.") % {"item": item} for item in missing},
        )
    row.done_at = assignment.done_at = timezone.now()
    row.save(update_fields=["done_at"])
    record("finish", row, by=by, province=case.province_id)


def still_scoring(case: Assessment) -> bool:
    """Is an assessor of the case not done yet?"""
    return case.assignments.filter(released_at__isnull=True, done_at__isnull=True).exists()


# Questions


@action
def ask_question(*, score: Score, text: str, by: User) -> ItemQuestion:
    """Ask the body about one item; it is answered in place.

    Raises:
        NotAllowed: this person does not review the case.
        Refused: nothing is asked, or the case is not under review.
    """
    case = held_to_review(score.assessment, by)
    if not text.strip():
        raise Refused(_("Please write the question."), field=f"ask-{score.criterion.number}")
    question = ItemQuestion.objects.create(score=score, text=text.strip(), asked_by=by)
    begin_if_waiting(case, by)
    record("ask", case, by=by, note=text.strip())
    with in_letter_language():
        subject = _("A question about your self-assessment: %(case)s") % {"case": case}
    asked = f"question:{question.pk}"
    tell_body(case, by, kind="assessment_question", key=asked, subject=subject, body=question.text, obligation=asked)
    return question


def held_to_review(assessment: Assessment, by: User) -> Assessment:
    """The case, held, if she works on its review."""
    case = hold(assessment)
    ensure_no_conflict(by, case)
    if not can_review(by, case):
        raise NotAllowed(_("You do not review this case."))
    ensure_state(case, UNDER_REVIEW)
    return case


@action
def answer_question(*, question: ItemQuestion, answer: str, by: User) -> None:
    """Answer in place, as whoever fills in the self-assessment; an answer may be mended while the review goes on, and whoever
    asked reads each one; the same words again change nothing.

    Raises:
        NotAllowed: this person writes nothing for the body.
        Refused: there is no answer, or the review is over.
    """
    case = hold(question.score.assessment)
    if not can_write_assessment(by, case):
        raise NotAllowed(_("Questions are answered by those who fill in the self-assessment."))
    ensure_state(case, (*UNDER_REVIEW, "returned"))
    if not answer.strip():
        raise Refused(_("Please write the answer."))
    if question.answer == answer.strip():
        return
    question.answer, question.answered_by, question.answered_at = answer.strip(), by, timezone.now()
    question.save(update_fields=["answer", "answered_by", "answered_at"])
    record("answer", case, by=by, note=question.answer)
    with in_letter_language():
        subject = _("Your question has been answered: %(case)s") % {"case": case}
    notify(
        to=still_reading(case, [question.asked_by], but=by), kind="assessment_answer", subject=subject, body=question.answer,
        key=f"answer:{question.pk}/{question.answered_at.isoformat()}",
        link=reverse("admin:assessments_assessment_change", args=[case.pk]),
        province=case.province_id,
    )  # fmt: skip


def tell_body(case: Assessment, by: User, **told: Any) -> None:
    """Whoever else looks after the self-assessment."""
    try:
        link = reverse("assessments:assessment", args=[case.pk])
    except NoReverseMatch:
        link = ""
    sender = still_reading(case, [case.filed_by], but=by)
    if case.organisation:
        tell_organisation(case.organisation, by=by, also=sender, link=link, **told)
    else:
        notify(to=sender, link=link, province=case.province_id, **told)


# The committee's scores


@action
def save_committee_scores(*, assessment: Assessment, scores: Values, reasons: Texts, version: int, by: User) -> None:
    """Write what the committee gives each item, with a reason where it differs from the body's own score.

    Raises:
        NotAllowed: this person does not recommend.
        Refused: assessors still score, the case is not in review, a score is out of range, or a reason is missing.
        Outpaced: somebody else saved it since the page was opened.
    """
    case = held_to_recommend(assessment, by)
    ensure_in_range(case, "committee", scores)
    rows = [row for row in scores_of(case) if row.criterion.number in scores]
    ensure_reasons(rows, scores, reasons)
    changes = dict(write_committee_scores(rows, scores, reasons))
    if changes:
        bump_version(case, version)
        Score.objects.bulk_update(rows, ["committee_score", "reason"])
        record("committee_scores", case, by=by, changes=changes)
    assessment.version = case.version


def held_to_recommend(assessment: Assessment, by: User) -> Assessment:
    """The case, held, in review, with every assessor done."""
    case = hold(assessment)
    ensure_no_conflict(by, case)
    if not can_recommend(by, case):
        raise NotAllowed(_("The committee’s scores are entered by the culture office."))
    ensure_state(case, ("in_review",))
    if still_scoring(case):
        raise Refused(_("The assessors have not finished yet; the committee’s scores come after theirs."))
    return case


def ensure_reasons(rows: list[Score], scores: Values, reasons: Texts) -> None:
    """Each score that differs from the body's own has its reason.

    Raises:
        Refused: with all items that lack one.
    """
    notes = {}
    for row in rows:
        number = row.criterion.number
        if scores[number] not in (None, row.self_score) and not reasons.get(number, "").strip():
            sentence = _("Item %(item)s: please write why the score differs from the body’s own.")
            notes[f"reason-{number}"] = sentence % {"item": number}
    if notes:
        raise Refused(" ".join(notes.values()), notes=notes)


def write_committee_scores(rows: list[Score], scores: Values, reasons: Texts) -> Mapping[str, list[Any]]:
    """Set them on the rows; returns what changed."""
    changes: dict[str, list[Any]] = {}
    for row in rows:
        number = row.criterion.number
        value, reason = scores[number], reasons.get(number, "").strip()
        if (row.committee_score, row.reason) != (value, reason):
            name = f"assessments.criterion.number={number}/assessments.score.committee_score"
            changes[name] = [told(row.committee_score, row.reason), told(value, reason)]
            row.committee_score, row.reason = value, reason
    return changes


def told(value: int | None, reason: str) -> str:
    """A score and its reason in one text, for the history."""
    return " · ".join(part for part in ("" if value is None else str(value), reason) if part)


# Steps


@action
def return_assessment(*, assessment: Assessment, note: str, reasons: Texts, by: User) -> None:
    """Give it back for completion: why, and at which items what is missing; assessors look again when it comes back.

    Raises:
        NotAllowed, Refused, Outpaced: as every step.
    """
    hold_for_step(assessment, by)
    fields = {"returned_note": note.strip(), "returns": assessment.returns + 1, "updated_at": timezone.now()}
    ASSESSMENT.move(assessment, "return", by=by, note=note, set_fields=fields)
    rows = scores_of(assessment)
    for row in rows:
        row.return_reason = reasons.get(row.criterion.number, "").strip()
    Score.objects.bulk_update(rows, ["return_reason"])
    AssessorAssignment.objects.filter(assessment=assessment, released_at__isnull=True).update(done_at=None)
    with in_letter_language():
        subject = _("Please complete your self-assessment: %(case)s") % {"case": assessment}
    tell_body(
        assessment, by, kind="assessment_returned", key=f"assessment:{assessment.pk}/returned/{assessment.returns}",
        subject=subject, body=note.strip(), obligation=f"returned-assessment:{assessment.pk}:{assessment.returns}",
    )  # fmt: skip


@action
def recommend(*, assessment: Assessment, reason: str = "", level: int | None = None, by: User) -> None:
    """Recommend to the sub-committee the level that the committee's scores reach, or another one with a reason.

    Raises:
        NotAllowed, Outpaced: as every step.
        Refused: assessors still score, an item has no score of the committee, no such level, or the reason is missing.
    """
    hold_for_step(assessment, by)
    computed = level_to_recommend(assessment)
    chosen = computed if level is None else level
    if chosen and not assessment.criteria_set.levels.filter(number=chosen).exists():
        raise Refused(_("These criteria have no such level."), field="level")
    if chosen != computed and not reason.strip():
        raise Refused(_("The level differs from what the scores reach. Please write why."), field="recommendation")
    now = timezone.now()
    fields = {"recommended_level": chosen, "recommended_by": by, "recommended_at": now, "recommendation": reason.strip(),
              "updated_at": now}  # fmt: skip
    changes = {"recommended_level": [assessment.recommended_level, chosen]}
    ASSESSMENT.move(assessment, "recommend", by=by, note=reason, set_fields=fields, changes=changes)


def level_to_recommend(assessment: Assessment) -> int:
    """The level of the committee's scores, which must be complete.

    Raises:
        Refused: assessors still score, or an item has no score yet.
    """
    if assessment.state == Assessment.State.IN_REVIEW and still_scoring(assessment):
        raise Refused(_("The assessors have not finished yet; a level is recommended after they have."))
    rows = scores_of(assessment)
    missing = [row.criterion.number for row in rows if row.committee_score is None]
    if assessment.state == Assessment.State.IN_REVIEW and missing:
        raise Refused(
            _("These items have no score of the committee yet: %(items)s.") % {"items": ", ".join(map(str, missing))},
            notes={
                f"committee-{item}": _("Item %(item)s has no score of the committee yet.") % {"item": item} for item in missing
            },
        )
    return outcome_of(assessment.criteria_set.rules(), [row.committee_score or 0 for row in rows]).level


@action
def reconsider(*, assessment: Assessment, note: str, by: User) -> None:
    """Take a recommendation back to the review.

    Raises:
        NotAllowed, Refused, Outpaced: as every step.
    """
    hold_for_step(assessment, by)
    fields = {"recommended_level": None, "recommended_by": None, "recommended_at": None, "updated_at": timezone.now()}
    changes = {"recommended_level": [assessment.recommended_level, None]}
    ASSESSMENT.move(assessment, "reconsider", by=by, note=note, set_fields=fields, changes=changes)


@action
def begin_review(*, assessment: Assessment, by: User) -> None:
    """Begin the review by hand, before anybody was assigned.

    Raises:
        NotAllowed, Refused, Outpaced: as every step.
    """
    hold_for_step(assessment, by)
    ASSESSMENT.move(assessment, "begin_review", by=by)


@action
def withdraw(*, assessment: Assessment, note: str, by: User) -> None:
    """Take a case out of the year and tell its body why; what was written stays readable.

    Raises:
        NotAllowed, Refused, Outpaced: as every step; also where a certificate or the selection of it still holds.
    """
    hold_for_step(assessment, by)
    ensure_nothing_holds(assessment)
    ASSESSMENT.move(assessment, "withdraw", by=by, note=note, set_fields={"updated_at": timezone.now()})
    with in_letter_language():
        subject = _("Your self-assessment was withdrawn: %(case)s") % {"case": assessment}
    tell_body(
        assessment, by, kind="assessment_withdrawn", key=f"assessment:{assessment.pk}", subject=subject, body=note.strip()
    )


def ensure_nothing_holds(assessment: Assessment) -> None:
    """Of what was resolved before an appeal nothing is left with a case that goes out of the year.

    Raises:
        Refused: its certificate is still valid, or it is still the outstanding one of its year.
    """
    if valid := assessment.certificates.filter(state="valid").first():
        sentence = _("Certificate %(number)s of this case is still valid. Please revoke it first.") % {"number": valid}
        raise Refused(sentence, leads_to=(str(valid), reverse("assessments:certificate", args=[valid.pk])))
    if OutstandingAward.objects.filter(assessment=assessment).exists():
        year = str(assessment.programme_year)
        words = _("This case is selected as the outstanding one of fiscal year %(year)s. Please take the selection back first.")
        raise Refused(words % {"year": year}, leads_to=(year, f"{reverse('assessments:results')}?year={year}"))
