"""Forms around invitations: whom to invite, the typed code, and the first password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from moralprovince.core import thai
from moralprovince.core.forms import PhoneField, PortalForm, TextField
from moralprovince.core.models import User
from networks.actions.invitations import CODE_DIGITS, Guest
from networks.actions.roles import Scope
from networks.models import Organisation, Province, Role, SectorNetwork
from networks.permissions import can_give_role

from .bodies import BodyField

PLACES = ("network", "organisation")


def roles_to_give(user: Any, province: str) -> list[Role]:
    """The roles a person may bring others into."""
    return [role for role in Role.objects.all() if can_give_role(user, role, province)]


class RoleInput(forms.Select):
    """Says of each role what it holds for, so that the page shows the box of the chosen one alone."""

    def create_option(self, name: str, value: Any, *args: Any, **options: Any) -> dict[str, Any]:
        """The option and its kind of place."""
        option = super().create_option(name, value, *args, **options)
        option["attrs"]["data-scope"] = value.instance.scope if value else ""
        return option


class ScopeFields(PortalForm):
    """Role and place: which network or which organisation belongs to the role decides what is asked for."""

    role = forms.ModelChoiceField(
        label=_("Role"), queryset=Role.objects.none(), empty_label=_("– choose –"), widget=RoleInput
    )  # fmt: skip
    network = forms.ModelChoiceField(
        label=_("Network"), queryset=SectorNetwork.objects.none(), required=False,
        help_text=_("For a network coordinator"), empty_label=_("– choose –"),
    )  # fmt: skip
    organisation = BodyField(
        label=_("Organisation or community"),
        required=False,
        help_text=_("For a contact: type a part of its name and choose it from the list; its code will do as well."),
    )

    def __init__(self, *args: Any, user: Any, province: Province, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user, self.province = user, province
        roles: Any = self.fields["role"]
        roles.queryset = Role.objects.filter(pk__in=[role.pk for role in roles_to_give(user, province.pk)])
        networks: Any = self.fields["network"]
        networks.queryset = SectorNetwork.objects.visible_to(user).filter(province=province)
        bodies = Organisation.objects.visible_to(user).filter(province=province).listed()
        self.fields["organisation"].offer(bodies, name="organisation", province=province.pk)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The place the chosen role needs; what stands in a box of another role is not looked at."""
        data = super().clean() or self.cleaned_data
        role = data.get("role")
        if role and role.scope in PLACES and role.scope in data and not data[role.scope]:
            self.add_error(role.scope, _("This role needs it: please fill it in."))
        for name in PLACES if role else ():
            if name != role.scope:
                self.errors.pop(name, None)
        return data

    def scope(self) -> Scope:
        """The chosen place, ready for the action."""
        kind = self.cleaned_data["role"].scope
        places = {"province": self.province, "everywhere": None}
        return places[kind] if kind in places else self.cleaned_data[kind]


class InviteForm(ScopeFields):
    """Whom to invite, into which role."""

    name = TextField(label=_("Full name"), help_text=_("With title, as she writes it herself"))
    email = forms.EmailField(
        label=_("E-mail"), required=False, max_length=254,
        help_text=_("The link goes there. Without an address you print a sheet with a code."),
    )  # fmt: skip
    phone = PhoneField(label=_("Telephone"), required=False, help_text=_("Without e-mail it becomes the log-in name"))
    field_order = ["role", "network", "organisation", "name", "email", "phone"]

    def guest(self) -> Guest:
        """What was typed, ready for the action."""
        data = self.cleaned_data
        return Guest(data["name"], data["role"], self.scope(), data["email"].lower(), data["phone"])


class CodeForm(PortalForm):
    """The code of a printed sheet."""

    code = TextField(
        label=_("Code"), max_length=60, help_text=_("The 12 digits on the sheet; spaces do not matter"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )  # fmt: skip

    def clean_code(self) -> str:
        """Digits only, Thai ones too."""
        digits = "".join(char for char in thai.arabic_digits(self.cleaned_data["code"]) if char not in " -.")
        if len(digits) != CODE_DIGITS or not digits.isdecimal():
            raise ValidationError(_("The code has 12 digits. Please compare it with the sheet."))
        return digits


TICK = _("Please tick that you have read it.")


class JoinForm(PortalForm):
    """Name and first password of a person who accepts an invitation; no page sends a password back, so a browser asks first."""

    use_required_attribute = True

    name = TextField(label=_("Full name"), help_text=_("With title, as you write it yourself"))
    password = forms.CharField(
        label=_("Choose a password"), strip=False, max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    again = forms.CharField(
        label=_("The password once more"), strip=False, max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    notice = forms.BooleanField(
        label=_("I have read how my data are treated"), error_messages={"required": TICK},
        widget=forms.CheckboxInput(attrs={"data-missing": TICK}),
    )  # fmt: skip

    def __init__(self, *args: Any, email: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.email = email
        self.fields["password"].help_text = _("At least 10 characters; a short sentence is easy to remember")

    def clean(self) -> dict[str, Any]:
        """Both passwords are the same, and good enough."""
        data = super().clean() or self.cleaned_data
        password, again = data.get("password"), data.get("again")
        if password and again and password != again:
            self.add_error("again", _("The two passwords differ. Please type both again."))
        elif password:
            self.check_strength(password, data.get("name", ""))
        if again and list(self.errors) == ["notice"]:
            self.errors["notice"] = self.error_class(
                [_("This alone was missing. Please tick it, and type the password again.")]
            )
        return data

    def add_error(self, field: str | None, error: Any) -> None:
        """Whatever it is, the passwords are to be typed again."""
        super().add_error(field, error)
        self["password"].help_text = _(
            "Please type it again in both boxes: a password is never sent back. It has at least 10 characters."
        )

    def check_strength(self, password: str, name: str) -> None:
        """What Django says of it."""
        try:
            validate_password(password, User(email=self.email, name=name))
        except ValidationError as weak:
            self.add_error("password", weak)
