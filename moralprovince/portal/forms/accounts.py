"""Log-in, the own account, and the first set-up."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.mfa import app_settings as second_step
from allauth.mfa.base import forms as allauth_codes
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from moralprovince.core import thai
from moralprovince.core.forms import PhoneField, TextField
from moralprovince.core.forms.signed import SignedForm
from moralprovince.core.models import User
from networks.actions.joining import NO_MAILBOX
from networks.actions.roles import PERSON_FIELDS
from networks.forms.office import FiscalYearField, OfficeForm


class LoginForm(AllauthLoginForm):
    """E-mail, or the short name of those without one (a telephone number is written in many ways)."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["login"] = forms.CharField(
            label=_("E-mail or log-in name"),
            max_length=254,
            help_text=_("Without e-mail: your telephone number, or the name on your sheet"),
            widget=forms.TextInput(attrs={"autocomplete": "username", "inputmode": "email", "autocapitalize": "none"}),
        )
        self.order_fields(["login", "password", "remember"])

    def clean_login(self) -> str:
        """The address of the account."""
        typed = thai.arabic_digits(thai.tidy(self.cleaned_data["login"])).lower()
        if "@" in typed:
            return typed
        number = typed.translate(str.maketrans("", "", " -.()"))
        return f"{number if number.isdecimal() else typed.replace(' ', '')}@{NO_MAILBOX}"


class OnceForm(allauth_codes.BaseAuthenticateForm):
    """A code is taken once: allauth would forget a used one after its own half minute, while it is taken for three of them."""

    def clean_code(self) -> str:
        """The code, remembered for as long as it could be sent again."""
        code = super().clean_code()
        if self.authenticator.type == Authenticator.Type.TOTP:
            used = self.authenticator.wrap()._get_used_cache_key(code)
            cache.touch(used, second_step.TOTP_PERIOD * (1 + 2 * second_step.TOTP_TOLERANCE))
        return code


class AuthenticateForm(OnceForm, allauth_codes.AuthenticateForm):
    """The second step of a log-in."""


class ReauthenticateForm(OnceForm, allauth_codes.ReauthenticateForm):
    """The same before something that asks who is there."""


class OwnAccountForm(SignedForm):
    """What a person may change of her own account; her administrator may change it as well."""

    shown = PERSON_FIELDS

    name = TextField(label=_("Full name"), help_text=_("With title, as you write it yourself"))
    phone = PhoneField(label=_("Telephone"), required=False, max_length=40)


class SetupForm(OfficeForm):
    """Everything a fresh installation needs: the office, its year, and its first administrator."""

    fiscal_year = FiscalYearField(
        label=_("Fiscal year to begin with"),
        help_text=_("Rounds of 6 and 12 months are planned for it; you can change their days"),
    )  # fmt: skip
    motto = TextField(label=_("Motto"), required=False, max_length=300)
    admin_name = TextField(label=_("Your full name"), help_text=_("You become the first administrator"))
    admin_email = forms.EmailField(label=_("Your e-mail"), max_length=254, help_text=_("You log in with it"))
    password = forms.CharField(
        label=_("Choose a password"), strip=False, max_length=200,
        help_text=_("At least 10 characters; a short sentence is easy to remember"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """The password is good enough for an administrator."""
        data = super().clean() or self.cleaned_data
        try:
            person = User(email=data.get("admin_email", ""), name=data.get("admin_name", ""))
            if data.get("password"):
                validate_password(data["password"], person)
        except ValidationError as weak:
            self.add_error("password", weak)
        return data
