"""Forms around people and their roles."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from moralprovince.core import thai
from moralprovince.core.forms import LongTextField, PhoneField, PortalForm, TextField, ThaiDayField
from moralprovince.core.forms.signed import SignedForm
from moralprovince.core.models import User
from networks.actions.roles import PERSON_FIELDS
from networks.models import RoleGrant
from networks.querysets.people import people_visible_to

from .invitations import ScopeFields


class PersonForm(PortalForm):
    """Name and telephone of a person."""

    name = TextField(label=_("Full name"), help_text=_("With title, as she writes it herself"))
    phone = PhoneField(label=_("Telephone"), required=False, max_length=40)


class PersonEditForm(SignedForm, PersonForm):
    """A person who has an account."""

    shown = PERSON_FIELDS


class GrantForm(ScopeFields):
    """A role for a person: where, from when, until when, and for whom she stands in."""

    starts_on = ThaiDayField(label=_("From"), required=False, help_text=_("Empty: from today"))
    ends_on = ThaiDayField(label=_("Until"), required=False, help_text=_("Empty: without end"))
    acting_for = forms.EmailField(
        label=_("Stands in for"), required=False, max_length=254,
        help_text=_("E-mail of the person whose role is lent for this time; empty where it is her own"),
    )  # fmt: skip
    field_order = ["role", "network", "organisation", "starts_on", "ends_on", "acting_for"]

    def clean_acting_for(self) -> User | None:
        """The person of that address, among those the reader looks after."""
        email = self.cleaned_data["acting_for"]
        if not email:
            return None
        grants = RoleGrant.objects.visible_to(self.user)
        found = User.objects.filter(email=email.lower(), role_grants__in=grants).distinct().first()
        if found is None:
            raise ValidationError(_("Nobody with a role here has this address."))
        return found

    def entry(self) -> dict[str, Any]:
        """What was typed, ready for the action."""
        data = self.cleaned_data
        return {
            "role": data["role"], "scope": self.scope(), "starts_on": data["starts_on"], "ends_on": data["ends_on"],
            "acting_for": data["acting_for"],
        }  # fmt: skip


class LendForm(PortalForm):
    """To whom a role is lent, and for which days."""

    email = forms.EmailField(
        label=_("E-mail of the person who acts for her"), max_length=254, help_text=_("Somebody who holds or held a role here")
    )
    starts_on = ThaiDayField(label=_("From"), required=False, help_text=_("Empty: from today"))
    ends_on = ThaiDayField(label=_("Until"))

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user

    def clean_email(self) -> User:
        """The person of that address, among those the reader looks after."""
        return person_by(self.cleaned_data["email"], self.user)


def person_by(email: str, user: Any) -> User:
    """Whoever has this address and holds or held a role the reader looks after.

    Raises:
        ValidationError: there is nobody.
    """
    found = people_visible_to(user).filter(email=email.lower()).first()
    if found is None:
        raise ValidationError(_("Nobody with a role here has this address."))
    return found


class EndGrantForm(PortalForm):
    """When a role ends, and why."""

    last_day = ThaiDayField(label=_("Last day"), required=False)
    note = LongTextField(label=_("Note"), required=False, rows=2, max_length=500)

    def __init__(self, *args: Any, grant: RoleGrant, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["last_day"].help_text = at_once_words(grant)


def at_once_words(grant: RoleGrant) -> str:
    """What an empty last day does: a role holds until the night of its last day, so one that ends now has had it."""
    yesterday = thai.today() - dt.timedelta(days=1)
    if grant.starts_on > yesterday:
        return gettext("Empty: it is taken back at once. It held for no whole day, so only the history tells of it.")
    words = gettext("Empty: it ends at once. A last day counts in full, so the one that is recorded is yesterday, %(day)s.")
    return words % {"day": thai.day_short(yesterday)}
