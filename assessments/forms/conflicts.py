"""Declares a conflict of interest: who, with which body or district, and why."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Div, Fieldset
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from moralprovince.core.forms import PortalForm, TextField
from moralprovince.core.models import User
from networks.forms.bodies import BodyField
from networks.models import District, Organisation


class ConflictForm(PortalForm):
    """A body or a district, one of the two."""

    person = forms.ModelChoiceField(User.objects.none(), label=_("Who"), empty_label=_("choose a person"))
    organisation = BodyField(label=_("Organisation or community"), required=False)
    district = forms.ModelChoiceField(
        District.objects.none(), label=_("or a district"), required=False, empty_label=_("choose a district")
    )
    reason = TextField(label=_("Why"), max_length=300)

    layout = (
        Fieldset(
            _("Declare a conflict of interest"),
            Div(Div("person", css_class="col-md-6"), Div("reason", css_class="col-md-6"), css_class="row"),
            Div(Div("organisation", css_class="col-md-6"), Div("district", css_class="col-md-6"), css_class="row"),
        ),
    )

    def offer(self, people: QuerySet[User], bodies: QuerySet[Organisation], province: str) -> None:
        """Who and what may be chosen."""
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        self.fields["organisation"].offer(bodies, name="organisation", province=province)  # type: ignore[attr-defined]
        self.fields["district"].queryset = District.objects.filter(province=province)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Exactly one of the two."""
        data: dict[str, Any] = super().clean()
        given = [data.get(name) for name in ("organisation", "district") if data.get(name)]
        if len(given) != 1 and "organisation" not in self.errors:
            self.add_error("organisation", _("Please choose a body or a district, one of the two."))
        return data

    @property
    def subject(self) -> Organisation | District:
        """What it is about."""
        return self.cleaned_data["organisation"] or self.cleaned_data["district"]
