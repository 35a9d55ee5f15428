"""The review in the administration: the queue of cases, for the office of the province and for assessors, each her own."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from assessments.actions.assignments import assign_evenly
from assessments.actions.guards import UNDER_REVIEW, ensure_no_conflict
from assessments.frozen import with_levels
from assessments.models import Assessment, AssessorAssignment
from assessments.permissions import can_read_history
from assessments.querysets.assessments import ASSESS, REVIEW
from assessments.standing import standing_of
from moralprovince.core import thai
from moralprovince.core.admin import each_row
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.forms.portal import without_nul
from networks.admin.base import ProvinceAdmin
from networks.querysets.scope import scope_of

from .case import ABOUT, Case
from .doing import do, score_of
from .queue import AgeFilter, AssessorFilter, DistrictFilter, NetworkFilter, StateFilter, open_first, title_of

read_or_press = require_http_methods(["GET", "HEAD", "POST"])
HELD = Prefetch(
    "assignments", AssessorAssignment.objects.filter(released_at__isnull=True).select_related("assessor"), to_attr="held"
)


@admin.register(Assessment)
class AssessmentAdmin(ProvinceAdmin):
    """Cases under review; an assessor finds those that are assigned to her and nothing else."""

    right = "assessments.review"
    for_reviewers = True
    list_display = ("subject", "state", "waiting", "given_to", "own_level", "proposed_level", "kind", "programme_year")
    list_select_related = ("organisation", "district", "province", "programme_year", "criteria_set")
    list_filter = (
        StateFilter, AgeFilter, ("programme_year", admin.RelatedOnlyFieldListFilter), "kind",
        ("organisation__network", NetworkFilter), DistrictFilter, AssessorFilter,
    )  # fmt: skip
    search_fields = ("organisation__name", "organisation__code", "district__name")
    ordering = ("submitted_on", "pk")
    actions = ("assign_evenly",)

    # Who

    def may_use(self, request: HttpRequest) -> bool:
        """The office reviews, and assessors do."""
        return super().may_use(request) or scope_of(request.user).any(ASSESS)

    def rows_for(self, request: HttpRequest, rows: QuerySet) -> QuerySet:
        """What has been sent in: of the provinces whose office she is in, and what is assigned to her."""
        return rows.to_review_by(request.user).prefetch_related(HELD, "criteria_set__levels")

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Cases are given out by the office."""
        return super().get_actions(request) if scope_of(request.user).any("assessments.manage") else {}

    # The queue

    def get_ordering(self, request: HttpRequest) -> Any:
        """What waits longest first; of an assessor's cases, which are few, those that are still hers to score."""
        reviews = scope_of(request.user).any(REVIEW)
        return super().get_ordering(request) if reviews else (open_first(request.user), *self.ordering)

    @admin.display(description=gettext_lazy("case"), ordering="organisation__name_sort")
    def subject(self, case: Assessment) -> str:
        """Who is assessed."""
        return case.title

    @admin.display(description=gettext_lazy("waiting since"), ordering="submitted_on")
    def waiting(self, case: Assessment) -> str:
        """Since when, and for how many days while it is under review."""
        day = thai.day_short(case.submitted_on) if case.submitted_on else "–"
        if case.state not in UNDER_REVIEW or not case.submitted_on:
            return day
        days = (thai.today() - case.submitted_on).days
        return f"{day} · " + ngettext("%(days)s day", "%(days)s days", days) % {"days": days}

    @admin.display(description=gettext_lazy("given to"))
    def given_to(self, case: Assessment) -> str:
        """Who has it, and how many of them are done; no score."""
        if not case.held:  # type: ignore[attr-defined]
            return _("nobody yet")
        held = case.held  # type: ignore[attr-defined]
        done = _("done %(done)s of %(all)s") % {"done": sum(1 for one in held if one.done_at), "all": len(held)}
        return ", ".join(one.assessor.name for one in held) + f" ({done})"

    @admin.display(description=Assessment._meta.get_field("self_level").verbose_name, ordering="self_level")
    def own_level(self, case: Assessment) -> str:
        """By its own scores, by its name."""
        return case.criteria_set.level_name(case.self_level, case.kind) or "–"

    @admin.display(description=Assessment._meta.get_field("recommended_level").verbose_name, ordering="recommended_level")
    def proposed_level(self, case: Assessment) -> str:
        """What is recommended, by its name."""
        return case.criteria_set.level_name(case.recommended_level, case.kind) or "–"

    @admin.action(description=gettext_lazy("Give the chosen cases evenly to assessors"))
    def assign_evenly(self, request: HttpRequest, rows: QuerySet) -> None:
        """Each one by the action; where too few assessors are free, it is said by name."""

        def give(case: Assessment) -> None:
            if assign_evenly(assessments=[case], by=request.user).short:
                words = _("%(case)s: there are not enough assessors without a conflict of interest.")
                messages.warning(request, words % {"case": case})

        each_row(request, rows.order_by("pk"), give)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The queue under the name of what it shows."""
        return super().changelist_view(request, {**(extra_context or {}), "title": title_of(request.GET)})

    # One case

    def get_urls(self) -> list[URLPattern]:
        """The buttons of a case, and its level while somebody chooses."""
        view, name = self.admin_site.admin_view, "assessments_assessment"
        own = [
            path("<int:pk>/do/<slug:verb>/", view(read_or_press(self.do_view)), name=f"{name}_do"),
            path("<int:pk>/level/", view(require_safe(self.level_view)), name=f"{name}_level"),
        ]
        return own + super().get_urls()

    def case_of(self, request: HttpRequest, pk: object) -> Assessment:
        """The case, if it is hers to review.

        Raises:
            Http404: there is none for her.
            NotAllowed: she has a conflict of interest with it.
        """
        key = str(pk)
        rows = self.get_queryset(request).select_related(*ABOUT)
        case = rows.filter(pk=key).first() if key.isdecimal() and len(key) < 18 else None
        if case is None:
            raise Http404
        with_levels(case.criteria_set)
        ensure_no_conflict(request.user, case)
        return case

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The page of one case; it is changed by its buttons only."""
        if object_id is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        case = self.case_of(request, object_id)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET"])
        return self.page(request, Case(case, request.user))

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """What was done with it, for whoever works on it and does not score it herself at the moment.

        Raises:
            NotAllowed: she has a conflict of interest, or has not finished her own scores.
        """
        case = self.case_of(request, object_id)
        if not can_read_history(request.user, case):
            raise NotAllowed(_("The history tells the committee’s scores. It opens when you have finished your own."))
        return super().history_view(request, object_id, extra_context)

    def page(self, request: HttpRequest, case: Case) -> HttpResponse:
        """The review page; after a refusal with its sentence and everything that was typed."""
        data = {
            **self.admin_site.each_context(request), "title": str(case.assessment), "opts": self.opts, "case": case,
            "assessment": case.assessment, "typed": case.typed,
        }  # fmt: skip
        return TemplateResponse(request, "admin/assessments/review.html", data, status=409 if case.refused else 200)

    def do_view(self, request: HttpRequest, pk: int, verb: str) -> HttpResponse:
        """One button: all of it or nothing; a refusal comes back on the page, whose address then leads to the case."""
        if request.method != "POST":
            return redirect("admin:assessments_assessment_change", pk)
        case = self.case_of(request, pk)
        typed = without_nul(request.POST).dict()
        try:
            with transaction.atomic():
                sentence = do(verb, case, typed, request.user)
        except Refused as refused:
            return self.page(request, Case(self.case_of(request, pk), request.user, typed, refused))
        messages.success(request, sentence)
        if not self.get_queryset(request).filter(pk=pk).exists() or verb == "conflict":
            return redirect("admin:assessments_assessment_changelist")
        # Whoever asked goes on reading where she was: the page is many windows long, and her question stands there.
        place = f"#questions-{typed['item']}" if verb == "ask" else ""
        return redirect(reverse("admin:assessments_assessment_change", args=[pk]) + place)

    def level_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The level of the scores in a form, while they are chosen; nothing is kept."""
        case = self.case_of(request, pk)
        count, given = case.criteria_set.criteria.count(), [score_of(one) for one in request.GET.getlist("s")]
        most = case.criteria_set.max_score
        scores = [one if one is not None and 0 <= one <= most else None for one in given[:count]]
        standing = standing_of(case, [*scores, *[None] * (count - len(scores))])
        return TemplateResponse(request, "admin/assessments/review_standing.html", {"standing": standing})
