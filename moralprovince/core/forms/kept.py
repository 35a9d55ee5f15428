"""Forms that are kept as one types: what stands in their boxes beside what is stored meanwhile."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms


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
