"""Begins, fills in and submits self-assessments of organisations, communities, districts and the province."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.joined import share_of
from assessments.models import Assessment, AssessmentCalendar, CriteriaSet, Kind, Score, YearCriteria
from assessments.permissions import can_begin_for, can_enter_from_paper, can_manage_assessments, can_write_assessment
from assessments.querysets.assessments import OWN
from assessments.scoring import outcome_of
from assessments.workflow import ASSESSMENT
from moralprovince.core import thai
from moralprovince.core.actions import action
from moralprovince.core.audit import record
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.files import give_to
from moralprovince.core.models import StoredFile, User
from moralprovince.core.outbox import cancel_open
from networks.actions.organisations import held
from networks.models import District, Organisation, ProgrammeYear, Province
from pledges.actions.guards import bump_version, ensure_not_before, ensure_writable

from .guards import ensure_goes_on

Subject = Organisation | District | Province
# Under this name an assessment keeps the items that were read of it in this request.
READ = "_scores_read"


@dataclass(frozen=True)
class ScoreEntry:
    """What the body says of one item, as typed."""

    number: int
    self_score: int | None = None
    self_text: str = ""


# Beginning


@action
def begin_assessment(*, subject: Subject, programme_year: ProgrammeYear, by: User) -> Assessment:
    """One empty row per item of the year's form; where the pledge knows the score of an item, it stands there already.

    Raises:
        NotAllowed: this person does not write for that body.
        Refused: the year has no criteria for its kind, is not open for self-assessment, or has one of it already.
    """
    if not can_begin_for(by, subject):
        raise NotAllowed(_("You do not have the right to fill in the self-assessment of this body."))
    kind, province = kind_of(subject), province_of(subject)
    ensure_may_begin(held(subject) if isinstance(subject, Organisation) else subject, programme_year, by)
    calendar = AssessmentCalendar.objects.filter(pk=programme_year.pk).first()
    ensure_opened(calendar, province, by)
    assessment = create_once(Assessment(
        programme_year=programme_year, province_id=province, kind=kind, criteria_set=criteria_of(programme_year, kind),
        organisation=subject if isinstance(subject, Organisation) else None,
        district=subject if isinstance(subject, District) else None,
        due_on=calendar.self_due_on if calendar else None,
    ))  # fmt: skip
    begin_scores(assessment)
    record("begin_assessment", assessment, by=by)
    return assessment


def kind_of(subject: Subject) -> str:
    """By which form it is assessed."""
    if isinstance(subject, Organisation):
        return str(subject.kind)
    return str(Kind.DISTRICT if isinstance(subject, District) else Kind.PROVINCE)


def province_of(subject: Subject) -> str:
    """The province it belongs to, or is."""
    return str(subject.pk if isinstance(subject, Province) else subject.province_id)


def ensure_may_begin(subject: Subject, programme_year: ProgrammeYear, by: User) -> None:
    """A body of the register, in an open year of its own province.

    Raises:
        Refused: with a sentence.
    """
    if isinstance(subject, Organisation) and subject.has_left:
        raise Refused(_("This organisation no longer takes part in the programme. Please ask the culture office."))
    if programme_year.province_id != province_of(subject):
        raise Refused(_("This fiscal year belongs to another province."))
    ensure_writable(programme_year, thai.today())


def ensure_opened(calendar: AssessmentCalendar | None, province: str, by: User) -> None:
    """Before its first day only the office begins.

    Raises:
        Refused: with the day it opens.
    """
    opens_on = calendar.opens_on if calendar else None
    if opens_on and thai.today() < opens_on and not can_manage_assessments(by, province):
        raise Refused(_("The self-assessment opens on %(day)s.") % {"day": thai.day_long(opens_on)})


def criteria_of(programme_year: ProgrammeYear, kind: str) -> CriteriaSet:
    """The form of that year for that kind.

    Raises:
        Refused: the office has not chosen one.
    """
    chosen = YearCriteria.objects.filter(programme_year=programme_year, kind=kind).select_related("criteria_set").first()
    if chosen is None:
        words = _("Fiscal year %(year)s has no criteria for this kind (%(kind)s) yet. The culture office chooses them first.")
        raise Refused(words % {"year": programme_year.fiscal_year, "kind": Kind(kind).label})
    return chosen.criteria_set


def create_once(assessment: Assessment) -> Assessment:
    """One for a body in a year, also where two begin at the same moment.

    Raises:
        Refused: there is one.
    """
    try:
        with transaction.atomic():
            assessment.save(force_insert=True)
    except IntegrityError as taken:
        raise there_already(assessment) from taken
    return assessment


def there_already(assessment: Assessment) -> Refused:
    """Another one of the same body and year is in the way."""
    same = {name: getattr(assessment, name) for name in ("programme_year", "province_id", "kind", "organisation", "district")}
    there = Assessment.objects.filter(**same).exclude(state=Assessment.State.WITHDRAWN).first()
    sentence = _("There is a self-assessment for this year already: %(name)s.") % {"name": there or assessment}
    # Whoever was faster may have withdrawn hers at this very moment.
    return Refused(sentence, leads_to=(str(there), reverse("assessments:assessment", args=[there.pk])) if there else None)


def begin_scores(assessment: Assessment) -> None:
    """Its items, with what the pledge says of them."""
    share = share_of(assessment)
    Score.objects.bulk_create(
        Score(assessment=assessment, criterion=item, self_score=share.score_for(item) if share else None)
        for item in assessment.criteria_set.criteria.prefetch_related("bands")
    )


# Filling in


@action
def save_scores(
    *, assessment: Assessment, entries: Sequence[ScoreEntry], version: int, by: User, by_itself: bool = False
) -> Assessment:
    """Keep what was typed, complete or not; what a form saves by itself is not told in the history, sending tells it all.

    Raises:
        NotAllowed: this person may not fill it in.
        Refused: it was sent already, or its year is closed.
        Outpaced: somebody else saved it since the form was opened.
    """
    changes = write_scores(assessment, entries, version, by)
    if changes and not by_itself:
        record("save_scores", assessment, by=by, changes=changes)
    return assessment


def write_scores(
    assessment: Assessment, entries: Sequence[ScoreEntry], version: int, by: User, **came: object
) -> dict[str, Any]:
    """The items under the version that was read; returns what changed. `came` says by which road it came."""
    ensure_open_for_filling(assessment, by)
    ensure_in_range(assessment, entries)
    bump_version(assessment, version, **came)
    typed = {entry.number: entry for entry in entries}
    changes: dict[str, Any] = {}
    changed = []
    for score in scores_of(assessment):
        entry = typed.get(score.criterion.number)
        before = told(score)
        if entry is None or (score.self_score, score.self_text) == (entry.self_score, entry.self_text):
            continue
        score.self_score, score.self_text = entry.self_score, entry.self_text
        changes[item_name(score)] = [before, told(score)]
        changed.append(score)
    Score.objects.bulk_update(changed, ["self_score", "self_text"])
    return changes


def ensure_open_for_filling(assessment: Assessment, by: User) -> None:
    """Only while it is with its body: in an open year, or returned by a review that goes on after it.

    Raises:
        NotAllowed, Refused: with a sentence.
    """
    if not can_write_assessment(by, assessment):
        raise NotAllowed(_("You do not have the right to fill in this self-assessment."))
    ensure_goes_on(assessment, thai.today())
    if assessment.state not in OWN:
        raise Refused(_("This was sent already. Please ask the culture office to return it if something is wrong."))


def ensure_in_range(assessment: Assessment, entries: Sequence[ScoreEntry]) -> None:
    """No score beyond the highest of the form.

    Raises:
        Refused: naming the item.
    """
    most = assessment.criteria_set.max_score
    for entry in entries:
        if entry.self_score is not None and not 0 <= entry.self_score <= most:
            raise Refused(_("Item %(item)s takes scores from 0 to %(most)s.") % {"item": entry.number, "most": most})


def scores_of(assessment: Assessment) -> list[Score]:
    """Its items in the order of the form; those a page has read already are not read again."""
    known: list[Score] | None = assessment.__dict__.get(READ)
    if known is None:
        known = list(assessment.scores.select_related("criterion").order_by("criterion__number"))
        remember_scores(assessment, known)
    return known


def remember_scores(assessment: Assessment, scores: Sequence[Score]) -> None:
    """What was just read or written need not be read again in the same request."""
    assessment.__dict__[READ] = list(scores)


def item_name(score: Score) -> str:
    """How the history calls an item."""
    return _("Item %(item)s") % {"item": score.criterion.number}


def told(score: Score) -> str:
    """What the body says of an item in one text, for the history."""
    parts = ("" if score.self_score is None else str(score.self_score), score.self_text)
    return " · ".join(part for part in parts if part)


# Sending


def missing_for_submission(assessment: Assessment) -> list[str]:
    """What a self-assessment still lacks, each as a sentence."""
    return [lacks_score(score.criterion.number) for score in scores_of(assessment) if score.self_score is None]


def lacks_score(number: int) -> str:
    """Said where an item has no score."""
    return _("Please choose a score for item %(item)s.") % {"item": number}


@action
def submit_assessment(*, assessment: Assessment, by: User) -> None:
    """Send it for review as it is stored.

    Raises:
        Refused: an item has no score (every one is named), or it was sent already.
    """
    ensure_open_for_filling(assessment, by)
    hand_in(assessment, by, assessment.submitted_on)


@action
def send_assessment(*, assessment: Assessment, entries: Sequence[ScoreEntry], version: int, by: User) -> None:
    """Save what was typed and send it, both or neither.

    Raises:
        Refused, Outpaced: as `save_scores` and `submit_assessment`.
    """
    write_scores(assessment, entries, version, by, source=Assessment.Source.WEB, on_behalf_of="")
    hand_in(assessment, by, assessment.submitted_on)


@action
def file_from_paper(
    *,
    assessment: Assessment,
    entries: Sequence[ScoreEntry],
    on_behalf_of: str,
    received_on: dt.date,
    paper: StoredFile | None,
    version: int,
    by: User,
) -> None:
    """An officer enters a form that came on paper, with its scan, and sends it for review.

    Punctual or late is told by the day it reached the office, which may be before today.

    Raises:
        NotAllowed: only the culture office enters what came on paper.
        Refused: the day cannot be, an item has no score, or it was sent already.
        Outpaced: somebody else saved it since the form was opened.
    """
    if not can_enter_from_paper(by, assessment.province_id):
        raise NotAllowed(_("Only the culture office enters what came on paper."))
    if received_on > thai.today():
        raise Refused(_("The day it was received lies in the future."))
    ensure_not_before(assessment.programme_year, received_on)
    came = {"source": Assessment.Source.PAPER, "on_behalf_of": on_behalf_of, "paper": paper or assessment.paper}
    write_scores(assessment, entries, version, by, **came)
    if paper:
        give_to(paper, assessment)
    hand_in(assessment, by, assessment.submitted_on or received_on)


def hand_in(assessment: Assessment, by: User, first_on: dt.date | None) -> None:
    """The step itself; what was sent stands in the history in full, and what was to be completed is settled."""
    if missing := missing_for_submission(assessment):
        raise Refused(" ".join(missing))
    scores, now = scores_of(assessment), timezone.now()
    given = [score.self_score for score in scores if score.self_score is not None]
    ASSESSMENT.move(
        assessment, "submit", by=by, changes={item_name(score): ["", told(score)] for score in scores},
        set_fields={
            "submitted_at": now, "submitted_on": first_on or thai.bangkok_day(now), "filed_by": by, "returned_note": "",
            "self_level": outcome_of(assessment.criteria_set.rules(), given).level,
        },
    )  # fmt: skip
    if any(score.return_reason for score in scores):
        assessment.scores.update(return_reason="")
    cancel_open(f"assessment:{assessment.pk}", reason="submitted")
