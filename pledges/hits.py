"""What the search box finds on this floor: pledges by who promised and by what was promised, reports by whose they are."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.story import Hit
from networks.models import Organisation
from networks.querysets.search import every_word

from .models import Commitment, FollowUpReport, Pledge

FEW = 5


def search_more(text: str, user: Any) -> list[Hit]:
    """The newest pledges and reports this person may read."""
    named = Organisation.objects.search(text, user).order_by().values("pk")
    lines = Commitment.objects.filter(every_word(text, "activity", "problem_to_solve", "good_to_do")).values("pledge")
    pledges = Pledge.objects.visible_to(user).filter(Q(organisation__in=named) | Q(pk__in=lines))
    newest = pledges.select_related("organisation", "programme_year").order_by("-programme_year__fiscal_year", "-pk")
    reports = FollowUpReport.objects.visible_to(user).filter(pledge__organisation__in=named)
    about = ("pledge__organisation", "round__programme_year")
    sent = reports.select_related(*about).order_by("-round__due_on", "-pk")
    return [*map(pledge_hit, newest[:FEW]), *map(report_hit, sent[:FEW])]


def pledge_hit(pledge: Pledge) -> Hit:
    """One pledge as the search box shows it."""
    title = _("%(name)s, pledge of fiscal year %(year)s") % {"name": pledge.organisation, "year": pledge.programme_year}
    return Hit(title, reverse("pledges:pledge", args=[pledge.pk]), _("Pledge"), pledge.get_state_display())


def report_hit(report: FollowUpReport) -> Hit:
    """One report as the search box shows it."""
    title = _("%(name)s, report of the %(round)s") % {"name": report.pledge.organisation, "round": report.round}
    sent = thai.day_short(report.submitted_on) if report.submitted_on else ""
    about = " · ".join(filter(None, [report.get_state_display(), sent]))
    return Hit(title, reverse("pledges:report", args=[report.pk]), _("Report"), about)
