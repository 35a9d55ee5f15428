"""Forms of stories: what is told, of whom, who wrote it; a picture with its consent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from crispy_forms.layout import Column, Fieldset, Row
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lessons.actions.stories import FIELDS, StoryEntry
from lessons.models import Story
from moralprovince.core import thai
from moralprovince.core.forms import LongTextField, PortalForm, TextField, ThaiDayField
from networks.forms.bodies import BodyField, words_for
from networks.models import Organisation, SectorNetwork


class StoryForm(PortalForm):
    """One story."""

    title = TextField(label=_("Headline"), max_length=200)
    lead = LongTextField(
        label=_("In two sentences"), required=False, max_length=600, rows=3,
        help_text=_("Who did what, when and where. These two sentences go out with the link."),
    )  # fmt: skip
    body = LongTextField(
        label=_("What happened"), required=False, rows=10, help_text=_("Plain text; leave an empty line between paragraphs.")
    )
    happened_on = ThaiDayField(label=_("Day"), required=False)
    organisation = BodyField(label=_("Organisation or community it tells of"), required=False)
    network = forms.ChoiceField(label=_("Network"), required=False)
    writer = TextField(label=_("Who wrote it"), required=False, max_length=200)
    photographer = TextField(label=_("Who took the pictures"), required=False, max_length=200)
    unit = TextField(label=_("Agency"), required=False, max_length=200)
    layout = (
        Fieldset(_("The story"), "title", "lead", "body", "happened_on"),
        Fieldset(_("Of whom it tells"), "organisation", "network"),
        Fieldset(_("Who made it"), Row(Column("writer"), Column("photographer")), "unit"),
    )

    def __init__(
        self, data: Any = None, *, entry: StoryEntry | Story | None, bodies: QuerySet[Organisation],
        networks: Iterable[SectorNetwork], province: str, **options: Any,
    ) -> None:  # fmt: skip
        super().__init__(data, initial=initial_of(entry) if entry else {}, **options)
        self.networks = {one.code: one for one in networks}
        fields: Any = self.fields
        fields["happened_on"].latest = thai.today()
        fields["organisation"].offer(bodies, name="organisation", province=province)
        fields["network"].choices = [
            ("", _("of the province itself")),
            *((code, str(one)) for code, one in self.networks.items()),
        ]

    def entry(self) -> StoryEntry:
        """What was typed."""
        data = self.cleaned_data
        return StoryEntry(**{name: data[name] for name in FIELDS} | {"network": self.networks.get(data["network"])})


def initial_of(entry: StoryEntry | Story) -> dict[str, Any]:
    """A draft or a kept story as the fields show it."""
    values = {name: getattr(entry, name) for name in FIELDS}
    body, network = entry.organisation, entry.network
    return values | {"organisation": words_for(body) if body else "", "network": network.code if network else ""}
