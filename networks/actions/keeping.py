"""Takes names and addresses out of invitations that are over and were kept long enough."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from moralprovince.core.keeping import Period
from networks.models import Invitation


def outlived_invitations(province: str, period: Period) -> QuerySet[Invitation]:
    """Those that were used, withdrawn or ran out before the first day that is kept."""
    unused, lasting = Q(used_at=None), Q(used_at=None, revoked_at=None)
    over = Q(used_at__lt=period.start) | (unused & Q(revoked_at__lt=period.start)) | (lasting & Q(expires_at__lt=period.start))
    return Invitation.objects.filter(over, province=province, emptied_on=None).order_by()


def empty_invitations(province: str, period: Period, limit: int) -> int:
    """The next of them; into which role, where, by whom, when, and what became of it stays. Call it in a transaction."""
    rows = outlived_invitations(province, period).select_for_update(skip_locked=True)
    keys = list(rows.values_list("pk", flat=True)[:limit])
    return Invitation.objects.filter(pk__in=keys).update(name="", email="", phone="", **period.marks)
