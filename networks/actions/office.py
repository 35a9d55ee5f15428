"""Changes what belongs to the office: its letterhead, looks and contact, its programme years, and the year it works in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.actions import action
from moralprovince.core.audit import changes_between, record, snapshot
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.models import User
from moralprovince.core.outbox import hold_back
from moralprovince.core.signs import hold_as_shown
from networks.models import Office, ProgrammeYear, Province, Virtue
from networks.permissions import can_manage_office

FIRST_YEAR, LAST_YEAR = 2500, 2700


@dataclass(frozen=True)
class OfficeEntry:
    """What an office tells of itself."""

    name: str
    address: str = ""
    phone: str = ""
    email: str = ""
    signatory_name: str = ""
    signatory_title: str = ""
    letter_code: str = ""
    primary_colour: str = "#8C3B2A"
    privacy_contact: str = ""
    small_group: int = 5
    keep_years: int = 3


OFFICE_FIELDS = tuple(field.name for field in fields(OfficeEntry))
YEAR_FIELDS = ("motto", "virtues", "read_only_from")


def ensure_may_manage(by: User, province: str) -> None:
    """Office, years and networks are the administrator's."""
    if not can_manage_office(by, province):
        raise NotAllowed(_("You do not have the right to change the data of the office."))


@action
def edit_office(*, office: Office, entry: OfficeEntry, sign: str, by: User) -> None:
    """Change the data of the office; `sign` is of what was shown.

    Raises:
        NotAllowed: not hers.
        Outpaced: somebody else changed them since they were read; nothing was written.
    """
    ensure_may_manage(by, office.province_id)
    if hold_as_shown(office, {name: getattr(entry, name) for name in OFFICE_FIELDS}, sign):
        write_office(office, entry, by)


def write_office(office: Office, entry: OfficeEntry, by: User | None) -> None:
    """Save what changed, with its history; whoever calls this has checked the right."""
    stored = Office.objects.get(pk=office.pk)
    before = snapshot(stored, OFFICE_FIELDS)
    for name in OFFICE_FIELDS:
        setattr(stored, name, getattr(entry, name))
    changes = changes_between(before, snapshot(stored, OFFICE_FIELDS))
    if changes:
        stored.save(update_fields=list(changes))
        record("edit_office", stored, by=by, changes=changes)


@action
def pause_mail(*, office: Office, paused: bool, by: User) -> None:
    """Hold back all outgoing mail of the province, or let it go again; nothing owed is lost meanwhile."""
    ensure_may_manage(by, office.province_id)
    if not Office.objects.filter(pk=office.pk, mail_paused=not paused).update(mail_paused=paused):
        raise Refused(_("Outgoing mail is in that state already."))
    office.mail_paused = paused
    if paused:
        hold_back(office.province_id)
    record("pause_mail" if paused else "resume_mail", office, by=by)


@action
def choose_working_year(*, office: Office, year: ProgrammeYear, by: User) -> None:
    """The year that pages show unless another one is asked for."""
    ensure_may_manage(by, office.province_id)
    if year.province_id != office.province_id:
        raise Refused(_("This year belongs to another province."))
    if office.working_year_id != year.pk:
        before, office.working_year = str(office.working_year or ""), year
        office.save(update_fields=["working_year"])
        record("choose_working_year", office, by=by, changes={"working_year": [before, str(year)]})


@action
def add_year(
    *,
    province: Province,
    fiscal_year: int,
    motto: str,
    virtues: Iterable[Virtue],
    by: User,
    read_only_from: dt.date | None = None,
) -> ProgrammeYear:
    """A new programme year of the province, with what the floors above give it to begin with."""
    ensure_may_manage(by, province.pk)
    year = write_year(province, fiscal_year, motto, virtues, by, read_only_from)
    import_string(settings.FILLS_NEW_YEAR)(year, by=by)
    return year


def write_year(
    province: Province, fiscal_year: int, motto: str, virtues: Iterable[Virtue], by: User | None,
    read_only_from: dt.date | None = None,
) -> ProgrammeYear:  # fmt: skip
    """Add a year; whoever calls this has checked the right."""
    if not FIRST_YEAR <= fiscal_year <= LAST_YEAR:
        raise Refused(_("A fiscal year has four digits of the Buddhist era, for example 2569."))
    ensure_begun(fiscal_year, read_only_from)
    try:
        with transaction.atomic():
            year = ProgrammeYear.objects.create(
                province=province, fiscal_year=fiscal_year, motto=motto, read_only_from=read_only_from
            )
    except IntegrityError as taken:
        there = (str(fiscal_year), reverse("networks:year-edit", args=[fiscal_year]))
        sentence = _("The year %(year)s is there already.") % {"year": fiscal_year}
        raise Refused(sentence, field="fiscal_year", leads_to=there) from taken
    year.virtues.set(virtues)
    record("add_year", year, by=by)
    return year


@action
def edit_year(
    *, year: ProgrammeYear, motto: str, virtues: Iterable[Virtue], read_only_from: dt.date | None, sign: str, by: User
) -> None:
    """Change motto, target virtues and the day from which the year can only be read; `sign` is of what was shown.

    Raises:
        NotAllowed: not hers.
        Refused: it would be closed before it begins.
        Outpaced: somebody else changed the year since it was read; nothing was written.
    """
    ensure_may_manage(by, year.province_id)
    ensure_begun(year.fiscal_year, read_only_from)
    chosen = list(virtues)
    typed = {"motto": motto, "virtues": sorted(one.pk for one in chosen), "read_only_from": read_only_from}
    stored = hold_as_shown(year, typed, sign)
    if stored is None:
        return
    before = year_values(stored)
    stored.motto, stored.read_only_from = motto, read_only_from
    stored.save(update_fields=["motto", "read_only_from"])
    stored.virtues.set(chosen)
    record("edit_year", stored, by=by, changes=changes_between(before, year_values(stored)))


def ensure_begun(fiscal_year: int, read_only_from: dt.date | None) -> None:
    """A year is not closed before it begins: with a slip in the day nobody could write anything from this moment on."""
    first, _last = thai.fiscal_year_days(fiscal_year)
    if read_only_from and read_only_from < first:
        words = _("Fiscal year %(year)s begins on %(day)s: it cannot be read-only before that.")
        raise Refused(words % {"year": fiscal_year, "day": thai.day_short(first)}, field="read_only_from")


def year_values(year: ProgrammeYear) -> dict[str, Any]:
    """What of a year can change."""
    return {
        **snapshot(year, ["motto", "read_only_from"]),
        "virtues": sorted(year.virtues.values_list("pk", flat=True)),
    }
