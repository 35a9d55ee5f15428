"""A telephone number, or a part of it, finds whose it is – for those who may read it anyway, and for nobody else."""

from __future__ import annotations

import pytest
from django.urls import reverse

from moralprovince.core.values import digits_asked
from networks.actions.invitations import Guest, invite
from networks.models import Role
from tests.factories import (
    OfficeFactory,
    OrganisationFactory,
    RoleGrantFactory,
    SectorNetworkFactory,
    UserFactory,
    administrator_of,
    contact_of,
    coordinator_of,
    officer_of,
    partner_of,
    role,
)
from tests.factories_networks_at_work import WorkingGroupFactory, WorkingGroupMemberFactory
from tests.support.queries import counted

pytestmark = pytest.mark.django_db
NUMBER = "081-234 5678"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("081-234 5678", ("0812345678", "66812345678")),
        ("+66 (0)81 234 5678", ("0812345678", "66812345678")),
        ("66812345678", ("0812345678", "66812345678")),
        ("๐๘๑๒", ("0812", "66812")),
        ("5678", ("5678",)),
        ("567", ()),
        ("+66 00", ()),
        ("+66 81", ()),
        ("หมู่ 5678", ()),
        ("081234567x", ()),
        ("- - -", ()),
    ],
)
def test_only_four_digits_and_more_are_taken_for_a_number(typed, meant):
    assert digits_asked(typed) == meant


@pytest.fixture
def body():
    """A body with a mobile and a line; another one has a number in the international form."""
    OfficeFactory()
    OrganisationFactory(name="วัดกลาง", phone="+66 81 999 8888")
    return OrganisationFactory(name="วัดใหญ่ชัยมงคล", phone=f"{NUMBER}, 035-241111")


def reader_without_contacts(province):
    """Whoever reads the register, and no contacts."""
    reading = Role.objects.create(code="reading", title="ผู้อ่าน", scope="province", rights=["register.read"])
    return RoleGrantFactory(user=UserFactory(), role=reading, province=province).user


def listed(client, typed):
    return [row["name"] for row in client.get(reverse("networks:organisations"), {"q": typed}).context["organisations"]]


def hits(client, typed):
    return [(str(hit.kind), hit.title) for hit in client.get(reverse("search"), {"q": typed}).context["hits"]]


def test_a_body_is_found_by_its_number_as_people_type_it(client, body):
    client.force_login(officer_of(body.province))
    typed = ("0812345678", "081 234 5678", "+66812345678", "234-5678", "241111", "5241", "0819998888", "034", "9999999")
    found = [body.name] * 6 + ["วัดกลาง"]
    assert [listed(client, one) for one in typed[:7]] == [[name] for name in found]
    assert [listed(client, one) for one in typed[7:]] == [[], []]


def test_the_number_of_a_body_finds_it_for_those_who_read_its_contact_and_for_nobody_else(client, body):
    elsewhere = OrganisationFactory(network=SectorNetworkFactory(code="media"))
    readers = {
        "officer": officer_of(body.province), "coordinator": coordinator_of(body.network), "contact": contact_of(body),
        "another network": coordinator_of(elsewhere.network), "another body": contact_of(elsewhere),
        "no contacts": reader_without_contacts(body.province), "partner": partner_of(body.province),
    }  # fmt: skip
    found = {}
    for name, person in readers.items():
        client.force_login(person)
        page = client.get(reverse("networks:organisations"), {"q": NUMBER})
        told = page.context["page"].total if page.status_code == 200 else 0
        found[name] = (told, [title for _kind, title in hits(client, NUMBER)])
    seen, hidden = (1, [body.name]), (0, [])
    assert found == {
        "officer": seen, "coordinator": seen, "contact": seen, "another network": hidden, "another body": hidden,
        "no contacts": hidden, "partner": hidden,
    }  # fmt: skip


def test_a_person_is_found_by_her_number_by_those_who_look_after_her_or_read_her_group(client, body):
    asked = contact_of(body, name="นางสาวพิมพ์ใจ", phone="089 111 2222")
    group = WorkingGroupFactory(network=body.network)
    seat = WorkingGroupMemberFactory(group=group, name="ประเสริฐ มีวินัย", title="นาย", phone="089-1112233")
    found = []
    for person in (officer_of(body.province), coordinator_of(body.network), contact_of(OrganisationFactory())):
        client.force_login(person)
        found.append(hits(client, "+66 89 111 22"))
    both = [("บุคคล", asked.name), ("คณะทำงาน", f"นาย{seat.name}")]
    assert found == [both, both[1:], []]


def test_lists_of_people_and_invitations_are_searched_by_number_too(client, body):
    person = contact_of(body, phone="0891112222")
    administrator = administrator_of(body.province)
    guest = Guest("นายขจร", role("contact"), OrganisationFactory(), phone="02 123 4567")
    invited = invite(guest=guest, by=administrator).invitation
    client.force_login(administrator)
    people = client.get(reverse("networks:people"), {"q": "089-111"}).context["grants"]
    typed = ("1234567", "ขจร", "9999")
    guests = [client.get(reverse("networks:invitations"), {"q": one}).context["invitations"] for one in typed]
    assert ([one.user for one in people], guests) == ([person], [[invited], [invited], []])


def test_looking_for_a_number_costs_as_many_questions_as_for_a_word(client, body):
    client.force_login(officer_of(body.province))
    asked = []
    for typed in ("", "ใหญ่ชัยมงคล", NUMBER):
        for name in ("networks:organisations", "search"):
            with counted() as queries:
                client.get(reverse(name), {"q": typed})
            asked.append(len(queries))
    assert asked[2:4] == asked[4:]
