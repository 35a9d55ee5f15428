"""Networks through the years: renamed, reordered, split, merged, retired; the past stays as it was."""

import datetime as dt

import pytest
from django.urls import reverse

from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.models import AuditEvent
from networks.actions import lineage as actions
from networks.actions.lineage import NewNetwork
from networks.models import Invitation, Membership, Organisation, RoleGrant, SectorNetwork, Succession
from tests.factories import (
    OfficeFactory,
    OrganisationFactory,
    ProgrammeYearFactory,
    ProvinceFactory,
    SectorNetworkFactory,
    administrator_of,
    coordinator_of,
    officer_of,
    role,
)
from tests.factories_networks_at_work import ActivityFactory, ActivityPlanFactory, WorkingGroupFactory
from tests.factories_networks_at_work import WorkingGroupMemberFactory as SeatFactory
from tests.support.queries import counted

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(dt.datetime(2027, 4, 7, 5, tzinfo=dt.UTC), tick=False)]
TODAY, APRIL = dt.date(2027, 4, 7), dt.date(2027, 4, 1)


@pytest.fixture
def network():
    province = ProvinceFactory()
    ProgrammeYearFactory(fiscal_year=2569)
    OfficeFactory(province=province, working_year=ProgrammeYearFactory(fiscal_year=2570))
    return SectorNetworkFactory(province=province)


@pytest.fixture
def other(network):
    return SectorNetworkFactory(code="education", order=2)


@pytest.fixture
def administrator(network):
    return administrator_of(network.province)


def rename(network, administrator, name, from_year=2570):
    actions.rename_network(network=network, name=name, name_en="", from_year=from_year, by=administrator)
    network.refresh_from_db()


def called(network) -> dict[int, str]:
    years = (2563, 2568, 2569, 2570, 2571)
    return {year: str(SectorNetwork.objects.named_in(year).get(pk=network.pk)) for year in years}


def spans(body) -> list[tuple]:
    return list(body.memberships.order_by("since", "pk").values_list("network__code", "since", "until", "primary"))


# Names and order


def test_a_new_name_holds_from_its_year_and_older_years_keep_theirs(network, administrator):
    rename(network, administrator, "เครือข่ายราชการ", 2569)
    rename(network, administrator, "เครือข่ายหน่วยงานรัฐ", 2570)

    assert called(network) == {
        2563: "เครือข่ายภาครัฐ", 2568: "เครือข่ายภาครัฐ", 2569: "เครือข่ายราชการ", 2570: "เครือข่ายหน่วยงานรัฐ",
        2571: "เครือข่ายหน่วยงานรัฐ",
    }  # fmt: skip
    assert network.aliases == ["เครือข่ายภาครัฐ", "เครือข่ายราชการ"]


def test_a_second_new_name_of_the_same_year_takes_the_place_of_the_first(network, administrator):
    rename(network, administrator, "ผิด")
    rename(network, administrator, "เครือข่ายราชการ")
    assert (called(network)[2569], called(network)[2570]) == ("เครือข่ายภาครัฐ", "เครือข่ายราชการ")


@pytest.mark.parametrize("from_year", [2562, 2569, 2571])
def test_a_name_of_a_year_that_has_one_or_is_to_come_is_refused(network, administrator, from_year):
    rename(network, administrator, "เครือข่ายราชการ", 2570)
    with pytest.raises(Refused):
        rename(network, administrator, "อีกชื่อ", from_year)


def test_networks_change_places_with_their_neighbours(network, other, administrator):
    third = SectorNetworkFactory(code="media", order=2)
    actions.move_network(network=third, up=True, by=administrator)
    actions.move_network(network=network, up=False, by=administrator)
    assert [one.code for one in SectorNetwork.objects.order_by("order")] == ["media", "government", "education"]
    with pytest.raises(Refused):
        actions.move_network(network=SectorNetwork.objects.order_by("order").first(), up=True, by=administrator)


# Splitting


def test_chosen_members_move_from_a_day_and_the_record_says_where_they_were(network, administrator):
    moving, staying = OrganisationFactory(network=network), OrganisationFactory(network=network)
    made = actions.split_network(
        network=network, new=NewNetwork("elderly", "เครือข่ายผู้สูงอายุ"), organisations=[moving], since=APRIL, by=administrator
    )

    moving.refresh_from_db(), staying.refresh_from_db()
    assert (moving.network, staying.network, made.first_fiscal_year, made.order) == (made, network, 2570, 2)
    assert spans(moving) == [
        ("government", dt.date(2020, 10, 1), dt.date(2027, 3, 31), True), ("elderly", APRIL, None, True)
    ]  # fmt: skip
    said = Succession.objects.get()
    assert (said.predecessor, said.successor, said.first_fiscal_year) == (network, made, 2570)
    assert (moving.version, moving.edited_fields) == (2, ["network"])
    assert AuditEvent.objects.get(action="move_to_network").changes == {"network": [network.pk, made.pk]}


def test_nobody_moves_before_she_was_a_member(network, administrator):
    late = OrganisationFactory(network=network)
    Membership.objects.filter(organisation=late).update(since=dt.date(2027, 4, 5))
    actions.split_network(
        network=network, new=NewNetwork("elderly", "ใหม่"), organisations=[late], since=APRIL, by=administrator
    )  # fmt: skip
    assert spans(late) == [("elderly", dt.date(2027, 4, 5), None, True)]


def test_an_additional_membership_in_the_other_network_becomes_the_primary_one(network, other, administrator):
    body = OrganisationFactory(network=network)
    Membership.objects.create(organisation=body, network=other, since=dt.date(2026, 10, 1))
    actions.merge_networks(source=network, into=other, since=APRIL, by=administrator)
    assert spans(body) == [
        ("government", dt.date(2020, 10, 1), dt.date(2027, 3, 31), True),
        ("education", dt.date(2026, 10, 1), dt.date(2027, 3, 31), False), ("education", APRIL, None, True),
    ]  # fmt: skip


@pytest.mark.parametrize("wrong", ["nobody", "stranger", "future", "long ago", "code"])
def test_a_split_that_does_not_fit_changes_nothing(network, other, administrator, wrong):
    own, stranger = OrganisationFactory(network=network), OrganisationFactory(network=other)
    chosen = {"nobody": [], "stranger": [own, stranger]}.get(wrong, [own])
    since = {"future": dt.date(2027, 4, 8), "long ago": dt.date(2018, 1, 1)}.get(wrong, APRIL)
    with pytest.raises(Refused):
        actions.split_network(
            network=network, new=NewNetwork("education" if wrong == "code" else "new", "ใหม่"), organisations=chosen,
            since=since, by=administrator,
        )  # fmt: skip
    assert (Organisation.objects.filter(network=network).count(), Succession.objects.count()) == (1, 0)


# Merging and retiring


def test_all_members_of_a_merged_network_move_and_it_ends_with_its_group(network, other, administrator):
    bodies = [OrganisationFactory(network=network, state=state) for state in ("active", "withdrawn")]
    group = WorkingGroupFactory(network=network)
    seat = SeatFactory(group=group)
    assert actions.merge_networks(source=network, into=other, since=APRIL, by=administrator) == 2

    network.refresh_from_db(), group.refresh_from_db(), seat.refresh_from_db()
    assert {one.network for one in Organisation.objects.filter(pk__in=[one.pk for one in bodies])} == {other}
    assert (network.last_fiscal_year, group.ends_on, seat.ends_on) == (2570, dt.date(2027, 3, 31), dt.date(2027, 3, 31))


def test_who_followed_a_merged_network_follows_the_other_one(network, other, administrator):
    both, only = coordinator_of(network), coordinator_of(network)
    RoleGrant.objects.create(user=both, role=role("coordinator"), network=other, starts_on=APRIL)
    invitation = Invitation.objects.create(
        province=network.province, role=role("coordinator"), network=network, name="ผู้รับเชิญ", token_hash="a" * 64,
        created_by=administrator, expires_at=dt.datetime(2027, 5, 1, tzinfo=dt.UTC),
    )  # fmt: skip
    actions.merge_networks(source=network, into=other, since=APRIL, by=administrator)

    now = RoleGrant.objects.in_force(TODAY).filter(role="coordinator").values_list("user", "network")
    assert sorted(now) == sorted([(both.pk, other.pk), (only.pk, other.pk)])
    invitation.refresh_from_db()
    assert invitation.network == other


def test_a_merger_at_the_turn_of_the_year_ends_the_network_with_the_year_before(network, other, administrator):
    actions.merge_networks(source=network, into=other, since=dt.date(2026, 10, 1), by=administrator)
    network.refresh_from_db()
    assert network.last_fiscal_year == 2569


def test_a_merger_needs_as_many_statements_for_fifty_members_as_for_ten(network, administrator):
    sent = []
    for count in (1, 10, 50):
        into = SectorNetworkFactory(code=f"into{count}", order=9)
        source = SectorNetworkFactory(code=f"from{count}", order=8)
        OrganisationFactory.create_batch(count, network=source)
        with counted() as queries:
            actions.merge_networks(source=source, into=into, since=APRIL, by=administrator)
        sent.append(len(queries))
    assert sent[1] == sent[2]


def test_a_network_merges_with_no_network_that_is_over_or_its_own(network, other, administrator):
    SectorNetwork.objects.filter(pk=other.pk).update(last_fiscal_year=2570)
    other.refresh_from_db()
    for into in (network, other, SectorNetworkFactory(province=ProvinceFactory(code="15"))):
        with pytest.raises(Refused):
            actions.merge_networks(source=network, into=into, since=APRIL, by=administrator)


def test_an_empty_network_retires_and_one_with_members_does_not(network, other, administrator):
    OrganisationFactory(network=network)
    coordinator = coordinator_of(other)
    invited = Invitation.objects.create(
        province=network.province, role=role("coordinator"), network=other, name="ผู้ประสานงานใหม่", token_hash="a", code_hash="b",
        created_by=administrator, expires_at=dt.datetime(2027, 4, 20, tzinfo=dt.UTC),
    )  # fmt: skip
    actions.retire_network(network=other, last_fiscal_year=2569, by=administrator)
    other.refresh_from_db()
    assert (other.last_fiscal_year, RoleGrant.objects.in_force(TODAY).filter(user=coordinator).exists()) == (2569, False)
    revoked = AuditEvent.objects.filter(action="revoke_invitation").values_list("object_id", flat=True)
    assert (list(revoked), Invitation.objects.get().revoked_at is None) == ([str(invited.pk)], False)
    with pytest.raises(Refused):
        actions.retire_network(network=network, last_fiscal_year=2570, by=administrator)


def test_only_who_looks_after_the_office_changes_networks(network, other):
    officer, body = officer_of(network.province), OrganisationFactory(network=network)
    calls = (
        lambda: actions.rename_network(network=network, name="ใหม่", name_en="", from_year=2570, by=officer),
        lambda: actions.move_network(network=network, up=False, by=officer),
        lambda: actions.merge_networks(source=network, into=other, since=APRIL, by=officer),
        lambda: actions.retire_network(network=other, last_fiscal_year=2570, by=officer),
        lambda: actions.split_network(
            network=network, new=NewNetwork("new", "ใหม่"), organisations=[body], since=APRIL, by=officer
        ),
    )
    for call in calls:
        with pytest.raises(NotAllowed):
            call()


# Pages


def test_what_moves_is_shown_before_it_is_done(client, network, other, administrator):
    OrganisationFactory.create_batch(2, network=network)
    coordinator_of(network)
    for day in (dt.date(2027, 3, 31), dt.date(2027, 4, 1), dt.date(2027, 9, 1)):
        ActivityFactory(network=network, plan=None, held_on=day)
    for year in (2570, 2571):
        ActivityPlanFactory(network=network, programme_year=ProgrammeYearFactory(fiscal_year=year))
    client.force_login(administrator)
    address, typed = reverse("networks:network-merge", args=["government"]), {"into": other.pk, "since": "1/4/2570"}

    preview = client.post(address, typed)
    assert ([line.count for line in preview.context["lines"]], preview.context["sent"]) == (
        [2, 1, 0, 0, 0, 2, 1], [("into", str(other.pk)), ("since", "1/4/2570")]
    )  # fmt: skip
    assert Organisation.objects.filter(network=other).count() == 0
    done = client.post(address, {**typed, "confirm": "1"})
    assert (done.status_code, Organisation.objects.filter(network=other).count()) == (302, 2)


def test_a_split_is_chosen_by_ticks(client, network, administrator):
    moving, _staying = OrganisationFactory(network=network), OrganisationFactory(network=network, kind="community")
    client.force_login(administrator)
    address = reverse("networks:network-split", args=["government"])
    form = client.get(address, {"kind": "organisation"}).context["form"]
    assert [key for key, _label in form.fields["organisations"].choices] == [moving.pk]

    typed = {"name": "ใหม่", "code": "new", "since": "7/4/2570", "organisations": [moving.pk]}
    assert [line.count for line in client.post(address, typed).context["lines"]] == [1, 1]
    client.post(address, {**typed, "confirm": "1"})
    moving.refresh_from_db()
    assert moving.network.code == "new"


def test_a_long_network_is_split_by_district_or_by_codes(client, network, administrator, monkeypatch):
    """A page of hundreds of ticks helps nobody: they wait for a district, codes may be pasted, and what was ticked stays."""
    monkeypatch.setattr("networks.views.lineage.MOST_TO_TICK", 2)
    bodies = [OrganisationFactory(network=network) for _number in range(3)]
    client.force_login(administrator)
    address = reverse("networks:network-split", args=["government"])
    shown = {
        query: len(client.get(address + query).context["form"].fields["organisations"].choices)
        for query in ("", "?kind=organisation", f"?district={bodies[0].district_id}")
    }
    assert list(shown.values()) == [0, 0, 3]

    typed = {"name": "ใหม่", "code": "new", "since": "7/4/2570", "organisations": [bodies[0].pk]}
    answer = client.post(address, {**typed, "codes": f"{bodies[1].code}\r\n99-00001, 99-00002"})
    assert answer.context["form"].errors["codes"] == ["ไม่ใช่สมาชิกของเครือข่ายนี้: 99-00001, 99-00002"]
    assert [key for key, _label in answer.context["form"].fields["organisations"].choices] == [bodies[0].pk]
    answer = client.post(address, {**typed, "codes": bodies[1].code})
    assert [line.count for line in answer.context["lines"]] == [2, 1]
    client.post(address, {**typed, "codes": bodies[1].code, "confirm": "1"})
    assert set(Organisation.objects.filter(network__code="new")) == {bodies[0], bodies[1]}


def test_chips_say_a_new_name_at_once(client, network, administrator, django_capture_on_commit_callbacks):
    OrganisationFactory(network=network)
    client.force_login(administrator)

    def names():
        chips = client.get(reverse("networks:organisations")).context["chips"]
        return [str(choice.label) for one in chips if one.name == "network" for choice in one.choices]

    SectorNetworkFactory(code="media", name="เครือข่ายสื่อ", order=9)
    before = names()
    with django_capture_on_commit_callbacks(execute=True):
        actions.rename_network(network=network, name="เครือข่ายราชการ", name_en="", from_year=2570, by=administrator)
    assert (before[0], names()[0]) == ("เครือข่ายภาครัฐ", "เครือข่ายราชการ")


@pytest.mark.parametrize(("name", "typed"), [
    ("rename", {"name": "ใหม่", "from_year": "2599", "confirm": "1"}), ("rename", {"name": ""}),
    ("split", {"name": "ใหม่", "code": "new", "since": "30/2/2570"}), ("merge", {"into": "x", "since": ""}),
    ("retire", {"last_fiscal_year": "2500", "confirm": "1"}),
])  # fmt: skip
def test_nonsense_is_answered_by_sentences(client, network, administrator, name, typed):
    client.force_login(administrator)
    answer = client.post(reverse(f"networks:network-{name}", args=["government"]), typed)
    assert (answer.status_code, bool(answer.context["form"].errors)) == (200, True)


def test_a_code_that_is_none_is_answered_in_thai(client, network, administrator):
    client.force_login(administrator)
    page = client.post(reverse("networks:network-split", args=[network.code]), {"name": "ใหม่", "code": "Royal temple"})
    expected = ["ใช้ได้เฉพาะอักษรละติน ตัวเลข ขีดกลาง และขีดล่าง โดยไม่เว้นวรรค เช่น elderly-care"]
    assert page.context["form"].errors["code"] == expected


def test_retiring_says_at_once_that_members_are_left(client, network, administrator):
    client.force_login(administrator)
    OrganisationFactory(network=network)
    page = client.post(reverse("networks:network-retire", args=[network.code]), {"last_fiscal_year": "2570"})
    assert (page.context["lines"], "รวมเข้ากับเครือข่ายอื่น" in page.content.decode()) == (None, True)
