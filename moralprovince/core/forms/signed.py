"""The base of forms over a row that others may be changing at the same time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.db import models

from moralprovince.core.errors import Outpaced, Refused
from moralprovince.core.signs import in_words, keyed, sign_of

from .portal import PortalForm


class SignedForm(PortalForm):
    """Opens with what stands in the row under a sign of it; whoever was slower is shown what stands now and saves again."""

    shown: tuple[str, ...] = ()
    sign = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, row: models.Model, **options: Any) -> None:
        self.row, self.stored_now = row, list[tuple[str, Any]]()
        initial = {name: self.standing(row, name) for name in self.shown}
        super().__init__(data, initial={**initial, "sign": sign_of(row, self.shown)}, **options)
        self.helper.render_hidden_fields = True

    def given(self) -> dict[str, Any]:
        """What was typed, as the action takes it."""
        return {name: self.cleaned_data[name] for name in self.shown}

    def saved_by(self, action: Callable[..., Any], **known: Any) -> bool:
        """Hand what was typed and the sign to the action; a refusal stands on top of the form."""
        if not self.is_valid():
            return False
        try:
            action(**self.given(), sign=self.cleaned_data["sign"], **known)
        except Refused as refused:
            self.refuse(refused)
            return False
        return True

    def refuse(self, sentence: object) -> None:
        """The sentence on top, and beside it what somebody else has written."""
        super().refuse(sentence)
        if isinstance(sentence, Outpaced):
            # A row that the first save makes need not be there yet.
            stored = self.row.__class__._base_manager.filter(pk=self.row.pk).first() or self.row
            self.data = self.data.copy()  # type: ignore[attr-defined]
            self.catch_up(stored)

    def catch_up(self, stored: Any) -> None:
        """Sign and show what stands now, so that saving again is hers to decide."""
        self.data[self.add_prefix("sign")] = sign_of(stored, self.shown)  # type: ignore[index]
        self.stored_now = list(self.differing(stored))

    def differing(self, stored: models.Model) -> Iterator[tuple[str, Any]]:
        """Label and stored value of each field that was typed differently, in the order of the form."""
        for name in (one for one in self.fields if one in self.shown):
            if self.standing(stored, name) != keyed(self.cleaned_data.get(name)):
                yield str(self.fields[name].label), self.in_words(stored, name)

    def standing(self, row: Any, name: str) -> Any:
        """What a row says, as its field takes it."""
        return keyed(getattr(row, name))

    def in_words(self, row: Any, name: str) -> Any:
        """What a row says, as people read it."""
        return self.fields[name].prepare_value(in_words(row, name))
