"""Notes a telephone call about a late report."""

from __future__ import annotations

import datetime as dt
from typing import Any

from crispy_forms.layout import Div
from django import forms
from django.utils.translation import gettext_lazy as _

from moralprovince.core import thai
from moralprovince.core.forms import PortalForm, TextField, ThaiDayField
from pledges.models import CallNote


class CallForm(PortalForm):
    """How the call went, and what was promised."""

    outcome = forms.ChoiceField(
        label=_("How did the call go?"), choices=CallNote.Outcome.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Please choose how the call went.")},
    )  # fmt: skip
    promised_on = ThaiDayField(label=_("Promised for"), required=False)
    note = TextField(label=_("Note"), required=False, max_length=500)

    # The last call known when the form was opened: the same form pressed twice is one call.
    known = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**62)

    layout = (
        "known", "outcome",
        Div(
            Div("promised_on", css_class="col-md-4", data_only_with=f"outcome={CallNote.Outcome.PROMISED}"),
            Div("note", css_class="col-md-8"), css_class="row",
        ),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, key: int, known: int = 0, **options: Any) -> None:
        super().__init__(data, auto_id=f"call-{key}-%s", initial={"known": known}, **options)

    def clean(self) -> dict[str, Any]:
        """A promise has a day; no other answer has one."""
        data = super().clean()
        day: dt.date | None = data.get("promised_on")
        promised = data.get("outcome") == CallNote.Outcome.PROMISED
        if promised and not day and "promised_on" not in self.errors:
            self.add_error("promised_on", _("Please give the day that was promised."))
        if not promised and day:
            self.add_error("promised_on", _("A day was given although none was promised. Please choose “promised a day”."))
        if day and day < thai.today():
            self.add_error("promised_on", _("The promised day is over already."))
        return data
