"""Forms of a meeting: planning and mending it, an item of its agenda, the meeting that certified its minutes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

from crispy_forms.layout import Div, Fieldset
from django import forms
from django.utils.translation import gettext_lazy as _

from moralprovince.core import thai, values
from moralprovince.core.forms import NumberTextField, PortalForm, TextField, ThaiDayField, WholeNumberField
from moralprovince.core.forms.fields import TypedField
from moralprovince.core.forms.signed import SignedForm
from networks.actions.meetings import LETTER, SHOWN, MeetingEntry
from networks.models import AgendaItem, SectorNetwork, WorkingGroup

# A day further off is a slip of the keyboard.
FAR = dt.timedelta(days=2 * 366)
CLOCK = re.compile(r"(\d{1,2})(?:\s*[.:]\s*(\d{2}))?(?:\s*น\.?)?")


class ClockField(TypedField):
    """A time of day, typed as 13.30, 13:30 or ๑๓.๓๐ น."""

    keyboard = "text"
    default_error_messages = {"invalid": _("This is not a time of day. Please write it like 13.30.")}

    def read(self, text: str) -> dt.time:
        """The time that was typed."""
        found = CLOCK.fullmatch(thai.canonical(text[:40]))
        if not found or int(found[1]) > 23 or int(found[2] or 0) > 59:
            raise values.ValueProblem("invalid")
        return dt.time(int(found[1]), int(found[2] or 0))

    def prepare_value(self, value: Any) -> Any:
        """A stored time as it is typed."""
        return f"{value:%H.%M}" if isinstance(value, dt.time) else value


def rows(*, planning: bool) -> Iterable[Any]:
    """The crispy rows: the group only while planning, the facts of the minutes only afterwards."""
    if planning:
        yield Fieldset(_("Which meeting"), "group", "number", "title")
    else:
        yield Fieldset(_("Which meeting"), "number", "title")
    when = ["held_on", "starts_at"] if planning else ["held_on", "starts_at", "ended_at"]
    side_by_side = Div(*(Div(name, css_class="col-md-4") for name in when), css_class="row")
    yield Fieldset(_("When and where"), side_by_side, "place", "link")
    yield Fieldset(_("Who else"), "networks")
    if not planning:
        yield Fieldset(_("The minutes"), "minutes_by", "checked_by")


class MeetingForm(PortalForm):
    """A meeting: when, where, who else is invited, who writes the minutes."""

    number = WholeNumberField(
        label=_("Meeting number"), required=False, min_value=1, max_value=999,
        help_text=_("Left empty, it is the next one of the calendar year."),
    )  # fmt: skip
    title = TextField(label=_("What it is about"), required=False, max_length=250)
    held_on = ThaiDayField(label=_("Day"))
    starts_at = ClockField(label=_("Begins at"), required=False, help_text=_("For example 13.30"))
    ended_at = ClockField(label=_("Ended at"), required=False, help_text=_("For the minutes, after the meeting"))
    place = TextField(label=_("Place"), required=False, max_length=250)
    link = forms.URLField(
        label=_("Link for those who join from afar"), required=False, max_length=500, assume_scheme="https",
        error_messages={"invalid": _("Please paste the whole address of the meeting, for example https://zoom.us/j/123.")},
    )  # fmt: skip
    networks = forms.ModelMultipleChoiceField(
        SectorNetwork.objects.none(), label=_("Networks invited as well"), required=False,
        widget=forms.CheckboxSelectMultiple, help_text=_("Their coordinators see the invitation and the agenda."),
    )  # fmt: skip
    minutes_by = TextField(label=_("Who writes the minutes"), required=False)
    checked_by = TextField(label=_("Who checks the minutes"), required=False)

    layout = tuple(rows(planning=False))

    def __init__(self, data: Any = None, *, networks: Any, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["held_on"].latest = thai.today() + FAR  # type: ignore[attr-defined]
        self.fields["networks"].queryset = networks  # type: ignore[attr-defined]

    def entry(self) -> MeetingEntry:
        """What was typed."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in ("group", "networks", "sign")}
        return MeetingEntry(**given, networks=tuple(self.cleaned_data["networks"]))


class MeetingPlanForm(MeetingForm):
    """A new meeting, and of which group it is."""

    group = forms.ModelChoiceField(
        WorkingGroup.objects.none(), label=_("Working group"), empty_label=_("choose a group"),
        error_messages={"required": _("Please choose the working group.")},
    )  # fmt: skip
    ended_at = minutes_by = checked_by = None  # type: ignore[assignment]
    layout = tuple(rows(planning=True))

    def __init__(self, data: Any = None, *, groups: Any, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]


class MeetingEditForm(SignedForm, MeetingForm):
    """A meeting that stands in the calendar."""

    shown = SHOWN

    def given(self) -> dict[str, Any]:
        """What was typed."""
        return {"entry": self.entry()}


class ItemForm(PortalForm):
    """One item of the agenda."""

    section = forms.TypedChoiceField(label=_("Agenda point"), coerce=int, choices=AgendaItem.Section.choices)
    title = TextField(label=_("What it is about"), max_length=300, error_messages={"required": _("Please write the item.")})
    layout = ("section", "title")


class ItemEditForm(SignedForm, ItemForm):
    """An item that stands on the agenda."""

    shown = ("section", "title")


class LetterForm(SignedForm):
    """The number and the day on the letter of invitation."""

    shown = LETTER
    letter_number = NumberTextField(
        label=_("Letter number"), max_length=60, required=False, help_text=_("For example กข 0031/ว 12")
    )
    letter_on = ThaiDayField(label=_("Date of the letter"), required=False)
    layout = (Div(Div("letter_number", css_class="col-md-7"), Div("letter_on", css_class="col-md-5"), css_class="row"),)

    def propose(self, start: str) -> LetterForm:
        """The same form; where no number stands yet it shows how those of the office begin."""
        self.initial["letter_number"] = self.initial["letter_number"] or start
        return self
