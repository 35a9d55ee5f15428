"""Takes away an office in which nobody works: earlier versions brought Ayutthaya's into every installation."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils.translation import gettext as _

from assessments.models import YearCriteria
from moralprovince.core.actions import action
from moralprovince.core.audit import record
from moralprovince.core.errors import Refused
from moralprovince.core.hanging import kinds_of, relations_to, rows_on
from moralprovince.core.models import AuditEvent, Message, User
from moralprovince.portal.models import Ladder
from networks.models import District, Office, ProgrammeYear, Province, SectorNetwork

# What load_reference brings; a row of any other kind, or an entry in the history, was made by somebody.
BROUGHT = {District, Office, ProgrammeYear, SectorNetwork, YearCriteria, Ladder}


def unused_offices() -> list[Office]:
    """Those of other provinces than the installation's own with nothing in them but what came by itself."""
    others = Office.objects.exclude(pk=settings.PROVINCE).order_by("pk")
    return [office for office in others if not any(used_for(office))]


def used_for(office: Office) -> Iterator[str]:
    """What somebody made in this office, kind by kind; empty where nobody ever worked in it."""
    code = office.province_id
    owners: dict[type[Model], Any] = {
        Province: [code],
        Office: [code],
        ProgrammeYear: ProgrammeYear.objects.filter(province=code).values("pk"),
        SectorNetwork: SectorNetwork.objects.filter(province=code).values("pk"),
    }
    history = AuditEvent.objects.filter(province_code=code).exclude(action="remove_office")
    pointing = (rows_on(relations_to(model), keys, but=BROUGHT) for model, keys in owners.items())
    return kinds_of(chain([history, Message.objects.filter(province_code=code)], *pointing))


@action
def remove_office(*, office: Office, by: User | None) -> None:
    """Take an unused office away, with the years, networks, criteria and ladders that came with it.

    Raises:
        Refused: it is the installation's own, or somebody worked in it.
    """
    # The set-up of an office waits here, and finds none to begin with.
    Province.objects.select_for_update(no_key=True).get(pk=office.province_id)
    if office.pk == settings.PROVINCE:
        raise Refused(_("This is the office of the province in the setting PROVINCE: it stays."))
    if used := ", ".join(sorted(set(used_for(office)))):
        raise Refused(_("Somebody worked in this office, so it stays: there are %(kinds)s.") % {"kinds": used})
    record("remove_office", office, by=by)
    YearCriteria.objects.filter(programme_year__province=office.pk).delete()
    Ladder.objects.filter(province=office.pk).delete()
    for model in (Office, ProgrammeYear, SectorNetwork):
        model._base_manager.filter(province=office.province_id).delete()
