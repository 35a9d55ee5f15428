"""Plans sessions of the sub-committee, keeps their agenda, opens and closes them, notes who stands back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.actions.guards import ensure_no_conflict, hold_session
from assessments.models import Assessment, CommitteeSession, SessionCase
from assessments.permissions import can_hold_session, can_hold_sessions
from assessments.querysets.assessments import AssessmentQuerySet
from assessments.workflow import SESSION
from moralprovince.core import thai
from moralprovince.core.actions import action
from moralprovince.core.audit import changes_between, record, snapshot
from moralprovince.core.errors import NotAllowed, Outpaced, Refused
from moralprovince.core.models import User
from moralprovince.core.signs import hold_as_shown
from networks.models import ProgrammeYear

FIELDS = ("number", "held_on", "place")
BATCH = 500


@action
def plan_session(
    *, programme_year: ProgrammeYear, number: str, held_on: dt.date, place: str = "", by: User
) -> CommitteeSession:
    """Put a session of the sub-committee into the calendar.

    Raises:
        NotAllowed: not hers to plan.
        Refused: the number is taken.
    """
    if not can_hold_sessions(by, programme_year.province_id):
        raise NotAllowed(_("Sessions of the sub-committee are planned by the culture office."))
    session = CommitteeSession(
        province_id=programme_year.province_id, programme_year=programme_year, number=number, held_on=held_on, place=place
    )
    keep(session)
    record("plan_session", session, by=by, changes={name: ["", value] for name, value in snapshot(session, FIELDS).items()})
    return session


@action
def change_session(*, session: CommitteeSession, number: str, held_on: dt.date, place: str, sign: str, by: User) -> None:
    """Mend number, day or place, as long as the session is not closed; `sign` is of what was shown.

    Raises:
        NotAllowed: not hers.
        Refused: it is closed, or the number is taken.
        Outpaced: somebody else changed it since it was read; nothing was written.
    """
    ensure_agenda(session, by)
    stored = hold_as_shown(session, {"number": number, "held_on": held_on, "place": place}, sign)
    if stored is None:
        return
    before = snapshot(stored, FIELDS)
    stored.number, stored.held_on, stored.place = number, held_on, place
    keep(stored)
    record("change_session", stored, by=by, changes=changes_between(before, snapshot(stored, FIELDS)))


def keep(session: CommitteeSession) -> None:
    """Write it; the number of a meeting stands once in a province, in its year however it is written.

    Raises:
        Refused: the number is taken.
    """
    others = CommitteeSession.objects.filter(province=session.province_id).exclude(pk=session.pk)
    for other in others.filter(programme_year=session.programme_year_id).select_related("programme_year"):
        if plain_number(other) == plain_number(session):
            raise taken(session.number, other)
    try:
        with transaction.atomic():
            session.save()
    except IntegrityError:
        raise taken(session.number, others.filter(number=session.number).first()) from None


def plain_number(session: CommitteeSession) -> str:
    """Its number without what people may leave out or write otherwise: in the year 2569, ๓/๒๕๖๙ is 3."""
    return thai.arabic_digits(session.number).replace(" ", "").removesuffix(f"/{session.programme_year}")


def taken(number: str, there: CommitteeSession | None) -> Refused:
    """Another session has that number, and the sentence leads to it."""
    shown = there.number if there else number
    where = (shown, reverse("assessments:session", args=[there.pk])) if there else None
    return Refused(_("There is a session %(number)s already.") % {"number": shown}, field="number", leads_to=where)


def ensure_agenda(session: CommitteeSession, by: User) -> None:
    """May she work on the agenda now?

    Raises:
        NotAllowed: not hers.
        Refused: the session is closed.
    """
    if not can_hold_session(by, session):
        raise NotAllowed(_("The agenda is kept by the culture office."))
    hold_session(session)
    ensure_not_closed(session)


def ensure_not_closed(session: CommitteeSession) -> None:
    """Is there still something to change?

    Raises:
        Refused: the session is closed.
    """
    if session.state == CommitteeSession.State.CLOSED:
        raise Refused(_("The session is closed. Open it again first if something is to be changed."))


# The agenda


@action
def put_on_agenda(*, session: CommitteeSession, assessments: Sequence[Assessment], by: User) -> int:
    """Add recommended cases behind those that stand on it, in calling order; returns how many.

    Raises:
        NotAllowed: not hers.
        Refused: the session is closed, or one of them does not wait for this session (any more).
    """
    ensure_agenda(session, by)
    wanted = {one.pk for one in assessments}
    # Held first, asked afterwards: a case never stands on two agendas that are still to come.
    list(Assessment.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk").values_list("pk"))
    waiting = list(waiting_for(session).filter(pk__in=wanted).in_calling_order())
    if len(waiting) < len(wanted):
        raise Refused(_("Only recommended cases of this year that stand on no other agenda can be put on this one."))
    last = session.cases.aggregate(last=Max("order"))["last"] or 0
    cases = [SessionCase(session=session, assessment=one, order=place) for place, one in enumerate(waiting, last + 1)]
    SessionCase.objects.bulk_create(cases, batch_size=BATCH)
    if cases:
        record("put_on_agenda", session, by=by, changes={"cases": [last, last + len(cases)]})
    return len(cases)


def waiting_for(session: CommitteeSession) -> AssessmentQuerySet:
    """Recommended cases of its province and year that stand on no agenda."""
    return Assessment.objects.filter(
        province=session.province_id, programme_year=session.programme_year_id
    ).waiting_for_session()  # fmt: skip


@action
def take_off_agenda(*, case: SessionCase, by: User) -> None:
    """Take a case off that was not decided here; it waits for another session.

    Raises:
        NotAllowed: not hers, or it is about a body she has a conflict of interest with.
        Refused: the session is closed, or the case was decided in it.
        Outpaced: somebody else took it off a moment ago.
    """
    ensure_agenda(case.session, by)
    ensure_no_conflict(by, case.assessment)
    if case.session.decisions.filter(assessment=case.assessment_id).exists():
        raise Refused(_("This case was decided in this session and stays on its agenda."))
    if not case.delete()[0]:
        raise Outpaced(_("The agenda was changed a moment ago. Please look at it again."))
    record("take_off_agenda", case.session, by=by, note=str(case.assessment.subject))


@action
def reorder(*, session: CommitteeSession, cases: Sequence[int], by: User) -> None:
    """Put the agenda into this order of its cases' keys.

    Raises:
        NotAllowed: not hers.
        Refused: the session is closed.
        Outpaced: the agenda was changed meanwhile.
    """
    ensure_agenda(session, by)
    rows = {case.pk: case for case in session.cases.all()}
    if set(rows) != set(cases) or len(rows) != len(cases):
        raise Outpaced(_("The agenda was changed a moment ago. Please look at it again."))
    for place, key in enumerate(cases, 1):
        rows[key].order = place
    SessionCase.objects.bulk_update(rows.values(), ["order"], batch_size=BATCH)
    record("reorder_agenda", session, by=by)


@action
def move_case(*, case: SessionCase, steps: int, by: User) -> None:
    """Move a case up (below zero) or down the agenda.

    Raises:
        NotAllowed: not hers.
        Refused: the session is closed.
        Outpaced: somebody else took it off a moment ago.
    """
    ensure_agenda(case.session, by)
    keys = list(case.session.cases.order_by("order", "pk").values_list("pk", flat=True))
    if case.pk not in keys:
        raise Outpaced(_("The agenda was changed a moment ago. Please look at it again."))
    here = keys.index(case.pk)
    keys.insert(max(0, here + steps), keys.pop(here))
    reorder(session=case.session, cases=keys, by=by)


@action
def sort_agenda(*, session: CommitteeSession, by: User) -> None:
    """Put the whole agenda into calling order.

    Raises:
        NotAllowed: not hers.
        Refused: the session is closed.
    """
    on_it = dict(session.cases.values_list("assessment", "pk"))
    called = Assessment.objects.filter(pk__in=on_it).in_calling_order().values_list("pk", flat=True)
    reorder(session=session, cases=[on_it[key] for key in called], by=by)


# The session


@action
def open_session(*, session: CommitteeSession, by: User) -> None:
    """Begin: from now on decisions can be entered."""
    SESSION.move(session, "open", by=by)


@action
def close_session(*, session: CommitteeSession, by: User) -> None:
    """End: what was not decided waits for another session."""
    SESSION.move(session, "close", by=by)


@action
def reopen_session(*, session: CommitteeSession, note: str, by: User) -> None:
    """Open a closed session again, with a reason."""
    SESSION.move(session, "reopen", by=by, note=note)


@action
def note_conflict(*, case: SessionCase, name: str, by: User) -> None:
    """Note that a member stands back from a case, before it is decided.

    Raises:
        NotAllowed: not hers.
        Refused: the session is closed, the name is missing or stands there.
        Outpaced: somebody else took the case off a moment ago.
    """
    noted, name = stood_back_now(case, by), thai.tidy(name)[:200]
    if not name or name in noted:
        raise Refused(_("Please write the name of the member who stands back; each name once."))
    write_stood_back(case, [*noted, name], "note_conflict", name, by)


@action
def take_conflict_back(*, case: SessionCase, name: str, by: User) -> None:
    """Take back a note that was a mistake.

    Raises:
        NotAllowed: not hers.
        Refused: the session is closed.
        Outpaced: somebody else took the case off a moment ago.
    """
    noted = stood_back_now(case, by)
    if name in noted:
        write_stood_back(case, [one for one in noted if one != name], "take_conflict_back", name, by)


def stood_back_now(case: SessionCase, by: User) -> list[str]:
    """The names as they stand, on an agenda that is held.

    Raises:
        Outpaced: the case was taken off meanwhile.
    """
    ensure_agenda(case.session, by)
    names = SessionCase.objects.filter(pk=case.pk).values_list("stood_back", flat=True).first()
    if names is None:
        raise Outpaced(_("The agenda was changed a moment ago. Please look at it again."))
    return names


def write_stood_back(case: SessionCase, names: list[str], done: str, name: str, by: User) -> None:
    """Keep the names, and the event with the case."""
    case.stood_back = names
    case.save(update_fields=["stood_back"])
    record(done, case.session, by=by, note=f"{case.assessment.subject}: {name}")
