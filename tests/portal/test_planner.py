"""Planning: who is reminded of what, once, by whom it may concern and by nobody else."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from moralprovince.core.models import Message
from moralprovince.core.outbox import deliver
from moralprovince.portal.models import Ladder, PlanRun, Rung
from moralprovince.portal.planner import is_planned, plan
from moralprovince.portal.rules import outbox_rules
from networks.models import Organisation
from pledges.actions.extensions import extend_report
from pledges.actions.reports import lift_waiver, return_report, submit_report, waive_report
from pledges.actions.rounds import close_round
from tests.factories import (
    OfficeFactory,
    OrganisationFactory,
    ProvinceFactory,
    RoleGrantFactory,
    SectorNetworkFactory,
    UserFactory,
    contact_of,
    coordinator_of,
    officer_of,
    role,
)
from tests.factories_pledges import FollowUpReportFactory, PledgeFactory, ReportRoundFactory
from tests.factories_portal import default_ladder, owed_report
from tests.support.queries import counted

pytestmark = pytest.mark.django_db

DUE = dt.date(2027, 3, 31)


def planned(**which) -> list[tuple[str, str, str]]:
    """(rung, who, channel) of the messages that are owed, in order."""
    rows = Message.objects.filter(**{"state": "pending"} | which).order_by("pk")
    return [(row.rung, row.context["who"], row.channel) for row in rows]


@pytest.fixture
def office():
    return OfficeFactory(email="office@example.org", phone="035 000 000")


@pytest.fixture
def ladder(office):
    return default_ladder(office.province)


@pytest.fixture
def report(ladder):
    """A report due on 31 March 2027 with a contact, a coordinator and an officer who look after it."""
    report = owed_report()
    contact_of(report.pledge.organisation, email="contact@example.org")
    coordinator_of(report.pledge.organisation.network, email="coordinator@example.org")
    officer_of(report.province, email="officer@example.org")
    return report


@pytest.mark.parametrize(
    ("offset", "expected"),
    [
        (-14, ["contact email", "contact inbox"]),
        (-3, ["contact email", "contact inbox", "contact line"]),
        (0, ["contact email", "contact inbox"]),
        (3, ["contact email", "contact inbox", "contact line", "coordinator email", "coordinator inbox"]),
        (7, ["contact email", "contact inbox", "coordinator email", "coordinator inbox"]),
        (14, ["contact email", "contact inbox", "coordinator inbox", "culture_officer email", "culture_officer inbox"]),
        (30, ["contact email", "contact inbox", "coordinator email", "coordinator inbox",
              "culture_officer email", "culture_officer inbox"]),
    ],
)  # fmt: skip
def test_each_rung_reaches_those_it_names_over_its_roads(report, offset, expected):
    assert plan(on=DUE + dt.timedelta(days=offset))["report_due"] == len(expected)
    assert sorted(f"{who} {channel}" for _rung, who, channel in planned()) == sorted(expected)
    assert {rung for rung, _who, _channel in planned()} == {f"{offset:+d}"}
    to = {"contact": "contact@example.org", "coordinator": "coordinator@example.org", "culture_officer": "officer@example.org"}
    for message in Message.objects.exclude(channel="line"):
        assert message.address == to[message.context["who"]]
        assert message.recipient.email == message.address
        assert (message.province_code, message.due_on) == ("14", DUE)


@pytest.mark.parametrize("offset", [-15, -13, -1, 1, 2, 8, 29, 31])
def test_days_between_rungs_are_quiet(report, offset):
    assert plan(on=DUE + dt.timedelta(days=offset))["report_due"] == 0


def test_a_day_on_which_nothing_is_due_writes_no_message(report):
    for offset, inserts in ((8, False), (7, True)):
        with counted() as statements:
            plan(on=DUE + dt.timedelta(days=offset))
        assert any('INSERT INTO "core_message"' in sql for sql in statements) is inserts


def test_a_second_run_adds_nothing(report):
    day = DUE + dt.timedelta(days=7)
    assert plan(on=day)["report_due"] == 4
    assert plan(on=day)["report_due"] == 0
    assert plan(on=day + dt.timedelta(days=1))["report_due"] == 0
    assert Message.objects.count() == 4


def test_planning_an_earlier_day_afterwards_takes_no_newer_reminder_back(report):
    plan(on=DUE + dt.timedelta(days=7))
    plan(on=DUE + dt.timedelta(days=3))
    told = Message.objects.exclude(channel="line")
    assert set(told.values_list("rung", "state")) == {("+3", "skipped"), ("+7", "pending")}
    assert PlanRun.objects.get(pk="report_due").through == DUE + dt.timedelta(days=7)


def test_a_day_that_was_only_planned_ahead_is_still_to_be_planned(report, time_machine):
    for moment, done in (("2027-03-30", False), ("2027-03-31", True)):
        time_machine.move_to(f"{moment}T10:00:00+07:00", tick=False)
        plan(on=DUE)
        assert is_planned(DUE) is done


def test_a_dry_run_counts_and_keeps_nothing(report):
    day = DUE + dt.timedelta(days=7)
    assert plan(on=day, dry_run=True)["report_due"] == 4
    assert (Message.objects.count(), PlanRun.objects.count()) == (0, 0)
    assert plan(on=day)["report_due"] == 4


@pytest.mark.parametrize("state", ["submitted", "accepted", "waived"])
def test_who_owes_nothing_is_not_reminded(ladder, state):
    contact_of(owed_report(state=state).pledge.organisation)
    assert plan(on=DUE)["report_due"] == 0


@pytest.mark.parametrize("state", ["expected", "draft"])
def test_who_has_not_handed_in_is_reminded(ladder, state):
    contact_of(owed_report(state=state).pledge.organisation)
    assert plan(on=DUE)["report_due"] == 2


def test_of_a_returned_report_nobody_is_told_that_it_never_came(ladder):
    contact_of(owed_report(state="returned").pledge.organisation)
    added = plan(on=DUE + dt.timedelta(days=3))
    assert (added["report_due"], added["returned_due"]) == (0, 3)


@pytest.mark.parametrize("state", ["merged", "withdrawn"])
def test_organisations_that_left_the_register_are_not_reminded(report, state):
    organisation = report.pledge.organisation
    keep = OrganisationFactory() if state == "merged" else None
    type(organisation).objects.filter(pk=organisation.pk).update(state=state, merged_into=keep)
    assert plan(on=DUE)["report_due"] == 0


def test_a_round_that_is_locked_asks_for_nothing(report):
    type(report.round).objects.update(locks_on=DUE + dt.timedelta(days=6))
    assert plan(on=DUE + dt.timedelta(days=7))["report_due"] == 0


def test_a_round_that_was_closed_still_asks(report):
    close_round(report_round=report.round, by=officer_of(report.province))
    assert plan(on=DUE + dt.timedelta(days=7))["report_due"] == 4


def test_grants_that_ended_or_have_not_begun_count_for_nothing(ladder):
    report = owed_report()
    organisation, day = report.pledge.organisation, DUE + dt.timedelta(days=7)
    for starts_on, ends_on in ((dt.date(2020, 1, 1), day - dt.timedelta(days=1)), (day + dt.timedelta(days=1), None)):
        given = {"starts_on": starts_on, "ends_on": ends_on}
        RoleGrantFactory(role=role("contact"), organisation=organisation, **given)
        RoleGrantFactory(role=role("coordinator"), network=organisation.network, **given)
        RoleGrantFactory(role=role("culture_officer"), province=report.province, **given)
    assert plan(on=day)["report_due"] == 0
    plan(on=DUE + dt.timedelta(days=14))
    assert Counter(who for _rung, who, _channel in planned()) == {"contact": 2, "coordinator": 1, "culture_officer": 2}


def test_a_grant_counts_from_its_first_day_to_its_last(ladder):
    report, day = owed_report(), DUE + dt.timedelta(days=7)
    RoleGrantFactory(role=role("contact"), organisation=report.pledge.organisation, starts_on=day)
    RoleGrantFactory(role=role("coordinator"), network=report.pledge.organisation.network, ends_on=day)
    plan(on=day)
    assert Counter(who for _rung, who, _channel in planned()) == {"contact": 2, "coordinator": 2}


def test_an_ended_grant_beside_a_living_one_of_another_person_stays_ended(ladder):
    report = owed_report()
    RoleGrantFactory(role=role("coordinator"), network=report.pledge.organisation.network, ends_on=dt.date(2026, 1, 1))
    living = coordinator_of(report.pledge.organisation.network)
    plan(on=DUE + dt.timedelta(days=7))
    assert set(Message.objects.values_list("recipient", flat=True)) == {living.pk}


def test_nobody_inactive_is_reminded(report):
    type(report.filed_by or UserFactory()).objects.update(is_active=False)
    assert plan(on=DUE)["report_due"] == 0


def test_people_without_a_mailbox_find_it_in_their_inbox_only(ladder):
    report = owed_report()
    contact_of(report.pledge.organisation, has_mailbox=False)
    coordinator_of(report.pledge.organisation.network, has_mailbox=False)
    officer_of(report.province, has_mailbox=False)
    plan(on=DUE + dt.timedelta(days=30))
    assert {channel for _rung, _who, channel in planned()} == {"inbox"}
    assert len(planned()) == 3


def test_the_address_in_the_register_is_written_to_where_no_contact_reads_mail(ladder):
    quiet = owed_report(pledge__organisation__email="wat@example.org", pledge__organisation__contact_name="พระครูใจดี")
    contact_of(quiet.pledge.organisation, has_mailbox=False)
    reached = owed_report(pledge__organisation__email="school@example.org")
    contact_of(reached.pledge.organisation, email="teacher@example.org")
    plan(on=DUE)
    mails = Message.objects.filter(channel="email").order_by("address")
    assert [(mail.address, mail.recipient_name) for mail in mails] == [
        ("teacher@example.org", reached.pledge.organisation.grants.get().user.name),
        ("wat@example.org", "พระครูใจดี"),
    ]
    assert Message.objects.get(address="wat@example.org").recipient is None


@pytest.mark.parametrize(("address", "mails"), [("Wat@example.org", 1), ("teacher@example.org", 2)], ids=["same", "another"])
@pytest.mark.parametrize("days", [{"starts_on": DUE + dt.timedelta(days=1)}, {"ends_on": DUE}], ids=["came in", "left"])
def test_whoever_comes_in_or_leaves_after_a_rung_is_not_mailed_it_again_at_the_same_address(ladder, days, address, mails):
    body = owed_report(pledge__organisation__email="wat@example.org").pledge.organisation
    owed_report(pledge__organisation__email="wat@example.org", round=ReportRoundFactory(code="Q1"), due_on=DUE)
    RoleGrantFactory(user=UserFactory(email=address), role=role("contact"), organisation=body, **days)
    plan(on=DUE)
    # The last day is looked at once more.
    plan(on=DUE + dt.timedelta(days=1))
    of_body = Message.objects.filter(obligation=f"report:{body.pledges.get().reports.get().pk}", channel="email")
    assert (of_body.count(), Message.objects.filter(channel="email").count()) == (mails, mails + 1)


def test_an_organisation_nobody_can_write_to_still_stands_in_the_line_texts(ladder):
    report = owed_report()
    plan(on=DUE + dt.timedelta(days=3))
    line = Message.objects.get(channel="line")
    assert (line.obligation, line.address, line.recipient) == (f"report:{report.pk}", "", None)


def test_two_coordinators_of_one_network_get_one_combined_message_each(ladder):
    report = owed_report()
    for _ in range(5):
        owed_report(pledge__organisation__network=report.pledge.organisation.network)
    first, second = (coordinator_of(report.pledge.organisation.network) for _ in range(2))
    plan(on=DUE + dt.timedelta(days=7))
    rows = Message.objects.filter(context__who="coordinator")
    assert Counter(rows.values_list("recipient", flat=True)) == {first.pk: 2, second.pk: 2}
    assert set(rows.values_list("obligation", flat=True)) == {
        f"round:{report.round_id}:coordinator:{first.pk}", f"round:{report.round_id}:coordinator:{second.pk}",
    }  # fmt: skip


def test_a_coordinator_of_two_networks_gets_one_combined_message(ladder):
    networks = [SectorNetworkFactory(code=code) for code in ("education", "religion")]
    for network in networks:
        owed_report(pledge__organisation__network=network)
    coordinator = coordinator_of(networks[0])
    coordinator_of(networks[1]).role_grants.update(user=coordinator)
    plan(on=DUE + dt.timedelta(days=7))
    assert sorted(channel for _rung, who, channel in planned() if who == "coordinator") == ["email", "inbox"]


def test_officers_get_one_combined_message_however_many_are_late(ladder):
    for _ in range(7):
        owed_report()
    officer_of(ladder.province)
    officer_of(ladder.province)
    plan(on=DUE + dt.timedelta(days=14))
    assert Counter(who for _rung, who, _channel in planned() if who == "culture_officer") == {"culture_officer": 4}


def test_a_person_who_is_officer_twice_is_told_once(ladder):
    report = owed_report()
    officer = officer_of(report.province)
    RoleGrantFactory(user=officer, role=role("provincial_administrator"), province=report.province)
    plan(on=DUE + dt.timedelta(days=14))
    assert sorted(channel for _rung, who, channel in planned() if who == "culture_officer") == ["email", "inbox"]


def test_after_five_days_of_silence_only_the_newest_rung_goes_out(ladder):
    """Planned last on the day before +3; the next run is five days after +3, on which +7 is due as well."""
    contact_of(owed_report().pledge.organisation)
    plan(on=DUE + dt.timedelta(days=2))
    assert plan(on=DUE + dt.timedelta(days=8))["report_due"] == 5
    assert planned() == [("+7", "contact", "email"), ("+7", "contact", "inbox")]
    assert planned(state="skipped") == [("+3", "contact", "email"), ("+3", "contact", "inbox"), ("+3", "contact", "line")]
    assert plan(on=DUE + dt.timedelta(days=8))["report_due"] == 0


def test_a_rung_of_a_silent_day_is_made_up_for(ladder):
    contact_of(owed_report().pledge.organisation)
    plan(on=DUE + dt.timedelta(days=1))
    assert plan(on=DUE + dt.timedelta(days=6))["report_due"] == 3
    assert {rung for rung, _who, _channel in planned()} == {"+3"}


@pytest.mark.parametrize(
    ("missed", "states"),
    [
        (-1, {("-3", "pending")}),
        (0, {("-3", "skipped"), ("+0", "pending")}),
        (1, {("-3", "skipped"), ("+0", "pending")}),
        (3, {("-3", "skipped"), ("+0", "skipped"), ("+3", "pending")}),
    ],
)
def test_of_the_days_that_planning_missed_the_newest_rung_goes_out(ladder, missed, states):
    contact_of(owed_report().pledge.organisation)
    plan(on=DUE - dt.timedelta(days=4))
    plan(on=DUE + dt.timedelta(days=missed))
    assert set(Message.objects.values_list("rung", "state")) == states


def test_once_the_due_day_is_over_no_rung_of_before_it_is_made_up_for(ladder):
    contact_of(owed_report().pledge.organisation)
    ladder.rungs.filter(offset=0).delete()
    plan(on=DUE - dt.timedelta(days=4))
    plan(on=DUE + dt.timedelta(days=1))
    # No newer one follows yet, and none will where the report comes before it.
    assert set(Message.objects.values_list("rung", "state", "reason")) == {("-3", "cancelled", "over")}
    plan(on=DUE + dt.timedelta(days=3))
    assert set(Message.objects.values_list("rung", "state")) == {("-3", "cancelled"), ("+3", "pending")}


def test_of_a_rung_left_to_a_newer_one_stands_that_one_took_its_place(ladder):
    contact_of(owed_report().pledge.organisation)
    plan(on=DUE - dt.timedelta(days=4))
    plan(on=DUE + dt.timedelta(days=3))
    told = set(Message.objects.values_list("rung", "state", "reason"))
    assert told == {("-3", "skipped", "newer"), ("+0", "skipped", "newer"), ("+3", "pending", "")}


def test_on_a_new_database_the_window_starts_today(ladder):
    contact_of(owed_report().pledge.organisation)
    assert plan(on=DUE + dt.timedelta(days=5))["report_due"] == 0
    assert PlanRun.objects.get(pk="report_due").through == DUE + dt.timedelta(days=5)


def test_what_waits_while_mail_is_paused_is_outdated_by_the_next_rung(ladder, office):
    contact_of(owed_report().pledge.organisation)
    plan(on=DUE)
    plan(on=DUE + dt.timedelta(days=3))
    assert {rung for rung, _who, _channel in planned()} == {"+3"}
    assert set(Message.objects.filter(state="skipped").values_list("rung", "reason")) == {("+0", "newer")}


@pytest.mark.parametrize("account", [True, False], ids=["an account", "the register"])
def test_a_newer_rung_takes_the_place_of_a_mail_that_waits_for_the_address_of_before(ladder, account):
    body = owed_report(pledge__organisation__email="before@example.org").pledge.organisation
    reader = contact_of(body, email="before@example.org") if account else body
    plan(on=DUE)
    type(reader).objects.filter(pk=reader.pk).update(email="now@example.org")
    plan(on=DUE + dt.timedelta(days=3))
    mails = Message.objects.filter(channel="email").values_list("rung", "address", "state")
    assert sorted(mails) == [("+0", "before@example.org", "skipped"), ("+3", "now@example.org", "pending")]


def test_a_newer_rung_takes_the_place_of_what_still_waits_on_its_own_road(ladder):
    contact_of(owed_report().pledge.organisation)
    plan(on=DUE - dt.timedelta(days=3))
    Message.objects.filter(channel="inbox").update(state="sent")
    # What is owed from now on has texts of its own.
    owed_report()
    plan(on=DUE - dt.timedelta(days=3))
    plan(on=DUE)
    assert sorted(Message.objects.values_list("channel", "rung", "state")) == [
        ("email", "+0", "pending"), ("email", "-3", "skipped"), ("inbox", "+0", "pending"), ("inbox", "-3", "sent"),
        ("line", "-3", "pending"), ("line", "-3", "pending"),
    ]  # fmt: skip


def test_a_text_for_line_that_is_not_owed_any_more_leaves_the_list_and_no_other_message_does(ladder):
    left, sent, stays = (owed_report() for _body in range(3))
    coordinator_of(stays.pledge.organisation.network)
    contact_of(left.pledge.organisation)
    Rung.objects.create(ladder=ladder, offset=3, who="coordinator", channel="line", subject="เรื่อง", body="{link}")
    plan(on=DUE + dt.timedelta(days=3))
    Message.objects.filter(channel="line", obligation=f"report:{sent.pk}").update(state="sent")
    Message.objects.create(kind="other", channel="line", obligation="other:1", province_code="14", dedupe_key="other:1",
                           context={"who": "contact"})  # fmt: skip
    before = set(Message.objects.values_list("pk", "state", "reason"))
    for one in (left, sent):
        Organisation.objects.filter(pk=one.pledge.organisation_id).update(state="withdrawn")
    plan(on=DUE + dt.timedelta(days=4))
    text = Message.objects.get(channel="line", obligation=f"report:{left.pk}")
    assert set(Message.objects.values_list("pk", "state", "reason")) - before == {(text.pk, "cancelled", "closed")}


def test_a_combined_text_for_line_leaves_the_list_once_all_of_it_is_done_or_it_looks_forward_to_what_is_over(ladder):
    reports = [owed_report() for _body in range(2)]
    coordinator_of(reports[0].pledge.organisation.network)
    for offset in (-3, 3):
        Rung.objects.create(ladder=ladder, offset=offset, who="coordinator", channel="line", subject="เรื่อง", body="{link}")
    combined = Message.objects.filter(channel="line", context__who="coordinator")
    plan(on=DUE - dt.timedelta(days=3))
    plan(on=DUE + dt.timedelta(days=1))
    assert list(combined.values_list("rung", "state", "reason")) == [("-3", "cancelled", "over")]
    plan(on=DUE + dt.timedelta(days=3))
    for report in reports:
        assert combined.get(rung="+3").state == "pending"
        type(report).objects.filter(pk=report.pk).update(state="submitted")
        plan(on=DUE + dt.timedelta(days=4))
    assert (combined.get(rung="+3").state, combined.get(rung="+3").reason) == ("cancelled", "closed")


def test_handing_in_stops_the_rest_of_the_ladder(report, time_machine):
    time_machine.move_to(dt.datetime(2027, 4, 3, 3, tzinfo=dt.UTC), tick=False)
    plan(on=DUE + dt.timedelta(days=3))
    complete(report)
    submit_report(report=report, by=report.pledge.organisation.grants.get().user)
    assert not Message.objects.filter(obligation=f"report:{report.pk}", state="pending").exists()
    deliver(outbox_rules())
    assert set(Message.objects.values_list("state", flat=True)) == {"cancelled"}
    assert plan(on=DUE + dt.timedelta(days=7))["report_due"] == 0


def test_a_waiver_stops_the_ladder_as_well(report):
    plan(on=DUE + dt.timedelta(days=3))
    waive_report(report=report, reason="ย้ายที่ทำการ", by=officer_of(report.province))
    assert not Message.objects.filter(obligation=f"report:{report.pk}", state="pending").exists()


@pytest.mark.parametrize("days", [3, 4])
def test_a_reminder_taken_back_by_a_waiver_is_owed_again_once_that_is_lifted(report, days):
    day, officer = DUE + dt.timedelta(days=3), officer_of(report.province)
    plan(on=day)
    reminders = planned(obligation=f"report:{report.pk}")
    waive_report(report=report, reason="ย้ายที่ทำการ", by=officer)
    assert sum(plan(on=day).values()) == 0
    lift_waiver(report=report, by=officer)
    assert plan(on=DUE + dt.timedelta(days=days))["report_due"] == len(reminders) == 3
    assert planned(obligation=f"report:{report.pk}") == reminders
    assert sum(plan(on=DUE + dt.timedelta(days=days)).values()) == 0


@pytest.mark.parametrize("state", ["sent", "claimed"])
def test_a_reminder_that_went_out_or_may_be_out_is_not_owed_again_where_the_waiver_is_lifted(report, state):
    officer = officer_of(report.province)
    plan(on=DUE)
    Message.objects.update(state=state)
    waive_report(report=report, reason="ย้ายที่ทำการ", by=officer)
    lift_waiver(report=report, by=officer)
    assert sum(plan(on=DUE).values()) == 0


def test_a_new_due_day_is_a_new_obligation(report):
    plan(on=DUE)
    extend_report(report=report, due_on=DUE + dt.timedelta(days=3), reason="น้ำท่วม", by=officer_of(report.province))
    assert not Message.objects.filter(kind="report_due", state="pending").exists()
    assert plan(on=DUE)["report_due"] == 3
    assert {(row.rung, row.due_on) for row in Message.objects.filter(kind="report_due", state="pending")} == {
        ("-3", DUE + dt.timedelta(days=3))
    }


def test_a_returned_report_is_a_new_obligation_from_the_day_it_was_returned(report, time_machine):
    time_machine.move_to(dt.datetime(2027, 4, 7, 3, tzinfo=dt.UTC), tick=False)
    day = DUE + dt.timedelta(days=7)
    assert plan(on=day)["report_due"] == 4
    complete(report)
    submit_report(report=report, by=report.pledge.organisation.grants.get().user)
    return_report(report=report, note="ขาดตัวเลข", by=officer_of(report.province))
    assert sum(plan(on=day).values()) == 0
    # The +3 of the silent days is only recorded, for three roads.
    assert plan(on=day + dt.timedelta(days=7))["returned_due"] == 4 + 3
    assert planned(obligation=f"report:{report.pk}") == [("+7", "contact", "email"), ("+7", "contact", "inbox")]


def test_provinces_keep_to_themselves(report):
    far = ProvinceFactory(code="50")
    OfficeFactory(province=far)
    there = owed_report(pledge__organisation__province=far)
    for person in (contact_of(there.pledge.organisation), coordinator_of(there.pledge.organisation.network), officer_of(far)):
        assert person.pk
    assert plan(on=DUE + dt.timedelta(days=30))["report_due"] == 6
    assert set(Message.objects.values_list("province_code", flat=True)) == {"14"}
    default_ladder(far)
    assert plan(on=DUE + dt.timedelta(days=30))["report_due"] == 6
    theirs = Message.objects.filter(province_code="50")
    ours = set(Message.objects.filter(province_code="14").values_list("address", flat=True))
    assert ours & set(theirs.values_list("address", flat=True)) == set()


def test_a_ladder_that_is_switched_off_is_quiet(report):
    Ladder.objects.update(active=False)
    assert plan(on=DUE)["report_due"] == 0


def test_a_rung_that_was_added_by_the_office_is_planned_and_one_for_whom_there_is_nobody_breaks_nothing(report, ladder):
    Rung.objects.create(ladder=ladder, offset=5, who="assessor", channel="inbox", subject="ห้า", body="{link}")
    Rung.objects.create(ladder=ladder, offset=5, who="contact", channel="email", subject="ห้า", body="{link}")
    assert plan(on=DUE + dt.timedelta(days=5))["report_due"] == 1


def test_reports_with_different_due_days_are_on_different_rungs(ladder):
    report_round = ReportRoundFactory()
    days = (DUE, DUE + dt.timedelta(days=4))
    early, late = (FollowUpReportFactory(pledge=PledgeFactory(), round=report_round, due_on=day) for day in days)
    for one in (early, late):
        contact_of(one.pledge.organisation)
    plan(on=DUE + dt.timedelta(days=7))
    by_report = {(row.obligation, row.rung) for row in Message.objects.filter(context__who="contact")}
    assert by_report == {(f"report:{early.pk}", "+7"), (f"report:{late.pk}", "+3")}


def complete(report) -> None:
    """Everything a submission asks for."""
    type(report).objects.filter(pk=report.pk).update(summary="ทำแล้ว", state="draft")
    report.refresh_from_db()
    for line in report.pledge.commitments.all():
        report.progress.update_or_create(commitment=line, defaults={"status": "done"})
