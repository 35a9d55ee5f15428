"""The private address of a calendar: shown once, read without a log-in, exactly what its owner may see, until it is revoked."""

import datetime as dt
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.urls import reverse

from moralprovince.core.models import AuditEvent, User
from networks.actions import calendars
from networks.actions.calendars import make_subscription, revoke_subscription
from networks.models import CalendarSubscription, Meeting, RoleGrant
from networks.permissions import can_subscribe
from tests.factories import (
    DistrictFactory,
    OrganisationFactory,
    ProgrammeYearFactory,
    ProvinceFactory,
    SectorNetworkFactory,
    contact_of,
    coordinator_of,
    national_viewer,
    officer_of,
)
from tests.factories_networks_at_work import ActivityFactory, MeetingFactory, WorkingGroupFactory
from tests.factories_pledges import ReportRoundFactory
from tests.factories_visits import VisitAgreementFactory, VisitFactory
from tests.support.queries import counted

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(dt.datetime(2027, 4, 7, 5, tzinfo=dt.UTC), tick=False)]
BANGKOK = ZoneInfo("Asia/Bangkok")
LONG = "คณะทำงานขับเคลื่อนการส่งเสริมคุณธรรมและเชิดชูเกียรติองค์กรต้นแบบของเครือข่ายการศึกษา เด็ก และเยาวชน"


@pytest.fixture
def network(db):
    ProgrammeYearFactory()
    return SectorNetworkFactory()


@pytest.fixture
def coordinator(network):
    return coordinator_of(network)


def address_for(user, network=None) -> str:
    made = make_subscription(province=ProvinceFactory(), network=network, label="มือถือ", by=user)
    return reverse("calendar-feed", args=[made.key])


def events_of(response, *, holidays: bool = False) -> dict[str, icalendar.Event]:
    calendar = icalendar.Calendar.from_ical(response.content)
    events = {str(event["uid"]).partition("@")[0]: event for event in calendar.walk("VEVENT")}
    return {key: event for key, event in events.items() if key.startswith("holiday-") == holidays}


def test_the_feed_says_when_and_what_in_bangkok_time_and_whole_days(client, network, coordinator):
    meeting = MeetingFactory(group=WorkingGroupFactory(network=network, name=LONG), ended_at=dt.time(16))
    camp = ActivityFactory(network=network, held_on=dt.date(2027, 4, 29), until=dt.date(2027, 5, 1), state="cancelled")
    due = ReportRoundFactory(code="H1", due_on=dt.date(2027, 4, 15))
    answer = client.get(address_for(coordinator))
    events = events_of(answer)

    held = events[f"meeting-{meeting.pk}"]
    assert str(held["summary"]) == meeting.name
    starts, ends = held["dtstart"].dt, held["dtend"].dt
    assert (starts, ends) == (
        dt.datetime(2027, 4, 1, 13, 30, tzinfo=BANGKOK), dt.datetime(2027, 4, 1, 16, tzinfo=BANGKOK)
    )  # fmt: skip
    assert held["dtstart"].params["TZID"] == "Asia/Bangkok"
    whole = events[f"activity-{camp.pk}"]
    assert (whole["dtstart"].dt, whole["dtend"].dt) == (dt.date(2027, 4, 29), dt.date(2027, 5, 2))
    assert (whole["status"], whole["transp"], str(whole["summary"])) == ("CANCELLED", "TRANSPARENT", f"ยกเลิก: {camp.name}")
    assert events[f"round-{due.pk}-due"]["dtstart"].dt == dt.date(2027, 4, 15)
    assert str(whole["description"]).split("\n")[0] == str(network)
    # Long lines are folded between letters: each part is text by itself.
    assert max(len(part) for part in answer.content.split(b"\r\n") if part.decode()) <= 75
    assert answer.content.decode().count("BEGIN:VTIMEZONE") == 1


def test_the_public_holidays_are_whole_days_that_leave_their_reader_free(client, coordinator):
    holidays = events_of(client.get(address_for(coordinator)), holidays=True)
    songkran = holidays["holiday-20270413"]
    assert (str(songkran["summary"]), songkran["transp"]) == ("วันสงกรานต์", "TRANSPARENT")
    assert (songkran["dtstart"].dt, songkran["dtend"].dt) == (dt.date(2027, 4, 13), dt.date(2027, 4, 14))
    # A hundred days back, and more than a year ahead.
    assert [key for key in holidays if key.endswith("0101")] == ["holiday-20270101", "holiday-20280101"]


def test_what_was_agreed_at_a_visit_says_who_does_it_and_is_ticked_off(client, network, coordinator):
    visit = VisitFactory(organisation=OrganisationFactory(network=network), state="recorded")
    agreed = VisitAgreementFactory(visit=visit, what="ตั้งตู้ปันสุข", done_on=dt.date(2027, 4, 2))
    event = events_of(client.get(address_for(coordinator)))[f"agreement-{agreed.pk}"]
    assert str(event["summary"]) == "✓ เรื่องที่ตกลงกันเมื่อเยี่ยม: ตั้งตู้ปันสุข"
    assert (event["dtstart"].dt, event["transp"], event.get("location")) == (agreed.due_on, "TRANSPARENT", None)
    assert str(event["description"]).split("\n")[:2] == [str(network), "นายเจ้าบ้าน"]


def test_a_district_that_is_visited_or_the_only_place_is_said_to_be_one(client, network):
    district = DistrictFactory(name="บางปะอิน")
    visit = VisitFactory(organisation=None, district=district)
    only, named = (ActivityFactory(network=network, district=district, place=place) for place in ("", "วัดใหญ่"))
    events = events_of(client.get(address_for(officer_of(network.province))))
    assert str(events[f"visit-{visit.pk}"]["summary"]) == "เยี่ยม อำเภอบางปะอิน"
    assert [str(events[f"activity-{one.pk}"]["location"]) for one in (only, named)] == ["อำเภอบางปะอิน", "วัดใหญ่"]


def test_the_feed_is_found_without_cookies_and_kept_by_its_reader_alone(client, network, coordinator):
    answer = client.get(address_for(coordinator))
    assert (answer.status_code, dict(answer.cookies)) == (200, {})
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert set(answer["Cache-Control"].split(", ")) == {"private", "no-cache"}


def test_whoever_asks_again_gets_nothing_until_something_changed(client, network, coordinator):
    meeting, address = MeetingFactory(group=WorkingGroupFactory(network=network)), address_for(coordinator)
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")

    Meeting.objects.filter(pk=meeting.pk).update(held_on=dt.date(2027, 4, 9))
    moved = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert moved.status_code == 200
    assert events_of(moved).keys() == events_of(first).keys()


def test_it_shows_what_its_owner_may_see_and_nothing_of_other_networks(client, network, coordinator):
    other, province = SectorNetworkFactory(code="education"), ProvinceFactory()
    own, strange = (MeetingFactory(group=WorkingGroupFactory(network=one)) for one in (network, other))
    officer, contact = officer_of(province), contact_of(OrganisationFactory(network=network))
    addresses = {
        "all": address_for(officer), "one": address_for(officer, other), "own": address_for(coordinator),
        "contact": address_for(contact),
    }  # fmt: skip
    shown = {who: sorted(events_of(client.get(address))) for who, address in addresses.items()}
    mine, theirs = f"meeting-{own.pk}", f"meeting-{strange.pk}"
    assert shown == {"all": sorted([mine, theirs]), "one": [theirs], "own": [mine], "contact": []}


def test_rights_that_are_lost_are_lost_in_the_feed_at_once(client, network, coordinator):
    MeetingFactory(group=WorkingGroupFactory(network=network))
    contact_too = contact_of(OrganisationFactory(network=network))
    RoleGrant.objects.create(user=contact_too, role_id="coordinator", network=network, starts_on=dt.date(2026, 1, 1))
    addresses = [address_for(coordinator), address_for(contact_too)]
    RoleGrant.objects.filter(role="coordinator").update(ends_on=dt.date(2027, 4, 6))

    answers = [client.get(address) for address in addresses]
    assert [answer.status_code for answer in answers] == [410, 200]
    assert events_of(answers[1]) == {}


def test_a_closed_account_and_a_revoked_or_unknown_key_get_nothing(client, network, coordinator):
    address, revoked = address_for(coordinator), make_subscription(
        province=ProvinceFactory(), network=network, label="", by=coordinator
    )  # fmt: skip
    revoke_subscription(subscription=revoked.subscription, by=coordinator)
    User.objects.filter(pk=coordinator.pk).update(is_active=False)
    unknown = reverse("calendar-feed", args=["nobody-has-this"])
    answers = [client.get(one).status_code for one in (address, reverse("calendar-feed", args=[revoked.key]), unknown)]
    assert answers == [410, 404, 404]


def test_whoever_goes_along_on_visits_reads_nothing_more_once_her_account_is_closed(client, network, coordinator):
    visit = VisitFactory(organisation=OrganisationFactory(network=network))
    visit.team.create(user=coordinator, name=coordinator.name)
    address = address_for(coordinator)
    open_account = client.get(address)
    User.objects.filter(pk=coordinator.pk).update(is_active=False)
    assert (open_account.status_code, client.get(address).status_code) == (200, 410)


def test_who_guesses_waits(client, network, coordinator):
    address = address_for(coordinator)
    guesses = [client.get(reverse("calendar-feed", args=[f"guess{number}"])).status_code for number in range(21)]
    assert (guesses[:20], guesses[20], client.get(address).status_code) == ([404] * 20, 429, 429)


def test_an_address_is_shown_once_kept_as_a_digest_and_remembers_when_it_was_read(client, network, coordinator):
    client.force_login(coordinator)
    page = client.post(reverse("calendar-make"), {"label": "มือถือ", "network": "government"})
    made = page.context["made"]
    assert page.content.decode().count(made.link) == 1
    kept = CalendarSubscription.objects.get()
    assert (kept.digest, kept.network, kept.read_on) == (calendars.digest(made.key), network, None)
    assert made.key not in str(list(AuditEvent.objects.values()))
    client.logout()
    client.get(reverse("calendar-feed", args=[made.key]))
    client.force_login(coordinator)
    mine = client.get(reverse("calendars"))
    assert [one.read_on for one in mine.context["subscriptions"]] == [dt.date(2027, 4, 7)]
    assert mine.content.decode().count(made.key) == 0


def test_a_telephone_that_reads_again_on_the_same_day_writes_nothing(client, network, coordinator):
    MeetingFactory(group=WorkingGroupFactory(network=network))
    address = address_for(coordinator)
    client.get(address)
    with counted() as queries:
        client.get(address)
    assert [query for query in queries if not query.lstrip("(").startswith("SELECT")] == []
    assert len(queries) <= 10


def test_nobody_has_more_addresses_than_anybody_needs(client, network, coordinator):
    for _number in range(calendars.MOST):
        address_for(coordinator)
    client.force_login(coordinator)
    page = client.post(reverse("calendar-make"), {"label": "อีกเครื่อง"})
    assert page.context["form"].non_field_errors() == [f"ท่านมีที่อยู่ {calendars.MOST} รายการแล้ว กรุณายกเลิกรายการที่ไม่ได้ใช้ก่อน"]
    client.post(reverse("calendar-revoke", args=[CalendarSubscription.objects.first().pk]))
    assert client.post(reverse("calendar-make"), {"label": "อีกเครื่อง"}).context["made"]


def test_an_address_is_made_for_what_its_owner_reads_and_for_no_network_of_another_province(network, coordinator):
    beside = SectorNetworkFactory(code="education")
    asked = [("14", None), ("14", network), ("14", beside), ("13", None), ("13", network)]
    people = {
        coordinator: "11000", contact_of(OrganisationFactory()): "10000", officer_of(network.province): "11100",
        officer_of(ProvinceFactory(code="13")): "00010", national_viewer(): "00000",
        User.objects.create_superuser("root@example.org"): "11110",
    }  # fmt: skip

    for person, may in people.items():
        assert "".join(str(int(can_subscribe(person, *where))) for where in asked) == may
