"""The form of a pledge when it is opened: as it was left, whatever could not be read, and with what declaring still needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from django.utils.translation import gettext as _

from moralprovince.core.forms import PortalForm
from moralprovince.core.forms.kept import as_left, forget_others, unread
from moralprovince.core.leftovers import left, left_by_others
from moralprovince.core.models import User
from pledges.actions.commitments import columns_in_words, lacking_on
from pledges.actions.pledges import missing_above, unread_key
from pledges.models import Commitment, Pledge

from .pledges import CommitmentForm, PledgeForm, PledgeSheet, Problem

Boxes = dict[str, str]


def opened(pledge: Pledge) -> PledgeSheet:
    """What is stored, and over it what could not be read, each box with its sentence."""
    sheet, waiting = PledgeSheet(pledge), left(unread_key(pledge))
    if waiting:
        sheet.header = header_as_left(sheet, waiting["above"])
        sheet.lines = sheet.numbered(lines_as_left(sheet, waiting["lines"])) or sheet.lines
    return sheet


def header_as_left(sheet: PledgeSheet, boxes: Boxes) -> PledgeForm:
    """What stands above the lines."""
    form = as_left(partial(PledgeForm, initial=sheet.header.initial), boxes)
    if boxes:
        form.hold_together(sheet.pledge)
    return form


def lines_as_left(sheet: PledgeSheet, waiting: Sequence[tuple[int | None, Boxes]]) -> Iterator[tuple[str, CommitmentForm]]:
    """The lines in their order; one in which nothing could be read is stored nowhere else."""
    stored = {row.pk: row for row in sheet.pledge.commitments.all()}
    for number, (key, boxes) in enumerate(waiting, 1):
        row = stored.pop(key, None) if key else None
        if row or boxes:
            yield line_as_left(sheet, row, f"n{number}", boxes)
    for row in stored.values():
        yield line_as_left(sheet, row, "", {})


def line_as_left(sheet: PledgeSheet, row: Commitment | None, new: str, boxes: Boxes) -> tuple[str, CommitmentForm]:
    """One line under its key, or under a `new` one."""
    key, initial = (str(row.pk), sheet.stored(row).initial) if row else (new, {})
    form = as_left(partial(sheet.line, key, initial=initial), boxes)
    if boxes:
        form.hold_together(row)
        forget_others(form, boxes)
    return key, form


def left_by_another(sheet: PledgeSheet, by: User) -> Iterator[tuple[str, str]]:
    """What somebody else left in a box that could not be read, where something else was typed here: label and text."""
    waiting = left_by_others(unread_key(sheet.pledge), by) or {"above": {}, "lines": []}
    yield from otherwise(sheet.header, waiting["above"], "")
    by_key = {line.form.cleaned_data.get("id"): line for line in sheet.lines}
    new = [unread(line.form) for line in sheet.lines if line.form.cleaned_data.get("id") is None]
    for key, boxes in waiting["lines"]:
        if key is None and boxes not in new:
            yield from ((str(sheet.lines[0].form.fields[name].label), text) for name, text in boxes.items())
        elif key in by_key:
            yield from otherwise(by_key[key].form, boxes, f"{by_key[key]} · ")


def otherwise(form: PortalForm, boxes: Boxes, where: str) -> Iterator[tuple[str, str]]:
    """The boxes of one form."""
    mine = unread(form)
    for name, text in boxes.items():
        if name in form.fields and mine.get(name) != text:
            yield f"{where}{form.fields[name].label}", text


def lacking(sheet: PledgeSheet) -> Iterator[Problem]:
    """What a stored pledge still needs to be declared; each box says so too, however far down the page it stands."""
    for name, sentence in missing_above(sheet.pledge).items():
        mark(sheet.header, name, sentence)
        yield Problem(sheet.header[name].id_for_label, sheet.header.fields[name].label, sentence)
    stored = list(sheet.pledge.commitments.all())
    if not stored:
        first = sheet.lines[0]
        mark(first.form, "activity", sentence := _("Write at least one commitment."))
        yield Problem(first.form["activity"].id_for_label, str(first), sentence)
    by_key = {line.key: line for line in sheet.lines}
    for row in stored:
        line = by_key[str(row.pk)]
        if columns := lacking_on(row):
            for column in columns:
                mark(line.form, column, still_needed(column))
            yield Problem(line.form[columns[0]].id_for_label, str(line), still_needed(*columns))


def still_needed(*columns: str) -> str:
    """Which columns of a line have nothing yet."""
    return _("Still needed: %(columns)s.") % {"columns": columns_in_words(columns)}


def mark(form: PortalForm, name: str, sentence: str) -> None:
    """Say it at the box of a form that nobody posted."""
    form.errors[name] = form.error_class([sentence], renderer=form.renderer, field_id=form[name].auto_id)
