"""The form of the turn of the year: what is ticked, and the day the old year closes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from moralprovince.core.forms import PortalForm, ThaiDayField
from moralprovince.core.turning import Part, among
from moralprovince.portal.actions.year_turns import Outlook, first_read_only_day


class YearTurnForm(PortalForm):
    """The day, by the portal's own field; the ticks stand in the tables of the page."""

    read_only_from = ThaiDayField(
        label=_("The old year is read-only from"),
        help_text=_("12-month reports, reviews, appeals and certificates that are open go on after this day."),
    )
    take = forms.MultipleChoiceField(required=False)
    layout = ("read_only_from",)

    def __init__(self, data: Any = None, *, outlook: Outlook) -> None:
        super().__init__(data, initial={"read_only_from": first_read_only_day(outlook.old)})
        self.outlook = outlook
        self.fields["take"].choices = [(one.key, one.key) for part in outlook.parts for one in part.proposals]  # type: ignore[attr-defined]

    def rows_of(self, part: Part) -> list[dict[str, Any]]:
        """The lines of a part as the page shows them; everything is ticked before anything was sent."""
        sent = set(self.data.getlist("take")) if self.is_bound else None  # type: ignore[union-attr]
        return [{**vars(one), "ticked": among(sent, one.key)} for one in part.proposals]

    def parts(self) -> list[dict[str, Any]]:
        """Part by part."""
        parts = self.outlook.parts
        return [{"title": one.title, "note": one.note, "count": one.count, "rows": self.rows_of(one)} for one in parts]
