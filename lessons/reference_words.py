"""Virtues, topics and methods as choices: they change once a year and stand in every list, so they are read once a minute."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.utils.translation import get_language

FOR_SECONDS = 60


def words_of(model: Any) -> list[tuple[str, str]]:
    """Keys and names in the reader's language, in their order."""

    def read() -> list[tuple[str, str]]:
        return [(one.pk, str(one)) for one in model._default_manager.all()]

    return cache.get_or_set(f"words:{model._meta.label_lower}:{get_language()}", read, FOR_SECONDS)
