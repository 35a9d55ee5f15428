"""What floor 2 removes when a person is forgotten: her name where it was typed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from moralprovince.core.forgetting import Part, written_over
from moralprovince.core.traces import Traces

from .models import Commitment, FollowUpReport


def forgets(traces: Traces, by: Any) -> Iterator[Part]:
    """Who told a report, and who was to see to a commitment."""
    told = FollowUpReport.objects.filter(traces.named("on_behalf_of", "province"))
    yield written_over(_("reports told or written by her"), told, on_behalf_of=traces.nameless)
    seen_to = Commitment.objects.filter(traces.named("responsible", "pledge__organisation__province"))
    yield written_over(_("commitments she was to see to"), seen_to, responsible=traces.nameless)
