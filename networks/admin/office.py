"""Administration of the office, its programme years, its networks, and the reference data behind them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from moralprovince.core.admin import sign_now
from networks.actions.networks import NETWORK_FIELDS, NetworkEntry, add_network, edit_network
from networks.actions.office import OFFICE_FIELDS, YEAR_FIELDS, OfficeEntry, add_year, edit_office, edit_year
from networks.models import Office, ProgrammeYear, Role, SectorNetwork, Virtue

from .base import EverybodysAdmin, ProvinceAdmin


@admin.register(Office)
class OfficeAdmin(ProvinceAdmin):
    """The office; mail and working year have pages of their own."""

    right = "office.manage"
    list_display = ("name", "province", "working_year", "mail_paused")
    list_select_related = ("province", "working_year")
    search_fields = ("name",)
    editable = OFFICE_FIELDS
    fields = ("province", *OFFICE_FIELDS, "working_year", "mail_paused")

    def save_model(self, request: HttpRequest, obj: Office, form: forms.ModelForm, change: bool) -> None:
        """Through the action."""
        entry = OfficeEntry(**{name: form.cleaned_data[name] for name in OFFICE_FIELDS})
        edit_office(office=obj, entry=entry, sign=sign_now(obj, OFFICE_FIELDS), by=request.user)


@admin.register(ProgrammeYear)
class ProgrammeYearAdmin(ProvinceAdmin):
    """Programme years."""

    right = "office.manage"
    may_add = True
    list_display = ("fiscal_year", "province", "motto", "read_only_from_thai")
    list_select_related = ("province",)
    search_fields = ("=fiscal_year", "motto")
    editable = YEAR_FIELDS
    fields = ("province", "fiscal_year", "motto", "virtues", "read_only_from")

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """Virtues are ticked, as on the page of the year."""
        return super().formfield_for_manytomany(db_field, request, widget=forms.CheckboxSelectMultiple, **options)

    def typed_once(self) -> tuple[str, ...]:
        """Province and year stay."""
        return ("province", "fiscal_year")

    def save_model(self, request: HttpRequest, obj: ProgrammeYear, form: forms.ModelForm, change: bool) -> None:
        """Through the actions."""
        typed = form.cleaned_data
        values = {name: typed[name] for name in self.editable}
        if change:
            edit_year(year=obj, sign=sign_now(obj, YEAR_FIELDS), by=request.user, **values)
        else:
            year = add_year(province=typed["province"], fiscal_year=typed["fiscal_year"], by=request.user, **values)
            obj.pk = year.pk


class NetworkAdminForm(forms.ModelForm):
    """Spellings are a list of texts."""

    def clean_aliases(self) -> list[str]:
        """Nothing else."""
        value = self.cleaned_data.get("aliases") or []
        if not isinstance(value, list) or any(not isinstance(item, str) or len(item) > 150 for item in value):
            raise ValidationError(_('Please write a list of spellings, for example ["ภาครัฐ", "ราชการ"].'))
        return value


@admin.register(SectorNetwork)
class SectorNetworkAdmin(ProvinceAdmin):
    """Sector networks."""

    right = "office.manage"
    may_add = True
    form = NetworkAdminForm
    list_display = ("name", "code", "province", "order", "first_fiscal_year", "last_fiscal_year")
    list_select_related = ("province",)
    search_fields = ("name", "name_en", "code")
    editable = NETWORK_FIELDS
    fields = ("province", "code", *NETWORK_FIELDS)

    def typed_once(self) -> tuple[str, ...]:
        """Province and code stay."""
        return ("province", "code")

    def save_model(self, request: HttpRequest, obj: SectorNetwork, form: forms.ModelForm, change: bool) -> None:
        """Through the actions."""
        values = {name: form.cleaned_data[name] for name in NETWORK_FIELDS}
        entry = NetworkEntry(**{**values, "aliases": tuple(values["aliases"]), "order": values["order"] or 0})
        if change:
            edit_network(network=obj, entry=entry, sign=sign_now(obj, NETWORK_FIELDS), by=request.user)
        else:
            typed = form.cleaned_data
            obj.pk = add_network(province=typed["province"], code=typed["code"], entry=entry, by=request.user).pk


@admin.register(Role)
class RoleAdmin(EverybodysAdmin):
    """Roles are data of the programme: read here, changed in networks/reference/roles.json."""

    list_display = ("title", "scope", "sentence")
    fields = ("code", "title", "title_en", "sentence", "sentence_en", "scope", "rights")
    search_fields = ("title", "code")


@admin.register(Virtue)
class VirtueAdmin(EverybodysAdmin):
    """Target virtues; which of them a year works for is chosen in the year."""

    right = "office.manage"
    list_display = ("name", "name_en", "code")
    fields = ("code", "name", "name_en", "order")
