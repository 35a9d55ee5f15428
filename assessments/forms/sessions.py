"""Forms of a session: its data, a decision, a resolution for many, the yearly selection, the day of the letters."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Div
from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.actions.sessions import FIELDS
from assessments.models import Assessment, CriteriaSet
from moralprovince.core import thai
from moralprovince.core.forms import LongTextField, NumberTextField, PortalForm, TextField, ThaiDayField
from moralprovince.core.forms.signed import SignedForm

SIDE_BY_SIDE = Div(
    Div("resolution", css_class="col-md-6"), Div("resolved_on", css_class="col-md-6"), css_class="row"
)  # fmt: skip


class SessionForm(PortalForm):
    """Number, day and place of a session."""

    number = NumberTextField(label=_("Number of the meeting"), max_length=20, help_text=_("For example 2/2569"))
    held_on = ThaiDayField(label=_("Day"))
    place = TextField(label=_("Place"), required=False)


class SessionEditForm(SignedForm, SessionForm):
    """A session that is there."""

    shown = FIELDS


class ResolutionForm(PortalForm):
    """The number and the day of a resolution."""

    resolution = NumberTextField(label=_("Number of the resolution"), max_length=60, help_text=_("As it stands in the minutes"))
    resolved_on = ThaiDayField(label=_("Resolved on"))
    layout: tuple[Any, ...] = (SIDE_BY_SIDE,)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["resolved_on"].latest = thai.today()  # type: ignore[attr-defined]


class DecisionForm(ResolutionForm):
    """What was resolved on one case; the recommended level is chosen already."""

    level = forms.TypedChoiceField(label=_("Resolved level"), coerce=int, widget=forms.RadioSelect)
    note = LongTextField(
        label=_("Reason, where it differs from the recommendation"), max_length=2000, rows=2, required=False,
        help_text=_("The body reads it in its letter."),
    )  # fmt: skip
    layout = ("level", "note", SIDE_BY_SIDE)
    # What is to be mended is told in the order of the page.
    field_order = ("level", "note")

    def __init__(self, *args: Any, criteria_set: CriteriaSet, kind: str, **options: Any) -> None:
        super().__init__(*args, **options)
        numbers = sorted((level.number for level in criteria_set.levels.all()), reverse=True)
        self.fields["level"].choices = [  # type: ignore[attr-defined]
            (number, criteria_set.level_name(number, kind)) for number in (*numbers, 0)
        ]


class OutstandingForm(ResolutionForm):
    """The selection among those at the highest level."""

    assessment = forms.TypedChoiceField(label=_("Selected"), coerce=int)
    layout = ("assessment", SIDE_BY_SIDE)
    field_order = ("assessment",)

    def __init__(self, *args: Any, candidates: list[Assessment], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["assessment"].choices = [  # type: ignore[attr-defined]
            ("", _("Please choose")),
            *((one.pk, str(one.subject)) for one in candidates),
        ]


class LettersForm(PortalForm):
    """The day that stands on the letters."""

    day = ThaiDayField(label=_("Day of the letters"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # It is read with GET: no token belongs into an address.
        self.helper.disable_csrf = True
