"""The review in the administration: the queue of cases, for the office of the province and for assessors, each her own."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from assessments.models import Assessment
from assessments.querysets.assessments import ASSESS
from networks.admin.base import ProvinceAdmin
from networks.querysets.scope import scope_of


@admin.register(Assessment)
class AssessmentAdmin(ProvinceAdmin):
    """Cases under review; an assessor finds those that are assigned to her and nothing else."""

    right = "assessments.review"
    for_reviewers = True
    list_display = ("__str__", "kind", "state", "submitted_on_thai", "self_level", "recommended_level")
    list_select_related = ("organisation", "district", "province", "programme_year")
    list_filter = ("state", "kind")
    search_fields = ("organisation__name", "organisation__code", "district__name")
    fields = ("programme_year", "kind", "organisation", "district", "state", "submitted_on", "self_level",
              "recommended_level", "certified_level")  # fmt: skip
    ordering = ("submitted_on", "pk")

    def may_use(self, request: HttpRequest) -> bool:
        """The office reviews, and assessors do."""
        return super().may_use(request) or scope_of(request.user).any(ASSESS)

    def rows_for(self, request: HttpRequest, rows: QuerySet) -> QuerySet:
        """What has been sent in: of the provinces whose office she is in, and what is assigned to her."""
        return rows.to_review_by(request.user)
