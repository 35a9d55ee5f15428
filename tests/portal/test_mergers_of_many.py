"""Two bodies with 200 reports each become one by a fixed number of statements, are put apart exactly, or stay as they were."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.db import connection
from django.db.utils import OperationalError

from moralprovince.core.models import Draft, Message
from moralprovince.portal.actions.mergers import merge_organisations, undo_merger
from networks.models import Activity, Membership, Organisation, ProgrammeYear
from pledges.models import Commitment, Evidence, FollowUpReport, Pledge, Progress, ReportRound
from tests.access.fixtures import rolled_back
from tests.factories import (
    OfficeFactory,
    OrganisationFactory,
    ProgrammeYearFactory,
    SectorNetworkFactory,
    contact_of,
    officer_of,
)
from tests.factories_assessments import AssessmentFactory
from tests.factories_networks_at_work import ActivityFactory
from tests.factories_pledges import (
    ROUND_CODES,
    CommitmentFactory,
    FollowUpReportFactory,
    PledgeFactory,
    ReportRoundFactory,
    VirtueFactory,
)
from tests.factories_visits import VisitAgreementFactory, visited
from tests.support.queries import counted

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(dt.datetime(2027, 4, 7, 5, tzinfo=dt.UTC), tick=False)]
# 34 years of six rounds are 204 reports each; in two of the years both have a pledge.
YEARS = {"keep": range(2520, 2554), "drop": range(2552, 2586)}
# The merger itself and the history are new; the two stamps of an entry say that it was written.
NEW, STAMPS = {"core.AuditEvent", "networks.Merger", "core.PublicChange"}, {"version", "updated_at"}


def tables():
    """Every row of every table."""
    return {
        model._meta.label: [
            {name: value for name, value in row.items() if name not in STAMPS}
            for row in model._base_manager.order_by("pk").values(*[field.attname for field in model._meta.concrete_fields])
        ]
        for model in apps.get_models(include_auto_created=True) if model._meta.label not in NEW
    }  # fmt: skip


def made(model, rows):
    return model.objects.bulk_create(rows)


def years_of(province, wanted):
    """Programme years with the six rounds of each."""
    years = made(ProgrammeYear, [ProgrammeYearFactory.build(province=province, fiscal_year=year) for year in wanted])
    rounds = [ReportRoundFactory.build(programme_year=year, code=code) for year in years for code in ROUND_CODES]
    by_year = {year: [] for year in years}
    for one in made(ReportRound, rounds):
        by_year[one.programme_year].append(one)
    return by_year


def filled(body, rounds, person):
    """A pledge for each year with a line, a report for each round with its progress, a link, a reminder and a draft."""
    pledges = made(Pledge, [PledgeFactory.build(organisation=body, programme_year=year) for year in rounds])
    virtue = VirtueFactory()
    made(Commitment, [CommitmentFactory.build(pledge=pledge, target_virtue=virtue) for pledge in pledges])
    known = {"filed_by": person, "checked_by": person, "progress": False}
    reports = made(FollowUpReport, [
        FollowUpReportFactory.build(pledge=pledge, round=one, province=body.province, state=state, **known)
        for pledge in pledges for one, state in zip(rounds[pledge.programme_year], ("accepted", "expected") * 3, strict=True)
    ])  # fmt: skip
    lines = {line.pledge_id: line for line in Commitment.objects.filter(pledge__in=pledges)}
    made(Progress, [Progress(report=one, commitment=lines[one.pledge_id], status="done", actual=20) for one in reports])
    made(Evidence, [Evidence(report=one, url="https://example.org/a", added_by=person) for one in reports])
    made(Message, [
        Message(dedupe_key=f"report:{one.pk}", kind="report_due", channel="email", obligation=f"report:{one.pk}")
        for one in reports
    ])  # fmt: skip
    made(Draft, [Draft(user=person, key=f"report:{one.pk}", data={"summary": "ร่าง"}) for one in reports])
    return reports


def work_of(body):
    """Time in networks, people, activities, visits with what was agreed, a case."""
    beside = {"organisation": body, "network": SectorNetworkFactory(code="media"), "primary": False}
    times = [{"since": dt.date(2000 + n, 1, 1), "until": dt.date(2000 + n, 6, 1)} for n in range(10)]
    made(Membership, [Membership(**beside, **time) for time in times])
    contact_of(body)
    for number in range(3):
        ActivityFactory().organisations.add(body)
        VisitAgreementFactory(visit=visited(body, dt.date(2027, 1, 5 + number)))
    Activity.objects.order_by("pk").first().organisations.add(body)
    AssessmentFactory(organisation=body, state="in_review", scores=[1] * 9)


@contextmanager
def broken_at(number):
    """The statement of this number fails, and no other."""
    seen = 0

    def execute(execute, sql, params, many, context):
        nonlocal seen
        seen += 1
        if seen == number:
            raise OperationalError("the line broke")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(execute):
        yield


def two_with(years):
    """Two bodies, each with a pledge in its years; returns both, and who merges them."""
    officer = officer_of(OfficeFactory().province)
    keep, drop = OrganisationFactory(name="โรงเรียนบ้านทอง"), OrganisationFactory(name="รร.บ้านทอง", phone="0822222222")
    rounds = years_of(keep.province, sorted({*years["keep"], *years["drop"]}))
    reports = [filled(body, {year: rounds[year] for year in rounds if year.fiscal_year in years[which]}, officer)
               for which, body in (("keep", keep), ("drop", drop))]  # fmt: skip
    for body in (keep, drop):
        work_of(body)
    return keep, drop, officer, reports


def merged(keep, drop, officer):
    """The merger, and by how many statements."""
    keep, drop = (Organisation.objects.get(pk=body.pk) for body in (keep, drop))
    with counted() as statements:
        merger = merge_organisations(keep=keep, drop=drop, values={"phone": drop.phone}, by=officer)
    return merger, len(statements)


def test_two_hundred_reports_each_move_like_a_few_and_come_back_exactly():
    with rolled_back():
        few = merged(*two_with({"keep": range(2552, 2554), "drop": range(2552, 2555)})[:3])[1]
    keep, drop, officer, reports = two_with(YEARS)
    before = tables()
    merger, many = merged(keep, drop, officer)
    assert ([len(part) for part in reports], many) == ([204, 204], few)
    assert FollowUpReport.objects.filter(pledge__organisation=keep).count() == 2 * 204 - 2 * len(ROUND_CODES)
    with counted() as statements:
        undo_merger(merger=merger, by=officer)
    after = tables()
    assert {name for name in before if after[name] != before[name]} == set()
    assert len(statements) <= many
    for number in (many // 4, many // 2, many - 2):
        with broken_at(number), pytest.raises(OperationalError):
            merged(keep, drop, officer)
        left = tables()
        assert {name for name in before if left[name] != before[name]} == set()
