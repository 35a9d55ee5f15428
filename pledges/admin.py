"""Administration of pledges, rounds and reports: rounds are planned here, the rest is read."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from moralprovince.core.signs import sign_of
from networks.admin.base import ProvinceAdmin
from pledges.actions.rounds import change_round, plan_round
from pledges.models import FollowUpReport, Pledge, ReportRound

DAYS = ("opens_on", "due_on", "locks_on")


@admin.register(Pledge)
class PledgeAdmin(ProvinceAdmin):
    """Declarations; they are written and checked on their own page."""

    right = "pledges.review"
    province_paths = ("organisation__province",)
    list_display = ("organisation", "programme_year", "state", "declared_on_thai", "members", "members_joined")
    list_select_related = ("organisation", "programme_year")
    list_filter = ("state", ("programme_year", admin.RelatedOnlyFieldListFilter))
    search_fields = ("organisation__name", "organisation__code")
    fields = ("organisation", "programme_year", "state", "declared_on", "text", "members", "members_joined", "returned_note",
              "ended_on", "ended_reason")  # fmt: skip

    def view_on_site(self, obj: Pledge) -> str:
        """Its own page, where it is checked."""
        return reverse("pledges:pledge", args=[obj.pk])


@admin.register(ReportRound)
class ReportRoundAdmin(ProvinceAdmin):
    """Rounds of a year: their days are planned and moved here; they open and close on the rounds page."""

    right = "rounds.manage"
    province_paths = ("programme_year__province",)
    may_add = True
    list_display = ("code", "programme_year", "state", "opens_on_thai", "due_on_thai", "locks_on_thai")
    list_select_related = ("programme_year",)
    list_filter = ("state", ("programme_year", admin.RelatedOnlyFieldListFilter))
    editable = DAYS
    fields = ("programme_year", "code", *DAYS, "state", "closed_on")

    def view_on_site(self, obj: ReportRound) -> str:
        """Its own page, where it is opened and closed."""
        return reverse("pledges:round", args=[obj.pk])

    def typed_once(self) -> tuple[str, ...]:
        """Year and code stay."""
        return ("programme_year", "code")

    def formfield_for_foreignkey(self, db_field: object, request: HttpRequest, **options: object) -> object:
        """A year is chosen among those the reader may see."""
        if getattr(db_field, "name", "") == "programme_year":
            related = db_field.related_model  # type: ignore[attr-defined]
            options["queryset"] = related._default_manager.visible_to(request.user)
        return super().formfield_for_foreignkey(db_field, request, **options)

    def save_model(self, request: HttpRequest, obj: ReportRound, form: forms.ModelForm, change: bool) -> None:
        """Through the actions, on the row as it is stored."""
        days = {name: form.cleaned_data[name] for name in DAYS}
        if change:
            stored = ReportRound.objects.select_related("programme_year").get(pk=obj.pk)
            change_round(report_round=stored, sign=sign_of(stored, DAYS), by=request.user, **days)
        else:
            year, code = form.cleaned_data["programme_year"], form.cleaned_data["code"]
            obj.pk = plan_round(programme_year=year, code=code, by=request.user, **days).pk


@admin.register(FollowUpReport)
class FollowUpReportAdmin(ProvinceAdmin):
    """Reports; they are filled in and checked on their own page."""

    right = "reports.review"
    list_display = ("pledge", "round", "state", "due_on_thai", "submitted_on_thai")
    list_select_related = ("pledge__organisation", "pledge__programme_year", "round__programme_year")
    list_filter = ("state", ("round", admin.RelatedOnlyFieldListFilter))
    search_fields = ("pledge__organisation__name", "pledge__organisation__code")
    fields = ("pledge", "round", "state", "due_on", "submitted_on", "source")

    def view_on_site(self, obj: FollowUpReport) -> str:
        """Its own page, where it is checked."""
        return reverse("pledges:report", args=[obj.pk])
