"""Looks up what a test made before by queries that are written out once for all tests: each test asks for its places anew."""

from __future__ import annotations

import functools
from typing import Any

from django.db import models
from factory.django import DjangoModelFactory

from moralprovince.core.ready import Ready


class KnownFactory(DjangoModelFactory):
    """Makes the row that its `django_get_or_create` names, unless it is there."""

    class Meta:
        abstract = True

    @classmethod
    def _get_or_create(cls, model_class: type[models.Model], *_args: Any, **fields: Any) -> models.Model:
        key = {name: fields[name] for name in cls._meta.django_get_or_create}
        return known(model_class, **key) or model_class._default_manager.create(**fields)


def known(model: type[models.Model], **key: Any) -> Any:
    """The row of that key, or None."""
    about = {name: value.pk if isinstance(value, models.Model) else value for name, value in key.items()}
    return by_key(model, tuple(key)).first(**about)


@functools.cache
def by_key(model: type[models.Model], names: tuple[str, ...]) -> Ready:
    """The query for one row."""
    return Ready(
        lambda **key: model._default_manager.filter(**key).order_by(),
        **{name: stand_in(model._meta.get_field(name), place) for place, name in enumerate(names, 1)},
    )


def stand_in(field: Any, place: int) -> Any:
    """A value of its kind, unlike those of the other fields; no column of numbers is too narrow for it."""
    kind = getattr(field, "target_field", field)
    return 32_000 + place if isinstance(kind, models.IntegerField) else f"-{place}"
