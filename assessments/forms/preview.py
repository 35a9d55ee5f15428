"""Tries a set on a sample: nine typed scores and the members who joined give the level and every gate that fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.models import Kind
from assessments.rubric import Rubric
from assessments.scoring import PercentBand, ScoresError, outcome_of, score_of_share
from assessments.sentences import sentence_of
from moralprovince.core.forms import PortalForm, WholeNumberField


@dataclass(frozen=True)
class Computed:
    """The score an item gets from the share of members who joined."""

    item: int
    score: int


@dataclass(frozen=True)
class Preview:
    """What the page says of a sample."""

    level: int
    name: str
    next: int | None
    next_name: str
    sentences: tuple[str, ...]
    total: int


class PreviewForm(PortalForm):
    """One score for each item; where a score is computed, members may be typed instead."""

    kind = forms.ChoiceField(label=_("kind"), choices=Kind.choices, required=False)
    joined = WholeNumberField(label=_("members who joined the declaration"), required=False)
    members = WholeNumberField(label=_("all members"), required=False)

    def __init__(self, data: Any = None, *, rubric: Rubric) -> None:
        super().__init__(data, label_suffix="")
        self.rubric = rubric
        self.computed_items = sorted(number for number, row in rubric.items.items() if row["computed_from"])
        if not self.computed_items:
            del self.fields["joined"], self.fields["members"]
        for number in sorted(rubric.items):
            label = gettext("Item %(item)s") % {"item": number}
            made = WholeNumberField(label=label, required=False, max_value=rubric.head["max_score"])
            self.fields[f"score-{number}"] = made

    def scores(self) -> list[forms.BoundField]:
        """The fields of the items."""
        return [self[f"score-{number}"] for number in sorted(self.rubric.items)]

    def others(self) -> list[forms.BoundField]:
        """The fields beside them."""
        return [self[name] for name in self.fields if not name.startswith("score-")]

    def computed(self) -> list[Computed]:
        """The scores that the typed members give."""
        typed = self.cleaned_data
        found = [(item, score_of_share(self.bands(item), typed.get("joined"), typed.get("members")))
                 for item in self.computed_items]  # fmt: skip
        return [Computed(item, score) for item, score in found if score is not None]

    def bands(self, item: int) -> list[PercentBand]:
        """The bands of an item that a share decides."""
        return [
            PercentBand(score, row["least_percent"])
            for (number, score), row in self.rubric.bands.items()
            if number == item and row["least_percent"] is not None
        ]

    def clean(self) -> dict[str, Any]:
        """No more people joined than there are."""
        typed = super().clean() or {}
        if None not in (typed.get("joined"), typed.get("members")) and typed["joined"] > typed["members"]:
            self.add_error("joined", gettext("More members joined than there are. Please check both numbers."))
        return typed

    def missing(self) -> list[int]:
        """The items that have no score yet."""
        known = {one.item for one in self.computed()}
        typed = self.cleaned_data
        return [number for number in sorted(self.rubric.items) if typed.get(f"score-{number}") is None and number not in known]

    def preview(self) -> Preview | None:
        """The level of the sample; None while scores are missing or the gates are not complete."""
        if not self.is_valid() or self.missing() or not self.rubric.items:
            return None
        known, typed = {one.item: one.score for one in self.computed()}, self.cleaned_data
        scores = [
            known[number] if typed.get(f"score-{number}") is None else typed[f"score-{number}"]
            for number in sorted(self.rubric.items)
        ]
        try:
            outcome = outcome_of(self.rubric.rules(), scores)
        except ScoresError:
            return None
        said = tuple(sentence_of(failure) for failure in outcome.failed)
        name, following = self.name_of(outcome.level), self.name_of(outcome.next or 0)
        return Preview(outcome.level, name, outcome.next, following, said, sum(scores))

    def name_of(self, level: int) -> str:
        """What a level is called for the chosen kind."""
        names = self.rubric.levels.get(level, {}).get("names", {})
        return names.get(self.cleaned_data.get("kind") or Kind.ORGANISATION, "") or gettext("not at a level yet")
