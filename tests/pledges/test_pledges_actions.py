"""Writing and moving a pledge: nothing typed is lost, nothing incomplete is declared, and the history says what changed."""

import contextlib
import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError
from django.utils import translation

from moralprovince.core.audit import history_of
from moralprovince.core.errors import NotAllowed, Outpaced, Refused
from moralprovince.core.models import Message, StoredFile
from moralprovince.core.outbox import deliver
from moralprovince.core.periods import Period
from moralprovince.core.signs import sign_of
from moralprovince.portal.rules import outbox_rules
from networks.models import Organisation
from pledges.actions import pledges as actions
from pledges.actions.commitments import CommitmentEntry
from pledges.actions.pledges import PledgeContent
from pledges.actions.rounds import DAYS, change_round
from pledges.models import Commitment, FollowUpReport, Pledge
from pledges.statistics import statistics
from tests.factories import (
    OrganisationFactory,
    ProgrammeYearFactory,
    ProvinceFactory,
    contact_of,
    coordinator_of,
    holder_of,
    officer_of,
)
from tests.factories_pledges import (
    CommitmentFactory,
    FollowUpReportFactory,
    PledgeFactory,
    ReportRoundFactory,
    StoredFileFactory,
    VirtueFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def clock():
    with time_machine.travel("2026-11-24 10:00:00+07:00", tick=False) as hands:
        yield hands


@pytest.fixture
def organisation():
    return OrganisationFactory(members=40)


@pytest.fixture
def writer(organisation):
    return contact_of(organisation)


@pytest.fixture
def officer(organisation):
    return officer_of(organisation.province)


def full_line(**changes):
    return CommitmentEntry(**{
        "target_virtue_id": VirtueFactory().pk, "problem_to_solve": "ขยะในวัด", "good_to_do": "แยกขยะ", "activity": "วันศุกร์สะอาด",
        "indicator": "ครัวเรือนที่แยกขยะ", "target": Decimal("30.00"), "unit": "ครัวเรือน", "due_on": dt.date(2027, 9, 30),
        "responsible": "ผู้ใหญ่บ้าน", **changes,
    })  # fmt: skip


def full(*lines):
    return PledgeContent("เราจะทำความดี", dt.date(2026, 11, 20), 40, 30, lines or (full_line(),))


def draft_of(organisation, writer):
    return actions.begin_pledge(organisation=organisation, programme_year=ProgrammeYearFactory(), by=writer)


# Begin


def test_a_draft_begins_with_the_members_of_the_register(organisation, writer):
    pledge = draft_of(organisation, writer)
    assert (pledge.state, pledge.members, pledge.created_by) == ("draft", 40, writer)
    assert [event.action for event in history_of(pledge)] == ["begin_pledge"]


def test_one_pledge_a_year_unless_the_first_ended(organisation, writer):
    PledgeFactory(organisation=organisation, state="ended")
    draft_of(organisation, writer)
    with pytest.raises(Refused):
        draft_of(organisation, writer)
    assert organisation.pledges.count() == 2


def test_a_pledge_whose_rival_was_discarded_that_moment_is_refused_with_a_sentence(organisation, writer, monkeypatch):
    def taken(*args, **options):
        raise IntegrityError

    monkeypatch.setattr(Pledge, "save", taken)
    with pytest.raises(Refused, match=organisation.name) as refused:
        draft_of(organisation, writer)
    assert refused.value.leads_to is None


def test_a_closed_year_takes_no_pledge(organisation, writer):
    closed = ProgrammeYearFactory(read_only_from=dt.date(2026, 11, 24))
    with pytest.raises(Refused):
        actions.begin_pledge(organisation=organisation, programme_year=closed, by=writer)


def test_a_year_of_another_province_takes_no_pledge(organisation, writer):
    other = ProgrammeYearFactory(province=ProvinceFactory(code="10"))
    with pytest.raises(Refused):
        actions.begin_pledge(organisation=organisation, programme_year=other, by=writer)


def test_who_left_the_programme_does_not_pledge(officer):
    gone = OrganisationFactory(state="withdrawn")
    with pytest.raises(Refused):
        draft_of(gone, officer)


@pytest.mark.parametrize(("state", "step"), [("draft", "declare"), ("returned", "declare"), ("declared", "activate")])
def test_a_body_that_has_left_declares_nothing_and_nothing_of_it_is_accepted(client, organisation, officer, state, step):
    pledge = PledgeFactory(organisation=organisation, state=state, members_joined=30)
    Organisation.objects.update(state="withdrawn")
    with pytest.raises(Refused):
        getattr(actions, f"{step}_pledge")(pledge=pledge, by=officer)
    assert Pledge.objects.get().state == state
    client.force_login(officer)
    page = client.get(f"/pledges/{pledge.pk}/")
    assert [one.name for one in page.context["steps"]] == {"draft": [], "returned": [], "declared": ["return"]}[state]
    assert "องค์กรนี้ไม่ได้ร่วมโครงการแล้ว" in page.content.decode()


def test_strangers_begin_nothing(organisation):
    stranger = contact_of(OrganisationFactory())
    with pytest.raises(NotAllowed):
        draft_of(organisation, stranger)


@pytest.mark.parametrize(("year", "begun"), [(2568, False), (2569, True), (2571, True), (2572, False)])
def test_a_pledge_is_begun_for_the_last_the_running_or_the_next_year(organisation, writer, year, begun):
    with contextlib.suppress(Refused):
        actions.begin_pledge(organisation=organisation, programme_year=ProgrammeYearFactory(fiscal_year=year), by=writer)
    assert organisation.pledges.exists() is begun


# Discard


def test_a_discarded_draft_leaves_only_its_history(organisation, writer):
    pledge = draft_of(organisation, writer)
    actions.save_pledge(pledge=pledge, content=full(), version=1, by=writer)
    attach(pledge, StoredFileFactory(uploaded_by=writer), writer)
    key, said, period = pledge.pk, pledge.text, Period(2570)
    actions.discard_pledge(pledge=pledge, by=writer)
    assert (Pledge.objects.count(), Commitment.objects.count(), StoredFile.objects.get().owner_type) == (0, 0, "")
    assert statistics(province="14", period=period, as_of=dt.date(2026, 11, 24))[None]["pledges"] == 0
    (last, *_earlier) = history_of(Pledge(pk=key))
    assert (last.action, last.actor, last.changes["text"]) == ("discard_pledge", writer, [said, None])
    assert [(event.action, event.note) for event in history_of(organisation)] == [("discard_pledge", "2570")]
    assert draft_of(organisation, writer).state == "draft"


@pytest.mark.parametrize("state", ["declared", "returned", "active", "ended"])
def test_what_was_declared_is_not_discarded(organisation, officer, state):
    pledge = PledgeFactory(organisation=organisation, state=state)
    with pytest.raises(Refused):
        actions.discard_pledge(pledge=pledge, by=officer)
    assert Pledge.objects.get() == pledge


def test_strangers_and_closed_years_discard_nothing(organisation, writer):
    pledge = draft_of(organisation, writer)
    with pytest.raises(NotAllowed):
        actions.discard_pledge(pledge=pledge, by=contact_of(OrganisationFactory()))
    pledge.programme_year.read_only_from = dt.date(2026, 11, 24)
    with pytest.raises(Refused):
        actions.discard_pledge(pledge=pledge, by=writer)
    assert Pledge.objects.get() == pledge


def test_who_saves_at_the_moment_of_discarding_loses_nothing(organisation, writer):
    pledge = draft_of(organisation, writer)
    actions.save_pledge(pledge=Pledge.objects.get(), content=PledgeContent(text="เรา"), version=1, by=writer)
    with pytest.raises(Outpaced):
        actions.discard_pledge(pledge=pledge, by=writer)
    assert Pledge.objects.get().text == "เรา"


# Save


def test_a_draft_may_be_incomplete_and_empty_lines_are_left_out(organisation, writer):
    pledge = draft_of(organisation, writer)
    lines = (CommitmentEntry(), CommitmentEntry(good_to_do="ตรงเวลา"), CommitmentEntry())
    content = PledgeContent(text="เริ่ม", commitments=lines)
    actions.save_pledge(pledge=pledge, content=content, version=1, by=writer)
    stored = Pledge.objects.get(pk=pledge.pk)
    assert (stored.text, stored.version, [line.good_to_do for line in stored.commitments.all()]) == ("เริ่ม", 2, ["ตรงเวลา"])


def test_lines_keep_their_identity_when_they_are_reordered_and_changed(organisation, writer):
    pledge = draft_of(organisation, writer)
    actions.save_pledge(pledge=pledge, content=full(full_line(activity="ก"), full_line(activity="ข")), version=1, by=writer)
    first, second = pledge.commitments.all()
    lines = (full_line(id=second.pk, activity="ข"), full_line(activity="ค"), full_line(id=first.pk, activity="ก ใหม่"))
    actions.save_pledge(pledge=pledge, content=full(*lines), version=2, by=writer)
    stored = list(pledge.commitments.all())
    assert [line.activity for line in stored] == ["ข", "ค", "ก ใหม่"]
    assert (stored[0].pk, stored[2].pk) == (second.pk, first.pk)


def test_the_history_names_each_changed_column(organisation, writer):
    pledge = draft_of(organisation, writer)
    actions.save_pledge(pledge=pledge, content=full(full_line(activity="ก")), version=1, by=writer)
    line = pledge.commitments.get()
    content = full(full_line(id=line.pk, activity="ก", target=Decimal("35.00")))
    actions.save_pledge(pledge=pledge, content=content, version=2, by=writer)
    changes = history_of(pledge).first().changes
    assert list(changes.values()) == [["30", "35"]]
    assert list(changes)[0].startswith("1. ก · ")


def test_saving_what_is_there_already_writes_no_history(organisation, writer):
    pledge = draft_of(organisation, writer)
    actions.save_pledge(pledge=pledge, content=full(), version=1, by=writer)
    line = pledge.commitments.get()
    actions.save_pledge(pledge=pledge, content=full(full_line(id=line.pk)), version=2, by=writer)
    assert [event.action for event in history_of(pledge)] == ["save_pledge", "begin_pledge"]


def test_a_line_of_another_pledge_is_not_touched(organisation, writer):
    foreign = CommitmentFactory(activity="ของคนอื่น")
    pledge = draft_of(organisation, writer)
    actions.save_pledge(pledge=pledge, content=full(full_line(id=foreign.pk, activity="ของเรา")), version=1, by=writer)
    foreign.refresh_from_db()
    assert (foreign.activity, [line.activity for line in pledge.commitments.all()]) == ("ของคนอื่น", ["ของเรา"])


def test_one_id_twice_makes_two_lines(organisation, writer):
    pledge = draft_of(organisation, writer)
    actions.save_pledge(pledge=pledge, content=full(), version=1, by=writer)
    key = pledge.commitments.get().pk
    content = full(full_line(id=key, activity="ก"), full_line(id=key, activity="ข"))
    actions.save_pledge(pledge=pledge, content=content, version=2, by=writer)
    assert [line.activity for line in pledge.commitments.all()] == ["ก", "ข"]


def test_a_line_with_progress_stays(organisation, officer):
    report = FollowUpReportFactory(pledge=PledgeFactory(organisation=organisation, commitments=1), state="draft", progress=True)
    with pytest.raises(Refused):
        actions.save_pledge(pledge=report.pledge, content=PledgeContent("x"), version=1, by=officer)
    assert (report.pledge.commitments.count(), Pledge.objects.get(pk=report.pledge_id).version) == (1, 1)


def test_an_unknown_virtue_is_refused_in_words(organisation, writer):
    pledge = draft_of(organisation, writer)
    with pytest.raises(Refused):
        actions.save_pledge(pledge=pledge, content=full(full_line(target_virtue_id="nonsense")), version=1, by=writer)


def test_more_joined_than_members_is_refused_in_words(organisation, writer):
    pledge = draft_of(organisation, writer)
    with pytest.raises(Refused):
        actions.save_pledge(pledge=pledge, content=PledgeContent(members=3, members_joined=4), version=1, by=writer)


def test_the_slower_of_two_is_told(organisation, writer, officer):
    pledge = draft_of(organisation, writer)
    actions.save_pledge(pledge=Pledge.objects.get(pk=pledge.pk), content=full(), version=1, by=officer)
    with pytest.raises(Outpaced):
        actions.save_pledge(pledge=pledge, content=PledgeContent("ช้า"), version=1, by=writer)
    assert Pledge.objects.get(pk=pledge.pk).text == "เราจะทำความดี"


def test_an_officer_corrects_an_active_pledge_but_does_not_empty_it(organisation, officer, writer):
    pledge = PledgeFactory(organisation=organisation, state="active", commitments=1)
    line = full_line(id=pledge.commitments.get().pk)
    actions.save_pledge(pledge=pledge, content=full(line), version=1, by=officer)
    with pytest.raises(Refused):
        actions.save_pledge(pledge=Pledge.objects.get(pk=pledge.pk), content=PledgeContent(""), version=2, by=officer)
    with pytest.raises(Refused):
        actions.save_pledge(pledge=Pledge.objects.get(pk=pledge.pk), content=full(line), version=2, by=writer)
    assert Pledge.objects.get(pk=pledge.pk).text == "เราจะทำความดี"


def test_saving_many_lines_asks_no_more_than_saving_one(organisation, writer, django_assert_num_queries):
    pledge = draft_of(organisation, writer)
    actions.save_pledge(pledge=pledge, content=full(*[full_line(activity=str(n)) for n in range(30)]), version=1, by=writer)
    lines = [full_line(id=line.pk, activity=f"{line.activity} ใหม่") for line in pledge.commitments.all()]
    # Savepoint in and out, the header, the lines, the virtues, the update of the lines (with a savepoint), the history.
    with django_assert_num_queries(10, exact=False):
        actions.save_pledge(pledge=pledge, content=full(*lines), version=2, by=writer)


# Declare, accept, return, end


def test_what_is_missing_is_named_line_by_line(organisation, writer):
    pledge = draft_of(organisation, writer)
    content = PledgeContent("ข้อความ", dt.date(2026, 11, 20), 40, 30, (full_line(), full_line(unit="", target=None)))
    actions.save_pledge(pledge=pledge, content=content, version=1, by=writer)
    with pytest.raises(Refused) as refusal:
        actions.declare_pledge(pledge=pledge, by=writer)
    assert "2" in refusal.value.sentence and Pledge.objects.get(pk=pledge.pk).state == "draft"


def test_a_draft_without_commitments_is_not_declared(organisation, writer):
    pledge = PledgeFactory(organisation=organisation, state="draft")
    with pytest.raises(Refused):
        actions.declare_pledge(pledge=pledge, by=writer)


@pytest.mark.parametrize("who", ["contact", "coordinator", "officer"])
def test_contact_coordinator_and_officer_can_declare(organisation, who):
    person = {"contact": lambda: contact_of(organisation), "coordinator": lambda: coordinator_of(organisation.network),
              "officer": lambda: officer_of(organisation.province)}[who]()  # fmt: skip
    pledge = draft_of(organisation, person)
    actions.save_pledge(pledge=pledge, content=full(), version=1, by=person)
    actions.declare_pledge(pledge=pledge, by=person)
    assert Pledge.objects.get(pk=pledge.pk).state == "declared"


def test_declaring_what_somebody_saves_at_the_same_moment_is_outpaced(organisation, writer, officer):
    pledge = draft_of(organisation, writer)
    actions.save_pledge(pledge=pledge, content=full(), version=1, by=writer)
    actions.save_pledge(pledge=Pledge.objects.get(pk=pledge.pk), content=PledgeContent(""), version=2, by=officer)
    with pytest.raises(Outpaced):
        actions.declare_pledge(pledge=pledge, by=writer)


def test_acceptance_expects_reports_of_open_rounds_and_tells_the_organisation(organisation, officer, writer):
    opened = ReportRoundFactory(state="open", code="H1")
    ReportRoundFactory(state="planned", code="FULL")
    pledge = PledgeFactory(organisation=organisation, state="declared", commitments=1)
    actions.activate_pledge(pledge=pledge, by=officer)
    report = FollowUpReport.objects.get()
    assert (report.round, report.pledge, report.due_on, report.state) == (opened, pledge, opened.due_on, "expected")
    assert report.province_id == "14"
    assert set(Message.objects.values_list("recipient", "channel")) == {(writer.pk, "inbox"), (writer.pk, "email")}


# A round is due on 24 November and takes reports until 24 January; the year may be closed before, or there is no last day.
@pytest.mark.parametrize(
    ("accepted", "locks", "closing", "due"),
    [
        ("2026-11-01", (2027, 1, 24), None, (2026, 11, 24)),
        ("2026-11-10", (2027, 1, 24), None, (2026, 11, 24)),
        ("2026-11-11", (2027, 1, 24), None, (2026, 11, 25)),
        ("2026-12-01", (2027, 1, 24), None, (2026, 12, 15)),
        ("2026-12-01", None, None, (2026, 12, 15)),
        ("2026-12-01", (2026, 12, 5), None, (2026, 12, 5)),
        ("2026-12-01", (2027, 1, 24), (2026, 12, 11), (2026, 12, 10)),
        ("2026-12-01", (2026, 12, 1), None, None),
    ],
)
def test_nobody_is_late_on_the_day_her_pledge_is_accepted(organisation, officer, clock, accepted, locks, closing, due):
    days = {"opens_on": dt.date(2026, 10, 25), "due_on": dt.date(2026, 11, 24), "locks_on": dt.date(*locks) if locks else None}
    ReportRoundFactory(state="open", code="Q1", **days)
    pledge = PledgeFactory(organisation=organisation, state="declared", commitments=1)
    pledge.programme_year.read_only_from = dt.date(*closing) if closing else None
    pledge.programme_year.save()
    clock.move_to(f"{accepted} 10:00:00+07:00")
    actions.activate_pledge(pledge=pledge, by=officer)
    assert list(FollowUpReport.objects.values_list("due_on", flat=True)) == ([dt.date(*due)] if due else [])


def test_the_later_day_of_a_pledge_accepted_late_outlives_its_round_and_stands_in_the_history(organisation, officer, clock):
    days = {"opens_on": dt.date(2026, 10, 25), "due_on": dt.date(2026, 11, 24), "locks_on": dt.date(2027, 1, 24)}
    report_round = ReportRoundFactory(state="open", code="Q1", **days)
    pledge = PledgeFactory(organisation=organisation, state="declared", commitments=1)
    clock.move_to("2026-12-01 10:00:00+07:00")
    actions.activate_pledge(pledge=pledge, by=officer)
    moved = {**days, "locks_on": dt.date(2027, 1, 31)}
    change_round(report_round=report_round, sign=sign_of(report_round, DAYS), by=officer, **moved)
    report = FollowUpReport.objects.get()
    assert report.due_on == dt.date(2026, 12, 15)
    told = [(event.note, event.changes) for event in history_of(report)]
    assert told == [
        ("เพิ่งต้องส่งรายงานฉบับนี้ตั้งแต่วันที่ 1 ธันวาคม 2569", {"due_on": ["2026-11-24", "2026-12-15"]}),
    ]


def test_the_mail_of_acceptance_names_the_day_on_which_a_report_is_due(organisation, officer, writer):
    ReportRoundFactory(state="open", code="H1")
    actions.activate_pledge(pledge=PledgeFactory(organisation=organisation, state="declared", commitments=1), by=officer)
    body = Message.objects.get(kind="pledge_accepted", channel="email").body
    assert body.splitlines()[1:] == ["รายงานรอบ 6 เดือน 2570 ครบกำหนดส่งวันที่ 31 มีนาคม 2570"]


def told_of(kind):
    return set(Message.objects.filter(kind=kind).values_list("recipient", "address", "channel"))


@pytest.mark.parametrize("herself", [True, False])
@pytest.mark.parametrize("step", ["accepted", "returned", "ended"])
def test_nobody_is_told_of_what_she_did_herself_and_everybody_else_is(organisation, officer, writer, step, herself):
    PledgeFactory(organisation=organisation, state="active" if step == "ended" else "declared", created_by=officer)
    act = {"accepted": actions.activate_pledge, "returned": actions.return_pledge, "ended": actions.end_pledge}[step]
    by, note = officer if herself else officer_of(organisation.province), {} if step == "accepted" else {"note": "เพิ่มตัวชี้วัด"}
    act(pledge=Pledge.objects.get(), by=by, **note)
    told = [writer] if herself else [writer, officer]
    expected = {(one.pk, *road) for one in told for road in (("", "inbox"), (one.email, "email"))}
    assert told_of(f"pledge_{step}") == expected


@pytest.mark.parametrize("herself", [True, False])
def test_the_register_is_written_to_where_only_an_officer_wrote_the_pledge(organisation, officer, herself):
    Organisation.objects.update(email="wat@example.org")
    PledgeFactory(organisation=organisation, state="declared", created_by=officer)
    actions.activate_pledge(pledge=Pledge.objects.get(), by=officer if herself else officer_of(organisation.province))
    hers = set() if herself else {(officer.pk, "", "inbox"), (officer.pk, officer.email, "email")}
    assert told_of("pledge_accepted") == {(None, "wat@example.org", "email")} | hers


def test_a_contact_who_accepts_as_an_officer_too_has_no_letter_to_the_register(organisation, officer):
    Organisation.objects.update(email="wat@example.org")
    holder_of("contact", organisation=organisation, user=officer)
    PledgeFactory(organisation=organisation, state="declared", created_by=officer)
    actions.activate_pledge(pledge=Pledge.objects.get(), by=officer)
    assert told_of("pledge_accepted") == set()


def test_acceptance_tells_the_register_the_first_day_only(organisation, officer):
    pledge = PledgeFactory(organisation=organisation, state="declared", declared_on=dt.date(2026, 10, 15))
    actions.activate_pledge(pledge=pledge, by=officer)
    later = PledgeFactory(organisation=organisation, state="declared", declared_on=dt.date(2027, 10, 15),
                          programme_year=ProgrammeYearFactory(fiscal_year=2571))  # fmt: skip
    actions.activate_pledge(pledge=later, by=officer)
    assert Organisation.objects.get(pk=organisation.pk).declared_on == dt.date(2026, 10, 15)
    assert [event.changes for event in history_of(organisation)] == [{"declared_on": [None, "2026-10-15"]}]


def test_what_is_told_of_a_pledge_names_its_year_in_the_language_of_letters(organisation, officer, writer):
    note = {"note": "เพิ่มหน่วย"}
    for fiscal_year, state, act, more in (
        (2570, "active", actions.end_pledge, note), (2571, "declared", actions.return_pledge, note),
        (2572, "declared", actions.activate_pledge, {}),
    ):  # fmt: skip
        year = ProgrammeYearFactory(fiscal_year=fiscal_year)
        pledge = PledgeFactory(organisation=organisation, programme_year=year, state=state, created_by=writer)
        with translation.override("en"):
            act(pledge=pledge, by=officer, **more)
    name = organisation.name
    told = [(one.subject, one.body.splitlines()[0]) for one in Message.objects.filter(channel="inbox").order_by("pk")]
    assert told == [
        (f"ยุติปฏิญญาแล้ว: {name} (2570)", f"ปฏิญญาของ {name} (2570):"),
        (f"ส่งปฏิญญากลับให้เติม: {name} (2571)", f"ปฏิญญาของ {name} (2571):"),
        (f"รับปฏิญญาแล้ว: {name} (2572)", f"ขอขอบคุณ ปฏิญญาของ {name} (2572) เริ่มดำเนินการแล้ว"),
    ]


def test_a_second_return_on_the_same_day_is_told_too(organisation, officer, writer):
    pledge = PledgeFactory(organisation=organisation, state="declared", commitments=1)
    actions.return_pledge(pledge=pledge, note="เพิ่มตัวชี้วัด 100%", by=officer)
    actions.declare_pledge(pledge=pledge, by=writer)
    with time_machine.travel("2026-11-24 10:05:00+07:00", tick=False):
        actions.return_pledge(pledge=pledge, note="เพิ่มหน่วย", by=officer)
    bodies = list(Message.objects.filter(channel="inbox").order_by("pk").values_list("body", flat=True))
    assert [body.splitlines()[-1] for body in bodies] == ["เพิ่มตัวชี้วัด 100%", "เพิ่มหน่วย"]


def test_mail_that_waited_while_the_pledge_was_declared_again_is_not_sent(organisation, officer, writer, mailoutbox, clock):
    pledge = PledgeFactory(organisation=organisation, state="declared", commitments=1)
    actions.return_pledge(pledge=pledge, note="เพิ่มตัวชี้วัด", by=officer)
    actions.declare_pledge(pledge=pledge, by=writer)
    clock.shift(60)
    actions.return_pledge(pledge=pledge, note="เพิ่มหน่วย", by=officer)
    deliver(outbox_rules())
    actions.declare_pledge(pledge=pledge, by=writer)
    clock.shift(60)
    actions.return_pledge(pledge=pledge, note="เพิ่มเป้าหมาย", by=officer)
    Pledge.objects.filter(pk=pledge.pk).update(state="ended")
    deliver(outbox_rules())
    waited = Message.objects.filter(kind="pledge_returned", channel="email").order_by("pk")
    assert list(waited.values_list("state", "reason")) == [("cancelled", "closed"), ("sent", ""), ("cancelled", "closed")]
    assert ["เพิ่มหน่วย" in mail.body for mail in mailoutbox] == [True]


def test_returning_without_a_note_is_refused(officer):
    pledge = PledgeFactory(state="declared")
    with pytest.raises(Refused):
        actions.return_pledge(pledge=pledge, note=" ", by=officer)


def test_an_ended_pledge_owes_nothing_and_what_was_sent_stays(officer):
    pledge = PledgeFactory(state="active")
    owed = FollowUpReportFactory(pledge=pledge, state="draft", round=ReportRoundFactory(code="FULL"))
    sent = FollowUpReportFactory(pledge=pledge, state="submitted")
    actions.end_pledge(pledge=pledge, note="ย้ายที่ตั้ง", by=officer)
    owed.refresh_from_db(), sent.refresh_from_db()
    assert (owed.state, sent.state, owed.waivers.get().reason) == ("waived", "submitted", "ย้ายที่ตั้ง")
    assert (Pledge.objects.get(pk=pledge.pk).ended_on) == dt.date(2026, 11, 24)


@pytest.mark.parametrize("move", ["activate_pledge", "return_pledge", "end_pledge", "declare_pledge"])
def test_a_closed_year_moves_nothing(officer, move):
    year = ProgrammeYearFactory(read_only_from=dt.date(2026, 11, 24))
    state = {"end_pledge": "active", "declare_pledge": "draft"}.get(move, "declared")
    pledge = PledgeFactory(state=state, programme_year=year, commitments=1)
    note = {"note": "เหตุผล"} if move in ("return_pledge", "end_pledge") else {}
    with pytest.raises(Refused):
        getattr(actions, move)(pledge=pledge, by=officer, **note)
    assert Pledge.objects.get(pk=pledge.pk).state == state


# The signed file


def attach(pledge, file, by):
    """With the sign of what stands there."""
    actions.attach_signed_file(pledge=pledge, file=file, sign=sign_of(pledge, actions.SIGNED_FILE), by=by)


def test_a_new_signed_file_lets_the_old_one_go(organisation, writer):
    pledge = draft_of(organisation, writer)
    first, second = StoredFileFactory(uploaded_by=writer), StoredFileFactory(uploaded_by=writer)
    attach(pledge, first, writer)
    attach(pledge, second, writer)
    owners = dict(StoredFile.objects.values_list("pk", "owner_type"))
    assert owners == {first.pk: "", second.pk: "pledges.pledge"}
    assert Pledge.objects.get(pk=pledge.pk).signed_file == second


def test_a_file_of_somebody_else_is_not_taken(organisation, writer, officer):
    pledge = draft_of(organisation, writer)
    for theirs in (StoredFileFactory(uploaded_by=officer), StoredFileFactory(uploaded_by=writer, owner_type="x", owner_id="1")):
        with pytest.raises(NotAllowed):
            attach(pledge, theirs, writer)


BY_STATE = {"draft": "wo", "returned": "wo", "declared": "wo", "active": "o", "ended": ""}


@pytest.mark.parametrize(("state", "who"), BY_STATE.items())
def test_the_signed_sheet_is_taken_from_the_writer_until_the_pledge_is_accepted(organisation, writer, officer, state, who):
    pledge = PledgeFactory(organisation=organisation, state=state)
    took = ""
    for letter, person in (("w", writer), ("o", officer)):
        try:
            attach(pledge, StoredFileFactory(uploaded_by=person), person)
        except Refused:
            continue
        took += letter
    assert took == who


def test_a_sheet_is_not_exchanged_in_a_pledge_that_was_accepted_while_its_page_was_open(organisation, writer, officer):
    pledge = PledgeFactory(organisation=organisation, state="declared", commitments=1)
    seen = Pledge.objects.get(pk=pledge.pk)
    actions.activate_pledge(pledge=pledge, by=officer)
    with pytest.raises(Refused):
        attach(seen, StoredFileFactory(uploaded_by=writer), writer)
    assert Pledge.objects.get(pk=pledge.pk).signed_file is None


# Last year's commitments


def test_last_years_commitments_are_a_start(organisation, writer):
    year, before = ProgrammeYearFactory(), ProgrammeYearFactory(fiscal_year=2569)
    year.virtues.add(VirtueFactory())
    source = PledgeFactory(organisation=organisation, programme_year=before)
    CommitmentFactory(pledge=source, activity="ก", due_on=dt.date(2024, 2, 29))
    CommitmentFactory(pledge=source, activity="ข", order=2, target_virtue=VirtueFactory(code="old"))
    closed = ReportRoundFactory(programme_year=before, state="closed")
    FollowUpReportFactory(pledge=source, round=closed, state="accepted", progress__actual=Decimal("22.00"))
    pledge = draft_of(organisation, writer)
    assert actions.copy_commitments(pledge=pledge, source=source, version=1, by=writer) == 2
    first, second = pledge.commitments.all()
    assert (first.activity, first.baseline, first.due_on, first.target_virtue_id) == (
        "ก", Decimal("22.00"), dt.date(2025, 2, 28), "discipline",
    )  # fmt: skip
    assert (second.target_virtue_id, source.commitments.count()) == (None, 2)
    with pytest.raises(Refused):
        actions.copy_commitments(pledge=pledge, source=source, version=2, by=writer)


def test_commitments_of_another_organisation_are_not_copied(organisation, writer):
    pledge = draft_of(organisation, writer)
    with pytest.raises(Refused):
        actions.copy_commitments(pledge=pledge, source=PledgeFactory(commitments=1), version=1, by=writer)
