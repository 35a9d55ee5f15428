"""Handing over: what a coordinator or contact has in hand, and to whom it goes."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.models import User
from moralprovince.portal.actions.handover import hand_over
from moralprovince.portal.forms.handover import ColleagueHandOverForm, HandOverForm, OfficeHandOverForm
from moralprovince.portal.handover import colleagues_of, held, owed_through, roles_in_hand
from networks.models import RoleGrant
from networks.permissions import can_give_role, province_of_grant
from networks.querysets.people import people_visible_to


def fetch(request: HttpRequest, pk: int) -> User:
    """A person the reader looks after, or she herself.

    Raises:
        Http404: somebody else.
    """
    if request.user.pk == pk:
        return request.user  # type: ignore[return-value]
    found = people_visible_to(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no such person."))
    return found


def form_for(request: HttpRequest, person: User, grants: list[RoleGrant]) -> HandOverForm:
    """The office names anybody it knows; she herself a colleague.

    Raises:
        NotAllowed: it is neither.
    """
    if all(can_give_role(request.user, grant.role, province_of_grant(grant)) for grant in grants):
        return OfficeHandOverForm(request.POST or None, user=request.user)
    if request.user.pk != person.pk:
        raise NotAllowed(_("You do not have the right to look after this account."))
    return ColleagueHandOverForm(request.POST or None, colleagues=colleagues_of(person, grants, thai.today()))


@login_required
def person_hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """What moves, and to whom."""
    person = fetch(request, pk)
    grants = list(roles_in_hand(person, thai.today()))
    form = form_for(request, person, grants)
    if form.is_valid():
        try:
            moved = hand_over(person=person, to=form.successor(), by=request.user, note=form.cleaned_data["note"])
        except (Refused, NotAllowed) as refused:
            form.refuse(refused)
        else:
            done = _("Handed over to %(name)s: %(count)s roles, drafts, tasks and messages.")
            messages.success(request, done % {"name": form.successor(), "count": moved})
            return redirect("home" if person == request.user else "networks:person", *([] if person == request.user else [pk]))
    lines = [(one.label, one.rows.count()) for one in held(person, grants)] if grants else []
    context = {"person": person, "grants": grants, "lines": lines, "owed": owed_through(grants) if grants else 0, "form": form}
    return render(request, "networks/people/hand_over.html", context | {"itself": person == request.user})
