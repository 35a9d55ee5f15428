"""Makes test data of the roof: the default reminder ladder, and reports that somebody owes."""

from __future__ import annotations

import json
from typing import Any

from moralprovince.portal import references
from moralprovince.portal.models import Ladder
from networks.models import Province
from pledges.models import FollowUpReport
from tests.factories_pledges import FollowUpReportFactory, PledgeFactory, ReportRoundFactory


def default_ladder(province: Province) -> Ladder:
    """The ladder of the reference file for reports, as load_reference adds it."""
    data = json.loads((references.FOLDER / "ladders.json").read_text(encoding="utf-8"))
    for ladder in data:
        references.load_ladder(province.pk, ladder)
    return Ladder.objects.get(province=province, kind="report_due")


def owed_report(**fields: Any) -> FollowUpReport:
    """A report in the open round of fiscal year 2570, due on 31 March 2027; `pledge__…` goes to its pledge."""
    of_pledge = {name.removeprefix("pledge__"): fields.pop(name) for name in list(fields) if name.startswith("pledge__")}
    pledge = PledgeFactory(**of_pledge)
    report_round = fields.pop("round", None) or ReportRoundFactory(programme_year=pledge.programme_year)
    return FollowUpReportFactory(**{"pledge": pledge, "round": report_round, "state": "expected"} | fields)
