"""Asks once whether a figure in per cent is meant to lie over 100: it may, and far more often a digit slipped in."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from moralprovince.core import thai

FULL = Decimal(100)
NAMES = ("%", "ร้อยละ", "เปอร์เซ็นต์", "เปอร์เซนต์", "percent", "per cent", "pct")
ASKED = _("More than 100 per cent. Please check it; if it is right, tick so when you save.")


class SureField(forms.BooleanField):
    """The answer; unseen until it is asked for."""

    def __init__(self) -> None:
        label = _("The figure over 100 is right")
        super().__init__(label=label, required=False, widget=forms.HiddenInput)


def over(unit: object, *figures: Decimal | None) -> bool:
    """Is a figure in per cent over 100?"""
    return is_share(unit) and any(figure is not None and figure > FULL for figure in figures)


def is_share(unit: object) -> bool:
    """Does a unit, as people write it, say per cent?"""
    return thai.canonical(str(unit or "")).casefold().startswith(NAMES)


def show_answers(form: forms.Form, names: Iterable[str]) -> None:
    """Answers that were given stand on the page."""
    for name in names:
        if form[name].value():
            form.fields[name].widget = forms.CheckboxInput()


def ask(form: forms.Form, figure: str, answer: str, data: dict[str, Any]) -> None:
    """The question at its figure, unless it is answered."""
    if not data.get(answer):
        form.fields[answer].widget = forms.CheckboxInput()
        form.add_error(figure, ASKED)
