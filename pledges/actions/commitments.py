"""Writes the lines of a plan: what was typed replaces what is there, and lines that stay keep their identity."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from moralprovince.core.audit import changes_between, snapshot
from moralprovince.core.errors import Refused
from moralprovince.core.outbox import in_letter_language
from moralprovince.core.turning import years_later
from networks.models import Virtue
from pledges.models import Commitment, Pledge, Progress


@dataclass(frozen=True)
class CommitmentEntry:
    """One line of the plan as typed; `id` is None for a new line, and a draft may leave anything out."""

    target_virtue_id: str | None = None
    problem_to_solve: str = ""
    good_to_do: str = ""
    activity: str = ""
    indicator: str = ""
    baseline: Decimal | None = None
    target: Decimal | None = None
    unit: str = ""
    due_on: dt.date | None = None
    budget: Decimal | None = None
    responsible: str = ""
    id: int | None = None
    # What stands in boxes that could not be read, by column; no part of the line.
    unread: dict[str, str] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Was nothing typed at all?"""
        return all(getattr(self, name) in (None, "") for name in COLUMNS)


COLUMNS = tuple(column.name for column in fields(CommitmentEntry) if column.name not in ("id", "unread"))
FIELD_NAMES = tuple(name.removesuffix("_id") for name in COLUMNS)
# What a declaration must say on every line, in the order of the table.
REQUIRED = (
    "target_virtue", "problem_to_solve", "good_to_do", "activity", "indicator", "target", "unit", "due_on", "responsible",
)  # fmt: skip


def write_commitments(pledge: Pledge, entries: Sequence[CommitmentEntry]) -> dict[str, list[Any]]:
    """Replace the lines by what was typed, in three statements at most; returns what changed, column by column.

    Raises:
        Refused: a line on which progress was reported was taken out, or a virtue is not known.
    """
    known = {line.pk: line for line in pledge.commitments.all()}
    before = {key: snapshot(line, FIELD_NAMES) for key, line in known.items()}
    ensure_known_virtues(entries)
    lines = lines_of(pledge, [entry for entry in entries if not entry.empty], known)
    staying = {line.pk for line in lines}
    removed = [line for key, line in known.items() if key not in staying]
    remove_commitments(removed)
    Commitment.objects.bulk_update([line for line in lines if line.pk], ["order", *FIELD_NAMES], batch_size=200)
    Commitment.objects.bulk_create([line for line in lines if not line.pk], batch_size=200)
    return in_words(before, lines, removed)


def lines_of(pledge: Pledge, entries: Sequence[CommitmentEntry], known: dict[int, Commitment]) -> list[Commitment]:
    """The lines as they shall stand; an id that is not one of this pledge's, or comes twice, is a new line."""
    free, lines = dict(known), []
    for order, entry in enumerate(entries, 1):
        line = free.pop(entry.id, None) if entry.id else None
        line = line or Commitment(pledge=pledge)
        line.order = order
        for name in COLUMNS:
            setattr(line, name, getattr(entry, name))
        lines.append(line)
    return lines


def ensure_known_virtues(entries: Sequence[CommitmentEntry]) -> None:
    """A virtue from a form somebody made himself is refused in words."""
    wanted = {entry.target_virtue_id for entry in entries if entry.target_virtue_id}
    if Virtue.objects.filter(pk__in=wanted).count() != len(wanted):
        raise Refused(_("Please choose a target virtue of the list."))


def remove_commitments(lines: Sequence[Commitment]) -> None:
    """Lines on which something was reported stay."""
    keys = [line.pk for line in lines]
    used = Progress.objects.filter(commitment__in=keys).select_related("commitment").first()
    if used:
        raise Refused(_("“%(activity)s” cannot be taken out: progress was reported on it.") % {"activity": used.commitment})
    if keys:
        Commitment.objects.filter(pk__in=keys).delete()


def in_words(
    before: dict[int, dict[str, Any]], lines: Sequence[Commitment], removed: Sequence[Commitment]
) -> dict[str, list[Any]]:
    """What changed on the lines, for the history: {"1. activity · target": [old, new]}."""
    changes: dict[str, list[Any]] = {}
    with in_letter_language():
        for line in lines:
            old, new = before.get(line.pk), snapshot(line, FIELD_NAMES)
            if old is None:
                changes[f"{line.order}. {_('new line')}"] = ["", str(line)]
            for name, pair in changes_between(old or new, new).items():
                changes[f"{line.order}. {line} · {Commitment._meta.get_field(name).verbose_name}"] = pair
        for line in removed:
            changes[f"{_('line taken out')} {line.order}"] = [str(line), ""]
    return changes


def missing_on_lines(lines: Sequence[Commitment]) -> list[str]:
    """What each line still lacks, one sentence per line; none at all is a lack too."""
    if not lines:
        return [_("Write at least one commitment.")]
    sentences = []
    for number, line in enumerate(lines, 1):
        if lacking := lacking_on(line):
            about = {"number": number, "columns": columns_in_words(lacking)}
            sentences.append(_("Commitment %(number)s still needs: %(columns)s.") % about)
    return sentences


def lacking_on(line: Commitment) -> list[str]:
    """The columns in which a line still has nothing, as forms call them."""
    names = [Commitment._meta.get_field(name).attname for name in REQUIRED]
    return [name for name in names if getattr(line, name) in (None, "")]


def columns_in_words(columns: Sequence[str]) -> str:
    """What people call them."""
    return ", ".join(str(Commitment._meta.get_field(name).verbose_name) for name in columns)


def copied(lines: Sequence[Commitment], *, years: int, virtues: set[str]) -> list[CommitmentEntry]:
    """Last year's lines as a start: the days move on, what was reached becomes the baseline, old virtues are left out."""
    reached = last_figures(lines)
    return [
        CommitmentEntry(
            **{name: getattr(line, name) for name in COLUMNS if name not in ("target_virtue_id", "baseline", "due_on")},
            target_virtue_id=line.target_virtue_id if line.target_virtue_id in virtues else None,
            baseline=reached.get(line.pk, line.baseline),
            due_on=line.due_on and years_later(line.due_on, years),
        )
        for line in lines
    ]


def last_figures(lines: Sequence[Commitment]) -> dict[int, Decimal]:
    """The newest figure reported on each line and sent to the office."""
    rows = Progress.objects.filter(
        commitment__in=[line.pk for line in lines], actual__isnull=False, report__state__in=["submitted", "accepted"]
    ).order_by("report__round__due_on", "report__due_on", "pk")
    return {row.commitment_id: row.actual for row in rows if row.actual is not None}
