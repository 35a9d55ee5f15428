"""Forms of coaching visits: planning one, writing down what was seen and agreed, signing, and saying that something is done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from crispy_forms.layout import HTML, Column, Div, Fieldset, Row
from django import forms
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from assessments.actions.visits import FIELDS, AgreementEntry, TeamEntry, VisitRecord
from assessments.models import Visit
from moralprovince.core import thai
from moralprovince.core.forms import LongTextField, PortalForm, TextField, ThaiDayField, UploadField, WholeNumberField
from moralprovince.core.forms.kept import KeptForm
from moralprovince.core.models import User
from networks.forms.bodies import BodyField
from networks.forms.places import ReadOnceField
from networks.models import District, Organisation, SectorNetwork

MOST_AGREEMENTS = 15
# So many empty lines stand below those that are filled in.
SPARE = 2
PARTS = ("what", "who", "due")
SUBJECTS = ("organisation", "network", "district")


class TeamForm(PortalForm):
    """The day, and who goes along."""

    planned_on = ThaiDayField(label=lazy("Day of the visit"))
    people = forms.ModelMultipleChoiceField(
        User.objects.none(), label=lazy("Team, from the portal"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=lazy("They find the visit under “Today” and are reminded."),
    )  # fmt: skip
    others = LongTextField(
        label=lazy("Others who go along"), required=False, max_length=2000, rows=3, help_text=lazy("One name on each line")
    )
    layout: tuple[Any, ...] = (Fieldset(lazy("When and who"), "planned_on", "people", "others"),)

    def __init__(self, data: Any = None, *, people: QuerySet[User], **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["people"].queryset = people  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Somebody goes along."""
        data = super().clean() or self.cleaned_data
        if not data.get("people") and not data.get("others") and not {"people", "others"} & set(self.errors):
            self.add_error("people", _("Please say who goes along."))
        return data

    def team(self) -> tuple[TeamEntry, ...]:
        """Accounts first, then the names."""
        names = [thai.tidy(line)[:200] for line in self.cleaned_data["others"].split("\n")]
        accounts = [TeamEntry(one.name, one) for one in self.cleaned_data["people"]]
        return (*accounts, *(TeamEntry(name) for name in names if name))


class VisitPlanForm(TeamForm):
    """A new visit: to exactly one body, network or district."""

    organisation = BodyField(label=lazy("Organisation or community"), required=False)
    network = ReadOnceField(
        SectorNetwork.objects.none(), label=lazy("or a whole network"), required=False, empty_label=lazy("choose a network"),
        to_field_name="code",
    )  # fmt: skip
    district = ReadOnceField(
        District.objects.none(), label=lazy("or a whole district"), required=False, empty_label=lazy("choose a district")
    )
    layout = (
        Fieldset(lazy("Whom to visit"), "organisation", Row(Column("network"), Column("district"))),
        *TeamForm.layout,
    )

    def __init__(
        self, data: Any = None, *, bodies: QuerySet[Organisation], networks: Iterable[SectorNetwork],
        districts: Iterable[District], province: str, **options: Any,
    ) -> None:  # fmt: skip
        super().__init__(data, **options)
        fields: Any = self.fields
        fields["organisation"].offer(bodies, name="organisation", province=province)
        fields["network"].offer(networks)
        fields["district"].offer(districts)

    def clean(self) -> dict[str, Any]:
        """One of the three."""
        data = super().clean()
        chosen = [name for name in SUBJECTS if data.get(name)]
        if len(chosen) > 1:
            self.add_error("organisation", _("Please choose one only: a body, a network or a district."))
        elif not chosen and not set(SUBJECTS) & set(self.errors):
            self.add_error("organisation", _("Please say who is to be visited."))
        return data

    def subject(self) -> Any:
        """Whom it is to."""
        return next(self.cleaned_data[name] for name in SUBJECTS if self.cleaned_data.get(name))


class VisitRecordForm(PortalForm, KeptForm):
    """What was seen and agreed, in the order of a talk; what was agreed stands in lines."""

    visited_on = ThaiDayField(label=lazy("Visited on"))
    met_with = TextField(label=lazy("Whom you met"), required=False, max_length=500)
    found = LongTextField(
        label=lazy("What we saw"), help_text=lazy("A few sentences are enough."),
        error_messages={"required": lazy("Please write a sentence or two on what you saw.")},
    )  # fmt: skip
    strengths = LongTextField(
        label=lazy("Strengths"), required=False, rows=3, help_text=lazy("What is going well, and may grow")
    )
    wishes = LongTextField(label=lazy("What they wish for"), required=False, rows=3)
    obstacles = LongTextField(label=lazy("Obstacles"), required=False, rows=3)
    advice = LongTextField(label=lazy("What we suggest"), required=False, rows=3)
    score_before = WholeNumberField(label=lazy("Their own score before (1–10)"), required=False, min_value=1, max_value=10)
    score_after = WholeNumberField(label=lazy("Their own score now (1–10)"), required=False, min_value=1, max_value=10)
    next_on = ThaiDayField(label=lazy("Next visit"), required=False)

    def __init__(self, data: Any = None, *, visit: Visit, draft: dict[str, Any] | None = None, **options: Any) -> None:
        self.stored = initial_of(visit)
        super().__init__(data, initial=self.stored | (draft or {}), **options)
        self.helper.disable_csrf = True
        day: Any = self.fields["visited_on"]
        day.latest = thai.today()
        self.lines = range(self.count_lines())
        for number in self.lines:
            self.fields |= fields_of_line(number)
        self.helper.layout.fields = list(self.rows())

    def count_lines(self) -> int:
        """As many lines as were sent or are kept, and some empty ones."""
        given = self.data if self.is_bound else self.initial
        filled = [number for number in range(MOST_AGREEMENTS) if any(given.get(f"{part}-{number}") for part in PARTS)]
        sent = [number for number in range(MOST_AGREEMENTS) if f"what-{number}" in given]
        return min(MOST_AGREEMENTS, max(max(filled, default=-1) + 1 + SPARE, len(sent)))

    def rows(self) -> Iterator[Any]:
        """The steps of the form."""
        yield step(
            1,
            _("The talk"),
            Row(Column("visited_on"), Column("met_with")),
            "found",
            "strengths",
            "wishes",
            "obstacles",
            "advice",
        )
        yield step(2, _("Their own score"), HTML(f"<p>{_('How do they see themselves? 10 is: all of it lives.')}</p>"),
                   Row(Column("score_before"), Column("score_after")))  # fmt: skip
        lines = [
            Fieldset(_("Agreed action %(number)s") % {"number": number + 1}, f"key-{number}", f"what-{number}",
                     Row(Column(f"who-{number}"), Column(f"due-{number}")), css_class="visit-line")
            for number in self.lines
        ]  # fmt: skip
        yield step(3, _("What was agreed"), *lines, "next_on")

    def clean(self) -> dict[str, Any]:
        """A line that says who or when says what."""
        data = super().clean() or self.cleaned_data
        for number in self.lines:
            if (data.get(f"who-{number}") or data.get(f"due-{number}")) and not data.get(f"what-{number}"):
                self.add_error(f"what-{number}", _("Please write what was agreed, or empty the whole line."))
        return data

    def content(self) -> VisitRecord:
        """What was typed."""
        data = self.cleaned_data
        agreed = [
            AgreementEntry(data[f"what-{number}"], data[f"who-{number}"], data[f"due-{number}"], data[f"key-{number}"])
            for number in self.lines
            if data[f"what-{number}"]
        ]
        return VisitRecord(**{name: data[name] for name in FIELDS}, agreements=tuple(agreed))

    def typed(self) -> dict[str, str]:
        """All that stands in the boxes, as it was typed."""
        return {name: self.data.get(name, "")[:6000] for name in self.fields if self.data.get(name)} if self.is_bound else {}

    def differences(self) -> list[tuple[str, str]]:
        """What is stored where it is not what stands in the boxes: label and stored value, for comparing."""
        return self.differing(FIELDS) + self.differing_agreements(self.stored)

    def differing_agreements(self, stored: dict[str, Any]) -> list[tuple[str, str]]:
        """The same of what was agreed."""
        kept = [stored.get(f"what-{number}", "") for number in range(MOST_AGREEMENTS)]
        here = [self.value_of(f"what-{number}") for number in self.lines]
        here += [""] * (len(kept) - len(here))
        return [] if kept == here else [(_("What was agreed"), "\n".join(filter(None, kept)) or "–")]


def step(number: int, words: str, *rows: Any) -> Div:
    """One step with its heading and anchor."""
    title = render_to_string("pledges/reports/_step_title.html", {"number": number, "words": words})
    return Div(HTML(title), *rows, css_id=f"step-{number}", css_class="form-step")


def fields_of_line(number: int) -> dict[str, forms.Field]:
    """What, who, by when, each with the number of its line; and which of the kept ones it is."""
    named = {"number": number + 1}
    return {
        f"key-{number}": forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1, max_value=2**62),
        f"what-{number}": TextField(label=_("Action %(number)s: what is to be done") % named, required=False, max_length=300),
        f"who-{number}": TextField(label=_("Action %(number)s: who does it") % named, required=False, max_length=200),
        f"due-{number}": ThaiDayField(label=_("Action %(number)s: by when") % named, required=False),
    }


def initial_of(visit: Visit) -> dict[str, Any]:
    """What the visit holds, by the names of the form's fields."""
    stored: dict[str, Any] = {name: getattr(visit, name) for name in FIELDS}
    stored["visited_on"] = visit.visited_on or min(visit.planned_on, thai.today())
    for number, one in enumerate(visit.agreements.filter(done_on=None).order_by("pk")[:MOST_AGREEMENTS]):
        stored |= {f"key-{number}": one.pk, f"what-{number}": one.what, f"who-{number}": one.who, f"due-{number}": one.due_on}
    return stored


class PictureForm(PortalForm):
    """One picture, and whether the people in it agreed."""

    prefix = "e"
    file = UploadField(
        label=lazy("Picture"), help_text=lazy("Take a picture with your telephone or choose one."),
        error_messages={"required": lazy("Please choose a picture.")},
    )  # fmt: skip
    caption = TextField(label=lazy("What it shows"), required=False, max_length=300)
    consent = forms.BooleanField(label=lazy("The people in the picture agreed to its use"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper.disable_csrf = True
        self.fields["file"].widget.attrs |= {"accept": "image/*,.heic", "data-shrink": ""}

    @property
    def begun(self) -> bool:
        """Was a picture chosen, or something said of one?"""
        return bool(self.files.get("e-file") or self.data.get("e-caption", "").strip())


class SignForm(PortalForm):
    """The name of who signs."""

    name = TextField(label=lazy("Name of who signs"), error_messages={"required": lazy("Please type the name of who signs.")})


class DoneForm(PortalForm):
    """The day on which something agreed was done."""

    done_on = ThaiDayField(label=lazy("Done on"))
    note = TextField(label=lazy("Note"), required=False, max_length=500)

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, initial={"done_on": thai.today()}, **options)
        self.fields["done_on"].latest = thai.today()  # type: ignore[attr-defined]
