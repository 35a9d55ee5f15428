"""Loads the reference data of one province quickly: its places, roles, virtues, networks and years."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import geothai
import time_machine
from django.db import connection, transaction

from networks import references
from networks.models import District, Province, Subdistrict, Virtue


def load_one_province(code: str = "14") -> Province:
    """Places of one province (16 districts and 209 subdistricts in 14) with what the reference files say of it."""
    place = next(p for p in geothai.provinces() if p.code == code)
    districts = geothai.districts(code)
    references.add_missing(Province, "code", [references.named(place)])
    references.add_missing(District, "code", [references.named(d, province_id=code) for d in districts])
    references.add_missing(
        Subdistrict,
        "code",
        [
            references.named(s, district_id=d.code, postal_codes=references.postal_codes(s))
            for d in districts
            for s in geothai.subdistricts(d.code)
        ],
    )
    references.load_roles()
    virtues = [references.without(row, "first_fiscal_year") for row in references.read("virtues.json")]
    references.add_missing(Virtue, "code", virtues)
    if (references.FOLDER / f"province-{code}.json").exists():
        list(references.load_province(references.read(f"province-{code}.json")))
    return Province.objects.get(pk=code)


@contextmanager
def one_province_for_a_module(blocker: Any, now: str) -> Iterator[Province]:
    """Loaded once; each test that is marked django_db puts it back as it was."""
    with time_machine.travel(now, tick=False), blocker.unblock(), transaction.atomic():
        province = load_one_province()
        # What hangs together is weighed now; PostgreSQL would do it anew at the end of each test.
        connection.check_constraints()
        yield province
        transaction.set_rollback(True)
