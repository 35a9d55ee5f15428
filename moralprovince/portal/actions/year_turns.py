"""Takes a province to the next fiscal year in one transaction, and back again within a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.actions import action
from moralprovince.core.audit import record
from moralprovince.core.errors import NotAllowed, Outpaced, Refused
from moralprovince.core.models import User
from moralprovince.core.moving import Journal, put_back
from moralprovince.core.turning import Part
from moralprovince.portal import floors
from moralprovince.portal.models import YearTurn
from networks.actions.office import LAST_YEAR, write_year
from networks.models import Office, ProgrammeYear
from networks.permissions import can_manage_office
from networks.querysets.years import year_due
from networks.today import counted

HOURS_TO_UNDO = 24


@dataclass(frozen=True)
class Left:
    """How many rows of the old year are not finished, and where they are."""

    what: str
    count: int
    address: str


@dataclass(frozen=True)
class Outlook:
    """What a turn would do, and what of the old year is not finished."""

    old: ProgrammeYear
    to_year: int
    parts: list[Part]
    left_undone: list[Left]
    still_open: list[Left]

    @property
    def count(self) -> int:
        """Rows that everything proposed adds or changes."""
        return sum(part.count for part in self.parts)


def next_year_of(office: Office, day: dt.date) -> int:
    """The year after the one the office works in; the one it has turned to already, while the next one is far."""
    working = office.working_year.fiscal_year if office.working_year else thai.fiscal_year_of(day)
    if working + 1 > year_due(day) and turn_in_force(office.province_id, working):
        return working
    return working + 1


def begins_later(to_year: int, day: dt.date) -> dt.date | None:
    """The first day of a year that is not to be prepared yet; None in the last weeks before it, and once it has begun."""
    return thai.fiscal_year_days(to_year)[0] if to_year > year_due(day) else None


def first_read_only_day(old: ProgrammeYear) -> dt.date:
    """The old year closes with its last day, or today where that is over."""
    return max(thai.fiscal_year_days(old.fiscal_year)[1] + dt.timedelta(days=1), thai.today())


def old_year_of(office: Office, to_year: int) -> ProgrammeYear:
    """The year before.

    Raises:
        Refused: the province has none.
    """
    old = ProgrammeYear.objects.filter(province=office.province_id, fiscal_year=to_year - 1).first()
    if old is None or to_year > LAST_YEAR:
        raise Refused(_("This province has no programme year %(year)s yet.") % {"year": to_year - 1})
    return old


def outlook(office: Office, to_year: int) -> Outlook:
    """What a turn to that year would do; it writes nothing.

    Raises:
        Refused: there is no year before it.
    """
    old = old_year_of(office, to_year)
    parts = [part for coming in floors.each("coming") for part in coming(old)]
    return Outlook(old, to_year, parts, *unfinished_of(old))


def unfinished_of(year: ProgrammeYear) -> tuple[list[Left], list[Left]]:
    """What cannot be done any more once the year is closed, and what still can; one query counts all of it."""
    told = [[line for tell in floors.each(name) for line in tell(year)] for name in ("left_undone", "still_open_of")]
    counts = iter(counted(*(line.rows for lines in told for line in lines)))
    undone, still_open = ([Left(str(line.what), next(counts), line.address) for line in lines] for lines in told)
    return [line for line in undone if line.count], [line for line in still_open if line.count]


def turn_in_force(province: str, to_year: int) -> YearTurn | None:
    """The turn to that year, if it was done and not undone."""
    return YearTurn.objects.filter(province=province, to_year=to_year, undone_at__isnull=True).first()


def ensure_may_turn(by: User | None, province: str) -> None:
    """Years are the administrator's; nobody is the command on the server."""
    if by is not None and not can_manage_office(by, province):
        raise NotAllowed(_("Only administrators turn the year."))


@action
def turn_year(
    *, office: Office, to_year: int, read_only_from: dt.date, chosen: Collection[str] | None, by: User | None
) -> YearTurn:
    """Carry over what was ticked (everything where nothing was asked), work in the new year, close the old one.

    Raises:
        NotAllowed: she does not look after the office.
        Refused: there is no year before it, or the old one would close before it begins.
        Outpaced: somebody turned this year already.
    """
    ensure_may_turn(by, office.province_id)
    # Whoever presses at the same moment waits here, and then finds it done.
    office = Office.objects.select_for_update(of=("self",)).select_related("province", "working_year").get(pk=office.pk)
    ensure_not_turned(office, to_year)
    old = old_year_of(office, to_year)
    ensure_sensible_day(old, read_only_from)
    turn = YearTurn(
        province=office.province, from_year=old.fiscal_year, to_year=to_year, read_only_from=read_only_from, by=by
    )  # fmt: skip
    journal = Journal()
    new = year_for(office, old, to_year, journal, by)
    for carry_over in floors.each("carry_over"):
        journal.steps += carry_over(old, new, chosen, by=by).steps
    turn.carried = rows_by_table(journal)
    close_and_switch(office, old, new, read_only_from, journal)
    turn.moved = {"steps": journal.steps}
    turn.save()
    record("turn_year", office, by=by, note=str(turn))
    return turn


def ensure_not_turned(office: Office, to_year: int) -> None:
    """Once is enough.

    Raises:
        Outpaced: naming who did it and when.
    """
    if done := turn_in_force(office.province_id, to_year):
        words = _("The turn to fiscal year %(year)s was done already (%(who)s, %(when)s). Nothing was added.")
        facts = {"year": to_year, "who": done.by or _("the server"), "when": thai.moment_short(done.at)}
        raise Outpaced(words % facts)


def ensure_sensible_day(old: ProgrammeYear, day: dt.date) -> None:
    """A year is not closed before it has begun, nor in a far future.

    Raises:
        Refused: with the days that are possible.
    """
    first, last = thai.fiscal_year_days(old.fiscal_year)
    if not first <= day <= last + dt.timedelta(days=366):
        words = _("The old year becomes read-only on a day from %(first)s to %(last)s.")
        days = {"first": thai.day_short(first), "last": thai.day_short(last + dt.timedelta(days=366))}
        raise Refused(words % days, field="read_only_from")


def year_for(office: Office, old: ProgrammeYear, to_year: int, journal: Journal, by: User | None) -> ProgrammeYear:
    """The new year; where it is not there yet, with the virtues of the old one and a motto that the office will give."""
    there = ProgrammeYear.objects.filter(province=office.province_id, fiscal_year=to_year).first()
    if there is not None:
        return there
    new = write_year(office.province, to_year, "", old.virtues.all(), by)
    journal.made_exactly([new])
    journal.made(list(ProgrammeYear.virtues.through.objects.filter(programmeyear=new)))
    return new


def close_and_switch(office: Office, old: ProgrammeYear, new: ProgrammeYear, day: dt.date, journal: Journal) -> None:
    """Pages show the new year; the old one is read-only from the day given."""
    offices = Office.objects.filter(pk=office.pk)
    journal.write(offices, before={"working_year_id": office.working_year_id}, after={"working_year_id": new.pk})
    years = ProgrammeYear.objects.filter(pk=old.pk)
    journal.write(years, before={"read_only_from": old.read_only_from}, after={"read_only_from": day})


def rows_by_table(journal: Journal) -> list[list]:
    """Rows of each table that were added or changed, by the names people know."""
    found: dict[str, int] = {}
    for step in journal.steps:
        found[step["table"]] = found.get(step["table"], 0) + len(step.get("made") or step.get("keys") or ())
    return [[table, count] for table, count in found.items()]


# Back again


def open_until(turn: YearTurn) -> dt.datetime:
    """Until when it can be undone."""
    return turn.at + dt.timedelta(hours=HOURS_TO_UNDO)


def may_undo(turn: YearTurn, now: dt.datetime) -> bool:
    """Is it in force, and its day not over?"""
    return turn.undone_at is None and now <= open_until(turn)


@action
def undo_turn(*, turn: YearTurn, by: User | None) -> None:
    """Everything is as it was before the turn.

    Raises:
        NotAllowed: she does not look after the office.
        Refused: its day is over, a later turn builds on it, or something of it was changed since.
        Outpaced: somebody else undid it a moment ago.
    """
    ensure_may_turn(by, turn.province_id)
    office = Office.objects.select_for_update(of=("self",)).get(pk=turn.province_id)
    ensure_can_be_undone(turn)
    now = timezone.now()
    if not YearTurn.objects.filter(pk=turn.pk, undone_at__isnull=True).update(undone_at=now, undone_by=by):
        raise Outpaced(_("This turn of the year has been undone already."))
    try:
        with transaction.atomic():
            put_back(turn.moved["steps"])
    except (IntegrityError, ProtectedError) as clash:
        words = _("Something new hangs on what was carried over into fiscal year %(year)s, so this can no longer be undone.")
        raise Refused(words % {"year": turn.to_year}) from clash
    record("undo_turn", office, by=by, note=str(turn))


def ensure_can_be_undone(turn: YearTurn) -> None:
    """One day, the newest first, and as long as nothing rests on it.

    Raises:
        Refused: with the sentence.
    """
    if timezone.now() > open_until(turn):
        words = _("A turn of the year can be undone for one day. This was possible until %(moment)s.")
        raise Refused(words % {"moment": thai.moment_short(open_until(turn))})
    later = YearTurn.objects.filter(province=turn.province_id, to_year__gt=turn.to_year, undone_at__isnull=True).first()
    if later:
        raise Refused(_("A later turn builds on this one: please undo %(turn)s first.") % {"turn": later})
    year = ProgrammeYear.objects.filter(province=turn.province_id, fiscal_year=turn.to_year).first()
    against = [sentence for rests in floors.each("rests_on_turn") for sentence in rests(year)] if year else []
    if against:
        raise Refused(" ".join([*against, _("So this can no longer be undone.")]))
