"""The form of a lesson: about it, an answer to each question of its method, numbers, people; lines as many as are needed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crispy_forms.layout import HTML, Column, Fieldset, Row
from django import forms
from django.db.models import OuterRef, Subquery, Value
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from assessments.forms.visits import step
from lessons.actions.lessons import FIELDS, LessonContent, PersonEntry, PictureEntry
from lessons.material import FigureEntry
from lessons.models import Lesson, LessonPerson, LessonPhoto, Passage, Question, Topic
from lessons.reference_words import words_of
from moralprovince.core import thai
from moralprovince.core.forms import AmountField, LongTextField, PortalForm, TextField, ThaiDayField
from moralprovince.core.forms.kept import KeptForm
from networks.models import Virtue

MOST_FIGURES, MOST_PEOPLE = 12, 20
# So many empty lines stand below those that are filled in.
SPARE = 1
FIGURE, PERSON = ("label", "before", "after", "target", "unit", "commitment"), ("name", "part", "consent", "key")
MANY = ("virtues", "topics")
HIDDEN = {"required": False, "widget": forms.HiddenInput, "min_value": 1, "max_value": 2**62}


class LessonForm(PortalForm, KeptForm):
    """Everything but the pictures, which are sent one by one."""

    title = TextField(label=lazy("Title of the lesson"), error_messages={"required": lazy("Please give the lesson a title.")})
    lead = LongTextField(
        label=lazy("In two sentences"), required=False, max_length=600, rows=3,
        help_text=lazy("What was the problem, and what came of it? This stands in lists and is shared."),
    )  # fmt: skip
    problem = LongTextField(label=lazy("Problem that was to be solved"), required=False, rows=3)
    good = LongTextField(label=lazy("Good that was to be done"), required=False, rows=3)
    distilled_on = ThaiDayField(label=lazy("Distilled on"), required=False)
    place = TextField(label=lazy("Place"), required=False)
    virtues = forms.MultipleChoiceField(label=lazy("Virtues"), required=False, widget=forms.CheckboxSelectMultiple)
    topics = forms.MultipleChoiceField(
        label=lazy("Topics"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=lazy("Others find the lesson by them."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, lesson: Lesson, draft: dict[str, Any] | None = None, **options: Any) -> None:
        self.lesson, self.questions = lesson, questions_of(lesson)
        self.stored = initial_of(lesson, self.questions)
        super().__init__(data, initial=draft if draft is not None else self.stored, **options)
        self.helper.disable_csrf = True
        fields: Any = self.fields
        fields["virtues"].choices, fields["topics"].choices = words_of(Virtue), words_of(Topic)
        fields["distilled_on"].latest = thai.today()
        for question in self.questions:
            fields[f"q-{question.code}"] = answer_field(question)
        self.figure_lines = range(self.count_lines("figure", "label", MOST_FIGURES))
        self.people_lines = range(self.count_lines("person", "name", MOST_PEOPLE))
        for number in self.figure_lines:
            fields |= figure_fields(number)
        for number in self.people_lines:
            fields |= person_fields(number)
        self.helper.layout.fields = list(self.rows())

    def count_lines(self, kind: str, named_by: str, most: int) -> int:
        """As many lines as were sent or are kept, and an empty one."""
        given = self.data if self.is_bound else self.initial
        filled = [number for number in range(most) if given.get(f"{kind}-{named_by}-{number}")]
        sent = [number for number in range(most) if f"{kind}-{named_by}-{number}" in given]
        return min(most, max(max(filled, default=-1) + 1 + SPARE, len(sent)))

    def rows(self) -> Iterator[Any]:
        """The steps of the form."""
        yield step(1, _("About it"), "title", "lead", Row(Column("distilled_on"), Column("place")), "problem", "good",
                   "virtues", "topics")  # fmt: skip
        yield step(2, _("What was learned"), *(f"q-{question.code}" for question in self.questions))
        numbers = [
            Fieldset(_("Number %(number)s") % {"number": number + 1}, f"figure-commitment-{number}", f"figure-label-{number}",
                     Row(*(Column(f"figure-{part}-{number}") for part in ("before", "after"))),
                     Row(*(Column(f"figure-{part}-{number}") for part in ("target", "unit"))), css_class="lesson-line")
            for number in self.figure_lines
        ]  # fmt: skip
        yield step(3, _("Numbers before and after"), *numbers)
        people = [
            Fieldset(_("Person %(number)s") % {"number": number + 1}, f"person-key-{number}",
                     Row(Column(f"person-name-{number}"), Column(f"person-part-{number}")), f"person-consent-{number}",
                     css_class="lesson-line")
            for number in self.people_lines
        ]  # fmt: skip
        words = _("Only the names of those who agreed are public. Whoever told the lesson has to agree before it is published.")
        yield step(4, _("People of the lesson"), HTML(f"<p>{words}</p>"), *people)

    def clean(self) -> dict[str, Any]:
        """A line that says a number says of what."""
        data = super().clean() or self.cleaned_data
        for number in self.figure_lines:
            said = any(data.get(f"figure-{part}-{number}") is not None for part in ("before", "after", "target"))
            if (said or data.get(f"figure-unit-{number}")) and not data.get(f"figure-label-{number}"):
                self.add_error(f"figure-label-{number}", _("Please write what was counted, or empty the whole line."))
        return data

    def content(self) -> LessonContent:
        """What was typed."""
        data = self.cleaned_data
        return LessonContent(
            **{name: data[name] for name in FIELDS},
            virtues=tuple(data["virtues"]), topics=tuple(data["topics"]),
            passages={question.pk: data[f"q-{question.code}"] for question in self.questions},
            figures=tuple(self.figures()), people=tuple(self.people()), pictures=tuple(self.pictures()),
        )  # fmt: skip

    def figures(self) -> Iterator[FigureEntry]:
        """The numbers."""
        for number in self.figure_lines:
            given = {part: self.cleaned_data[f"figure-{part}-{number}"] for part in FIGURE}
            if given["label"]:
                yield FigureEntry(**given)

    def people(self) -> Iterator[PersonEntry]:
        """Who took part in it."""
        for number in self.people_lines:
            given = {part: self.cleaned_data[f"person-{part}-{number}"] for part in PERSON}
            if given["name"]:
                yield PersonEntry(**given | {"part": given["part"] or LessonPerson.Part.TELLER})

    def pictures(self) -> Iterator[PictureEntry]:
        """What is said of pictures that are there; those that are not in the form are left as they are."""
        caption = TextField(required=False, max_length=300)
        for key in self.lesson.photos.values_list("pk", flat=True):
            if f"photo-{key}" in self.data:
                words = caption.to_python(self.data.get(f"photo-caption-{key}", ""))[:300]
                yield PictureEntry(key, words, f"photo-consent-{key}" in self.data)

    def typed(self) -> dict[str, Any]:
        """All that stands in the boxes, as it was typed."""
        if not self.is_bound:
            return {}
        kept = {name: self.data.get(name, "")[:6000] for name in self.fields if name not in MANY}
        kept |= {name: self.data.get(name, "")[:300] for name in self.data if name.startswith("photo-")}
        return kept | {name: [value[:40] for value in self.data.getlist(name)] for name in MANY}

    def photos(self) -> list[LessonPhoto]:
        """The pictures there are, with what was typed of them."""
        found, given = list(self.lesson.photos.select_related("file")), self.data if self.is_bound else self.initial
        for one in found:
            if f"photo-{one.pk}" in given:
                one.caption = given.get(f"photo-caption-{one.pk}", "")
                one.consent = f"photo-consent-{one.pk}" in given
        return found

    def differences(self) -> list[tuple[str, str]]:
        """What is stored where it is not what stands in the boxes: label and stored value, for comparing."""
        single = [*FIELDS, *(f"q-{question.code}" for question in self.questions)]
        return self.differing(single) + list(self.differing_lines())

    def differing_lines(self) -> Iterator[tuple[str, str]]:
        """The same of numbers and people, each list as a whole, and of what is chosen."""
        lines = (
            (_("Numbers before and after"), "figure-label", MOST_FIGURES),
            (_("People of the lesson"), "person-name", MOST_PEOPLE),
        )
        for words, named_by, most in lines:
            kept = [value for number in range(most) if (value := self.stored.get(f"{named_by}-{number}"))]
            names = (f"{named_by}-{number}" for number in range(most))
            here = [value for name in names if name in self.fields and (value := self.value_of(name))]
            if kept != here:
                yield words, "\n".join(kept) or "–"
        for name in MANY:
            words = dict(self.fields[name].choices)  # type: ignore[attr-defined]
            if set(self.stored[name]) != set(self.value_of(name) or ()):
                yield str(self.fields[name].label), ", ".join(str(words.get(key, key)) for key in self.stored[name]) or "–"


def answer_field(question: Question) -> forms.Field:
    """The box of one question: what it asks stands below its heading, as text, whatever an office wrote there."""
    rows = 3 if question.quoted else 6
    return LongTextField(label=str(question), help_text=escape(question.ask), required=False, rows=rows)


def figure_fields(number: int) -> dict[str, forms.Field]:
    """One number before and after."""
    return {
        f"figure-commitment-{number}": forms.IntegerField(**HIDDEN),
        f"figure-label-{number}": TextField(label=lazy("What was counted"), required=False, max_length=300),
        f"figure-before-{number}": AmountField(label=lazy("Before"), required=False, min_value=None),
        f"figure-after-{number}": AmountField(label=lazy("After"), required=False, min_value=None),
        f"figure-target-{number}": AmountField(label=lazy("Target"), required=False, min_value=None),
        f"figure-unit-{number}": TextField(label=lazy("Unit"), required=False, max_length=60),
    }


def person_fields(number: int) -> dict[str, forms.Field]:
    """One person."""
    return {
        f"person-key-{number}": forms.IntegerField(**HIDDEN),
        f"person-name-{number}": TextField(label=lazy("Name"), required=False),
        f"person-part-{number}": forms.ChoiceField(
            label=lazy("What she or he did"),
            choices=LessonPerson.Part.choices,
            initial=LessonPerson.Part.TELLER,
            required=False,
        ),
        f"person-consent-{number}": forms.BooleanField(label=lazy("agreed to be named"), required=False),
    }


def questions_of(lesson: Lesson) -> list[Any]:
    """The questions of its method, each with what the lesson says to it (`told`), in one statement."""
    told = Passage.objects.filter(lesson=lesson, question=OuterRef("pk")).values("text")
    return list(lesson.method.questions.annotate(told=Subquery(told[:1])))


def chosen_of(lesson: Lesson) -> dict[str, list[str]]:
    """The keys of its virtues and topics, in one statement."""
    topics = lesson.topics.order_by().values_list(Value("topics"), "pk")
    found = list(topics.union(lesson.virtues.order_by().values_list(Value("virtues"), "pk"), all=True))
    return {name: [key for kind, key in found if kind == name] for name in MANY}


def initial_of(lesson: Lesson, questions: list[Any]) -> dict[str, Any]:
    """What the lesson holds, by the names of the form's fields."""
    stored: dict[str, Any] = {name: getattr(lesson, name) for name in FIELDS}
    stored |= chosen_of(lesson)
    stored |= {f"q-{one.code}": one.told or "" for one in questions}
    for number, figure in enumerate(lesson.figures.all()[:MOST_FIGURES]):
        stored |= {f"figure-{part}-{number}": getattr(figure, part) for part in FIGURE[:-1]}
        stored[f"figure-commitment-{number}"] = figure.commitment_id
    for number, person in enumerate(lesson.people.all()[:MOST_PEOPLE]):
        stored |= {f"person-{part}-{number}": getattr(person, part) for part in PERSON[:-1]}
        stored[f"person-key-{number}"] = person.pk
    return stored
