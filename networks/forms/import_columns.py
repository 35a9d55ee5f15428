"""The form that asks which row of a file is its heading, and what its columns mean."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from moralprovince.core.forms import PortalForm
from networks.columns import label
from networks.imports.choosing import Choice, doubled, twice_words
from networks.imports.offering import Offer, meanings, missing_in
from networks.imports.opening import quoted


class ColumnsForm(PortalForm):
    """One box for the row, one for the network of all rows, and one above each column."""

    def __init__(self, data: Any = None, *, offer: Offer) -> None:
        super().__init__(data)
        self.offer = offer
        rows = [(str(number), text) for number, text in offer.rows()]
        self.fields["row"] = forms.ChoiceField(
            label=_("Which row is the heading?"), choices=rows, initial=str(offer.choice.row), widget=forms.RadioSelect
        )
        if offer.networks:
            self.fields["network"] = forms.ChoiceField(
                label=_("All rows belong to the network"), choices=[("", _("– not set: a column says it –")), *offer.networks],
                initial=offer.network, required=False,
            )  # fmt: skip
        for column in offer.columns:
            self.fields[box_of(column)] = forms.ChoiceField(
                label=offer.title(column), choices=meanings(), initial=offer.meaning(column), required=False
            )

    def clean(self) -> dict[str, Any]:
        """No meaning twice, and none of the needed ones missing."""
        cleaned = super().clean() or {}
        means = [cleaned.get(box_of(column), "") for column in range(max(self.offer.columns, default=-1) + 1)]
        for name, places in doubled(means):
            words = twice_words(label(name), map(self.offer.title, places))
            self.add_error(box_of(places[-1]), words)
        if cleaned.get("network") and "network" in means:
            sentence = _("A column was chosen for the network as well. Please leave it out, or choose no network for all rows.")
            self.add_error("network", sentence)
        said = [*means, *(["network"] if cleaned.get("network") else [])]
        if missing := missing_in(said, self.offer.needed):
            sentence = _("Please choose the column for %(names)s. The import cannot do without it.")
            self.add_error(None, sentence % {"names": quoted(map(label, missing))})
        return cleaned

    def choice(self) -> Choice:
        """What was chosen."""
        return self.offer.with_meanings({column: self.cleaned_data[box_of(column)] for column in self.offer.columns}).choice

    def network(self) -> str:
        """The code of the network that all rows belong to; empty where a column or a sheet says it."""
        return self.cleaned_data.get("network", "")

    def shown_columns(self) -> list[dict[str, Any]]:
        """Each column with its box and its cells."""
        return [{"box": self[box_of(column)], "cells": self.offer.cells(column)} for column in self.offer.columns]


def box_of(column: int) -> str:
    """The name of the box above a column."""
    return f"column-{column + 1}"


def posted_meanings(data: QueryDict, offer: Offer) -> dict[int, str]:
    """What stood in the boxes when the row was changed; what no box offers is left out."""
    known = dict(meanings())
    return {at: name for at in offer.columns if (name := data.get(box_of(at), "")) in known}
