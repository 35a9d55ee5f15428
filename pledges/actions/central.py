"""What another body reports is not expected here: open reports are not required, and required again once that ends."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.audit import record_many
from moralprovince.core.models import User
from moralprovince.core.moving import Journal
from moralprovince.core.outbox import in_letter_language
from networks.models import Organisation
from pledges.models import FollowUpReport, Pledge, Waiver
from pledges.querysets.reports import OPEN, going_on
from pledges.workflow import REPORT, lifting

from .merging import uncount
from .rounds import expect_reports_of


def reason_of_central() -> str:
    """One wording, by which these waivers are known again."""
    with in_letter_language():
        return _("Reported centrally")


def expect_no_more(bodies: Sequence[Organisation], *, by: User) -> int:
    """What these bodies still owe is not required; returns how many reports."""
    owed = FollowUpReport.objects.filter(pledge__organisation__in=bodies, state__in=OPEN)
    reports = list(owed.select_for_update(of=("self",)))
    uncount(reports, reason_of_central(), Journal(), by)
    record_many("waive", reports, by=by, note=reason_of_central())
    return len(reports)


def expect_again(bodies: Sequence[Organisation], *, by: User) -> int:
    """What was not required for this reason alone is owed again, in years that can be written; rounds that are open too."""
    told = Waiver.objects.filter(reason=reason_of_central(), lifted_at__isnull=True)
    waived = FollowUpReport.objects.filter(pledge__organisation__in=bodies, pledge__state="active", state="waived")
    reports = list(waived.filter(Q(pk__in=told.values("report")), going_on(thai.today())).select_for_update(of=("self",)))
    for step in {step.target: step for step in map(lifting, reports)}.values():
        REPORT.write_many([one for one in reports if lifting(one).target == step.target], step, {})
    Waiver.objects.filter(report__in=reports, lifted_at__isnull=True).update(lifted_at=timezone.now())
    record_many("lift", reports, by=by)
    pledges = Pledge.objects.filter(organisation__in=bodies, state="active").select_related("programme_year")
    asked = pledges.filter(programme_year__rounds__state="open").distinct()
    return len(reports) + sum(expect_reports_of(pledge, by=by) for pledge in asked)
