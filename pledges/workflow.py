"""The moves of pledges, rounds and reports: one table each, from which buttons, tests and the diagram come."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from moralprovince.core.workflow import Step, Workflow

from .permissions import can_file_report, can_manage_round, can_review_pledge, can_review_report, can_write_pledge

if TYPE_CHECKING:
    from .models import FollowUpReport

PLEDGE = Workflow(
    "pledges.Pledge",
    (
        Step("declare", ("draft", "returned"), "declared", can_write_pledge, _("Declare"), style="primary"),
        Step("activate", ("declared",), "active", can_review_pledge, _("Accept the pledge"), style="primary"),
        Step("return", ("declared",), "returned", can_review_pledge, _("Return for completion"), note="required"),
        Step("end", ("active",), "ended", can_review_pledge, _("End the pledge"), note="required", style="warning"),
    ),
)

ROUND = Workflow(
    "pledges.ReportRound",
    (
        Step("open", ("planned",), "open", can_manage_round, _("Open the round"), style="primary"),
        Step("close", ("open",), "closed", can_manage_round, _("Close the round")),
        Step("reopen", ("closed",), "open", can_manage_round, _("Open the round again"), note="required"),
    ),
)

REPORT = Workflow(
    "pledges.FollowUpReport",
    (
        Step("submit", ("expected", "draft", "returned"), "submitted", can_file_report, _("Send the report"), style="primary"),
        Step("accept", ("submitted",), "accepted", can_review_report, _("Accept the report"), style="primary"),
        Step("return", ("submitted",), "returned", can_review_report, _("Return for completion"), note="required"),
        Step("reopen", ("accepted",), "submitted", can_review_report, _("Check it again"), note="required"),
        Step("waive", ("expected", "draft", "returned"), "waived", can_review_report, _("Not required"), note="required"),
        Step("lift", ("waived",), "expected", can_review_report, _("Required after all"), note="optional"),
    ),
)


def lifting(report: FollowUpReport) -> Step:
    """Lifting a waiver leads back to where the report stood: returned, being filled in, or not begun."""
    # What is to be completed is told until it is sent again, and every save counts the version up.
    begun = "draft" if report.version > 1 else "expected"
    return replace(REPORT.step("lift"), target="returned" if report.returned_note else begun)
