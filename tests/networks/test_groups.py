"""Working groups: who appoints them, who sits there in which order and time, and whose telephone is shown to whom."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.models import AuditEvent, StoredFile, User
from moralprovince.core.signs import sign_of
from networks.actions import groups as actions
from networks.actions.groups import GroupEntry, SeatEntry
from networks.models import WorkingGroup, WorkingGroupMember
from networks.permissions import can_see_seats
from networks.querysets.groups import told_of
from tests.factories import (
    OfficeFactory,
    ProvinceFactory,
    SectorNetworkFactory,
    UserFactory,
    coordinator_of,
    officer_of,
)
from tests.factories_networks_at_work import WorkingGroupFactory
from tests.factories_networks_at_work import WorkingGroupMemberFactory as SeatFactory
from tests.support.queries import counted
from tests.support.uploads import pdf

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(dt.datetime(2026, 11, 28, 5, tzinfo=dt.UTC), tick=False)]
TODAY = dt.date(2026, 11, 28)
SINCE = dt.date(2026, 10, 1)


@pytest.fixture
def network():
    OfficeFactory(province=ProvinceFactory())
    return SectorNetworkFactory()


@pytest.fixture
def officer(network):
    return officer_of(network.province)


@pytest.fixture
def group(network):
    return WorkingGroupFactory(network=network, starts_on=SINCE)


def names(seats) -> list[str]:
    return [str(seat) for seat in seats]


def shown(group) -> str:
    return sign_of(group, actions.GROUP_FIELDS)


def sign_of_seat(member) -> str:
    return sign_of(member, actions.SEAT_FIELDS)


def seat(post="member", name="สมชาย ใจดี", **more) -> SeatEntry:
    return SeatEntry(**{"post": post, "name": name, "starts_on": SINCE, **more})


# Groups


def test_an_officer_appoints_a_group_of_a_network_and_a_body_of_the_province(network, officer):
    given = {"province": network.province, "by": officer}
    entry = GroupEntry("คณะทำงานเครือข่ายภาครัฐ", SINCE, order_number="123/2569", ordered_on=SINCE)
    made = actions.add_group(kind="network", network=network, entry=entry, **given)
    body = actions.add_group(kind="subcommittee", entry=GroupEntry("คณะอนุกรรมการ", SINCE), **given)

    assert list(WorkingGroup.objects.visible_to(officer).order_by("pk")) == [made, body]
    assert (made.order_number, made.network, body.network) == ("123/2569", network, None)


@pytest.mark.parametrize("kind", ["network", "assessment"])
def test_a_group_belongs_to_a_network_and_a_body_to_none(network, officer, kind):
    own = None if kind == "network" else network
    with pytest.raises(Refused):
        actions.add_group(
            province=network.province, kind=kind, network=own, entry=GroupEntry("คณะ", SINCE), by=officer
        )  # fmt: skip


def test_a_group_takes_no_network_of_another_province(network, officer):
    far = SectorNetworkFactory(province=ProvinceFactory(code="15"))
    with pytest.raises(Refused):
        actions.add_group(
            province=network.province, kind="network", network=far, entry=GroupEntry("คณะ", SINCE), by=officer
        )  # fmt: skip


def test_a_coordinator_appoints_nobody(network, group):
    coordinator = coordinator_of(network)
    calls = (
        lambda: actions.add_group(
            province=network.province, kind="network", network=network, entry=GroupEntry("คณะ", SINCE), by=coordinator
        ),
        lambda: actions.edit_group(group=group, entry=GroupEntry("คณะ", SINCE), sign=shown(group), by=coordinator),
        lambda: actions.add_member(group=group, entry=seat(), by=coordinator),
    )
    for call in calls:
        with pytest.raises(NotAllowed):
            call()


def test_when_a_group_ends_its_seats_end_with_it(group, officer):
    lasting, leaving = SeatFactory(group=group), SeatFactory(group=group, ends_on=dt.date(2026, 10, 31))
    entry = GroupEntry(group.name, SINCE, dt.date(2027, 9, 30))
    actions.edit_group(group=group, entry=entry, sign=shown(group), by=officer)

    lasting.refresh_from_db(), leaving.refresh_from_db()
    assert (lasting.ends_on, leaving.ends_on) == (dt.date(2027, 9, 30), dt.date(2026, 10, 31))
    assert AuditEvent.objects.get(action="edit_group").changes["ends_on"] == [None, "2027-09-30"]


def test_a_group_cannot_begin_after_somebody_sits_there(group, officer):
    SeatFactory(group=group)
    entry = GroupEntry(group.name, dt.date(2026, 11, 1))
    with pytest.raises(Refused) as refused:
        actions.edit_group(group=group, entry=entry, sign=shown(group), by=officer)
    assert type(refused.value) is Refused


# Seats


def test_people_stand_in_the_official_order(client, group, officer):
    for post, name in (("facilitator", "ห้า"), ("secretary", "สี่"), ("member", "สาม"), ("chair", "หนึ่ง"), ("vice_chair", "สอง")):
        SeatFactory(group=group, post=post, name=name, title="", order=0)
    SeatFactory(group=group, name="สองครึ่ง", title="", order=-0)
    client.force_login(officer)

    shown = client.get(reverse("networks:group", args=[group.pk])).context["seats"]
    assert names(shown) == ["หนึ่ง", "สอง", "สาม", "สองครึ่ง", "สี่", "ห้า"]


def test_a_monk_has_a_title_and_no_surname(client, group, officer):
    client.force_login(officer)
    typed = {"post": "chair", "title": "พระครู", "name": "ปลัดสุวัฒน์", "starts_on": "1/10/2569"}
    answer = client.post(reverse("networks:member-add", args=[group.pk]), typed)

    made = WorkingGroupMember.objects.get()
    assert (answer.status_code, str(made), made.user, made.order) == (302, "พระครูปลัดสุวัฒน์", None, 0)


def test_an_account_of_the_same_address_is_joined_to_the_seat(group, officer):
    person = UserFactory(email="somchai@example.org")
    joined = actions.add_member(group=group, entry=seat(email="Somchai@example.org"), by=officer)
    assert joined.user == person
    actions.edit_member(member=joined, entry=seat(email="other@example.org"), sign=sign_of_seat(joined), by=officer)
    joined.refresh_from_db()
    assert joined.user is None


def test_an_account_that_came_later_is_joined_when_the_seat_is_saved_as_it_stands(group, officer):
    made = actions.add_member(group=group, entry=seat(email="somchai@example.org"), by=officer)
    person = UserFactory(email="somchai@example.org")

    def saved():
        with counted() as queries:
            actions.edit_member(
                member=WorkingGroupMember.objects.get(), entry=seat(email="somchai@example.org"), sign="", by=officer
            )
        written = [query for query in queries if query.startswith('UPDATE "networks_workinggroupmember"')]
        return WorkingGroupMember.objects.get().user, len(written)

    assert (made.user, saved(), saved()) == (None, (person, 1), (person, 0))


@pytest.mark.parametrize(("starts_on", "ends_on", "fits"), [
    (dt.date(2027, 4, 1), None, True), (dt.date(2027, 3, 31), None, False), (SINCE, dt.date(2026, 10, 31), True),
])  # fmt: skip
def test_a_group_has_one_chair_at_a_time(group, officer, starts_on, ends_on, fits):
    SeatFactory(group=group, post="chair", starts_on=dt.date(2026, 11, 1), ends_on=dt.date(2027, 3, 31))
    entry = seat("chair", starts_on=starts_on, ends_on=ends_on)
    if fits:
        assert actions.add_member(group=group, entry=entry, by=officer).post == "chair"
    else:
        with pytest.raises(Refused):
            actions.add_member(group=group, entry=entry, by=officer)


@pytest.mark.parametrize("when", [
    {"starts_on": dt.date(2026, 9, 30)}, {"starts_on": dt.date(2027, 10, 1)}, {"ends_on": dt.date(2027, 10, 1)},
    {"starts_on": dt.date(2027, 1, 2), "ends_on": dt.date(2027, 1, 1)},
])  # fmt: skip
def test_nobody_sits_outside_the_term_of_the_group(network, officer, when):
    group = WorkingGroupFactory(network=network, starts_on=SINCE, ends_on=dt.date(2027, 9, 30))
    with pytest.raises(Refused):
        actions.add_member(group=group, entry=seat(**when), by=officer)


def test_one_stands_in_for_a_colleague_of_the_same_group_only(group, officer):
    secretary = SeatFactory(group=group, post="secretary")
    stranger = SeatFactory(group=WorkingGroupFactory(kind="assessment", network=None, province=group.province))
    assert actions.add_member(group=group, entry=seat(stands_in_for=secretary), by=officer).stands_in_for == secretary
    with pytest.raises(Refused):
        actions.add_member(group=group, entry=seat(stands_in_for=stranger), by=officer)
    with pytest.raises(Refused):
        actions.edit_member(member=secretary, entry=seat(stands_in_for=secretary), sign=sign_of_seat(secretary), by=officer)


def test_whoever_leaves_stands_among_the_past_members(client, group, officer):
    leaving, staying = SeatFactory(group=group), SeatFactory(group=group)
    client.force_login(officer)
    typed = {"ends_on": "27/11/2569", "sign": sign_of(leaving, ["ends_on"])}
    client.post(reverse("networks:member-end", args=[leaving.pk]), typed)

    page = client.get(reverse("networks:group", args=[group.pk])).context
    assert (page["seats"], page["past"]) == ([staying], [leaving])
    leaving.refresh_from_db()
    with pytest.raises(Refused) as refused:
        actions.end_seat(member=leaving, last_day=TODAY, sign=sign_of(leaving, ["ends_on"]), by=officer)
    assert type(refused.value) is Refused


def test_a_seat_entered_by_mistake_is_taken_out_and_the_history_says_so(group, officer):
    made = actions.add_member(group=group, entry=seat(phone="0811111111"), by=officer)
    actions.remove_member(member=made, by=officer)

    said = AuditEvent.objects.get(action="remove_member")
    assert (WorkingGroupMember.objects.count(), said.object_id, said.note) == (0, str(group.pk), "สมชาย ใจดี")
    assert said.changes["networks.workinggroupmember.phone"] == ["0811111111", None]


def test_a_seat_somebody_stands_in_for_is_not_taken_out(group, officer):
    secretary = SeatFactory(group=group, post="secretary")
    SeatFactory(group=group, stands_in_for=secretary)
    with pytest.raises(Refused):
        actions.remove_member(member=secretary, by=officer)


def test_the_order_of_appointment_is_kept_with_the_group_and_a_newer_one_takes_its_place(client, group, officer):
    client.force_login(officer)
    for name in ("คำสั่งเดิม.pdf", "คำสั่งใหม่.pdf"):
        typed = {"name": group.name, "starts_on": "1/10/2569", "order": SimpleUploadedFile(name, pdf())}
        address = reverse("networks:group-edit", args=[group.pk])
        opened = client.get(address).context["form"]
        client.post(address, typed | {name: opened[name].value() for name in ("sign", "order_sign")})

    group.refresh_from_db()
    owners = dict(StoredFile.objects.values_list("name", "owner_type"))
    assert (group.order_file.name, owners) == (
        "คำสั่งใหม่.pdf", {"คำสั่งเดิม.pdf": "", "คำสั่งใหม่.pdf": "networks.workinggroup"}
    )  # fmt: skip
    client.force_login(coordinator_of(SectorNetworkFactory(code="education")))
    assert client.get(reverse("file", args=[group.order_file.pk])).status_code == 404


# Who reads


def test_a_coordinator_reads_of_her_own_network_with_telephones_and_of_no_body_of_the_province(client, group):
    SeatFactory(group=group, phone="0811111111", email="seat@example.org")
    body = WorkingGroupFactory(kind="subcommittee", network=None, province=group.province)
    client.force_login(coordinator_of(group.network))

    text = client.get(reverse("networks:group", args=[group.pk])).content.decode()
    assert (text.count("0811111111"), text.count("seat@example.org")) == (2, 2)
    assert client.get(reverse("networks:group", args=[body.pk])).status_code == 404
    table = b"".join(client.get(reverse("networks:group-export", args=[group.pk]), {"format": "csv"})).decode()
    assert table.count("0811111111") == 1


def test_the_search_box_finds_who_sits_in_a_group_for_those_who_read_it(client, group, officer):
    SeatFactory(group=group, name="ประเสริฐ มีวินัย", position="นายอำเภอ")
    SeatFactory(group=group, name="ประเสริฐ พ้นแล้ว", ends_on=dt.date(2026, 11, 27))
    found = []
    for person in (officer, coordinator_of(group.network), coordinator_of(SectorNetworkFactory(code="education"))):
        client.force_login(person)
        found.append([hit.title for hit in client.get(reverse("search"), {"q": "ประเสริฐ นายอำเภอ"}).context["hits"]])
    assert found == [["นายประเสริฐ มีวินัย"], ["นายประเสริฐ มีวินัย"], []]


def test_the_page_of_a_group_needs_as_many_queries_for_fifty_people_as_for_ten(client, group, officer):
    client.force_login(officer)
    sent = []
    for more in (10, 40):
        SeatFactory.create_batch(more, group=group)
        with counted() as queries:
            client.get(reverse("networks:group", args=[group.pk]))
        sent.append(len(queries))
    assert sent[0] == sent[1] <= 12


def test_who_may_call_a_seat_is_said_alike_of_one_group_and_of_all(group, network, officer):
    beside = SectorNetworkFactory(code="education")
    far = WorkingGroupFactory(province=ProvinceFactory(code="13"))
    groups = [group, WorkingGroupFactory(network=beside), WorkingGroupFactory(kind="empowerment", network=None), far]
    seats = [SeatFactory(group=one) for one in groups]
    told = {coordinator_of(network): seats[:1], officer: seats[:3], officer_of(far.province): seats[3:], UserFactory(): [],
            User.objects.create_superuser("root@example.org"): seats}  # fmt: skip

    for person, expected in told.items():
        assert list(WorkingGroupMember.objects.filter(told_of(person)).order_by("pk")) == expected
        assert [seat for seat in seats if can_see_seats(person, seat.group)] == expected
