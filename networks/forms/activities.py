"""Forms of activities: planning one, telling what took place on a telephone, adding a picture."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from crispy_forms.layout import Column, Fieldset, Row
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from moralprovince.core import thai
from moralprovince.core.forms import (
    AmountField,
    LongTextField,
    PortalForm,
    TextField,
    ThaiDayField,
    UploadField,
    WholeNumberField,
)
from networks.actions.activities import ActivityEntry, ActivityResult
from networks.activity_list import PROVINCE
from networks.models import Activity, ActivityPlan, District, Organisation, SectorNetwork, Virtue

from .bodies import BodyField
from .places import ReadOnceField

# So many further bodies can be named at once; saving offers as many again.
PICKERS = ("organisation", "organisation_2", "organisation_3")
PLACES = (Row(Column("held_on"), Column("until")), Row(Column("district"), Column("place")))


class WhereForm(PortalForm):
    """Day and place, which both forms ask for."""

    held_on = ThaiDayField(label=_("Date"))
    until = ThaiDayField(label=_("Until"), required=False, help_text=_("Only if it takes several days"))
    district = ReadOnceField(District.objects.none(), label=_("District"), required=False, empty_label=_("choose a district"))
    place = TextField(label=_("Place"), required=False, max_length=250)

    def __init__(self, data: Any = None, *, districts: Iterable[District], **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["district"].offer(districts)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """It does not end before it begins."""
        data = super().clean() or self.cleaned_data
        first, last = data.get("held_on"), data.get("until")
        if first and last and last < first:
            self.add_error("until", _("The last day lies before the first one."))
        return data


class ActivityForm(WhereForm):
    """An activity to come: under which line of the plan, what, when and where."""

    whose = forms.ChoiceField(
        label=_("In the plan as"), error_messages={"required": _("Please choose the network or the line of the plan.")}
    )
    name = TextField(
        label=_("Activity"), required=False, max_length=250, help_text=_("Left empty, it is called as the line of the plan.")
    )
    layout = ("whose", "name", *PLACES)

    def __init__(
        self, data: Any = None, *, networks: Iterable[SectorNetwork], plans: Iterable[ActivityPlan], province_too: bool,
        activity: Activity | None = None, **options: Any,
    ) -> None:  # fmt: skip
        initial = {**initial_of(activity), "whose": whose_of(activity)} if activity else {}
        super().__init__(data, initial=initial | options.pop("initial", {}), **options)
        self.networks, self.plans = {one.code: one for one in networks}, {str(one.pk): one for one in plans}
        field: Any = self.fields["whose"]
        field.choices = [("", _("choose")), *choices_of(self.networks.values(), self.plans.values(), province_too=province_too)]
        self.tell_days()

    def tell_days(self) -> None:
        """A line of another year than the running one takes days of its own year only."""
        plan = self.plans.get(str(self["whose"].value() or "").removeprefix("plan:"))
        if plan and plan.programme_year.fiscal_year != thai.fiscal_year_of(thai.today()):
            first, last = map(thai.day_short, thai.fiscal_year_days(plan.programme_year.fiscal_year))
            words = _("The line belongs to fiscal year %(year)s: a day from %(first)s to %(last)s")
            self.fields["held_on"].help_text = words % {"year": plan.programme_year, "first": first, "last": last}

    def clean(self) -> dict[str, Any]:
        """What is in no plan needs a name of its own."""
        data = super().clean()
        kind, _colon, key = (data.get("whose") or "").partition(":")
        plan = self.plans.get(key) if kind == "plan" else None
        if data.get("whose") and not plan and not data.get("name"):
            self.add_error("name", _("Please write what the activity is called."))
        return data

    def entry(self) -> ActivityEntry:
        """What was typed."""
        data = self.cleaned_data
        kind, _colon, key = data["whose"].partition(":")
        plan = self.plans.get(key) if kind == "plan" else None
        network = plan.network if plan else self.networks.get(key)
        given = {name: data[name] for name in ("held_on", "until", "district", "place")}
        return ActivityEntry(name=data["name"] or str(plan), network=network, plan=plan, **given)


def choices_of(networks: Iterable[SectorNetwork], plans: Iterable[ActivityPlan], *, province_too: bool) -> list[Any]:
    """Every network with the lines of its plan, and with what is in no plan."""
    plans = list(plans)
    groups = [(str(one), f"network:{one.code}", one.pk) for one in networks]
    if province_too:
        groups.append((str(_("Of the province itself")), f"network:{PROVINCE}", None))
    return [
        (title, [*((f"plan:{one.pk}", f"{one} · {one.programme_year}") for one in plans if one.network_id == key),
                 (outside, _("not in the plan"))])
        for title, outside, key in groups
    ]  # fmt: skip


def whose_of(activity: Activity) -> str:
    """What the form chooses at first."""
    if activity.plan_id:
        return f"plan:{activity.plan_id}"
    return f"network:{activity.network.code if activity.network else PROVINCE}"


def initial_of(activity: Activity) -> dict[str, Any]:
    """The columns as the fields show them."""
    names = ("name", "held_on", "until", "place", "people", "budget_used", "result")
    return {name: getattr(activity, name) for name in names} | {"district": activity.district_id}


class RecordForm(WhereForm):
    """What took place: when, where, how many people, for how much, with whom, and what came of it."""

    people = WholeNumberField(label=_("People who took part"), required=False)
    budget_used = AmountField(label=_("Money used"), required=False, max_digits=12, help_text=_("in baht"))
    keep = forms.ModelMultipleChoiceField(
        Organisation.objects.none(), label=_("Took part"), required=False, widget=forms.CheckboxSelectMultiple
    )
    organisation = BodyField(label=_("Another organisation or community"), required=False)
    organisation_2 = BodyField(label=_("and another one"), required=False)
    organisation_3 = BodyField(label=_("and another one"), required=False)
    result = LongTextField(label=_("What came of it"), required=False, help_text=_("Two or three sentences are enough."))
    virtues = forms.ModelMultipleChoiceField(
        Virtue.objects.none(), label=_("Virtues"), required=False, widget=forms.CheckboxSelectMultiple
    )
    layout = (
        Fieldset(_("When and where"), *PLACES),
        Fieldset(_("What took place"), Row(Column("people"), Column("budget_used")), "result", "virtues"),
        Fieldset(_("Who took part"), "keep", *PICKERS),
    )

    def __init__(
        self, data: Any = None, *, activity: Activity, bodies: QuerySet[Organisation], virtues: QuerySet[Virtue], **options: Any
    ) -> None:
        there = list(activity.organisations.order_by("name_sort", "pk"))
        initial = initial_of(activity) | {"keep": [one.pk for one in there], "virtues": list(activity.virtues.all())}
        super().__init__(data, initial=initial, **options)
        fields: Mapping[str, Any] = MappingProxyType(self.fields)
        fields["keep"].queryset = activity.organisations.order_by("name_sort", "pk")
        fields["virtues"].queryset = virtues
        for name in ("held_on", "until"):
            fields[name].latest = thai.today()
        for name in PICKERS:
            fields[name].offer(bodies, name=name, province=activity.province_id)
        if not there:
            fields["keep"].widget = forms.MultipleHiddenInput()

    def clean(self) -> dict[str, Any]:
        """An activity that counts says something of itself: a button pressed by mistake is no activity."""
        data = super().clean() or self.cleaned_data
        told = data.get("people") is not None or data.get("result") or data.get("keep") or any(map(data.get, PICKERS))
        if not told and not self.errors:
            self.add_error("people", _("Please say how many people took part, or what came of it."))
        return data

    def outcome(self) -> ActivityResult:
        """What was typed."""
        data = self.cleaned_data
        given = {name: data[name] for name in ("held_on", "until", "district", "place", "people", "budget_used", "result")}
        added = [data[name] for name in PICKERS if data[name]]
        bodies = {one.pk: one for one in [*data.get("keep", ()), *added]}
        return ActivityResult(**given, virtues=tuple(data["virtues"]), organisations=tuple(bodies.values()))


class PhotoForm(PortalForm):
    """One picture, and whether the people in it agreed."""

    file = UploadField(label=_("Picture"), help_text=_("Take a picture with your telephone or choose one."))
    caption = TextField(label=_("What it shows"), required=False, max_length=300)
    consent = forms.BooleanField(label=_("The people in the picture agreed to its use"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"].widget.attrs |= {"accept": "image/*", "data-shrink": ""}
