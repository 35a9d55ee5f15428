"""Every list of the register's care is filtered, and its file says what is shown."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from moralprovince.core.models import Job
from moralprovince.portal.actions.central import set_central
from moralprovince.portal.actions.mergers import merge_organisations, undo_merger
from moralprovince.portal.tasks import do_long_works
from networks.actions.proposals import decide_proposal, propose_change
from networks.models import Organisation
from tests.factories import OfficeFactory, OrganisationFactory, SectorNetworkFactory, SubdistrictFactory, contact_of, officer_of
from tests.support.queries import counted

pytestmark = pytest.mark.django_db
MEDIA = {"network": "media"}


@pytest.fixture(autouse=True)
def spring():
    with time_machine.travel(dt.datetime(2027, 4, 7, 5, tzinfo=dt.UTC), tick=False) as clock:
        yield clock


@pytest.fixture
def officer(client):
    officer = officer_of(OfficeFactory().province)
    client.force_login(officer)
    return officer


@pytest.fixture
def media():
    return SectorNetworkFactory(code="media", name="เครือข่ายสื่อ")


def lines(client, name, **query):
    """The cells of the file as its list shows it, without the headings."""
    answer = client.get(reverse(f"{name}-export"), query | {"format": "csv"})
    return [line.split(",") for line in b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()[1:]]


def twins(phone, network=None):
    given = {"network": network} if network else {}
    return [OrganisationFactory(name=f"วัด{phone}{letter}", phone=phone, **given) for letter in ("กขค", "ฆงจ")]


def test_pairs_are_asked_for_by_reason_and_place_and_each_entry_is_a_line(client, officer, media):
    here, there = twins("0811111111"), twins("0822222222", media)
    beside = SubdistrictFactory(code="140199", district=here[0].district)
    same = OrganisationFactory(name=here[0].name, subdistrict=beside)
    page = reverse("networks:duplicates")
    asked = ({}, {"reason": "phone"}, {"reason": "name"}, MEDIA, MEDIA | {"reason": "name"}, {"district": here[0].district_id})
    assert [client.get(page, query).context["page"].total for query in asked] == [3, 2, 1, 1, 0, 3]
    assert [(line[0], line[2]) for line in lines(client, "networks:duplicates", **MEDIA)] == [
        ("1", there[0].code), ("1", there[1].code),
    ]  # fmt: skip
    assert lines(client, "networks:duplicates", reason="name")[1][:4] == ["1", "ชื่อเดียวกันในอำเภอเดียวกัน", same.code, same.name]
    with counted() as statements:
        client.get(page, MEDIA)
    assert len(statements) <= 12, statements


def test_proposals_are_asked_for_by_state_and_place_and_each_field_is_a_line(client, officer, media):
    bodies = [OrganisationFactory(phone="0811111111", members=5), OrganisationFactory(phone="0833333333", network=media)]
    proposals = [
        propose_change(organisation=body, values={"phone": "0822222222", "members": 9}, note="ย้าย", by=contact_of(body))
        for body in bodies
    ]
    page = reverse("networks:proposals")
    found = [len(client.get(page, query).context["proposals"]) for query in ({}, MEDIA, {"state": "decided"}, {"state": "x"})]
    assert found == [2, 1, 0, 2]
    decide_proposal(proposal=proposals[0], accepted=["phone"], answer="ขอบคุณ", version=bodies[0].version, by=officer)
    decided = lines(client, "networks:proposals", state="decided")
    assert [[line[0], line[4], line[5], line[10]] for line in decided] == [
        [bodies[0].code, "0811111111", "0822222222", "ใช่"], [bodies[0].code, str(bodies[0].members), "9", "ไม่ใช่"],
    ]  # fmt: skip
    assert [line[0] for line in lines(client, "networks:proposals")] == [bodies[1].code] * 2


def test_mergers_are_asked_for_by_what_can_be_undone_to_the_day(client, officer, media, spring):
    merged = [
        merge_organisations(keep=one, drop=other, values={}, by=officer) for one, other in (twins("1"), twins("2", media))
    ]
    undo_merger(merger=merged[0], by=officer)
    page = reverse("networks:mergers")
    states = [{"state": state} for state in ("open", "final", "undone")]
    assert [len(client.get(page, query).context["mergers"]) for query in (*states, MEDIA, {})] == [1, 0, 1, 1, 2]
    (row,) = lines(client, "networks:mergers", state="open")
    assert [row[0], row[2], row[6]] == [merged[1].dropped.code, merged[1].kept.code, "07/05/2570"]
    for day, counts in ((7, [1, 0, 1]), (8, [0, 1, 1])):
        spring.move_to(dt.datetime(2027, 5, day, 5, tzinfo=dt.UTC))
        client.force_login(officer)
        assert [len(client.get(page, query).context["mergers"]) for query in states] == counts
        assert [row["open"] for row in client.get(page).context["mergers"]] == [counts[0] == 1, False]


def test_who_reports_centrally_is_searched_and_filtered_on_both_sides(client, officer, media):
    here, there, other = (
        OrganisationFactory(name="สาขากรม"),
        OrganisationFactory(network=media),
        OrganisationFactory(kind="community"),
    )
    set_central(organisations=[here, there], central=True, by=officer)
    page = reverse("networks:central")
    asked = (
        {},
        MEDIA,
        {"show": "marked", "q": "สาขากรม"},
        {"show": "others", "q": other.code},
        {"show": "others", "kind": "community"},
    )
    assert [[body.pk for body in client.get(page, query).context["bodies"]] for query in asked] == [
        [here.pk, there.pk] if here.name_sort < there.name_sort else [there.pk, here.pk], [there.pk], [here.pk], [other.pk], [],
    ]  # fmt: skip
    assert [(line[0], line[6]) for line in lines(client, "networks:central", **MEDIA)] == [(there.code, "ใช่")]


@pytest.mark.parametrize("name", ["networks:central", "networks:unreached"])
def test_what_is_too_long_is_written_by_a_worker_as_it_is_shown(client, officer, media, monkeypatch, name):
    bodies = [OrganisationFactory(), OrganisationFactory(network=media)]
    Organisation.objects.update(reports_centrally=True)
    at_once = lines(client, name, **MEDIA)
    assert [bodies[1].code in line for line in at_once] == [True]
    monkeypatch.setattr("moralprovince.core.views.exports.count_up_to", lambda rows: None)
    begin = reverse(f"{name}-export-begin")
    assert f"{begin}?network=media" in client.get(reverse(f"{name}-export"), MEDIA | {"format": "csv"}).content.decode()
    client.post(f"{begin}?network=media&format=csv")
    do_long_works()
    job = Job.objects.get()
    assert (job.state, job.total) == ("done", 1)
    with job.file.file.open() as kept:
        assert [line.split(",") for line in kept.read().decode("utf-8-sig").splitlines()[1:]] == at_once
