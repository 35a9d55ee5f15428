"""Every action is decided on: may it write into a fiscal year that can only be read? What is refused is tried, one by one."""

from __future__ import annotations

import datetime as dt
import importlib
import pkgutil
import re

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

import assessments.actions
import lessons.actions
import moralprovince.core.jobs
import moralprovince.portal.actions
import networks.actions
import pledges.actions
from assessments.actions.assessments import submit_assessment
from assessments.actions.certificates import issue
from assessments.actions.decisions import decide
from assessments.actions.review import begin_review, return_assessment
from assessments.actions.sessions import open_session, plan_session, put_on_agenda
from assessments.actions.visits import VisitRecord, sign_for_team
from assessments.models import Certificate, EvidenceUse, Visit
from assessments.visit_preparation import preparation_of, with_last
from lessons.actions.lessons import LessonContent, write_lesson
from lessons.actions.reviewing import propose_lesson, publish_lesson, return_lesson
from lessons.models import Sitting
from moralprovince.core.actions import ACTIONS
from moralprovince.core.errors import Refused
from moralprovince.portal.today import all_jobs_of
from networks.actions.activities import ActivityEntry, ActivityResult
from networks.actions.activity_plans import PlanEntry
from networks.actions.meetings import MeetingEntry, certify_minutes
from networks.actions.work_plan import WorkEntry
from networks.models import ActivityPhoto
from pledges.actions.pledges import PledgeContent
from pledges.actions.reports import ReportContent, accept_report, send_report
from pledges.actions.rounds import turn_rounds
from pledges.models import FollowUpReport, ReportRound
from pledges.reminders import due
from tests.factories import (
    OfficeFactory,
    OrganisationFactory,
    ProgrammeYearFactory,
    UserFactory,
    contact_of,
    officer_of,
)
from tests.factories_assessments import AppealFactory, AssessmentFactory, criteria
from tests.factories_lessons import LessonFactory, told
from tests.factories_networks_at_work import (
    ActionItemFactory,
    ActivityFactory,
    ActivityPlanFactory,
    AgendaItemFactory,
    AttendanceFactory,
    MeetingFactory,
    ResolutionFactory,
    WorkingGroupFactory,
    WorkPlanItemFactory,
)
from tests.factories_pledges import (
    EvidenceFactory,
    FollowUpReportFactory,
    PledgeFactory,
    ReportRoundFactory,
    StoredFileFactory,
)
from tests.factories_visits import VisitFactory

pytestmark = pytest.mark.django_db
# Fiscal year 2570 is over and closed since 1 October 2027.
NOW = dt.datetime(2027, 10, 5, 5, tzinfo=dt.UTC)
CLOSED = dt.date(2027, 10, 1)
OLD_DAY, NEW_DAY = dt.date(2027, 9, 1), dt.date(2027, 10, 20)


@pytest.fixture(autouse=True)
def october():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def year():
    old = ProgrammeYearFactory(fiscal_year=2570, read_only_from=CLOSED)
    OfficeFactory(working_year=ProgrammeYearFactory(fiscal_year=2571))
    return old


@pytest.fixture
def root():
    return UserFactory(is_superuser=True)


def report(state, code="H1"):
    return FollowUpReportFactory(state=state, round=ReportRoundFactory(code=code))


def meeting(state="planned", **fields):
    return MeetingFactory(held_on=OLD_DAY, state=state, **fields)


def group():
    return WorkingGroupFactory(starts_on=dt.date(2025, 10, 1))


def entered(state="planned"):
    return ActivityFactory(held_on=OLD_DAY, state=state)


def visited(state="planned"):
    return VisitFactory(planned_on=OLD_DAY, state=state)


def own(state="self"):
    return AssessmentFactory(state=state, scores=[2] * 9)


def picture_of(activity):
    return ActivityPhoto.objects.create(activity=activity, file=StoredFileFactory())


def item(**fields):
    return AgendaItemFactory(meeting=meeting("held"), **fields)


def resolution():
    return ResolutionFactory(item=item())


def a_file():
    return StoredFileFactory()


def versioned(name, thing, **more):
    return {name: thing, "version": thing.version, **more}


def moved(of_round):
    return {"report_round": of_round, "opens_on": of_round.opens_on, "due_on": of_round.due_on, "locks_on": None, "sign": ""}


def asked_in(lesson):
    sitting = Sitting.objects.create(
        lesson=lesson, code="ABCDEFG", facilitator=UserFactory(), expires_at=timezone.now() + dt.timedelta(hours=9)
    )
    return {"sitting": sitting, "question": lesson.method.questions.first()}


ENTRY = ActivityEntry(name="วันพ่อ", held_on=OLD_DAY)
RESULT = ActivityResult(held_on=OLD_DAY, people=5)
WHEN = MeetingEntry(held_on=OLD_DAY)
LATER = {"reason": "น้ำท่วม"}

# Refused in a closed year. What is marked with ° is refused of a shorter round, or of a self-assessment or a lesson that was
# not sent; the 12-month round and what was sent go on.
REFUSED = {
    "assessments.actions.assessments.begin_assessment": lambda y: {"subject": OrganisationFactory(), "programme_year": y},
    "assessments.actions.assessments.save_scores": lambda y: versioned("assessment", own(), entries=[]),  # °
    "assessments.actions.assessments.send_assessment": lambda y: versioned("assessment", own(), entries=[]),  # °
    "assessments.actions.assessments.submit_assessment": lambda y: {"assessment": own()},  # °
    "assessments.actions.assessments.file_from_paper": lambda y: versioned(  # °
        "assessment", own(), entries=[], on_behalf_of="ป้าแดง", received_on=OLD_DAY, paper=None
    ),
    "assessments.actions.calendar.set_calendar": lambda y: {"programme_year": y, "values": {}, "sign": ""},
    "assessments.actions.evidence.agree_to_added": lambda y: {  # °
        "use": EvidenceUse.objects.create(score=own().scores.first(), url="https://example.org"), "consent": True
    },
    "assessments.actions.evidence.add_to_score": lambda y: {"score": own().scores.first(), "url": "https://example.org"},  # °
    "assessments.actions.evidence.use_evidence": lambda y: {  # °
        "score": own().scores.first(), "evidence": EvidenceFactory(report=report("accepted"))
    },
    "assessments.actions.evidence.remove_from_score": lambda y: {  # °
        "use": own().scores.first().evidence.create(url="https://example.org")
    },
    "assessments.actions.review.withdraw": lambda y: {"assessment": own(), "note": "ซ้ำ"},  # °
    "assessments.actions.visit_follow_up.add_visit_photo": lambda y: {"visit": visited("recorded"), "file": a_file()},
    "assessments.actions.visit_follow_up.agree_to_visit_photo": lambda y: {
        "photo": visited("recorded").photos.create(file=StoredFileFactory()), "consent": True
    },
    "assessments.actions.visit_follow_up.remove_visit_photo": lambda y: {
        "photo": visited("recorded").photos.create(file=StoredFileFactory())
    },
    "assessments.actions.visits.cancel_visit": lambda y: {"visit": visited(), "note": "ฝนตก"},
    "assessments.actions.visits.change_visit": lambda y: versioned("visit", visited(), planned_on=NEW_DAY, team=()),
    "assessments.actions.visits.plan_visit": lambda y: {"subject": OrganisationFactory(), "planned_on": OLD_DAY, "team": ()},
    "assessments.actions.visits.record_visit": lambda y: versioned(
        "visit", visited(), content=VisitRecord(visited_on=OLD_DAY)
    ),
    "assessments.actions.visits.reopen_visit": lambda y: {"visit": visited("signed"), "note": "พิมพ์ผิด"},
    "assessments.actions.visits.resume_visit": lambda y: {"visit": visited("cancelled")},
    "assessments.actions.visits.unrecord_visit": lambda y: {"visit": visited("recorded")},
    "assessments.actions.year_criteria.choose_for_year": lambda y: {
        "programme_year": y, "kind": "organisation", "criteria_set": criteria()
    },
    "assessments.actions.year_criteria.copy_to_next_year": lambda y: {"programme_year": ProgrammeYearFactory(fiscal_year=2569)},
    "lessons.actions.lessons.add_lesson_photo": lambda y: {"lesson": LessonFactory(), "file": a_file()},  # °
    "lessons.actions.lessons.remove_lesson_photo": lambda y: {"photo": LessonFactory().photos.create(file=a_file())},  # °
    "lessons.actions.lessons.write_lesson": lambda y: versioned(  # °
        "lesson", LessonFactory(), content=LessonContent(title="ดี")
    ),
    "lessons.actions.reviewing.propose_lesson": lambda y: versioned("lesson", LessonFactory()),  # °
    "lessons.actions.reviewing.revise_lesson": lambda y: {"lesson": LessonFactory(state="withdrawn")},
    "lessons.actions.sittings.open_sitting": lambda y: {"lesson": LessonFactory()},
    "lessons.actions.sittings.take_into_lesson": lambda y: asked_in(LessonFactory()),
    "networks.actions.activities.add_photo": lambda y: {"activity": entered(), "file": StoredFileFactory()},
    "networks.actions.activities.agree_to_photo": lambda y: {"photo": picture_of(entered()), "consent": True},
    "networks.actions.activities.cancel_activity": lambda y: {"activity": entered(), "note": "ฝนตก"},
    "networks.actions.activities.change_activity": lambda y: versioned("activity", entered(), entry=ENTRY),
    "networks.actions.activities.plan_activity": lambda y: {"province": y.province, "entry": ENTRY},
    "networks.actions.activities.record_activity": lambda y: versioned("activity", entered(), outcome=RESULT),
    "networks.actions.activities.remove_photo": lambda y: {"photo": picture_of(entered())},
    "networks.actions.activities.resume_activity": lambda y: {"activity": entered("cancelled")},
    "networks.actions.activities.unrecord_activity": lambda y: {"activity": entered("done")},
    "networks.actions.activity_plans.add_plan_line": lambda y: {"year": y, "entry": PlanEntry(name="วันพ่อ")},
    "networks.actions.activity_plans.apply_plan": lambda y: {"year": y, "entries": []},
    "networks.actions.activity_plans.change_plan_line": lambda y: {
        "line": ActivityPlanFactory(), "entry": PlanEntry(name="วันพ่อ"), "sign": ""
    },
    "networks.actions.activity_plans.remove_plan_line": lambda y: {"line": ActivityPlanFactory()},
    "networks.actions.agenda.add_item": lambda y: {"meeting": meeting(), "section": 5, "title": "เรื่องใหม่"},
    "networks.actions.agenda.change_item": lambda y: {"item": item(), "section": 5, "title": "เรื่องใหม่", "sign": ""},
    "networks.actions.agenda.move_item": lambda y: {"item": item(), "up": True},
    "networks.actions.agenda.remove_item": lambda y: {"item": item()},
    "networks.actions.attendance.add_other": lambda y: {"meeting": meeting(), "name": "นางแขก"},
    "networks.actions.attendance.close_sign_in": lambda y: {"meeting": meeting()},
    "networks.actions.attendance.mark_attendance": lambda y: {"meeting": meeting(), "marks": []},
    "networks.actions.attendance.open_sign_in": lambda y: {"meeting": meeting()},
    "networks.actions.attendance.remove_other": lambda y: {"row": AttendanceFactory(meeting=meeting(), status="attending")},
    "networks.actions.attendance.sign_in": lambda y: {"meeting": meeting(), "key": "k", "member": 1},
    "networks.actions.attendance.sign_in_other": lambda y: {"meeting": meeting(), "key": "k", "name": "นางแขก"},
    "networks.actions.meetings.cancel_meeting": lambda y: {"meeting": meeting(), "note": "ไม่ครบองค์ประชุม"},
    "networks.actions.meetings.change_meeting": lambda y: {
        "meeting": meeting(), "entry": MeetingEntry(held_on=NEW_DAY), "sign": ""
    },
    "networks.actions.meetings.hold_meeting": lambda y: {"meeting": meeting()},
    "networks.actions.meetings.plan_meeting": lambda y: {"group": group(), "entry": WHEN},
    "networks.actions.meetings.send_invitation": lambda y: {"meeting": meeting(), "text": "ขอเชิญ"},
    "networks.actions.meetings.unhold_meeting": lambda y: {"meeting": meeting("held")},
    "networks.actions.meetings.write_letter": lambda y: {
        "meeting": meeting(), "letter_number": "1", "letter_on": None, "sign": ""
    },
    "networks.actions.minutes.add_action": lambda y: {"resolution": resolution(), "what": "ทำ", "owner_name": "นาย"},
    "networks.actions.minutes.change_action": lambda y: {
        "item": ActionItemFactory(resolution=resolution()), "what": "ทำ", "owner_name": "นาย", "due_on": None, "sign": ""
    },
    "networks.actions.minutes.change_resolution": lambda y: {"resolution": resolution(), "text": "ไม่เห็นชอบ", "sign": ""},
    "networks.actions.minutes.remove_action": lambda y: {"item": ActionItemFactory(resolution=resolution())},
    "networks.actions.minutes.remove_resolution": lambda y: {"resolution": resolution()},
    "networks.actions.minutes.resolve": lambda y: {"item": item(), "text": "เห็นชอบ"},
    "networks.actions.minutes.save_minute": lambda y: versioned("item", item(), text="ที่ประชุมรับทราบ"),
    "networks.actions.work_plan.add_work": lambda y: {"year": y, "entry": WorkEntry(what="ลงพื้นที่")},
    "networks.actions.work_plan.change_work": lambda y: {
        "item": WorkPlanItemFactory(), "entry": WorkEntry(what="ลงพื้นที่"), "sign": ""
    },
    "networks.actions.work_plan.finish_work": lambda y: {"item": WorkPlanItemFactory(), "done_on": OLD_DAY},
    "networks.actions.work_plan.remove_work": lambda y: {"item": WorkPlanItemFactory()},
    "networks.actions.work_plan.reopen_work": lambda y: {"item": WorkPlanItemFactory(done_on=OLD_DAY)},
    "pledges.actions.calls.note_call": lambda y: {"report": report("expected"), "outcome": "no_answer"},  # °
    "pledges.actions.evidence.add_evidence": lambda y: {"report": report("draft"), "url": "https://example.org"},  # °
    "pledges.actions.evidence.agree_to_evidence": lambda y: {  # °
        "evidence": EvidenceFactory(report=report("draft")), "consent": True
    },
    "pledges.actions.evidence.remove_evidence": lambda y: {"evidence": EvidenceFactory(report=report("draft"))},  # °
    "pledges.actions.pledges.activate_pledge": lambda y: {"pledge": PledgeFactory(state="declared")},
    "pledges.actions.pledges.attach_signed_file": lambda y: {
        "pledge": PledgeFactory(state="draft"), "file": a_file(), "sign": ""
    },
    "pledges.actions.pledges.begin_pledge": lambda y: {"organisation": OrganisationFactory(), "programme_year": y},
    "pledges.actions.pledges.copy_commitments": lambda y: versioned(
        "pledge", PledgeFactory(state="draft"), source=PledgeFactory()
    ),
    "pledges.actions.pledges.declare_pledge": lambda y: {"pledge": PledgeFactory(state="draft")},
    "pledges.actions.pledges.discard_pledge": lambda y: {"pledge": PledgeFactory(state="draft")},
    "pledges.actions.pledges.end_pledge": lambda y: {"pledge": PledgeFactory(), "note": "ย้ายออก"},
    "pledges.actions.pledges.return_pledge": lambda y: {"pledge": PledgeFactory(state="declared"), "note": "ไม่ครบ"},
    "pledges.actions.pledges.save_pledge": lambda y: versioned("pledge", PledgeFactory(state="draft"), content=PledgeContent()),
    "pledges.actions.reports.accept_report": lambda y: {"report": report("submitted")},  # °
    "pledges.actions.extensions.extend_report": lambda y: {"report": report("draft"), "due_on": NEW_DAY, **LATER},  # °
    "pledges.actions.reports.file_for_others": lambda y: versioned(  # °
        "report", report("draft"), content=ReportContent(), source="phone", on_behalf_of="ป้าแดง", received_on=OLD_DAY,
        paper=None,
    ),
    "pledges.actions.reports.keep_for_others": lambda y: versioned(  # °
        "report", report("draft"), content=ReportContent(), came={}, paper=None
    ),
    "pledges.actions.reports.lift_waiver": lambda y: {"report": report("waived", "FULL")},
    "pledges.actions.reports.reopen_report": lambda y: {"report": report("accepted", "FULL"), "note": "ขาดภาพ"},
    "pledges.actions.reports.return_report": lambda y: {"report": report("submitted"), "note": "ขาดภาพ"},  # °
    "pledges.actions.reports.save_report": lambda y: versioned("report", report("draft"), content=ReportContent()),  # °
    "pledges.actions.reports.send_report": lambda y: versioned("report", report("draft"), content=ReportContent()),  # °
    "pledges.actions.reports.submit_report": lambda y: {"report": report("draft")},  # °
    "pledges.actions.reports.waive_report": lambda y: {"report": report("draft"), **LATER},  # °
    "pledges.actions.rounds.change_round": lambda y: moved(ReportRoundFactory(code="Q4", state="planned")),  # °
    "pledges.actions.rounds.open_round": lambda y: {"report_round": ReportRoundFactory(code="Q4", state="planned")},  # °
    "pledges.actions.rounds.plan_round": lambda y: {
        "programme_year": y, "code": "FULL", "opens_on": OLD_DAY, "due_on": NEW_DAY, "locks_on": None
    },
    "pledges.actions.rounds.reopen_round": lambda y: {"report_round": ReportRoundFactory(state="closed"), "note": "ตกหล่น"},  # °
}  # fmt: skip

# Goes on in a closed year: what is told of it to the public, and begun from it in today's year;
# review, results, appeals, certificates; the clock; what is certified, signed or done afterwards.
GOES_ON = """
assessments.actions.appeals: answer_appeal file_appeal look_again take_up
assessments.actions.assignments: assign assign_evenly declare_conflict lift_conflict release
assessments.actions.certificates: issue replace revoke
assessments.actions.decisions: certify_many choose_outstanding decide move_many take_outstanding_back
assessments.actions.review: answer_question ask_question begin_review finish_assignment recommend reconsider return_assessment
assessments.actions.review: save_assessor_scores save_committee_scores
assessments.actions.sessions: change_session close_session move_case note_conflict open_session plan_session put_on_agenda
assessments.actions.sessions: reopen_session reorder sort_agenda take_conflict_back take_off_agenda
assessments.actions.visit_follow_up: finish_agreement reopen_agreement
assessments.actions.visits: sign_for_body sign_for_team
lessons.actions.lessons: begin_lesson take_back_consent
lessons.actions.methods: edit_reference
lessons.actions.reviewing: publish_lesson return_lesson withdraw_lesson
lessons.actions.sittings: add_card close_sitting lay_cards
lessons.actions.stories: begin_story change_story propose_story publish_story return_story revise_story withdraw_story
lessons.actions.story_photos: add_story_photo agree_to_story_photo remove_story_photo
networks.actions.meetings: certify_minutes
networks.actions.minutes: finish_action
pledges.actions.rounds: close_round turn_round
moralprovince.portal.actions.figures: export_figures
moralprovince.portal.actions.summaries: announce_summary freeze_summary
"""

# Writes nothing that belongs to a fiscal year: the register and its care, people, groups, criteria, the office, the outbox.
# A year is closed and opened again by `edit_year`.
WITHOUT_YEAR = """
assessments.actions.criteria: add_item add_level change_criteria make_version publish remove_item remove_level
assessments.actions.criteria: replace_criteria retire
moralprovince.core.actions: accept_privacy_notice drop_draft keep_draft
moralprovince.core.jobs: request_job
moralprovince.portal.actions.central: set_central
moralprovince.portal.actions.handover: hand_over
moralprovince.portal.actions.ladders: add_rung edit_rung remove_rung switch_ladder
moralprovince.portal.actions.keeping: let_go
moralprovince.portal.actions.mail: owe_test_mail
moralprovince.portal.actions.mergers: merge_organisations undo_merger
moralprovince.portal.actions.forgetting: forget_person
moralprovince.portal.actions.messages: cancel_message confirm_arrival deny_arrival hasten_message pass_on_text read_messages
moralprovince.portal.actions.messages: resend_message
moralprovince.portal.actions.register: take_register_step
moralprovince.portal.actions.setup: set_up
moralprovince.portal.actions.unused_offices: remove_office
moralprovince.portal.actions.year_turns: turn_year undo_turn
networks.actions.calendars: make_subscription note_read revoke_subscription
networks.actions.groups: add_group add_member attach_order edit_group edit_member end_seat remove_member
networks.actions.imports: apply_import ask_columns choose_columns discard_import keep_preview receive_import refuse_file
networks.actions.imports: renew_preview undo_import
networks.actions.invitations: invite print_sheets renew revoke
networks.actions.inviting_many: invite_contacts
networks.actions.joining: join join_as
networks.actions.lineage: merge_networks move_network rename_network retire_network split_network
networks.actions.mergers: note_apart
networks.actions.networks: add_network edit_network
networks.actions.office: add_year choose_working_year edit_office edit_year pause_mail
networks.actions.organisations: add_organisation edit_organisation move_organisation move_to_network
networks.actions.proposals: decide_proposal propose_change withdraw_proposal
networks.actions.roles: close_account edit_person end_grant forget_second_factor grant_role make_password_link reopen_account
"""


def listed(table):
    """The full names in a table."""
    lines = (line.split(": ") for line in table.strip().splitlines())
    return [f"{module}.{name}" for module, names in lines for name in names.split()]


def all_actions():
    """Every action of the house, less those of tests."""
    for rooms in (networks.actions, pledges.actions, assessments.actions, lessons.actions, moralprovince.portal.actions):
        for module in pkgutil.walk_packages(rooms.__path__, f"{rooms.__name__}."):
            importlib.import_module(module.name)
    assert moralprovince.core.jobs
    return {name for name in ACTIONS if not name.startswith("tests.")}


def test_every_action_is_decided_on_once():
    decided = [*REFUSED, *listed(GOES_ON), *listed(WITHOUT_YEAR)]
    assert sorted(decided) == sorted(all_actions())


def called(name):
    module, _dot, function = name.rpartition(".")
    return getattr(importlib.import_module(module), function)


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_in_a_closed_year(year, root, name):
    with pytest.raises(Refused) as refusal:
        called(name)(**REFUSED[name](year), by=root)
    closed = _("Fiscal year %(year)s is closed and can only be read.") % {"year": 2570}
    assert str(refusal.value.sentence) == closed


# What goes on


def test_the_clock_opens_the_12_month_round_of_a_closed_year_and_its_reports_are_filled_in_and_checked(year):
    pledge = PledgeFactory(state="active", commitments=0)
    round_ = ReportRoundFactory(code="FULL", state="planned", opens_on=OLD_DAY, due_on=NEW_DAY)
    ReportRoundFactory(code="Q4", state="planned", opens_on=OLD_DAY)
    assert turn_rounds(day=CLOSED) == [f"{round_.pk} open 1"]
    owed, officer = pledge.reports.get(), officer_of(pledge.organisation.province)
    content = ReportContent(summary="ทำครบทุกข้อ")
    send_report(report=owed, content=content, version=owed.version, by=contact_of(pledge.organisation))
    accept_report(report=owed, by=officer)
    assert pledge.reports.get().state == "accepted"


def test_reports_of_the_12_month_round_are_still_asked_for(year):
    for code in ("H1", "FULL"):
        FollowUpReportFactory(state="expected", round=ReportRoundFactory(code=code, locks_on=None))
    day = dt.date(2027, 12, 1)
    assert [one.round.code for one in FollowUpReport.objects.missing_from_sender(day)] == ["FULL"]
    assert [row.round.code for due_now in due(day) for row in due_now.rows] == ["FULL"]


def test_reports_that_nobody_checked_before_their_year_was_closed_ask_for_nothing(client, year):
    """Neither Today nor the list nor a button asks for what nobody can do any more; those of the 12-month round go on."""
    officer = officer_of(year.province)
    reports = {
        (code, state): FollowUpReportFactory(state=state, round=ReportRoundFactory(code=code, locks_on=None))
        for code in ("H1", "FULL")
        for state in ("submitted", "returned")
    }
    jobs = {(job.count, job.address) for job in all_jobs_of(officer, NOW.date()) if "/reports/" in job.address}
    waiting, returned = (f"{reverse('pledges:reports')}?state={state}&going=1" for state in ("submitted", "returned"))
    assert {job for job in jobs if "calls" not in job[1]} == {(1, waiting), (1, returned)}
    contact = contact_of(reports["H1", "returned"].pledge.organisation)
    assert [job.address for job in all_jobs_of(contact, NOW.date()) if "/reports/" in job.address] == []
    client.force_login(officer)
    for address, state in ((waiting, "submitted"), (returned, "returned"), (reverse("pledges:reports"), "submitted")):
        assert client.get(address).context["reports"] == [reports["FULL", state]]
    pages = {key: client.get(reverse("pledges:report", args=[one.pk])) for key, one in reports.items()}
    assert {key: [step.name for step in page.context["steps"]] for key, page in pages.items()} == {
        ("H1", "submitted"): [], ("H1", "returned"): [], ("FULL", "submitted"): ["accept", "return"],
        ("FULL", "returned"): ["waive"],
    }  # fmt: skip
    closed = "ปีงบประมาณ 2570 ปิดแล้ว"
    assert [closed in page.content.decode() for page in pages.values()] == [True, True, False, False]


def test_a_case_that_was_sent_goes_on_to_its_certificate(year):
    case = own("submitted")
    officer = officer_of(case.province)
    begin_review(assessment=case, by=officer)
    recommended = own("recommended")
    session = plan_session(programme_year=year, number="1/2570", held_on=NOW.date(), by=officer)
    put_on_agenda(session=session, assessments=[recommended], by=officer)
    open_session(session=session, by=officer)
    decide(case=session.cases.get(), level=1, resolution="1/2570", resolved_on=NOW.date(), by=officer)
    recommended.refresh_from_db()
    issue(assessments=[recommended], issued_on=NOW.date(), by=officer)
    assert (case.state, Certificate.objects.get().assessment) == ("in_review", recommended)


def test_what_a_review_returned_is_completed_and_sent_again(year):
    case = own("submitted")
    return_assessment(assessment=case, note="ขาดภาพ", reasons={}, by=officer_of(case.province))
    case.refresh_from_db()
    submit_assessment(assessment=case, by=contact_of(case.organisation))
    assert case.state == "submitted"


def test_a_record_that_stands_is_signed_and_minutes_are_certified_by_the_next_meeting(year, root):
    visit = visited("recorded")
    sign_for_team(visit=visit, name="นางสาววันดี", version=visit.version, by=root)
    old = meeting("held")
    certify_minutes(meeting=old, certified_in=MeetingFactory(group=old.group, held_on=NOW.date(), state="held"), by=root)
    assert (visit.team_signed_by, old.state) == ("นางสาววันดี", "certified")


def test_a_lesson_that_was_proposed_is_returned_completed_and_published(client, year):
    lesson = told(LessonFactory(state="proposed"))
    writer, officer = contact_of(lesson.organisation), officer_of(lesson.province)
    return_lesson(lesson=lesson, note="โปรดเติมตัวเลข", by=officer)
    client.force_login(writer)
    page = client.get(reverse("lessons:lesson", args=[lesson.pk]))
    assert (page.context["may_write"], [step.name for step in page.context["steps"]]) == (True, ["propose"])
    write_lesson(lesson=lesson, content=LessonContent(title="ดี", lead="เติมแล้ว"), version=lesson.version, by=writer)
    propose_lesson(lesson=lesson, version=lesson.version, by=writer)
    publish_lesson(lesson=lesson, version=lesson.version, by=officer)
    assert (lesson.state, lesson.lead) == ("published", "เติมแล้ว")


def test_a_lesson_that_ended_with_its_year_offers_nothing_that_would_be_refused(client, year):
    client.force_login(officer_of(year.province))
    pages = [
        client.get(reverse("lessons:lesson", args=[told(LessonFactory(state=state)).pk])) for state in ("draft", "withdrawn")
    ]
    assert [[step.name for step in page.context["steps"]] for page in pages] == [[], ["publish"]]
    assert [page.context["may_write"] for page in pages] == [False, False]
    assert all("ปีงบประมาณ 2570 ปิดแล้ว" in page.content.decode() for page in pages)


def test_activities_and_visits_offer_nothing_that_would_be_refused(client, year):
    """What is told of it to others, and a record that waits for its words, go on."""
    client.force_login(officer_of(year.province))
    made = [
        *[("networks:activity", entered(state)) for state in ("planned", "done", "cancelled")],
        *[("assessments:visit", visited(state)) for state in ("planned", "recorded", "signed", "cancelled")],
    ]
    for name, one in made:
        page = client.get(reverse(name, args=[one.pk]))
        assert (list(page.context["steps"]), page.context["may_record"]) == ([], False)
        posted = set(re.findall(r'method="post" action="(/(?:activities|visits)/[^"]*)"', page.content.decode()))
        assert posted == ({f"/visits/{one.pk}/sign/{side}/" for side in ("team", "body")} if one.state == "recorded" else set())
        assert ("ปีงบประมาณ 2570 ปิดแล้ว" in page.content.decode(), f"/{one.pk}/edit/" in page.content.decode()) == (True, False)


def test_meetings_offer_nothing_but_the_certifying_of_their_minutes(client, year):
    client.force_login(officer_of(year.province))
    for state in ("planned", "held"):
        one = meeting(state)
        page, listed = (client.get(reverse(f"networks:{name}", args=[one.pk])) for name in ("meeting", "attendance"))
        assert (page.context["steps"], page.context["may_change"], listed.context["may_change"]) == ([], False, False)
        assert (f'/{one.pk}/minutes/"' in page.content.decode(), f"/{one.pk}/edit/" in page.content.decode()) == (False, False)
        assert client.get(reverse("networks:minutes", args=[one.pk])).status_code == 409


def test_today_tells_of_what_goes_on_and_of_nothing_that_is_closed(year):
    officer = officer_of(year.province)
    for state in ("self", "submitted"):
        own(state)
    AppealFactory()
    entered()
    visited()
    told = {job.address for job in all_jobs_of(officer, NOW.date())}
    cases, appeals = reverse("assessments:assessments"), reverse("assessments:appeals")
    elsewhere = {
        f"{reverse('networks:networks')}?coordinator=none", reverse("networks:unreached"),
        f"{reverse('networks:organisations')}?unpledged=2571", reverse("networks:invitations"),
    }  # fmt: skip
    assert told - elsewhere == {
        f"{cases}?state=submitted&year=2570", f"{appeals}?state=filed&year=2570", f"{appeals}?late=1&year=2570",
        f"{reverse('assessments:certificates-issue')}?year=2570",
    }  # fmt: skip


def test_no_page_leads_to_the_form_of_a_report_whose_year_was_closed(client, year):
    """Where writing would be refused, nothing offers it and the form leads back to the page that says why."""
    pledge = PledgeFactory()
    body, home = pledge.organisation, reverse("networks:organisation", args=[pledge.organisation.code])
    reports = [
        FollowUpReportFactory(pledge=pledge, state="returned", round=ReportRoundFactory(code=code, locks_on=None))
        for code in ("H1", "FULL")
    ]
    fills, files, pages = [
        [reverse(f"pledges:{page}", args=[one.pk]) for one in reports] for page in ("report-fill", "report-file", "report")
    ]
    for person, forms in ((contact_of(body), fills), (officer_of(body.province), files)):
        client.force_login(person)
        offered = [offer.address for offer in client.get(home).context["account"].offers if "/reports/" in offer.address]
        assert (offered, [client.get(page).context["may_fill"] for page in pages]) == (forms[1:], [False, True])
        assert [client.get(form).headers.get("Location") for form in fills] == [pages[0], None]
    assert client.get(files[0]).headers.get("Location") == pages[0]


def test_the_12_month_round_of_a_closed_year_is_moved_closed_and_opened_on_its_page_and_a_shorter_one_only_closed(client, year):
    client.force_login(officer_of(year.province))
    rounds = [FollowUpReportFactory(round=ReportRoundFactory(code=code, locks_on=None)).round for code in ("FULL", "H1")]
    pages = [reverse("pledges:round", args=[one.pk]) for one in rounds]

    def offered(page):
        context, text = (answer := client.get(page)).context, answer.content.decode()
        edit, calls = page + "edit/", reverse("pledges:calls") + "?round="
        return [step.name for step in context["steps"]], f'href="{edit}"' in text, f'href="{calls}' in text

    said = [str(next(iter(client.post(f"{page}steps/close/", follow=True).context["messages"]))) for page in pages]
    assert [one.partition(" ")[2] for one in said] == [
        "ยังรับรายงานที่ส่งล่าช้าได้จนถึงวันสุดท้าย", "ปีงบประมาณของรอบนี้ปิดแล้วเช่นกัน จึงไม่รับรายงานอีก"
    ]  # fmt: skip
    assert [offered(page) for page in pages] == [(["reopen"], True, True), ([], False, False)]
    ReportRound.objects.update(state="open")
    assert [offered(page) for page in pages] == [(["close"], True, True), (["close"], False, False)]


def test_today_tells_how_a_round_goes_that_still_takes_reports(client, year):
    rounds = []
    for fiscal_year, code, due_on in ((2570, "Q4", OLD_DAY), (2570, "FULL", CLOSED), (2571, "Q1", NEW_DAY)):
        of_year, days = ProgrammeYearFactory(fiscal_year=fiscal_year), {"opens_on": due_on, "due_on": due_on, "locks_on": None}
        report_round = ReportRoundFactory(code=code, programme_year=of_year, **days)
        rounds.append(FollowUpReportFactory(state="expected", round=report_round).round)
    client.force_login(officer_of(year.province))
    shown = []
    for closed in ("FULL", "Q1"):
        shown.append(client.get(reverse("home")).context["progress"].round)
        ReportRound.objects.filter(code=closed).update(state="closed")
    assert (shown, client.get(reverse("home")).context["progress"]) == (rounds[1:], None)


def test_only_what_can_still_come_is_counted_as_missing_and_its_form_printed(client, year):
    old, gone = PledgeFactory(organisation__name="รอบ 12 เดือน"), PledgeFactory(organisation__name="รอบ 6 เดือน")
    for pledge, code in ((old, "H1"), (old, "FULL"), (gone, "H1")):
        FollowUpReportFactory(pledge=pledge, state="expected", round=ReportRoundFactory(code=code, locks_on=None))
    officer = officer_of(year.province)
    client.force_login(officer)

    def context(name, **query):
        return client.get(reverse(name), query).context

    late = {row["name"]: row["late"] for row in context("networks:organisations")["organisations"]}
    assert {name: re.sub("<.*?>", "", cell) for name, cell in late.items()} == {"รอบ 12 เดือน": "1", "รอบ 6 เดือน": "–"}
    assert [row["name"] for row in context("networks:organisations", late="1")["organisations"]] == ["รอบ 12 เดือน"]
    [network] = context("networks:networks")["rows"]
    links = re.search('href="(.*?)"', late["รอบ 12 เดือน"])[1].replace("&amp;", "&"), network.late.address
    assert (network.late.count, [client.get(link).context["page"].total for link in links]) == (1, [1, 1])
    for whom in ({"organisation": old.organisation}, {"organisation": gone.organisation},
                 {"organisation": None, "network": old.organisation.network}):  # fmt: skip
        VisitFactory(planned_on=NEW_DAY, **whom)
    visits = with_last(Visit.objects.order_by("pk"), officer)
    assert [preparation_of(visit, officer, NOW.date()).late_count for visit in visits] == [1, 0, 1]
    forms = [client.get(reverse("pledges:report-forms"), {"q": one.organisation.code}) for one in (old, gone)]
    assert [answer.status_code for answer in forms] == [200, 409]
