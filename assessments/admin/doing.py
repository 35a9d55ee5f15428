"""Takes what a review page sends: each button is an action, and what was typed beside it is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import Http404
from django.utils.translation import gettext as _

from assessments.actions import assignments as assigning
from assessments.actions import review
from assessments.models import Assessment, AssessorAssignment, Score
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.models import User
from pledges.actions.people import heard

Typed = Mapping[str, str]
# What no number of ours can be; the action refuses it with the item and its range.
NO_SCORE = -1


def numbers(typed: Typed, name: str) -> dict[int, int | None]:
    """The scores of a column by item; what is no number is handed on as one out of range."""
    return {item: score_of(text) for item, text in texts(typed, name).items()}


def score_of(text: str) -> int | None:
    """An empty field is no score."""
    if not text.strip():
        return None
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 3 else NO_SCORE


def texts(typed: Typed, name: str) -> dict[int, str]:
    """The texts of a column by item."""
    found = {}
    for key, text in typed.items():
        column, _dash, item = key.rpartition("-")
        if column == name and item.isascii() and item.isdecimal() and len(item) < 4:
            found[int(item)] = text
    return found


def mine(case: Assessment, by: User) -> AssessorAssignment:
    """Her assignment.

    Raises:
        NotAllowed: she has none.
    """
    found = case.assignments.filter(assessor=by, released_at__isnull=True).select_related("assessment").first()
    if found is None:
        raise NotAllowed(_("Only the assessor whom this case is given to scores here."))
    return found


# Each button


def save(case: Assessment, typed: Typed, by: User) -> str:
    """An assessor's scores."""
    review.save_assessor_scores(
        assignment=mine(case, by), values=numbers(typed, "value"), remarks=texts(typed, "remark"), by=by
    )
    return _("Your scores are saved. Nobody sees them before all assessors are done.")


def finish(case: Assessment, typed: Typed, by: User) -> str:
    """An assessor is done."""
    save(case, typed, by)
    review.finish_assignment(assignment=mine(case, by), by=by)
    return _("Thank you: you have finished this case.")


def committee(case: Assessment, typed: Typed, by: User) -> str:
    """The committee's scores."""
    version = typed.get("version", "")
    review.save_committee_scores(
        assessment=case, scores=numbers(typed, "committee"), reasons=texts(typed, "reason"),
        version=int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else 0, by=by,
    )  # fmt: skip
    return _("The committee’s scores are saved.")


def recommend(case: Assessment, typed: Typed, by: User) -> str:
    """The committee's scores as typed, and the recommendation."""
    if texts(typed, "committee"):
        committee(case, typed, by)
    level = score_of(typed.get("level", ""))
    review.recommend(assessment=case, level=level, reason=typed.get("recommendation", ""), by=by)
    return _("The level is recommended to the sub-committee.")


def ask(case: Assessment, typed: Typed, by: User) -> str:
    """A question on one item; scores typed meanwhile are kept."""
    keep(case, typed, by)
    number = score_of(typed.get("item", ""))
    score = Score.objects.filter(assessment=case, criterion__number=number).first()
    if score is None:
        raise Refused(_("Please choose the item that is asked about."))
    review.ask_question(score=score, text=typed.get(f"ask-{number}", ""), by=by)
    return _("The question was sent. Its answer will stand beside the item.")


def keep(case: Assessment, typed: Typed, by: User) -> None:
    """Scores of hers that stand in the form are not lost to another button."""
    if texts(typed, "value"):
        save(case, typed, by)
    if texts(typed, "committee"):
        committee(case, typed, by)


def give_back(case: Assessment, typed: Typed, by: User) -> str:
    """Return for completion, with reasons per item; an assessor's scores are kept."""
    if texts(typed, "value"):
        save(case, typed, by)
        case.refresh_from_db(fields=["state"])
    review.return_assessment(assessment=case, note=typed.get("note", ""), reasons=texts(typed, "return"), by=by)
    told = _("The self-assessment was returned, and the body was told why.")
    return heard(case.organisation, told, _("The self-assessment was returned."))


def reconsider(case: Assessment, typed: Typed, by: User) -> str:
    """Take the recommendation back."""
    review.reconsider(assessment=case, note=typed.get("note", ""), by=by)
    return _("The case is under review again.")


def begin(case: Assessment, typed: Typed, by: User) -> str:
    """Begin by hand."""
    review.begin_review(assessment=case, by=by)
    return _("The review has begun.")


def withdraw(case: Assessment, typed: Typed, by: User) -> str:
    """Take the case out of the year."""
    review.withdraw(assessment=case, note=typed.get("note", ""), by=by)
    return _("The assessment was withdrawn.")


def assign(case: Assessment, typed: Typed, by: User) -> str:
    """Give the case to one more assessor."""
    person = next((one for one in assigning.assessors_of(case.province_id) if str(one.pk) == typed.get("assessor")), None)
    assigning.assign(assessment=case, assessors=[person] if person else [], by=by)
    return _("The case was given to %(name)s.") % {"name": person}


def release(case: Assessment, typed: Typed, by: User) -> str:
    """Take it back from an assessor."""
    rows = {str(one.pk): one for one in case.assignments.select_related("assessor", "assessment")}
    found = rows.get(typed.get("assignment", ""))
    if found is None:
        raise Refused(_("Please choose whom the case is taken back from."))
    assigning.release(assignment=found, by=by)
    return _("The case was taken back from %(name)s.") % {"name": found.assessor}


def conflict(case: Assessment, typed: Typed, by: User) -> str:
    """She declares a conflict of her own with the body."""
    subject = case.organisation or case.district
    if subject is None:
        raise Refused(_("There is no conflict of interest with the province itself."))
    assigning.declare_conflict(person=by, subject=subject, reason=typed.get("conflict", ""), by=by)
    return _("Your conflict of interest is noted. The case is closed to you.")


VERBS: dict[str, Callable[[Assessment, Typed, User], str]] = {
    "save": save, "finish": finish, "committee": committee, "recommend": recommend, "ask": ask, "return": give_back,
    "reconsider": reconsider, "begin": begin, "withdraw": withdraw, "assign": assign, "release": release,
    "conflict": conflict,
}  # fmt: skip


def do(verb: str, case: Assessment, typed: Typed, by: User) -> str:
    """What the button says; returns the sentence to tell.

    Raises:
        Http404: there is no such button.
        NotAllowed, Refused, Outpaced: as the action says.
    """
    if verb not in VERBS:
        raise Http404
    return VERBS[verb](case, typed, by)
