"""The declaration's form: one header and any number of lines, with and without JavaScript; nothing typed is ever dropped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from crispy_forms.layout import Div, Field
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moralprovince.core import thai
from moralprovince.core.errors import Refused
from moralprovince.core.forms import (
    AmountField,
    LongTextField,
    PortalForm,
    TextField,
    ThaiDayField,
    UploadField,
    WholeNumberField,
)
from moralprovince.core.forms.kept import unread
from moralprovince.core.forms.signed import SignedForm
from moralprovince.core.signs import in_words
from moralprovince.core.values import as_typed
from networks.models import ProgrammeYear, Virtue
from pledges.actions.commitments import COLUMNS, CommitmentEntry
from pledges.actions.pledges import FIELDS, SIGNED_FILE, PledgeContent
from pledges.models import Commitment, Pledge

from .shares import ASKED, SureField, ask, over, show_answers

MOST_LINES = 60
NOTHING = "–"
EARLIEST = dt.date(1990, 1, 1)
AFTER_YEAR = gettext_lazy(
    "This is after the end of the fiscal year (%(day)s), and the follow-up ends with it. Please check the day; "
    "if the activity takes several years, leave it so."
)
TOO_MANY = gettext_lazy("More members joined than there are members. Please check the two numbers.")


def more_joined(data: dict[str, Any]) -> bool:
    """Did more members join than there are?"""
    members, joined = data.get("members"), data.get("members_joined")
    return members is not None and joined is not None and joined > members


def hold_back(form: PortalForm, names: Iterable[str], sentence: Any) -> None:
    """Take none of these boxes, whose values make sense only together; each says why."""
    for name in names:
        if name not in form.errors:
            form.add_error(name, sentence)


def words(name: str, model: Any = Commitment) -> Any:
    """The name of a column, as the model says it."""
    return model._meta.get_field(name).verbose_name


def hint_at_end(form: PortalForm, last: dt.date) -> None:
    """Beside a day after the end of the year stands that it is one; it may be meant."""
    box = form["due_on"]
    with suppress(forms.ValidationError):
        day = box.field.to_python(box.value())  # type: ignore[attr-defined]
        if day and day > last:
            box.help_text = AFTER_YEAR % {"day": thai.day_short(last)}


def half(name: str) -> Div:
    """A field that takes half a row where there is room."""
    return Div(Field(name), css_class="col-md-6")


def part(name: str, columns: int) -> Div:
    """A field that takes so many twelfths of a row where there is room."""
    return Div(Field(name), css_class=f"col-6 col-md-{columns}")


class PledgeForm(PortalForm):
    """The declaration itself."""

    # The page says all problems of all its forms in one place.
    summed_up = True

    text = LongTextField(label=words("text", Pledge), required=False, rows=5, help_text=gettext_lazy(
        "For example: “We will be disciplined and help one another.” Write it as you will read it aloud."
    ))  # fmt: skip
    declared_on = ThaiDayField(label=words("declared_on", Pledge), required=False, earliest=EARLIEST)
    members = WholeNumberField(label=words("members", Pledge), required=False)
    members_joined = WholeNumberField(label=words("members_joined", Pledge), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)

    layout = (
        "version", "text", Div(part("declared_on", 4), part("members", 4), part("members_joined", 4), css_class="row"),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """No more join than there are; a declaration has been made, not will be."""
        data = super().clean()
        if more_joined(data):
            self.add_error("members_joined", TOO_MANY)
        day = data.get("declared_on")
        if day and day > thai.today():
            self.add_error("declared_on", _("This day is still to come. Please give the day the declaration was made."))
        return data

    def hold_together(self, before: Pledge) -> None:
        """Where one of two numbers could not be read, the other one must go with what stood there, or wait too."""
        if more_joined(readable(self, FIELDS, before)):
            hold_back(self, ("members", "members_joined"), TOO_MANY)


class CommitmentForm(PortalForm):
    """One line of the plan; a draft may leave anything out."""

    summed_up = True

    id = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1, max_value=2**62)
    target_virtue_id = forms.ChoiceField(label=words("target_virtue"), required=False)
    problem_to_solve = LongTextField(label=words("problem_to_solve"), required=False, rows=2, max_length=2000)
    good_to_do = LongTextField(label=words("good_to_do"), required=False, rows=2, max_length=2000)
    activity = TextField(label=words("activity"), required=False, max_length=300)
    indicator = TextField(label=words("indicator"), required=False, max_length=300)
    baseline = AmountField(label=words("baseline"), required=False)
    target = AmountField(label=words("target"), required=False)
    unit = TextField(label=words("unit"), required=False, max_length=60)
    sure = SureField()
    due_on = ThaiDayField(label=words("due_on"), required=False, earliest=EARLIEST)
    budget = AmountField(label=words("budget"), required=False)
    responsible = TextField(label=words("responsible"), required=False, max_length=200)

    layout = (
        "id",
        Div(half("target_virtue_id"), half("responsible"), css_class="row"),
        Div(half("problem_to_solve"), half("good_to_do"), css_class="row"),
        Div(half("activity"), half("indicator"), css_class="row"),
        Div(part("baseline", 3), part("target", 3), part("unit", 3), part("budget", 3), css_class="row"),
        "sure",
        Div(half("due_on"), css_class="row"),
    )

    def __init__(
        self, data: Any = None, *, virtues: list[tuple[str, Any]], year: tuple[dt.date, dt.date], **options: Any
    ) -> None:
        super().__init__(data, **options)
        # Nothing is promised for a day before its year began.
        self.fields["due_on"].earliest = year[0]  # type: ignore[attr-defined]
        hint_at_end(self, year[1])
        self.fields["target_virtue_id"].choices = virtues  # type: ignore[attr-defined]
        self.helper.disable_csrf = True
        show_answers(self, ["sure"])

    def clean(self) -> dict[str, Any]:
        """A share over 100 is asked about once, at its own box."""
        data = super().clean()
        for name in ("baseline", "target"):
            if over(data.get("unit"), data.get(name)):
                ask(self, name, "sure", data)
        return data

    def entry(self, before: Commitment | None) -> CommitmentEntry:
        """What was typed, as the action takes it; where a box could not be read, what stood there `before`."""
        values = readable(self, COLUMNS, before or CommitmentEntry())
        key = self.cleaned_data.get("id")
        about = {"target_virtue_id": values["target_virtue_id"] or None, "id": key, "unread": unread(self)}
        return CommitmentEntry(**values | about)

    def hold_together(self, before: Commitment | None) -> None:
        """A figure that waits for its answer never comes in by another box: figures and unit stay as they stood."""
        entry = self.entry(before)
        if not self.cleaned_data.get("sure") and over(entry.unit, entry.baseline, entry.target):
            hold_back(self, ("baseline", "target", "unit"), ASKED)


@dataclass
class Line:
    """One line on the page: its key in field names, its form, its number."""

    key: str
    form: CommitmentForm
    number: int

    def __str__(self) -> str:
        return _("Commitment %(number)s") % {"number": self.number}


@dataclass(frozen=True)
class Problem:
    """One thing to look at again: where, what, the field to jump to and the name under which it is posted."""

    field: str
    label: Any
    sentence: Any
    name: str = ""


class PledgeSheet:
    """Header and lines together: what a page shows and a POST brings.

    Each line is a fieldset with a hidden `line` that names its key; the order of these is the order of the lines, so that
    a script reorders by moving elements and a button without script by posting "up-3".
    """

    def __init__(self, pledge: Pledge, data: QueryDict | None = None) -> None:
        self.pledge = pledge
        self.virtues = virtue_choices(pledge.programme_year)
        self.year = thai.fiscal_year_days(pledge.programme_year.fiscal_year)
        if data is None:
            self.header = PledgeForm(initial={name: getattr(pledge, name) for name in (*FIELDS, "version")})
            self.lines = self.numbered((str(line.pk), self.stored(line)) for line in pledge.commitments.all())
            self.lines = self.lines or self.numbered([("n1", self.line("n1", None))])
        else:
            self.header = PledgeForm(data)
            self.lines = self.numbered((key, self.line(key, data)) for key in keys_of(data))

    def line(self, key: str, data: QueryDict | None, **options: Any) -> CommitmentForm:
        """The form of one line."""
        return CommitmentForm(data, prefix=f"l{key}", virtues=self.virtues, year=self.year, **options)

    def stored(self, line: Commitment) -> CommitmentForm:
        """A line as it is stored."""
        initial = {name: as_typed(getattr(line, name)) for name in (*COLUMNS, "id")}
        # What is stored was asked about before.
        return self.line(str(line.pk), None, initial=initial | {"sure": over(line.unit, line.baseline, line.target)})

    @staticmethod
    def numbered(pairs: Iterable[tuple[str, CommitmentForm]]) -> list[Line]:
        """Lines with their numbers."""
        return [Line(key, form, number) for number, (key, form) in enumerate(pairs, 1)]

    @property
    def blank(self) -> Line:
        """An empty line for the script to copy."""
        return Line("KEY", self.line("KEY", None), 0)

    def arranged(self, wish: str) -> PledgeSheet:
        """The same sheet with a line added, taken out or moved; everything else stays as typed, unchecked."""
        keys, data = arranged_keys([line.key for line in self.lines], wish), self.header.data
        sheet = PledgeSheet(self.pledge)
        sheet.header = PledgeForm(initial={name: data.get(name) for name in self.header.fields})
        sheet.lines = sheet.numbered((key, sheet.line(key, None, initial=typed(data, key))) for key in keys)
        return sheet

    def is_valid(self) -> bool:
        """Can everything that was typed be kept? Checks all, so that all problems are named at once."""
        return all([self.header.is_valid(), *[line.form.is_valid() for line in self.lines]])

    def is_known(self) -> bool:
        """Can it be told which version and which lines were typed into, whatever else cannot be read?"""
        return "version" not in self.header.errors and not any("id" in line.form.errors for line in self.lines)

    def content(self) -> PledgeContent:
        """What was typed, as the action takes it; where something could not be read, what stood there before."""
        header = readable(self.header, FIELDS, self.pledge)
        lines = tuple(line.form.entry(before) for line, before in self.with_stored())
        return PledgeContent(**header, commitments=lines, unread=unread(self.header))

    def with_stored(self) -> Iterator[tuple[Line, Commitment | None]]:
        """Each line with what is stored of it."""
        stored = {line.pk: line for line in self.pledge.commitments.all()}
        yield from ((line, stored.get(line.form.cleaned_data.get("id"))) for line in self.lines)

    def hold_together(self) -> None:
        """Hold back what makes no sense without a box that could not be read."""
        self.header.hold_together(self.pledge)
        for line, before in self.with_stored():
            line.form.hold_together(before)

    def refuse(self, refused: Refused) -> None:
        """The sentence on top; the version that stands now, so that saving again is hers to decide."""
        self.header.refuse(refused)
        self.header.data = self.header.data.copy()
        self.header.data["version"] = self.pledge.version

    def says_what_is_stored(self) -> bool:
        """Is it what is stored already, line by line, also where a line does not know yet under which key it is kept?"""
        content, stored = self.content(), list(self.pledge.commitments.all())
        written = [entry for entry in content.commitments if not entry.empty]
        if len(written) != len(stored) or not alike(content, self.pledge, FIELDS):
            return False
        return all(is_row(entry, row) for entry, row in zip(written, stored, strict=True))

    def differences(self) -> Iterator[tuple[str, str]]:
        """What is stored where it is not what was typed: label and stored value, for comparing."""
        yield from differing(self.header, self.pledge, FIELDS, "")
        stored = {line.pk: line for line in self.pledge.commitments.select_related("target_virtue")}
        for line in self.lines:
            there = stored.pop(line.form.cleaned_data.get("id"), None)
            if there:
                yield from differing(line.form, there, COLUMNS, f"{line} · ")
            elif line.form.has_changed():
                yield str(line), NOTHING
        yield from ((_("Commitment %(number)s") % {"number": there.order}, str(there)) for there in stored.values())

    def problems(self) -> Iterator[Problem]:
        """What to look at again, from top to bottom; a refusal of the action comes first."""
        yield from problems_of(self.header, "")
        for line in self.lines:
            yield from problems_of(line.form, f"{line}: ")


def readable(form: PortalForm, names: Iterable[str], before: Any) -> dict[str, Any]:
    """What was typed into these boxes; where one could not be read, what stood there before."""
    return {name: form.cleaned_data[name] if name in form.cleaned_data else getattr(before, name) for name in names}


def is_row(entry: CommitmentEntry, row: Commitment) -> bool:
    """Does a line say what the stored one does? A new line has no key yet."""
    return entry.id in (None, row.pk) and alike(entry, row, COLUMNS)


def alike(written: Any, stored: Any, names: Iterable[str]) -> bool:
    """The same in all of these."""
    return all(said(getattr(written, name)) == said(getattr(stored, name)) for name in names)


def said(value: Any) -> Any:
    """What a box says: an empty one nothing, a nought is a figure."""
    return None if value == "" else value


def differing(form: PortalForm, row: Any, names: Iterable[str], where: str) -> Iterator[tuple[str, str]]:
    """Label and stored value of each box that holds something else, or nothing that can be read."""
    for name in names:
        if said(form.cleaned_data.get(name)) != said(getattr(row, name)) or name in form.errors:
            yield f"{where}{form.fields[name].label}", str(as_typed(in_words(row, name.removesuffix("_id"))) or NOTHING)


def problems_of(form: PortalForm, where: str) -> Iterator[Problem]:
    """The problems of one form."""
    if not form.is_bound:
        return
    for name, sentences in form.errors.items():
        field = form.fields.get(name)
        for sentence in sentences:
            place = (form[name].id_for_label, f"{where}{field.label}") if field else ("", where)
            yield Problem(*place, sentence, form.add_prefix(name) if field else "")


def keys_of(data: QueryDict) -> list[str]:
    """The keys of the posted lines in their order, each once, no more than anybody needs."""
    keys = dict.fromkeys(key for key in data.getlist("line") if key.isascii() and key.isalnum() and len(key) < 20)
    return list(keys)[:MOST_LINES]


def arranged_keys(keys: list[str], wish: str) -> list[str]:
    """The keys after "add", "remove-3", "up-3" or "down-3"."""
    verb, _dash, key = wish.partition("-")
    if verb == "add" and len(keys) < MOST_LINES:
        return [*keys, next(f"n{n}" for n in range(1, MOST_LINES + 2) if f"n{n}" not in keys)]
    if key not in keys:
        return keys
    at, rest = keys.index(key), [other for other in keys if other != key]
    if verb == "remove":
        return rest
    to = {"up": max(0, at - 1), "down": at + 1}.get(verb, at)
    return [*rest[:to], key, *rest[to:]]


def typed(data: Any, key: str) -> dict[str, Any]:
    """The raw texts of one posted line."""
    return {name: data.get(f"l{key}-{name}", "") for name in (*COLUMNS, "id", "sure")}


def virtue_choices(year: ProgrammeYear) -> list[tuple[str, Any]]:
    """The virtues the year works for; all of them where the year names none."""
    virtues = list(year.virtues.all()) or list(Virtue.objects.all())
    return [("", _("Choose a virtue")), *[(virtue.pk, str(virtue)) for virtue in virtues]]


class SignedFileForm(SignedForm):
    """The scan or photo of the signed declaration, over the one that was shown."""

    shown = SIGNED_FILE
    file = UploadField(label=gettext_lazy("Signed declaration (PDF or photo)"),
                       endings=(".pdf", ".jpg", ".jpeg", ".png", ".heic", ".heif"))  # fmt: skip

    def catch_up(self, stored: Pledge) -> None:
        """What somebody else attached is what the next one takes the place of."""
        super().catch_up(stored)
        self.row.signed_file = stored.signed_file  # type: ignore[attr-defined]
