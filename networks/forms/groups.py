"""Forms of working groups, their order of appointment and who sits in them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from crispy_forms.layout import HTML, Column, Fieldset, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from moralprovince.core.forms import (
    NumberTextField,
    PhoneField,
    PortalForm,
    TextField,
    ThaiDayField,
    UploadField,
    WholeNumberField,
)
from moralprovince.core.forms.signed import SignedForm
from moralprovince.core.signs import sign_of
from networks.actions.groups import GROUP_FIELDS, ORDER, SEAT_FIELDS, GroupEntry, SeatEntry
from networks.models import SectorNetwork, WorkingGroup, WorkingGroupMember

# Suggestions; any other title can be typed.
TITLES = (
    "นาย", "นาง", "นางสาว", "ดร.", "ผศ.ดร.", "รศ.ดร.", "ว่าที่ร้อยตรี", "ว่าที่ร้อยตรีหญิง", "พระครู", "พระมหา", "พระปลัด", "พระ",
)  # fmt: skip


class GroupForm(PortalForm):
    """What the order of appointment says of a group, and the order itself."""

    name = TextField(label=_("Name of the group"), max_length=250)
    order_number = NumberTextField(
        label=_("Number of the order"), required=False, max_length=60, help_text=_("For example 123/2564")
    )
    ordered_on = ThaiDayField(label=_("Date of the order"), required=False)
    order = UploadField(label=_("The order as a file"), required=False, help_text=_("PDF or a photo"))
    starts_on = ThaiDayField(label=_("Term from"))
    ends_on = ThaiDayField(
        label=_("Term until"), required=False, help_text=_("Empty while no end is set. When it ends, its seats end with it.")
    )
    layout = (
        "name", Row(Column("order_number"), Column("ordered_on")), "order", Row(Column("starts_on"), Column("ends_on")),
    )  # fmt: skip

    def entry(self) -> GroupEntry:
        """What was typed, ready for the action."""
        return GroupEntry(**{name: self.cleaned_data[name] for name in GROUP_FIELDS})

    def clean(self) -> None:
        """Whatever comes back to be mended comes back without the file."""
        if self.errors:
            self.ask_again()

    def refuse(self, sentence: object) -> None:
        """The sentence on top, and what to do about the file."""
        super().refuse(sentence)
        self.ask_again()

    def ask_again(self) -> None:
        """A browser does not keep the file that was chosen."""
        if self.cleaned_data.get("order"):
            self.add_error("order", _("The file is not saved yet. Please choose it again before you save."))


class GroupEditForm(SignedForm, GroupForm):
    """A group that stands there."""

    shown = GROUP_FIELDS
    order_sign = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, row: WorkingGroup, **options: Any) -> None:
        super().__init__(data, row=row, **options)
        self.initial["order_sign"] = sign_of(row, ORDER)

    def given(self) -> dict[str, Any]:
        """What was typed; the file is kept by the view."""
        return {"entry": self.entry(), "order_sign": self.cleaned_data["order_sign"]}

    def catch_up(self, stored: WorkingGroup) -> None:
        """The order that stands there too, where another one was chosen."""
        super().catch_up(stored)
        self.data["order_sign"] = sign_of(stored, ORDER)  # type: ignore[index]
        if stored.order_file and self.files.get("order"):
            self.stored_now.append((str(self.fields["order"].label), stored.order_file.name))


class NewGroupForm(GroupForm):
    """A new group: of a network, or a body of the province."""

    whose = forms.ChoiceField(label=_("Whose group"))
    layout = ("whose", *GroupForm.layout)

    def __init__(self, *args: Any, networks: list[SectorNetwork], **options: Any) -> None:
        super().__init__(*args, **options)
        self.networks = {network.code: network for network in networks}
        bodies = [choice for choice in WorkingGroup.Kind.choices if choice[0] != WorkingGroup.Kind.NETWORK]
        field: Any = self.fields["whose"]
        field.choices = [
            (_("Networks"), [(f"network:{code}", str(network)) for code, network in self.networks.items()]),
            (_("Bodies of the province"), bodies),
        ]

    def of_whom(self) -> dict[str, Any]:
        """Kind and network, ready for the action."""
        kind, _colon, code = self.cleaned_data["whose"].partition(":")
        return {"kind": kind, "network": self.networks.get(code)}


class SeatForm(PortalForm):
    """Who sits in a group, as what, from when to when."""

    post = forms.ChoiceField(label=_("Post in the group"), choices=WorkingGroupMember.Post.choices)
    title = TextField(
        label=_("Title"), required=False, max_length=60, help_text=_("Choose one or write another"),
        widget=forms.TextInput(attrs={"list": "titles"}),
    )  # fmt: skip
    name = TextField(label=_("Name"), max_length=200, help_text=_("Given name and surname; of a monk the name alone"))
    position = TextField(label=_("Position"), required=False, max_length=200)
    agency = TextField(label=_("Agency"), required=False, max_length=200)
    phone = PhoneField(label=_("Telephone"), required=False)
    email = forms.EmailField(
        label=_("E-mail"), required=False, max_length=254,
        help_text=_("Seen only by the office and the coordinator of the network; an account of this address is joined"),
    )  # fmt: skip
    stands_in_for = forms.ModelChoiceField(
        label=_("Stands in for"), queryset=WorkingGroupMember.objects.none(), required=False, empty_label=_("– nobody –")
    )
    order = WholeNumberField(
        label=_("Place among the same post"),
        required=False,
        max_value=999,
        help_text=_("As the order of appointment lists them"),
    )  # fmt: skip
    starts_on = ThaiDayField(label=_("From"))
    ends_on = ThaiDayField(label=_("Until"), required=False, help_text=_("Empty while she sits there"))
    layout = (
        "post",
        Row(Column("title", css_class="col-md-4"), Column("name", css_class="col-md-8")),
        HTML('<datalist id="titles">' + "".join(f'<option value="{title}">' for title in TITLES) + "</datalist>"),
        Row(Column("position"), Column("agency")),
        Row(Column("phone"), Column("email")),
        Fieldset(_("Term"), Row(Column("starts_on"), Column("ends_on")), "stands_in_for", "order"),
    )

    def __init__(self, *args: Any, group: WorkingGroup, seat: WorkingGroupMember | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        colleagues = group.members.exclude(pk=seat.pk if seat else None).in_official_order()  # type: ignore[attr-defined]
        field: Any = self.fields["stands_in_for"]
        field.queryset = colleagues

    def clean_order(self) -> int:
        """Nothing typed is the front."""
        return self.cleaned_data["order"] or 0

    def entry(self) -> SeatEntry:
        """What was typed, ready for the action."""
        return SeatEntry(**{name: self.cleaned_data[name] for name in SEAT_FIELDS})


class SeatEditForm(SignedForm, SeatForm):
    """A seat in which somebody sits."""

    shown = SEAT_FIELDS

    def given(self) -> dict[str, Any]:
        """What was typed."""
        return {"entry": self.entry()}


class EndSeatForm(SignedForm):
    """The last day of a seat; today unless another one is typed."""

    shown = ("ends_on",)
    ends_on = ThaiDayField(label=_("Last day"))

    def __init__(self, data: Any = None, *, row: WorkingGroupMember, day: dt.date, **options: Any) -> None:
        super().__init__(data, row=row, **options)
        self.initial["ends_on"] = day

    def given(self) -> dict[str, Any]:
        """What was typed."""
        return {"last_day": self.cleaned_data["ends_on"]}


def first_values(day: dt.date, group: WorkingGroup) -> dict[str, Any]:
    """A new seat begins today, within the term of its group."""
    starts_on = max(day, group.starts_on)
    return {"starts_on": min(starts_on, group.ends_on) if group.ends_on else starts_on, "post": WorkingGroupMember.Post.MEMBER}
