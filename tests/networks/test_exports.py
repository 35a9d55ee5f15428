"""The register as a file: what is shown, in Thai, importable again, personal data only for those who may see it."""

from __future__ import annotations

import datetime as dt

import pytest

from networks.columns import HEADINGS
from networks.exports.organisations import COLUMNS, export_headings, export_kinds, export_rows
from networks.models import Organisation
from tests.factories import OrganisationFactory, ProvinceFactory, RoleGrantFactory, UserFactory, officer_of, role
from tests.support.queries import counted

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return officer_of(ProvinceFactory())


def rows(user):
    return [dict(zip(COLUMNS, row, strict=True)) for row in export_rows(Organisation.objects.order_by("pk"), user)]


def test_the_headings_are_those_of_the_importer_and_two_more():
    assert export_headings() == [*HEADINGS.values(), "รหัส", "สถานะ"]
    assert len(export_kinds()) == len(COLUMNS)


def test_a_row_says_what_the_entry_says(officer):
    organisation = OrganisationFactory(
        name="วัดหนึ่ง", kind="community", members=12, phone="035-123456", declared_on=dt.date(2021, 1, 16), note="ก\nข"
    )
    assert rows(officer) == [
        {
            "name": "วัดหนึ่ง", "kind": "ชุมชน", "network": "เครือข่ายภาครัฐ", "village_no": "", "subdistrict": "ประตูชัย",
            "district": "พระนครศรีอยุธยา", "postal_code": "", "members": 12, "contact_name": "", "phone": "035-123456",
            "email": "", "tax_id": "", "declared_on": dt.date(2021, 1, 16), "note": "ก\nข", "code": organisation.code,
            "state": "ดำเนินงานอยู่",
        }
    ]  # fmt: skip


def test_personal_data_is_left_out_for_those_who_may_not_see_it():
    organisation = OrganisationFactory(
        contact_name="นายก", phone="035-1", email="a@example.org", tax_id="0994000123456", note="โทรหลังบ่าย", members=5
    )
    reader = role("contact")
    reader.rights = ["register.read"]
    reader.save()
    user = RoleGrantFactory(user=UserFactory(), role=reader, organisation=organisation).user
    (row,) = rows(user)
    assert [row[name] for name in ("contact_name", "phone", "email", "tax_id", "note")] == [""] * 5
    assert (row["name"], row["members"]) == (organisation.name, 5)


def test_the_number_of_queries_does_not_grow(officer):
    sent = []
    for _round in range(2):
        for _number in range(5):
            OrganisationFactory()
        with counted() as queries:
            rows(officer)
        sent.append(len(queries))
    assert sent[1] == 1
