"""Entries that may be one body are found, named with their reason, and never offered again once they are two."""

from __future__ import annotations

import pytest
from django.urls import reverse

from networks.actions.mergers import note_apart
from networks.duplicates import likely, likely_pairs, name_key, open_pairs, phone_key
from networks.models import Organisation
from tests.factories import DistrictFactory, OfficeFactory, OrganisationFactory, SubdistrictFactory, officer_of
from tests.support.queries import counted

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    officer = officer_of(OfficeFactory().province)
    client.force_login(officer)
    return officer


def places():
    """Two subdistricts of one district, and one of another."""
    here, there = SubdistrictFactory(), DistrictFactory(code="1402")
    return here, SubdistrictFactory(code="140199", district=here.district), SubdistrictFactory(code="140299", district=there)


def reasons(*bodies):
    """Why these entries are offered, by their place in the arguments."""
    place = {body.pk: number for number, body in enumerate(bodies)}
    return {(place[pair.one], place[pair.other]): pair.reasons for pair in likely_pairs(Organisation.objects.all())}


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("วัดพนัญเชิงวรวิหาร", "วัดพนัญเชิงวรวิหาร", True),
        ("รร.บ้านหนองแก้ว", "โรงเรียนบ้านหนองแก้ว", True),
        ("อบต. ท่าทราย", "องค์การบริหารส่วนตำบลท่าทราย", True),
        ("บจก.อยุธยาการทอ", "บริษัท อยุธยาการทอ จำกัด", True),
        ("โรงเรียนศรีอยุธยา", "โรงเรียนสรีอยุทธยา", True),
        ("ชุมชนบ้านหนองแก้ว", "ชุมชนบ้านหนองแกว้", True),
        ("ชุมชนบ้านหนองแก้ว", "ชุมชนบ้านหนองแม้ว", True),
        ("ชุมชนบ้านใหม่ หมู่ 1", "ชุมชนบ้านใหม่ หมู่ 2", False),
        ("วัดกลาง", "วัดกลาย", False),
        ("ชุมชนบ้านเหนือ", "ชุมชนบ้านใต้", False),
    ],
)
def test_names_are_alike_as_people_write_them(one, other, alike):
    here, beside, _elsewhere = places()
    found = reasons(OrganisationFactory(name=one, subdistrict=here), OrganisationFactory(name=other, subdistrict=beside))
    assert found == ({(0, 1): ("name",) if one == other else ("similar",)} if alike else {})


def test_another_district_counts_only_for_the_very_same_name():
    here, _beside, elsewhere = places()
    bodies = [OrganisationFactory(name=name, subdistrict=place) for name, place in (
        ("วัดใหญ่ชัยมงคล", here), ("วัดใหญ่ชัยมงคล", elsewhere), ("วัดใหญ่ไชยมงคล", elsewhere))]  # fmt: skip
    assert reasons(*bodies) == {(0, 1): ("namesake",), (1, 2): ("similar",)}


def test_a_telephone_says_something_while_few_share_it():
    bodies = [OrganisationFactory(phone=phone) for phone in ("081-234-5678", "0812345678 ต่อ 9", "", "035")]
    assert reasons(*bodies) == {(0, 1): ("phone",)}
    bodies += [OrganisationFactory(phone="0812345678") for _more in range(2)]
    assert reasons(*bodies) == {}


def test_a_key_is_what_is_spoken():
    assert name_key("ร.ร. บ้านสวน") == name_key("โรงเรียนบ้านสวน") != name_key("บ้านสวน")
    assert [phone_key(text) for text in ("๐๘๑ ๒๓๔ ๕๖๗๘", "035-241-000, 035-241-001", "12", "")] == [
        "0812345678", "035241000", "", "",
    ]  # fmt: skip


def test_a_pair_that_is_two_bodies_is_not_offered_again(client, officer):
    one, other = (OrganisationFactory(phone="0812345678", subdistrict=place) for place in places()[:2])
    assert [(pair.one, pair.other) for pair in open_pairs("14")] == [(one.pk, other.pk)]
    client.post(reverse("networks:duplicates-apart"), {"one": other.code, "other": one.code})
    assert open_pairs("14") == []
    # What somebody else finds a moment later says nothing new.
    assert note_apart(one=one, other=other, by=officer).by == officer


def test_the_page_shows_what_differs_side_by_side(client, officer):
    here, beside, _elsewhere = places()
    OrganisationFactory(name="วัดทอง", subdistrict=here, phone="0811111111", members=9)
    OrganisationFactory(name="วัดทอง", subdistrict=beside, phone="0822222222", members=9)
    (pair,) = client.get(reverse("networks:duplicates")).context["pairs"]
    shown = {row.name: row.differs for row in pair.rows}
    assert shown == {
        "name": False,
        "state": False,
        "kind": False,
        "network": False,
        "subdistrict": True,
        "phone": True,
        "members": False,
    }


def test_the_pages_ask_little(client, officer):
    here, beside, _elsewhere = places()
    for number in range(12):
        for place in (here, beside):
            OrganisationFactory(name=f"ชุมชนเกาะใหญ่ {number}", subdistrict=place)
    pair = open_pairs("14")[0]
    codes = [Organisation.objects.get(pk=key).code for key in (pair.one, pair.other)]
    for name, arguments, most in (("care", [], 12), ("duplicates", [], 10), ("mergers", [], 8)):
        with counted() as statements:
            assert client.get(reverse(f"networks:{name}", args=arguments)).status_code == 200
        assert len(statements) <= most, statements
    with counted() as statements:
        assert client.get(reverse("networks:merge", args=codes)).status_code == 200
    assert len(statements) <= 24, statements


def test_whoever_adds_by_hand_is_told_first_what_may_be_there(client, officer):
    here, beside, _elsewhere = places()
    there = OrganisationFactory(name="โรงเรียนบ้านหนองแก้ว", subdistrict=here)
    OrganisationFactory(name="โรงเรียนบ้านหนองบัว", subdistrict=here)
    typed = {"name": "รร.บ้านหนองแกว", "kind": "organisation", "network": there.network_id, "subdistrict": beside.pk}
    told = client.post(reverse("networks:organisation-add"), typed)
    assert (told.context["there"], Organisation.objects.count()) == ([there], 2)
    added = client.post(reverse("networks:organisation-add"), typed | {"anyway": "1"})
    assert (added.status_code, Organisation.objects.count()) == (302, 3)


def test_looking_for_one_name_asks_the_database_twice_at_most(officer):
    here, beside, elsewhere = places()
    for number, place in enumerate((here, beside, elsewhere)):
        OrganisationFactory(name=f"วิสาหกิจชุมชนทอผ้า {number + 1}", subdistrict=place)
    rows = Organisation.objects.all()
    with counted() as statements:
        found = likely(rows, district="1401", name="วิสาหกิจชุมชนทอผา 2")
    assert ([body.subdistrict for body in found], len(statements)) == ([beside], 2)
    for name in ("วิสาหกิจชุมชนทอผ้า 3", "บ", "", "ชมรม" * 60):
        assert likely(rows, district="1401", name=name) == []
