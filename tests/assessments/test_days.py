"""Days by which appeals are to be answered stand in the calendar of whoever may read the appeal, and in no other."""

import datetime as dt

import pytest
from django.urls import reverse

from assessments.days import days
from networks.actions.calendars import make_subscription
from tests.factories import (
    DistrictFactory,
    OrganisationFactory,
    ProgrammeYearFactory,
    ProvinceFactory,
    SectorNetworkFactory,
    contact_of,
    coordinator_of,
    holder_of,
    national_viewer,
    officer_of,
)
from tests.factories_assessments import (
    AppealFactory,
    AssessmentFactory,
    AssignmentFactory,
    assessor_of,
    committee_member_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2027-09-01 10:00:00+07:00", tick=False)]
SEPTEMBER = (dt.date(2027, 9, 1), dt.date(2027, 9, 30))
ITS_MONTH = {"month": "2570-09"}


@pytest.fixture
def appeal():
    body = OrganisationFactory(name="โรงเรียนบ้านปิ่นเกล้า")
    return AppealFactory(assessment=AssessmentFactory(organisation=body, state="certified", scores=[2] * 9))


def shown_to(user, appeal, **more) -> list:
    return [line for line in days(user, appeal.assessment.province_id, *SEPTEMBER, **more) if line.kind == "appeal"]


def elsewhere():
    """A network that the body is not of."""
    return SectorNetworkFactory(code="education")


READERS = {
    "the office": lambda a: officer_of(a.assessment.province),
    "its contact": lambda a: contact_of(a.assessment.organisation),
    "its coordinator": lambda a: coordinator_of(a.assessment.organisation.network),
    "who looks again": lambda a: AssignmentFactory(assessment=a.assessment).assessor,
    "the sub-committee": lambda a: committee_member_of(a.assessment.province),
}
OTHERS = {
    "another body": lambda a: contact_of(OrganisationFactory(network=a.assessment.organisation.network)),
    "another coordinator": lambda a: coordinator_of(elsewhere()),
    "another assessor": lambda a: assessor_of(a.assessment.province),
    "an office far away": lambda a: officer_of(ProvinceFactory(code="13")),
    "the university": lambda a: holder_of("academic_partner", province=a.assessment.province),
    "the ministry": lambda a: national_viewer(),
}


@pytest.mark.parametrize("who", READERS)
def test_whoever_may_read_an_appeal_sees_its_day_and_comes_to_its_page(client, appeal, who):
    reader = READERS[who](appeal)
    (line,) = shown_to(reader, appeal)
    told = "ครบกำหนดตอบคำอุทธรณ์ของโรงเรียนบ้านปิ่นเกล้า"
    network = appeal.assessment.organisation.network_id
    assert (line.day, line.title, line.network, line.done) == (appeal.answer_due_on, told, network, False)
    client.force_login(reader)
    assert client.get(reverse("calendar"), ITS_MONTH).content.decode().count(f'href="{line.address}"') == 1
    assert client.get(line.address).status_code == 200


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_sees_the_day_of_an_appeal(client, appeal, who):
    other = OTHERS[who](appeal)
    assert shown_to(other, appeal) == []
    client.force_login(other)
    page = client.get(reverse("calendar"), ITS_MONTH)
    assert page.content.decode().count(reverse("assessments:appeal", args=[appeal.pk])) == 0


def test_it_is_done_once_it_is_answered_and_stands_with_the_network_of_its_body(appeal):
    officer, network = officer_of(appeal.assessment.province), appeal.assessment.organisation.network
    assert [len(shown_to(officer, appeal, network=one)) for one in (network, elsewhere())] == [1, 0]
    appeal.state = "dismissed"
    appeal.save()
    assert [line.done for line in shown_to(officer, appeal)] == [True]


@pytest.mark.parametrize(("kind", "told"), [("district", "อำเภอบางปะอิน"), ("province", "จังหวัดพระนครศรีอยุธยา")])
def test_the_appeal_of_a_place_says_what_it_is_and_is_of_no_network(kind, told):
    district = DistrictFactory(code="1406", name="บางปะอิน")
    place = {"district": district} if kind == "district" else {"province": district.province}
    appeal = AppealFactory(assessment=AssessmentFactory(organisation=None, kind=kind, state="certified", **place))
    (line,) = shown_to(officer_of(district.province), appeal)
    assert (line.title, line.network) == (f"ครบกำหนดตอบคำอุทธรณ์ของ{told}", None)


def test_the_calendar_that_telephones_read_without_a_log_in_has_no_appeals(client, appeal):
    ProgrammeYearFactory()
    made = make_subscription(
        province=appeal.assessment.province, network=None, label="", by=officer_of(appeal.assessment.province)
    )
    feed = client.get(reverse("calendar-feed", args=[made.key])).content.decode()
    assert (feed.count("BEGIN:VEVENT") > 0, feed.count("appeal"), feed.count("ปิ่นเกล้า")) == (True, 0, 0)
