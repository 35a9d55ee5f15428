"""Filters of the public site."""

from __future__ import annotations

from django import template

from networks.models import Virtue
from pledges.models import Pledge

register = template.Library()


@register.filter
def target_virtues(pledge: Pledge) -> list[Virtue]:
    """The virtues the lines of a pledge work for, each once, in their order; the lines were read with it."""
    found = {one.target_virtue.pk: one.target_virtue for one in pledge.commitments.all() if one.target_virtue}
    return sorted(found.values(), key=lambda virtue: (virtue.order, virtue.pk))
