"""Choosing a body of the register: its name is typed and offered as one types; its code or its whole name will do as well."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from moralprovince.core import thai
from moralprovince.core.forms import TextField
from networks.models import Organisation

# A code alone, or in brackets behind a name, as the list writes it.
CODE = re.compile(r"(?:.*\()?\s*(\d{2}-\d{1,10})\s*\)?", re.DOTALL)
LONGEST = 250
# Whoever sees more than so many goes on typing.
MOST_OFFERED = 10
# So many are named in a sentence; the list has the others.
MOST_NAMED = 4
SHORTEST = 2


def words_for(body: Organisation) -> str:
    """A body as the list offers it and the field shows it: "วัดพระญาติการาม (14-00012)"."""
    return f"{body.name} ({body.code})"


def bodies_like(rows: QuerySet[Organisation], text: str) -> list[Organisation]:
    """A few of the bodies that are meant by what was typed."""
    text = thai.canonical(text[:LONGEST])
    if len(text) < SHORTEST:
        return []
    found = CODE.fullmatch(text)
    wanted = rows.filter(code=found[1]) if found else rows.search(text)  # type: ignore[attr-defined]
    return list(wanted.order_by("name_sort", "pk").only("name", "code")[:MOST_OFFERED])


class BodyInput(forms.TextInput):
    """A line of text with a list that fills as one types; without JavaScript it holds what the last answer offered."""

    offered: Iterable[Organisation] = ()

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The input and its list."""
        options = format_html_join("", '<option value="{}"></option>', ((words_for(body),) for body in self.offered))
        line = super().render(name, value, attrs, renderer)
        return format_html('{}<datalist id="{}-list">{}</datalist>', line, name, options)


class BodyField(TextField):
    """A body of the register, by code or name; None where nothing was typed."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", _("Type a part of its name and choose it from the list; its code will do as well."))
        super().__init__(max_length=LONGEST, widget=BodyInput(), **options)
        self.rows: QuerySet[Organisation] = Organisation.objects.none()

    def offer(self, rows: QuerySet[Organisation], *, name: str, province: str) -> None:
        """What may be chosen, and where the page asks for it."""
        self.rows = rows
        self.widget.attrs |= {
            "list": f"{name}-list", "autocomplete": "off", "hx-get": f"{reverse('networks:body-options')}?province={province}",
            "hx-trigger": "input changed delay:300ms", "hx-target": f"#{name}-list",
        }  # fmt: skip

    def clean(self, value: Any) -> Organisation | None:
        """The body.

        Raises:
            ValidationError: none or several are meant; the nearest are named, and offered in the list.
        """
        text = super().clean(value)
        if not text:
            return None
        exact = self.exactly(thai.canonical(text))
        if len(exact) == 1:
            return exact[0]
        self.widget.offered = exact or bodies_like(self.rows, text)
        raise ValidationError(sentence_about(text, exact, self.widget.offered), code="ambiguous" if exact else "unknown")

    def exactly(self, text: str) -> list[Organisation]:
        """Those of this code, else of this very name."""
        found = CODE.fullmatch(text)
        wanted = {"code": found[1]} if found else {"name_canonical": text}
        return list(self.rows.filter(**wanted).order_by("name_sort", "pk")[:MOST_OFFERED])


def sentence_about(text: str, exact: list[Organisation], offered: Iterable[Organisation]) -> str:
    """Why nothing could be chosen, and what could."""
    names = ", ".join(words_for(body) for body in list(offered)[:MOST_NAMED])
    if exact:
        return str(_("Several bodies have this name: %(names)s. Please type the code of the right one.")) % {"names": names}
    if names:
        return str(_("No body of the register has exactly this name or code. Near it are: %(names)s.")) % {"names": names}
    return str(_("No body of the register has the name or code “%(text)s”. Please check it.")) % {"text": text[:100]}
