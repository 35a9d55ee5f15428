"""Issues certificates: the certified cases without one, chosen by boxes, on one day."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.actions.certificates import issue
from assessments.forms.certificates import IssueForm
from assessments.models import Appeal, Assessment, Certificate, Kind
from assessments.permissions import can_issue_certificates
from assessments.unfinished import without_certificate
from moralprovince.core import thai
from moralprovince.core.errors import NotAllowed, Refused
from networks.filters import chip
from networks.models import Office
from pledges.views.years import chosen_year, province_code, years_of

MOST = 1000
ABOUT = ("organisation__network", "district", "province", "criteria_set", "programme_year")


@login_required
def certificates_issue(request: HttpRequest) -> HttpResponse:
    """Choose the cases and the day."""
    province = province_code(request)
    if not can_issue_certificates(request.user, province):
        raise NotAllowed(_("You do not have the right to issue certificates here."))
    years = years_of(province)
    year = chosen_year(years, request.GET.get("year", ""))
    rows = waiting_in(year, request.GET.get("kind", ""))
    sent = request.method == "POST"
    form = IssueForm(request.POST if sent else None, initial=None if sent else usual(province))
    wanted = set(request.POST.getlist("case")) if sent else set()
    if sent and form.is_valid() and (made := issued(request, rows, wanted, form)):
        words = ngettext("%(count)s certificate was issued.", "%(count)s certificates were issued.", made) % {"count": made}
        messages.success(request, f"{words} {_('They can be printed in calling order now.')}")
        return redirect(f"{reverse('assessments:certificates')}?year={year}&state=valid")
    cases = with_levels(rows[:MOST])
    return render(request, "assessments/certificates/issue.html", {
        "form": form, "year": year, "years": years, "rows": [(one, chosen(one, wanted if sent else None)) for one in cases],
        "chips": [chip("kind", _("Kind"), Kind.choices, request.GET.get("kind", ""), request.GET)],
    })  # fmt: skip


def chosen(case: Any, wanted: set[str] | None) -> bool:
    """What was ticked; at first everything but what an open appeal may still change."""
    return not case.appealed if wanted is None else str(case.pk) in wanted


def with_levels(rows: QuerySet[Assessment]) -> list[Assessment]:
    """The cases with the name of their level beside them."""
    cases = list(rows)
    for case in cases:
        case.level_words = case.criteria_set.level_name(case.certified_level, case.kind)  # type: ignore[attr-defined]
    return cases


def waiting_in(year: Any, kind: str) -> QuerySet[Assessment]:
    """Certified cases of a year without a valid certificate, with a mark where an appeal is open."""
    appeal = Appeal.objects.filter(assessment=OuterRef("pk"), state__in=["filed", "in_review"])
    rows = without_certificate(year).filter(kind=kind) if kind in Kind.values else without_certificate(year)
    rows = rows.select_related(*ABOUT).prefetch_related("criteria_set__levels").annotate(appealed=Exists(appeal))
    return rows.order_by("kind", "-certified_level", "organisation__network__order", "organisation__name_sort", "pk")


def issued(request: HttpRequest, rows: QuerySet[Assessment], wanted: set[str], form: IssueForm) -> int:
    """How many were issued; a refusal stands on the form."""
    keys = [key for key in wanted if key.isdecimal() and len(key) < 19]
    try:
        cases = list(Assessment.objects.visible_to(request.user).filter(pk__in=keys))  # type: ignore[attr-defined]
        day = form.cleaned_data["issued_on"]
        return len(issue(assessments=cases, issued_on=day, by=request.user, signatory=form.signatory()))
    except Refused as refused:
        form.refuse(refused)
        return 0


def usual(province: str) -> dict[str, Any]:
    """Today, and whoever signed last; at first who signs the office's letters."""
    last = Certificate.objects.filter(province=province).order_by("-pk").first()
    signed = last or Office.objects.filter(province=province).first()
    names = {name: getattr(signed, name, "") for name in ("signatory_name", "signatory_title")}
    return {"issued_on": thai.today(), **names}
