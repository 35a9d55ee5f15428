"""Forms of the plans of a year: a line of a network's plan, a workbook of them, a line of the joint work plan."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from moralprovince.core import thai
from moralprovince.core.forms import AmountField, PortalForm, TextField, ThaiDayField, UploadField, WholeNumberField
from moralprovince.core.forms.signed import SignedForm
from networks.actions.activity_plans import PLAN_FIELDS, PlanEntry
from networks.actions.work_plan import WORK_FIELDS, WorkEntry
from networks.activity_list import PROVINCE
from networks.models import ActivityPlan, SectorNetwork, WorkPlanItem
from networks.plan_pictures import MONTHS


class PlanLineForm(PortalForm):
    """One line: what, how often, in which months, for how much and whom."""

    network = forms.ChoiceField(label=_("Network"))
    name = TextField(label=_("Activity"), max_length=250)
    times = WholeNumberField(label=_("Planned times"), min_value=1, max_value=366, initial=1)
    months = forms.TypedMultipleChoiceField(
        label=_("Months"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("In which months it is to take place"),
    )  # fmt: skip
    budget = AmountField(label=_("Budget"), required=False, max_digits=12, help_text=_("in baht"))
    target_group = TextField(label=_("Target group"), required=False, max_length=250)
    target_people = WholeNumberField(label=_("People expected"), required=False)
    layout = (
        "network", "name", Row(Column("times"), Column("budget")), "months",
        Row(Column("target_group"), Column("target_people")),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, networks: Iterable[SectorNetwork], **options: Any) -> None:
        super().__init__(data, **options)
        self.networks = {one.code: one for one in networks}
        fields: Any = self.fields
        named = [(code, str(one)) for code, one in self.networks.items()]
        fields["network"].choices = [*named, (PROVINCE, _("Of the province itself"))]
        names = thai.month_names()
        fields["months"].choices = [(month, names[month - 1]) for month in MONTHS]

    def entry(self) -> PlanEntry:
        """What was typed."""
        data = self.cleaned_data
        given = {name: data[name] for name in PLAN_FIELDS if name not in ("network", "months")}
        return PlanEntry(network=self.networks.get(data["network"]), months=tuple(data["months"]), **given)


class PlanLineEditForm(SignedForm, PlanLineForm):
    """A line that stands in the plan."""

    shown = PLAN_FIELDS

    def given(self) -> dict[str, Any]:
        """What was typed."""
        return {"entry": self.entry()}

    def standing(self, row: ActivityPlan, name: str) -> Any:
        """The network by its code."""
        if name == "network":
            return row.network.code if row.network else PROVINCE
        return super().standing(row, name)

    def in_words(self, row: ActivityPlan, name: str) -> Any:
        """What was chosen, by the names of the choices."""
        if name not in ("network", "months"):
            return super().in_words(row, name)
        fields: Any = self.fields
        names, stands = dict(fields[name].choices), self.standing(row, name)
        return ", ".join(str(names.get(one, one)) for one in (stands if name == "months" else [stands]))


class PlanBookForm(PortalForm):
    """The workbook of a plan."""

    file = UploadField(label=_("Workbook"), endings=(".xlsx", ".csv"), help_text=_("As it goes out here: .xlsx or .csv"))


class WorkForm(PortalForm):
    """One line of the joint work plan."""

    what = TextField(label=_("What is to be done"), max_length=300)
    lead = forms.ChoiceField(label=_("Who leads"), choices=WorkPlanItem.Lead.choices, initial=WorkPlanItem.Lead.OFFICE)
    lead_name = TextField(label=_("Person or unit"), required=False)
    starts_on = ThaiDayField(label=_("From"), required=False)
    due_on = ThaiDayField(label=_("By when"), required=False)
    note = TextField(label=_("Note"), required=False, max_length=500)
    layout = ("what", Row(Column("lead"), Column("lead_name")), Row(Column("starts_on"), Column("due_on")), "note")

    def entry(self) -> WorkEntry:
        """What was typed."""
        return WorkEntry(**{name: self.cleaned_data[name] for name in WORK_FIELDS})


class WorkEditForm(SignedForm, WorkForm):
    """A line that stands in the plan."""

    shown = WORK_FIELDS

    def given(self) -> dict[str, Any]:
        """What was typed."""
        return {"entry": self.entry()}
