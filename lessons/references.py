"""Loads the methods of distilling lessons and the topics lessons are found by; never overwrites what an office edited."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import transaction

from .models import Method, Question, Topic

FOLDER = Path(__file__).parent / "reference"


def load() -> Iterator[str]:
    """One line per kind of row: how many were added."""
    with transaction.atomic():
        yield f"methods {sum(load_method(data) for data in read('methods'))}"
        yield f"topics {sum(Topic.objects.get_or_create(code=one['code'], defaults=one)[1] for one in read('topics'))}"


def read(name: str) -> list[dict[str, Any]]:
    """One reference file."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def load_method(data: dict[str, Any]) -> int:
    """Add one method with its questions, unless it is there."""
    questions = data.pop("questions")
    method, created = Method.objects.get_or_create(code=data["code"], defaults=data)
    if created:
        Question.objects.bulk_create(Question(method=method, order=order, **one) for order, one in enumerate(questions, 1))
    return int(created)
