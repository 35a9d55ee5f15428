"""Typing an entry of the register, and moving it to another network."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from crispy_forms.layout import Fieldset
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from moralprovince.core import thai
from moralprovince.core.errors import Outpaced
from moralprovince.core.forms import (
    LongTextField,
    NumberTextField,
    PhoneField,
    PortalForm,
    TaxIdField,
    TextField,
    ThaiDayField,
    WholeNumberField,
)
from networks.actions.organisations import ENTRY_FIELDS, OrganisationEntry
from networks.models import Organisation, Province, SectorNetwork

from .bodies import BodyField, words_for
from .places import DistrictField, ReadOnceField, SubdistrictField, offer_places


def rows(*, with_network: bool) -> tuple[Any, ...]:
    """The crispy rows of the form."""
    return (
        "version",
        Fieldset(_("Who it is"), "name", "kind", *(["network"] if with_network else [])),
        Fieldset(_("Where it is"), "district", "subdistrict", "village_no", "address", "postal_code"),
        Fieldset(_("Whom to ask"), "contact_name", "phone", "email"),
        Fieldset(_("More about it"), "members", "tax_id", "declared_on", "parent", "note"),
    )


class OrganisationForm(PortalForm):
    """One entry; its network is asked for when it is added, and moved by a form of its own later."""

    name = TextField(label=_("Name"), max_length=200, error_messages={"required": _("Please write the name.")})
    kind = forms.ChoiceField(label=_("Kind"), choices=Organisation.Kind.choices, widget=forms.RadioSelect)
    network = ReadOnceField(
        SectorNetwork.objects.none(), label=_("Network"), empty_label=_("choose a network"),
        error_messages={"required": _("Please choose the network.")},
    )  # fmt: skip
    district = DistrictField(required=False)
    subdistrict = SubdistrictField()
    village_no = NumberTextField(label=_("Village number (moo)"), max_length=10, required=False)
    address = TextField(label=_("Address"), max_length=300, required=False, help_text=_("House number, road, building"))
    postal_code = TextField(label=_("Postal code"), max_length=10, required=False)
    members = WholeNumberField(label=_("Members"), required=False, help_text=_("How many people belong to it"))
    tax_id = TaxIdField(label=_("Tax number"), required=False, help_text=_("13 digits, if it has one"))
    contact_name = TextField(label=_("Contact person"), max_length=200, required=False)
    phone = PhoneField(label=_("Telephone"), required=False)
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        error_messages={"invalid": _("Please write an e-mail address like name@example.go.th.")},
    )
    declared_on = ThaiDayField(label=_("First declared on"), required=False)
    parent = BodyField(label=_("Parent body"), required=False)
    note = LongTextField(label=_("Remarks"), required=False, rows=3)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Any = None, *, user: Any, province: Province | None = None, organisation: Organisation | None = None
    ) -> None:
        self.user, self.organisation = user, organisation
        # Filled in for who was slower: what stands in the register by now, where it is not what was typed.
        self.stored_now: list[tuple[str, Any]] = []
        self.layout = rows(with_network=organisation is None)
        self.province_code = organisation.province_id if organisation else province.pk if province else ""
        super().__init__(data, initial=initial_of(organisation))
        self.fields["declared_on"].latest = thai.today()  # type: ignore[attr-defined]
        chosen = self.data.get("district", "") if self.is_bound else str(self.initial.get("district") or "")
        offer_places(self, self.province_code, chosen)
        self.offer_networks()
        self.offer_parents()

    def offer_parents(self) -> None:
        """The bodies the reader may see."""
        rows = Organisation.objects.visible_to(self.user).filter(province=self.province_code).exclude(state="merged")
        self.fields["parent"].offer(rows, name="parent", province=self.province_code)  # type: ignore[attr-defined]

    def offer_networks(self) -> None:
        """The networks of this year; an entry that exists moves by a form of its own."""
        if self.organisation:
            del self.fields["network"]
        else:
            year = thai.fiscal_year_of(thai.today())
            networks = SectorNetwork.objects.filter(province=self.province_code).in_year(year)
            self.fields["network"].queryset = networks  # type: ignore[attr-defined]
            self.fields["network"].offer(networks)  # type: ignore[attr-defined]

    def clean_email(self) -> str:
        """In lower case, as it is compared."""
        return self.cleaned_data["email"].lower()

    def clean_postal_code(self) -> str:
        """Five digits."""
        code = thai.canonical(self.cleaned_data["postal_code"]).replace(" ", "")
        if code and not (len(code) == 5 and code.isdecimal()):
            raise ValidationError(_("A postal code has five digits."))
        return code

    def clean(self) -> None:
        """The subdistrict lies in the chosen district."""
        district, subdistrict = self.cleaned_data.get("district"), self.cleaned_data.get("subdistrict")
        if district and subdistrict and subdistrict.district_id != district.pk:
            self.add_error("subdistrict", _("This subdistrict does not lie in that district. Please choose again."))

    def entry(self) -> OrganisationEntry:
        """What was typed."""
        return OrganisationEntry(**{name: self.cleaned_data[name] for name in ENTRY_FIELDS})

    def refuse(self, sentence: object) -> None:
        """The sentence on top; whoever was slower saves again, over what she has now been told of."""
        super().refuse(sentence)
        if isinstance(sentence, Outpaced) and self.organisation:
            stored = Organisation.objects.select_related("subdistrict", "parent").get(pk=self.organisation.pk)
            self.data = self.data.copy()
            self.data["version"] = stored.version
            self.stored_now = list(self.differing(stored))

    def differing(self, stored: Organisation) -> Iterator[tuple[str, Any]]:
        """Label and stored value of each field that was typed differently."""
        for name in ENTRY_FIELDS:
            value = getattr(stored, name)
            if value != self.cleaned_data.get(name):
                value = stored.get_kind_display() if name == "kind" else value
                yield str(self.fields[name].label), thai.day_long(value) if isinstance(value, dt.date) else value

    @property
    def opened_version(self) -> int:
        """The version the form was opened on."""
        return self.cleaned_data.get("version") or 0


def initial_of(organisation: Organisation | None) -> dict[str, Any]:
    """The entry as the form shows it."""
    if organisation is None:
        return {"kind": Organisation.Kind.ORGANISATION}
    values = {name: getattr(organisation, name) for name in ENTRY_FIELDS}
    places = {"district": organisation.district_id, "subdistrict": organisation.subdistrict_id}
    parent = words_for(organisation.parent) if organisation.parent else ""
    return {**values, **places, "parent": parent, "version": organisation.version}


class NetworkForm(PortalForm):
    """Which network it belongs to from which day on."""

    network = ReadOnceField(
        SectorNetwork.objects.none(), label=_("New network"), empty_label=_("choose a network"),
        error_messages={"required": _("Please choose the network.")},
    )  # fmt: skip
    since = ThaiDayField(label=_("From"))

    def __init__(self, data: Any = None, *, organisation: Organisation) -> None:
        super().__init__(data, initial={"since": thai.today()})
        networks = SectorNetwork.objects.filter(province=organisation.province_id).exclude(pk=organisation.network_id)
        self.fields["network"].queryset = networks.in_year(thai.fiscal_year_of(thai.today()))  # type: ignore[attr-defined]
        self.fields["since"].latest = thai.today()  # type: ignore[attr-defined]
