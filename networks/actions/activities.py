"""Plans central activities, records what took place, keeps their pictures, and calls them off."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.actions import action
from moralprovince.core.audit import changes_between, record, snapshot
from moralprovince.core.errors import NotAllowed, Outpaced, Refused
from moralprovince.core.models import StoredFile, User
from moralprovince.core.pictures import add_picture, note_consent, take_out_picture
from networks.models import (
    Activity,
    ActivityPhoto,
    ActivityPlan,
    District,
    Organisation,
    ProgrammeYear,
    Province,
    SectorNetwork,
    Virtue,
)
from networks.permissions import can_plan_activity, can_write_activity
from networks.workflow import ACTIVITY

from .years import ensure_year_open


@dataclass(frozen=True)
class ActivityEntry:
    """What is known of an activity before it takes place: whose it is, and when and where."""

    name: str
    held_on: dt.date
    until: dt.date | None = None
    district: District | None = None
    place: str = ""
    network: SectorNetwork | None = None
    plan: ActivityPlan | None = None


@dataclass(frozen=True)
class ActivityResult:
    """What is told once it took place."""

    held_on: dt.date
    until: dt.date | None = None
    district: District | None = None
    place: str = ""
    people: int | None = None
    budget_used: Decimal | None = None
    result: str = ""
    virtues: tuple[Virtue, ...] = ()
    organisations: tuple[Organisation, ...] = ()


ENTRY_FIELDS = tuple(field.name for field in fields(ActivityEntry))
RESULT_FIELDS = tuple(field.name for field in fields(ActivityResult) if field.name not in ("virtues", "organisations"))


# Rules


def year_of(province: str, day: dt.date) -> ProgrammeYear:
    """The programme year a day belongs to, as long as it is open.

    Raises:
        Refused: the province has no such year, or it is closed.
    """
    wanted = thai.fiscal_year_of(day)
    year = ProgrammeYear.objects.filter(province=province, fiscal_year=wanted).first()
    if year is None:
        raise Refused(_("This province has no programme year %(year)s yet.") % {"year": wanted}, field="held_on")
    ensure_year_open(year)
    return year


def ensure_fits(year: ProgrammeYear, network: SectorNetwork | None, plan: ActivityPlan | None) -> None:
    """An activity counts against a line of its own year and network.

    Raises:
        Refused: the line is of another year or network.
    """
    if plan and plan.programme_year_id != year.pk:
        words = _(
            "The day lies in fiscal year %(year)s, but the line of the plan belongs to %(planned)s. "
            "Please choose a line of %(year)s, or a day from %(first)s to %(last)s."
        )
        first, last = map(thai.day_short, thai.fiscal_year_days(plan.programme_year.fiscal_year))
        given = {"year": year, "planned": plan.programme_year, "first": first, "last": last}
        raise Refused(words % given, field="held_on")
    if plan and plan.network_id != (network.pk if network else None):
        raise Refused(_("This line of the plan belongs to another network."))


def ensure_days(held_on: dt.date, until: dt.date | None) -> None:
    """It does not end before it begins.

    Raises:
        Refused: it does.
    """
    if until and until < held_on:
        raise Refused(_("The last day lies before the first one."))


def ensure_may_write(activity: Activity, by: User) -> None:
    """May she write of it, and may anybody in its year?

    Raises:
        NotAllowed: not hers.
        Refused: its year is closed.
    """
    if not can_write_activity(by, activity):
        raise NotAllowed(_("This activity is looked after by the coordinator of its network and the culture office."))
    ensure_year_open(activity.programme_year)


def ensure_not_recorded(activity: Activity) -> None:
    """What took place is mended where it was told: there its day is held to be over, and its people and money stand beside it.

    Raises:
        Refused: it is recorded as done.
    """
    if activity.state == Activity.State.DONE:
        raise Refused(
            _("It is recorded that this took place. Please mend what was told, or say first that it did not take place.")
        )


def ensure_not_cancelled(activity: Activity) -> None:
    """Nothing is told of what was called off.

    Raises:
        Refused: it was.
    """
    if activity.state == Activity.State.CANCELLED:
        words = _("“%(name)s” was cancelled. If it took place, please press “It takes place after all” on its page first.")
        leads_to = (activity.name, reverse("networks:activity", args=[activity.pk]))
        raise Refused(words % {"name": activity.name}, leads_to=leads_to)


def ensure_over(last_day: dt.date) -> None:
    """What took place is told on the last day at the earliest.

    Raises:
        Refused: it is still to come.
    """
    if last_day > thai.today():
        raise Refused(_("The activity is not over yet. It can be recorded on its last day."))


def write(activity: Activity, version: int, values: dict[str, Any]) -> dict[str, list[Any]]:
    """Write columns unless somebody saved meanwhile; what changed.

    Raises:
        Outpaced: the stored version is a newer one.
    """
    before = snapshot(activity, values)
    same = Activity.objects.filter(pk=activity.pk, version=version, state=activity.state)
    if not same.update(version=version + 1, **values):
        raise Outpaced(_("Somebody else saved this a moment ago. What you typed is still here: compare it and save again."))
    activity.version = version + 1
    for name, value in values.items():
        setattr(activity, name, value)
    return changes_between(before, snapshot(activity, values))


# Before it takes place


@action
def plan_activity(*, province: Province, entry: ActivityEntry, by: User) -> Activity:
    """Put an activity into the calendar.

    Raises:
        NotAllowed: not hers to plan.
        Refused: the year is closed, or the line of the plan is another one's.
    """
    if not can_plan_activity(by, province.pk, entry.network.pk if entry.network else None):
        raise NotAllowed(_("Activities of a network are planned by its coordinator and the culture office."))
    ensure_days(entry.held_on, entry.until)
    year = year_of(province.pk, entry.held_on)
    ensure_fits(year, entry.network, entry.plan)
    activity = Activity.objects.create(programme_year=year, **{name: getattr(entry, name) for name in ENTRY_FIELDS})
    record("plan_activity", activity, by=by)
    return activity


@action
def change_activity(*, activity: Activity, entry: ActivityEntry, version: int, by: User) -> None:
    """Mend what was planned: day, place, name, and the line of the plan it counts against.

    Raises:
        NotAllowed: not hers, or the network it is given to is not.
        Refused: it is recorded as done, the year is closed, or the line of the plan is another one's.
        Outpaced: somebody saved meanwhile.
    """
    ensure_may_write(activity, by)
    ensure_not_recorded(activity)
    province = activity.programme_year.province_id
    if not can_plan_activity(by, province, entry.network.pk if entry.network else None):
        raise NotAllowed(_("Activities of a network are planned by its coordinator and the culture office."))
    ensure_days(entry.held_on, entry.until)
    year = year_of(province, entry.held_on)
    ensure_fits(year, entry.network, entry.plan)
    values = {name: getattr(entry, name) for name in ENTRY_FIELDS}
    if changes := write(activity, version, {"programme_year": year, **values}):
        record("change_activity", activity, by=by, changes=changes)


# Afterwards


@action
def record_activity(*, activity: Activity, outcome: ActivityResult, version: int, by: User) -> None:
    """Tell what took place; what was told before is mended the same way.

    Raises:
        NotAllowed: not hers.
        Refused: it was cancelled, its day has not come, or its year is closed.
        Outpaced: somebody saved meanwhile.
    """
    ensure_may_write(activity, by)
    ensure_not_cancelled(activity)
    ensure_days(outcome.held_on, outcome.until)
    ensure_over(outcome.until or outcome.held_on)
    province = activity.programme_year.province_id
    year = year_of(province, outcome.held_on)
    ensure_fits(year, activity.network, activity.plan)
    told = activity.state == Activity.State.DONE
    changes = write(activity, version, {"programme_year": year, **{name: getattr(outcome, name) for name in RESULT_FIELDS}})
    changes |= take_part(activity, outcome)
    if not told:
        ACTIVITY.move(activity, "record", by=by, changes=changes)
    elif changes:
        record("change_activity", activity, by=by, changes=changes)


def take_part(activity: Activity, outcome: ActivityResult) -> dict[str, list[Any]]:
    """Who took part and what for; what changed, by names."""
    changes: dict[str, list[Any]] = {}
    for name in ("organisations", "virtues"):
        kept = getattr(activity, name)
        before, after = sorted(map(str, kept.all())), sorted(map(str, getattr(outcome, name)))
        if before != after:
            changes[name] = [", ".join(before), ", ".join(after)]
        kept.set(getattr(outcome, name))
    return changes


@action
def unrecord_activity(*, activity: Activity, note: str = "", by: User) -> None:
    """It did not take place after all: it no longer counts, what was told stays."""
    move(activity, "unrecord", note, by)


@action
def cancel_activity(*, activity: Activity, note: str, by: User) -> None:
    """It will not take place."""
    move(activity, "cancel", note, by)


@action
def resume_activity(*, activity: Activity, note: str = "", by: User) -> None:
    """It takes place after all."""
    move(activity, "resume", note, by)


def move(activity: Activity, step: str, note: str, by: User) -> None:
    """Take a step in an open year.

    Raises:
        Refused: the year is closed.
    """
    ensure_year_open(activity.programme_year)
    ACTIVITY.move(activity, step, by=by, note=note)


# Pictures


@action
def add_photo(*, activity: Activity, file: StoredFile, caption: str = "", consent: bool = False, by: User) -> ActivityPhoto:
    """Add a picture of it; without consent nobody outside the office and the network sees it.

    Raises:
        NotAllowed: not hers.
        Refused: it is no picture, it is there already, or there are enough.
    """
    ensure_may_write(activity, by)
    return add_picture(activity, file=file, caption=caption, consent=consent, by=by)


@action
def agree_to_photo(*, photo: ActivityPhoto, consent: bool, by: User) -> None:
    """Note that the people in it agreed to its use, or that they do not any more.

    Raises:
        NotAllowed: not hers.
        Refused: the year is closed.
    """
    ensure_may_write(photo.activity, by)
    note_consent(photo, photo.activity, consent=consent, shows=photo.caption, by=by)


@action
def remove_photo(*, photo: ActivityPhoto, by: User) -> None:
    """Take a picture out; its file is cleaned up later.

    Raises:
        NotAllowed: not hers.
        Refused: the year is closed.
    """
    ensure_may_write(photo.activity, by)
    take_out_picture(photo, photo.activity, by=by)
