"""What becomes of rows that stand for one entry before an import, and for several after it."""

from __future__ import annotations

import pytest

from networks.actions.imports import undo_import
from networks.models import Organisation
from tests.factories import officer_of
from tests.networks.test_imports import GOOD, bring, clock, edited, private_files, sheet  # noqa: F401 (fixtures)

pytestmark = pytest.mark.django_db
ONE, OTHER = "0812620262081", "0982852518254"
WRITTEN_BY_FILE = ("name", "name_canonical", "tax_id", "subdistrict", "search_text")
NEW = GOOD | {"name": "วัดใหม่"}


def told(plan):
    return [(decision.outcome, decision.of_row) for decision in plan.decisions]


@pytest.mark.parametrize(
    ("stands", "rows", "outcomes"),
    [
        # Two numbers are two bodies, though the entry had none.
        (GOOD, (GOOD | {"tax_id": ONE}, GOOD | {"tax_id": OTHER}, GOOD | {"tax_id": OTHER}, GOOD),
         [("updated", None), ("created", None), ("duplicate", 3), ("duplicate", 2)]),
        # The number is of another body than the entry said, and a row has the name that it had.
        (GOOD | {"tax_id": ONE}, (NEW | {"tax_id": ONE}, GOOD, NEW, GOOD),
         [("updated", None), ("created", None), ("duplicate", 2), ("duplicate", 3)]),
        # Known by its code, it gives up the name that a new body has.
        (GOOD, (NEW | {"code": "14-00001"}, GOOD), [("updated", None), ("created", None)]),
    ],
)  # fmt: skip
def test_rows_that_part_from_an_entry_are_bodies_of_their_own_at_once(province, sheet, stands, rows, outcomes):  # noqa: F811
    bring(sheet(stands), province)
    before = list(Organisation.objects.values(*WRITTEN_BY_FILE))
    path = sheet(*rows, headings={name: name for name in (*GOOD, "tax_id", "code")})
    run, plan = bring(path, province)
    assert (told(plan), Organisation.objects.count()) == (outcomes, 2)
    again = [("duplicate", of) if of else ("unchanged", None) for _outcome, of in outcomes]
    second, plan = bring(path, province)
    assert (told(plan), Organisation.objects.count()) == (again, 2)
    for one in (second, run):
        undo_import(run=one, by=officer_of(province))
    assert list(Organisation.objects.values(*WRITTEN_BY_FILE)) == before


def test_rows_repeat_an_entry_that_keeps_the_name_somebody_gave_it(province, sheet):  # noqa: F811
    bring(sheet(NEW | {"tax_id": ONE}), province)
    edited(Organisation.objects.get(), officer_of(province), name=GOOD["name"])
    _run, plan = bring(sheet(NEW | {"tax_id": ONE}, GOOD), province)
    assert (told(plan), Organisation.objects.count()) == ([("unchanged", None), ("duplicate", 2)], 1)
