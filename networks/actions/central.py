"""Marks bodies that report centrally: another body reports for them, and they are counted there."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from moralprovince.core.audit import record_many
from moralprovince.core.errors import NotAllowed
from moralprovince.core.models import User
from networks.models import Organisation
from networks.permissions import can_move_organisation


def mark(bodies: Sequence[Organisation], *, central: bool, by: User) -> list[Organisation]:
    """Write the mark where it is another; returns the bodies it changed for, locked until the transaction ends.

    Raises:
        NotAllowed: this person may not.
    """
    if not all(can_move_organisation(by, body) for body in bodies):
        raise NotAllowed(_("You do not have the right to change this entry. Please ask the culture office."))
    keys = [body.pk for body in bodies]
    rows = Organisation.objects.filter(pk__in=keys).exclude(state=Organisation.State.MERGED)
    changed = list(rows.exclude(reports_centrally=central).order_by("pk").select_for_update())
    Organisation.objects.filter(pk__in=[body.pk for body in changed]).update(
        reports_centrally=central, version=F("version") + 1, updated_at=timezone.now()
    )
    told = [{"reports_centrally": [not central, central]} for _body in changed]
    record_many("report_centrally" if central else "report_here", changed, by=by, changes=told)
    return changed
