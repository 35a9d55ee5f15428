"""Proposing what should stand in an entry, and deciding on it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from moralprovince.core import thai
from moralprovince.core.forms import LongTextField, NumberTextField, PhoneField, PortalForm, TextField, WholeNumberField
from networks.actions.proposals import PROPOSED
from networks.entry_words import label_of, words_of
from networks.models import ChangeProposal, Organisation


class ProposalForm(PortalForm):
    """The values as they stand, to be changed."""

    name = TextField(label=_("Name"), max_length=200, error_messages={"required": _("Please write the name.")})
    contact_name = TextField(label=_("Contact person"), max_length=200, required=False)
    phone = PhoneField(label=_("Telephone"), required=False)
    email = forms.EmailField(
        label=_("E-mail"), required=False,
        error_messages={"invalid": _("Please write an e-mail address like name@example.go.th.")},
    )  # fmt: skip
    members = WholeNumberField(label=_("Members"), required=False, help_text=_("How many people belong to it"))
    address = TextField(label=_("Address"), max_length=300, required=False, help_text=_("House number, road, building"))
    village_no = NumberTextField(label=_("Village number (moo)"), max_length=10, required=False)
    postal_code = TextField(label=_("Postal code"), max_length=5, required=False)
    note = LongTextField(label=_("What the office should know"), max_length=500, required=False, rows=3)

    def __init__(self, data: Any = None, *, organisation: Organisation) -> None:
        super().__init__(data, initial={name: getattr(organisation, name) for name in PROPOSED})

    def clean_email(self) -> str:
        """In lower case, as it is compared."""
        return self.cleaned_data["email"].lower()

    def clean_postal_code(self) -> str:
        """Five digits."""
        code = thai.canonical(self.cleaned_data["postal_code"]).replace(" ", "")
        if code and not (len(code) == 5 and code.isdecimal()):
            raise forms.ValidationError(_("A postal code has five digits."))
        return code

    def values(self) -> dict[str, Any]:
        """What was typed."""
        return {name: self.cleaned_data[name] for name in PROPOSED}


class DecisionForm(PortalForm):
    """Which fields are taken, and a word to whoever proposed them."""

    accepted = forms.MultipleChoiceField(required=False)
    answer = LongTextField(label=_("Answer"), max_length=500, required=False, rows=3)
    version = forms.IntegerField(widget=forms.HiddenInput)
    layout = ("version", "answer")

    def __init__(self, data: Any = None, *, proposal: ChangeProposal) -> None:
        self.proposal = proposal
        super().__init__(data, initial={"version": proposal.organisation.version})
        fields: Any = self.fields["accepted"]
        # The database keeps no order of its own.
        self.names = [name for name in PROPOSED if name in proposal.changes]
        fields.choices = [(name, label_of(name)) for name in self.names]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Each proposed field: as it stood, as it stands now, as proposed, and whether it is ticked."""
        ticked = self.data.getlist("accepted") if self.is_bound else self.names
        return [self.row(name, *self.proposal.changes[name], name in ticked) for name in self.names]

    def row(self, name: str, old: Any, new: Any, ticked: bool) -> dict[str, Any]:
        """One field."""
        now = getattr(self.proposal.organisation, name)
        said = {"old": words_of(name, old), "new": words_of(name, new), "now": words_of(name, now)}
        return {"name": name, "label": label_of(name), "ticked": ticked, "changed": now != old, **said}
