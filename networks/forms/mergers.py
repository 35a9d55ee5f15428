"""Choosing between the values of two entries that become one, and choosing the other entry by hand."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Fieldset
from django import forms
from django.utils.translation import gettext_lazy as _

from moralprovince.core.forms import PortalForm
from networks.actions.mergers import differing
from networks.entry_words import label_of, value_words
from networks.models import Organisation

from .bodies import BodyField

KEEP, DROP = "keep", "drop"
NOTHING = _("(nothing)")


class MergeForm(PortalForm):
    """For each field that differs: which of the two values stays. Nothing is asked where both say the same."""

    def __init__(self, data: Any = None, *, keep: Organisation, drop: Organisation) -> None:
        self.sides = {KEEP: keep, DROP: drop}
        self.names = differing(keep, drop)
        self.layout = (Fieldset(_("What stays"), *self.names),) if self.names else ()
        super().__init__(data)
        for name in self.names:
            self.fields[name] = forms.ChoiceField(
                label=label_of(name), widget=forms.RadioSelect, initial=self.first_choice(name),
                choices=[(side, value_words(body, name) or NOTHING) for side, body in self.sides.items()],
                error_messages={"required": _("Please choose which value stays.")},
            )  # fmt: skip

    def first_choice(self, name: str) -> str:
        """What the kept entry says, unless it says nothing; of two days of declaration the earlier one."""
        kept, dropped = (getattr(body, name) for body in self.sides.values())
        if name == "declared_on" and kept and dropped:
            return KEEP if kept <= dropped else DROP
        return KEEP if kept not in (None, "") else DROP

    def values(self) -> dict[str, Any]:
        """The chosen values."""
        return {name: getattr(self.sides[self.cleaned_data[name]], name) for name in self.names}


class OtherEntryForm(PortalForm):
    """The other entry of the same body."""

    organisation = BodyField(label=_("The other entry"))

    def __init__(self, data: Any = None, *, user: Any, body: Organisation) -> None:
        super().__init__(data)
        rows = Organisation.objects.visible_to(user).filter(province=body.province_id)
        rows = rows.exclude(state="merged").exclude(pk=body.pk)
        self.fields["organisation"].offer(rows, name="organisation", province=body.province_id)  # type: ignore[attr-defined]
