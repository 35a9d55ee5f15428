"""Which place of the rail is lit on a page."""

import re

import pytest
from django.urls import reverse

from tests.factories import (
    OfficeFactory,
    OrganisationFactory,
    SectorNetworkFactory,
    administrator_of,
    contact_of,
    coordinator_of,
    partner_of,
)  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("page", "place"),
    [
        ("networks:organisations", "networks:organisations"), ("networks:invitations", "networks:invitations"),
        ("networks:people", "networks:invitations"), ("networks:meetings", "networks:networks"),
        ("networks:activities", "networks:networks"), ("assessments:visits", "networks:networks"), ("ladders", "operations"),
    ],
)  # fmt: skip
def test_a_page_is_of_one_place_also_where_its_address_begins_with_another(client, page, place):
    client.force_login(administrator_of(OfficeFactory().province))
    shown = client.get(reverse(page)).context["navigation"]
    assert [one.url for one in shown if one.active] == [reverse(place)]


def bar_of(page):
    """The words of a telephone's bar that stand there without opening anything."""
    bar = page.split('<nav class="bottom-bar"')[1].split('<ul class="bottom-menu">')[0]
    return re.findall(r"<span>(.*?)</span>", bar)


@pytest.mark.parametrize(
    ("reader", "shown"),
    [
        (lambda body: administrator_of(body.province), ["วันนี้", "รายงานผล", "ทะเบียน", "เพิ่มเติม"]),
        (lambda body: coordinator_of(body.network), ["วันนี้", "รายงานผล", "ทะเบียน", "เพิ่มเติม"]),
        (contact_of, ["วันนี้", "รายงานผล", "ทะเบียน", "เพิ่มเติม"]),
        (lambda body: partner_of(body.province), ["หน้าแรก", "ภาพรวมจังหวัด", "เปรียบเทียบ", "เพิ่มเติม"]),
    ],
)
def test_the_bar_of_a_telephone_begins_with_the_daily_work(client, reader, shown):
    body = OrganisationFactory(network=SectorNetworkFactory(province=OfficeFactory().province))
    client.force_login(reader(body))
    assert bar_of(client.get(reverse("inbox")).content.decode()) == shown


def rail_of(page):
    """The words of the rail, group by group."""
    rail = page.split('<nav class="rail"')[1].split("</nav>")[0]
    return [re.findall(r"<span>(.*?)</span>", group) for group in rail.split("<ul>")[1:]]


def test_the_rail_begins_with_the_work_and_what_stands_beside_it_comes_apart(client):
    client.force_login(administrator_of(OfficeFactory().province))
    assert rail_of(client.get(reverse("inbox")).content.decode()) == [
        ["วันนี้", "ทะเบียน", "ปฏิญญา", "รายงานผล", "การประเมิน", "เครือข่าย", "บทเรียน", "สรุปผล"],
        ["เรื่องที่ต้องประเมิน", "ประชุมอนุกรรมการ", "ปฏิทิน", "เรื่องเล่าและข่าว", "การแจ้งเตือน", "ผู้ใช้", "สำนักงาน"],
    ]


def test_few_words_of_the_rail_stand_in_one_group(client):
    body = OrganisationFactory(network=SectorNetworkFactory(province=OfficeFactory().province))
    client.force_login(contact_of(body))
    assert rail_of(client.get(reverse("inbox")).content.decode()) == [
        ["วันนี้", "ทะเบียน", "ปฏิญญา", "รายงานผล", "การประเมิน", "บทเรียน", "ปฏิทิน", "เรื่องเล่าและข่าว"]
    ]
