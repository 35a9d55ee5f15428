"""Issues certificates for chosen cases; and the one line in which a code is typed."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Div
from django.utils.translation import gettext_lazy as _

from assessments.actions.certificates import Signatory
from moralprovince.core import thai
from moralprovince.core.forms import PortalForm, TextField, ThaiDayField

# Letters that are taken for digits when a code is typed from paper.
MISREAD = str.maketrans("oil", "011")


class IssueForm(PortalForm):
    """Day and signatory; the cases are the boxes of the list."""

    issued_on = ThaiDayField(label=_("Day of issue"))
    signatory_name = TextField(label=_("Who signs"), required=False)
    signatory_title = TextField(label=_("Position"), max_length=300, required=False)

    layout = (
        Div(
            Div("issued_on", css_class="col-md-4"), Div("signatory_name", css_class="col-md-4"),
            Div("signatory_title", css_class="col-md-4"), css_class="row",
        ),
    )  # fmt: skip

    def signatory(self) -> Signatory:
        """As typed."""
        return Signatory(self.cleaned_data["signatory_name"], self.cleaned_data["signatory_title"])


def tidy_code(typed: Any) -> str:
    """A code as it is kept: small letters and Arabic digits, whatever stands between the groups left out."""
    plain = thai.canonical(str(typed)[:200]).lower()
    return "".join(char for char in plain if char.isalnum()).translate(MISREAD)
