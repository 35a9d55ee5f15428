"""Who fills a report in and until which day, and who puts the signed sheet beside a pledge."""

import datetime as dt

import pytest

from pledges.permissions import can_attach_signed_file, can_fill_in
from tests.factories import OrganisationFactory, ProvinceFactory, contact_of, coordinator_of, officer_of
from tests.factories_pledges import FollowUpReportFactory, PledgeFactory

pytestmark = pytest.mark.django_db


def test_its_people_fill_a_report_in_until_the_last_day_the_office_after_it_and_nobody_else_ever():
    report = FollowUpReportFactory()
    body, last = report.pledge.organisation, report.round.locks_on
    may = {
        name: [can_fill_in(person, report, last + dt.timedelta(days=days)) for days in (0, 1)]
        for name, person in {
            "contact": contact_of(body),
            "coordinator": coordinator_of(body.network),
            "officer": officer_of(report.province),
            "of another body": contact_of(OrganisationFactory()),
            "of another province": officer_of(ProvinceFactory(code="60")),
        }.items()
    }
    assert may == {
        "contact": [True, False],
        "coordinator": [True, False],
        "officer": [True, True],
        "of another body": [False, False],
        "of another province": [False, False],
    }


def test_nobody_from_elsewhere_puts_a_sheet_beside_a_pledge():
    pledges = [PledgeFactory(state=state) for state in ("draft", "declared", "active")]
    elsewhere = (contact_of(OrganisationFactory()), officer_of(ProvinceFactory(code="60")))
    assert [[can_attach_signed_file(person, pledge) for pledge in pledges] for person in elsewhere] == [[False] * 3] * 2
