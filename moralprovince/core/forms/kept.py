"""Forms that are kept as one types: what stands in their boxes beside what is stored, and what could not be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from django import forms

F = TypeVar("F", bound=forms.Form)


class KeptForm(forms.Form):
    """`stored` is what the record holds, by the names of the fields; what was kept of an earlier visit stands in `initial`."""

    stored: dict[str, Any]

    def differing(self, names: Iterable[str]) -> list[tuple[str, str]]:
        """What is stored where it is not what stands in the boxes: label and stored value, for comparing."""
        return [
            (str(self.fields[name].label), str(self.fields[name].prepare_value(self.stored.get(name)) or "–"))
            for name in names
            if self.value_of(name) != (self.stored.get(name) or "")
        ]

    def value_of(self, name: str) -> Any:
        """What stands in a box, read as far as it can be."""
        cleaned = getattr(self, "cleaned_data", {})
        try:
            return (cleaned[name] if name in cleaned else self.fields[name].clean(self.initial.get(name))) or ""
        except forms.ValidationError:
            return None


def unread(form: forms.Form) -> dict[str, str]:
    """What was typed into the boxes that could not be read, letter for letter, by the names of the fields."""
    typed = {name: form.data.get(form.add_prefix(name)) or "" for name in form.errors}
    return {name: text for name, text in typed.items() if text.strip()}


def as_left(again: Callable[[dict[str, Any] | None], F], boxes: Mapping[str, str]) -> F:
    """The form as it was left: over what is stored stands what could not be read, each box with its sentence.

    `again` makes the form: of what is stored, or over what it is given.
    """
    form = again(None)
    if not boxes:
        return form
    shown = {name: form[name].value() for name in form.fields} | {name: boxes[name] for name in boxes if name in form.fields}
    left = again({form.add_prefix(name): value for name, value in shown.items()})
    forget_others(left, boxes)
    return left


def forget_others(form: forms.Form, boxes: Mapping[str, str]) -> None:
    """Nobody has sent it: nothing is said of any other box."""
    for name in [name for name in form.errors if not boxes.get(name)]:
        del form.errors[name]
