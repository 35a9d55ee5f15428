"""The form of a self-assessment: one card per item, with its evidence; and the same for what came on paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from crispy_forms.layout import HTML, Div, Field, LayoutObject, TemplateNameMixin
from crispy_forms.utils import render_crispy_form
from django import forms
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from assessments.actions.assessments import ScoreEntry, lacks_score
from assessments.items import Item
from assessments.models import Assessment, EvidenceUse
from moralprovince.core import thai
from moralprovince.core.forms import LongTextField, PortalForm, TextField, ThaiDayField, UploadField

WORDS = 3000
# A phone offers its camera for these; what is inside is looked at on the server.
PHOTOS_AND_PDF = "image/*,.heic,application/pdf"


class ItemCard(LayoutObject, TemplateNameMixin):
    """One item: what is asked, bands to choose from, words, evidence, and what was answered last year."""

    template = "assessments/assessments/_item_fields.html"

    def __init__(self, item: Item, total: int, assessment: Assessment) -> None:
        self.item, self.total, self.assessment = item, total, assessment
        self.fields = [Field(f"s{item.number}-score"), Field(f"s{item.number}-text")]

    def render(self, form: Any, context: Any, template_pack: str = "bootstrap5", **options: Any) -> str:
        """The card with its fields inside."""
        inner = self.get_rendered_fields(form, context, template_pack, **options)
        piece = form.pieces[self.item.number]
        card = {
            "item": self.item, "total": self.total, "assessment": self.assessment, "fields": inner, "filling": True,
            "piece": piece, "piece_fields": render_crispy_form(piece),
        }  # fmt: skip
        return render_to_string(self.template, card)


class SelfAssessmentForm(PortalForm):
    """A score and words for each item; kept incomplete, sent only when every item has a score."""

    # How it reached the office, where somebody enters it for others.
    came: tuple[str, ...] = ()

    def __init__(
        self, data: Any = None, files: Any = None, *, assessment: Assessment, items: Sequence[Item], **options: Any
    ) -> None:
        super().__init__(data, files=files, initial=initial_of(items), **options)
        self.assessment, self.items = assessment, list(items)
        # Items and evidence stand in one form, which has its token already.
        self.helper.disable_csrf = True
        self.pieces = {item.number: piece_of(data, files, item.number) for item in items}
        for item in items:
            self.fields |= fields_for(item, assessment.criteria_set.max_score)
        self.helper.layout.fields = list(self.rows())

    def rows(self) -> Iterable[Any]:
        """The items, each with an anchor of its own."""
        for item in self.items:
            yield ItemCard(item, len(self.items), self.assessment)

    def summed(self) -> Iterator[forms.BoundField]:
        """How it came, then each item with the piece of evidence below it."""
        yield from (self[name] for name in self.came)
        for item in self.items:
            yield from (self[f"s{item.number}-score"], self[f"s{item.number}-text"], *self.pieces[item.number])

    def add_what_is_missing(self) -> None:
        """Before sending: name every item without a score, at its field."""
        for item in self.items:
            name = f"s{item.number}-score"
            if self.cleaned_data.get(name) is None and name not in self.errors:
                self.add_error(name, lacks_score(item.number))

    def entries(self) -> list[ScoreEntry]:
        """What was typed; where something could not be read, what stood there before."""
        return [
            ScoreEntry(item.number, self.typed(f"s{item.number}-score"), self.typed(f"s{item.number}-text"))
            for item in self.items
        ]

    def typed(self, name: str) -> Any:
        """The value of one field."""
        return self.cleaned_data[name] if name in self.cleaned_data else self.initial.get(name)

    def given_pieces(self, pressed: str) -> dict[int, PieceForm]:
        """The pieces of evidence that were begun, and the one whose button was pressed."""
        return {number: piece for number, piece in self.pieces.items() if piece.given or pressed == f"evidence-{number}"}

    @property
    def broken(self) -> bool:
        """Is there anything to look at again, in the form or in a piece of evidence?"""
        return bool(self.errors) or any(piece.errors for piece in self.pieces.values())

    def empty_pieces(self, *numbers: int) -> None:
        """What was just added is not offered for adding again."""
        self.pieces |= {number: PieceForm(number=number) for number in numbers or self.pieces}

    def says_what_is_stored(self) -> bool:
        """Is what was typed exactly what is stored already (a second press of the same button)?"""
        return all(self.typed(name) == value for name, value in initial_of(self.items).items())

    def differences(self) -> list[tuple[str, str]]:
        """What is stored where it is not what was typed: label and stored value, for comparing."""
        return [
            (f"{_('Item %(item)s') % {'item': name[1:].partition('-')[0]}} · {self.fields[name].label}", stored_words(value))
            for name, value in initial_of(self.items).items()
            if self.typed(name) != value
        ]


def stored_words(value: Any) -> str:
    """A stored value as people read it."""
    return "–" if value in (None, "") else str(value)


def initial_of(items: Iterable[Item]) -> dict[str, Any]:
    """What is stored, by the names of the form's fields."""
    stored: dict[str, Any] = {}
    for item in items:
        stored |= {f"s{item.number}-score": item.score.self_score, f"s{item.number}-text": item.score.self_text}
    return stored


def fields_for(item: Item, most: int) -> dict[str, forms.Field]:
    """The fields of one item; the descriptors of its bands stand at the scores."""
    return {
        f"s{item.number}-score": forms.TypedChoiceField(
            label=lazy("Which of these fits?"), choices=choices_of(item, most), required=False, coerce=int, empty_value=None,
            widget=forms.RadioSelect,
        ),
        f"s{item.number}-text": LongTextField(
            label=lazy("What was done and what shows it"), required=False, max_length=WORDS, rows=3
        ),
    }  # fmt: skip


def choices_of(item: Item, most: int) -> list[tuple[int, Any]]:
    """Every score of the form from the highest down, with its descriptor where there is one."""
    words = {band.score: band.descriptor for band in item.bands}
    return [(score, format_html("<strong>{}</strong> {}", score, words.get(score, ""))) for score in range(most, -1, -1)]


class PaperForm(SelfAssessmentForm):
    """The same form for an officer who enters what came on paper."""

    came = ("on_behalf_of", "received_on", "paper")

    on_behalf_of = TextField(label=lazy("Written by"), help_text=lazy("Name and position, as they stand on the paper"))
    received_on = ThaiDayField(
        label=lazy("Received on"),
        help_text=lazy("The day it reached the office decides whether it is on time. Day/month/year, for example 24/11/2569"),
    )
    paper = UploadField(label=lazy("Scanned paper"), required=False)

    def __init__(self, data: Any = None, files: Any = None, *, assessment: Assessment, **options: Any) -> None:
        super().__init__(data, files, assessment=assessment, **options)
        day: Any = self.fields["received_on"]
        day.latest = thai.today()
        self.fields["paper"].widget.attrs |= {"accept": PHOTOS_AND_PDF, "data-shrink": ""}
        body = assessment.organisation
        self.initial |= {
            "received_on": thai.today(),
            "on_behalf_of": assessment.on_behalf_of or (body.contact_name if body else ""),
        }

    def rows(self) -> Iterable[Any]:
        """First how it came, then the items."""
        title = render_to_string("pledges/reports/_step_title.html", {"number": 0, "words": _("How it reached the office")})
        yield Div(HTML(title), *self.came, css_id="how-it-came", css_class="form-step")
        yield from super().rows()


class PieceForm(PortalForm):
    """One piece of evidence under an item: a photo or PDF, or a link."""

    summed_up = True
    file = UploadField(label=lazy("Photo or PDF"), required=False)
    url = forms.URLField(
        label=lazy("or a link"), required=False, max_length=500, assume_scheme="https",
        error_messages={"invalid": lazy("This is not a web address. It looks like https://example.org/page.")},
    )  # fmt: skip
    caption = TextField(label=lazy("What it shows"), max_length=300, required=False)
    event_on = ThaiDayField(label=lazy("Day of the event"), required=False)
    consent = forms.BooleanField(label=lazy("The people in the picture agreed to its use"), required=False)

    def __init__(self, data: Any = None, files: Any = None, *, number: int) -> None:
        super().__init__(data, files=files, prefix=f"e{number}")
        self.number, self.called = number, _("Item %(item)s") % {"item": number}
        self.helper.disable_csrf = True
        self.fields["file"].widget.attrs |= {"accept": PHOTOS_AND_PDF, "data-shrink": ""}
        event: Any = self.fields["event_on"]
        event.latest = thai.today()

    @property
    def touched(self) -> bool:
        """Was anything typed or chosen in its boxes, or its button pressed?"""
        return self.begun or self.data.get("do") == f"evidence-{self.number}"

    @property
    def given(self) -> bool:
        """Was anything chosen at all?"""
        return bool(self.files.get(self.add_prefix("file")) or self.data.get(self.add_prefix("url")))

    def clean(self) -> dict[str, Any]:
        """One of the two, and not both."""
        data = super().clean() or self.cleaned_data
        self.ensure_file_or_link(data)
        return data

    def about(self) -> dict[str, Any]:
        """What the action wants to know beside the file."""
        return {name: self.cleaned_data[name] for name in ("url", "caption", "event_on", "consent")}

    def adds_nothing_to(self, use: EvidenceUse) -> bool:
        """Does that piece say already all that was typed here?"""
        typed = self.about()
        same = typed["caption"] in ("", use.words) and typed["event_on"] in (None, use.day)
        return same and typed["consent"] in (False, use.agreed)


def piece_of(data: Any, files: Any, number: int) -> PieceForm:
    """The boxes of one piece of evidence as they were sent; nothing is wrong where nothing was typed."""
    piece = PieceForm(data, files, number=number)
    return piece if piece.touched else PieceForm(number=number)
