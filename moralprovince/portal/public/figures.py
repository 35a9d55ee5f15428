"""The figures of the public site, each with the list of exactly the rows it counts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from . import rows


@dataclass(frozen=True)
class Figure:
    """One number, what it counts, and where its rows stand."""

    name: str
    number: int
    label: Any
    address: str
    icon: str


def figures(province: str, fiscal_year: int, day: dt.date) -> list[Figure]:
    """What the province's programme amounts to this year."""
    year = f"?year={fiscal_year}"
    held = f"{reverse('open-activities')}{year}&state=done"
    done = rows.open_activities(province, day).filter(state="done", programme_year__fiscal_year=fiscal_year)
    return [
        Figure("members", rows.members(province).count(), _("organisations and communities take part"), reverse("members"),
               "people"),
        Figure("declared", rows.declared(province, fiscal_year).count(), _("declared what they will do this year"),
               reverse("declared") + year, "pledge"),
        Figure("certified", rows.certified(province).count(), _("certificates in force"), reverse("certified"), "lotus-3"),
        Figure("activities", done.count(), _("activities held this year"), held, "calendar"),
    ]  # fmt: skip
