"""Forms of the minutes: the texts of all items in one form, a resolution, and what somebody is to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from crispy_forms.layout import Div
from django import forms
from django.utils.translation import gettext_lazy as _

from moralprovince.core.forms import LongTextField, PortalForm, TextField, ThaiDayField
from moralprovince.core.forms.fields import tidy_lines
from moralprovince.core.forms.signed import SignedForm
from moralprovince.core.signs import digest
from networks.actions.minutes import TASK
from networks.models import AgendaItem

LONGEST = 30_000


@dataclass(frozen=True)
class TypedText:
    """What stands in the box of one item, and the version it was opened with."""

    item: AgendaItem
    text: str
    version: int


def typed_texts(typed: Mapping[str, str], items: Iterable[AgendaItem]) -> list[TypedText]:
    """The boxes that somebody wrote in; what was only shown and not touched is left alone."""
    found = []
    for item in items:
        given = typed.get(f"text-{item.pk}")
        version = typed.get(f"version-{item.pk}", "")
        if given is None or not version.isdecimal() or len(version) > 9:
            continue
        text = tidy_lines(given)[:LONGEST]
        if digest(text) != typed.get(f"base-{item.pk}"):
            found.append(TypedText(item, text, int(version)))
    return found


class ResolutionForm(PortalForm):
    """What was resolved."""

    text = LongTextField(
        label=_("Resolution"), max_length=5000, rows=3, error_messages={"required": _("Please write what was resolved.")}
    )


class ActionForm(PortalForm):
    """Who is to do what by when."""

    what = TextField(
        label=_("What is to be done"), max_length=300, error_messages={"required": _("Please write what is to be done.")}
    )
    owner_name = TextField(
        label=_("Who does it"), max_length=200, widget=forms.TextInput(attrs={"list": "people", "autocomplete": "off"}),
        error_messages={"required": _("Please write who does it.")},
    )  # fmt: skip
    due_on = ThaiDayField(label=_("By when"), required=False)
    layout = ("what", Div(Div("owner_name", css_class="col-md-7"), Div("due_on", css_class="col-md-5"), css_class="row"))

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        # It stands inside the form of the minutes, which has its token already.
        self.helper.disable_csrf = True


class ResolutionEditForm(SignedForm, ResolutionForm):
    """A resolution that stands in the minutes."""

    shown = ("text",)


class ActionEditForm(SignedForm, ActionForm):
    """A task that stands in the minutes."""

    shown = TASK
