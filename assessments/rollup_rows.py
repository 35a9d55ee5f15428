"""Reads the rows behind the roll-up of districts and of the province: few queries for however many of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import prefetch_related_objects

from networks.models import District, Organisation

from .models import Assessment, Kind
from .rollup import Advice, Asked, Row, advise

ROLLED = (Kind.DISTRICT, Kind.PROVINCE)
COLUMNS = ("pk", "kind", "state", "certified_level", "recommended_level")


def advice_for(assessments: Iterable[Assessment]) -> dict[int, Advice]:
    """The advice on each district and province among some assessments of one year, by key."""
    rolled = [one for one in assessments if one.kind in ROLLED]
    if not rolled:
        return {}
    prefetch_related_objects(rolled, "criteria_set__levels")
    bodies = bodies_of([one for one in rolled if one.kind == Kind.DISTRICT])
    districts = districts_of([one for one in rolled if one.kind == Kind.PROVINCE])
    return {
        one.pk: advise(
            own_level_of(one), asked_of(one),
            bodies[one.programme_year_id, one.district_id] if one.district_id else districts[one.programme_year_id],
        )
        for one in rolled
    }  # fmt: skip


def own_level_of(assessment: Assessment) -> int | None:
    """The level of its own form: as recommended, else as it sees itself."""
    return assessment.self_level if assessment.recommended_level is None else assessment.recommended_level


def level_of(row: dict[str, Any]) -> int | None:
    """As certified, or as recommended where the sub-committee has not decided yet."""
    if row["certified_level"] is not None:
        return row["certified_level"]
    return row["recommended_level"] if row["state"] == Assessment.State.RECOMMENDED else None


def row_of(row: dict[str, Any], name: str) -> Row:
    """One line behind the advice."""
    return Row(row["pk"], row["kind"], level_of(row), name, row["certified_level"] is not None)


def asked_of(assessment: Assessment) -> list[Asked]:
    """What the levels of its set ask of a district, or of a province."""
    levels = assessment.criteria_set.levels.all()
    if assessment.kind == Kind.PROVINCE:
        return [Asked(level.number, level.least_districts_percent) for level in levels]
    return [Asked(level.number, level.least_bodies_percent, level.least_communities) for level in levels]


def bodies_of(districts: Sequence[Assessment]) -> dict[tuple[int, str], list[Row]]:
    """The communities and organisations that take part in the assessment of the year, by year and district.

    What reports centrally is counted there, and what was withdrawn from the register before it had a level takes part no more.
    """
    found: dict[tuple[int, str], list[Row]] = defaultdict(list)
    if not districts:
        return found
    bodies = Assessment.objects.filter(
        programme_year__in={one.programme_year_id for one in districts},
        organisation__district__in={one.district_id for one in districts},
        organisation__reports_centrally=False,
    ).exclude(state=Assessment.State.WITHDRAWN)
    bodies = bodies.exclude(organisation__state=Organisation.State.WITHDRAWN, certified_level=None)
    columns = (*COLUMNS, "programme_year", "organisation__district", "organisation__name")
    for row in bodies.order_by("organisation__name_sort", "pk").values(*columns):
        found[row["programme_year"], row["organisation__district"]].append(row_of(row, row["organisation__name"]))
    return found


def districts_of(provinces: Sequence[Assessment]) -> dict[int, list[Row]]:
    """Every district of the province, by year; one that is not assessed stands in it without a level."""
    found: dict[int, list[Row]] = {}
    for one in provinces:
        assessed = Assessment.objects.filter(programme_year=one.programme_year_id, kind=Kind.DISTRICT)
        known = {
            row["district"]: row for row in assessed.exclude(state=Assessment.State.WITHDRAWN).values(*COLUMNS, "district")
        }
        found[one.programme_year_id] = [
            row_of(known[place.pk], place.name) if place.pk in known else Row(place.pk, Kind.DISTRICT, None, place.name)
            for place in District.objects.filter(province=one.province_id)
        ]
    return found
