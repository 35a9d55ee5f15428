"""What an import writes beside the entries themselves, and how it is taken back."""

from __future__ import annotations

import datetime as dt

import pytest

from moralprovince.core.errors import Refused
from moralprovince.portal.actions.mergers import merge_organisations
from networks.actions.imports import undo_import
from networks.actions.organisations import OrganisationEntry, add_organisation
from networks.models import ImportRun, Organisation
from tests.factories import officer_of
from tests.networks.test_imports import GOOD, NOW, bring, edited, private_files, sheet  # noqa: F401 (fixtures)

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]
BEGAN, TODAY = dt.date(2020, 10, 1), dt.date(2026, 11, 24)
YESTERDAY = dt.date(2026, 11, 23)


def belongs(organisation):
    rows = organisation.memberships.order_by("since", "network__code")
    return list(rows.values_list("network__code", "since", "until", "primary"))


def test_a_merged_body_moves_to_the_network_it_has_from_the_other_entry_and_back(province, sheet):  # noqa: F811
    officer = officer_of(province)
    bring(sheet(GOOD, GOOD | {"name": "วัดสอง", "network": "ชุมชน"}), province)
    keep, drop = Organisation.objects.order_by("code")
    merge_organisations(keep=keep, drop=drop, values={}, by=officer)
    before = belongs(keep)
    run, plan = bring(sheet(GOOD | {"network": "ชุมชน"}), province)
    assert (plan.summary()["updated"], belongs(keep)) == (
        1, [("community", BEGAN, YESTERDAY, False), ("religion", BEGAN, YESTERDAY, True), ("community", TODAY, None, True)],
    )  # fmt: skip
    undo_import(run=run, by=officer)
    assert belongs(keep) == before == [("community", BEGAN, None, False), ("religion", BEGAN, None, True)]


@pytest.mark.parametrize("members", [None, 12])
def test_what_an_import_found_confirmed_is_kept_again_once_it_is_taken_back(province, sheet, members):  # noqa: F811
    officer, phone = officer_of(province), "0822222222"
    bring(sheet(GOOD | {"phone": "0811111111", "members": 10}), province)
    edited(Organisation.objects.get(), officer, phone=phone)
    run, plan = bring(sheet(GOOD | {"phone": phone, "members": members}), province)
    assert (plan.summary()["updated"], Organisation.objects.get().edited_fields) == (bool(members), [])
    undo_import(run=ImportRun.objects.get(pk=run.pk), by=officer)
    assert Organisation.objects.get().edited_fields == ["phone"]
    bring(sheet(GOOD | {"phone": "0833333333"}), province)
    assert Organisation.objects.get().phone == phone


def test_an_import_is_not_taken_back_where_somebody_entered_a_body_of_the_former_name(province, sheet):  # noqa: F811
    officer = officer_of(province)
    bring(sheet(GOOD), province)
    coded = GOOD | {"name": "วัดใหม่", "code": "14-00001"}
    run, _plan = bring(sheet(coded, headings={name: name for name in coded}), province)
    renamed = Organisation.objects.get()
    entry = OrganisationEntry(name=GOOD["name"], subdistrict=renamed.subdistrict)
    add_organisation(entry=entry, network=renamed.network, by=officer)
    with pytest.raises(Refused, match="^มีรายการอื่นในทะเบียนใช้ชื่อหรือเลขประจำตัวผู้เสียภาษีที่ต้องคืนให้รายการของการนำเข้านี้แล้ว"):
        undo_import(run=run, by=officer)
    run.refresh_from_db()
    assert (run.state, sorted(Organisation.objects.values_list("name", flat=True))) == ("applied", ["วัดทดสอบ", "วัดใหม่"])
