"""Administration of working groups: who was appointed by which order; they are kept on their own pages."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from networks.models import WorkingGroup

from .base import ProvinceAdmin


@admin.register(WorkingGroup)
class WorkingGroupAdmin(ProvinceAdmin):
    """Groups of networks and bodies of the province."""

    right = "groups.manage"
    list_display = ("name", "kind", "network", "order_number", "starts_on_thai", "ends_on_thai", "seats")
    list_select_related = ("network",)
    list_filter = ("kind", ("network", admin.RelatedOnlyFieldListFilter))
    search_fields = ("name", "order_number", "members__name")
    fields = ("province", "kind", "network", "name", "order_number", "ordered_on", "starts_on", "ends_on")
    ordering = ("kind", "network__order", "-starts_on", "pk")

    def view_on_site(self, obj: WorkingGroup) -> str:
        """Its own page, where people are seated."""
        return reverse("networks:group", args=[obj.pk])

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With the number of seats."""
        return super().get_queryset(request).annotate(seated=Count("members", distinct=True))

    @admin.display(description=_("members"), ordering="seated")
    def seats(self, group: WorkingGroup) -> int:
        """All seats, those that ended too."""
        return group.seated  # type: ignore[attr-defined]
