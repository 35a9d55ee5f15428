"""The form in which a person's data are removed: why, and the word that it is meant."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from moralprovince.core.forms import LongTextField, PortalForm
from networks.forms.invitations import TICK


class ForgetForm(PortalForm):
    """Both are asked for."""

    note = LongTextField(
        label=_("Why"), rows=2, max_length=500, help_text=_("For the record: for example number and day of her letter"),
    )  # fmt: skip
    sure = forms.BooleanField(
        label=_("I have read what is removed and what stays, and that nobody can bring it back"),
        error_messages={"required": TICK},
    )  # fmt: skip
