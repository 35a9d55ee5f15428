"""Forms of the office, its years and its networks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from moralprovince.core import thai
from moralprovince.core.forms import (
    LongTextField,
    NumberTextField,
    PhoneField,
    PortalForm,
    TextField,
    ThaiDayField,
    WholeNumberField,
)
from moralprovince.core.forms.signed import SignedForm
from networks.actions.networks import NETWORK_FIELDS, NetworkEntry
from networks.actions.office import FIRST_YEAR, LAST_YEAR, OFFICE_FIELDS, YEAR_FIELDS, OfficeEntry
from networks.models import Office, ProgrammeYear, SectorNetwork, Virtue


class ColourField(forms.CharField):
    """A colour as browsers choose it; pages darken it until everything stays readable."""

    widget = forms.TextInput(attrs={"type": "color", "class": "form-control-color"})

    def __init__(self, **options: Any) -> None:
        sentence = _("A colour is written like #8C3B2A.")
        super().__init__(validators=[RegexValidator(r"^#[0-9A-Fa-f]{6}\Z", sentence)], max_length=7, **options)

    def to_python(self, value: Any) -> str:
        """In capitals: browsers write small letters, and the history would tell of a change that nobody made."""
        return super().to_python(value).upper()


class FiscalYearField(WholeNumberField):
    """A fiscal year as it is written; the bounds of what can be computed are nothing to tell a person."""

    def __init__(self, **options: Any) -> None:
        sentence = _("A fiscal year has four digits of the Buddhist era, for example 2569.")
        said = dict.fromkeys(("invalid", "digits", "min_value", "max_value"), sentence)
        super().__init__(min_value=FIRST_YEAR, max_value=LAST_YEAR, error_messages=said, **options)


class OfficeForm(PortalForm):
    """What an office tells of itself."""

    name = TextField(label=_("Name of the office"))
    address = LongTextField(label=_("Address"), required=False, rows=3, max_length=500)
    phone = PhoneField(label=_("Telephone"), required=False)
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=254, help_text=_("Answers to reminders go there"))
    signatory_name = TextField(label=_("Who signs letters"), required=False)
    signatory_title = TextField(label=_("Position of the signatory"), required=False)
    letter_code = NumberTextField(
        label=_("Letter code"), required=False, max_length=30,
        help_text=_("For example กข 0031, the letters of your province first"),
    )  # fmt: skip
    primary_colour = ColourField(
        label=_("Province colour"), initial="#8C3B2A", help_text=_("Light colours are darkened until they can be read")
    )
    privacy_contact = TextField(
        label=_("Who answers on personal data"), required=False, max_length=300,
        help_text=_("Name or position and telephone; shown on the public privacy page"),
    )  # fmt: skip
    small_group = WholeNumberField(
        label=_("Smallest group in de-identified files"), required=False, min_value=3, max_value=50,
        initial=OfficeEntry.small_group,
        help_text=_("Of fewer bodies nothing is told apart in files for universities; 5 is usual"),
    )  # fmt: skip

    keep_years = WholeNumberField(
        label=_("Fiscal years for which personal data are kept"), required=False, min_value=1, max_value=10,
        initial=OfficeEntry.keep_years,
        help_text=_(
            "1 to 10 besides the running one; 3 is usual, and an empty box keeps what stands. What is older loses the texts, "
            "names and addresses of messages and invitations and the rows of imported workbooks in the following night, "
            "and they do not come back. The rules on official records may ask your office to keep them for longer"
        ),
    )  # fmt: skip

    def clean_small_group(self) -> int:
        """What is usual where nothing was typed."""
        return self.cleaned_data["small_group"] or OfficeEntry.small_group

    def clean_keep_years(self) -> int:
        """What stands already where nothing was typed: an empty box takes nothing away."""
        return self.cleaned_data["keep_years"] or int(self.get_initial_for_field(self.fields["keep_years"], "keep_years"))

    def entry(self) -> OfficeEntry:
        """What was typed, ready for the action."""
        return OfficeEntry(**{name: self.cleaned_data[name] for name in OFFICE_FIELDS})

    @staticmethod
    def values_of(office: Office) -> dict[str, Any]:
        """What the form shows at first."""
        return {name: getattr(office, name) for name in OFFICE_FIELDS}


class OfficeEditForm(SignedForm, OfficeForm):
    """The office as it stands."""

    shown = OFFICE_FIELDS

    def given(self) -> dict[str, Any]:
        """What was typed."""
        return {"entry": self.entry()}


class YearForm(PortalForm):
    """Motto, virtues and closing of a programme year."""

    motto = TextField(label=_("Motto"), required=False, max_length=300)
    virtues = forms.ModelMultipleChoiceField(
        label=_("Target virtues"), queryset=Virtue.objects.all(), required=False, widget=forms.CheckboxSelectMultiple
    )
    read_only_from = ThaiDayField(
        label=_("Read-only from"), required=False, help_text=_("From this day on nothing of the year can be changed")
    )

    @staticmethod
    def values_of(year: ProgrammeYear) -> dict[str, Any]:
        """What the form shows at first."""
        return {"motto": year.motto, "virtues": list(year.virtues.all()), "read_only_from": year.read_only_from}


class YearEditForm(SignedForm, YearForm):
    """A year that is there."""

    shown = YEAR_FIELDS


class NewYearForm(YearForm):
    """A new programme year."""

    fiscal_year = FiscalYearField(label=_("Fiscal year"), help_text=_("Buddhist era, for example 2570"))
    field_order = ["fiscal_year", "motto", "virtues", "read_only_from"]


class NetworkForm(PortalForm):
    """Names, order and validity of a network."""

    name = TextField(label=_("Name"), max_length=150)
    name_en = TextField(label=_("Name in English"), max_length=150, required=False)
    aliases = LongTextField(
        label=_("Other spellings"), required=False, rows=3, max_length=2000,
        help_text=_("One per line, as they stand in the workbooks that are imported"),
    )  # fmt: skip
    order = WholeNumberField(label=_("Order"), max_value=999)
    first_fiscal_year = FiscalYearField(label=_("First fiscal year"))
    last_fiscal_year = FiscalYearField(
        label=_("Last fiscal year"), required=False, help_text=_("Empty while the network exists")
    )

    def clean_aliases(self) -> tuple[str, ...]:
        """One spelling per line, each once."""
        lines = [thai.tidy(line) for line in self.cleaned_data["aliases"].splitlines()]
        if any(len(line) > 150 for line in lines):
            raise ValidationError(_("Please write one spelling per line, at most 150 characters each."))
        return tuple(dict.fromkeys(line for line in lines if line))

    def entry(self) -> NetworkEntry:
        """What was typed, ready for the action."""
        return NetworkEntry(**{name: self.cleaned_data[name] for name in NetworkEntry.__dataclass_fields__})


class NetworkEditForm(SignedForm, NetworkForm):
    """A network that is there."""

    shown = NETWORK_FIELDS

    def __init__(self, data: Any = None, *, row: SectorNetwork, **options: Any) -> None:
        super().__init__(data, row=row, **options)
        self.initial["aliases"] = "\n".join(row.aliases)

    def given(self) -> dict[str, Any]:
        """What was typed."""
        return {"entry": self.entry()}

    def standing(self, row: SectorNetwork, name: str) -> Any:
        """Spellings as they are typed, each once."""
        return tuple(row.aliases) if name == "aliases" else super().standing(row, name)

    def in_words(self, row: SectorNetwork, name: str) -> Any:
        """Spellings one per line."""
        return "\n".join(row.aliases) if name == "aliases" else super().in_words(row, name)


class NewNetworkForm(NetworkForm):
    """A new network; its code stands in addresses and imports and stays."""

    code = forms.SlugField(
        label=_("Code"), max_length=40, help_text=_("Short, in Latin letters, for example elderly; it cannot be changed later")
    )
    field_order = ["code", "name", "name_en", "aliases", "order", "first_fiscal_year", "last_fiscal_year"]
