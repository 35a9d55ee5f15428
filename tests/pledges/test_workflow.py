"""Every step × state × role of floor 2, walked through the pages: what the table allows works, nothing else does."""

import datetime as dt

import pytest
from django.db import transaction
from django.urls import reverse

from moralprovince.core.errors import NotAllowed, Outpaced, Refused
from pledges.actions import pledges as pledge_actions
from pledges.actions import reports as report_actions
from pledges.actions import rounds as round_actions
from pledges.models import FollowUpReport, Pledge, ReportRound
from pledges.workflow import PLEDGE, REPORT, ROUND
from tests.factories import (
    OrganisationFactory,
    ProgrammeYearFactory,
    ProvinceFactory,
    SectorNetworkFactory,
    UserFactory,
    administrator_of,
    contact_of,
    coordinator_of,
    officer_of,
)
from tests.factories_pledges import FollowUpReportFactory, PledgeFactory, ReportRoundFactory
from tests.support.races import race

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.time_machine("2027-03-10 10:00:00+07:00", tick=False)]

WORKFLOWS = {"pledge": PLEDGE, "round": ROUND, "report": REPORT}
MODELS = {"pledge": Pledge, "round": ReportRound, "report": FollowUpReport}
OFFICE = {"administrator", "officer"}
OWN = OFFICE | {"coordinator", "contact"}
# Who may take a step, said once more by hand: the table of the code must agree with this one.
WHO = {
    ("pledge", "declare"): OWN, ("pledge", "activate"): OFFICE, ("pledge", "return"): OFFICE, ("pledge", "end"): OFFICE,
    ("round", "open"): OFFICE, ("round", "close"): OFFICE, ("round", "reopen"): OFFICE,
    ("report", "submit"): OWN, ("report", "accept"): OFFICE, ("report", "return"): OFFICE, ("report", "reopen"): OFFICE,
    ("report", "waive"): OFFICE, ("report", "lift"): OFFICE,
}  # fmt: skip
# Who sees the object at all; the rounds of a province are no secret to those who work in it.
SEES = {"pledge": OWN, "report": OWN, "round": OWN | {"other coordinator", "other contact"}}
CASES = [pytest.param(noun, state, id=f"{noun}-{state}") for noun in WORKFLOWS for state in MODELS[noun].State.values]


@pytest.fixture
def people():
    """One person per role, the organisation they look after, and people who look after others."""
    organisation = OrganisationFactory()
    province, other = organisation.province, SectorNetworkFactory(code="temples", province=organisation.province)
    return organisation, {
        "administrator": administrator_of(province),
        "officer": officer_of(province),
        "coordinator": coordinator_of(organisation.network),
        "contact": contact_of(organisation),
        "other coordinator": coordinator_of(other),
        "other contact": contact_of(OrganisationFactory(network=other)),
        "other officer": officer_of(ProvinceFactory(code="10")),
        "nobody": UserFactory(),
    }


def in_state(noun, state, organisation):
    """An object that lacks nothing, in that state."""
    year = ProgrammeYearFactory(province=organisation.province)
    if noun == "round":
        return ReportRoundFactory(programme_year=year, state=state)
    if noun == "pledge":
        return PledgeFactory(organisation=organisation, programme_year=year, state=state, commitments=1)
    pledge = PledgeFactory(organisation=organisation, programme_year=year, commitments=1)
    return FollowUpReportFactory(pledge=pledge, state=state, summary="ทำแล้ว", progress=True, version=1)


def expected_answer(noun, step, state, role):
    """The status and the state afterwards, by the tables above."""
    row = WORKFLOWS[noun].step(step)
    if role not in SEES[noun]:
        return 404, state
    if role not in WHO[noun, step]:
        return 403, state
    return (302, row.target) if state in row.sources else (409, state)


def answer_to(client, noun, step, obj, person):
    """The status of taking the step; handing a report in has no button of its own but goes with its form."""
    if (noun, step) == ("report", "submit"):
        return answer_of_submitting(obj, person)
    client.force_login(person)
    return client.post(reverse(f"pledges:{noun}-step", args=[obj.pk, step]), {"note": "เหตุผล"}).status_code


def answer_of_submitting(report, person):
    """What the form would answer: the same rights and refusals."""
    seen = FollowUpReport.objects.visible_to(person).filter(pk=report.pk).first()
    if seen is None:
        return 404
    try:
        report_actions.submit_report(report=seen, by=person)
    except NotAllowed:
        return 403
    except Refused:
        return 409
    return 302


@pytest.mark.parametrize(("noun", "state"), CASES)
def test_each_role_takes_just_the_steps_of_the_table(client, people, noun, state):
    organisation, roles = people
    obj = in_state(noun, state, organisation)
    tries = [(step.name, role) for step in WORKFLOWS[noun].steps for role in roles]
    answers = {}
    for step, role in tries:
        with transaction.atomic():
            status = answer_to(client, noun, step, obj, roles[role])
            answers[step, role] = (status, MODELS[noun].objects.get(pk=obj.pk).state)
            transaction.set_rollback(True)
    assert answers == {(step, role): expected_answer(noun, step, state, role) for step, role in tries}


@pytest.mark.parametrize("noun", WORKFLOWS)
def test_every_step_of_the_table_is_known_to_this_test(noun):
    assert {(noun, step.name) for step in WORKFLOWS[noun].steps} == {key for key in WHO if key[0] == noun}


@pytest.mark.parametrize(("noun", "step"), [key for key in WHO if WORKFLOWS[key[0]].step(key[1]).note == "required"])
def test_a_step_that_asks_for_a_note_is_refused_without_one(client, people, noun, step):
    organisation, roles = people
    obj = in_state(noun, WORKFLOWS[noun].step(step).sources[0], organisation)
    client.force_login(roles["officer"])
    assert client.post(reverse(f"pledges:{noun}-step", args=[obj.pk, step]), {"note": " \n"}).status_code == 409
    assert MODELS[noun].objects.get(pk=obj.pk).state == obj.state


@pytest.mark.parametrize(("noun", "step"), WHO)
def test_a_visitor_is_asked_to_log_in(client, people, noun, step):
    obj = in_state(noun, WORKFLOWS[noun].step(step).sources[0], people[0])
    response = client.post(reverse(f"pledges:{noun}-step", args=[obj.pk, step]), {"note": "x"})
    assert (response.status_code, "/accounts/login/" in response.url) == (302, True)


def test_a_step_leads_from_known_states_to_known_states():
    for noun, flow in WORKFLOWS.items():
        states = set(MODELS[noun].State.values)
        assert all({*step.sources, step.target} <= states for step in flow.steps)


# Two people at the same moment: threads on a real database server


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
class TestRaces:
    """The slower of two is told, and nothing is done twice."""

    def test_accept_and_return_of_one_report(self):
        report = FollowUpReportFactory(state="submitted")
        first, second = officer_of(report.province), officer_of(report.province)
        copies = [FollowUpReport.objects.get(pk=report.pk) for _ in range(2)]
        results = race(
            lambda: report_actions.accept_report(report=copies[0], by=first),
            lambda: report_actions.return_report(report=copies[1], note="แนบภาพ", by=second),
        )
        assert results == ["Outpaced", "done"]
        assert FollowUpReport.objects.get().state in ("accepted", "returned")

    def test_accept_and_return_of_one_pledge(self):
        pledge = PledgeFactory(state="declared", commitments=1)
        officer = officer_of(pledge.organisation.province)
        copies = [Pledge.objects.get(pk=pledge.pk) for _ in range(2)]
        results = race(
            lambda: pledge_actions.activate_pledge(pledge=copies[0], by=officer),
            lambda: pledge_actions.return_pledge(pledge=copies[1], note="เพิ่ม", by=officer),
        )
        assert results == ["Outpaced", "done"]

    def test_saving_and_declaring_at_once_never_declares_what_was_emptied(self):
        empty = pledge_actions.PledgeContent()
        for _ in range(5):
            pledge = PledgeFactory(state="draft", commitments=1)
            officer = officer_of(pledge.organisation.province)
            copies = [Pledge.objects.select_related("programme_year").get(pk=pledge.pk) for _ in range(2)]
            results = race(
                lambda one=copies[0], by=officer: pledge_actions.save_pledge(pledge=one, content=empty, version=1, by=by),
                lambda one=copies[1], by=officer: pledge_actions.declare_pledge(pledge=one, by=by),
            )
            assert results == ["Outpaced", "done"]
            stored = Pledge.objects.get(pk=pledge.pk)
            assert (stored.state, stored.commitments.count()) in {("draft", 0), ("declared", 1)}

    def test_a_pledge_accepted_while_its_round_opens_owes_its_report(self):
        for number, code in enumerate(("Q1", "Q2", "Q3", "Q4", "H1")):
            year = ProgrammeYearFactory(fiscal_year=2560 + number)
            pledge = PledgeFactory(state="declared", programme_year=year, commitments=1)
            planned = ReportRoundFactory(programme_year=year, code=code, state="planned", locks_on=None)
            officer = officer_of(year.province)
            results = race(
                lambda one=pledge, by=officer: pledge_actions.activate_pledge(pledge=one, by=by),
                lambda one=planned, by=officer: round_actions.open_round(report_round=one, by=by),
            )
            assert (results, FollowUpReport.objects.filter(pledge=pledge, round=planned).count()) == (["done", "done"], 1)

    def test_a_round_opened_by_hand_and_by_the_clock_opens_once(self):
        planned = ReportRoundFactory(state="planned", opens_on=dt.date(2027, 3, 1))
        PledgeFactory.create_batch(5)
        officer = officer_of(planned.programme_year.province)
        copy = ReportRound.objects.get(pk=planned.pk)

        def by_clock():
            if not round_actions.turn_rounds(day=dt.date(2027, 3, 10)):
                raise Outpaced("the hand was faster")

        results = race(lambda: round_actions.open_round(report_round=copy, by=officer), by_clock)
        assert results == ["Outpaced", "done"]
        assert FollowUpReport.objects.count() == 5

    def test_two_begin_the_same_pledge(self):
        organisation, year = OrganisationFactory(), ProgrammeYearFactory()
        officer = officer_of(organisation.province)

        def begin():
            pledge_actions.begin_pledge(organisation=organisation, programme_year=year, by=officer)

        assert race(begin, begin) == ["Refused", "done"]
        assert Pledge.objects.count() == 1
