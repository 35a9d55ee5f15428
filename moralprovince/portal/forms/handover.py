"""The form of a hand-over: to whom, and why."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from moralprovince.core.forms import LongTextField, PortalForm
from moralprovince.core.models import User
from networks.forms.people import person_by


class HandOverForm(PortalForm):
    """Who takes the work over."""

    note = LongTextField(label=_("Note"), required=False, rows=2, max_length=500, help_text=_("For the record"))

    def successor(self) -> User:
        """The person chosen."""
        return self.cleaned_data["to"]


class OfficeHandOverForm(HandOverForm):
    """The office names her by her address."""

    to = forms.EmailField(
        label=_("E-mail of the successor"), max_length=254,
        help_text=_("Somebody who holds or held a role here; invite her first where she has no account"),
    )  # fmt: skip
    field_order = ["to", "note"]

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user

    def clean_to(self) -> User:
        """The person of that address."""
        return person_by(self.cleaned_data["to"], self.user)


class ColleagueHandOverForm(HandOverForm):
    """A person herself chooses among colleagues who hold the same roles."""

    to = forms.ModelChoiceField(label=_("Successor"), queryset=User.objects.none(), empty_label=_("– choose –"))
    field_order = ["to", "note"]

    def __init__(self, *args: Any, colleagues: QuerySet[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["to"].queryset = colleagues  # type: ignore[attr-defined]
