"""Says in words what keeps a level away."""

from __future__ import annotations

from django.utils.translation import gettext as _

from .scoring import Failure


def sentence_of(failure: Failure) -> str:
    """ข้อ 8 ได้ 1 ต้องไม่น้อยกว่า 2."""
    facts = {"item": failure.item, "has": failure.has, "needs": failure.needs}
    if failure.item is None:
        return _("The sum is %(has)s, it must be at least %(needs)s") % facts
    return _("Item %(item)s has %(has)s, it must be at least %(needs)s") % facts
