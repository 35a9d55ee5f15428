"""Bodies that have no pledge yet in the year their office works in, for those who would write it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from moralprovince.core import thai
from networks.models import Organisation, ProgrammeYear
from networks.querysets.scope import scope_of

from .models import Pledge


def unpledged(user: Any, day: dt.date) -> QuerySet[Organisation]:
    """Of the bodies she is the contact of: those without any pledge in the `year` at work, while it takes declarations.

    A pledge that the office ended is not asked for again; what reports centrally declares there.
    """
    now = thai.fiscal_year_of(day)
    own = Organisation.objects.filter(pk__in=scope_of(user).organisations("pledges.write")).counted()
    working = own.annotate(year=Coalesce(F("province__office__working_year__fiscal_year"), now))
    taking = ProgrammeYear.objects.writable(day).filter(province=OuterRef("province"), fiscal_year=OuterRef("year"))
    begun = Pledge.objects.filter(organisation=OuterRef("pk"), programme_year__fiscal_year=OuterRef("year"))
    return working.filter(Exists(taking), ~Exists(begun), year__range=(now - 1, now + 1))


def must_begin(user: Any, organisation: Organisation, day: dt.date) -> bool:
    """Is it this person's to begin the pledge of that body now? Asked only for her own."""
    own = organisation.pk in scope_of(user).organisations("pledges.write")
    return own and unpledged(user, day).filter(pk=organisation.pk).exists()
