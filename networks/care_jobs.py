"""What waits in the care for the register, as sentences with their number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moralprovince.core.today import Job

from .duplicates import open_pairs
from .models import ChangeProposal, Merger, Organisation
from .unreached import unreached


def jobs_of_care(user: Any, province: str, day: dt.date) -> Iterator[Job]:
    """Each list of work; here nothing is left out, so that one finds them all."""
    pairs = len(open_pairs(province))
    yield Job(
        1, pairs,
        ngettext(
            "%(count)s pair of entries may be one body", "%(count)s pairs of entries may be one body", pairs,
        ) % {"count": pairs},
        reverse("networks:duplicates"), _("Compare them"), icon="merge",
    )  # fmt: skip
    proposed = ChangeProposal.objects.filter(organisation__province=province, state="open").count()
    yield proposals_to_decide(2, proposed)
    yield bodies_to_reach(3, unreached(user, day).filter(province=province).count())
    central = Organisation.objects.filter(province=province).central().count()
    yield Job(
        8, central,
        ngettext("%(count)s body reports centrally", "%(count)s bodies report centrally", central) % {"count": central},
        reverse("networks:central"), _("Look at them"), _("They are counted where they report."), icon="flag",
    )  # fmt: skip
    merged = Merger.objects.filter(kept__province=province, undone_at__isnull=True).count()
    yield Job(
        9, merged,
        ngettext("%(count)s entry was merged", "%(count)s entries were merged", merged) % {"count": merged},
        reverse("networks:mergers"), _("Look at them"), _("A merger can be undone for 30 days."), icon="clock",
    )  # fmt: skip


def open_proposals(user: Any) -> QuerySet[ChangeProposal]:
    """Proposed changes that she decides on."""
    return ChangeProposal.objects.filter(state="open", organisation__in=Organisation.objects.editable_by(user))


def bodies_to_reach(urgency: int, count: int) -> Job:
    """Bodies that no mail reaches or whose people never came in; most of them can be called."""
    return Job(
        urgency, count,
        ngettext(
            "%(count)s body is not reached by mail, or never came in",
            "%(count)s bodies are not reached by mail, or never came in", count,
        ) % {"count": count},
        reverse("networks:unreached"), _("Look at them"), icon="bell",
    )  # fmt: skip


def proposals_to_decide(urgency: int, count: int) -> Job:
    """Changes that somebody of a body proposed."""
    return Job(
        urgency, count,
        ngettext(
            "%(count)s proposed change of the register waits for you",
            "%(count)s proposed changes of the register wait for you", count,
        ) % {"count": count},
        reverse("networks:proposals"), _("Look at them"), icon="edit",
    )  # fmt: skip
