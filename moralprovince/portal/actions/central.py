"""Marks bodies that report centrally, and sees to what is expected of them on the floors above."""

from __future__ import annotations

from collections.abc import Sequence

from moralprovince.core.actions import action
from moralprovince.core.models import User
from networks.actions.central import mark
from networks.models import Organisation
from pledges.actions.central import expect_again, expect_no_more


@action
def set_central(*, organisations: Sequence[Organisation], central: bool, by: User) -> tuple[int, int]:
    """Mark bodies, or take the mark away; returns how many changed, and how many reports are not expected (or are again).

    Raises:
        NotAllowed: this person may not.
    """
    changed = mark(organisations, central=central, by=by)
    reports = expect_no_more(changed, by=by) if central else expect_again(changed, by=by)
    return len(changed), reports
