"""What makes a function an action: keyword-only, one transaction, known to the tests."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from django.db import transaction
from django.utils import timezone

from .audit import record
from .models import Draft, User
from .public_stamp import noticing

P = ParamSpec("P")
R = TypeVar("R")

ACTIONS: set[str] = set()


def action(function: Callable[P, R]) -> Callable[P, R]:
    """Run the function in one transaction; refuse at import time what does not look like an action.

    Raises:
        TypeError: a parameter is positional, or `by` is missing.
    """
    parameters = inspect.signature(function).parameters
    if any(p.kind is not p.KEYWORD_ONLY for p in parameters.values()) or "by" not in parameters:
        raise TypeError(f"{function.__qualname__}: an action is keyword-only and says who acts (by=)")
    ACTIONS.add(f"{function.__module__}.{function.__qualname__}")

    @functools.wraps(function)
    def inside_transaction(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction.atomic(), noticing():
            return function(*args, **kwargs)

    return inside_transaction


@action
def keep_draft(*, key: str, data: dict[str, Any], by: User) -> None:
    """Keep what a person typed into a form, as she typed it, until she sends it; only she reads it."""
    Draft.objects.update_or_create(user=by, key=key, defaults={"data": data, "saved_at": timezone.now()})


@action
def drop_draft(*, key: str, by: User) -> None:
    """It was sent, or she does not want it any more."""
    Draft.objects.filter(user=by, key=key).delete()


NOTICE_VERSION = "2570-1"


@action
def accept_privacy_notice(*, by: User) -> None:
    """Note that a person has read the privacy notice (PDPA s.23) before she works here."""
    by.notice_accepted_at = timezone.now()
    by.notice_version = NOTICE_VERSION
    by.save(update_fields=["notice_accepted_at", "notice_version"])
    record("accept_privacy_notice", by, by=by)
