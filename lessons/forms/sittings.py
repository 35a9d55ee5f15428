"""The card somebody sends from her telephone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as lazy

from lessons.models import Question
from moralprovince.core.forms import LongTextField, PortalForm, TextField

LONGEST = 300
KEY = re.compile(r"[0-9A-Za-z-]{8,40}")


class CardForm(PortalForm):
    """Which question, what one thinks, and a name if one likes."""

    question = forms.ChoiceField(
        label=lazy("To which question?"), widget=forms.RadioSelect,
        error_messages={"required": lazy("Please choose one of the questions.")},
    )  # fmt: skip
    text = LongTextField(
        label=lazy("Your card"), max_length=LONGEST, rows=4,
        help_text=lazy("One thought on each card; a few words are enough."),
        error_messages={"required": lazy("Please write something on the card.")},
    )  # fmt: skip
    by_name = TextField(label=lazy("Name or nickname, if you like"), required=False, max_length=60)
    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)

    def __init__(self, data: Any = None, *, questions: Iterable[Question], **options: Any) -> None:
        super().__init__(data, **options)
        self.helper.disable_csrf = True
        self.questions = {one.code: one for one in questions}
        field: Any = self.fields["question"]
        field.choices = [(one.code, with_ask(one)) for one in self.questions.values()]

    def clean_question(self) -> Question:
        """The question itself."""
        return self.questions[self.cleaned_data["question"]]

    def clean_key(self) -> str:
        """What makes a card one; nonsense is none."""
        key = self.cleaned_data["key"]
        return key if KEY.fullmatch(key) else ""


def with_ask(question: Question) -> Any:
    """Its heading, and what it asks."""
    return format_html('<strong>{}</strong><br><span class="text-muted">{}</span>', question, question.ask)
