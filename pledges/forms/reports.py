"""The form of a follow-up report: one card per commitment, then the whole in words; and its evidence, piece by piece."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from typing import Any

from crispy_forms.layout import HTML, Div, Field, LayoutObject, TemplateNameMixin
from django import forms
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from moralprovince.core import thai
from moralprovince.core.files import BadUpload, check
from moralprovince.core.forms import AmountField, LongTextField, PortalForm, TextField, ThaiDayField, UploadField
from moralprovince.core.forms.kept import unread
from moralprovince.core.leftovers import left_by_others
from moralprovince.core.models import User
from pledges.actions.extensions import days_to_give
from pledges.actions.reports import FIELDS, ProgressEntry, ReportContent, filing_key, lacks_status, lacks_summary, unread_key
from pledges.comparison import Line
from pledges.models import Commitment, Evidence, FollowUpReport, Progress

from .shares import FULL, SureField, ask, is_share, over, show_answers

PARTS = ("status", "actual", "words", "spent")
CARD = ("status", "actual", "sure", "words", "spent")
WORDS = 3000
# A phone offers its camera for these; what is inside is looked at on the server.
PHOTOS = "image/*,.heic"
PHOTOS_AND_PDF = f"{PHOTOS},application/pdf"


class CommitmentCard(LayoutObject, TemplateNameMixin):
    """One commitment: what was promised and reached before, and the fields for now."""

    template = "pledges/reports/_commitment_fields.html"

    def __init__(self, line: Line, number: int, total: int, offered: Container[str]) -> None:
        self.line, self.number, self.total = line, number, total
        names = [f"c{line.commitment.pk}-{part}" for part in CARD]
        self.fields = [Field(name) for name in names if name in offered]

    def render(self, form: Any, context: Any, template_pack: str = "bootstrap5", **options: Any) -> str:
        """The card with its fields inside."""
        inner = self.get_rendered_fields(form, context, template_pack, **options)
        card = {"line": self.line, "number": self.number, "total": self.total, "fields": inner}
        return render_to_string(self.template, card)


class ReportForm(PortalForm):
    """What became of each commitment, then of the whole; kept incomplete, handed in only when nothing is missing."""

    # How it reached the office, where somebody files it for others.
    came: tuple[str, ...] = ()

    summary = LongTextField(
        label=lazy("What was done and what came of it"), required=False, rows=5,
        help_text=lazy("A few sentences are enough: what you did, who took part, what has changed."),
    )  # fmt: skip
    obstacles = LongTextField(
        label=lazy("Obstacles"), required=False, rows=3, help_text=lazy("What made it hard? You may leave this empty.")
    )
    next_steps = LongTextField(
        label=lazy("Next steps and wishes"), required=False, rows=3,
        help_text=lazy("What comes next, and what the culture office could help with."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, report: FollowUpReport, lines: Sequence[Line], **options: Any) -> None:
        super().__init__(data, initial=initial_of(report, lines), **options)
        self.report, self.lines = report, lines
        # The piece of evidence that was begun beside it.
        self.piece: EvidenceForm | None = None
        # Report and evidence stand in one form, which has its token already.
        self.helper.disable_csrf = True
        for line in lines:
            for part, field in fields_for(line).items():
                self.fields[f"c{line.commitment.pk}-{part}"] = field
        # Problems are told in the order of the page.
        cards = [f"c{line.commitment.pk}-{part}" for line in lines for part in CARD]
        self.order_fields([*self.came, *cards, *FIELDS])
        show_answers(self, [name for name in self.fields if name.endswith("-sure")])
        self.helper.layout.fields = list(self.rows())

    def rows(self) -> Iterable[Any]:
        """The steps of the form, each with an anchor of its own."""
        cards = [CommitmentCard(line, number, len(self.lines), self.fields) for number, line in enumerate(self.lines, 1)]
        yield Div(HTML(title(1, _("Each commitment"))), *cards, css_id="step-1", css_class="form-step")
        yield Div(HTML(title(2, _("The whole in words"))), *FIELDS, css_id="step-2", css_class="form-step")

    def clean(self) -> dict[str, Any]:
        """A share over 100 is asked about once, unless it was promised or stands there already."""
        data = super().clean()
        for line in self.lines:
            figure, answer = (f"c{line.commitment.pk}-{part}" for part in ("actual", "sure"))
            if answer in self.fields and over(line.commitment.unit, data.get(figure)) and data[figure] != self.initial[figure]:
                ask(self, figure, answer, data)
        return data

    def summed(self) -> Iterator[forms.BoundField]:
        """The report, then the piece of evidence below it."""
        yield from self
        yield from self.piece or ()

    def add_what_is_missing(self) -> None:
        """Before handing in: name everything that is missing, at its field."""
        if not self.cleaned_data.get("summary") and "summary" not in self.errors:
            self.add_error("summary", lacks_summary())
        for line in self.lines:
            name = f"c{line.commitment.pk}-status"
            if not self.cleaned_data.get(name) and name not in self.errors:
                self.add_error(name, lacks_status(line.commitment))

    def content(self) -> ReportContent:
        """What was typed; where something could not be read, what stood there before."""
        return ReportContent(
            progress=[
                ProgressEntry(line.commitment.pk, **{part: self.typed(f"c{line.commitment.pk}-{part}") for part in PARTS})
                for line in self.lines
            ],
            **{name: self.typed(name) for name in FIELDS},
            unread=unread(self),
        )

    def typed(self, name: str) -> Any:
        """The value of one field."""
        return self.cleaned_data[name] if name in self.cleaned_data else self.initial.get(name)

    def says_what_is_stored(self, by: User) -> bool:
        """Is what was typed what stands there already (a second press of the same button), also in what others left unread?"""
        return not self.differences(by)

    def differences(self, by: User) -> list[tuple[str, str]]:
        """What stands there where it is not what was typed: label and value, for comparing."""
        waiting, mine = left_by_others(unread_key(self.report), by), unread(self)
        waiting = {name: text for name, text in waiting.items() if name in self.fields}
        stands = initial_of(self.report, self.lines) | waiting
        names = {f"c{line.commitment.pk}-{part}": str(line.commitment) for line in self.lines for part in PARTS}
        return [
            (" · ".join(filter(None, (names.get(name, ""), str(self.fields[name].label)))), words_for(name, value))
            for name, value in stands.items()
            if (mine.get(name) if name in waiting else self.typed(name)) != value
        ]


def words_for(name: str, value: Any) -> str:
    """A stored value as people read it."""
    if name.endswith("-status"):
        return str(dict(Progress.Status.choices).get(value, "–"))
    return str(value) if value not in (None, "") else "–"


def title(number: int, words: str) -> str:
    """The heading of one step."""
    return render_to_string("pledges/reports/_step_title.html", {"number": number, "words": words})


def initial_of(report: FollowUpReport, lines: Sequence[Line]) -> dict[str, Any]:
    """What the report holds, by the names of the form's fields."""
    stored: dict[str, Any] = {name: getattr(report, name) for name in FIELDS}
    for line in lines:
        empty = {"status": "", "actual": None, "words": "", "spent": None}
        held = {part: getattr(line.now, part) for part in PARTS} if line.now else empty
        stored |= {f"c{line.commitment.pk}-{part}": value for part, value in held.items()}
    return stored


def fields_for(line: Line) -> dict[str, forms.Field]:
    """The fields of one commitment; the round before stands beside each."""
    unit = line.commitment.unit
    asked = is_share(unit) and (line.commitment.target or 0) <= FULL
    return {
        "status": forms.ChoiceField(
            label=lazy("How far is it?"), choices=Progress.Status.choices, required=False, widget=forms.RadioSelect,
            help_text=beside(line, "status"),
        ),
        "actual": AmountField(
            label=_("Figure reached (%(unit)s)") % {"unit": unit} if unit else lazy("Figure reached"),
            required=False, help_text=beside(line, "actual"),
        ),
        "words": LongTextField(
            label=lazy("In words"), required=False, max_length=WORDS, rows=3, help_text=beside(line, "words")
        ),
        "spent": AmountField(label=lazy("Budget used (baht)"), required=False, help_text=beside(line, "spent")),
        **({"sure": SureField()} if asked else {}),
    }  # fmt: skip


def beside(line: Line, part: str) -> str:
    """What was said in the round before, and what was promised."""
    return render_to_string("pledges/reports/_beside.html", {"line": line, "part": part, "last": line.last}).strip()


class FilingForm(ReportForm):
    """The same form for an officer who files what was told by telephone, on paper or over LINE."""

    came = ("source", "on_behalf_of", "received_on", "paper")
    # What a draft keeps of it.
    kept = ("source", "on_behalf_of", "received_on")

    source = forms.ChoiceField(label=lazy("It came"), widget=forms.RadioSelect)
    on_behalf_of = TextField(label=lazy("Told or written by"), help_text=lazy("Name and position, as the person gave them"))
    received_on = ThaiDayField(
        label=lazy("Received on"),
        help_text=lazy("The day it reached the office decides whether it is on time. Day/month/year, for example 24/11/2569"),
    )
    paper = UploadField(label=lazy("Scanned paper or picture of the message"), required=False)

    def __init__(self, data: Any = None, files: Any = None, *, report: FollowUpReport, **options: Any) -> None:
        super().__init__(data, files=files, report=report, **options)
        self.fields["source"].choices = [  # type: ignore[attr-defined]
            choice for choice in FollowUpReport.Source.choices if choice[0] != FollowUpReport.Source.WEB
        ]
        day: Any = self.fields["received_on"]
        day.latest, day.earliest = thai.today(), report.round.opens_on
        self.fields["paper"].widget.attrs |= {"accept": PHOTOS_AND_PDF, "data-shrink": ""}
        told_by = report.on_behalf_of or report.pledge.organisation.contact_name
        self.initial |= {"received_on": thai.today(), "on_behalf_of": told_by}
        self.tell_paper()

    def tell_paper(self) -> None:
        """What is kept need not be chosen again."""
        if paper := self.report.paper:
            told = render_to_string("pledges/reports/_paper_kept.html", {"paper": paper}).strip()
            # A box that was read once remembers its help.
            self.fields["paper"].help_text = self["paper"].help_text = told

    def differences(self, by: User) -> list[tuple[str, str]]:
        """Also how it came, where another officer typed that otherwise."""
        came = left_by_others(filing_key(self.report), by).get("typed", {})
        mine, roads = self.how_it_came(), dict(FollowUpReport.Source.choices)
        others = [name for name in self.kept if name in came and came[name] != mine[name]]
        return [
            (str(self.fields[name].label), str(roads.get(came[name], came[name]))) for name in others
        ] + super().differences(by)

    def how_it_came(self) -> dict[str, str]:
        """By which road, from whom and on which day, as typed."""
        return {name: self.data.get(name) or "" for name in self.kept}

    def rows(self) -> Iterable[Any]:
        """First by which road it came, then the report."""
        yield Div(HTML(title(0, _("How it reached the office"))), *self.came, css_id="step-0", css_class="form-step")
        yield from super().rows()

    def clean_paper(self) -> Any:
        """Looked into before anything is written."""
        return looked_into(self.cleaned_data.get("paper"))


class EvidenceForm(PortalForm):
    """One piece of evidence: a photo or PDF, or a link."""

    prefix = "e"
    summed_up = True
    file = UploadField(
        label=lazy("Photo or PDF"), required=False,
        help_text=lazy("Take a picture with your telephone or choose a file. Large pictures are made smaller by themselves."),
    )  # fmt: skip
    url = forms.URLField(
        label=lazy("or a link"), required=False, max_length=500, assume_scheme="https",
        help_text=lazy("A page, an album or a video, beginning with https://"),
        error_messages={"invalid": lazy("This is not a web address. It looks like https://example.org/page.")},
    )  # fmt: skip
    caption = TextField(label=lazy("What it shows"), max_length=300, required=False)
    event_on = ThaiDayField(label=lazy("Day of the event"), required=False)
    commitments = forms.MultipleChoiceField(label=lazy("It belongs to"), required=False, widget=forms.CheckboxSelectMultiple)
    consent = forms.BooleanField(label=lazy("The people in the picture agreed to its use"), required=False)

    def __init__(self, data: Any = None, files: Any = None, *, lines: Iterable[Commitment]) -> None:
        super().__init__(data, files=files)
        self.helper.disable_csrf = True
        self.fields["commitments"].choices = [(str(line.pk), str(line)) for line in lines]  # type: ignore[attr-defined]
        self.fields["file"].widget.attrs |= {"accept": PHOTOS_AND_PDF, "data-shrink": ""}
        event: Any = self.fields["event_on"]
        event.latest = thai.today()

    def clean_file(self) -> Any:
        """Looked into before anything is written."""
        return looked_into(self.cleaned_data.get("file"))

    def clean(self) -> dict[str, Any]:
        """One of the two, and not both."""
        data = super().clean() or self.cleaned_data
        self.ensure_file_or_link(data)
        return data

    def about(self) -> dict[str, Any]:
        """What the action wants to know beside the file."""
        data = self.cleaned_data
        return {
            "url": data["url"], "caption": data["caption"], "event_on": data["event_on"], "consent": data["consent"],
            "commitments": [int(key) for key in data["commitments"]],
        }  # fmt: skip

    def adds_nothing_to(self, piece: Evidence) -> bool:
        """Does that piece say already all that was typed here?"""
        typed = self.about()
        said = all(not typed[name] or typed[name] == getattr(piece, name) for name in ("caption", "event_on", "consent"))
        return said and set(typed["commitments"]) <= set(piece.commitments.values_list("pk", flat=True))


def looked_into(upload: Any) -> Any:
    """The upload, or a sentence at its field."""
    try:
        if upload:
            check(upload)
    except BadUpload as refused:
        raise forms.ValidationError(refused.sentence) from refused
    return upload


class ExtendForm(PortalForm):
    """A later due day, and why."""

    due_on = ThaiDayField(label=lazy("New due day"))
    reason = LongTextField(label=lazy("Reason"), max_length=2000, rows=2)

    def __init__(self, data: Any = None, *, report: FollowUpReport) -> None:
        super().__init__(data)
        due_on: Any = self.fields["due_on"]
        due_on.earliest, due_on.latest = days_to_give(report, thai.today())
