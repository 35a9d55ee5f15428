"""Rules that several actions share: a closed year, a locked round, a form that somebody else saved meanwhile."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from moralprovince.core import thai
from moralprovince.core.errors import Outpaced, Refused
from networks.models import ProgrammeYear


def ensure_writable(year: ProgrammeYear, day: dt.date) -> None:
    """Refuse writes into a year that was closed.

    Raises:
        Refused: the year is read-only on that day.
    """
    if year.read_only_from and day >= year.read_only_from:
        raise Refused(_("Fiscal year %(year)s is closed and can only be read.") % {"year": year.fiscal_year})


def may_pledge_in(year: ProgrammeYear, day: dt.date) -> bool:
    """Pledges are begun for the running fiscal year, the next one, and the last one while it may still be written."""
    closed = year.read_only_from is not None and day >= year.read_only_from
    return not closed and abs(year.fiscal_year - thai.fiscal_year_of(day)) <= 1


def ensure_year_to_pledge(year: ProgrammeYear | None, day: dt.date) -> None:
    """Refuse a pledge for a year that is over long since, or not near yet.

    Raises:
        Refused: with the years that are possible.
    """
    if year is None or not may_pledge_in(year, day):
        now = thai.fiscal_year_of(day)
        words = _("A declaration can be begun for the fiscal years %(last)s to %(next)s, as long as they are not closed.")
        raise Refused(words % {"last": now - 1, "next": now + 1} + " " + str(_("Please choose one of the years offered.")))


def bump_version(obj: models.Model, expected: int, **fields: object) -> None:
    """Write fields only if nobody saved since the form was opened, and nobody moved it to another state.

    Raises:
        Outpaced: the stored version is a newer one.
    """
    manager = type(obj)._default_manager
    if "updated_at" in {field.name for field in obj._meta.get_fields()}:
        fields["updated_at"] = timezone.now()
    same = manager.filter(pk=obj.pk, version=expected, state=obj.state)  # type: ignore[attr-defined]
    if not same.update(version=expected + 1, **fields):
        raise Outpaced(_("Somebody else saved this a moment ago. What you typed is still here: compare it and save again."))
    for name, value in {"version": expected + 1, **fields}.items():
        setattr(obj, name, value)
