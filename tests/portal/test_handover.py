"""Handing over: roles, drafts, tasks and unread messages move in one step, are logged, and nothing is told twice."""

import datetime as dt

import pytest
from django.urls import reverse

from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.models import AuditEvent, Draft, Message
from moralprovince.portal.actions.handover import hand_over, key_for
from moralprovince.portal.planner import plan
from networks.models import ChangeProposal, RoleGrant
from networks.querysets.scope import scope_of
from pledges.models import FollowUpReport
from tests.factories import (
    OfficeFactory,
    OrganisationFactory,
    ProgrammeYearFactory,
    ProvinceFactory,
    SectorNetworkFactory,
    UserFactory,
    administrator_of,
    contact_of,
    coordinator_of,
    holder_of,
    officer_of,
)
from tests.factories_lessons import LessonFactory
from tests.factories_networks_at_work import ActionItemFactory, MeetingFactory, WorkingGroupFactory
from tests.factories_pledges import FollowUpReportFactory, PledgeFactory, ReportRoundFactory
from tests.factories_portal import default_ladder
from tests.factories_visits import VisitFactory, team_of

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(dt.datetime(2027, 4, 7, 5, tzinfo=dt.UTC), tick=False)]
TODAY = dt.date(2027, 4, 7)


@pytest.fixture
def network():
    OfficeFactory(province=ProvinceFactory())
    return SectorNetworkFactory()


@pytest.fixture
def officer(network):
    return officer_of(network.province)


@pytest.fixture
def leaving(network):
    return coordinator_of(network, name="ผู้ประสานงานเดิม", email="old@example.org")


@pytest.fixture
def successor(network):
    return contact_of(OrganisationFactory(network=network), name="ผู้ประสานงานใหม่", email="new@example.org")


def test_roles_end_for_one_and_begin_for_the_other_and_both_histories_say_so(network, officer, leaving, successor):
    hand_over(person=leaving, to=successor, by=officer, note="ลาศึกษาต่อ")

    held = {grant.user: (grant.starts_on, grant.ends_on) for grant in RoleGrant.objects.filter(role="coordinator")}
    assert held[leaving][1] == dt.date(2027, 4, 6)
    assert held[successor] == (TODAY, None)
    said = AuditEvent.objects.filter(action__in=["hand_over", "take_over"]).values_list("object_id", "actor", "note")
    assert sorted(said) == sorted((str(one.pk), officer.pk, "ลาศึกษาต่อ") for one in (leaving, successor))
    assert (scope_of(leaving).any("register.read"), scope_of(successor).networks("register.read")) == (False, {network.pk})


def test_what_waits_by_name_moves_and_what_was_done_stays(network, officer, leaving, successor):
    body = OrganisationFactory(network=network)
    given = {"organisation": body, "created_by": leaving}
    years = {year: ProgrammeYearFactory(fiscal_year=year) for year in (2569, 2570)}
    draft, kept = (
        PledgeFactory(**given, state=state, programme_year=years[year]) for year, state in ((2570, "draft"), (2569, "active"))
    )
    returned, sent = (
        FollowUpReportFactory(
            pledge=kept, round=ReportRoundFactory(code=code, programme_year=years[2569]), state=state, filed_by=leaving
        )
        for code, state in (("H1", "returned"), ("Q1", "submitted"))
    )
    task, done = ActionItemFactory(owner=leaving), ActionItemFactory(owner=leaving, state="done")
    open_one, decided = (ChangeProposal.objects.create(organisation=body, by=leaving, state=one) for one in ("open", "decided"))
    Draft.objects.create(user=leaving, key="meeting:1", data={"text": "ร่าง"})
    hand_over(person=leaving, to=successor, by=officer)

    for row in (draft, kept, returned, sent, task, done, open_one, decided):
        row.refresh_from_db()
    assert (draft.created_by, returned.filed_by, task.owner, open_one.by, Draft.objects.get().user) == (successor,) * 5
    assert (kept.created_by, sent.filed_by, done.owner, decided.by) == (leaving,) * 4


def test_unread_messages_move_and_read_ones_stay(officer, leaving, successor):
    def item(key, **more):
        given = {"channel": "inbox", "state": "sent", "kind": "report_returned", "recipient": leaving}
        return Message.objects.create(dedupe_key=f"{key}/{leaving.pk}/inbox", **given | more)

    unread, read = item("a"), item("b", read_at=dt.datetime(2027, 4, 1, tzinfo=dt.UTC))
    personal, told = item("c", kind="role_given"), item("d")
    Message.objects.create(dedupe_key=f"d/{successor.pk}/inbox", channel="inbox", state="sent", kind="x", recipient=successor)
    hand_over(person=leaving, to=successor, by=officer)

    owners = {row.pk: row.recipient for row in Message.objects.filter(pk__in=[unread.pk, read.pk, personal.pk, told.pk])}
    assert owners == {unread.pk: successor, read.pk: leaving, personal.pk: leaving, told.pk: leaving}


def test_what_she_reads_as_an_assessor_is_not_told_to_who_takes_over_another_role(officer, leaving, successor):
    holder_of("assessor", user=leaving, province=ProvinceFactory())
    given = {"recipient": leaving, "kind": "case_assigned", "channel": "inbox", "state": "sent"}
    case = Message.objects.create(dedupe_key=f"assignment:1/{leaving.pk}/inbox", **given)
    due = Message.objects.create(
        dedupe_key=f"review/{leaving.pk}/email", obligation="review:1", **given | {"kind": "review_due", "state": "pending"}
    )
    appeal = Message.objects.create(
        dedupe_key=f"appeal/{leaving.pk}/email", obligation="appeal:1", **given | {"kind": "appeal_filed", "state": "pending"}
    )
    hand_over(person=leaving, to=successor, by=officer)
    assert {row.recipient for row in Message.objects.filter(pk__in=[case.pk, due.pk, appeal.pk])} == {leaving}


def test_what_another_office_gave_her_and_told_her_stays_hers(officer, leaving, successor):
    far = ProvinceFactory(code="60")
    holder_of("culture_officer", user=leaving, province=far)
    given = {"recipient": leaving, "kind": "report_submitted", "channel": "inbox", "province_code": far.pk}
    unread = Message.objects.create(dedupe_key=f"a/{leaving.pk}/inbox", state="sent", **given)
    due = Message.objects.create(dedupe_key=f"b/{leaving.pk}/email", obligation="report:1", state="pending", **given)
    meeting = MeetingFactory(group=WorkingGroupFactory(province=far, network=None, kind="subcommittee"))
    task = ActionItemFactory(owner=leaving, resolution__item__meeting=meeting)
    visit = VisitFactory(organisation=OrganisationFactory(province=far))
    team_of(visit, leaving)
    hand_over(person=leaving, to=successor, by=officer)
    for row in (unread, due, task):
        row.refresh_from_db()
    assert (unread.recipient, due.recipient, task.owner, visit.team.get().user) == (leaving,) * 4


def test_what_she_typed_for_another_office_and_has_not_sent_stays_hers(officer, leaving, successor, network):
    far, near = (OrganisationFactory(province=one) for one in (ProvinceFactory(code="60"), network.province))
    owners = {}
    for body, to in ((far, leaving), (near, successor)):
        report = FollowUpReportFactory(pledge__organisation=body)
        keys = f"visit:{VisitFactory(organisation=body).pk}", f"lesson:{LessonFactory(organisation=body).pk}"
        for key in (*keys, f"report:{report.pk}", f"filing:{report.pk}", f"pledge:{report.pledge_id}"):
            Draft.objects.create(user=leaving, key=key)
            owners[key] = to.pk
    hand_over(person=leaving, to=successor, by=officer)
    assert {draft.key: draft.user_id for draft in Draft.objects.all()} == owners


@pytest.mark.parametrize("who", [coordinator_of, contact_of])
def test_a_reminder_that_waits_goes_to_the_successor_and_is_not_planned_again(network, officer, who):
    default_ladder(network.province)
    body = OrganisationFactory(network=network)
    leaving = who(network if who is coordinator_of else body)
    FollowUpReportFactory(pledge__organisation=body, due_on=dt.date(2027, 3, 31))
    plan(on=TODAY)
    waiting = Message.objects.filter(recipient=leaving, state="pending", kind="report_due").count()
    successor = UserFactory()
    hand_over(person=leaving, to=successor, by=officer)

    moved = Message.objects.filter(recipient=successor, state="pending", kind="report_due")
    assert (waiting > 0, moved.count(), {row.address for row in moved}) == (True, waiting, {successor.email})
    plan(on=TODAY)
    assert Message.objects.filter(recipient=successor, kind="report_due").count() == waiting
    assert Message.objects.filter(recipient=leaving, state="pending").exclude(obligation="").count() == 0


@pytest.mark.parametrize(("key", "expected"), [
    ("report_due/12/+7/12/email", "report_due/12/+7/99/email"),
    ("report_due/round:12:coordinators:12/2027-03-31/+7/email", "report_due/round:12:coordinators:99/2027-03-31/+7/email"),
    ("report_returned/report:12/returned/2/12/inbox", "report_returned/report:12/returned/2/99/inbox"),
    ("report:12", "report:12"), ("round:3:officers:12", "round:3:officers:99"), ("f" * 64, "f" * 64), ("", ""),
])  # fmt: skip
def test_only_the_person_in_a_key_is_replaced(key, expected):
    assert key_for(key, 12, 99) == expected


# Who may


def test_a_coordinator_herself_hands_over_to_a_colleague_of_the_same_network_only(client, network, leaving, successor):
    with pytest.raises(NotAllowed):
        hand_over(person=leaving, to=successor, by=leaving)
    colleague = coordinator_of(network)
    client.force_login(leaving)
    answer = client.post(reverse("networks:person-hand-over", args=[leaving.pk]), {"to": colleague.pk})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert RoleGrant.objects.in_force(TODAY).filter(role="coordinator").get().user == colleague


@pytest.mark.parametrize(("hers_from", "his_until"), [(TODAY, None), (dt.date(2027, 5, 1), dt.date(2027, 4, 30))])
def test_a_colleague_whose_role_is_lent_or_ends_first_is_handed_nothing_over_without_the_office(
    network, leaving, hers_from, his_until
):
    RoleGrant.objects.filter(user=leaving).update(starts_on=hers_from)
    deputy = coordinator_of(network)
    until = {"ends_on": his_until} if his_until else {"acting_for": leaving}
    deputy.role_grants.update(starts_on=dt.date(2027, 4, 1), **until)
    with pytest.raises(NotAllowed):
        hand_over(person=leaving, to=deputy, by=leaving)


def test_one_who_holds_no_such_role_and_one_and_the_same_person_are_refused(network, officer, leaving):
    for person, to in ((officer, leaving), (leaving, leaving), (leaving, UserFactory(is_active=False))):
        with pytest.raises(Refused):
            hand_over(person=person, to=to, by=officer)


def test_a_lent_role_ends_with_the_role_it_was_lent_from(network, officer, leaving, successor):
    deputy = holder_of("coordinator", network=network, acting_for=leaving, ends_on=dt.date(2027, 4, 30))
    hand_over(person=leaving, to=successor, by=officer)
    assert RoleGrant.objects.get(user=deputy).ends_on == dt.date(2027, 4, 6)


def test_whoever_stands_in_for_another_takes_over_for_good(network, officer, leaving, successor):
    RoleGrant.objects.create(
        user=successor, role_id="coordinator", network=network, starts_on=TODAY, ends_on=dt.date(2027, 4, 30),
        acting_for=coordinator_of(network),
    )  # fmt: skip
    hand_over(person=leaving, to=successor, by=officer)
    held = RoleGrant.objects.filter(user=successor, role="coordinator")
    assert {grant.acting_for is None: grant.ends_on for grant in held} == {False: dt.date(2027, 4, 30), True: None}


def test_the_page_says_what_moves(client, network, officer, leaving):
    report = FollowUpReportFactory(pledge__organisation=OrganisationFactory(network=network))
    ActionItemFactory(owner=leaving)
    client.force_login(officer)
    page = client.get(reverse("networks:person-hand-over", args=[leaving.pk])).context
    assert ([count for _label, count in page["lines"]], page["owed"]) == ([1, 0, 0, 0, 0, 0, 0, 0, 0], 1)
    assert FollowUpReport.objects.get() == report


def test_a_failure_in_the_middle_leaves_everything_as_it_was(monkeypatch, network, officer, leaving, successor):
    task = ActionItemFactory(owner=leaving)
    monkeypatch.setattr("moralprovince.portal.actions.handover.tell", lambda *a: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        hand_over(person=leaving, to=successor, by=officer)
    task.refresh_from_db()
    assert (task.owner, RoleGrant.objects.in_force(TODAY).get(role="coordinator").user) == (leaving, leaving)


# Lending


def test_an_administrator_lends_a_role_and_the_history_names_both(client, network, leaving, successor):
    administrator = administrator_of(network.province)
    grant = RoleGrant.objects.get(user=leaving)
    client.force_login(administrator)
    typed = {"email": "new@example.org", "starts_on": "10/4/2570", "ends_on": "20/4/2570"}
    client.post(reverse("networks:grant-lend", args=[grant.pk]), typed)

    lent = RoleGrant.objects.get(acting_for=leaving)
    assert (lent.user, lent.network, lent.starts_on, lent.ends_on) == (
        successor, network, dt.date(2027, 4, 10), dt.date(2027, 4, 20)
    )  # fmt: skip
    page = client.get(reverse("networks:person", args=[leaving.pk]))
    assert list(page.context["lent"]) == [lent]


@pytest.mark.parametrize("typed", [{}, {"ends_on": "30/4/2570", "email": "nobody@example.org"}, {"email": "new@example.org"},
                                   {"email": "old@example.org", "ends_on": "30/4/2570"},
                                   {"email": "new@example.org", "ends_on": "1/6/2570"}])  # fmt: skip
def test_nonsense_lends_nothing(client, network, leaving, successor, typed):
    RoleGrant.objects.filter(user=leaving).update(ends_on=dt.date(2027, 5, 31))
    client.force_login(administrator_of(network.province))
    answer = client.post(reverse("networks:grant-lend", args=[RoleGrant.objects.get(user=leaving).pk]), typed or {"x": 1})
    assert (answer.status_code, RoleGrant.objects.filter(acting_for=leaving).count()) == (200, 0)
