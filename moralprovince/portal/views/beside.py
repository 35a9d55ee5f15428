"""What the floors above lay beside a follow-up report, as a piece of its page: the report's own floor knows nothing of it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from moralprovince.core import thai
from moralprovince.portal import floors
from pledges.models import FollowUpReport


@login_required
@require_safe
def beside_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Whatever the floors have to lay beside this report, one piece after the other."""
    visible = FollowUpReport.objects.visible_to(request.user).select_related("pledge__organisation")
    report = get_object_or_404(visible, pk=pk)
    asked = [beside(report.pledge.organisation, request.user, thai.today()) for beside in floors.each("beside_report")]
    pieces = [render_to_string(template, context, request) for template, context in filter(None, asked)]
    return HttpResponse("".join(pieces))
