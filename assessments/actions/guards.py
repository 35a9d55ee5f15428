"""Rules that the actions of the review share: the row held, its state, who has no conflict."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.utils.translation import gettext as _

from assessments.models import Assessment, CommitteeSession
from assessments.permissions import has_conflict
from assessments.querysets.assessments import UNDER_REVIEW as UNDER_REVIEW
from assessments.workflow import ASSESSMENT
from moralprovince.core import thai
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.models import User
from pledges.actions.guards import ensure_writable


def hold(assessment: Assessment) -> Assessment:
    """The case as it stands now, held until the transaction ends: whoever writes about it waits for the other."""
    return Assessment.objects.select_for_update(of=("self",)).select_related("programme_year").get(pk=assessment.pk)


def hold_session(session: CommitteeSession) -> None:
    """Held until the transaction ends, in the state it has now: deciding, closing and the agenda wait for each other."""
    states = CommitteeSession.objects.select_for_update(no_key=True).values_list("state", flat=True)
    session.state = states.get(pk=session.pk)


def ensure_goes_on(assessment: Assessment, day: dt.date) -> None:
    """What was sent goes on to its result although its year is closed; what was not sent ends with it.

    Raises:
        Refused: it is still with its body, and its year can only be read.
    """
    if assessment.state == Assessment.State.SELF:
        ensure_writable(assessment.programme_year, day)


def ensure_state(assessment: Assessment, states: Collection[str]) -> None:
    """Refuse what does not fit the state, and what ended with its year.

    Raises:
        Refused: it is in another state, or it was not sent before its year was closed.
    """
    ensure_goes_on(assessment, thai.today())
    if assessment.state not in states:
        raise Refused(_("This cannot be done now: the state is “%(state)s”.") % {"state": assessment.get_state_display()})


def hold_for_step(assessment: Assessment, by: User) -> None:
    """Before a step: nobody moves an own case, or what ended with its year; the step asks who, from where, who was faster.

    Raises:
        NotAllowed: she has a conflict with it.
        Refused: it was not sent before its year was closed.
    """
    held = hold(assessment)
    ensure_no_conflict(by, held)
    ensure_goes_on(held, thai.today())


def ensure_no_conflict(user: User, assessment: Assessment) -> None:
    """Nobody touches an own case, and is told so plainly.

    Raises:
        NotAllowed: it is about her own body, one close to it, or a declared conflict.
    """
    if has_conflict(user, assessment):
        raise NotAllowed(_("You have a conflict of interest with this case. Please let a colleague look after it."))


def begin_if_waiting(assessment: Assessment, by: User) -> None:
    """The first assignment or score begins the review."""
    if assessment.state == Assessment.State.SUBMITTED:
        ASSESSMENT.move(assessment, "begin_review", by=by)
