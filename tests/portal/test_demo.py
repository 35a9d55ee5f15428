"""The demo is made by actions, tells one story whatever the day, and leaves today's reminders to be planned."""

import datetime as dt
from collections import Counter
from random import Random

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from assessments.models import Appeal, Assessment, Certificate, CommitteeSession, EvidenceUse, OutstandingAward, Visit
from assessments.references import load as load_criteria
from lessons.models import Lesson
from lessons.references import load as load_lessons
from moralprovince.core import thai
from moralprovince.core.models import AuditEvent, Message, User
from moralprovince.core.periods import Period
from moralprovince.core.working_days import is_working_day
from moralprovince.portal import floors
from moralprovince.portal.biography import DEEDS
from moralprovince.portal.demo import assessments, lessons, meetings, stage
from moralprovince.portal.demo.calendar import DemoCalendar
from moralprovince.portal.demo.history import known_later
from moralprovince.portal.demo.people import PASSWORD
from moralprovince.portal.demo.pledges import fates
from moralprovince.portal.models import Summary
from moralprovince.portal.planner import plan
from moralprovince.portal.references import load as load_ladders
from moralprovince.portal.statistics import figures_of
from moralprovince.portal.today import jobs_of
from networks.models import Activity, Invitation, Meeting, Organisation, SectorNetwork, WorkingGroup, WorkingGroupMember
from pledges.models import FollowUpReport, Pledge, ReportRound
from tests.factories import OrganisationFactory, UserFactory
from tests.factories_pledges import FollowUpReportFactory
from tests.support.reference import load_one_province

DAY = dt.date(2026, 11, 24)
# Soon after midnight: nothing of the story may lie in the hours of the day that are still to come.
NOW = dt.datetime(2026, 11, 23, 17, 30, tzinfo=dt.UTC)
DAYS = st.dates(dt.date(2024, 1, 1), dt.date(2028, 12, 31))


@pytest.fixture
def reference(db):
    load_one_province("14")
    list(load_criteria())
    list(load_lessons())
    list(load_ladders())


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


def made(at, **more):
    lines = []
    stage.seed(day=DAY, stage=at, number=1, organisations=more.pop("organisations", None), say=lines.append, **more)
    return lines


@given(DAYS)
def test_whatever_the_day_the_round_was_due_seven_days_ago_and_pledges_came_before_it(day):
    calendar = DemoCalendar(day, "mid")
    first, last = calendar.pledging
    assert day - calendar.present.due_on == dt.timedelta(days=7)
    assert calendar.first_day <= first < last < calendar.earlier.opens_on < calendar.earlier.due_on
    assert calendar.earlier.due_on < calendar.present.opens_on < calendar.present.due_on
    assert calendar.present.code == ("H1" if calendar.earlier.code == "Q1" else "FULL")


@given(DAYS)
def test_a_year_that_begins_has_its_rounds_before_it(day):
    calendar = DemoCalendar(day, "start")
    assert calendar.fiscal_year == thai.fiscal_year_of(day)
    assert [one.code for one in calendar.planned] == ["H1", "FULL"]
    assert [thai.fiscal_year_of(one.due_on) for one in calendar.planned] == [calendar.fiscal_year] * 2


def test_the_fates_of_the_register_are_those_of_the_story(db):
    bodies = [Organisation(pk=number) for number in range(338)]
    assert Counter(fates(bodies, Random(1)).values()) == {
        "none": 18, "draft": 10, "declared": 8, "returned": 6, "ended": 4, "active": 292,
    }  # fmt: skip


def test_nobody_is_reminded_of_a_return_before_its_day(db):
    for day in (9, 10, 11):
        report = FollowUpReportFactory(state="returned", checked_at=dt.datetime(2026, 11, day, 3, tzinfo=dt.UTC))
        for kind in ("returned_due", "report_due"):
            Message.objects.create(
                kind=kind, obligation=f"report:{report.pk}", dedupe_key=f"{kind}/{report.pk}", channel="inbox"
            )
    found = known_later(dt.date(2026, 11, 10))
    assert list(found.values_list("kind", "obligation")) == [("returned_due", f"report:{report.pk}")]


@pytest.mark.once
@pytest.mark.slow
def test_at_mid_every_state_is_lived_up_to_the_day_and_todays_rung_is_left_to_be_planned(reference, clock):
    made("mid", living=60)
    present = ReportRound.objects.get(state="open")
    states = set(present.reports.values_list("state", flat=True))
    assert (Organisation.objects.count(), Organisation.objects.exclude(state__in=["merged", "withdrawn"]).count()) == (338, 338)
    assert states == set(FollowUpReport.State.values)
    assert present.reports.submitted_late().exists()
    assert Pledge.objects.filter(state="active").count() == present.reports.count()
    assert set(Summary.objects.values_list("period", flat=True)) == {"2569-H1"}
    its_summaries_say_what_the_rows_of_their_period_say()
    every_network_has_a_group_and_one_nobody_who_follows_it()
    its_main_numbers()
    bodies_of_the_province_met_on_working_days()
    some_bodies_live_a_whole_life()
    assert Message.objects.filter(state="pending").exclude(channel="line").count() == 0
    assert Message.objects.filter(subject="", channel__in=["inbox", "email"]).count() == 0
    assert set(Message.objects.values_list("state", flat=True)) >= {"sent", "unknown", "failed"}
    assert AuditEvent.objects.filter(at__gt=NOW).count() == Message.objects.filter(created_at__gt=NOW).count() == 0
    assert FollowUpReport.objects.filter(submitted_on__gt=DAY).count() == 0
    assert sum(plan(on=DAY).values()) > 0
    assert sum(plan(on=DAY).values()) == 0
    assert set(Message.objects.filter(state="pending", kind="report_due").values_list("rung", flat=True)) >= {"+7"}
    assert Counter(one.state for one in Invitation.objects.all()) == {"open": 3, "used": 2, "expired": 1, "withdrawn": 1}
    assert desk_of("contact") == [
        "/reports/?state=returned&going=1", "/stories/?state=returned", "/visits/agreed/?state=open",
        "/assessments/?state=self&year=2569", "/pledges/?state=draft&year=2570",
    ]  # fmt: skip
    assert [bool(desk_of(who)) for who in ("officer", "admin", "assessor", "coordinator.government")] == [True] * 4
    assert Counter(Lesson.objects.values_list("state", flat=True)) == {
        "published": 121,
        "proposed": 1,
        "returned": 1,
        # One is being written, one is distilled together today.
        "draft": 2,
    }
    assert Lesson.objects.public().search("หมวกกันนอค เด็ก")[0].title == "หมวกกันน็อกเด็กเล็กหน้าประตูโรงเรียน"
    assert set(Assessment.objects.values_list("state", flat=True)) == set(Assessment.State.values)
    assert Assessment.objects.filter(certified_level__gte=1).count() == Assessment.objects.decided().count() == 60
    assert Counter(Certificate.objects.values_list("state", flat=True)) == {"valid": 39, "replaced": 1, "revoked": 1}
    assert (Appeal.objects.count(), OutstandingAward.objects.count()) == (1, 3)
    assert EvidenceUse.objects.filter(evidence__isnull=False).exists()
    assert CommitteeSession.objects.get(state="planned").cases.count() == 2
    assert [bool(desk_of(who)) for who in ("assessor", "committee")] == [True] * 2


def its_summaries_say_what_the_rows_of_their_period_say():
    """By the conditions of the lists, and for what networks did by plain days."""
    for made in Summary.objects.all():
        period, frozen = Period.parse(made.period), made.figures["figures"]
        days = {"held_on__range": period.days}
        assert frozen == figures_of("14", period, made.counted_on)[None]
        assert [frozen[name] for name in ("meetings_held", "activities_done", "visits_made")] == [
            Meeting.objects.filter(state__in=["held", "certified"], **days).count(),
            Activity.objects.filter(state="done", **days).count(),
            Visit.objects.filter(state__in=["recorded", "signed"], visited_on__range=period.days).count(),
        ]
        assert (frozen["activities_done"] > 0, made.running) == (True, False)


VISITS = {"signed": 6, "recorded": 1, "planned": 4, "cancelled": 1}


def its_main_numbers():
    """What the pages of the demo tell: entries by kind, meetings, visits and cases by what became of them."""
    assert Counter(Organisation.objects.values_list("kind", flat=True)) == {"organisation": 269, "community": 69}
    assert Counter(Meeting.objects.values_list("state", flat=True)) == {"certified": 21, "held": 12, "planned": 12}
    assert Counter(Visit.objects.values_list("state", flat=True)) == VISITS
    found = Counter(Assessment.objects.values_list("programme_year__fiscal_year", "state"))
    before = {"announced": 40, "confirmed": 5, "sent_up": 6, "certified": 6}
    this_year = {
        "self": 7, "submitted": 6, "returned": 2, "in_review": 4, "recommended": 4, "certified": 3, "withdrawn": 1,
    }  # fmt: skip
    years = ((2568, before), (2569, this_year))
    assert found == {(year, state): number for year, states in years for state, number in states.items()}


def some_bodies_live_a_whole_life():
    """Declared, reported, met, took part, visited, assessed, certified, taught others: as their pages tell it."""
    officer = User.objects.get(email="officer@demo.example")
    taught = Organisation.objects.filter(pk__in=Lesson.objects.filter(state="published").values("organisation"))
    # Of the 60 bodies that live here; in the whole register there are more.
    assert [body.code for body in taught.order_by("code") if lives(body, officer)] == ["14-00041"]


def lives(body, officer):
    told = {line.deed for story in floors.each("story") for line in story(body, officer, DAY).lines}
    return set(DEEDS) <= told


def desk_of(who):
    """Where the jobs of a printed account lead."""
    return [job.address for job in jobs_of(User.objects.get(email=f"{who}@demo.example"), DAY)]


def bodies_of_the_province_met_on_working_days() -> None:
    """Two meetings each, the first certified in the second, and one to come; nobody meets on a holiday."""
    met = Counter(Meeting.objects.filter(group__network__isnull=True).values_list("group__kind", "state"))
    states = {"certified": 1, "held": 1, "planned": 1}
    assert met == {(kind, state): n for kind in ("subcommittee", "assessment", "empowerment") for state, n in states.items()}
    assert [day for day in Meeting.objects.values_list("held_on", flat=True) if not is_working_day(day)] == []


def every_network_has_a_group_and_one_nobody_who_follows_it() -> None:
    """Officials by position, a monk without surname, somebody who left, and an alarm."""
    networks, posts = SectorNetwork.objects.filter(province="14"), WorkingGroupMember.Post.values
    groups = WorkingGroup.objects.in_force(DAY)
    assert (groups.filter(kind="network").count(), groups.exclude(kind="network").count()) == (networks.count(), 3)
    assert {tuple(sorted(set(group.members.values_list("post", flat=True)))) for group in groups} == {tuple(sorted(posts))}
    assert WorkingGroupMember.objects.filter(title__startswith="พระ", name__contains=" ").count() == 0
    assert WorkingGroupMember.objects.filter(ends_on__lt=DAY).count() == 1
    assert [one.code for one in networks.without_coordinator(DAY)] == ["civil_society"]


def test_at_the_start_the_register_is_there_and_no_pledge(reference, clock):
    made("start")
    assert (Organisation.objects.count(), Pledge.objects.count()) == (338, 0)
    assert [(one.code, one.state) for one in ReportRound.objects.order_by("due_on")] == [("H1", "planned"), ("FULL", "planned")]


@pytest.fixture
def fewer(monkeypatch):
    """Every part of the demo with a few of its cases, meetings and lessons: the whole of it is lived at mid."""
    monkeypatch.setattr(stage, "ENOUGH", 20)
    for name, number in {"ANNOUNCED": 3, "CONFIRMED": 1, "SENT_UP": 1, "CERTIFIED": 1, "BODIES": 6}.items():
        monkeypatch.setattr(assessments, name, number)
    monkeypatch.setattr(assessments, "NOW", dict.fromkeys(assessments.NOW, 1) | {"recommended": 2})
    monkeypatch.setattr(meetings, "HELD", meetings.HELD[-1:])
    monkeypatch.setattr(lessons, "FATES", ("published",))
    seen, told = Counter(), lessons.told_lessons()
    few = [one for one in told if not seen.update([one.network]) and seen[one.network] == 1]
    monkeypatch.setattr(lessons, "told_lessons", lambda: few)


@pytest.mark.once
@pytest.mark.slow
def test_at_the_end_the_round_is_closed_and_summed_up_and_the_rest_is_lived_too(reference, clock, fewer):
    told = made("end", living=20)
    assert told[1:] == [
        "working groups 12", "pledges kept 19", "meetings 27", "coaching visits 12", "activities 56", "stories 11",
        "lessons 9", "entries looked after 4", "reports of H1 19", "reports of FULL 19",
    ]  # fmt: skip
    assert set(ReportRound.objects.values_list("state", flat=True)) == {"closed"}
    assert set(Summary.objects.values_list("period", flat=True)) == {"2569-H1", "2569-H2"}
    its_summaries_say_what_the_rows_of_their_period_say()
    assert desk_of("contact") == [
        "/stories/?state=returned", "/visits/agreed/?state=open", "/assessments/?state=self&year=2569",
        "/pledges/?state=draft&year=2570",
    ]  # fmt: skip
    # Care for the register merged an entry with the one that was brought in twice.
    assert Counter(Organisation.objects.values_list("state", flat=True)) == {"active": 339, "merged": 1, "proposed": 1}
    assert Counter(Meeting.objects.values_list("state", flat=True)) == {"certified": 3, "held": 12, "planned": 12}
    assert Counter(Visit.objects.values_list("state", flat=True)) == VISITS
    assert set(Assessment.objects.values_list("state", flat=True)) == set(Assessment.State.values)
    assert Counter(Certificate.objects.values_list("state", flat=True)) == {"valid": 2, "replaced": 1, "revoked": 1}
    assert AuditEvent.objects.filter(at__gt=NOW).count() == 0


def test_every_printed_account_can_log_in(reference, clock):
    made("start")
    logged_in = {}
    for who in ("officer", "admin", "coordinator.government", "contact", "assessor", "committee", "partner", "national"):
        client = Client()
        client.post("/accounts/login/", {"login": f"{who}@demo.example", "password": PASSWORD})
        person = User.objects.filter(pk=client.session.get("_auth_user_id")).first()
        logged_in[f"{who}@demo.example"] = person and person.email
    assert logged_in == {email: email for email in logged_in}


def test_many_organisations_come_by_the_bulk_road(reference, clock):
    assert made("mid", organisations=500) == ["organisations 500", "pledges 500", "reports 500"]


def test_the_command_prints_the_accounts_and_a_second_run_changes_nothing(reference, clock, capsys):
    call_command("seed_demo", stage="start")
    first = [line for line in capsys.readouterr().out.splitlines() if line.startswith("account")]
    call_command("seed_demo", stage="start")
    again = capsys.readouterr().out.splitlines()
    assert len(first) == 8
    assert again == ["the demo is here already", *first]


def test_it_refuses_where_somebody_else_is(reference, clock):
    UserFactory(email="somebody@example.org")
    with pytest.raises(CommandError):
        call_command("seed_demo")
    assert Organisation.objects.count() == 0


def test_it_refuses_where_an_organisation_is(reference, clock):
    OrganisationFactory()
    with pytest.raises(CommandError):
        call_command("seed_demo")


def test_it_says_that_the_places_are_missing(db):
    with pytest.raises(CommandError):
        call_command("seed_demo")
