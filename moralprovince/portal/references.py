"""Loads the default reminder ladders of each province that has an office, and new words for reminders that nobody changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import transaction

from moralprovince.core.models import AuditEvent
from networks.models import Office

from .models import Ladder, Rung

FOLDER = Path(__file__).parent / "reference"


def load() -> Iterator[str]:
    """Two lines: how many ladders were added, how many reminders have new words."""
    ladders = json.loads((FOLDER / "ladders.json").read_text(encoding="utf-8"))
    with transaction.atomic():
        added = sum(load_ladder(office.province_id, ladder) for office in Office.objects.all() for ladder in ladders)
        worded = mend_words(ladders)
    yield f"ladders {added}"
    yield f"reminders in new words {worded}"


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


def mend_words(ladders: list[dict[str, Any]]) -> int:
    """Give reminders the words of the file, unless an office wrote them: its history tells which it touched."""
    words = {
        (ladder["kind"], rung["offset"], who, channel): (rung["subject"], rung["body"])
        for ladder in ladders
        for rung in ladder["rungs"]
        for who, channel in rung["to"]
    }
    touched = set(AuditEvent.objects.filter(object_type="portal.rung").values_list("object_id", flat=True))
    own = [rung for rung in Rung.objects.select_related("ladder") if str(rung.pk) not in touched]
    return sum(reword(rung, words.get((rung.ladder.kind, rung.offset, rung.who, rung.channel))) for rung in own)


def reword(rung: Rung, words: tuple[str, str] | None) -> int:
    """Write them where others stand, and only over those: an office may be saving its own."""
    if words is None or words == (rung.subject, rung.body):
        return 0
    same = Rung.objects.filter(pk=rung.pk, subject=rung.subject, body=rung.body)
    return same.update(subject=words[0], body=words[1])
