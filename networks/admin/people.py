"""Administration of people, their roles, and invitations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from moralprovince.core import thai
from moralprovince.core.admin import each_row
from moralprovince.core.models import AuditEvent, User
from moralprovince.core.signs import sign_of
from networks.actions.invitations import obligation_of, revoke
from networks.actions.roles import PERSON_FIELDS, close_account, edit_person, end_grant, grant_role
from networks.invitation_mails import mail_words, mails_of, words_without_mail
from networks.models import Invitation, RoleGrant
from networks.permissions import can_manage_person
from networks.person_history import history_of_person
from networks.querysets.people import people_visible_to
from networks.querysets.scope import scope_of

from .base import ProvinceAdmin

GRANT_PROVINCES = ("province", "network__province", "organisation__province")


@admin.register(User)
class UserAdmin(ProvinceAdmin):
    """People who hold or held a role in the reader's provinces; accounts are made by invitation."""

    list_display = ("name", "email", "phone", "is_active", "last_login_thai")
    list_filter = ("is_active", "has_mailbox")
    search_fields = ("name", "email", "phone")
    editable = ("name", "phone")
    fields = ("name", "phone", "email", "has_mailbox", "is_active", "is_staff", "last_login", "date_joined",
              "notice_accepted_at", "forgotten_at")  # fmt: skip
    actions = ("close_accounts",)
    ordering = ("name", "pk")
    change_list_template = "admin/invited.html"

    def view_on_site(self, obj: User) -> str:
        """Her own page: roles, a new password, the second step, opening the account again, removing her data."""
        return reverse("networks:person", args=[obj.pk])

    def rows_for(self, request: HttpRequest, rows: QuerySet) -> QuerySet:
        """Those of her provinces."""
        scope = scope_of(request.user)
        if scope.everywhere(self.right):
            return rows
        return rows.filter(pk__in=people_visible_to(request.user).values("pk"))

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """A person with roles elsewhere is read only, and so is one whose data were removed."""
        return self.may_use(request) and (obj is None or not obj.forgotten_at and can_manage_person(request.user, obj))

    def save_model(self, request: HttpRequest, obj: User, form: forms.ModelForm, change: bool) -> None:
        """Through the action, on the row as it is stored."""
        stored = User.objects.get(pk=obj.pk)
        values = {name: form.cleaned_data[name] for name in PERSON_FIELDS}
        edit_person(person=stored, sign=sign_of(stored, PERSON_FIELDS), by=request.user, **values)

    def events_of(self, request: HttpRequest, obj: User) -> list[AuditEvent]:
        """As on her own page, with her roles."""
        grants = RoleGrant.objects.filter(user=obj).select_related("role", "acting_for", "province", "network", "organisation")
        return history_of_person(obj, grants, request.user, 200)

    @admin.action(description=_("Close the accounts"))
    def close_accounts(self, request: HttpRequest, rows: QuerySet) -> None:
        """Each one by the action."""
        each_row(request, rows, lambda person: close_account(person=person, by=request.user))


class GrantForm(forms.ModelForm):
    """One place, as the role asks for it."""

    def clean(self) -> dict[str, Any]:
        """Exactly the place of the role's kind."""
        data = super().clean() or {}
        given = [name for name in ("province", "network", "organisation") if data.get(name)]
        role = data.get("role")
        if role and given != ([role.scope] if role.scope != "everywhere" else []):
            sentence = _("This role is given for: %(scope)s. Please choose one.")
            raise ValidationError(sentence % {"scope": role.get_scope_display()})
        return data


class TimeFilter(admin.SimpleListFilter):
    """In force today, or over."""

    title = _("Time")
    parameter_name = "time"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The two."""
        return [("now", _("in force")), ("over", _("has ended"))]

    def queryset(self, request: HttpRequest, rows: QuerySet) -> QuerySet:
        """Those rows."""
        today = thai.today()
        over = Q(ends_on__lt=today)
        return {"now": rows.exclude(over).filter(starts_on__lte=today), "over": rows.filter(over)}.get(self.value() or "", rows)


@admin.register(RoleGrant)
class RoleGrantAdmin(ProvinceAdmin):
    """Who holds which role where; a grant is given, and ended, never rewritten."""

    province_paths = GRANT_PROVINCES
    may_add = True
    form = GrantForm
    list_display = ("user", "role", "where", "starts_on_thai", "ends_on_thai", "acting_for")
    list_select_related = ("user", "role", "province", "network", "organisation", "acting_for")
    list_filter = (TimeFilter, ("role", admin.RelatedOnlyFieldListFilter))
    search_fields = ("user__name", "user__email")
    fields = ("user", "role", "province", "network", "organisation", "starts_on", "ends_on", "acting_for")
    autocomplete_fields = ("user", "network", "organisation", "acting_for")
    actions = ("end_roles",)
    ordering = ("role__order", "user__name", "pk")

    def typed_once(self) -> tuple[str, ...]:
        """All of it."""
        return tuple(str(name) for name in self.fields or ())

    def shown(self, name: str) -> str:
        """Days are typed in a new grant only; see get_fields."""
        return name

    def get_fields(self, request: HttpRequest, obj: RoleGrant | None = None) -> list[str]:
        """A new grant is typed, a given one is read."""
        names = [str(name) for name in self.fields or ()]
        return names if obj is None else [super(RoleGrantAdmin, self).shown(name) for name in names]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """People are chosen among those she sees."""
        if db_field.name in ("user", "acting_for"):
            options["queryset"] = people_visible_to(request.user)
        return super().formfield_for_foreignkey(db_field, request, **options)

    def save_model(self, request: HttpRequest, obj: RoleGrant, form: forms.ModelForm, change: bool) -> None:
        """Through the action."""
        typed = form.cleaned_data
        scope = typed["province"] or typed["network"] or typed["organisation"]
        names = ("user", "role", "starts_on", "ends_on", "acting_for")
        obj.pk = grant_role(scope=scope, by=request.user, **{name: typed[name] for name in names}).pk

    @admin.display(description=_("Where"))
    def where(self, grant: RoleGrant) -> str:
        """The place of the grant."""
        return str(grant.scope or _("all provinces"))

    @admin.action(description=_("End the chosen roles at once"))
    def end_roles(self, request: HttpRequest, rows: QuerySet) -> None:
        """Each one by the action."""
        each_row(request, rows, lambda grant: end_grant(grant=grant, by=request.user))


@admin.register(Invitation)
class InvitationAdmin(ProvinceAdmin):
    """Invitations are made and renewed on the portal's own page; here they are read and withdrawn."""

    list_display = ("name", "role", "email", "state_words", "created_at_thai", "expires_at_thai")
    list_select_related = ("role", "network", "organisation", "province")
    list_filter = (("role", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("name", "email")
    fields = ("name", "role", "province", "network", "organisation", "email", "phone", "created_by", "created_at",
              "mailed", "expires_at", "used_at", "used_by", "revoked_at", "emptied_on")  # fmt: skip
    actions = ("withdraw",)
    change_list_template = "admin/invited.html"

    @admin.display(description=_("State"))
    def state_words(self, invitation: Invitation) -> str:
        """What became of it."""
        return invitation.get_state_display()

    @admin.display(description=_("How it was sent"))
    def mailed(self, invitation: Invitation) -> str:
        """By which way, when, and what became of the mail."""
        mail = mails_of([invitation]).get(obligation_of(invitation))
        return f"{mail_words(mail)}: {mail.get_state_display()}" if mail else words_without_mail(invitation) or "–"

    @admin.action(description=_("Withdraw the chosen invitations"))
    def withdraw(self, request: HttpRequest, rows: QuerySet) -> None:
        """Each one by the action."""
        each_row(request, rows, lambda invitation: revoke(invitation=invitation, by=request.user))
