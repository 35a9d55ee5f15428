"""Forms with which networks are renamed, split, merged and retired."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from moralprovince.core import thai
from moralprovince.core.forms import LongTextField, PortalForm, TextField, ThaiDayField
from networks.actions.lineage import NewNetwork
from networks.forms.office import FiscalYearField
from networks.models import Organisation, SectorNetwork

# Of what cannot be found so many are named.
FEW = 5
MOVING = _("Members move on this day: today, or a day that is over")


class RenameForm(PortalForm):
    """A new name from a year on."""

    name = TextField(label=_("New name"), max_length=150)
    name_en = TextField(label=_("New name in English"), max_length=150, required=False)
    from_year = FiscalYearField(label=_("From fiscal year"), help_text=_("Older years keep the present name"))


class BodyChoices(forms.ModelMultipleChoiceField):
    """Members to tick, each with its district."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        """Name and district."""
        return f"{obj.name} ({obj.district})"


class SplitForm(PortalForm):
    """The new network, and who moves into it: ticked in a list that fits a page, or named by their codes."""

    name = TextField(label=_("Name of the new network"), max_length=150)
    name_en = TextField(label=_("Name in English"), max_length=150, required=False)
    code = forms.SlugField(
        label=_("Code"), max_length=40, help_text=_("Short, in Latin letters, for example elderly; it cannot be changed later")
    )
    since = ThaiDayField(label=_("From"), help_text=MOVING)
    organisations = BodyChoices(label=_("Who moves"), queryset=Organisation.objects.none(), required=False)
    codes = LongTextField(
        label=_("Codes of those who move"), required=False, rows=3, max_length=20_000,
        help_text=_("As they stand in a column of Excel or one below the other; together with those that are ticked"),
    )  # fmt: skip

    def __init__(self, *args: Any, members: QuerySet[Organisation], shown: QuerySet[Organisation] | None, **options: Any):
        super().__init__(*args, **options)
        self.members = members
        field: Any = self.fields["organisations"]
        field.queryset = members.select_related("district")
        ticked = Q(pk__in=[key for key in self.ticked() if key.isdecimal() and len(key) < 12])
        rows = members.filter(ticked) if shown is None else members.filter(ticked | Q(pk__in=shown.values("pk")))
        field.choices = [(one.pk, field.label_from_instance(one)) for one in rows.select_related("district")]
        if shown is None:
            field.help_text = _("There are many members: choose a district or a kind above to tick them, or name their codes.")

    def ticked(self) -> list[str]:
        """The keys that were sent, which stay in sight whatever is shown."""
        return self.data.getlist("organisations") if isinstance(self.data, QueryDict) else []

    def clean_codes(self) -> QuerySet[Organisation]:
        """The members of these codes; what is no member's code is named."""
        asked = dict.fromkeys(thai.canonical(self.cleaned_data["codes"]).replace(",", " ").split())
        found = self.members.filter(code__in=asked)
        unknown = sorted(asked.keys() - set(found.values_list("code", flat=True)))
        if unknown:
            raise forms.ValidationError(_("These are no members of this network: %(codes)s"), params={"codes": some(unknown)})
        return found

    def clean(self) -> dict[str, Any]:
        """Somebody moves."""
        data = super().clean() or {}
        ticked, named = data.get("organisations"), data.get("codes")
        if ticked is not None and named is not None:
            data["organisations"] = self.members.filter(Q(pk__in=ticked.values("pk")) | Q(pk__in=named.values("pk")))
            if not data["organisations"].exists():
                self.add_error("organisations", _("Please choose who moves, among the members of this network."))
        return data

    def new(self) -> NewNetwork:
        """What was typed of the new network."""
        return NewNetwork(*(self.cleaned_data[name] for name in ("code", "name", "name_en")))


def some(words: list[str]) -> str:
    """The first ones, and how many there are besides."""
    return ", ".join(words[:FEW]) + (f" … (+{len(words) - FEW})" if len(words) > FEW else "")


class MergeForm(PortalForm):
    """Into which network, from when."""

    into = forms.ModelChoiceField(label=_("Into"), queryset=SectorNetwork.objects.none(), empty_label=_("– choose –"))
    since = ThaiDayField(label=_("From"), help_text=MOVING)

    def __init__(self, *args: Any, network: SectorNetwork, **options: Any) -> None:
        super().__init__(*args, **options)
        others = SectorNetwork.objects.filter(province=network.province_id, last_fiscal_year=None).exclude(pk=network.pk)
        self.fields["into"].queryset = others  # type: ignore[attr-defined]


class RetireForm(PortalForm):
    """With which year it ends."""

    last_fiscal_year = FiscalYearField(label=_("Last fiscal year"))


def this_year() -> int:
    """The fiscal year of today."""
    return thai.fiscal_year_of(thai.today())
