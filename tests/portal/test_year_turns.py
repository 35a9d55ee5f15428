"""The turn of the year: what is carried over, what closes, and everything put back exactly within a day."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
import time_machine
from django.apps import apps
from django.core.management import CommandError, call_command
from django.urls import reverse

from assessments.models import AssessmentCalendar, YearCriteria
from moralprovince.core.errors import NotAllowed, Outpaced, Refused
from moralprovince.core.models import AuditEvent
from moralprovince.portal.actions.year_turns import outlook, turn_year, undo_turn
from moralprovince.portal.models import YearTurn
from moralprovince.portal.today import all_jobs_of
from networks.models import (
    ActivityPlan,
    Office,
    ProgrammeYear,
    SectorNetwork,
    WorkingGroup,
    WorkingGroupMember,
    WorkPlanItem,
)
from pledges.models import Commitment, Pledge, ReportRound
from tests.factories import (
    OfficeFactory,
    OrganisationFactory,
    ProgrammeYearFactory,
    SectorNetworkFactory,
    administrator_of,
    officer_of,
)
from tests.factories_assessments import AssessmentFactory, use_in
from tests.factories_networks_at_work import (
    ActivityFactory,
    ActivityPlanFactory,
    MeetingFactory,
    WorkingGroupFactory,
    WorkingGroupMemberFactory,
    WorkPlanItemFactory,
)
from tests.factories_pledges import FollowUpReportFactory, PledgeFactory, ReportRoundFactory
from tests.support.queries import counted

pytestmark = pytest.mark.django_db
# In the middle of September of fiscal year 2570, at noon in Bangkok.
NOW = dt.datetime(2027, 9, 15, 5, tzinfo=dt.UTC)
CLOSES = dt.date(2027, 10, 1)


@pytest.fixture(autouse=True)
def september():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def office():
    """An office that works in 2570; the year after is not there yet."""
    return OfficeFactory(working_year=ProgrammeYearFactory(fiscal_year=2570))


@pytest.fixture
def administrator(office):
    return administrator_of(office.province)


def turn(office, by, chosen=None, to_year=2571, day=CLOSES):
    return turn_year(office=office, to_year=to_year, read_only_from=day, chosen=chosen, by=by)


# What the history, the turn itself and the mark of public pages say is no part of what was carried over.
NEW = {"core.AuditEvent", "core.PublicChange", "portal.YearTurn"}


def tables():
    """Every row of every table, by its key."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.label not in NEW]
    return {
        (model._meta.label, row["pk"]): row
        for model in models
        for row in model._base_manager.values("pk", *[field.attname for field in model._meta.concrete_fields])
    }


def test_the_office_works_in_the_next_year_and_the_old_one_closes_on_the_day_given(office, administrator):
    done = turn(office, administrator)
    office.refresh_from_db()
    old = ProgrammeYear.objects.get(fiscal_year=2570)
    assert (office.working_year.fiscal_year, old.read_only_from, str(done)) == (2571, CLOSES, "2570 → 2571")
    assert [event.note for event in AuditEvent.objects.filter(action="turn_year")] == ["2570 → 2571"]


def test_a_new_year_has_the_virtues_of_the_old_one_and_no_motto_yet(office, administrator):
    use_in(office.working_year)
    turn(office, administrator)
    new = ProgrammeYear.objects.get(fiscal_year=2571)
    assert (set(new.virtues.all()), new.motto) == (set(office.working_year.virtues.all()), "")


def test_a_network_that_would_end_goes_on_only_with_bodies_and_without_a_successor(office, administrator):
    ends = {"last_fiscal_year": 2570}
    lived, empty, endless = (
        SectorNetworkFactory(code="lived", **ends), SectorNetworkFactory(code="empty", **ends), SectorNetworkFactory(code="on")
    )  # fmt: skip
    followed = SectorNetworkFactory(code="followed", **ends)
    followed.followed_by.create(successor=endless, first_fiscal_year=2571)
    for network in (lived, followed):
        OrganisationFactory(network=network)
    turn(office, administrator)
    last = dict(SectorNetwork.objects.values_list("code", "last_fiscal_year"))
    codes = [lived.code, empty.code, endless.code, followed.code]
    assert [last[code] for code in codes] == [2571, 2570, None, 2570]


def test_a_term_that_ends_goes_on_a_year_with_the_seats_that_last_as_long(office, administrator):
    first, last = dt.date(2025, 10, 1), dt.date(2027, 9, 30)
    group = WorkingGroupFactory(starts_on=first, ends_on=last)
    for name, ends_on in (("ครบวาระ", last), ("ออกก่อน", dt.date(2027, 3, 1)), ("ไม่มีวันสิ้นสุด", None)):
        WorkingGroupMemberFactory(group=group, name=name, starts_on=first, ends_on=ends_on)
    WorkingGroupFactory(starts_on=first, ends_on=dt.date(2027, 3, 1), name="พ้นวาระแล้ว")
    turn(office, administrator)
    assert dict(WorkingGroup.objects.values_list("name", "ends_on")) == {
        group.name: dt.date(2028, 9, 30), "พ้นวาระแล้ว": dt.date(2027, 3, 1)
    }  # fmt: skip
    assert dict(WorkingGroupMember.objects.values_list("name", "ends_on")) == {
        "ครบวาระ": dt.date(2028, 9, 30), "ออกก่อน": dt.date(2027, 3, 1), "ไม่มีวันสิ้นสุด": None,
    }  # fmt: skip


def test_the_term_of_a_group_ends_with_its_network(office, administrator):
    first, last = dt.date(2025, 10, 1), dt.date(2027, 9, 30)
    ended, ends = (SectorNetworkFactory(code=code, last_fiscal_year=2570) for code in ("merged", "ends"))
    OrganisationFactory(network=ends)
    for network in (ended, ends, None):
        kind = "network" if network else "subcommittee"
        WorkingGroupFactory(network=network, kind=kind, starts_on=first, ends_on=last)
    turn(office, administrator)
    longer = dict(WorkingGroup.objects.values_list("network__code", "ends_on"))
    assert longer == {"merged": last, "ends": dt.date(2028, 9, 30), None: dt.date(2028, 9, 30)}


def test_rounds_are_planned_with_their_days_a_year_later(office, administrator):
    ReportRoundFactory(
        programme_year=office.working_year, code="H1", opens_on=dt.date(2027, 3, 1), due_on=dt.date(2027, 3, 31),
        locks_on=dt.date(2027, 5, 30), state="closed",
    )  # fmt: skip
    turn(office, administrator)
    planned = ReportRound.objects.get(programme_year__fiscal_year=2571)
    assert (planned.code, planned.state, planned.opens_on, planned.due_on, planned.locks_on) == (
        "H1", "planned", dt.date(2028, 3, 1), dt.date(2028, 3, 31), dt.date(2028, 5, 30),
    )  # fmt: skip


def test_plans_and_joint_work_become_lines_of_the_new_year(office, administrator):
    year = office.working_year
    line = ActivityPlanFactory(programme_year=year, name="วันสำคัญทางศาสนา", times=4, months=[10, 2], budget=20000)
    WorkPlanItemFactory(programme_year=year, what="ลงพื้นที่", due_on=dt.date(2027, 2, 1), done_on=dt.date(2027, 1, 30))
    turn(office, administrator)
    copy = ActivityPlan.objects.get(programme_year__fiscal_year=2571)
    assert (copy.network, copy.name, copy.times, copy.months, copy.budget) == (line.network, line.name, 4, [10, 2], 20000)
    work = WorkPlanItem.objects.get(programme_year__fiscal_year=2571)
    assert (work.what, work.due_on, work.done_on) == ("ลงพื้นที่", dt.date(2028, 2, 1), None)


def test_pledges_of_active_bodies_become_drafts_that_nobody_declared(office, administrator):
    year = office.working_year
    kept = PledgeFactory(programme_year=year, state="active", commitments=2, text="เราจะทำดี")
    PledgeFactory(programme_year=year, state="active", organisation=OrganisationFactory(state="dormant"))
    PledgeFactory(programme_year=year, state="ended")
    turn(office, administrator)
    draft = Pledge.objects.get(programme_year__fiscal_year=2571)
    assert (draft.organisation, draft.state, draft.text, draft.declared_on) == (kept.organisation, "draft", "เราจะทำดี", None)
    lines = list(draft.commitments.values_list("activity", "target"))
    assert lines == list(kept.commitments.values_list("activity", "target"))
    assert [event.note for event in AuditEvent.objects.filter(object_id=str(draft.pk), action="begin_pledge")] != []


def test_a_pledge_of_the_new_year_that_was_ended_is_begun_anew_with_the_members_of_the_register(office, administrator):
    year, new = office.working_year, ProgrammeYearFactory(province=office.province, fiscal_year=2571)
    for members in (120, 0):
        body = PledgeFactory(programme_year=year, state="active", members=100, organisation__members=members).organisation
        PledgeFactory(programme_year=new, state="ended", organisation=body)
    turn(office, administrator)
    drafts = Pledge.objects.filter(programme_year=new, state="draft").order_by("pk")
    assert list(drafts.values_list("members", flat=True)) == [120, 100]


def test_the_criteria_of_the_year_go_on_with_the_days_of_the_assessment(office, administrator):
    use_in(office.working_year)
    AssessmentCalendar.objects.create(programme_year=office.working_year, self_due_on=dt.date(2027, 7, 15), appeal_days=20)
    turn(office, administrator)
    chosen = {year: set(YearCriteria.objects.filter(programme_year__fiscal_year=year).values_list("kind", "criteria_set"))
              for year in (2570, 2571)}  # fmt: skip
    days = AssessmentCalendar.objects.get(programme_year__fiscal_year=2571)
    assert (chosen[2571], bool(chosen[2570])) == (chosen[2570], True)
    assert (days.self_due_on, days.appeal_days) == (dt.date(2028, 7, 15), 20)


def full(office):
    """A year with something of every kind; returns it."""
    year = office.working_year
    use_in(year)
    SectorNetworkFactory(code="lived", last_fiscal_year=2570)
    OrganisationFactory(network=SectorNetwork.objects.get(code="lived"))
    group = WorkingGroupFactory(starts_on=dt.date(2025, 10, 1), ends_on=dt.date(2027, 9, 30))
    WorkingGroupMemberFactory(group=group, starts_on=dt.date(2025, 10, 1), ends_on=dt.date(2027, 9, 30))
    ReportRoundFactory(programme_year=year, code="FULL")
    ActivityPlanFactory(programme_year=year)
    WorkPlanItemFactory(programme_year=year)
    AssessmentCalendar.objects.create(programme_year=year, self_due_on=dt.date(2027, 7, 15))
    PledgeFactory(programme_year=year, state="active", commitments=2)
    return year


def test_only_what_was_ticked_is_carried_over(office, administrator):
    full(office)
    plan = ActivityPlan.objects.get()
    turn(office, administrator, chosen={f"plan:{plan.pk}", "plan:999999", "nonsense"})
    new = {"programme_year__fiscal_year": 2571}
    counts = [model.objects.filter(**new).count() for model in (ActivityPlan, WorkPlanItem, ReportRound, Pledge, YearCriteria)]
    assert (counts, SectorNetwork.objects.get(code="lived").last_fiscal_year) == ([1, 0, 0, 0, 0], 2570)


def test_what_is_proposed_is_what_is_carried_over(office, administrator):
    full(office)
    proposed = outlook(office, 2571).count
    # Beside it the year itself is new, and its virtues.
    new = 1 + office.working_year.virtues.count() + Commitment.objects.count()
    assert turn(office, administrator).count == proposed + new


def test_a_turn_is_taken_back_exactly(office, administrator, september):
    full(office)
    before = tables()
    done = turn(office, administrator)
    assert tables() != before
    september.shift(dt.timedelta(hours=24))
    undo_turn(turn=done, by=administrator)
    assert tables() == before


def test_a_turn_into_a_year_that_was_there_is_taken_back_exactly_and_can_be_done_again(office, administrator):
    full(office)
    ProgrammeYearFactory(fiscal_year=2571)
    before = tables()
    undo_turn(turn=turn(office, administrator), by=administrator)
    assert tables() == before
    turn(office, administrator)
    assert [one.undone_at is None for one in YearTurn.objects.order_by("at", "pk")] == [False, True]


def test_a_day_later_it_can_no_longer_be_undone(office, administrator, september):
    done = turn(office, administrator)
    september.shift(dt.timedelta(hours=24, seconds=1))
    with pytest.raises(Refused, match="2570"):
        undo_turn(turn=done, by=administrator)


@pytest.mark.parametrize("what", ["plan", "pledge", "hanging", "assessed", "round"])
def test_it_is_not_undone_once_something_of_it_was_changed(office, administrator, what):
    full(office)
    done = turn(office, administrator)
    new = ProgrammeYear.objects.get(fiscal_year=2571)
    changes = {
        "plan": lambda: ActivityPlan.objects.filter(programme_year=new).update(times=9),
        "pledge": lambda: Commitment.objects.filter(pledge__programme_year=new).update(target=7),
        "hanging": lambda: ActivityFactory(programme_year=new, plan=ActivityPlan.objects.get(programme_year=new)),
        "assessed": lambda: AssessmentFactory(programme_year=new),
        "round": lambda: ReportRound.objects.filter(programme_year=new).update(state="open"),
    }
    changes[what]()
    before = tables()
    with pytest.raises(Refused):
        undo_turn(turn=done, by=administrator)
    assert (tables() == before, YearTurn.objects.get().undone_at) == (True, None)


def test_twice_adds_nothing_and_the_second_one_is_told(office, administrator):
    full(office)
    turn(office, administrator)
    colleague = administrator_of(office.province)
    before = tables()
    with pytest.raises(Outpaced, match=administrator.name):
        turn(office, colleague)
    assert tables() == before


def test_a_year_that_has_something_already_is_only_filled_up(office, administrator):
    year = full(office)
    new = ProgrammeYearFactory(fiscal_year=2571)
    ReportRoundFactory(programme_year=new, code="FULL")
    line = ActivityPlan.objects.get(programme_year=year)
    ActivityPlanFactory(programme_year=new, network=line.network, name=f"  {line.name} ")
    PledgeFactory(programme_year=new, organisation=Pledge.objects.get().organisation, state="draft")
    turn(office, administrator)
    counts = [model.objects.filter(programme_year=new).count() for model in (ReportRound, ActivityPlan, Pledge)]
    assert counts == [1, 1, 1]


def test_a_year_without_a_year_before_it_is_refused(office, administrator):
    with pytest.raises(Refused, match="2580"):
        turn(office, administrator, to_year=2581)


@pytest.mark.parametrize("day", [dt.date(2026, 9, 30), dt.date(2028, 10, 2)])
def test_the_old_year_is_not_closed_before_it_began_or_in_a_far_future(office, administrator, day):
    with pytest.raises(Refused):
        turn(office, administrator, day=day)


def test_an_officer_does_not_turn_the_year(office):
    officer = officer_of(office.province)
    with pytest.raises(NotAllowed):
        turn(office, officer)
    with pytest.raises(NotAllowed):
        undo_turn(turn=turn(office, None), by=officer)


def test_from_september_on_today_tells_an_administrator_that_it_is_time(office, administrator):
    def told(day):
        return [str(job.sentence) for job in all_jobs_of(administrator, day) if job.address == reverse("year-turn")]

    assert told(dt.date(2027, 8, 31)) == []
    assert ["2571" in sentence for sentence in told(dt.date(2027, 9, 1))] == [True]
    turn(office, administrator)
    assert told(dt.date(2027, 9, 1)) == []


# The page


def test_the_page_shows_every_row_and_what_becomes_of_it(client, office, administrator):
    full(office)
    client.force_login(administrator)
    answer = client.get(reverse("year-turn"))
    parts = {str(part["title"]): len(part["rows"]) for part in answer.context["parts"]}
    assert list(parts.values()) == [1, 1, 1, 1, 1, 1, 4, 1]
    assert all(row["ticked"] for part in answer.context["parts"] for row in part["rows"])


def test_the_page_warns_of_what_closes_unfinished_and_says_what_goes_on(client, office, administrator):
    year = office.working_year
    PledgeFactory(programme_year=year, state="draft")
    MeetingFactory(held_on=dt.date(2027, 8, 1), state="held")
    report = FollowUpReportFactory(round=ReportRoundFactory(programme_year=year, code="FULL"), state="submitted")
    client.force_login(administrator)
    answer = client.get(reverse("year-turn"))
    left = {line.address: line.count for line in answer.context["outlook"].left_undone}
    still = {line.address: line.count for line in answer.context["outlook"].still_open}
    assert left == {f"{reverse('pledges:pledges')}?year=2570&state=draft": 1}
    assert still == {
        f"{reverse('networks:meetings')}?fiscal=2570&state=held": 1,
        f"{reverse('pledges:reports')}?year=2570&round={report.round_id}&state=submitted": 1,
    }


def test_the_button_turns_the_year_with_what_is_ticked_and_the_page_then_lists_what_is_open(client, office, administrator):
    full(office)
    plan = ActivityPlan.objects.get()
    client.force_login(administrator)
    sent = {"to": "2571", "read_only_from": "1/10/2570", "take": [f"plan:{plan.pk}"]}
    answer = client.post(reverse("year-turn"), sent, follow=True)
    done = YearTurn.objects.get()
    assert (answer.context["turn"], answer.context["open"], done.by) == (done, True, administrator)
    assert (ActivityPlan.objects.count(), Pledge.objects.count()) == (2, 1)
    client.post(reverse("year-turn-undo", args=[done.pk]))
    assert (ActivityPlan.objects.count(), Office.objects.get().working_year.fiscal_year) == (1, 2570)


FAR_AND_NEAR = [(dt.date(2026, 12, 1), True), (dt.date(2027, 8, 31), True), (dt.date(2027, 9, 1), False)]


@pytest.mark.parametrize(("day", "early"), FAR_AND_NEAR)
def test_the_page_and_its_question_say_when_a_far_year_begins(client, office, administrator, september, day, early):
    september.move_to(dt.datetime.combine(day, dt.time(5), dt.UTC))
    client.force_login(administrator)
    page = client.get(reverse("year-turn")).text
    question = re.search(r'data-confirm="([^"]*)"[^>]*>(?:(?!</button>).)*2571', page, re.S)[1]
    assert [words in text for words in ("จะเริ่มวันที่ 1 ตุลาคม 2570", "หน้าสาธารณะ") for text in (page, question)] == [early] * 4


def test_after_the_turn_the_page_shows_what_is_left_as_it_did_before(client, office, administrator):
    year = office.working_year
    FollowUpReportFactory(round=ReportRoundFactory(programme_year=year, code="Q3"), state="expected")
    FollowUpReportFactory(round=ReportRoundFactory(programme_year=year, code="FULL"), state="submitted")
    client.force_login(administrator)
    before = client.get(reverse("year-turn")).context["outlook"]
    turn(office, administrator)
    answer = client.get(reverse("year-turn"))
    after = answer.context
    assert (after["left_undone"], after["still_open"]) == (before.left_undone, before.still_open)
    assert [(line.count, line.address in answer.text.replace("&amp;", "&")) for line in after["left_undone"]] == [(1, True)]
    assert [line.what for line in after["left_undone"]] == ["รายงานไตรมาส 3 ที่ยังไม่ส่ง"]


def test_what_was_carried_over_is_told_kind_by_kind_and_not_as_rows_of_the_database(client, office, administrator):
    ReportRoundFactory(programme_year=office.working_year, code="Q3")
    PledgeFactory(programme_year=office.working_year, state="active", commitments=2)
    client.force_login(administrator)
    turn(office, administrator)
    told = client.get(reverse("year-turn")).text.split('data-label="ยกไปแล้ว">')[1].split("</td>")[0]
    assert told == "ปีงบประมาณ 1 · รอบรายงาน 1 · ปฏิญญา 1 · ข้อตกลง 2"


def test_a_year_that_goes_on_after_the_turn_is_not_called_finished(client, office, administrator, september):
    client.force_login(administrator)
    turn(office, administrator)
    finished = "งานของปีเดิมเสร็จครบทุกอย่างแล้ว"
    assert finished not in client.get(reverse("year-turn")).text
    september.move_to(dt.datetime(2027, 10, 1, 5, tzinfo=dt.UTC))
    client.force_login(administrator)
    assert finished in client.get(reverse("year-turn")).text


def test_who_comes_second_is_told_by_the_page_and_turns_no_further_year(client, office, administrator):
    client.force_login(administrator)
    turn(office, administrator_of(office.province))
    answer = client.post(reverse("year-turn"), {"to": "2570", "read_only_from": "1/10/2569"}, follow=True)
    assert len(list(answer.context["messages"])) == 1
    again = client.post(reverse("year-turn"), {"to": "2571", "read_only_from": "1/10/2570"}, follow=True)
    assert (len(list(again.context["messages"])), YearTurn.objects.count()) == (1, 1)


def test_a_day_that_cannot_be_is_asked_for_again_at_its_box_and_the_ticks_stay(client, office, administrator):
    full(office)
    plan = ActivityPlan.objects.get()
    client.force_login(administrator)
    for day in ("30/02/2570", "1/10/2580"):
        sent = {"to": "2571", "read_only_from": day, "take": [f"plan:{plan.pk}"]}
        answer = client.post(reverse("year-turn"), sent)
        ticked = [row["key"] for part in answer.context["parts"] for row in part["rows"] if row["ticked"]]
        assert (list(answer.context["form"].errors), ticked) == (["read_only_from"], [f"plan:{plan.pk}"])
    assert YearTurn.objects.count() == 0


def test_the_page_asks_no_more_than_a_page_of_administrators_may(client, office, administrator):
    full(office)
    client.force_login(administrator)
    with counted() as asked:
        client.get(reverse("year-turn"))
    assert len(asked) <= 25
    # The drafts of all networks are counted together, and not among all pledges for each of them.
    assert [one for one in asked if one.startswith('SELECT "networks_sectornetwork"') and "COUNT(" in one] == []


# The command


def run(capsys, *options):
    call_command("turn_year", "--province", "14", *options)
    return capsys.readouterr().out


def test_the_command_turns_once_and_adds_nothing_the_second_time(office, capsys):
    full(office)
    told = run(capsys, "--to", "2571")
    assert told.splitlines()[-1] == f"added {YearTurn.objects.get().count}"
    assert run(capsys, "--to", "2571").splitlines()[-2:] == ["done already", "added 0"]
    assert run(capsys).splitlines()[-2:] == ["done already", "added 0"]
    assert run(capsys, "--undo").splitlines() == [f"undone {YearTurn.objects.get().count}"]
    assert run(capsys, "--undo").splitlines() == ["undone 0"]


def test_a_dry_run_tells_everything_and_writes_nothing(office, capsys):
    full(office)
    before = tables()
    told = json.loads(run(capsys, "--dry-run", "--json"))
    assert (told["from"], told["to"], told["dry_run"], told["added"]) == (2570, 2571, True, 0)
    assert (sum(part["count"] for part in told["parts"]), tables()) == (outlook(office, 2571).count, before)


def test_the_command_says_why_not(office):
    with pytest.raises(CommandError, match="2580"):
        call_command("turn_year", "--province", "14", "--to", "2581")
    with pytest.raises(CommandError, match="99"):
        call_command("turn_year", "--province", "99")
