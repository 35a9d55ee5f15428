"""Rounds: planned, opened by hand or by the clock, moved, closed; every active pledge owes exactly one report in each."""

import datetime as dt

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.urls import reverse

from moralprovince.core import thai
from moralprovince.core.audit import history_of
from moralprovince.core.errors import NotAllowed, Outpaced, Refused
from moralprovince.core.signs import sign_of
from networks.querysets.scope import scope_of
from pledges.actions import rounds as actions
from pledges.actions.extensions import extend_report
from pledges.forms.reports import FilingForm
from pledges.forms.rounds import usual_days
from pledges.models import FollowUpReport, Pledge, ReportRound
from tests.factories import (
    OfficeFactory,
    OrganisationFactory,
    ProgrammeYearFactory,
    ProvinceFactory,
    SectorNetworkFactory,
    contact_of,
    coordinator_of,
    officer_of,
    organisations_in_bulk,
)
from tests.factories_pledges import FollowUpReportFactory, PledgeFactory, ReportRoundFactory
from tests.support.queries import counted

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2027-03-10 10:00:00+07:00", tick=False)]

DAYS = {"opens_on": dt.date(2027, 3, 1), "due_on": dt.date(2027, 3, 31), "locks_on": dt.date(2027, 4, 30)}


@pytest.fixture
def year():
    year = ProgrammeYearFactory()
    OfficeFactory(working_year=year)
    return year


@pytest.fixture
def officer(year):
    return officer_of(year.province)


def days_of(report_round):
    return {name: getattr(report_round, name) for name in DAYS}


# Planning


def test_a_round_is_planned_once(year, officer):
    planned = actions.plan_round(programme_year=year, code="H1", by=officer, **DAYS)
    assert (planned.state, [event.action for event in history_of(planned)]) == ("planned", ["plan_round"])
    assert history_of(planned).get().province_code == "14"
    with pytest.raises(Refused):
        actions.plan_round(programme_year=year, code="H1", by=officer, **DAYS)


@pytest.mark.parametrize(
    "wrong",
    [{"due_on": dt.date(2027, 2, 1)}, {"locks_on": dt.date(2027, 3, 30)}, {"opens_on": dt.date(2026, 9, 30)},
     {"locks_on": dt.date(2029, 1, 1)}],
)  # fmt: skip
def test_days_that_do_not_follow_one_another_are_refused(year, officer, wrong):
    with pytest.raises(Refused):
        actions.plan_round(programme_year=year, code="H1", by=officer, **{**DAYS, **wrong})
    assert ReportRound.objects.count() == 0


def test_only_who_manages_rounds_of_the_province_plans(year):
    organisation = OrganisationFactory()
    elsewhere = officer_of(ProvinceFactory(code="10"))
    for person in (contact_of(organisation), coordinator_of(organisation.network), elsewhere):
        with pytest.raises(NotAllowed):
            actions.plan_round(programme_year=year, code="H1", by=person, **DAYS)


@pytest.mark.parametrize(
    ("code", "due"),
    [("Q1", (2026, 12, 31)), ("Q2", (2027, 3, 31)), ("H1", (2027, 3, 31)), ("Q3", (2027, 6, 30)), ("Q4", (2027, 9, 30)),
     ("FULL", (2027, 9, 30))],
)  # fmt: skip
def test_the_usual_days_end_with_the_stretch(year, code, due):
    days = usual_days(year, code)
    assert days["due_on"] == dt.date(*due)
    assert days["opens_on"] < days["due_on"] < days["locks_on"]


# Opening


def test_opening_expects_a_report_of_every_active_pledge_of_the_year(year, officer):
    active = PledgeFactory.create_batch(3)
    for state in ("draft", "declared", "returned", "ended"):
        PledgeFactory(state=state)
    PledgeFactory(programme_year=ProgrammeYearFactory(fiscal_year=2569))
    PledgeFactory(organisation__state="withdrawn")
    planned = ReportRoundFactory(state="planned")
    assert actions.open_round(report_round=planned, by=officer) == 3
    reports = FollowUpReport.objects.all()
    assert {report.pledge_id for report in reports} == {pledge.pk for pledge in active}
    assert {(r.state, r.due_on, r.province_id, r.version, r.source, r.summary) for r in reports} == {
        ("expected", planned.due_on, "14", 1, "web", "")
    }


@pytest.mark.parametrize(
    ("day", "first"), [("2027-02-20", (2027, 2, 20)), ("2027-03-02", (2027, 3, 1)), ("2026-09-20", (2026, 10, 1))]
)
def test_a_round_that_is_opened_before_its_day_takes_paper_from_then_on(year, officer, day, first):
    PledgeFactory(commitments=0)
    planned = ReportRoundFactory(state="planned", **DAYS)
    with time_machine.travel(f"{day} 10:00:00+07:00", tick=False):
        actions.open_round(report_round=planned, by=officer)
    opens_on = ReportRound.objects.get().opens_on
    told = history_of(planned).get().changes.get("opens_on", [str(DAYS["opens_on"])])
    assert (opens_on, planned.opens_on, told[-1]) == (dt.date(*first), dt.date(*first), str(opens_on))
    with time_machine.travel(f"{first[0]}-{first[1]:02}-{first[2]:02} 15:00:00+07:00", tick=False):
        typed = {"received_on": f"{opens_on.day}/{opens_on.month}/{opens_on.year + 543}"}
        form = FilingForm(typed, report=FollowUpReport.objects.get(), lines=[])
        assert "received_on" not in form.errors


def test_opening_twice_is_opening_once(year, officer):
    PledgeFactory()
    planned = ReportRoundFactory(state="planned")
    again = ReportRound.objects.get()
    actions.open_round(report_round=planned, by=officer)
    with pytest.raises(Outpaced):
        actions.open_round(report_round=again, by=officer)
    with pytest.raises(Refused):
        actions.open_round(report_round=planned, by=officer)
    assert FollowUpReport.objects.count() == 1
    assert [event.action for event in history_of(planned)] == ["open"]


def test_opening_is_one_statement_however_many_pledges(year, officer):
    PledgeFactory.create_batch(3)
    scope_of(officer)
    with counted() as few:
        actions.open_round(report_round=ReportRoundFactory(code="Q1", state="planned"), by=officer)
    PledgeFactory.create_batch(30)
    with counted() as many:
        assert actions.open_round(report_round=ReportRoundFactory(code="Q2", state="planned"), by=officer) == 33
    assert len(few) == len(many)


def test_reopening_keeps_what_is_there_and_expects_what_is_new(year, officer):
    report = FollowUpReportFactory(state="submitted", round=ReportRoundFactory(state="closed"))
    PledgeFactory()
    actions.reopen_round(report_round=report.round, note="ส่งไม่ครบ", by=officer)
    states = sorted(FollowUpReport.objects.values_list("state", flat=True))
    assert (states, ReportRound.objects.get().closed_on) == (["expected", "submitted"], None)


# The round of DAYS was due on 31 March and takes reports until 30 April; without a last day, or until the day itself.
@pytest.mark.parametrize(
    ("reopened", "locks", "due", "told"),
    [
        ("2027-03-10", (2027, 4, 30), (2027, 3, 31), []),
        ("2027-04-10", (2027, 4, 30), (2027, 4, 24), [["2027-03-31", "2027-04-24"]]),
        ("2027-04-20", (2027, 4, 30), (2027, 4, 30), [["2027-03-31", "2027-04-30"]]),
        ("2027-04-20", None, (2027, 5, 4), [["2027-03-31", "2027-05-04"]]),
        ("2027-04-30", (2027, 4, 30), None, []),
    ],
)
def test_reopening_makes_nobody_late_who_was_accepted_meanwhile(year, officer, reopened, locks, due, told):
    days = DAYS | {"locks_on": dt.date(*locks) if locks else None}
    there = FollowUpReportFactory(state="expected", round=ReportRoundFactory(state="closed", **days))
    PledgeFactory()
    with time_machine.travel(f"{reopened} 10:00:00+07:00", tick=False):
        expected = actions.reopen_round(report_round=there.round, note="ส่งไม่ครบ", by=officer)
    new = FollowUpReport.objects.exclude(pk=there.pk)
    assert list(new.values_list("due_on", flat=True)) == ([dt.date(*due)] if due else [])
    assert expected == len(new)
    assert [event.changes["due_on"] for one in new for event in history_of(one)] == told
    assert FollowUpReport.objects.get(pk=there.pk).due_on == DAYS["due_on"]


@pytest.mark.parametrize(
    ("pledges", "words"),
    [(0, "เปิดรอบอีกครั้งแล้ว"), (2, "เปิดรอบอีกครั้งแล้ว มีรายงานที่ต้องส่งเพิ่ม 2 ฉบับ ครบกำหนดส่งวันที่ 24 เมษายน 2570")],
)
def test_whoever_reopens_a_round_is_told_what_is_expected_anew_and_by_when(client, year, officer, pledges, words):
    closed = ReportRoundFactory(state="closed", programme_year=year, **DAYS)
    PledgeFactory.create_batch(pledges)
    with time_machine.travel("2027-04-10 10:00:00+07:00", tick=False):
        client.force_login(officer)
        page = client.post(reverse("pledges:round-step", args=[closed.pk, "reopen"]), {"note": "ส่งไม่ครบ"}, follow=True)
    assert [str(one) for one in page.context["messages"]] == [words]


def test_a_round_whose_last_day_is_over_is_not_reopened_only_to_close_again(year, officer):
    closed = ReportRoundFactory(code="Q1", state="closed")
    with time_machine.travel("2027-07-01 10:00:00+07:00"), pytest.raises(Refused):
        actions.reopen_round(report_round=closed, note="x", by=officer)


# The clock


def test_the_clock_opens_on_the_day_and_closes_after_the_last_one(year):
    PledgeFactory()
    planned = ReportRoundFactory(state="planned", **DAYS)
    turned = {day: actions.turn_rounds(day=dt.date(*day)) for day in
              ((2027, 2, 28), (2027, 3, 1), (2027, 3, 1), (2027, 4, 30), (2027, 5, 1), (2027, 5, 2))}  # fmt: skip
    assert [len(lines) for lines in turned.values()] == [0, 0, 0, 1, 0]
    planned.refresh_from_db()
    assert (planned.state, planned.closed_on, FollowUpReport.objects.count()) == ("closed", dt.date(2027, 5, 1), 1)
    assert [(event.action, event.actor) for event in history_of(planned)] == [("close", None), ("open", None)]


def test_days_moved_while_the_clock_turns_are_the_days_it_goes_by(year, officer):
    """It had read these rounds before an officer moved their days."""
    PledgeFactory()
    day, later = DAYS["opens_on"], DAYS["opens_on"] + dt.timedelta(days=7)
    stale = [ReportRoundFactory(code=code, state="planned", **DAYS) for code in ("H1", "Q1", "Q2")]
    ending = ReportRoundFactory(code="Q3", state="open", **DAYS)
    move(ReportRound.objects.get(pk=stale[0].pk), officer, **DAYS | {"due_on": dt.date(2027, 4, 7)})
    move(ReportRound.objects.get(pk=stale[1].pk), officer, **DAYS | {"opens_on": later})
    move(ReportRound.objects.get(pk=stale[2].pk), officer, **DAYS | {"due_on": dt.date(2027, 4, 9)})
    move(ReportRound.objects.get(pk=ending.pk), officer, **DAYS | {"locks_on": dt.date(2027, 5, 31)})
    turned = [actions.turn_round(report_round=one, step="open", day=day, by=None) for one in stale[:2]]
    turned.append(actions.turn_round(report_round=ending, step="close", day=dt.date(2027, 5, 1), by=None))
    actions.open_round(report_round=stale[2], by=officer)
    assert [bool(line) for line in turned] == [True, False, False]
    assert list(FollowUpReport.objects.order_by("pk").values_list("round__code", "due_on")) == [
        ("H1", dt.date(2027, 4, 7)), ("Q2", dt.date(2027, 4, 9)),
    ]  # fmt: skip


def test_the_clock_opens_nothing_in_a_closed_year():
    closed = ProgrammeYearFactory(read_only_from=dt.date(2027, 1, 1))
    ReportRoundFactory(programme_year=closed, state="planned")
    assert actions.turn_rounds(day=dt.date(2027, 3, 10)) == []


def test_the_clock_closes_the_shorter_rounds_with_their_year():
    closing = ProgrammeYearFactory(read_only_from=dt.date(2027, 10, 1))
    after = {"opens_on": dt.date(2027, 9, 1), "due_on": dt.date(2027, 9, 30)}
    rounds = [
        ReportRoundFactory(programme_year=closing, state="open", code=code, locks_on=locks_on, **after)
        for code, locks_on in (("H1", None), ("Q4", dt.date(2027, 12, 1)), ("FULL", None))
    ]
    days = [dt.date(2027, 9, 30), dt.date(2027, 10, 1), dt.date(2027, 10, 2)]
    ended = [f"{one.pk} closed 0" for one in rounds[:2]]
    assert [sorted(actions.turn_rounds(day=day)) for day in days] == [[], sorted(ended), []]
    found = ReportRound.objects.order_by("pk").values_list("state", "closed_on")
    assert list(found) == [("closed", days[1]), ("closed", days[1]), ("open", None)]


# Moving days


def move(one, by, **days):
    """Under the sign of the row as it was read."""
    actions.change_round(report_round=one, by=by, sign=sign_of(one, actions.DAYS), **days)


def test_owed_reports_follow_and_others_only_gain(year, officer):
    one = ReportRoundFactory(state="open", **DAYS)
    owed, sent, back, waived, longer = (
        FollowUpReportFactory(round=one, state=state) for state in ("draft", "submitted", "returned", "waived", "expected")
    )
    extend_report(report=longer, due_on=dt.date(2027, 4, 20), reason="น้ำท่วม", by=officer)

    def due_days():
        return [FollowUpReport.objects.get(pk=report.pk).due_on for report in (owed, sent, back, waived, longer)]

    earlier, later = dt.date(2027, 3, 25), dt.date(2027, 4, 25)
    move(one, officer, **{**DAYS, "due_on": earlier})
    assert due_days() == [earlier, DAYS["due_on"], DAYS["due_on"], earlier, dt.date(2027, 4, 20)]
    one.refresh_from_db()
    move(one, officer, **{**DAYS, "due_on": later})
    assert due_days() == [later] * 5
    assert history_of(one).first().changes == {"due_on": ["2027-03-25", "2027-04-25"]}


def test_an_open_round_does_not_open_another_day(year, officer):
    opened = ReportRoundFactory(state="open", **DAYS)
    with pytest.raises(Refused):
        move(opened, officer, **{**DAYS, "opens_on": dt.date(2027, 3, 2)})


def test_two_who_move_the_days_at_once(year, officer):
    first, second = ReportRoundFactory(**DAYS), ReportRound.objects.get()
    move(first, officer, **{**DAYS, "due_on": dt.date(2027, 4, 5)})
    with pytest.raises(Outpaced):
        move(second, officer, **{**DAYS, "due_on": dt.date(2027, 4, 6)})
    assert ReportRound.objects.get().due_on == dt.date(2027, 4, 5)


# Pages


def test_the_slower_of_two_who_move_the_days_sees_what_stands_and_saves_again(client, year, officer):
    one = ReportRoundFactory(state="open", **DAYS)
    client.force_login(officer)
    address = reverse("pledges:round-edit", args=[one.pk])

    def sent(due_on, sign):
        typed = {"opens_on": "1/3/2570", "due_on": due_on, "locks_on": "30/4/2570", "sign": sign}
        return client.post(address, typed)

    sign = client.get(address).context["form"]["sign"].value()
    sent("5/4/2570", sign)
    form = sent("6/4/2570", sign).context["form"]
    assert (ReportRound.objects.get().due_on, form["due_on"].value()) == (dt.date(2027, 4, 5), "6/4/2570")
    assert form.stored_now == [("ครบกำหนด", "5 เมษายน 2570")]
    assert sent("6/4/2570", form["sign"].value()).status_code == 302
    assert ReportRound.objects.get().due_on == dt.date(2027, 4, 6)


def test_the_page_counts_each_round_and_each_number_leads_to_its_reports(client, year, officer):
    one = ReportRoundFactory(state="open", opens_on=dt.date(2027, 2, 1), due_on=dt.date(2027, 3, 5), locks_on=None)
    for state in ("expected", "submitted", "accepted", "waived"):
        FollowUpReportFactory(round=one, state=state)
    FollowUpReportFactory(round=one, state="submitted", submitted_on=dt.date(2027, 3, 9))
    client.force_login(officer)
    with counted() as queries:
        response = client.get(reverse("pledges:rounds"))
    (row,) = response.context["rows"]
    assert row["counts"] == {
        "expected": 4, "submitted": 3, "on_time": 2, "sent_late": 1, "missing": 1, "not_due": 0, "late": 2, "accepted": 1,
        "waived": 1,
    }  # fmt: skip
    assert len(queries) <= 12
    for figure, count in row["counts"].items():
        listed = client.get(reverse("pledges:reports"), {"round": one.pk, "figure": f"reports_{figure}"})
        assert (figure, listed.context["page"].total) == (figure, count)


def test_the_numbers_of_a_planned_and_of_an_old_round_lead_to_their_own_reports(client, year, officer):
    FollowUpReportFactory(round=ReportRoundFactory(state="open"))
    planned = ReportRoundFactory(state="planned", code="Q3", due_on=dt.date(2027, 6, 30))
    old = ReportRoundFactory(state="closed", programme_year=ProgrammeYearFactory(fiscal_year=2564), code="Q1")
    FollowUpReportFactory.create_batch(2, round=old, pledge__programme_year=old.programme_year)
    for later in range(2565, 2570):
        between = ProgrammeYearFactory(fiscal_year=later)
        for code in ReportRound.Code.values:
            ReportRoundFactory(state="closed", programme_year=between, code=code)
    client.force_login(officer)
    for one, count in ((planned, 0), (old, 2)):
        (row,) = [row for row in client.get(reverse("pledges:rounds"), {"year": one.programme_year.fiscal_year}).context["rows"]
                  if row["round"] == one]  # fmt: skip
        with counted() as queries:
            listed = client.get(reverse("pledges:reports"), {"round": one.pk, "figure": "reports_expected"}).context
        chip = next(chip for chip in listed["chips"] if chip.name == "round")
        assert (row["counts"].get("expected", 0), listed["page"].total, chip.value) == (count, count, str(one))
        assert len(queries) <= 12


def test_the_page_of_a_round_counts_by_network_what_its_reader_may_see(client, year, officer):
    other = SectorNetworkFactory(code="temples", province=year.province, order=2)
    mine = FollowUpReportFactory()
    FollowUpReportFactory(pledge__organisation__network=other)
    address = reverse("pledges:round", args=[mine.round_id])
    client.force_login(officer)
    with counted() as queries:
        context = client.get(address).context
    assert [(row["code"], row["expected"]) for row in context["networks"]] == [("government", 1), ("temples", 1)]
    assert (context["total"]["expected"], len(queries) <= 12) == (2, True)
    # Names are read of networks, not of each report that is counted.
    assert [one for one in queries if "networks_networkname" in one and "COUNT" in one] == []
    client.force_login(coordinator_of(other))
    context = client.get(address).context
    assert ([row["code"] for row in context["networks"]], context["may_manage"]) == (["temples"], False)


def test_an_officer_plans_moves_opens_and_closes_on_pages(client, year, officer):
    client.force_login(officer)
    add = f"{reverse('pledges:round-add')}?year=2570"
    assert client.get(add).context["form"].initial["code"] == "H1"
    bad = client.post(add, {"code": "H1", "opens_on": "01/03/2570", "due_on": "28/02/2570", "locks_on": ""})
    assert list(bad.context["form"].errors) == ["due_on"]
    client.post(add, {"code": "H1", "opens_on": "๐๑/๐๓/๒๕๗๐", "due_on": "31/03/2570", "locks_on": "30/04/2570"})
    planned = ReportRound.objects.get()
    assert days_of(planned) == DAYS
    typed = {"opens_on": "1/3/2570", "due_on": "5/4/2570", "sign": sign_of(planned, actions.DAYS)}
    client.post(reverse("pledges:round-edit", args=[planned.pk]), typed)
    for step, note in (("open", ""), ("close", ""), ("reopen", "เหตุผล")):
        address = reverse("pledges:round-step", args=[planned.pk, step])
        assert client.post(address, {"note": note}).status_code == 302
    planned.refresh_from_db()
    assert (planned.state, planned.due_on, planned.locks_on) == ("open", dt.date(2027, 4, 5), None)


@pytest.mark.parametrize(
    ("today", "said"),
    [
        ("2027-02-28", "กำหนดรอบแล้ว รอบจะเปิดเองเมื่อถึงวัน"),
        ("2027-03-01", "กำหนดรอบแล้ว วันเปิดรอบมาถึงแล้ว รอบจะเปิดเองภายในหนึ่งชั่วโมง"),
        ("2027-03-05", "กำหนดรอบแล้ว วันเปิดรอบมาถึงแล้ว รอบจะเปิดเองภายในหนึ่งชั่วโมง"),
    ],
)
def test_who_plans_a_round_is_told_when_it_opens(client, year, officer, today, said):
    with time_machine.travel(f"{today} 10:00:00+07:00", tick=False):
        client.force_login(officer)
        typed = {"code": "H1", "opens_on": "01/03/2570", "due_on": "31/03/2570", "locks_on": ""}
        answer = client.post(f"{reverse('pledges:round-add')}?year=2570", typed)
        assert [str(message) for message in get_messages(answer.wsgi_request)] == [said]
        # The clock comes once an hour.
        actions.turn_rounds(day=thai.today())
    assert ReportRound.objects.get().state == ("planned" if today < "2027-03-01" else "open")


def test_a_round_closed_by_hand_shows_the_last_day_as_still_to_come_and_opens_again_by_its_own_word(client, year, officer):
    closed = ReportRoundFactory(state="closed", programme_year=year, closed_on=dt.date(2027, 4, 2), **DAYS)

    def stations(today):
        with time_machine.travel(today, tick=False):
            client.force_login(officer)
            page = client.get(reverse("pledges:round", args=[closed.pk]))
        return [mark.status for mark in page.context["milestones"]], [step.label for step in page.context["steps"]]

    assert stations("2027-03-31 10:00:00+07:00") == (["done", "ahead", "ahead", "done"], ["เปิดรอบอีกครั้ง"])
    assert stations("2027-04-30 10:00:00+07:00") == (["done", "done", "ahead", "done"], ["เปิดรอบอีกครั้ง"])
    assert stations("2027-05-01 10:00:00+07:00")[0] == ["done", "done", "done", "done"]


def test_others_see_rounds_but_do_not_touch_them(client, year):
    one = ReportRoundFactory(state="planned")
    client.force_login(contact_of(OrganisationFactory()))
    pages = [reverse("pledges:rounds"), reverse("pledges:round", args=[one.pk])]
    assert {client.get(address).status_code for address in pages} == {200}
    doors = [reverse("pledges:round-add"), reverse("pledges:round-edit", args=[one.pk])]
    assert {client.get(address).status_code for address in doors} == {403}
    assert client.post(reverse("pledges:round-step", args=[one.pk, "open"])).status_code == 403


def test_another_provinces_round_is_not_found(client, year, officer):
    foreign = ReportRoundFactory(programme_year=ProgrammeYearFactory(province=ProvinceFactory(code="10")))
    client.force_login(officer)
    assert client.get(reverse("pledges:round", args=[foreign.pk])).status_code == 404
    assert client.post(reverse("pledges:round-step", args=[foreign.pk, "open"])).status_code == 404


def test_a_thousand_reports_are_expected_in_one_statement(year, officer):
    """Pledges are made in bulk here; what is tested is that opening needs no row of them in memory."""
    bodies = organisations_in_bulk(1000)
    Pledge.objects.bulk_create(Pledge(organisation=body, programme_year=year, state="active") for body in bodies)
    with counted() as queries:
        assert actions.open_round(report_round=ReportRoundFactory(state="planned"), by=officer) == 1000
    assert len([sql for sql in queries if "pledges_followupreport" in sql]) == 1
