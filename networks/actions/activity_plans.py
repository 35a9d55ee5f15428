"""Sets what the networks plan for a year, line by line or from a workbook."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.actions import action
from moralprovince.core.audit import changes_between, record, snapshot
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.models import User
from moralprovince.core.signs import hold_as_shown
from networks.models import ActivityPlan, ProgrammeYear, SectorNetwork
from networks.permissions import can_manage_plans

from .years import ensure_year_open


@dataclass(frozen=True)
class PlanEntry:
    """One line: so many times, in these months, for so much money and so many people."""

    name: str
    network: SectorNetwork | None = None
    times: int = 1
    months: tuple[int, ...] = ()
    budget: Decimal | None = None
    target_group: str = ""
    target_people: int | None = None


PLAN_FIELDS = tuple(field.name for field in fields(PlanEntry))
PlanKey = tuple[int | None, str]


def values(entry: PlanEntry) -> dict[str, Any]:
    """The entry as columns keep it; months in the order of the fiscal year."""
    months = sorted(set(entry.months), key=lambda month: (month < 10, month))
    return {name: getattr(entry, name) for name in PLAN_FIELDS} | {"months": months}


def ensure_may_plan(year: ProgrammeYear, by: User) -> None:
    """May she set plans of this year?

    Raises:
        NotAllowed: not hers.
        Refused: the year is closed.
    """
    if not can_manage_plans(by, year.province_id):
        raise NotAllowed(_("The plan of a year is kept by the culture office."))
    ensure_year_open(year)


@action
def add_plan_line(*, year: ProgrammeYear, entry: PlanEntry, by: User) -> ActivityPlan:
    """A new line at the end of its network's plan.

    Raises:
        NotAllowed: not hers.
        Refused: the year is closed, or the network is of another province.
    """
    ensure_may_plan(year, by)
    return added(year, entry, by)


def added(year: ProgrammeYear, entry: PlanEntry, by: User) -> ActivityPlan:
    """Write a new line."""
    ensure_of_province(year, entry.network)
    last = year.activity_plans.filter(network=entry.network).aggregate(last=Max("order"))["last"] or 0
    line = ActivityPlan.objects.create(programme_year=year, order=last + 1, **values(entry))
    record("add_plan_line", line, by=by)
    return line


def ensure_of_province(year: ProgrammeYear, network: SectorNetwork | None) -> None:
    """Plans are made for networks of the same province.

    Raises:
        Refused: it is another province's.
    """
    if network and network.province_id != year.province_id:
        raise Refused(_("This network belongs to another province."))


@action
def change_plan_line(*, line: ActivityPlan, entry: PlanEntry, sign: str, by: User) -> None:
    """Mend a line; `sign` is of what was shown.

    Raises:
        NotAllowed: not hers.
        Refused: the year is closed, activities of its network hang on it, or it was taken out.
        Outpaced: somebody else mended it since it was read; nothing was written.
    """
    ensure_may_plan(line.programme_year, by)
    if stored := hold_as_shown(line, values(entry), sign):
        changed(stored, entry, by)


def changed(line: ActivityPlan, entry: PlanEntry, by: User, given: Collection[str] = PLAN_FIELDS) -> bool:
    """Write what differs of what was given; was there anything?"""
    ensure_of_province(line.programme_year, entry.network)
    network = entry.network.pk if entry.network else None
    if network != line.network_id and line.activities.exists():
        raise Refused(_("Activities were planned under this line; it stays with its network."))
    before = snapshot(line, PLAN_FIELDS)
    for name, value in values(entry).items():
        if name in given:
            setattr(line, name, value)
    changes = changes_between(before, snapshot(line, PLAN_FIELDS))
    if changes:
        line.save(update_fields=list(changes))
        record("change_plan_line", line, by=by, changes=changes)
    return bool(changes)


@action
def remove_plan_line(*, line: ActivityPlan, by: User) -> None:
    """Take a line out, as long as nothing was planned under it.

    Raises:
        NotAllowed: not hers.
        Refused: the year is closed, or activities hang on it.
    """
    ensure_may_plan(line.programme_year, by)
    if line.activities.exists():
        raise Refused(_("Activities were planned under this line, so it stays. Its number of times can be changed."))
    record("remove_plan_line", line, by=by)
    line.delete()


@action
def apply_plan(
    *, year: ProgrammeYear, entries: Sequence[PlanEntry], by: User, given: Collection[str] = PLAN_FIELDS
) -> tuple[int, int]:
    """Take a whole workbook into the plan, or nothing: lines of the same network and name are changed, others added.

    `given` are the columns of the workbook; what stands in the plan under others stays.
    Where several lines of a network have the same name, each of them has a row, and they follow in the same order.

    Returns:
        How many were added, and how many changed.

    Raises:
        NotAllowed: not hers.
        Refused: the year is closed, or has other lines of these names than the workbook.
    """
    ensure_may_plan(year, by)
    # Of two who take the same workbook, the second would find its new lines missing as well.
    ProgrammeYear.objects.select_for_update(no_key=True).get(pk=year.pk)
    standing, rows = held_lines(year), defaultdict[PlanKey, list[PlanEntry]](list)
    for entry in entries:
        rows[key_of(entry)].append(entry)
    ensure_each_has_its_row(standing, rows)
    new = [added(year, same[0], by) for key, same in rows.items() if key not in standing]
    pairs = (pair for key, same in rows.items() if key in standing for pair in differing(standing[key], same, given))
    return len(new), sum(changed(line, entry, by, given) for line, entry in pairs)


def key_of(line: ActivityPlan | PlanEntry) -> PlanKey:
    """By what a line is found again: its network and its name."""
    return line.network.pk if line.network else None, thai.canonical(line.name)


def held_lines(year: ProgrammeYear) -> dict[PlanKey, list[ActivityPlan]]:
    """The lines of a plan in its order; a network may have several of one name, for other months or other people."""
    lines = year.activity_plans.select_related("programme_year", "network").order_by("order", "pk")
    found = defaultdict(list)
    for line in lines.select_for_update(of=("self",), no_key=True):
        found[key_of(line)].append(line)
    return dict(found)


def ensure_each_has_its_row(standing: dict[PlanKey, list[ActivityPlan]], rows: dict[PlanKey, list[PlanEntry]]) -> None:
    """Of several lines of one name nobody could say which of them a single row is about.

    Raises:
        Refused: the plan has become another one since the workbook was looked at.
    """
    if any(len(same) != max(1, len(standing.get(key, []))) for key, same in rows.items()):
        raise Refused(_("The plan was changed a moment ago. Please choose the workbook again. Nothing was written."))


def differing(
    lines: Sequence[ActivityPlan], rows: Sequence[PlanEntry], given: Collection[str]
) -> Iterator[tuple[ActivityPlan, PlanEntry]]:
    """Lines of one name with the rows they become, in order, once those are left out that stand there just so."""
    left, others = list(lines), []
    for row in rows:
        if same := next((line for line in left if says(line, row, given)), None):
            left.remove(same)
        else:
            others.append(row)
    return zip(left, others, strict=True)


def says(line: ActivityPlan, row: PlanEntry, given: Collection[str]) -> bool:
    """Does a line say what a row does?"""
    return all(getattr(line, name) == value for name, value in values(row).items() if name in given)
