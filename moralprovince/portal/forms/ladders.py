"""The form of one rung: when, to whom, over what, in which words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from moralprovince.core.forms import LongTextField, PortalForm, TextField
from moralprovince.core.forms.signed import SignedForm
from moralprovince.portal.actions.ladders import FIELDS, RungContent
from moralprovince.portal.models import Rung
from moralprovince.portal.wording import KNOWN, unknown_placeholders


class OffsetField(forms.IntegerField):
    """Days from the due day, as a number below zero for those before; Thai digits are digits."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=-365, max_value=365, widget=forms.TextInput(attrs={"inputmode": "text"}), **options)

    def to_python(self, value: Any) -> int | None:
        """A typed minus may be a dash."""
        return super().to_python(re.sub("^[−–—]", "-", str(value).strip()) if value not in (None, "") else value)


class RungForm(PortalForm):
    """One reminder as an officer writes it."""

    offset = OffsetField(
        label=lazy("Days from the due day"),
        help_text=lazy("−14 is fourteen days before, 0 is the due day itself, 7 is seven days after."),
    )
    who = forms.ChoiceField(label=lazy("To whom"), choices=Rung.Who.choices)
    channel = forms.ChoiceField(label=lazy("Over"), choices=Rung.Channel.choices)
    subject = TextField(label=lazy("Subject"), max_length=200)
    body = LongTextField(label=lazy("Text"), max_length=5000, widget=forms.Textarea(attrs={"rows": 12}))

    def __init__(self, *args: Any, known: Sequence[str] = KNOWN, **options: Any) -> None:
        super().__init__(*args, **options)
        self.known = known

    def clean_subject(self) -> str:
        """Only placeholders that something stands for."""
        return self.known_only(self.cleaned_data["subject"])

    def clean_body(self) -> str:
        """Only placeholders that something stands for."""
        return self.known_only(self.cleaned_data["body"])

    def known_only(self, text: str) -> str:
        """The text, where every placeholder is known.

        Raises:
            ValidationError: one is not; it is named.
        """
        unknown = unknown_placeholders(text, self.known)
        if unknown:
            known = " ".join(f"{{{name}}}" for name in self.known)
            raise ValidationError(
                _("Nothing stands for %(unknown)s. You can use: %(known)s") % {"unknown": " ".join(unknown), "known": known}
            )
        return text

    def content(self) -> RungContent:
        """What was typed, for the action."""
        return RungContent(**{name: self.cleaned_data[name] for name in ("offset", "who", "channel", "subject", "body")})

    def typed_offset(self) -> int:
        """The day as it stands in the form now; the due day itself where it cannot be read."""
        try:
            return self.fields["offset"].clean(self["offset"].value())
        except ValidationError:
            return 0

    def typed(self) -> dict[str, str]:
        """Subject, text, reader and road as they stand in the form now, right or wrong."""
        return {name: str(self[name].value() or "") for name in ("who", "channel", "subject", "body")}


class RungEditForm(SignedForm, RungForm):
    """A reminder that stands in the ladder."""

    shown = FIELDS

    def given(self) -> dict[str, Any]:
        """What was typed."""
        return {"content": self.content()}
