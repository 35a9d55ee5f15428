"""Forgetting a person: what has to be done first, what is removed on every floor, and what stays and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from moralprovince.core import forgetting, thai
from moralprovince.core.audit import history_of
from moralprovince.core.forgetting import Kept, Part
from moralprovince.core.models import Message, User
from moralprovince.core.traces import Traces, digits_of
from networks.actions.groups import later_than
from networks.models import RoleGrant, WorkingGroupMember
from networks.permissions import province_of_grant

from . import floors
from .my_data import numbers_of

ABOUT = ("user", "role", "province", "network", "organisation")


def traces_of(person: User) -> Traces:
    """By what she is found: what stands in her account, and what stood there before."""
    grants = RoleGrant.objects.filter(user=person).select_related("role", "network", "organisation")
    provinces = {province_of_grant(grant) for grant in grants}
    names, phones, emails = (told(person, column) for column in ("name", "phone", "email"))
    # Whoever never held a role has no province: only her address says that it is she.
    everywhere = person.is_superuser or "" in provinces
    return Traces(
        person, names=names, emails=tuple(one.lower() for one in emails), phones=phones,
        provinces=None if everywhere else frozenset(provinces), shared=shared(person, names, phones),
    )  # fmt: skip


def shared(person: User, names: Sequence[str], phones: Sequence[str]) -> frozenset[str]:
    """Which of her names and telephones (as bare digits, too) stand in another account as well."""
    others = User.objects.exclude(pk=person.pk).filter(Q(name__in=names) | Q(phone__in=[*phones, *map(digits_of, phones)]))
    had = {value for pair in others.values_list("name", "phone") for value in (*pair, digits_of(pair[1]))}
    return frozenset(had & {*names, *phones, *map(digits_of, phones)} - {""})


def told(person: User, column: str) -> tuple[str, ...]:
    """What stands in a column of her account, and what the history says stood there."""
    changes = history_of(person).values_list("changes", flat=True)
    before = [value for pairs in changes for value in pairs.get(column, ()) if isinstance(value, str)]
    return tuple(dict.fromkeys(value.strip() for value in (getattr(person, column), *before) if value.strip()))


def undone_first(traces: Traces) -> Iterator[tuple[str, str]]:
    """What has to be done before: each sentence with the page on which it is done."""
    person = traces.person
    if person.is_active:
        yield _("Close her account."), f"{reverse('networks:person', args=[person.pk])}#close-account"
    lasting = Q(ends_on__isnull=True) | Q(ends_on__gte=thai.today())
    for grant in RoleGrant.objects.filter(lasting, Q(user=person) | Q(acting_for=person)).select_related(*ABOUT):
        words = _("End the role of %(name)s: %(role)s (%(where)s).")
        said = {"name": grant.user, "role": grant.role, "where": grant.scope or _("all provinces")}
        yield words % said, reverse("networks:grant-end", args=[grant.pk])
    seats = WorkingGroupMember.objects.filter(later_than(thai.today()), user=person)
    for seat in seats.select_related("group"):
        yield _("End her seat in %(group)s.") % {"group": seat.group}, reverse("networks:group", args=[seat.group_id])
    if forgetting.to_her(traces).filter(state=Message.State.SENDING).exists():
        yield _("A message to her is going out this very minute: wait a moment, then open this page again."), ""


def parts_of(traces: Traces, by: Any) -> Iterator[Part]:
    """What is removed, from the ground up."""
    yield from forgetting.forgets(traces)
    for forgets in floors.each("forgets"):
        yield from forgets(traces, by)


def kept_of(traces: Traces) -> Iterator[Kept]:
    """What stays with her name in it, or with words that nobody looks through."""
    yield from forgetting.keeps(traces)
    for keeps in floors.each("keeps"):
        yield from keeps(traces)


def nameless_rows(person: User) -> Iterator[tuple[Any, int]]:
    """What she did: it stays, under nobody's name."""
    for kind, count in numbers_of(person):
        if count and kind.rows.model._meta.label not in GOING:
            yield kind.label, count


# What of that is removed as a whole, and what stands among the files.
GOING = ("core.Draft", "core.Job", "core.StoredFile", "networks.CalendarSubscription")
