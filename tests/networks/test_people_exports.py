"""The lists of people and of invitations as files, as shown and as far as one may see."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from moralprovince.core.models import User
from moralprovince.core.tables import read_table
from networks.models import Invitation, RoleGrant
from tests.factories import (
    OfficeFactory,
    OrganisationFactory,
    ProvinceFactory,
    SectorNetworkFactory,
    UserFactory,
    administrator_of,
    contact_of,
    coordinator_of,
    officer_of,
    role,
)
from tests.support.queries import counted

pytestmark = pytest.mark.django_db


@pytest.fixture
def province():
    return OfficeFactory().province


def rows_of(client, path, name, **asked):
    response = client.get(reverse(f"networks:{name}"), asked)
    assert f".{asked.get('format', 'xlsx')}" in response["Content-Disposition"]
    file = path / f"list.{asked.get('format', 'xlsx')}"
    file.write_bytes(b"".join(response.streaming_content))
    return [[str(cell) for cell in row] for row in read_table(file).rows]


def invite(province, officer, name, **more):
    given = {"role": role("contact"), "province": province, "created_by": officer, "token_hash": name.encode().hex()[:60],
             "expires_at": timezone.now() + dt.timedelta(days=7)}  # fmt: skip
    return Invitation.objects.create(name=name, **given | more)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_people_are_listed_as_shown(client, province, tmp_path, ending):
    administrator = administrator_of(province, name="นางผู้ดูแล")
    organisation = OrganisationFactory(name="วัดหนึ่ง")
    contact_of(organisation, name="=นายติดต่อ", email="a@example.org")
    contact_of(organisation, name="นายปิด", is_active=False)
    officer_of(ProvinceFactory(code="13"), name="นายต่างจังหวัด")
    client.force_login(administrator)
    headings, *rows = rows_of(client, tmp_path, "people-export", format=ending)
    assert headings == ["ชื่อ", "อีเมล", "บทบาท", "พื้นที่", "ตั้งแต่วันที่", "ถึงวันที่", "ปฏิบัติหน้าที่แทน", "บัญชี"]
    found = {row[0]: row for row in rows}
    assert set(found) == {"นางผู้ดูแล", "=นายติดต่อ", "นายปิด"}
    assert (found["=นายติดต่อ"][1], found["=นายติดต่อ"][3]) == ("a@example.org", "วัดหนึ่ง")
    assert found["นายปิด"][-1] == "ปิดบัญชีแล้ว"
    User.objects.filter(name="นายปิด").update(forgotten_at=dt.datetime(2026, 4, 6, 20, tzinfo=dt.UTC))
    [removed] = rows_of(client, tmp_path, "people-export", format=ending, q="ปิด")[1:]
    assert (removed[0], removed[1], removed[-1]) == ("บุคคลที่ลบข้อมูลแล้ว", "", "ลบข้อมูลเมื่อ 7 เม.ย. 2569")
    assert client.get(reverse("networks:people")).content.decode().count("ลบข้อมูลเมื่อ 7 เม.ย. 2569") == 1
    User.objects.update(forgotten_at=None)
    filtered = rows_of(client, tmp_path, "people-export", format=ending, q="ปิด")
    assert [row[0] for row in filtered[1:]] == ["นายปิด"]


def test_invitations_are_listed_as_shown_without_their_keys(client, province, tmp_path):
    officer = officer_of(province)
    invite(province, officer, "นางเปิด", email="b@example.org")
    used = invite(province, officer, "นางใช้แล้ว", used_at=timezone.now(), used_by=UserFactory())
    invite(ProvinceFactory(code="13"), officer, "ต่างจังหวัด")
    client.force_login(officer)
    rows = rows_of(client, tmp_path, "invitations-export", format="csv")
    assert sorted(row[0] for row in rows[1:]) == ["นางเปิด", "นางใช้แล้ว"]
    assert used.token_hash not in str(rows)
    assert [row[0] for row in rows_of(client, tmp_path, "invitations-export", state="used")[1:]] == ["นางใช้แล้ว"]


def test_who_does_not_see_the_list_gets_no_file(client, province):
    client.force_login(coordinator_of(SectorNetworkFactory(province=province)))
    assert client.get(reverse("networks:people-export")).status_code == 403
    assert client.get(reverse("networks:invitations-export")).status_code == 403


def test_a_long_list_asks_no_more_than_a_short_one(client, province, tmp_path):
    client.force_login(administrator_of(province))
    organisation = OrganisationFactory()

    def asked():
        with counted() as queries:
            rows_of(client, tmp_path, "people-export", format="csv")
        return len(queries)

    contact_of(organisation)
    few = asked()
    for _number in range(10):
        contact_of(organisation)
    assert (asked(), RoleGrant.objects.count()) == (few, 12)
