"""The two base forms: crispy without a form tag, harmless input, model fields that become the portal's own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from moralprovince.core.errors import Refused

from . import fields


class PortalFormMixin:
    """What both bases share; a form names its `layout` (crispy rows), else its fields stand in their order."""

    layout: tuple[Any, ...] = ()
    use_required_attribute = False
    # The problems of this form are told on top of the page, or of the form it stands in.
    summed_up = False
    # What it is called where the problems of several forms stand together.
    called: Any = ""

    def __init__(self, data: Any = None, *args: Any, **options: Any) -> None:
        super().__init__(without_nul(data), *args, **options)  # type: ignore[call-arg]
        self.helper = FormHelper(self)  # type: ignore[arg-type]
        self.helper.form_tag = False
        self.helper.include_media = False
        if self.layout:
            self.helper.layout = Layout(*self.layout)

    def leave_out(self, *names: str) -> None:
        """These are not asked for here: neither the form nor its layout knows them any more."""
        for name in names:
            del self.fields[name]  # type: ignore[attr-defined]
            self.helper.layout.fields.remove(name)

    def summed(self) -> Iterator[forms.BoundField]:
        """The boxes whose problems are told on top of this form, in the order of the page."""
        yield from self  # type: ignore[misc]

    def refuse(self, sentence: object) -> None:
        """Show a refusal of the action at its box, where that is seen, or on top of the form; everything typed is kept."""
        name = getattr(sentence, "field", "")
        seen = name in self.fields and not self[name].is_hidden  # type: ignore[attr-defined, index]
        self.add_error(name if seen else None, getattr(sentence, "shown", str(sentence)))  # type: ignore[attr-defined]

    @property
    def begun(self) -> bool:
        """Was anything typed or chosen in its boxes?"""
        boxes = [self.add_prefix(name) for name in self.fields]  # type: ignore[attr-defined]
        return any(self.data.get(box) or self.files.get(box) for box in boxes)  # type: ignore[attr-defined]

    def ensure_file_or_link(self, data: dict[str, Any]) -> None:
        """Of a piece of evidence: one of the two, and not both."""
        if not {"file", "url"} & set(self.errors) and bool(data.get("file")) == bool(data.get("url")):  # type: ignore[attr-defined]
            self.add_error("file", _("Please choose a file or give a link, one of the two."))  # type: ignore[attr-defined]

    def ask_for_files_again(self) -> None:
        """Of a page that comes back: a browser does not keep what was chosen, and nobody sees that the box is empty."""
        names = [name for name in self.fields if self.files.get(self.add_prefix(name))]  # type: ignore[attr-defined]
        for name in names:
            if name not in self.errors:  # type: ignore[attr-defined]
                self.add_error(name, _("The file is not saved yet. Please choose it again before you save."))  # type: ignore[attr-defined]

    @contextmanager
    def refusals_at_their_box(self) -> Iterator[None]:
        """A refusal that names a box stands there; any other goes on to whoever asked."""
        try:
            yield
        except Refused as refused:
            if not refused.field:
                raise
            self.refuse(refused)


def without_nul(data: Any) -> Any:
    """Posted data less NUL characters: no database takes them, and nobody types one."""
    if not isinstance(data, QueryDict) or not any("\x00" in value for key in data for value in data.getlist(key)):
        return data
    clean = data.copy()
    for key in data:
        clean.setlist(key, [value.replace("\x00", "") for value in data.getlist(key)])
    return clean


class PortalForm(PortalFormMixin, forms.Form):
    """The base of the portal's forms."""


def portal_field(field: models.Field, **options: Any) -> forms.Field | None:
    """The form field of a model field: the portal's own where there is one."""
    if field.choices or options.get("form_class") or options.get("choices_form_class"):
        return field.formfield(**options)
    if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
        return field.formfield(form_class=fields.ThaiDayField, **{"help_text": field.help_text or DAY_HELP, **options})
    if isinstance(field, models.DecimalField):
        return field.formfield(form_class=fields.AmountField, **options)
    if isinstance(field, models.IntegerField):
        return models.Field.formfield(field, form_class=fields.WholeNumberField, **options)
    if isinstance(field, models.TextField):
        return field.formfield(form_class=fields.LongTextField, **{"max_length": fields.LONG_TEXT, **options})
    if type(field) is models.CharField:
        return field.formfield(form_class=fields.TextField, **options)
    return field.formfield(**options)


DAY_HELP = fields.ThaiDayField().help_text


class PortalModelForm(PortalFormMixin, forms.ModelForm):
    """The base of forms over one model; give the inner Meta `PortalModelForm.Meta` as its base."""

    class Meta:
        formfield_callback = staticmethod(portal_field)
