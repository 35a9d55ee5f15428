"""Which calendar a private address is made for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from moralprovince.core.forms import PortalForm, TextField
from networks.models import SectorNetwork


class SubscriptionForm(PortalForm):
    """What it is for, and of which network."""

    label = TextField(
        label=_("What it is for"),
        required=False,
        max_length=100,
        help_text=_("For example: my telephone, the office's computer"),
    )
    network = forms.ChoiceField(label=_("What stands in it"), required=False)
    layout = ("label", "network")

    def __init__(self, *args: Any, networks: Sequence[SectorNetwork], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.networks = {one.code: one for one in networks}
        everything = ("", _("Everything I may see"))
        self.fields["network"].choices = [everything, *((one.code, str(one)) for one in networks)]
        if not networks:
            self.leave_out("network")

    def chosen(self) -> SectorNetwork | None:
        """The network, or all of it."""
        return self.networks.get(self.cleaned_data.get("network", ""))
