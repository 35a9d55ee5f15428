"""Choosing a place: all subdistricts stand grouped by district, and only those of the chosen district once one is chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from types import MappingProxyType
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from networks.models import District, Subdistrict


class ReadOnceField(forms.ModelChoiceField):
    """A choice among rows that were read already: they stand in the list, and what was chosen is found among them."""

    # By key as it is typed; empty as long as nothing was offered: then the field asks the database, as any other.
    read: Mapping[str, Any] = MappingProxyType({})

    def offer(self, rows: Iterable[Any], *, shown: Iterable[Any] | None = None) -> None:
        """What may be chosen, in the order of the list; `shown` where the list names fewer."""
        self.read = {str(row.pk): row for row in rows}
        self.widget.choices = [("", self.empty_label), *self.lines(self.read.values() if shown is None else shown)]

    def lines(self, rows: Iterable[Any]) -> list[tuple[Any, Any]]:
        """The list as it is shown."""
        return [(row.pk, self.label_from_instance(row)) for row in rows]

    def to_python(self, value: Any) -> Any:
        """The chosen row.

        Raises:
            ValidationError: it was not offered.
        """
        if not self.read or value in self.empty_values:
            return super().to_python(value)
        if str(value) not in self.read:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params={"value": value})
        return self.read[str(value)]


class DistrictField(ReadOnceField):
    """A district; as it changes, the list of subdistricts is fetched anew (without JavaScript it simply stays long)."""

    def __init__(self, *, subdistrict_field: str = "subdistrict", **options: Any) -> None:
        attrs = {
            "hx-get": reverse_lazy("networks:subdistrict-options"),
            "hx-target": f"#id_{subdistrict_field}",
            "hx-trigger": "change",
        }
        options.setdefault("label", _("District"))
        options.setdefault("empty_label", _("choose a district"))
        super().__init__(District.objects.none(), widget=forms.Select(attrs=attrs), **options)

    def label_from_instance(self, obj: Any) -> str:
        """Its name."""
        return str(obj)


class SubdistrictField(ReadOnceField):
    """A subdistrict, grouped by district."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Subdistrict"))
        options.setdefault("empty_label", _("choose a subdistrict"))
        options.setdefault("error_messages", {"required": _("Please choose the subdistrict.")})
        super().__init__(Subdistrict.objects.none(), **options)

    def lines(self, rows: Iterable[Any]) -> list[tuple[Any, Any]]:
        """In groups, a group for each district."""
        groups = groupby(sorted(rows, key=lambda row: row.pk), key=lambda row: row.district)
        return [(str(district), [(row.pk, str(row)) for row in group]) for district, group in groups]


def offer_places(form: forms.Form, province: str, chosen: str = "") -> None:
    """Fill both fields of a form; a chosen district leaves only its own subdistricts."""
    district, subdistrict = form.fields["district"], form.fields["subdistrict"]
    district.queryset = District.objects.filter(province=province)  # type: ignore[attr-defined]
    district.offer(district.queryset)  # type: ignore[attr-defined]
    subdistrict.queryset = Subdistrict.objects.filter(district__province=province).select_related("district")  # type: ignore[attr-defined]
    rows = list(subdistrict.queryset)  # type: ignore[attr-defined]
    known = {row.district_id for row in rows}
    shown = [row for row in rows if chosen not in known or row.district_id == chosen]
    subdistrict.offer(rows, shown=shown)  # type: ignore[attr-defined]
