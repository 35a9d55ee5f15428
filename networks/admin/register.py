"""Administration of the register: read, searched, and moved a pile at a time; entries are edited on their own page."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from moralprovince.core.admin import each_row
from networks.actions.organisations import move_organisation
from networks.models import ImportRun, Organisation

from .base import ProvinceAdmin


@admin.register(Organisation)
class OrganisationAdmin(ProvinceAdmin):
    """Organisations and communities."""

    right = "register.edit"
    list_display = ("name", "code", "kind", "network", "district", "state", "declared_on_thai")
    list_select_related = ("network", "district")
    list_filter = ("kind", "state", ("network", admin.RelatedOnlyFieldListFilter))
    search_fields = ("name", "code", "tax_id", "search_text")
    fields = ("code", "name", "kind", "parent", "network", "subdistrict", "district", "village_no", "address", "postal_code",
              "tax_id", "members", "contact_name", "phone", "email", "declared_on", "note", "state", "merged_into")  # fmt: skip
    ordering = ("name_sort", "pk")
    actions = ("confirm", "rest", "wake")

    def view_on_site(self, obj: Organisation) -> str:
        """Its own page, where the entry is edited."""
        return reverse("networks:organisation", args=[obj.code])

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Without the long columns that no list shows."""
        return super().get_queryset(request).defer("search_text", "name_canonical")

    @admin.action(description=_("Take into the register"))
    def confirm(self, request: HttpRequest, rows: QuerySet) -> None:
        """Each one by the action."""
        self.move(request, rows, "confirm")

    @admin.action(description=_("Mark as dormant"))
    def rest(self, request: HttpRequest, rows: QuerySet) -> None:
        """Each one by the action."""
        self.move(request, rows, "rest")

    @admin.action(description=_("Active again"))
    def wake(self, request: HttpRequest, rows: QuerySet) -> None:
        """Each one by the action."""
        self.move(request, rows, "wake")

    @staticmethod
    def move(request: HttpRequest, rows: QuerySet, step: str) -> None:
        """A step for every chosen row."""
        each_row(request, rows, lambda one: move_organisation(organisation=one, step=step, by=request.user))


@admin.register(ImportRun)
class ImportRunAdmin(ProvinceAdmin):
    """Imports as they ran; they are taken back on their own page."""

    right = "register.import"
    list_display = ("file_name", "state", "by", "created_at_thai", "applied_at_thai", "undone_at_thai")
    list_select_related = ("by",)
    list_filter = ("state",)
    search_fields = ("file_name",)
    fields = ("file_name", "programme_year", "state", "by", "created_at", "applied_at", "undone_at", "emptied_on")

    def view_on_site(self, obj: ImportRun) -> str:
        """Its own page, where it is taken back."""
        return reverse("networks:import", args=[obj.pk])
