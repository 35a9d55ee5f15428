"""Bodies that report centrally are marked, told apart and counted once: every figure is recounted from its rows."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit

import pytest
from django.http import QueryDict
from django.urls import reverse

from assessments.filters.assessments import assessment_list
from assessments.models import Assessment, Decision
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.periods import Period
from moralprovince.portal import floors
from moralprovince.portal.actions.central import set_central
from moralprovince.portal.register import register_as_shown
from networks.models import Organisation
from networks.statistics import register_figures
from pledges.actions.reports import lift_waiver
from pledges.actions.rounds import expect_reports_in
from pledges.filters.pledges import pledge_list
from pledges.filters.reports import report_list
from pledges.models import FollowUpReport
from tests.factories import OfficeFactory, OrganisationFactory, ProgrammeYearFactory, coordinator_of, officer_of
from tests.factories_assessments import AssessmentFactory
from tests.factories_pledges import FollowUpReportFactory, PledgeFactory, ReportRoundFactory

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(dt.datetime(2027, 4, 7, 5, tzinfo=dt.UTC), tick=False)]
TODAY = dt.date(2027, 4, 7)


@pytest.fixture
def officer(client):
    officer = officer_of(OfficeFactory(working_year=ProgrammeYearFactory()).province)
    client.force_login(officer)
    return officer


def register_of_three():
    """A ministry's branch, an organisation and a community, each pledged and certified; one report came, two are missing."""
    bodies = [OrganisationFactory(), OrganisationFactory(), OrganisationFactory(kind="community")]
    states = ("expected", "accepted", "expected")
    for body in bodies:
        AssessmentFactory(organisation=body, state="certified", scores=[3] * 9)
    Decision.objects.update(resolved_on=TODAY)
    Assessment.objects.update(submitted_on=TODAY)
    pairs = zip(bodies, states, strict=True)
    return bodies, [FollowUpReportFactory(pledge__organisation=body, state=state) for body, state in pairs]


def figures() -> dict[str, int]:
    """Every figure of the half-year in the whole province."""
    period = Period.parse("2570-H1")
    asked = {"province": "14", "period": period, "as_of": TODAY}
    return {name: count for statistics in floors.each("statistics") for name, count in statistics(**asked)[None].items()}


def rows_behind(user) -> dict[str, int]:
    """How many rows the list behind each figure of the register, the pledges, reports and assessments has."""
    lists = {"networks:organisations": lambda query: register_as_shown(user, "14", query, TODAY),
             "pledges:pledges": lambda query: pledge_list(user, ProgrammeYearFactory(), [], query),
             "pledges:reports": lambda query: report_list(user, "14", query),
             "assessments:assessments": lambda query: assessment_list(user, ProgrammeYearFactory(), [], query)}  # fmt: skip
    found = {}
    for figure in (figure for known in floors.each("FIGURES") for figure in known):
        if figure.rows in lists and figure.kind == "count":
            query = QueryDict(urlsplit(figure.address(year="2570", period="2570-H1", as_of=str(TODAY))).query)
            query = query.copy()
            if figure.rows == "networks:organisations":
                query.pop("year")
            found[figure.name] = lists[figure.rows](query).rows.count()
    return found


def test_a_marked_body_is_counted_apart_and_owes_nothing(officer):
    bodies, reports = register_of_three()
    before = figures()
    assert (before["organisations"], before["communities"], before["central"]) == (2, 1, 0)
    assert (before["reports_expected"], before["reports_missing"], before["pledges"], before["level_3"]) == (3, 2, 3, 3)
    assert set_central(organisations=bodies[:2], central=True, by=officer) == (2, 1)
    after = figures()
    assert (after["organisations"], after["communities"], after["central"]) == (0, 1, 2)
    assert (after["reports_expected"], after["reports_missing"], after["pledges"], after["level_3"]) == (1, 1, 1, 1)
    behind = rows_behind(officer)
    assert behind == {name: after[name] for name in behind}
    assert list(FollowUpReport.objects.missing(TODAY)) == reports[2:]


def test_without_the_mark_everything_is_as_before(officer):
    bodies, _reports = register_of_three()
    before, states = figures(), list(FollowUpReport.objects.order_by("pk").values_list("state", flat=True))
    set_central(organisations=bodies, central=True, by=officer)
    assert set_central(organisations=bodies, central=False, by=officer) == (3, 2)
    assert (figures(), list(FollowUpReport.objects.order_by("pk").values_list("state", flat=True))) == (before, states)


def test_a_round_that_opens_expects_nothing_of_it_until_the_mark_is_taken_away(officer):
    here, marked = OrganisationFactory(), OrganisationFactory()
    for body in (here, marked):
        PledgeFactory(organisation=body, state="active")
    set_central(organisations=[marked], central=True, by=officer)
    assert expect_reports_in(ReportRoundFactory(code="FULL")) == 1
    assert set_central(organisations=[marked], central=False, by=officer) == (1, 1)
    assert FollowUpReport.objects.filter(pledge__organisation=marked).get().state == "expected"


def test_its_report_is_not_asked_for_singly(officer):
    bodies, reports = register_of_three()
    set_central(organisations=bodies, central=True, by=officer)
    reports[0].refresh_from_db()
    with pytest.raises(Refused):
        lift_waiver(report=reports[0], by=officer)


def test_only_the_office_marks(officer):
    body = OrganisationFactory()
    with pytest.raises(NotAllowed):
        set_central(organisations=[body], central=True, by=coordinator_of(body.network))


def test_many_are_marked_at_once_and_found_by_the_filter(client, officer):
    branch, other = OrganisationFactory(parent=OrganisationFactory(name="กรมแม่")), OrganisationFactory(name="วัดอื่น")
    page = reverse("networks:central")
    assert [body.name for body in client.get(page, {"show": "others"}).context["bodies"]] == [branch.name]
    assert [body.name for body in client.get(page, {"q": "วัดอื่น"}).context["bodies"]] == [other.name]
    client.post(page, {"central": "1", "body": [branch.code, other.code, "14-99999"]})
    assert list(Organisation.objects.central().order_by("pk")) == [branch, other]
    rows = client.get(reverse("networks:organisations"), {"central": "1"}).context["organisations"]
    assert sorted(row["name"] for row in rows) == sorted([branch.name, other.name])
    client.post(reverse("networks:organisation-central", args=[branch.code]), {"central": "0"})
    assert list(Organisation.objects.central()) == [other]


def test_before_a_search_nobody_is_told_that_nothing_fits(client, officer):
    page = reverse("networks:central")
    said = [client.get(page, {"show": "others", "q": typed}).content.decode() for typed in ("", "ไม่มีชื่อนี้")]
    assert [text.count("ค้นหาหน่วยงานที่จะทำเครื่องหมาย") for text in said] == [1, 0]


@pytest.mark.parametrize(("kind", "counted"), [("organisation", "organisations"), ("community", "communities")])
def test_either_kind_that_reports_centrally_stands_apart_from_those_of_its_kind(kind, counted):
    one = OrganisationFactory(kind=kind)
    OrganisationFactory(network=one.network, kind=kind, reports_centrally=True)
    OrganisationFactory(network=one.network, kind=kind, state="withdrawn")
    told = {"organisations": 0, "communities": 0, "central": 1} | {counted: 1}
    assert register_figures(one.province_id) == {None: told, one.network_id: told}
