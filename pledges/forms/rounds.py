"""Plans a round or moves its days."""

from __future__ import annotations

import datetime as dt
from typing import Any

from crispy_forms.layout import Div
from django import forms
from django.utils.translation import gettext_lazy as _

from moralprovince.core import thai
from moralprovince.core.forms import PortalForm, ThaiDayField
from moralprovince.core.forms.signed import SignedForm
from networks.models import ProgrammeYear
from pledges.actions.rounds import DAYS
from pledges.models import ReportRound

Code = ReportRound.Code
# Months after 1 October in which the stretch a round reports on ends.
ENDS = {Code.Q1: 3, Code.Q2: 6, Code.H1: 6, Code.Q3: 9, Code.Q4: 12, Code.FULL: 12}
# A round usually opens a month before its stretch ends and takes stragglers for a month after.
DAYS_BEFORE, DAYS_AFTER = 30, 30


def usual_days(year: ProgrammeYear, code: str) -> dict[str, dt.date]:
    """The days a round usually has."""
    first = thai.fiscal_year_days(year.fiscal_year)[0]
    months = first.month - 1 + ENDS[Code(code)]
    due_on = dt.date(first.year + months // 12, months % 12 + 1, 1) - dt.timedelta(days=1)
    around = {"opens_on": -DAYS_BEFORE, "locks_on": DAYS_AFTER}
    return {"due_on": due_on, **{name: due_on + dt.timedelta(days=days) for name, days in around.items()}}


class RoundDaysForm(PortalForm):
    """The days of a round."""

    opens_on = ThaiDayField(label=_("Opens on"))
    due_on = ThaiDayField(label=_("Due on"))
    locks_on = ThaiDayField(label=_("Last day to hand in"), required=False, help_text=_(
        "After this day only the culture office can still enter a report, and the round closes by itself. Empty: no such day."
    ))  # fmt: skip

    layout = (
        Div(
            Div("opens_on", css_class="col-md-4"), Div("due_on", css_class="col-md-4"), Div("locks_on", css_class="col-md-4"),
            css_class="row",
        ),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """The days follow one another."""
        data = super().clean()
        opens, due, locks = (data.get(name) for name in ("opens_on", "due_on", "locks_on"))
        if opens and due and due < opens:
            self.add_error("due_on", _("The due day is before the day the round opens."))
        if due and locks and locks < due:
            self.add_error("locks_on", _("The last day to hand in is before the due day."))
        return data


class RoundEditForm(SignedForm, RoundDaysForm):
    """The days of a round that is planned."""

    shown = DAYS


class RoundForm(RoundDaysForm):
    """A new round of a year; those that stand in it already are not offered."""

    code = forms.ChoiceField(label=_("Which round"))

    layout = ("code", *RoundDaysForm.layout)

    def __init__(self, data: Any = None, *, year: ProgrammeYear, taken: set[str], **options: Any) -> None:
        free = [(code, words) for code, words in Code.choices if code not in taken]
        # The two rounds every office has come first.
        free.sort(key=lambda choice: choice[0] not in (Code.H1, Code.FULL))
        if free and data is None:
            options["initial"] = {"code": free[0][0], **usual_days(year, free[0][0]), **options.get("initial", {})}
        super().__init__(data, **options)
        self.fields["code"].choices = free  # type: ignore[attr-defined]
        self.free = free
