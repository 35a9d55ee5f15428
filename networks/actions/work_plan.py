"""Keeps the joint work plan of the Center, the culture office and the university."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields

from django.db.models import Max
from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.actions import action
from moralprovince.core.audit import changes_between, record, snapshot
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.models import User
from moralprovince.core.signs import hold_as_shown
from networks.models import ProgrammeYear, WorkPlanItem
from networks.permissions import can_write_work_plan

from .years import ensure_year_open


@dataclass(frozen=True)
class WorkEntry:
    """One line: what, who leads, from when, by when."""

    what: str
    lead: str = WorkPlanItem.Lead.OFFICE
    lead_name: str = ""
    starts_on: dt.date | None = None
    due_on: dt.date | None = None
    note: str = ""


WORK_FIELDS = tuple(field.name for field in fields(WorkEntry))


def ensure_may_keep(year: ProgrammeYear, by: User) -> None:
    """May she keep the plan of this year?

    Raises:
        NotAllowed: not hers.
        Refused: the year is closed.
    """
    if not can_write_work_plan(by, year.province_id):
        raise NotAllowed(_("The joint work plan is kept by the culture office."))
    ensure_year_open(year)


def ensure_order(entry: WorkEntry) -> None:
    """It is not due before it begins.

    Raises:
        Refused: it is.
    """
    if entry.starts_on and entry.due_on and entry.due_on < entry.starts_on:
        raise Refused(_("It is due before it begins. Please check the two days."), field="due_on")


@action
def add_work(*, year: ProgrammeYear, entry: WorkEntry, by: User) -> WorkPlanItem:
    """A new line at the end.

    Raises:
        NotAllowed: not hers.
        Refused: the year is closed, or the days are the wrong way round.
    """
    ensure_may_keep(year, by)
    ensure_order(entry)
    last = year.work_plan.aggregate(last=Max("order"))["last"] or 0
    item = WorkPlanItem.objects.create(
        programme_year=year, order=last + 1, **{name: getattr(entry, name) for name in WORK_FIELDS}
    )
    record("add_work", item, by=by)
    return item


@action
def change_work(*, item: WorkPlanItem, entry: WorkEntry, sign: str, by: User) -> None:
    """Mend a line; `sign` is of what was shown.

    Raises:
        NotAllowed: not hers.
        Refused: the year is closed, the days are the wrong way round, or it was taken out.
        Outpaced: somebody else mended it since it was read; nothing was written.
    """
    ensure_may_keep(item.programme_year, by)
    ensure_order(entry)
    typed = {name: getattr(entry, name) for name in WORK_FIELDS}
    stored = hold_as_shown(item, typed, sign)
    if stored is None:
        return
    before = snapshot(stored, WORK_FIELDS)
    for name, value in typed.items():
        setattr(stored, name, value)
    changes = changes_between(before, snapshot(stored, WORK_FIELDS))
    stored.save(update_fields=list(changes))
    record("change_work", stored, by=by, changes=changes)


@action
def finish_work(*, item: WorkPlanItem, done_on: dt.date, by: User) -> None:
    """It is done; pressed twice it stays so.

    Raises:
        NotAllowed: not hers.
        Refused: the year is closed, or the day has not come.
    """
    ensure_may_keep(item.programme_year, by)
    if done_on > thai.today():
        raise Refused(_("This day has not come yet."))
    if WorkPlanItem.objects.filter(pk=item.pk, done_on__isnull=True).update(done_on=done_on):
        item.done_on = done_on
        record("finish_work", item, by=by, changes={"done_on": [None, str(done_on)]})


@action
def reopen_work(*, item: WorkPlanItem, by: User) -> None:
    """It is not done after all.

    Raises:
        NotAllowed: not hers.
        Refused: the year is closed.
    """
    ensure_may_keep(item.programme_year, by)
    if WorkPlanItem.objects.filter(pk=item.pk, done_on__isnull=False).update(done_on=None):
        before, item.done_on = str(item.done_on), None
        record("reopen_work", item, by=by, changes={"done_on": [before, None]})


@action
def remove_work(*, item: WorkPlanItem, by: User) -> None:
    """Take a line out that was entered by mistake.

    Raises:
        NotAllowed: not hers.
        Refused: the year is closed.
    """
    ensure_may_keep(item.programme_year, by)
    record("remove_work", item, by=by)
    item.delete()
