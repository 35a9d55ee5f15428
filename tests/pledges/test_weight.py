"""The coordinator's report form stays light on its first view, three commitments and last round's figures included."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from tests.factories import OfficeFactory, holder_of
from tests.factories_pledges import FollowUpReportFactory, PledgeFactory, ReportRoundFactory
from tests.support.weight import weigh

LIMIT = 150 * 1000


@pytest.mark.django_db
@time_machine.travel(dt.datetime(2027, 3, 10, 3, 0, tzinfo=dt.UTC), tick=False)
def test_the_report_form_is_under_150_kilobytes(client):
    OfficeFactory()
    pledge = PledgeFactory(commitments=3)
    report = FollowUpReportFactory(pledge=pledge, round=ReportRoundFactory(), state="draft")
    client.force_login(holder_of("contact", organisation=pledge.organisation))
    weights = weigh(client, reverse("pledges:report-fill", args=[report.pk]))
    assert sum(weights.values()) < LIMIT, sorted(weights.items(), key=lambda item: -item[1])
    assert "/static/js/report-form.js" in weights
