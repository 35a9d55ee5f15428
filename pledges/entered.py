"""What one person entered on floor 2."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from moralprovince.core.entered import Entered, entered

from .models import CallNote, Evidence, Extension, FollowUpReport, Pledge, Waiver

OF_REPORT = ("pledge__organisation", "round__programme_year__province")


def entered_by(person: Any) -> Iterator[Entered]:
    """Pledges, reports and what hangs on them."""
    of_pledge, reports = ("organisation", "programme_year__province"), FollowUpReport.objects
    yield entered(_("pledges begun"), Pledge.objects.filter(created_by=person), person, "pledges:pledge", about=of_pledge)
    sent, checked = reports.filter(filed_by=person), reports.filter(checked_by=person)
    yield entered(_("reports filled in"), sent, person, "pledges:report", about=OF_REPORT)
    yield entered(_("reports checked"), checked, person, "pledges:report", about=OF_REPORT)
    yield Entered(_("evidence added to reports"), Evidence.objects.filter(added_by=person))
    yield Entered(_("calls about late reports"), CallNote.objects.filter(by=person))
    yield Entered(_("later due days given"), Extension.objects.filter(by=person))
    yield Entered(_("reports said not to be required"), Waiver.objects.filter(by=person))
