"""Sets what a report says of each commitment beside its baseline, the round before and its target."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from moralprovince.core.templatetags.portal import number
from pledges.models import Commitment, FollowUpReport, Progress

# The picture is 300 wide; figures stand between these two.
LEFT, RIGHT = 14, 286
HANDED_IN = ("submitted", "returned", "accepted")


@dataclass(frozen=True)
class Mark:
    """One figure on the way from baseline to target."""

    kind: Literal["baseline", "last", "now", "target"]
    label: Any
    value: Decimal
    x: float
    anchor: Literal["start", "middle", "end"]


@dataclass(frozen=True)
class Line:
    """One commitment with what is said of it now and what was said in the round before."""

    commitment: Commitment
    now: Progress | None = None
    last: Progress | None = None

    @property
    def figures(self) -> list[tuple[Any, Any, Decimal]]:
        """Baseline, last round, now and target, as far as they are known."""
        known = (
            ("baseline", _("baseline"), self.commitment.baseline),
            ("last", _("last round"), self.last.actual if self.last else None),
            ("now", _("now"), self.now.actual if self.now else None),
            ("target", _("target"), self.commitment.target),
        )
        return [(kind, label, value) for kind, label, value in known if value is not None]

    @property
    def marks(self) -> list[Mark]:
        """The figures as places on a line, the smallest on the left; none where there is nothing to compare."""
        values = [value for _kind, _label, value in self.figures]
        low, high = min([Decimal(0), *values]), max(values, default=Decimal(0))
        if len(values) < 2 or low == high:
            return []
        places = [LEFT + float((value - low) / (high - low)) * (RIGHT - LEFT) for value in values]
        return [
            Mark(kind, label, value, round(x, 1), anchor_at(x))
            for (kind, label, value), x in zip(self.figures, places, strict=True)
        ]

    @property
    def in_words(self) -> str:
        """The picture for those who hear it."""
        unit = self.commitment.unit
        return ", ".join(f"{label} {number(value)} {unit}".strip() for _kind, label, value in self.figures)

    @property
    def share(self) -> Decimal | None:
        """How much of the way from baseline to target is done, in per cent from 0 to 100."""
        start, goal = self.commitment.baseline or Decimal(0), self.commitment.target
        if self.now is None or self.now.actual is None or goal is None or goal == start:
            return None
        return max(Decimal(0), min(Decimal(100), (self.now.actual - start) * 100 / (goal - start)))


def anchor_at(x: float) -> Literal["start", "middle", "end"]:
    """Labels near an edge grow inwards."""
    return "start" if x < 60 else "end" if x > 240 else "middle"


def lines_of(report: FollowUpReport) -> list[Line]:
    """Every commitment of the pledge in its order, with this round and the one before; one query for both."""
    return lines_of_each([report])[report.pk]


def lines_of_each(reports: Sequence[FollowUpReport]) -> dict[int, list[Line]]:
    """The same of several reports, by the key of each; one query for all of them."""
    own = Q(report__in=[one.pk for one in reports])
    told = Progress.objects.filter(own | Q(report__state__in=HANDED_IN), report__pledge__in={one.pledge_id for one in reports})
    rows: dict[int, list[Progress]] = defaultdict(list)
    for row in told.annotate(pledge=F("report__pledge"), due=F("report__round__due_on")).order_by("due", "pk"):
        rows[row.pledge].append(row)
    return {
        one.pk: laid_side_by_side(
            one, [row for row in rows[one.pledge_id] if row.report_id == one.pk or row.due < one.round.due_on]
        )
        for one in reports
    }


def laid_side_by_side(report: FollowUpReport, rows: list[Progress]) -> list[Line]:
    """Each commitment with what the report and the newest one before it say of it, of rows in the order of their rounds."""
    now = {row.commitment_id: row for row in rows if row.report_id == report.pk}
    last = {row.commitment_id: row for row in rows if row.report_id != report.pk}
    remember(report, list(now.values()))
    return [Line(line, now.get(line.pk), last.get(line.pk)) for line in report.pledge.commitments.all()]


def remember(report: FollowUpReport, progress: list[Progress]) -> None:
    """What was just read as part of the comparison need not be read again when it is saved."""
    report.__dict__.setdefault("_prefetched_objects_cache", {})["progress"] = progress


def told_of(lines: Iterable[Line]) -> int:
    """On how many commitments something is said."""
    return sum(1 for line in lines if line.now and line.now.status)
