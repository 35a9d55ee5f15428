"""What the administration pages of criteria show of a set: its parts, and what can be done with them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.forms.criteria import HeadForm, ItemForm, LevelsForm, PartForm
from assessments.gaps import gaps_of
from assessments.models import CriteriaSet, Kind
from assessments.permissions import can_edit_set
from assessments.rubric import Row, Rubric, ToCheck, rubric_of, to_check
from assessments.workflow import CRITERIA_SET
from moralprovince.core import thai
from networks.models import Province
from networks.querysets.scope import scope_of

RIGHT = "criteria.manage"


@dataclass(frozen=True)
class ItemLine:
    """An item on the overview: its words to organisations, and how much of it is to be checked."""

    number: int
    level: int
    text: str
    computed: bool
    to_check: int

    @property
    def part(self) -> str:
        """The name of its page."""
        return f"item-{self.number}"


@dataclass(frozen=True)
class LevelLine:
    """A level on the overview: its number, name and gate."""

    number: int
    name: str
    row: Row


def overview(request: HttpRequest, criteria_set: CriteriaSet, rubric: Rubric) -> dict[str, Any]:
    """All that the overview says."""
    checks = to_check(rubric)
    return {
        "steps": list(CRITERIA_SET.possible(request.user, criteria_set)),  # type: ignore[arg-type]
        "gaps": gaps_of(rubric) if criteria_set.state == CriteriaSet.State.DRAFT else [],
        "checks": [(one, part_of(one)) for one in checks],
        "check_count": sum(one.count for one in checks),
        "levels": [LevelLine(number, row["names"].get(Kind.ORGANISATION, ""), row) for number, row in rubric.levels.items()],
        "items": item_lines(rubric, checks),
        "years": years_of(criteria_set),
        "level_steps": [("add-level", _("Add a level")), ("remove-level", _("Remove the highest level"))],
        "item_steps": [("add-item", _("Add an item")), ("remove-item", _("Remove the last item"))],
        "provinces": [] if criteria_set.state == CriteriaSet.State.DRAFT else provinces_for(request, criteria_set),
    }


def item_lines(rubric: Rubric, checks: list[ToCheck]) -> list[ItemLine]:
    """The items in order."""
    left = {one.item: one.count for one in checks}
    return [
        ItemLine(
            number, row["level"], rubric.wordings.get((number, Kind.ORGANISATION.value), {}).get("text", ""),
            bool(row["computed_from"]), left.get(number, 0),
        )
        for number, row in rubric.items.items()
    ]  # fmt: skip


def part_of(check: ToCheck) -> str:
    """The page where something is checked."""
    return "levels" if check.item is None else f"item-{check.item}"


def years_of(criteria_set: CriteriaSet) -> list[int]:
    """The fiscal years that assess by it, among those read with it."""
    return sorted({one.programme_year.fiscal_year for one in criteria_set.years.all()})


def provinces_for(request: HttpRequest, criteria_set: CriteriaSet) -> list[Province]:
    """The provinces in which the reader may make a version of it."""
    scope = scope_of(request.user)
    rows = Province.objects.filter(office__isnull=False) if scope.everywhere(RIGHT) else Province.objects.filter(
        pk__in=scope.provinces(RIGHT)
    )  # fmt: skip
    return list(rows.filter(pk=criteria_set.province_id) if criteria_set.province_id else rows)


def form_of(part: str, data: Any, criteria_set: CriteriaSet, request: HttpRequest) -> PartForm:
    """The form of a part.

    Raises:
        Http404: the set has no such part.
    """
    given = {"rubric": rubric_of(criteria_set), "frozen": not can_edit_set(request.user, criteria_set)}
    if part in ("head", "levels"):
        return {"head": HeadForm, "levels": LevelsForm}[part](data, **given)
    number = number_of(part)
    if number is None or number not in given["rubric"].items:
        raise Http404
    return ItemForm(data, number=number, **given)


def number_of(part: str) -> int | None:
    """The number in the name of an item's page."""
    word, _dash, number = part.partition("-")
    return int(number) if word == "item" and number.isascii() and number.isdigit() and len(number) < 6 else None


def heading_of(part: str) -> str:
    """What the page of a part is called."""
    known = {"head": _("About the set"), "levels": _("Levels and gates")}
    return known.get(part) or _("Item %(item)s") % {"item": number_of(part)}


def overview_of(criteria_set: CriteriaSet) -> str:
    """The address of a set."""
    return reverse("admin:assessments_criteriaset_change", args=[criteria_set.pk])


def address_of(criteria_set: CriteriaSet, part: str) -> str:
    """The address of a part."""
    return reverse("admin:assessments_criteriaset_part", args=[criteria_set.pk, part])


def after(request: HttpRequest, criteria_set: CriteriaSet, part: str) -> str:
    """Where a save leads: to the next item where that was asked for, else back to the overview."""
    number = number_of(part)
    if "_next" in request.POST and number is not None and criteria_set.criteria.filter(number=number + 1).exists():
        return address_of(criteria_set, f"item-{number + 1}")
    return overview_of(criteria_set)


def neighbours(criteria_set: CriteriaSet, part: str) -> dict[str, str]:
    """The items before and after this one."""
    number, known = number_of(part), {item.number for item in criteria_set.criteria.all()}
    if number is None:
        return {}
    near = {"previous": number - 1, "following": number + 1}
    return {name: address_of(criteria_set, f"item-{one}") for name, one in near.items() if one in known}


def all_checked(part: Rubric) -> Rubric:
    """The same rows, all looked at by the office today at the latest."""
    today = thai.today()
    rows = {
        name: {key: {**row, "checked_on": row["checked_on"] or today} for key, row in part.rows(name).items()}
        for name in ("levels", "wordings", "bands")
    }
    return replace(part, **rows)
