"""Plans coaching visits, records what was seen and agreed, and takes both sides' word for it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.models import Visit, VisitAgreement, VisitMember
from assessments.permissions import can_answer_for, can_manage_visit, can_plan_visits, can_record_visit
from assessments.workflow import VISIT
from moralprovince.core import thai
from moralprovince.core.actions import action
from moralprovince.core.audit import changes_between, record, snapshot
from moralprovince.core.errors import NotAllowed, Outpaced, Refused
from moralprovince.core.models import User
from networks.actions.activities import year_of
from networks.actions.years import ensure_year_open
from networks.models import District, Organisation, SectorNetwork

from .visit_telling import ask_to_sign, close, obligation_of, signature_of, tell_cancelled, tell_planned

Subject = Organisation | SectorNetwork | District
# Nobody's word stands under it.
UNSIGNED = {"team_signed_by": "", "team_signed_at": None, "body_signed_by": "", "body_signed_at": None}


@dataclass(frozen=True)
class TeamEntry:
    """One of the team: an account, or a name alone."""

    name: str
    user: User | None = None


@dataclass(frozen=True)
class AgreementEntry:
    """One agreed action as it was typed; `key` says which of the kept ones it is."""

    what: str
    who: str = ""
    due_on: dt.date | None = None
    key: int | None = None


@dataclass(frozen=True)
class VisitRecord:
    """What was seen and agreed at the place."""

    visited_on: dt.date
    met_with: str = ""
    found: str = ""
    strengths: str = ""
    wishes: str = ""
    obstacles: str = ""
    advice: str = ""
    score_before: int | None = None
    score_after: int | None = None
    next_on: dt.date | None = None
    agreements: tuple[AgreementEntry, ...] = ()


FIELDS = tuple(field.name for field in fields(VisitRecord) if field.name != "agreements")
AGREEMENTS = "assessments.visitagreement.what"
TEAM = "assessments.visitmember.name"


# Rules


def write(visit: Visit, version: int, values: dict[str, Any]) -> dict[str, list[Any]]:
    """Write columns unless somebody saved or signed meanwhile; what changed.

    Raises:
        Outpaced: the stored version is a newer one, or a side has signed.
    """
    before = snapshot(visit, values)
    same = Visit.objects.filter(pk=visit.pk, version=version, state=visit.state)
    if not same.filter(team_signed_at=None, body_signed_at=None).update(version=version + 1, **values):
        raise Outpaced(_("Somebody else saved this a moment ago. What you typed is still here: compare it and save again."))
    visit.version = version + 1
    for name, value in values.items():
        setattr(visit, name, value)
    return changes_between(before, snapshot(visit, values))


def ensure_manages(visit: Visit, by: User) -> None:
    """Is it hers to plan, in an open year?

    Raises:
        NotAllowed: not hers.
        Refused: its year is closed.
    """
    if not can_manage_visit(by, visit):
        raise NotAllowed(_("Visits are planned by the culture office and the empowerment follow-up group."))
    ensure_year_open(visit.programme_year)


def ensure_moves(visit: Visit, by: User) -> None:
    """Is it hers to move, and still planned?

    Raises:
        NotAllowed: not hers.
        Refused: it is not planned any more, or its year is closed.
    """
    ensure_manages(visit, by)
    if visit.state != Visit.State.PLANNED:
        raise Refused(_("Only a visit that is still planned can be moved."))


def ensure_records(visit: Visit, by: User) -> None:
    """Is it hers to write, and still open?

    Raises:
        NotAllowed: not hers.
        Refused: it was cancelled or signed, or its year is closed.
    """
    if not can_record_visit(by, visit):
        raise NotAllowed(_("A visit is recorded by its team and the culture office."))
    if visit.state == Visit.State.CANCELLED:
        raise Refused(_("This visit was cancelled."))
    if visit.signed_by_one:
        raise Refused(_("This record is signed. Please press “Correct the record” first; then both sides sign anew."))
    ensure_year_open(visit.programme_year)


def set_team(visit: Visit, team: tuple[TeamEntry, ...]) -> dict[str, list[Any]]:
    """Who goes along; what changed, by names.

    Raises:
        Refused: nobody does.
    """
    if not team:
        raise Refused(_("Please say who goes along."))
    before = [str(one) for one in visit.team.all()]
    visit.team.all().delete()
    VisitMember.objects.bulk_create([VisitMember(visit=visit, name=one.name, user=one.user) for one in team])
    after = [one.name for one in team]
    return {} if before == after else {TEAM: [", ".join(before), ", ".join(after)]}


# Before it takes place


@action
def plan_visit(*, subject: Subject, planned_on: dt.date, team: tuple[TeamEntry, ...], by: User) -> Visit:
    """Make an appointment with a body, a network or a district.

    Raises:
        NotAllowed: not hers to plan.
        Refused: the body left the programme, nobody goes along, or the year is closed or unknown.
    """
    if not can_plan_visits(by, subject.province_id):
        raise NotAllowed(_("Visits are planned by the culture office and the empowerment follow-up group."))
    if isinstance(subject, Organisation) and subject.has_left:
        raise Refused(_("This body has left the programme."))
    name = subject._meta.model_name or ""
    whose = {"network" if name == "sectornetwork" else name: subject}
    year = year_of(subject.province_id, planned_on)
    visit = Visit.objects.create(province_id=subject.province_id, programme_year=year, planned_on=planned_on, **whose)
    set_team(visit, team)
    record("plan_visit", visit, by=by)
    if planned_on >= thai.today():
        tell_planned(visit, by)
    return visit


@action
def change_visit(*, visit: Visit, planned_on: dt.date, team: tuple[TeamEntry, ...], version: int, by: User) -> None:
    """Move the day, change the team.

    Raises:
        NotAllowed: not hers.
        Refused: it is not planned any more, nobody goes along, or the year is closed.
        Outpaced: somebody saved meanwhile.
    """
    ensure_moves(visit, by)
    year = year_of(visit.province_id, planned_on)
    changes = write(visit, version, {"programme_year": year, "planned_on": planned_on})
    went = set(visit.team.values_list("user", flat=True))
    changes |= set_team(visit, team)
    if changes:
        record("change_visit", visit, by=by, changes=changes)
    if "planned_on" in changes:
        close(obligation_of(visit))
    if planned_on >= thai.today():
        joined = {one.user.pk for one in team if one.user} - went
        tell_planned(visit, by, only=None if "planned_on" in changes else joined)


@action
def cancel_visit(*, visit: Visit, note: str, by: User) -> None:
    """It will not take place."""
    ensure_manages(visit, by)
    VISIT.move(visit, "cancel", by=by, note=note)
    tell_cancelled(visit, note, by)


@action
def resume_visit(*, visit: Visit, note: str = "", by: User) -> None:
    """It takes place after all: whoever was told that it does not is told so."""
    ensure_manages(visit, by)
    VISIT.move(visit, "resume", by=by, note=note, set_fields={"version": visit.version + 1})
    if visit.planned_on >= thai.today():
        tell_planned(visit, by)


# At the place


@action
def record_visit(*, visit: Visit, content: VisitRecord, version: int, by: User) -> None:
    """Write down what was seen and agreed; until a side signs it is mended the same way.

    Raises:
        NotAllowed: not hers.
        Refused: cancelled or signed, its day has not come, or its year is closed.
        Outpaced: somebody saved or signed meanwhile.
    """
    ensure_records(visit, by)
    if content.visited_on > thai.today():
        raise Refused(_("The day of the visit has not come yet."))
    year = year_of(visit.province_id, content.visited_on)
    values = {name: getattr(content, name) for name in FIELDS}
    changes = write(visit, version, {"programme_year": year, **values})
    changes |= keep_agreements(visit, content.agreements)
    if visit.state == Visit.State.PLANNED:
        VISIT.move(visit, "record", by=by, changes=changes, set_fields={"recorded_by": by})
        keep_names(visit)
        close(obligation_of(visit))
    elif changes:
        record("change_visit", visit, by=by, changes=changes)


def keep_names(visit: Visit) -> None:
    """Whoever went along stays in the record under the name she has now."""
    for member in visit.team.filter(user__isnull=False).select_related("user"):
        VisitMember.objects.filter(pk=member.pk).update(name=member.user.name)  # type: ignore[union-attr]


def keep_agreements(visit: Visit, typed: tuple[AgreementEntry, ...]) -> dict[str, list[Any]]:
    """What was agreed, as it stands in the form; what is done already stays whatever the form says."""
    kept = {one.pk: one for one in visit.agreements.all()}
    before = sorted(line_of(one) for one in kept.values())
    said = {entry.key: entry for entry in typed if entry.key in kept}
    gone = [key for key, one in kept.items() if key not in said and one.done_on is None]
    VisitAgreement.objects.filter(pk__in=gone).delete()
    for key, entry in said.items():
        VisitAgreement.objects.filter(pk=key, done_on=None).update(what=entry.what, who=entry.who, due_on=entry.due_on)
    new = [entry for entry in typed if entry.key not in kept]
    VisitAgreement.objects.bulk_create(
        [VisitAgreement(visit=visit, what=entry.what, who=entry.who, due_on=entry.due_on) for entry in new]
    )
    after = sorted(line_of(one) for one in visit.agreements.all())
    return {} if before == after else {AGREEMENTS: ["; ".join(before), "; ".join(after)]}


def line_of(agreement: VisitAgreement) -> str:
    """An agreed action in one line of the history."""
    return " · ".join(
        filter(None, [agreement.what, agreement.who, thai.day_short(agreement.due_on) if agreement.due_on else ""])
    )


@action
def unrecord_visit(*, visit: Visit, note: str = "", by: User) -> None:
    """It did not take place after all: it no longer counts, what was written stays.

    Raises:
        NotAllowed: not hers.
        Refused: a side has signed, or the year is closed.
    """
    ensure_manages(visit, by)
    ensure_records(visit, by)
    VISIT.move(visit, "unrecord", by=by, note=note, set_fields={"visited_on": None, "version": visit.version + 1})


# Both sides' word


@action
def sign_for_team(*, visit: Visit, name: str, version: int, by: User) -> None:
    """The team stands by the record.

    Raises:
        NotAllowed: she did not go along.
        Refused: there is nothing to sign, or it is signed already.
        Outpaced: the record was changed since she read it.
    """
    if not can_record_visit(by, visit):
        raise NotAllowed(_("For the team signs who went along."))
    put_word(visit, "team", name, version)
    record("sign_team", visit, by=by, note=name)
    if visit.body_signed_at is None:
        ask_to_sign(visit)
    freeze_once_both_signed(visit, by)


@action
def sign_for_body(*, visit: Visit, name: str, version: int, by: User) -> None:
    """Those visited stand by the record: with an own account, or by a name that is typed at the place.

    Raises:
        NotAllowed: neither of those visited nor of the team.
        Refused: there is nothing to sign, or it is signed already.
        Outpaced: the record was changed since it was read.
    """
    if not (can_answer_for(by, visit) or can_record_visit(by, visit)):
        raise NotAllowed(_("For those visited signs their contact person."))
    put_word(visit, "body", name, version)
    record("sign_body", visit, by=by, note=name)
    close(signature_of(visit))
    freeze_once_both_signed(visit, by)


def put_word(visit: Visit, side: str, name: str, version: int) -> None:
    """Write name and moment of one side.

    Raises:
        Refused: there is nothing to sign, or this side signed already.
        Outpaced: the record was changed since it was read.
    """
    # A record that stands is read and signed also after its year was closed.
    if visit.state != Visit.State.RECORDED or getattr(visit, f"{side}_signed_at"):
        raise Refused(_("This is signed already, or there is nothing to sign yet."))
    if not name:
        raise Refused(_("Please type the name of who signs."))
    values = {f"{side}_signed_by": name, f"{side}_signed_at": timezone.now()}
    open_now = Visit.objects.filter(pk=visit.pk, version=version, state=visit.state, **{f"{side}_signed_at": None})
    if not open_now.update(**values):
        raise Outpaced(_("The record was changed a moment ago. Please read it again before you sign."))
    # Whoever signs second finds the first word in the row she just wrote, however close they were.
    visit.refresh_from_db(fields=[*UNSIGNED, "version"])


def freeze_once_both_signed(visit: Visit, by: User) -> None:
    """The second word freezes the record."""
    if visit.team_signed_at and visit.body_signed_at:
        VISIT.move(visit, "sign", by=by)


@action
def reopen_visit(*, visit: Visit, note: str, by: User) -> None:
    """Open a signed record again, to correct it: both sides sign anew.

    Raises:
        NotAllowed: not hers.
        Refused: nobody has signed yet, no reason is given, or the year is closed.
    """
    ensure_year_open(visit.programme_year)
    if not visit.signed_by_one:
        raise Refused(_("Nobody has signed yet: the record can simply be changed."))
    words = {f"{side}_signed_by": [getattr(visit, f"{side}_signed_by"), ""] for side in ("team", "body")}
    changes = {name: pair for name, pair in words.items() if pair[0]}
    VISIT.move(visit, "reopen", by=by, note=note, set_fields={**UNSIGNED, "version": visit.version + 1}, changes=changes)
    close(signature_of(visit))
