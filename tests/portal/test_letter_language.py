"""What people are told is in the language of letters, whoever presses the button in which language."""

import datetime as dt
import re

import pytest
from django.utils import translation

from assessments.actions import visits
from assessments.actions.certificates import follow_new_results, issue
from assessments.models import Certificate
from lessons.actions import reviewing
from moralprovince.core.models import Message
from moralprovince.core.periods import Period
from moralprovince.portal.actions.summaries import announce_summary, freeze_summary
from networks.actions.meetings import cancel_meeting, send_invitation
from networks.actions.minutes import add_action
from networks.actions.roles import grant_role
from tests.factories import (
    DistrictFactory,
    OrganisationFactory,
    ProgrammeYearFactory,
    ProvinceFactory,
    SectorNetworkFactory,
    UserFactory,
    administrator_of,
    contact_of,
    officer_of,
    role,
)
from tests.factories_assessments import AssessmentFactory
from tests.factories_lessons import LessonFactory
from tests.factories_networks_at_work import MeetingFactory, ResolutionFactory, WorkingGroupMemberFactory
from tests.factories_visits import VisitFactory

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2027-08-13 10:00:00+07:00", tick=False)]
# What Thai calls so as well.
SAID_SO = {"PDF", "Excel"}
SOON = dt.date(2027, 8, 20)


@pytest.fixture
def province():
    return ProgrammeYearFactory(province=ProvinceFactory()).province


@pytest.fixture
def officer(province):
    return officer_of(province)


def visit(province, officer):
    """Planned in a district, and cancelled; another one signed."""
    team = (visits.TeamEntry("นายทีม", UserFactory()),)
    planned = visits.plan_visit(subject=DistrictFactory(province=province), planned_on=SOON, team=team, by=officer)
    visits.cancel_visit(visit=planned, note="ฝนตก", by=officer)
    body = OrganisationFactory(name="วัดเดิม")
    contact_of(body)
    recorded = VisitFactory(organisation=body, state="recorded", visited_on=dt.date(2027, 8, 2))
    visits.sign_for_team(visit=recorded, name="นายทีม", version=recorded.version, by=officer)


def meeting(province, officer):
    """People are invited to one that is cancelled; another one gave a task."""
    seat = WorkingGroupMemberFactory(user=UserFactory())
    planned = MeetingFactory(group=seat.group, held_on=SOON)
    send_invitation(meeting=planned, text="ขอเชิญ", by=officer)
    cancel_meeting(meeting=planned, note="เลื่อน", by=officer)
    held = ResolutionFactory(item__meeting=MeetingFactory(group=seat.group, held_on=dt.date(2027, 8, 1), state="held"))
    add_action(resolution=held, what="เชิญครู", owner_name=str(seat), by=officer)


def lesson(province, officer):
    """Returned, published, taken off."""
    writer = UserFactory()
    returned, published = (LessonFactory(title="คัดแยกขยะ", state="proposed", created_by=writer) for _lesson in range(2))
    reviewing.return_lesson(lesson=returned, note="เติมตัวเลข", by=officer)
    reviewing.publish_lesson(lesson=published, version=published.version, by=officer)
    reviewing.withdraw_lesson(lesson=published, note="มีชื่อคน", by=officer)


def certificate(province, officer):
    """Taken back by a new result."""
    case = AssessmentFactory(organisation=OrganisationFactory(name="วัดเดิม"), state="certified", scores=[3] * 9)
    contact_of(case.organisation)
    issue(assessments=[case], issued_on=dt.date(2027, 8, 12), by=officer)
    type(case).objects.filter(pk=case.pk).update(certified_level=0)
    follow_new_results([case], by=officer)
    assert Certificate.objects.get().reason == "มีมติใหม่หลังการอุทธรณ์"


def summary(province, officer):
    """Frozen by hand."""
    announce_summary(summary=freeze_summary(province=province, period=Period.parse("2570-H1"), by=officer), by=officer)


def grant(province, officer):
    """A role in a network that has an English name."""
    network = SectorNetworkFactory(name_en="Network of the media")
    grant_role(user=UserFactory(), role=role("coordinator"), scope=network, by=administrator_of(province))


@pytest.mark.parametrize("deed", [visit, meeting, lesson, certificate, summary, grant])
def test_who_works_in_english_tells_the_others_in_thai(deed, province, officer):
    with translation.override("en"):
        deed(province, officer)
    told = " ".join(f"{one.subject} {one.body}" for one in Message.objects.all())
    assert (bool(told), set(re.findall("[A-Za-z]{2,}", told)) - SAID_SO) == (True, set())
