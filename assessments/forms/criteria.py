"""Forms over parts of a criteria set: its head, its levels, or one item with its wordings and bands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.models import CriteriaSet, Kind
from assessments.rubric import FIELDS, HEAD, MODELS, Row, Rubric, is_open
from moralprovince.core import thai
from moralprovince.core.forms import PortalForm, TextField, UploadField
from moralprovince.core.forms.portal import portal_field

# What must be filled in before a row says anything.
MUST_SAY = {"wordings": "text", "bands": "descriptor"}
# Long texts are seen whole, as far as that goes.
ROWS = {"text": 4, "evidence": 3, "descriptor": 2, "source": 2, "meaning": 2}


@dataclass
class Block:
    """The fields of one row, under a heading that says whether it is still to be checked."""

    anchor: str
    heading: str
    row: Row
    names: list[str] = field(default_factory=list)
    fields: list[forms.BoundField] = field(default_factory=list)
    trusted: bool = False

    @property
    def to_check(self) -> bool:
        """Is it there, and still to be checked?"""
        return self.trusted and bool(self.row) and is_open(self.row)


class PartForm(PortalForm):
    """Fields for some rows of a set; `part` gives back what was typed as rows."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, rubric: Rubric, frozen: bool = False) -> None:
        super().__init__(data, label_suffix="")
        self.rubric, self.rows, self.blocks = rubric, list[tuple[str, Any, str]](), list[Block]()
        self.build()
        self.fields["seen"].initial = rubric.only(self.named()).fingerprint()
        for one in self.fields.values():
            one.disabled = frozen
        for block in self.blocks:
            block.fields = [self[name] for name in block.names]

    def build(self) -> None:
        """Add the rows."""
        raise NotImplementedError

    def named(self) -> Rubric:
        """The rows it speaks of, without their values."""
        rows: dict[str, dict[Any, Row]] = {}
        for part, key, _prefix in self.rows:
            rows.setdefault(part, {})[key] = {}
        return Rubric(**rows)

    def add_row(self, part: str, key: Any, anchor: str, heading: str) -> None:
        """The fields of one row."""
        stored = self.rubric.rows(part).get(key, {})
        block = Block(anchor, heading, stored, trusted="certainty" in FIELDS[part])
        self.rows.append((part, key, anchor))
        self.blocks.append(block)
        for name in FIELDS[part]:
            for field_name, made in fields_for(part, name, stored):
                self.fields[f"{anchor}-{field_name}"] = made
                block.names.append(f"{anchor}-{field_name}")

    def part(self) -> Rubric:
        """What was typed, row by row."""
        rows: dict[str, dict[Any, Row]] = {}
        for part, key, prefix in self.rows:
            rows.setdefault(part, {})[key] = self.row(part, key, prefix)
        return Rubric(**rows)

    def row(self, part: str, key: Any, prefix: str) -> Row:
        """One row as it was typed."""
        stored, typed = self.rubric.rows(part).get(key, {}), self.cleaned_data
        row = {name: typed.get(f"{prefix}-{name}") for name in FIELDS[part] if name not in ("names", "checked_on")}
        if "names" in FIELDS[part]:
            row["names"] = {kind.value: typed.get(f"{prefix}-name_{kind}") or "" for kind in Kind}
        if "checked_on" in FIELDS[part]:
            ticked = typed.get(f"{prefix}-checked")
            row["checked_on"] = (stored.get("checked_on") or thai.today()) if ticked else None
        return row

    def clean(self) -> dict[str, Any]:
        """What belongs to a wording or a band is not typed without it."""
        typed = super().clean() or {}
        for part, _key, prefix in self.rows:
            name = f"{prefix}-{MUST_SAY[part]}" if part in MUST_SAY else ""
            beside = any(typed.get(f"{prefix}-{one}") for one in ("evidence", "least_percent", "source", "checked"))
            if name and beside and not typed.get(name) and name not in self.errors:
                self.add_error(name, gettext("Please fill this in, or empty the fields below it too."))
        return typed


def fields_for(part: str, name: str, stored: Row) -> list[tuple[str, forms.Field]]:
    """The form fields of one column: names are one field for each kind, a day of checking is a tick."""
    value = stored.get(name)
    if name == "names":
        return [(f"name_{kind}", name_field(kind, (value or {}).get(kind, ""))) for kind in Kind]
    if name == "checked_on":
        words = _("checked by the office on %(day)s") % {"day": thai.day_short(value)} if value else ""
        label = words or _("the office has checked it today")
        return [("checked", forms.BooleanField(label=label, required=False, initial=bool(value)))]
    column = MODELS[part]._meta.get_field(name)
    made = made_of(column, column.get_default() if name not in stored else value)
    made.required = made.required and name not in MUST_SAY.values()
    if name in ROWS:
        made.widget = forms.Textarea({"rows": ROWS[name]})
    return [(name, made)]


def made_of(column: Any, value: Any) -> forms.Field:
    """The form field of a column, filled in."""
    made = portal_field(column, initial=value)
    if made is None:
        raise TypeError(f"{column} is not typed in forms")
    return made


def name_field(kind: Kind, value: str) -> TextField:
    """What a level is called for one kind."""
    return TextField(label=_("name for: %(kind)s") % {"kind": kind.label}, max_length=100, required=False, initial=value)


class HeadForm(PartForm):
    """Name, years, highest score and source."""

    def build(self) -> None:
        """The columns of the set itself."""
        block = Block("head", gettext("About the set"), {})
        self.blocks.append(block)
        for name in HEAD:
            made = made_of(CriteriaSet._meta.get_field(name), self.rubric.head[name])
            self.fields[f"head-{name}"] = made
            block.names.append(f"head-{name}")
        self.fields["head-max_score"].validators += [forms.IntegerField(min_value=1, max_value=10).validators[0]]

    def named(self) -> Rubric:
        """The head alone."""
        return Rubric(dict.fromkeys(HEAD))

    def part(self) -> Rubric:
        """The head as typed."""
        return Rubric({name: self.cleaned_data[f"head-{name}"] for name in HEAD})

    def clean(self) -> dict[str, Any]:
        """The years in their order."""
        typed = super().clean()
        first, last = typed.get("head-first_fiscal_year"), typed.get("head-last_fiscal_year")
        if first and last and last < first:
            self.add_error("head-last_fiscal_year", gettext("The last fiscal year lies before the first one."))
        return typed


class LevelsForm(PartForm):
    """All levels: their gates, names and shares."""

    def build(self) -> None:
        """One block for each level."""
        for number in self.rubric.levels:
            self.add_row("levels", number, f"level-{number}", gettext("Level %(level)s") % {"level": number})


class ItemForm(PartForm):
    """One item: what it says to each kind, and when each score is given."""

    def __init__(self, data: Any = None, *, rubric: Rubric, number: int, frozen: bool = False) -> None:
        self.number = number
        super().__init__(data, rubric=rubric, frozen=frozen)

    def build(self) -> None:
        """The item, a block for each kind, a block for each score from the highest down."""
        self.add_row("items", self.number, "item", gettext("The item"))
        for kind in Kind:
            heading = gettext("Wording for: %(kind)s") % {"kind": kind.label}
            self.add_row("wordings", (self.number, kind.value), f"wording-{kind}", heading)
        for score in range(self.rubric.head["max_score"], -1, -1):
            heading = gettext("When is score %(score)s given?") % {"score": score}
            self.add_row("bands", (self.number, score), f"band-{score}", heading)


class WorkbookForm(PortalForm):
    """A workbook of criteria."""

    file = UploadField(label=_("workbook"), endings=(".xlsx",))
