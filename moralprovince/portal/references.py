"""Loads the default reminder ladders of each province that has an office; never overwrites an edited one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import transaction

from networks.models import Office

from .models import Ladder, Rung

FOLDER = Path(__file__).parent / "reference"


def load() -> Iterator[str]:
    """One line: how many ladders were added."""
    ladders = json.loads((FOLDER / "ladders.json").read_text(encoding="utf-8"))
    with transaction.atomic():
        added = sum(load_ladder(office.province_id, ladder) for office in Office.objects.all() for ladder in ladders)
    yield f"ladders {added}"


def load_ladder(province: str, data: dict[str, Any]) -> int:
    """Add one ladder with its rungs, unless the province has one of that kind."""
    ladder, created = Ladder.objects.get_or_create(province_id=province, kind=data["kind"], defaults={"name": data["name"]})
    if created:
        Rung.objects.bulk_create(
            Rung(ladder=ladder, offset=rung["offset"], who=who, channel=channel, subject=rung["subject"], body=rung["body"])
            for rung in data["rungs"]
            for who, channel in rung["to"]
        )
    return int(created)
