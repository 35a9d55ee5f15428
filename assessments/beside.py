"""What this floor lays beside the follow-up report of a body: what was agreed at coaching visits and is still open."""

from __future__ import annotations

import datetime as dt
from typing import Any

from networks.models import Organisation

from .visit_preparation import open_agreements

MOST = 20


def beside_report(organisation: Organisation, user: Any, day: dt.date) -> tuple[str, dict[str, Any]] | None:
    """The piece of a page and what it shows; None where there is nothing."""
    found = list(open_agreements(organisation, user)[:MOST])
    return ("assessments/visits/_beside.html", {"agreements": found, "day": day}) if found else None
