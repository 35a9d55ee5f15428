"""Forms with which networks are renamed, split, merged and retired."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from moralprovince.core import thai
from moralprovince.core.forms import PortalForm, TextField, ThaiDayField, WholeNumberField
from networks.actions.lineage import NewNetwork
from networks.actions.office import FIRST_YEAR, LAST_YEAR
from networks.models import Organisation, SectorNetwork

MOVING = _("Members move on this day: today, or a day that is over")


class RenameForm(PortalForm):
    """A new name from a year on."""

    name = TextField(label=_("New name"), max_length=150)
    name_en = TextField(label=_("New name in English"), max_length=150, required=False)
    from_year = WholeNumberField(
        label=_("From fiscal year"), min_value=FIRST_YEAR, max_value=LAST_YEAR, help_text=_("Older years keep the present name")
    )


class BodyChoices(forms.ModelMultipleChoiceField):
    """Members to tick, each with its district."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        """Name and district."""
        return f"{obj.name} ({obj.district})"


class SplitForm(PortalForm):
    """The new network, and who moves into it."""

    name = TextField(label=_("Name of the new network"), max_length=150)
    name_en = TextField(label=_("Name in English"), max_length=150, required=False)
    code = forms.SlugField(
        label=_("Code"), max_length=40, help_text=_("Short, in Latin letters, for example elderly; it cannot be changed later")
    )
    since = ThaiDayField(label=_("From"), help_text=MOVING)
    organisations = BodyChoices(label=_("Who moves"), queryset=Organisation.objects.none())

    def __init__(self, *args: Any, members: QuerySet[Organisation], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["organisations"].queryset = members.select_related("district")  # type: ignore[attr-defined]

    def new(self) -> NewNetwork:
        """What was typed of the new network."""
        return NewNetwork(*(self.cleaned_data[name] for name in ("code", "name", "name_en")))


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

    last_fiscal_year = WholeNumberField(label=_("Last fiscal year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)


def this_year() -> int:
    """The fiscal year of today."""
    return thai.fiscal_year_of(thai.today())
