"""The recommended cases that wait for a session, as an address describes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from assessments.models import Assessment, Kind
from networks.filters import Chip, chip

ABOUT = ("organisation__network", "organisation__district", "district", "criteria_set", "province")
LABELS = {"kind": _("Kind"), "level": _("Recommended level"), "network": _("Network"), "district": _("District")}


@dataclass(frozen=True)
class Waiting:
    """The list for one address; what no filter offers is passed over."""

    all_rows: list[Assessment]
    query: QueryDict

    def choices(self) -> dict[str, list[tuple[str, Any]]]:
        """What each filter offers: only what stands in the list."""
        found: dict[str, dict[str, Any]] = {name: {} for name in LABELS}
        for one in self.all_rows:
            for name, (value, label) in values_of(one).items():
                if value:
                    found[name].setdefault(value, label)
        return {name: sorted(values.items()) for name, values in found.items()}

    def chosen(self) -> dict[str, str]:
        """The filters in force."""
        offered = {name: dict(values) for name, values in self.choices().items()}
        return {name: self.query[name] for name in LABELS if self.query.get(name, "") in offered[name]}

    def rows(self) -> list[Assessment]:
        """The rows that every filter in force leaves."""
        chosen = self.chosen().items()
        return [one for one in self.all_rows if all(values_of(one)[name][0] == value for name, value in chosen)]

    def chips(self) -> list[Chip]:
        """The chips; a filter with nothing to choose between is left out."""
        chosen = self.chosen()
        return [
            chip(name, LABELS[name], values, chosen.get(name, ""), self.query)
            for name, values in self.choices().items()
            if name in chosen or len(values) > 1
        ]


def values_of(one: Assessment) -> dict[str, tuple[str, Any]]:
    """What a case is filtered by, with its words."""
    body = one.organisation
    district = body.district if body else one.district
    level = str(one.recommended_level)
    return {
        "kind": (one.kind, Kind(one.kind).label),
        "level": (level, _("Level %(level)s") % {"level": level}),
        "network": (body.network.code, str(body.network)) if body else ("", ""),
        "district": (district.code, str(district)) if district else ("", ""),
    }


def waiting_list(rows: QuerySet[Assessment] | Iterable[Assessment], query: QueryDict) -> Waiting:
    """Read an address; a session has some hundred cases, so that all of them are at hand."""
    return Waiting(list(rows), query)
