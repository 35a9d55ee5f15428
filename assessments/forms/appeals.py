"""Files an appeal, gives it to an assessor, writes down what looking again came to, and answers it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from crispy_forms.layout import Div, Field, Layout, LayoutObject, TemplateNameMixin
from django import forms
from django.template.loader import render_to_string
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from assessments.actions.appeals import ItemAnswer
from assessments.models import AppealItem, Score
from moralprovince.core import thai
from moralprovince.core.forms import LongTextField, PortalForm, TextField, ThaiDayField, WholeNumberField
from moralprovince.core.models import User


def item_title(score: Score, kind: str, *, with_score: bool = True) -> str:
    """Its number, its wording, and the score it has; a score under review is nobody's but the review's."""
    wording = score.criterion.wording_for(kind)
    has = "–" if score.committee_score is None else score.committee_score
    facts = {"number": score.criterion.number, "text": wording.text if wording else "", "has": has}
    words = now("Item %(number)s: %(text)s (score %(has)s)") if with_score else now("Item %(number)s: %(text)s")
    return words % facts


class FileForm(PortalForm):
    """The reason, and a reason for each item that is appealed against; the office also says when the letter came."""

    reason = LongTextField(label=_("Why should the result be looked at again?"), max_length=4000)

    def __init__(self, data: Any = None, *, scores: Iterable[Score], kind: str, office: bool, **options: Any) -> None:
        super().__init__(data, **options)
        self.numbers = []
        for score in scores:
            number = score.criterion.number
            self.numbers.append(number)
            self.fields[f"item-{number}"] = LongTextField(
                label=item_title(score, kind), required=False, max_length=2000, rows=2
            )  # fmt: skip
        if office:
            self.fields["filed_on"] = ThaiDayField(
                label=_("Day the letter came"), latest=thai.today(), required=False, help_text=_("Empty: today")
            )  # fmt: skip
            self.fields["on_behalf_of"] = TextField(label=_("Who signed the letter"), required=False)
        letter = ["filed_on", "on_behalf_of"] if office else []
        self.helper.layout = Layout(*letter, "reason", *(f"item-{number}" for number in self.numbers))

    def items(self) -> dict[int, str]:
        """The reasons by item."""
        return {number: self.cleaned_data[f"item-{number}"] for number in self.numbers}

    def clean(self) -> dict[str, Any]:
        """At least one item."""
        data = super().clean()
        if not self.errors and not any(self.items().values()):
            self.add_error(f"item-{self.numbers[0]}", _("Please give the reason for at least one item."))
        return data


class TakeUpForm(PortalForm):
    """Another assessor."""

    assessor = forms.ModelChoiceField(label=_("Another assessor"), queryset=User.objects.none(), empty_label=_("Please choose"))

    def __init__(self, data: Any = None, *, assessors: Any, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["assessor"].queryset = assessors  # type: ignore[attr-defined]


class ItemCard(LayoutObject, TemplateNameMixin):
    """One item of an appeal: its wording, why it is appealed against, and the fields for the answer."""

    template = "assessments/appeals/_item_fields.html"

    def __init__(self, row: AppealItem, kind: str) -> None:
        number = row.score.criterion.number
        self.row, self.title = row, item_title(row.score, kind)
        self.fields = [Field(f"answer-{number}"), Div(f"value-{number}", css_class="form-narrow")]

    def render(self, form: Any, context: Any, template_pack: str = "bootstrap5", **options: Any) -> str:
        """The card with its fields inside; nothing that people wrote is ever taken for a template."""
        inner = self.get_rendered_fields(form, context, template_pack, **options)
        return render_to_string(self.template, {"row": self.row, "title": self.title, "fields": inner})


class LookForm(PortalForm):
    """For each item of the appeal: what was found, and the score where it changes."""

    all_needed = False

    def __init__(self, data: Any = None, *, rows: Iterable[AppealItem], kind: str, highest: int, **options: Any) -> None:
        self.rows = list(rows)
        super().__init__(data, **options)
        for row in self.rows:
            number = row.score.criterion.number
            self.fields[f"answer-{number}"] = LongTextField(
                label=_("What looking again came to"), required=self.all_needed, max_length=2000, rows=3, initial=row.answer
            )
            self.fields[f"value-{number}"] = WholeNumberField(
                label=_("Score after looking again"), required=False, max_value=highest, initial=row.value,
                help_text=_("Empty: the score stays as it is"),
            )  # fmt: skip
        self.helper.layout = Layout(*(ItemCard(row, kind) for row in self.rows), *self.base_fields)

    def items(self) -> dict[int, ItemAnswer]:
        """What was written, by item."""
        numbers = [row.score.criterion.number for row in self.rows]
        given = self.cleaned_data
        return {number: ItemAnswer(given[f"answer-{number}"], given[f"value-{number}"]) for number in numbers}


RESULTS = (("granted", _("Granted: the case goes back to its review")), ("dismissed", _("Not granted: the result stays")))


class AnswerForm(LookForm):
    """The same with the result and the words of the letter."""

    all_needed = True

    result = forms.ChoiceField(label=_("Result of the appeal"), choices=RESULTS, widget=forms.RadioSelect)
    answer = LongTextField(
        label=_("Answer"), max_length=4000, rows=5, help_text=_("Stands in the letter; the answers to the items follow it.")
    )
