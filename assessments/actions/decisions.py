"""Enters what the sub-committee resolved, one by one or many at once, and what came of it above the province."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.models import Assessment, CommitteeSession, Decision, Kind, OutstandingAward, SessionCase
from assessments.permissions import can_certify, can_hold_session, can_hold_sessions, conflicts_among
from assessments.querysets.assessments import DECIDED
from assessments.rollup_rows import advice_for
from assessments.workflow import ASSESSMENT
from moralprovince.core import thai
from moralprovince.core.actions import action
from moralprovince.core.audit import record, record_many
from moralprovince.core.errors import NotAllowed, Outpaced, Refused
from moralprovince.core.models import User
from networks.models import ProgrammeYear
from pledges.actions.guards import ensure_not_before

from .certificates import decided_anew, follow_new_results
from .guards import hold_session
from .telling import tell_certified

BATCH = 500
# The selection is made among these.
SELECTED = (Kind.COMMUNITY, Kind.ORGANISATION, Kind.DISTRICT)
ABOVE = ("send_up", "confirm", "announce")


@action
def decide(*, case: SessionCase, level: int, resolution: str, resolved_on: dt.date, note: str = "", by: User) -> Decision:
    """Certify one case at the level that was resolved; another one than recommended asks for a reason.

    Raises:
        NotAllowed: not hers, or a case she has a conflict with.
        Refused: the session is not open, the case is not recommended, no such level, the reason is missing, or it was
            decided already on a later day.
        Outpaced: somebody else decided it, or took it off the agenda, a moment ago.
    """
    ensure_open(case.session, by)
    ensure_resolved(resolution, resolved_on, case.session.programme_year)
    if not case.session.cases.filter(pk=case.pk).exists():
        raise Outpaced(_("The agenda was changed a moment ago. Please look at it again."))
    assessment = as_it_stands(case.assessment)
    ensure_not_decided_later([assessment], resolved_on)
    ensure_level(assessment, level)
    if level != assessment.recommended_level and not note.strip():
        sentence = _("The level differs from what was recommended. Please write why, so that the body can be told.")
        raise Refused(sentence, field="note")
    certify(assessment, level, note=note, by=by)
    decision = Decision.objects.create(
        assessment=assessment, session=case.session, level=level, resolution=resolution, resolved_on=resolved_on, note=note,
        by=by,
    )  # fmt: skip
    follow_new_results([assessment], by=by)
    take_back_lost_awards([assessment], by=by)
    tell_certified([decision])
    return decision


def as_it_stands(assessment: Assessment) -> Assessment:
    """Held until the transaction ends, with the level that is recommended now: it may be another one than was read.

    Raises:
        Outpaced: somebody else moved it meanwhile.
    """
    row = Assessment.objects.select_for_update(no_key=True).values("state", "recommended_level").get(pk=assessment.pk)
    if row["state"] != assessment.state:
        raise Outpaced(_("Somebody else was faster a moment ago. Please look at the page again; nothing was lost."))
    assessment.recommended_level = row["recommended_level"]
    return assessment


def certify(assessment: Assessment, level: int, *, note: str, by: User) -> None:
    """The move with its level; what the roll-up advised at this moment is kept beside it."""
    changes = {"certified_level": [assessment.certified_level, level]}
    advice = advice_for([assessment]).get(assessment.pk)
    fields: dict[str, Any] = {"certified_level": level, "updated_at": timezone.now()}
    if advice:
        fields["roll_up"] = advice.frozen()
    ASSESSMENT.move(assessment, "certify", by=by, note=note, set_fields=fields, changes=changes)


def ensure_open(session: CommitteeSession, by: User) -> None:
    """Are decisions taken now, and may she enter them?

    Raises:
        NotAllowed: not hers.
        Refused: the session is not open.
    """
    if not can_hold_session(by, session):
        raise NotAllowed(_("Resolutions are entered by the culture office."))
    hold_session(session)
    ensure_in_session(session)


def ensure_in_session(session: CommitteeSession) -> None:
    """Is it being held now?

    Raises:
        Refused: the session is not open.
    """
    if session.state != CommitteeSession.State.OPEN:
        raise Refused(_("Decisions are entered while the session is open."))


def ensure_resolved(resolution: str, resolved_on: dt.date, year: ProgrammeYear) -> None:
    """A resolution has a number and a day that has come, not before its fiscal year: the days to appeal are counted from it.

    Raises:
        Refused: one of them is missing, or the day lies ahead or before the year.
    """
    if not resolution.strip():
        raise Refused(_("Please write the number of the resolution."))
    if resolved_on > thai.today():
        raise Refused(_("The day of the resolution lies ahead. Please check it."))
    ensure_not_before(year, resolved_on)


def ensure_not_decided_later(rows: Sequence[Assessment], resolved_on: dt.date) -> None:
    """What is decided anew is not decided on an earlier day: the newest decision by its day is the one that counts.

    Raises:
        Refused: one of them was decided already on a later day.
    """
    later = Decision.objects.filter(assessment__in=rows, resolved_on__gt=resolved_on).order_by("pk").first()
    if later:
        name = next(one.title for one in rows if one.pk == later.assessment_id)
        words = _("“%(name)s” was decided on %(day)s already. Please check the day of the resolution.")
        raise Refused(words % {"name": name, "day": thai.day_long(later.resolved_on)}, field="resolved_on")


def ensure_level(assessment: Assessment, level: int) -> None:
    """Is it a level of its criteria, or “not yet”?

    Raises:
        Refused: there is no such level.
    """
    if level and not assessment.criteria_set.levels.filter(number=level).exists():
        raise Refused(_("These criteria have no such level."))


# Many at once


@action
def certify_many(
    *,
    session: CommitteeSession,
    cases: Sequence[SessionCase],
    resolution: str,
    resolved_on: dt.date,
    by: User,
    seen: Mapping[int, int] | None = None,
) -> int:
    """Certify cases of a session as recommended, by one resolution: all of them, or none; returns how many.

    `seen` is the level that was recommended, by the key of the session's case, when the sub-committee looked at it.

    Raises:
        NotAllowed: not hers, or one of them is a case she has a conflict with.
        Refused: the session is not open, one of them is not recommended, or was decided already on a later day.
        Outpaced: somebody else moved one of them a moment ago, or recommends another level than was seen.
    """
    ensure_open(session, by)
    ensure_resolved(resolution, resolved_on, session.programme_year)
    keys = {case.pk for case in cases}
    # Held, so that nobody takes a recommendation back and gives another one between reading it and certifying it.
    held = session.cases.select_for_update(no_key=True, of=("assessment",)).filter(pk__in=keys)
    # In the order of keys, as everybody holds cases: two sessions wait for each other, never in a circle.
    found = list(held.select_related(*ABOUT).order_by("assessment_id"))
    rows = [case.assessment for case in found]
    if len(rows) < len(keys):
        raise Refused(_("One of these cases does not stand on the agenda of this session."))
    ensure_recommended(rows)
    ensure_as_seen(found, seen or {})
    ensure_without_conflict(rows, by)
    ensure_not_decided_later(rows, resolved_on)
    write_levels(rows, note=resolution, by=by)
    said: dict[str, Any] = {"session": session, "resolution": resolution, "resolved_on": resolved_on, "by": by}
    decisions = [Decision(assessment=one, level=one.certified_level or 0, **said) for one in rows]
    Decision.objects.bulk_create(decisions, batch_size=BATCH)
    follow_new_results(rows, by=by)
    take_back_lost_awards(rows, by=by)
    tell_certified(decisions)
    return len(rows)


ABOUT = (
    "assessment__organisation", "assessment__district", "assessment__province", "assessment__programme_year",
)  # fmt: skip


def ensure_as_seen(cases: Sequence[SessionCase], seen: Mapping[int, int]) -> None:
    """What is certified is what was looked at.

    Raises:
        Outpaced: another level is recommended for one of them now.
    """
    for case in cases:
        if seen.get(case.pk, case.assessment.recommended_level) != case.assessment.recommended_level:
            words = _("Another level is recommended for “%(name)s” now. Please look again; nothing was certified.")
            raise Outpaced(words % {"name": case.assessment.title})


def ensure_recommended(rows: Sequence[Assessment]) -> None:
    """Only what was recommended is certified.

    Raises:
        Refused: one of them is not.
    """
    recommended = Assessment.State.RECOMMENDED
    for one in rows:
        if one.state != recommended or one.recommended_level is None:
            words = _("“%(name)s” is not recommended (any more). Nothing was certified; take it off the agenda first.")
            raise Refused(words % {"name": one.title})


def ensure_without_conflict(rows: Sequence[Assessment], by: User) -> None:
    """Nobody enters the decision on a case she has a conflict with.

    Raises:
        NotAllowed: one of them is.
    """
    if close := conflicts_among(by, rows):
        name = next(one.title for one in rows if one.pk in close)
        raise NotAllowed(
            _("You have a conflict of interest with “%(name)s”. Please let a colleague enter this one.") % {"name": name}
        )


def write_levels(rows: Sequence[Assessment], *, note: str, by: User) -> None:
    """Move all of them to certified, one UPDATE for each level; the roll-up is frozen, the history written."""
    step, by_level = ASSESSMENT.step("certify"), defaultdict(list)
    changes = [
        {"state": [one.state, step.target], "certified_level": [one.certified_level, one.recommended_level]} for one in rows
    ]  # fmt: skip
    for one in rows:
        by_level[one.recommended_level].append(one)
    for level, same in by_level.items():
        ASSESSMENT.write_many(same, step, {"certified_level": level, "updated_at": timezone.now()})
    advice = advice_for(rows)
    rolled = [one for one in rows if one.pk in advice]
    for one in rolled:
        one.roll_up = advice[one.pk].frozen()
    Assessment.objects.bulk_update(rolled, ["roll_up"], batch_size=BATCH)
    record_many("certify", rows, by=by, note=note, changes=changes)


@action
def move_many(*, assessments: Sequence[Assessment], step: str, by: User) -> int:
    """Note for many what came of them above the province: sent up, confirmed, announced; all of them, or none.

    Raises:
        NotAllowed: not hers, or one of them is a case she has a conflict with.
        Refused: one of them is in another state.
        Outpaced: somebody else moved one of them a moment ago.
    """
    move = ASSESSMENT.step(step) if step in ABOVE else None
    if move is None:
        raise Refused(_("This is not done for many at once."))
    rows = held_together(assessments)
    if not all(can_hold_sessions(by, province) for province in {one.province_id for one in rows}):
        raise NotAllowed(_("Resolutions are entered by the culture office."))
    ensure_without_conflict(rows, by)
    for one in rows:
        if one.state not in move.sources:
            raise Refused(_("“%(name)s” is “%(state)s” now. Nothing was changed.") % {
                "name": one.title, "state": one.get_state_display(),
            })  # fmt: skip
    changes = [{"state": [one.state, move.target]} for one in rows]
    ASSESSMENT.write_many(rows, move, {"updated_at": timezone.now()})
    record_many(step, rows, by=by, changes=changes)
    return len(rows)


def held_together(assessments: Sequence[Assessment]) -> list[Assessment]:
    """As they were read, held in the order of keys: two people who move the same ones wait for each other."""
    rows = sorted(assessments, key=lambda one: one.pk)
    keys = [one.pk for one in rows]
    list(Assessment.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk").values_list("pk"))
    return rows


# The yearly selection


@action
def choose_outstanding(
    *, programme_year: ProgrammeYear, kind: str, assessment: Assessment, resolution: str, resolved_on: dt.date, by: User
) -> OutstandingAward:
    """Select the outstanding one of a kind among those certified at the highest level; one a year and kind.

    Raises:
        NotAllowed: not hers, or a case she has a conflict with.
        Refused: it is of another year or kind, or not certified at the highest level.
        Outpaced: one was chosen already, or the case was moved a moment ago.
    """
    if not can_certify(by, assessment):
        raise NotAllowed(_("You do not have the right to do this here. Please ask the culture office."))
    ensure_resolved(resolution, resolved_on, programme_year)
    as_it_stands(assessment)
    ensure_may_stand_out(assessment, programme_year, kind)
    award = OutstandingAward(
        programme_year=programme_year, kind=kind, assessment=assessment, resolution=resolution, resolved_on=resolved_on, by=by
    )
    try:
        with transaction.atomic():
            award.save()
    except IntegrityError:
        raise Outpaced(_("One has been chosen already for this year. Take that choice back first.")) from None
    record("choose_outstanding", assessment, by=by, note=resolution)
    return award


def ensure_may_stand_out(assessment: Assessment, programme_year: ProgrammeYear, kind: str) -> None:
    """Certified at the highest level of its criteria, of that year and kind.

    Raises:
        Refused: it is not.
    """
    highest = max((level.number for level in assessment.criteria_set.levels.all()), default=None)
    fits = assessment.programme_year_id == programme_year.pk and assessment.kind == kind and kind in SELECTED
    if not fits or assessment.state not in DECIDED or assessment.certified_level != highest:
        raise Refused(_("The selection is made among those of this year and kind that are certified at the highest level."))


def take_back_lost_awards(assessments: Sequence[Assessment], *, by: User) -> None:
    """The selection is one among the highest level: whoever is decided anew below it is selected no more."""
    awards = OutstandingAward.objects.filter(assessment__in=[one.pk for one in assessments])
    for award in awards.select_related("assessment__criteria_set").prefetch_related("assessment__criteria_set__levels"):
        highest = max(level.number for level in award.assessment.criteria_set.levels.all())
        if award.assessment.certified_level != highest:
            take_outstanding_back(award=award, note=decided_anew(), by=by)


@action
def take_outstanding_back(*, award: OutstandingAward, note: str, by: User) -> None:
    """Take a selection back, with a reason; another one can be made then.

    Raises:
        NotAllowed: not hers.
        Refused: the reason is missing.
    """
    if not can_certify(by, award.assessment):
        raise NotAllowed(_("You do not have the right to do this here. Please ask the culture office."))
    if not note.strip():
        raise Refused(_("Please write a short reason, so that the other side knows what to do."))
    record("take_outstanding_back", award.assessment, by=by, note=note)
    award.delete()
