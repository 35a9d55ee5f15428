"""Administration pages by role grants: an administrator finds the rows of her own provinces and nothing else."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from moralprovince.core.admin import GuardedAdmin
from moralprovince.core.forms import PhoneField
from networks.querysets.scope import scope_of


class ProvinceAdmin(GuardedAdmin):
    """Rows that belong to a province by one or more roads."""

    right = "people.manage"
    province_paths: tuple[str, ...] = ("province",)
    # Reviewers come in too, but find only what is made for them.
    for_reviewers = False

    def may_use(self, request: HttpRequest) -> bool:
        """Does she hold the right anywhere, and administer a province?"""
        scope = scope_of(request.user)
        return scope.any(self.right) and (self.for_reviewers or scope.any("people.manage"))

    def rows_for(self, request: HttpRequest, rows: QuerySet) -> QuerySet:
        """The rows of her provinces."""
        scope = scope_of(request.user)
        if scope.everywhere(self.right):
            return rows
        wanted = Q(pk__in=[])
        for path in self.province_paths:
            wanted |= Q(**{f"{path}__in": scope.provinces(self.right)})
        return rows.filter(wanted)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """Telephone numbers are read as on the pages of the portal."""
        if db_field.name == "phone":
            return models.Field.formfield(db_field, form_class=PhoneField, max_length=db_field.max_length)
        return super().formfield_for_dbfield(db_field, request, **options)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """A province is chosen among her own."""
        if db_field.name == "province" and not scope_of(request.user).everywhere(self.right):
            rows = db_field.related_model._default_manager
            options["queryset"] = rows.filter(pk__in=scope_of(request.user).provinces(self.right))
        return super().formfield_for_foreignkey(db_field, request, **options)


class EverybodysAdmin(ProvinceAdmin):
    """Reference data without a province: read by every administrator."""

    def rows_for(self, request: HttpRequest, rows: QuerySet) -> QuerySet:
        """All of it."""
        return rows
