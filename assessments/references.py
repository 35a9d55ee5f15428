"""Loads the shipped criteria sets and which of them a year uses; never overwrites what an office made."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from networks.models import Office, ProgrammeYear

from .actions.turning import criteria_to_give
from .models import CriteriaSet, Criterion, CriterionWording, Kind, Level, ScoreBand, YearCriteria
from .scoring import Gate, Rules

FOLDER = Path(__file__).parent / "reference"
# How a wording calls who is assessed, and what it works in.
WORDS = {
    Kind.ORGANISATION: {"body": "องค์กร", "unit": "หน่วยงาน"},
    Kind.COMMUNITY: {"body": "ชุมชน", "unit": "ชุมชน"},
    Kind.DISTRICT: {"body": "อำเภอ", "unit": "อำเภอ"},
    Kind.PROVINCE: {"body": "จังหวัด", "unit": "จังหวัด"},
}
# The forms for communities say the same with another word; those of districts and provinces were not found at all.
LESS_SURE = {Kind.COMMUNITY: "inferred", Kind.DISTRICT: "guess", Kind.PROVINCE: "guess"}


def load() -> Iterator[str]:
    """One line per kind of row: how many were added."""
    with transaction.atomic():
        yield f"criteria sets {sum(load_set(read(code)) for code in shipped())}"
        yield f"criteria of years {sum(load_years(office.province_id) for office in Office.objects.all())}"


def shipped() -> list[str]:
    """The codes of the shipped sets, oldest first."""
    return sorted(path.stem for path in FOLDER.glob("plan*.json"))


def read(code: str) -> dict[str, Any]:
    """One reference file.

    Raises:
        KeyError: no set of that code is shipped.
    """
    if code not in shipped():
        raise KeyError(code)
    return json.loads((FOLDER / f"{code}.json").read_text(encoding="utf-8"))


def rules_of(data: dict[str, Any]) -> Rules:
    """The numbers of a reference file, for `scoring`."""
    gates = [Gate(one["number"], one["items_up_to"], one["least_score"], one["least_sum"]) for one in data["levels"]]
    return Rules(len(data["criteria"]), data["max_score"], tuple(gates))


def load_set(data: dict[str, Any]) -> int:
    """Add one shipped set with everything in it, unless it is there."""
    head = {name: data[name] for name in ("name", "first_fiscal_year", "last_fiscal_year", "max_score", "source")}
    criteria_set, created = CriteriaSet.objects.get_or_create(
        code=data["code"], version=1, province=None,
        defaults={**head, "state": CriteriaSet.State.PUBLISHED, "published_at": timezone.now()},
    )  # fmt: skip
    if created:
        Level.objects.bulk_create(Level(criteria_set=criteria_set, **level) for level in data["levels"])
        load_criteria(criteria_set, data["criteria"])
    return int(created)


def load_criteria(criteria_set: CriteriaSet, items: list[dict[str, Any]]) -> None:
    """The items with their wording for every kind, and their bands."""
    criteria = Criterion.objects.bulk_create(
        Criterion(criteria_set=criteria_set, **{name: item[name] for name in ("number", "level", "computed_from")})
        for item in items
    )
    pairs = list(zip(criteria, items, strict=True))
    CriterionWording.objects.bulk_create(wording for criterion, item in pairs for wording in wordings_of(criterion, item))
    ScoreBand.objects.bulk_create(
        ScoreBand(criterion=criterion, **band_of(band)) for criterion, item in pairs for band in item["bands"]
    )


def wordings_of(criterion: Criterion, item: dict[str, Any]) -> list[CriterionWording]:
    """What an item says to each kind."""
    return [
        CriterionWording(
            criterion=criterion, kind=kind, text=item["text"].format(**words), evidence=item["evidence"].format(**words),
            source=item["source"], certainty=LESS_SURE.get(kind, item["certainty"]),
        )
        for kind, words in WORDS.items()
    ]  # fmt: skip


def band_of(band: dict[str, Any]) -> dict[str, Any]:
    """A band of the file, its percentage as an exact number."""
    percent = band["least_percent"]
    return {**band, "least_percent": None if percent is None else Decimal(str(percent))}


def load_years(province: str) -> int:
    """Give each programme year of a province the set that holds in it, kind by kind, where it has none."""
    years = ProgrammeYear.objects.filter(province=province).order_by("fiscal_year")
    # One after the other: a year may go on with what the one before it was given here.
    return sum(len(YearCriteria.objects.bulk_create(criteria_to_give(year))) for year in years)
