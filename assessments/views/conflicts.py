"""Conflicts of interest: who touches no case of which body or district; declared for oneself, or by the office for others."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments.actions.assignments import declare_conflict, lift_conflict
from assessments.forms.conflicts import ConflictForm
from assessments.models import ConflictOfInterest
from assessments.permissions import can_lift_conflict, can_manage_assessments, reviewers_in, reviews_in
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.models import User
from networks.models import Organisation
from pledges.views.years import province_code

ABOUT = ("person", "organisation", "district", "declared_by")


@login_required
def conflicts(request: HttpRequest) -> HttpResponse:
    """Those a person may see, and the form to declare one."""
    province = province_code(request)
    manages = can_manage_assessments(request.user, province)
    if not manages and not reviews_in(request.user, province):
        raise NotAllowed(_("Conflicts of interest concern those who assess and decide."))
    people = reviewers_in(province) if manages else User.objects.filter(pk=request.user.pk)
    form = ConflictForm(request.POST if request.method == "POST" else None, initial={"person": request.user.pk})
    form.offer(people, Organisation.objects.filter(province=province), province)
    if request.method == "POST" and form.is_valid() and declared(request, form):
        return redirect("assessments:conflicts")
    rows = ConflictOfInterest.objects.visible_to(request.user).select_related(*ABOUT)
    standing, over = rows.filter(lifted_at__isnull=True), rows.filter(lifted_at__isnull=False)
    return render(request, "assessments/conflicts.html", {
        "form": form, "over": over[:100], "standing": [(one, can_lift_conflict(request.user, one)) for one in standing],
    })  # fmt: skip


def declared(request: HttpRequest, form: ConflictForm) -> bool:
    """Write it; a refusal stands on the form."""
    typed = form.cleaned_data
    try:
        conflict = declare_conflict(person=typed["person"], subject=form.subject, reason=typed["reason"], by=request.user)
    except Refused as refused:
        form.refuse(refused)
        return False
    messages.success(request, _("Noted. These cases are closed to %(name)s from now on.") % {"name": conflict.person})
    return True


@login_required
@require_POST
def conflict_lift(request: HttpRequest, pk: int) -> HttpResponse:
    """It is over."""
    conflict = get_object_or_404(ConflictOfInterest.objects.visible_to(request.user).select_related(*ABOUT), pk=pk)
    lift_conflict(conflict=conflict, by=request.user)
    messages.success(request, _("Lifted. The cases are open to %(name)s again.") % {"name": conflict.person})
    return redirect("assessments:conflicts")
