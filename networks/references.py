"""Loads floor 1's reference data: places, roles, virtues, and what is known of a province; never overwrites an edit.

It also ends, once, what an earlier version left open.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geothai
from django.conf import settings
from django.db import transaction

from .actions.minutes import end_what_cancelled_meetings_gave
from .models import District, Office, ProgrammeYear, Province, Role, SectorNetwork, Subdistrict, Virtue

FOLDER = Path(__file__).parent / "reference"


def load() -> Iterator[str]:
    """Load everything in one transaction; yields one line per kind, with how many rows were added."""
    with transaction.atomic():
        yield from load_places()
        yield f"roles {load_roles()}"
        yield f"virtues {add_missing(Virtue, 'code', [without(v, 'first_fiscal_year') for v in read('virtues.json')])}"
        # What is known of another province would become an office here that nobody works in.
        for path in FOLDER.glob(f"province-{settings.PROVINCE}.json"):
            yield from load_province(read(path.name))
        yield f"tasks of cancelled meetings ended {end_what_cancelled_meetings_gave()}"


def read(name: str) -> Any:
    """One reference file."""
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def without(row: dict[str, Any], *names: str) -> dict[str, Any]:
    """The row less some keys."""
    return {key: value for key, value in row.items() if key not in names}


def add_missing(model: Any, key: str, rows: list[dict[str, Any]], **fixed: Any) -> int:
    """Add the rows whose key is not there yet; rows an office has are left as they are."""
    known = set(model.objects.filter(**fixed).values_list(key, flat=True))
    new = [model(**fixed, **row) for row in rows if row[key] not in known]
    model.objects.bulk_create(new, batch_size=2000)
    return len(new)


def load_roles() -> int:
    """Add missing roles; rights and wording of known ones follow the file, since no page edits them."""
    rows, known = read("roles.json"), Role.objects.count()
    written = sorted({name for row in rows for name in row} - {"code"})
    Role.objects.bulk_create(
        (Role(**row) for row in rows), update_conflicts=True, unique_fields=["code"], update_fields=written
    )
    return Role.objects.count() - known


def load_places() -> Iterator[str]:
    """All provinces, districts and subdistricts by code, from geothai."""
    provinces = geothai.provinces()
    districts = [(p.code, d) for p in provinces for d in geothai.districts(p.code)]
    yield f"provinces {add_missing(Province, 'code', [named(p) for p in provinces])}"
    yield f"districts {add_missing(District, 'code', [named(d, province_id=code) for code, d in districts])}"
    rows = [
        named(s, district_id=d.code, postal_codes=postal_codes(s)) for _, d in districts for s in geothai.subdistricts(d.code)
    ]
    yield f"subdistricts {add_missing(Subdistrict, 'code', rows)}"


def named(place: Any, **more: Any) -> dict[str, Any]:
    """Code and names of a place, as our tables call them."""
    return {"code": place.code, "name": place.name_th, "name_en": place.name_en, **more}


def postal_codes(place: Any) -> list[str]:
    """The postal codes of a subdistrict; a suggestion, never a key."""
    return [str(code) for code in (getattr(place, "postal_codes", None) or [place.postal_code]) if code]


def load_province(data: dict[str, Any]) -> Iterator[str]:
    """Office, years and networks of one province."""
    province = Province.objects.get(code=data["province"])
    Office.objects.get_or_create(province=province, defaults=data["office"])
    yield f"years {load_years(province, data['years'])}"
    rows = [{**row, "first_fiscal_year": data["years"]["first"]} for row in data["networks"]]
    yield f"networks {add_missing(SectorNetwork, 'code', rows, province=province)}"


def load_years(province: Province, years: dict[str, Any]) -> int:
    """Programme years with the motto and the virtues of their plan."""
    wanted = range(years["first"], years["last"] + 1)
    rows = [{"fiscal_year": year, "motto": years["motto"]} for year in wanted]
    known = set(province.years.values_list("fiscal_year", flat=True))
    added = add_missing(ProgrammeYear, "fiscal_year", rows, province=province)
    firsts = {row["code"]: row["first_fiscal_year"] for row in read("virtues.json")}
    lives_by = ProgrammeYear.virtues.through
    wanted_virtues = [
        lives_by(programmeyear=year, virtue_id=code)
        for year in province.years.exclude(fiscal_year__in=known)
        for code, first in firsts.items()
        if first <= year.fiscal_year
    ]
    lives_by.objects.bulk_create(wanted_virtues, ignore_conflicts=True)
    return added
