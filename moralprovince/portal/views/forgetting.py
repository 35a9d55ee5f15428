"""Forgetting a person: what goes and what stays is told before it is pressed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.models import User
from moralprovince.portal.actions.forgetting import forget_person
from moralprovince.portal.forgetting import kept_of, nameless_rows, parts_of, traces_of, undone_first
from moralprovince.portal.forms.forgetting import ForgetForm
from networks.permissions import can_forget_person
from networks.querysets.people import people_visible_to


@login_required
def person_forget(request: HttpRequest, pk: int) -> HttpResponse:
    """What has to be done first, what is removed, what stays; and the button.

    Raises:
        NotAllowed: she looks after other accounts, or this is her own.
    """
    person = get_object_or_404(people_visible_to(request.user), pk=pk)
    if not can_forget_person(request.user, person):
        raise NotAllowed(_("Only an administrator who looks after this account removes its data, and nobody her own."))
    form = ForgetForm(request.POST or None)
    if form.is_valid():
        try:
            forget_person(person=person, note=form.cleaned_data["note"], by=request.user)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The data of this person are removed. What she did stays under nobody's name."))
            return redirect("networks:person", pk)
    person.refresh_from_db()
    return render(request, "networks/people/forget.html", {"person": person, "form": form, **told(person, request.user)})


def told(person: User, by: Any) -> dict[str, Any]:
    """What the page tells; nothing of a person who is forgotten already."""
    if person.forgotten_at:
        return {}
    traces = traces_of(person)
    return {
        "first": list(undone_first(traces)),
        "traces": traces,
        "parts": [(part, count) for part in parts_of(traces, by) if (count := part.rows.count())],
        "kept": [one for one in kept_of(traces) if one.count],
        "nameless": list(nameless_rows(person)),
    }
