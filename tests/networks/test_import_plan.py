"""What becomes of rows that stand for one entry before an import, and for several after it."""

from __future__ import annotations

import pytest

from moralprovince.portal.actions.mergers import merge_organisations
from networks.actions.imports import undo_import
from networks.models import Organisation
from tests.factories import officer_of
from tests.networks.test_imports import GOOD, NOW, bring, edited, private_files, sheet  # noqa: F401 (fixtures)

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]
ONE, OTHER = "0812620262081", "0982852518254"
WRITTEN_BY_FILE = ("name", "name_canonical", "tax_id", "subdistrict", "search_text")
NEW, AWAY = GOOD | {"name": "วัดใหม่"}, GOOD | {"subdistrict": "ท่าเรือ", "district": "ท่าเรือ"}
CODE = "14-00001"


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
        # A row further down is the same as the one that parted.
        (GOOD, (GOOD | {"tax_id": ONE}, GOOD | {"tax_id": OTHER}, NEW | {"tax_id": OTHER}),
         [("updated", None), ("created", None), ("duplicate", 3)]),
        # A code that was copied with a row means nothing beside the row that has the name, be it before or behind it.
        (GOOD, (AWAY | {"code": CODE}, GOOD | {"code": CODE}), [("created", None), ("unchanged", None)]),
        (GOOD, (GOOD | {"code": CODE}, AWAY | {"code": CODE}), [("unchanged", None), ("created", None)]),
        (GOOD, (NEW | {"code": CODE}, GOOD), [("created", None), ("unchanged", None)]),
        (GOOD, (NEW | {"code": CODE}, GOOD | {"name": "วัดสอง", "code": CODE}), [("updated", None), ("created", None)]),
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


def test_the_row_of_a_merged_entry_repeats_what_it_became_whatever_that_is_called_from_now_on(province, sheet):  # noqa: F811
    officer = officer_of(province)
    bring(sheet(GOOD | {"tax_id": ONE}, NEW), province)
    keep, drop = Organisation.objects.order_by("code")
    merge_organisations(keep=keep, drop=drop, values={}, by=officer)
    Organisation.objects.update(edited_fields=[])
    _run, plan = bring(sheet(GOOD | {"name": "วัดสาม", "tax_id": ONE}, NEW), province)
    assert (told(plan), Organisation.objects.count()) == ([("updated", None), ("duplicate", 2)], 2)


@pytest.mark.parametrize("typed", ["หมู่ 5", "หมู่ที่ ๕", "ม.5", "5"])
def test_the_number_of_a_village_is_the_same_with_and_without_its_word(province, sheet, typed):  # noqa: F811
    bring(sheet(GOOD | {"village_no": "4"}), province)
    edited(Organisation.objects.get(), officer_of(province), village_no=typed)
    _run, plan = bring(sheet(GOOD | {"village_no": "หมู่ 5"}), province)
    assert (told(plan), plan.decisions[0].issues) == ([("unchanged", None)], [])
    assert Organisation.objects.get().village_no == typed
