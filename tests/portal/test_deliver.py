"""Planned reminders on their way: by command and by worker, with the house's own rules."""

from __future__ import annotations

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command, execute_from_command_line
from django.db.models import F

from moralprovince.core.models import Heartbeat, Message
from moralprovince.core.outbox import notify_address
from moralprovince.core.outbox.lines import Line, NoServer
from moralprovince.portal import tasks
from moralprovince.portal.actions import mail as mail_actions
from moralprovince.portal.models import Rung
from moralprovince.portal.planner import plan
from moralprovince.portal.rules import still_open
from networks.actions.office import pause_mail
from tests.factories import (
    OfficeFactory,
    ProvinceFactory,
    RoleGrantFactory,
    UserFactory,
    administrator_of,
    contact_of,
    coordinator_of,
    officer_of,
    role,
)
from tests.factories_assessments import AssessmentFactory
from tests.factories_portal import default_ladder, owed_report
from tests.factories_visits import VisitAgreementFactory, VisitFactory, team_of

pytestmark = pytest.mark.django_db

WEEK_LATE = dt.date(2027, 4, 7)
AHEAD = "is still to come: what is planned goes out with the next delivery, ahead of its day."


@pytest.fixture(autouse=True)
def a_week_after_the_due_day(time_machine):
    time_machine.move_to("2027-04-07T09:00:00+07:00", tick=False)


@pytest.fixture
def report():
    office = OfficeFactory()
    default_ladder(office.province)
    report = owed_report(pledge__organisation__name="วัดใหญ่")
    contact_of(report.pledge.organisation, email="contact@example.org")
    coordinator_of(report.pledge.organisation.network, email="coordinator@example.org")
    officer_of(report.province, email="officer@example.org")
    return report


def command(name: str, *args: str) -> list[str]:
    out = StringIO()
    call_command(name, *args, stdout=out, stderr=StringIO())
    return out.getvalue().splitlines()


def test_the_commands_plan_once_and_send_once(report, mailoutbox):
    others = ["assessment_due 0", "review_due 0", "committee_due 0", "appeal_due 0", "visit_due 0", "agreement_due 0"]
    others += ["network_agreement_due 0", "district_agreement_due 0"]
    planned = ["action_due 0", "report_due 4", "returned_due 0", *others, "added 4"]
    assert command("plan_reminders", "--dry-run") == planned
    assert Message.objects.count() == 0
    assert command("plan_reminders") == planned
    assert command("plan_reminders") == ["action_due 0", "report_due 0", "returned_due 0", *others, "added 0"]
    assert command("deliver")[-1] == "sent 4 unknown 0 failed 0"
    assert command("deliver")[-1] == "sent 0 unknown 0 failed 0"
    assert sorted(mail.to[0].split("<")[1] for mail in mailoutbox) == ["contact@example.org>", "coordinator@example.org>"]
    assert all("วัดใหญ่" in mail.body and "http://localhost:8000/reports/" in mail.body for mail in mailoutbox)


def test_a_day_can_be_named_and_nonsense_is_told(report):
    assert command("plan_reminders", "--on", "2027-03-31")[-1] == "added 2"
    for nonsense in ("31/03/2570", "2027-02-30", "yesterday"):
        with pytest.raises(CommandError):
            command("plan_reminders", "--on", nonsense)


@pytest.mark.parametrize(
    "line", ["plan_reminders --on 01/12/2569", "turn_year --province 14 --read-only-from 01/12/2569"], ids=["plan", "turn"]
)
def test_a_day_that_cannot_be_read_is_told_in_a_sentence_without_a_traceback(capsys, line):
    with pytest.raises(SystemExit) as ended:
        execute_from_command_line(["manage.py", *line.split()])
    last = capsys.readouterr().err.splitlines()[-1]
    assert (ended.value.code, last.partition(": error: argument --")[2].partition(": ")[2]) == (
        2, "01/12/2569 is not a day; write it as 2027-03-31 (year of the common era)",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--on", "2027-04-14"], f"2027-04-14 {AHEAD}"),
        (["--on", "2027-04-14", "--dry-run"], "A dry run: nothing was kept."),
        (["--on", "2027-04-07"], ""),
    ],
)  # fmt: skip
def test_whoever_plans_a_day_that_is_still_to_come_is_told_that_it_goes_out_ahead_of_it(report, arguments, said):
    aside = StringIO()
    call_command("plan_reminders", *arguments, stdout=StringIO(), stderr=aside)
    assert aside.getvalue().strip() == said


def test_what_was_handed_in_between_planning_and_sending_is_not_asked_for(report, mailoutbox):
    plan(on=WEEK_LATE)
    type(report).objects.update(state="submitted")
    assert command("deliver")[-1] == "sent 0 unknown 0 failed 0"
    assert (mailoutbox, set(Message.objects.values_list("state", "reason"))) == ([], {("cancelled", "closed")})


def test_people_who_left_since_planning_get_nothing(report, mailoutbox):
    plan(on=WEEK_LATE)
    for message in Message.objects.select_related("recipient"):
        type(message.recipient).objects.filter(pk=message.recipient_id).update(is_active=False)
    command("deliver")
    assert mailoutbox == []


def test_whoever_left_a_role_is_not_reminded_in_it_though_another_role_still_shows_her_what_is_owed(report):
    body, week = report.pledge.organisation, dt.timedelta(days=7)
    stays, leaves = (coordinator_of(body.network) for _person in range(2))
    visit = VisitFactory(organisation=body, planned_on=WEEK_LATE + week)
    VisitAgreementFactory(visit__organisation=body, due_on=WEEK_LATE + week)
    AssessmentFactory(organisation=body, due_on=WEEK_LATE - week)
    Rung.objects.filter(ladder__kind__in=["report_due", "assessment_due"], offset=7, who="coordinator").update(
        who="culture_officer"
    )
    team_of(visit, stays, leaves)
    for person in (stays, leaves):
        RoleGrantFactory(user=person, role=role("contact"), organisation=body)
        RoleGrantFactory(user=person, role=role("culture_officer"), province=report.province)
    plan(on=WEEK_LATE)
    leaves.role_grants.exclude(role="coordinator").delete()
    visit.team.filter(user=leaves).delete()
    command("deliver")
    rows = Message.objects.exclude(channel="line").values_list("recipient", "kind", "context__who", "state")
    asked = [("report_due", "contact"), ("visit_due", "contact"), ("visit_due", "assessor"), ("agreement_due", "contact")]
    asked += [("assessment_due", "contact"), ("report_due", "culture_officer"), ("assessment_due", "culture_officer")]
    for person, state in ((stays, "sent"), (leaves, "cancelled")):
        assert {row for row in rows if row[0] == person.pk} == {(person.pk, *one, state) for one in asked}


def test_a_message_is_owed_to_whoever_works_here_until_the_floor_that_knows_it_says_no(report):
    sent = owed_report(state="submitted")
    here, left = UserFactory(), UserFactory(is_active=False)
    asked = {
        (here, ""): True, (left, ""): False, (None, ""): True, (here, "account:1"): True, (left, "account:1"): False,
        (here, f"report:{report.pk}"): True, (left, f"report:{report.pk}"): False, (here, f"report:{sent.pk}"): False,
    }  # fmt: skip
    found = {key: still_open(Message(recipient=key[0], obligation=key[1])) for key in asked}
    assert found == asked


def test_a_paused_office_keeps_its_mail_but_fills_inboxes(report, mailoutbox):
    OfficeFactory._meta.model.objects.update(mail_paused=True)
    plan(on=WEEK_LATE)
    assert command("deliver")[-1] == "sent 2 unknown 0 failed 0"
    assert (mailoutbox, Message.objects.filter(state="pending", channel="email").count()) == ([], 2)
    OfficeFactory._meta.model.objects.update(mail_paused=False)
    assert command("deliver")[-1] == "sent 2 unknown 0 failed 0"


@pytest.mark.parametrize(
    ("day", "again", "last", "states"),
    [
        (1, {}, False, {("email", "sent", ""), ("inbox", "sent", ""), ("line", "pending", "")}),
        (2, {}, False, {("email", "cancelled", "over"), ("inbox", "cancelled", "over"), ("line", "cancelled", "over")}),
        # A person decided, or there is no other reminder to come.
        (2, {"again": True}, False, {("email", "sent", ""), ("inbox", "sent", ""), ("line", "cancelled", "over")}),
        (2, {}, True, {("email", "sent", ""), ("inbox", "sent", ""), ("line", "pending", "")}),
    ],
    ids=["on the day", "after it", "sent again", "the last one"],
)  # fmt: skip
def test_what_waited_until_its_day_was_over_says_no_more_that_it_comes(report, time_machine, day, again, last, states):
    visit = VisitFactory(organisation=report.pledge.organisation, planned_on=WEEK_LATE + dt.timedelta(days=1))
    if last:
        Rung.objects.filter(ladder__kind="visit_due", offset__gt=-1).delete()
    plan(on=WEEK_LATE)
    waiting = Message.objects.filter(kind="visit_due")
    for message in waiting:
        Message.objects.filter(pk=message.pk).update(context=message.context | again)
    time_machine.shift(dt.timedelta(days=day))
    plan(on=WEEK_LATE + dt.timedelta(days=day))
    command("deliver")
    assert {(visit.planned_on, *row) for row in states} == set(waiting.values_list("due_on", "channel", "state", "reason"))


@pytest.mark.parametrize("paused, sent", [({"14"}, 1), ({"14", "16"}, 0)], ids=["one office", "both"])
def test_mail_of_accounts_waits_only_while_no_office_lets_any_out(mailoutbox, paused, sent):
    for code in ("14", "16"):
        OfficeFactory(province=ProvinceFactory(code=code), mail_paused=code in paused)
    notify_address(address="person@example.org", name="", kind="account", key="reset", subject="ก", body="ข")
    command("deliver")
    assert len(mailoutbox) == sent


def test_pausing_holds_what_a_worker_has_taken_already(report, mailoutbox, monkeypatch):
    plan(on=WEEK_LATE)
    Message.objects.filter(channel="inbox").delete()
    admin, office = administrator_of(report.province), OfficeFactory._meta.model.objects.get()
    send = Line.send

    def send_and_pause(line, message, letter):
        send(line, message, letter)
        pause_mail(office=office, paused=True, by=admin)

    monkeypatch.setattr(Line, "send", send_and_pause)
    assert command("deliver")[-1] == "sent 1 unknown 0 failed 0"
    assert sorted(Message.objects.values_list("state", "lease_token")) == [("pending", ""), ("sent", "")]


def test_one_message_that_cannot_be_worded_stops_no_other(report, mailoutbox, monkeypatch):
    plan(on=WEEK_LATE)
    from moralprovince.portal import rules

    whole = rules.word
    monkeypatch.setattr(rules, "word", lambda m: 1 / 0 if m.address.startswith("contact") else whole(m))
    assert command("deliver")[-1] == "sent 2 unknown 0 failed 2"
    assert set(Message.objects.filter(state="failed").values_list("reason", flat=True)) == {"unwordable"}


def test_a_subject_that_names_more_bodies_than_it_takes_stops_no_mail(report, mailoutbox):
    body = report.pledge.organisation
    for number in range(4):
        owed_report(pledge__organisation__name=f"วัด {number} {'ก' * 90}", pledge__organisation__network=body.network)
    Rung.objects.update(subject="ยังไม่ได้รับรายงานของ {organisation}")
    plan(on=WEEK_LATE)
    assert command("deliver")[-1].endswith("unknown 0 failed 0")
    longest = max((mail.subject for mail in mailoutbox), key=len)
    assert (len(longest), longest[-1], longest.count("\n")) == (300, "…", 0)
    assert not Message.objects.filter(channel="email").exclude(state="sent").exists()


def test_the_tasks_do_the_same_and_leave_signs_of_life(report, mailoutbox):
    tasks.heartbeat()
    tasks.plan_todays_reminders()
    tasks.deliver_outbox()
    tasks.return_leases()
    tasks.open_and_close_rounds()
    assert len(mailoutbox) == 2
    assert set(Heartbeat.objects.values_list("pk", flat=True)) == {"beat", "worker", "planner", "rounds"}
    assert Heartbeat.objects.get(pk="worker").note == "sent 4 unknown 0 failed 0"


def test_a_server_that_is_away_for_longer_than_a_run_is_asked_again_by_the_clock_and_each_mail_says_why(report, monkeypatch):
    calls = []
    monkeypatch.setattr(tasks, "wake", lambda: calls.append("at once"))
    monkeypatch.setattr(tasks, "DELIVERY_SECONDS", -1.0)
    plan(on=WEEK_LATE)
    # First a mail, so that it is tried; what only has to be laid into the portal waits for no server.
    Message.objects.filter(channel="email").update(send_after=F("send_after") - dt.timedelta(seconds=1))
    with monkeypatch.context() as away:
        away.setattr(Line, "send", no_server)
        tasks.deliver_outbox()
    waiting = Message.objects.order_by("channel").values_list("channel", "state", "reason", "lease_token")
    mails = [("email", "pending", "no_server: away", "")] * 2
    assert (list(waiting), calls) == ([*mails, *[("inbox", "pending", "", "")] * 2], [])
    Message.objects.filter(channel="inbox").delete()
    tasks.deliver_outbox()
    assert (Message.objects.filter(state="sent").count(), calls) == (1, ["at once"])


def no_server(line, message, letter):
    raise NoServer("away")


def test_a_planning_that_failed_is_made_up_for_at_the_next_hour_and_done_once_a_day(report, monkeypatch, time_machine):
    monkeypatch.setattr(tasks, "plan", lambda on: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        tasks.plan_todays_reminders()
    monkeypatch.setattr(tasks, "plan", plan)
    counts = []
    for moment in ("2027-04-07T10:00:00+07:00", "2027-04-07T11:00:00+07:00", "2027-04-08T07:00:00+07:00"):
        time_machine.move_to(moment, tick=False)
        tasks.plan_todays_reminders()
        contact_of(report.pledge.organisation)
        counts.append(Message.objects.count())
    assert counts == [4, 4, 8]


def test_a_day_that_was_planned_by_hand_is_no_day_without_planning(report):
    for arguments, signs in ((["--dry-run"], []), (["--on", "2027-04-06"], []), ([], ["planner"])):
        command("plan_reminders", *arguments)
        assert list(Heartbeat.objects.values_list("pk", flat=True)) == signs
    tasks.plan_todays_reminders()
    assert Heartbeat.objects.get().note == "by hand"


def test_every_task_of_the_schedule_exists():
    from moralprovince.celery import app

    app.loader.import_default_modules()
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} - set(app.tasks) == set()


def test_a_test_mail_that_a_worker_took_first_is_waited_for(monkeypatch):
    taken = Message.objects.filter(kind="test_mail")
    monkeypatch.setattr(mail_actions, "deliver_one", lambda *_message, **_by: taken.update(state="sending"))
    monkeypatch.setattr(mail_actions.time, "sleep", lambda _seconds: taken.update(state="sent"))
    message = mail_actions.try_mail(address="me@example.org", name="", by=UserFactory())
    assert message.state == "sent"
