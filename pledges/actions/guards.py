"""Rules that several actions share: a closed year, a locked round, a form that somebody else saved meanwhile."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from moralprovince.core.errors import Outpaced, Refused
from networks.models import ProgrammeYear


def ensure_writable(year: ProgrammeYear, day: dt.date) -> None:
    """Refuse writes into a year that was closed.

    Raises:
        Refused: the year is read-only on that day.
    """
    if year.read_only_from and day >= year.read_only_from:
        raise Refused(_("Fiscal year %(year)s is closed and can only be read.") % {"year": year.fiscal_year})


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
