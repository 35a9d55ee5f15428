"""People: who holds which role where; giving and ending roles, and looking after accounts."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from moralprovince.core import thai
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.listing import in_order, page_of
from moralprovince.core.models import User
from moralprovince.core.values import typed
from moralprovince.core.views.exports import ending_of
from networks.actions import roles as actions
from networks.actions.joining import login_name
from networks.exports.people import people_table
from networks.filters import Chip, chip
from networks.forms.people import EndGrantForm, GrantForm, LendForm, PersonEditForm
from networks.models import Province, Role, RoleGrant
from networks.permissions import can_end_grant, can_forget_person, can_help_person, can_manage_people, can_manage_person
from networks.person_history import history_of_person
from networks.querysets.people import grants_listed, people_visible_to
from networks.querysets.scope import scope_of
from networks.querysets.search import called, every_word

from .provinces import provinces_of

ABOUT = ("user", "role", "province", "network", "organisation", "acting_for")


def province_to_manage(request: HttpRequest) -> Province:
    """The province whose people the reader looks after.

    Raises:
        NotAllowed: there is none.
    """
    for code in provinces_of(request) or [settings.PROVINCE]:
        if can_manage_people(request.user, code):
            return Province.objects.get(pk=code)
    raise NotAllowed(_("Only administrators look after people and their roles."))


def grants_as_shown(request: HttpRequest) -> tuple[QuerySet[RoleGrant], list[Chip]]:
    """Every role somebody holds, by role, by name, over ones on request; and the chips that say so."""
    roles = [(role.pk, str(role)) for role in Role.objects.all()]
    role, over = request.GET.get("role", ""), request.GET.get("over", "")
    rows = grants_found(request, over=over == "1")
    chips = [
        chip("role", gettext_lazy("Role"), roles, role, request.GET),
        chip("over", gettext_lazy("Time"), [("1", gettext_lazy("has ended"))], over, request.GET),
    ]
    return rows.order_by("role__order", "user__name", "pk"), chips


def grants_found(request: HttpRequest, *, over: bool) -> QuerySet[RoleGrant]:
    """Those of the chosen role whose holder fits what was typed."""
    rows = grants_listed(request.user, over=over).in_provinces({province_to_manage(request).pk})
    role, text = request.GET.get("role", ""), request.GET.get("q", "")
    rows = rows.filter(role=role) if role and role in {one.pk for one in Role.objects.all()} else rows
    return rows.filter(every_word(text, "user__name", "user__email") | called(text, "user__phone"))


def found_among_ended(request: HttpRequest, shown: QuerySet[RoleGrant]) -> int:
    """How many people fit what was typed whose roles have all ended; whoever looks for nobody is told of none."""
    if not request.GET.get("q", "").strip() or request.GET.get("over") == "1":
        return 0
    holding = shown.order_by().values("user")
    return grants_found(request, over=True).exclude(user__in=holding).order_by().values("user").distinct().count()


@login_required
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """The list of roles."""
    rows, chips = grants_as_shown(request)
    page = page_of(rows, request.GET.get("page", ""))
    shown = in_order(RoleGrant.objects.filter(pk__in=page.keys).select_related(*ABOUT), page.keys)
    context = {"grants": shown, "page": page, "chips": chips, "query": request.GET, "text": request.GET.get("q", "")}
    context |= {"among_ended": found_among_ended(request, rows), "today": thai.today()}
    return render(request, "networks/people/people.html", context)


@login_required
@require_GET
def people_export(request: HttpRequest) -> HttpResponseBase:
    """The list as shown, as a workbook or CSV."""
    rows, _chips = grants_as_shown(request)
    return people_table(rows.select_related(*ABOUT), ending_of(request))


def fetch(request: HttpRequest, pk: int) -> User:
    """One person the reader may see."""
    return get_object_or_404(people_visible_to(request.user), pk=pk)


@login_required
@require_GET
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: her roles, her account, what was done to it."""
    found = fetch(request, pk)
    grants = RoleGrant.objects.filter(user=found).select_related(*ABOUT).order_by("-starts_on", "pk")
    for grant in grants:
        grant.hers_to_end = grant.lasts_on(thai.today()) and can_end_grant(request.user, grant)
    lent = RoleGrant.objects.filter(acting_for=found).select_related(*ABOUT).order_by("-starts_on", "pk")
    managed = can_manage_person(request.user, found)
    helped = managed or can_help_person(request.user, found)
    return render(
        request, "networks/people/person.html",
        {
            "person": found, "grants": grants, "lent": lent, "login_name": login_name(found), "today": thai.today(),
            "managed": managed, "helped": helped, "gives": gives_roles(request.user),
            "forgettable": not found.forgotten_at and can_forget_person(request.user, found),
            "second_step": managed and found != request.user and Authenticator.objects.filter(user=found).exists(),
            "hands_over": helped and any(map(is_handed, grants)),
            "events": history_of_person(found, grants, request.user, 50) if managed else [],
        },
    )  # fmt: skip


def gives_roles(user: Any) -> bool:
    """Does she look after the people of a province?"""
    return scope_of(user).superuser or bool(scope_of(user).provinces("people.manage"))


def is_handed(grant: RoleGrant) -> bool:
    """A role of her own that holds and that a successor could take over."""
    return grant.lasts_on(thai.today()) and grant.acting_for_id is None and grant.role.scope in ("network", "organisation")


@login_required
def person_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Name and telephone."""
    found = fetch(request, pk)
    if not can_manage_person(request.user, found):
        raise NotAllowed(_("You do not have the right to look after this account."))
    actions.ensure_known(found)
    form = PersonEditForm(request.POST or None, row=found)
    if form.saved_by(actions.edit_person, person=found, by=request.user):
        messages.success(request, _("Saved."))
        return redirect("networks:person", found.pk)
    return render(request, "networks/people/person_edit.html", {"form": form, "person": found})


@login_required
def grant_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Give this person a role."""
    found, province = fetch(request, pk), province_to_manage(request)
    actions.ensure_known(found)
    form = GrantForm(request.POST or None, user=request.user, province=province)
    if form.is_valid():
        try:
            actions.grant_role(user=found, by=request.user, **form.entry())
        except (Refused, NotAllowed) as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("%(name)s has the role now and was told so.") % {"name": found})
            return redirect("networks:person", found.pk)
    return render(request, "networks/people/grant.html", {"form": form, "person": found})


@login_required
def grant_lend(request: HttpRequest, pk: int) -> HttpResponse:
    """Lend this role to somebody for some days; what she does then reads “A acting for B”."""
    grant = get_object_or_404(RoleGrant.objects.visible_to(request.user).select_related(*ABOUT), pk=pk, acting_for=None)
    form = LendForm(request.POST or None, user=request.user)
    if form.is_valid():
        deputy, days = form.cleaned_data["email"], {name: form.cleaned_data[name] for name in ("starts_on", "ends_on")}
        try:
            actions.grant_role(
                user=deputy,
                role=grant.role,
                scope=grant.scope,
                by=request.user,
                acting_for=grant.user,
                **days,  # type: ignore[arg-type]
            )
        except (Refused, NotAllowed) as refused:
            form.refuse(refused)
        else:
            said = {"deputy": deputy, "name": grant.user, "day": thai.day_long(days["ends_on"])}
            messages.success(request, _("%(deputy)s acts for %(name)s until %(day)s and was told so.") % said)
            return redirect("networks:person", grant.user_id)
    return render(request, "networks/people/lend.html", {"form": form, "grant": grant})


@login_required
def grant_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a role: at once, or on a day."""
    grant = get_object_or_404(RoleGrant.objects.visible_to(request.user).select_related(*ABOUT), pk=pk)
    form = EndGrantForm(request.POST or None, grant=grant)
    if form.is_valid():
        try:
            actions.end_grant(grant=grant, by=request.user, **form.cleaned_data)
        except (Refused, NotAllowed) as refused:
            form.refuse(refused)
        else:
            messages.success(request, ended_words(grant))
            known = people_visible_to(request.user).filter(pk=grant.user_id).exists()
            return redirect("networks:person", grant.user_id) if known else redirect("networks:people")
    return render(request, "networks/people/grant_end.html", {"form": form, "grant": grant})


def ended_words(grant: RoleGrant) -> str:
    """What became of a role, and the day that stands in it now."""
    said = {"name": grant.user, "day": thai.day_short(grant.ends_on or grant.starts_on)}
    if grant.pk is None:
        return _("The role of %(name)s is taken back. Nothing else of her account changes.") % said
    if grant.lasts_on(thai.today()):
        return _("The role of %(name)s ends after %(day)s. Nothing else of her account changes.") % said
    return _("The role of %(name)s has ended, its last full day was %(day)s. Nothing else of her account changes.") % said


@login_required
@require_POST
def person_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody logs in with this account any more."""
    found = fetch(request, pk)
    actions.close_account(person=found, by=request.user, note=typed(request.POST, "note", 500))
    messages.success(request, _("The account of %(name)s is closed. Her reports and her history stay.") % {"name": found})
    return redirect("networks:person", found.pk)


@login_required
@require_POST
def person_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open it again."""
    found = fetch(request, pk)
    actions.reopen_account(person=found, by=request.user)
    messages.success(request, _("%(name)s can log in again.") % {"name": found})
    return redirect("networks:person", found.pk)


@login_required
@require_POST
@never_cache
def person_password_link(request: HttpRequest, pk: int) -> HttpResponse:
    """A one-time address for a new password, shown this once."""
    found = fetch(request, pk)
    link = f"{settings.SITE_URL}{actions.make_password_link(person=found, by=request.user)}"
    return render(request, "networks/people/password_link.html", {"person": found, "link": link})


@login_required
@require_POST
def person_second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """A lost telephone: log in with the password alone."""
    found = fetch(request, pk)
    actions.forget_second_factor(person=found, by=request.user)
    text = _("%(name)s logs in with her password alone until she sets up a new second step.")
    messages.success(request, text % {"name": found})
    return redirect("networks:person", found.pk)
