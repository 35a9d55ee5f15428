"""What waits in the care for the register, as sentences with their number."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moralprovince.core.today import Job

from .duplicates import open_pairs
from .models import Merger


def jobs_of_care(province: str) -> Iterator[Job]:
    """Each list of work; here nothing is left out, so that one finds them all."""
    pairs = len(open_pairs(province))
    yield Job(
        1, pairs,
        ngettext(
            "%(count)s pair of entries may be one body", "%(count)s pairs of entries may be one body", pairs,
        ) % {"count": pairs},
        reverse("networks:duplicates"), _("Compare them"), icon="merge",
    )  # fmt: skip
    merged = Merger.objects.filter(kept__province=province, undone_at__isnull=True).count()
    yield Job(
        9, merged,
        ngettext("%(count)s entry was merged", "%(count)s entries were merged", merged) % {"count": merged},
        reverse("networks:mergers"), _("Look at them"), _("A merger can be undone for 30 days."), icon="clock",
    )  # fmt: skip
