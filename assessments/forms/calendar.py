"""The days of a year's assessment."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Div, Fieldset
from django.utils.translation import gettext_lazy as _

from assessments.actions.calendar import DAYS, SHOWN
from moralprovince.core.forms import ThaiDayField, WholeNumberField
from moralprovince.core.forms.signed import SignedForm


class CalendarForm(SignedForm):
    """Days, and how many working days an appeal has."""

    shown = SHOWN

    opens_on = ThaiDayField(label=_("Self-assessment opens on"), required=False)
    self_due_on = ThaiDayField(label=_("Self-assessment due on"), required=False)
    review_due_on = ThaiDayField(label=_("Review due on"), required=False)
    committee_due_on = ThaiDayField(label=_("Sub-committee decides by"), required=False)
    assessors_each = WholeNumberField(label=_("Assessors for each case"), max_value=9)
    appeal_days = WholeNumberField(label=_("Working days to appeal"), max_value=250)
    appeal_answer_days = WholeNumberField(label=_("Working days to answer an appeal"), max_value=250)

    layout = (
        Fieldset(
            _("Days of the year"),
            Div(Div("opens_on", css_class="col-md-6"), Div("self_due_on", css_class="col-md-6"), css_class="row"),
            Div(Div("review_due_on", css_class="col-md-6"), Div("committee_due_on", css_class="col-md-6"), css_class="row"),
        ),
        Fieldset(
            _("Review and appeals"),
            Div(
                Div("assessors_each", css_class="col-md-4"), Div("appeal_days", css_class="col-md-4"),
                Div("appeal_answer_days", css_class="col-md-4"), css_class="row align-items-end",
            ),
        ),
    )  # fmt: skip

    def given(self) -> dict[str, Any]:
        """What was typed."""
        return {"values": super().given()}

    def clean(self) -> dict[str, Any]:
        """The days follow one another."""
        data, last = super().clean(), None
        for name in DAYS:
            day = data.get(name)
            if day and last and day < last:
                self.add_error(name, _("This day lies before the one in front of it."))
            last = day or last
        return data
