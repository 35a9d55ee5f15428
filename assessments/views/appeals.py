"""Appeals: the list, filing one, and the page of one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.actions.appeals import ensure_in_time, file_appeal, last_day_to_appeal, last_decision
from assessments.exports.appeals import export_appeals
from assessments.filters.appeals import ABOUT, HEADINGS, AppealList, appeal_list
from assessments.forms.appeals import FileForm, item_title
from assessments.models import Appeal, AppealItem, Assessment, Certificate, Decision
from assessments.permissions import (
    can_answer_appeal,
    can_appeal,
    can_certify,
    can_enter_from_paper,
    can_look_again,
    can_manage_appeal,
    can_recommend,
)
from assessments.querysets.assessments import DECIDED
from moralprovince.core import thai
from moralprovince.core.audit import history_of
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.listing import headings, in_order, page_of
from moralprovince.core.working_days import working_days_between
from pledges.views.years import province_code

OF_CASE = ("organisation", "district", "province", "programme_year__assessment_calendar")
State = Appeal.State


def as_shown(request: HttpRequest) -> AppealList:
    """The list as the address describes it."""
    return appeal_list(request.user, province_code(request), thai.today(), request.GET)


@login_required
def appeals(request: HttpRequest) -> HttpResponse:
    """All of them, newest first."""
    shown, day = as_shown(request), thai.today()
    page = page_of(shown.rows, request.GET.get("page", ""))
    found = in_order(Appeal.objects.filter(pk__in=page.keys).select_related(*ABOUT), page.keys)
    return render(request, "assessments/appeals/list.html", {
        "page": page, "appeals": [(one, days_left(one, day)) for one in found], "query": request.GET, "chips": shown.chips(),
        "headings": headings(HEADINGS, shown.sort, request.GET), "filtered": bool(shown.filters.chosen()),
    })  # fmt: skip


def days_left(appeal: Appeal, day: dt.date) -> int | None:
    """Working days until the answer is due, -1 where that day is over; an answered one has none."""
    if appeal.state not in (State.FILED, State.IN_REVIEW):
        return None
    return -1 if day > appeal.answer_due_on else working_days_between(day, appeal.answer_due_on)


@login_required
def appeals_export(request: HttpRequest) -> HttpResponseBase:
    """The list as shown, as a workbook or CSV."""
    return export_appeals(as_shown(request).rows, request.GET.get("format", ""))


@login_required
def appeal_file(request: HttpRequest, pk: int) -> HttpResponse:
    """File an appeal against the decision of a case."""
    case = get_object_or_404(Assessment.objects.visible_to(request.user).select_related(*OF_CASE), pk=pk)
    if not can_appeal(request.user, case):
        raise NotAllowed(_("You do not have the right to appeal for this body."))
    office = can_enter_from_paper(request.user, case.province_id)
    decision = decision_in_time(case, office=office)
    scores = case.scores.select_related("criterion").prefetch_related("criterion__wordings")
    form = FileForm(request.POST if request.method == "POST" else None, scores=scores, kind=case.kind, office=office)
    if request.method == "POST" and form.is_valid() and (filed := filed_by(request, case, form)):
        messages.success(request, _("Filed. Another assessor looks at it; the answer comes by letter and stands here."))
        return redirect("assessments:appeal", filed.pk)
    last = last_day_to_appeal(case, decision)
    return render(request, "assessments/appeals/file.html", {"form": form, "case": case, "decision": decision, "last": last})


def decision_in_time(case: Assessment, *, office: bool) -> Decision:
    """The decision that can still be appealed against; the office may still enter a letter that came in time.

    Raises:
        Refused: as for filing.
    """
    decision, day = last_decision(case), thai.today()
    if office and decision:
        day = max(decision.resolved_on, min(day, last_day_to_appeal(case, decision)))
    return ensure_in_time(case, day)


def filed_by(request: HttpRequest, case: Assessment, form: FileForm) -> Appeal | None:
    """The appeal; a refusal stands on the form."""
    given = {name: form.cleaned_data.get(name) or "" for name in ("reason", "on_behalf_of")}
    day = form.cleaned_data.get("filed_on")
    try:
        return file_appeal(assessment=case, items=form.items(), filed_on=day, by=request.user, **given)
    except Refused as refused:
        form.refuse(refused)
        return None


def fetch(request: HttpRequest, pk: int) -> Appeal:
    """One appeal a person may see."""
    rows = Appeal.objects.visible_to(request.user).select_related(*ABOUT, "filed_by", "answered_by", "assessment__criteria_set")
    return get_object_or_404(rows, pk=pk)


def items_of(shown: Appeal) -> list[AppealItem]:
    """Its items with their wording."""
    rows = shown.items.select_related("score__criterion").prefetch_related("score__criterion__wordings")
    return list(rows)


@login_required
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """Why, item by item, how far it is, and the answer."""
    shown, user, day = fetch(request, pk), request.user, thai.today()
    case, open_now = shown.assessment, shown.state == State.IN_REVIEW
    office = can_manage_appeal(user, shown)
    answered = shown.state in (State.GRANTED, State.DISMISSED)
    inside = answered or office or can_look_again(user, shown)
    certain = office or case.state in DECIDED
    items = [(row, item_title(row.score, case.kind, with_score=certain)) for row in items_of(shown)]
    return render(request, "assessments/appeals/page.html", {
        "appeal": shown, "case": case, "items": items,
        "left": days_left(shown, day), "answered": answered, "show_answers": inside, "show_assessor": office,
        **waits_for_its_result(user, shown),
        "may_give_out": office and shown.state == State.FILED,
        "may_look": open_now and can_look_again(user, shown), "may_answer": open_now and can_answer_appeal(user, shown),
        "may_letter": answered and can_appeal(user, case), "events": history_of(shown)[:100] if office else [],
    })  # fmt: skip


def waits_for_its_result(user: Any, shown: Appeal) -> dict[str, Any]:
    """Which certificate a granted appeal leaves valid until the new result, and where that is brought about."""
    certificate = certificate_until_decided(shown) if shown.state == State.GRANTED else None
    return {"still_valid": certificate, "decided_at": place_of_decision(user, shown.assessment)} if certificate else {}


def certificate_until_decided(granted: Appeal) -> Certificate | None:
    """The certificate that stays valid while the case this appeal opened is not decided anew."""
    case, decisions = granted.assessment, Decision.objects.filter(assessment=OuterRef("assessment"))
    if case.state in (*DECIDED, Assessment.State.WITHDRAWN):
        return None
    valid = case.certificates.filter(state=Certificate.State.VALID)
    last = Subquery(decisions.order_by("-at", "-pk").values("pk")[:1])
    return valid.alias(last=last).filter(last=granted.decision_id).first()


def place_of_decision(user: Any, case: Assessment) -> tuple[str, str] | None:
    """Where it goes on to its new result, and the words of the link; only for whoever may bring that about."""
    if case.state != Assessment.State.RECOMMENDED:
        review = reverse("admin:assessments_assessment_change", args=[case.pk])
        return (review, _("Open the review")) if can_recommend(user, case) else None
    sessions = reverse("assessments:sessions", query={"year": case.programme_year.fiscal_year})
    return (sessions, _("Open the sessions")) if can_certify(user, case) else None
