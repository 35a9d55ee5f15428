"""The pages of activities: planned, recorded on a telephone, counted; a coordinator keeps her own network's only."""

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import gettext

from moralprovince.core.models import AuditEvent
from moralprovince.core.pictures import NOTED
from moralprovince.core.words import change_words
from networks.models import Activity, ActivityPlan, WorkPlanItem
from tests.factories import (
    DistrictFactory,
    OrganisationFactory,
    ProgrammeYearFactory,
    SectorNetworkFactory,
    contact_of,
    coordinator_of,
    officer_of,
)
from tests.factories_networks_at_work import (
    ActivityFactory,
    ActivityPlanFactory,
    AttendanceFactory,
    MeetingFactory,
    WorkingGroupFactory,
    WorkingGroupMemberFactory,
    WorkPlanItemFactory,
)
from tests.factories_pledges import StoredFileFactory, VirtueFactory
from tests.support.queries import counted
from tests.support.uploads import photo

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2027-04-03 10:00:00+07:00", tick=False)]


@pytest.fixture
def line():
    return ActivityPlanFactory()


@pytest.fixture
def office(client, line):
    client.force_login(officer_of(line.network.province))
    return client


@pytest.fixture
def coordinator(client, line):
    client.force_login(coordinator_of(line.network))
    return client


def test_an_activity_goes_from_the_plan_to_done_on_a_telephone(coordinator, line):
    body = OrganisationFactory(network=line.network)
    planned = coordinator.post(
        reverse("networks:activity-plan"), {"whose": f"plan:{line.pk}", "held_on": "๑/๔/๒๕๗๐", "place": "วัดใหญ่"}
    )
    made = Activity.objects.get()
    assert planned.headers["Location"] == reverse("networks:activity-record", args=[made.pk])
    told = {"held_on": "1/4/2570", "place": "วัดใหญ่", "people": "๑๒๐", "budget_used": "4,500", "organisation": body.code,
            "result": "เยาวชนร่วมกันทำความสะอาดวัด"}  # fmt: skip
    coordinator.post(planned.headers["Location"], told)
    made.refresh_from_db()
    assert (made.name, made.state, made.people, made.budget_used, made.plan, made.network, list(made.organisations.all())) == (
        line.name, "done", 120, 4500, line, line.network, [body]
    )  # fmt: skip
    actions = AuditEvent.objects.filter(object_type="networks.activity").order_by("pk")
    assert [(one.action, one.province_code) for one in actions] == [("plan_activity", "14"), ("record", "14")]
    assert coordinator.get(reverse("networks:activity", args=[made.pk])).content.decode().count(body.name) == 2


def test_on_its_last_day_an_activity_is_not_over_yet(coordinator, line):
    sent = {"whose": f"plan:{line.pk}", "held_on": "๓/๔/๒๕๗๐", "place": "วัดใหญ่"}
    answer = coordinator.post(reverse("networks:activity-plan"), sent)
    assert answer.headers["Location"] == reverse("networks:activity", args=[Activity.objects.get().pk])


def test_the_virtues_and_the_district_of_an_activity_are_kept_shown_and_offered_again(coordinator, line):
    virtue, other = VirtueFactory(), VirtueFactory(code="gratitude")
    line.programme_year.virtues.set([virtue, other])
    district = DistrictFactory(province=line.network.province, code="1402", name="ท่าเรือ")
    activity = ActivityFactory(held_on=dt.date(2027, 4, 1))
    address = reverse("networks:activity-record", args=[activity.pk])
    coordinator.post(address, {"held_on": "1/4/2570", "district": district.pk, "people": "9", "virtues": [virtue.pk]})
    activity.refresh_from_db()
    assert (activity.district, list(activity.virtues.all())) == (district, [virtue])
    page = coordinator.get(reverse("networks:activity", args=[activity.pk])).content.decode()
    assert (page.count("· อำเภอท่าเรือ"), page.count("<dt>คุณธรรม</dt><dd>วินัย</dd>")) == (1, 1)
    form = coordinator.get(address).context["form"]
    assert (list(map(str, form["virtues"].value())), form["district"].value()) == ([str(virtue.pk)], district.pk)


def test_more_bodies_than_fit_are_named_one_form_after_the_other(coordinator, line):
    first, second = OrganisationFactory.create_batch(2, network=line.network)
    activity = ActivityFactory(held_on=dt.date(2027, 4, 1))
    address = reverse("networks:activity-record", args=[activity.pk])
    sent = {"held_on": "1/4/2570", "organisation": first.code, "do": "more"}
    assert coordinator.post(address, sent).headers["Location"] == address
    coordinator.post(address, {"held_on": "1/4/2570", "keep": [first.pk], "organisation_2": second.code})
    assert set(activity.organisations.all()) == {first, second}
    coordinator.post(address, {"held_on": "1/4/2570", "keep": [second.pk]})
    assert list(activity.organisations.all()) == [second]


def test_who_is_slower_keeps_what_was_typed(coordinator):
    activity = ActivityFactory(held_on=dt.date(2027, 4, 1), version=3)
    page = coordinator.post(
        reverse("networks:activity-record", args=[activity.pk]), {"held_on": "1/4/2570", "people": "77", "version": "2"}
    )
    activity.refresh_from_db()
    assert (page.status_code, activity.state, 'value="77"' in page.content.decode()) == (200, "planned", True)


def test_what_took_place_is_not_changed_as_if_it_were_still_planned(coordinator, line):
    activity = ActivityFactory(held_on=dt.date(2027, 4, 1), state="done", people=40)
    address = reverse("networks:activity-edit", args=[activity.pk])
    said = "บันทึกแล้วว่าจัดกิจกรรมนี้จริง กรุณาแก้ไขที่ผลที่บันทึก หรือระบุก่อนว่าไม่ได้จัดจริง"
    opened = coordinator.get(address)
    # Opened before somebody else recorded it: what was typed stays.
    typed = {"whose": f"network:{line.network.code}", "name": "กิจกรรมที่แก้", "held_on": "21/5/2570", "version": "1"}
    sent = coordinator.post(address, typed)
    activity.refresh_from_db()
    assert (opened.status_code, str(opened.context["sentence"])) == (409, said)
    assert (sent.status_code, sent.context["form"].non_field_errors()) == (200, [said])
    assert {name: sent.context["form"][name].value() for name in ("name", "held_on")} == {
        name: typed[name] for name in ("name", "held_on")
    }
    assert (activity.held_on, activity.state) == (dt.date(2027, 4, 1), "done")


def test_what_is_not_over_cannot_be_recorded(coordinator):
    activity = ActivityFactory(held_on=dt.date(2027, 4, 3), until=dt.date(2027, 4, 4))
    address = reverse("networks:activity-record", args=[activity.pk])
    said = "กิจกรรมยังไม่สิ้นสุด บันทึกผลได้ตั้งแต่วันสุดท้ายของกิจกรรม"
    opened = coordinator.get(address)
    assert (opened.status_code, str(opened.context["sentence"])) == (409, said)
    sent = coordinator.post(address, {"held_on": "3/4/2570", "until": "4/4/2570", "people": "77"})
    activity.refresh_from_db()
    assert (sent.status_code, list(sent.context["form"].errors), activity.state) == (200, ["until"], "planned")
    assert sent.context["form"]["people"].value() == "77"


def test_what_was_cancelled_cannot_be_recorded(coordinator):
    activity = ActivityFactory(name="ทำบุญตักบาตร", held_on=dt.date(2027, 4, 1), state="cancelled")
    address = reverse("networks:activity-record", args=[activity.pk])
    page = reverse("networks:activity", args=[activity.pk])
    said = f'“<a href="{page}">ทำบุญตักบาตร</a>” ถูกยกเลิกแล้ว หากจัดจริง กรุณากด “กลับมาจัดตามเดิม” ที่หน้ากิจกรรมก่อน'
    opened = coordinator.get(address)
    # Opened before somebody else called it off: what was typed stays.
    sent = coordinator.post(address, {"held_on": "1/4/2570", "people": "77"})
    assert (opened.status_code, sent.status_code, sent.context["form"]["people"].value()) == (409, 200, "77")
    assert [answer.content.decode().count(said) for answer in (opened, sent)] == [1, 1]
    activity.refresh_from_db()
    assert (activity.state, activity.people) == ("cancelled", None)


def test_a_record_that_says_nothing_does_not_count(coordinator):
    activity = ActivityFactory(held_on=dt.date(2027, 4, 1))
    page = coordinator.post(reverse("networks:activity-record", args=[activity.pk]), {"held_on": "1/4/2570", "place": "วัดใหญ่"})
    activity.refresh_from_db()
    assert (page.status_code, activity.state) == (200, "planned")
    assert "กรุณากรอกจำนวนผู้ร่วมกิจกรรม หรือเล่าผลที่เกิดขึ้นสักหนึ่งประโยค" in page.content.decode()


@pytest.mark.parametrize("day", ["1/4/2570", "1/5/2570"])
def test_an_activity_outside_the_plan_is_not_called_one_of_it(office, line, day):
    sent = {"whose": f"network:{line.network.code}", "name": "ลงแขกเกี่ยวข้าว", "held_on": day}
    page = office.post(reverse("networks:activity-plan"), sent, follow=True)
    said = [str(message) for message in page.context["messages"]]
    assert (len(said), Activity.objects.get().plan) == (1, None)
    assert said[0].startswith("วางแผนกิจกรรมแล้ว ")


def test_the_line_of_another_year_takes_no_activity(office, line):
    sent = {"whose": f"plan:{line.pk}", "held_on": "1/10/2570"}
    assert office.post(reverse("networks:activity-plan"), sent).status_code == 200
    assert Activity.objects.count() == 0


def test_a_closed_year_takes_nothing(office, line):
    line.programme_year.read_only_from = dt.date(2027, 4, 3)
    line.programme_year.save()
    page = office.post(reverse("networks:activity-plan"), {"whose": f"plan:{line.pk}", "held_on": "1/4/2570"})
    assert (page.status_code, Activity.objects.count()) == (200, 0)
    assert office.post(reverse("networks:plan-line-remove", args=[line.pk])).status_code == 409


def test_a_coordinator_plans_for_her_own_network_only(coordinator, line):
    other = ActivityPlanFactory(network=SectorNetworkFactory(code="media"))
    for whose in (f"plan:{other.pk}", "network:media", "network:province"):
        page = coordinator.post(reverse("networks:activity-plan"), {"whose": whose, "name": "x", "held_on": "1/5/2570"})
        assert page.status_code == 200
    assert Activity.objects.count() == 0


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["ค", "ข", "ก"]),
        ("?state=done", ["ก"]),
        ("?year=2569", ["ก"]),
        ("?network=media", ["ข"]),
        ("?network=province", ["ค"]),
        ("?unrecorded=1", ["ข"]),
        ("?month=6", ["ค"]),
        ("?plan=none&state=planned", ["ค", "ข"]),
        ("?q=วัดใหญ่", ["ข"]),
        ("?sort=name", ["ก", "ข", "ค"]),
    ],
)
def test_the_list_shows_what_is_asked(office, query, expected):
    ActivityFactory(name="ก", held_on=dt.date(2026, 4, 1), state="done", people=5)
    ActivityFactory(name="ข", held_on=dt.date(2027, 3, 1), network=SectorNetworkFactory(code="media"), place="วัดใหญ่")
    ActivityFactory(name="ค", held_on=dt.date(2027, 6, 1), network=None)
    page = office.get(reverse("networks:activities") + query)
    assert [one.name for one in page.context["activities"]] == expected


def test_a_line_of_the_plan_is_added_changed_and_taken_out(office, line):
    sent = {"network": "government", "name": "วันคุณธรรม", "times": "๑", "months": ["8", "10"], "budget": "๒๐,๐๐๐"}
    office.post(reverse("networks:plan-line-add") + "?year=2570", sent)
    made = ActivityPlan.objects.get(name="วันคุณธรรม")
    assert (made.months, made.budget, made.order) == ([10, 8], 20_000, 1)
    edit = reverse("networks:plan-line-edit", args=[made.pk])
    office.post(edit, sent | {"times": "2", "sign": office.get(edit).context["form"]["sign"].value()})
    made.refresh_from_db()
    assert made.times == 2
    office.post(reverse("networks:plan-line-remove", args=[made.pk]))
    assert list(ActivityPlan.objects.all()) == [line]


def test_the_work_plan_is_kept_by_the_office(office, line):
    days = {"starts_on": "2/4/2570", "due_on": "1/4/2570"}
    crossed = office.post(reverse("networks:work-add") + "?year=2570", {"what": "x", "lead": "university", **days})
    assert list(crossed.context["form"].errors) == ["due_on"]
    office.post(
        reverse("networks:work-add") + "?year=2570", {"what": "ออกแบบเครื่องมือ", "lead": "university", "due_on": "1/4/2570"}
    )
    item = WorkPlanItem.objects.get()
    late = reverse("networks:work-plan") + "?state=late"
    assert office.get(late).context["items"] == [item]
    WorkPlanItemFactory(due_on=dt.date(2027, 4, 3))
    WorkPlanItemFactory(due_on=dt.date(2026, 4, 3), programme_year=ProgrammeYearFactory(fiscal_year=2569))
    assert {job.address: job.count for job in office.get(reverse("home")).context["jobs"]}[late] == 1
    office.post(reverse("networks:work-done", args=[item.pk]))
    item.refresh_from_db()
    assert (item.done_on, office.get(late).context["items"]) == (dt.date(2027, 4, 3), [])


@pytest.mark.parametrize("count", [10, 50])
def test_pages_cost_the_same_for_few_and_many(office, line, count):
    bodies = OrganisationFactory.create_batch(2, network=line.network)
    for number in range(count):
        network = SectorNetworkFactory(code=f"n{number % 9}", order=number % 9)
        ActivityPlanFactory(network=network)
        activity = ActivityFactory(network=network, held_on=dt.date(2027, 2, 1), state="done", people=3, budget_used=5)
        activity.organisations.set(bodies)
        WorkPlanItemFactory()
    for name, most in (("activities", 12), ("plan", 12), ("work-plan", 12), ("activity-plan", 12)):
        with counted() as queries:
            assert office.get(reverse(f"networks:{name}")).status_code == 200
        assert len(queries) <= most, (name, *queries)
    for name in ("activity", "activity-record"):
        with counted() as queries:
            assert office.get(reverse(f"networks:{name}", args=[activity.pk])).status_code == 200
        assert len(queries) <= 12, (name, *queries)


def test_the_page_of_a_body_names_what_it_took_part_in_and_links_what_one_may_read(coordinator, line):
    body = OrganisationFactory(network=line.network)
    own = ActivityFactory(name="ของเรา", state="done", held_on=dt.date(2027, 3, 2))
    other = ActivityFactory(
        name="ของเพื่อน", state="done", held_on=dt.date(2027, 3, 1), network=SectorNetworkFactory(code="media")
    )
    planned = ActivityFactory(name="ยังไม่จัด")
    for activity in (own, other, planned):
        activity.organisations.add(body)
    page = coordinator.get(reverse("networks:body-activities", args=[body.code]))
    assert [(one.name, one.readable) for one in page.context["activities"]] == [("ของเรา", True), ("ของเพื่อน", False)]


def test_the_page_of_a_body_names_the_meetings_on_whose_list_its_people_stand(coordinator, line):
    body, other = OrganisationFactory(network=line.network, name="วัดพนัญเชิง"), SectorNetworkFactory(code="media")
    own, strange = WorkingGroupFactory(network=line.network), WorkingGroupFactory(network=other)
    held, coming = MeetingFactory(group=own, state="held", held_on=dt.date(2027, 3, 1)), MeetingFactory(group=own)
    invited, foreign = MeetingFactory(group=strange), MeetingFactory(group=strange)
    invited.networks.add(line.network)
    seat = WorkingGroupMemberFactory(group=own, user=contact_of(body), name="พระมหาสมชาย")
    AttendanceFactory(meeting=coming, member=seat, name="พระมหาสมชาย", status="invited")
    for meeting in (held, invited, foreign):
        AttendanceFactory(meeting=meeting, agency="วัดพนัญเชิง", name="นายมาแทน", status="attending")
    MeetingFactory(group=own, held_on=dt.date(2027, 3, 5))

    page = coordinator.get(reverse("networks:body-activities", args=[body.code]))
    told = [(one.meeting, [row.name for row in one.people]) for one in page.context["meetings"]]
    # Who came to a meeting to which the network was only invited is not hers to read.
    assert told == [(invited, []), (coming, ["พระมหาสมชาย"]), (held, ["นายมาแทน"])]


def test_search_finds_activities_of_her_own_network_only(coordinator):
    ActivityFactory(name="ปลูกป่าชายเลน")
    ActivityFactory(name="ปลูกป่าต้นน้ำ", network=SectorNetworkFactory(code="media"))
    assert [hit.title for hit in coordinator.get(reverse("search"), {"q": "ปลูกป่า"}).context["hits"]] == ["ปลูกป่าชายเลน"]


def test_search_finds_networks_and_lines_of_the_work_plan_where_one_reads_them(client, line):
    WorkPlanItemFactory(what="จัดทำคู่มือเครือข่าย")
    SectorNetworkFactory(code="media", name="เครือข่ายสื่อมวลชน")
    shown = {}
    for person in (officer_of(line.network.province), coordinator_of(line.network), contact_of(OrganisationFactory())):
        client.force_login(person)
        hits = client.get(reverse("search"), {"q": "เครือข่าย"}).context["hits"]
        shown[person.role_grants.get().role_id] = [hit.title for hit in hits]
    assert shown == {
        "culture_officer": [str(line.network), "เครือข่ายสื่อมวลชน", "จัดทำคู่มือเครือข่าย"], "coordinator": [str(line.network)],
        "contact": [],
    }  # fmt: skip


def test_search_finds_lines_of_the_plan_by_name_and_target_group_in_her_own_networks(client, line):
    year, media = line.programme_year, SectorNetworkFactory(code="media")
    own = ActivityPlanFactory(network=line.network, programme_year=year, name="ปลูกป่าชายคลอง", target_group="เยาวชนริมน้ำ")
    other = ActivityPlanFactory(network=media, programme_year=year, name="ปลูกป่าในเมือง")
    there = [f"{reverse('networks:plan')}?year={year}#plan-{one.pk}" for one in (own, other)]
    people = (officer_of(line.network.province), coordinator_of(line.network), contact_of(OrganisationFactory()))
    found = {}
    for person in people:
        client.force_login(person)
        found[person.role_grants.get().role_id] = [
            sorted(hit.address for hit in client.get(reverse("search"), {"q": typed}).context["hits"])
            for typed in ("ปลูกป่า", "เยาวชนริมน้ำ")
        ]
    assert found == {"culture_officer": [sorted(there), there[:1]], "coordinator": [there[:1]] * 2, "contact": [[], []]}
    client.force_login(people[0])
    assert f'id="plan-{own.pk}"' in client.get(there[0]).content.decode()


def test_a_picture_is_added_once_and_taken_out(coordinator):
    activity = ActivityFactory(state="done", held_on=dt.date(2027, 3, 2))
    address = reverse("networks:activity-photo-add", args=[activity.pk])
    for _time in range(2):
        coordinator.post(address, {"file": SimpleUploadedFile("p.jpg", photo()), "caption": "เยาวชน", "consent": "on"})
    kept = activity.photos.get()
    assert (kept.caption, kept.consent, kept.file.owner_type) == ("เยาวชน", True, "networks.activityphoto")
    coordinator.post(reverse("networks:activity-photo-remove", args=[kept.pk]))
    assert activity.photos.count() == 0


def test_a_consent_is_noted_at_a_picture_and_taken_back_with_a_line_in_the_history_each(coordinator):
    kept = ActivityFactory(state="done", held_on=dt.date(2027, 3, 2)).photos.create(file=StoredFileFactory(), caption="เยาวชน")
    address = reverse("networks:activity-photo-agree", args=[kept.pk])
    page = reverse("networks:activity", args=[kept.activity_id])
    for wish, button, said in (
        ("yes", "They agreed", NOTED[True]),
        ("yes", "", NOTED[True]),
        ("no", "They do not agree any more", NOTED[False]),
    ):
        offered = coordinator.get(page).content.decode()
        assert not button or offered.count(gettext(button)) == 1
        sent = coordinator.post(address, {"consent": wish}, follow=True)
        kept.refresh_from_db()
        assert (kept.consent, [str(one) for one in sent.context["messages"]]) == (wish == "yes", [str(said)])
    events = AuditEvent.objects.filter(object_type="networks.activity", action="change_consent").order_by("pk")
    assert [(one.note, [(told.label, told.before, told.after) for told in change_words(one)]) for one in events] == [
        ("เยาวชน", [("บุคคลในภาพยินยอมให้ใช้ภาพ", *pair)]) for pair in (("ไม่ใช่", "ใช่"), ("ใช่", "ไม่ใช่"))
    ]  # fmt: skip


def test_people_and_money_stand_with_their_unit(coordinator, line):
    done = ActivityFactory(network=line.network, state="done", people=184, budget_used="6576", result="ดี")
    page = " ".join(
        re.sub(r"<[^>]+>", " ", coordinator.get(reverse("networks:activity", args=[done.pk])).content.decode()).split()
    )
    assert ("184 คน" in page, "6,576.00 บาท" in page) == (True, True)
