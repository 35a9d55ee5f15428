"""What floor 1 removes when a person is forgotten, and what of hers stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Concat
from django.db.models.lookups import Exact
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from moralprovince.core.audit import record_many
from moralprovince.core.forgetting import Kept, Part, removed, rewrite, rewritten, written_over
from moralprovince.core.models import AuditEvent
from moralprovince.core.traces import GONE, NOTHING, Traces

from .models import (
    ActionItem,
    Attendance,
    CalendarSubscription,
    ChangeProposal,
    ImportChange,
    ImportRun,
    Invitation,
    Meeting,
    Merger,
    Office,
    Organisation,
    RoleGrant,
    WorkingGroupMember,
    WorkPlanItem,
)
from .person_history import withdrawn_from

CONTACT = ("contact_name", "phone", "email")
CERTIFIED = Meeting.State.CERTIFIED


def forgets(traces: Traces, by: Any) -> Iterator[Part]:
    """Invitations, contact fields of the register and what was written down of them, seats, tasks."""
    yield removed(_("private addresses of the calendar"), CalendarSubscription.objects.filter(user=traces.person))
    on_paper = Q(email="") & traces.named("name", "province")
    invited = Invitation.objects.filter(Q(used_by=traces.person) | traces.mailed("email") | on_paper)
    yield Part(_("invitations to her; open ones are withdrawn"), invited, lambda rows: uninvite(rows, traces.nameless))
    bodies = Organisation.objects.filter(in_contact(traces))
    yield Part(_("bodies of whose contact she is part"), bodies, lambda rows: leave_contact(rows, traces, by), by_name=True)
    yield from of_register(traces)
    yield of_roles(traces)
    seats = WorkingGroupMember.objects.filter(seats_of(traces)).exclude(phone="", email="")
    yield written_over(_("telephone and e-mail in seats of working groups"), seats, phone="", email="")
    tasks = tasks_of(traces).exclude(meeting__state=CERTIFIED)
    yield written_over(_("tasks from meetings that name her"), tasks, owner_name=traces.nameless)
    lines = WorkPlanItem.objects.filter(traces.named("lead_name", "programme_year__province"))
    yield written_over(_("lines of the joint work plan that name her"), lines, lead_name=traces.nameless)


def uninvite(rows: QuerySet[Invitation], name: str) -> None:
    """The row stays, for who invited somebody into which role."""
    rows.filter(used_at__isnull=True, revoked_at__isnull=True).update(revoked_at=timezone.now())
    rows.update(name=name, email="", phone="")


def in_contact(traces: Traces) -> Q:
    """Entries in which one of the three columns is hers; at the bodies she was a contact of, also a name that others have."""
    own = of_hers(traces, "pk")
    hers = Q(contact_name__in=traces.names) | Q(phone__in=traces.dialled)
    return (own & hers) | traces.mailed("email") | traces.named("contact_name", "province") | traces.called("phone", "province")


def of_hers(traces: Traces, way: str) -> Q:
    """Rows of the bodies she was a contact of; `way` leads to the body."""
    bodies = RoleGrant.objects.filter(user=traces.person, organisation__isnull=False).values("organisation")
    return Q(**{f"{way}__in": bodies})


def leave_imports(rows: QuerySet[ImportRun], traces: Traces) -> None:
    """What nobody has confirmed yet would be read from its file once more: it is thrown away."""
    rows.filter(state__in=ImportRun.WAITING).update(state=ImportRun.State.DISCARDED)
    rewrite(rows, lambda run: {"report": traces.redacted(traces.emptied(run.report))})


def leave_contact(rows: QuerySet[Organisation], traces: Traces, by: Any) -> None:
    """Each column that is hers is emptied, and the history of the entry says which; whoever has its form open is told."""
    # Held: who writes another contact meanwhile keeps it.
    entries, now = list(rows.select_for_update(of=("self",), no_key=True)), timezone.now()
    hers = [[name for name in CONTACT if traces.is_hers(getattr(entry, name))] for entry in entries]
    for entry, columns in zip(entries, hers, strict=True):
        values: dict[str, Any] = dict.fromkeys(columns, "")
        Organisation.objects.filter(pk=entry.pk).update(**values, version=F("version") + 1, updated_at=now)
    changes = [{name: [GONE, ""] for name in columns} for columns in hers]
    record_many("leave_contact", entries, by=by, changes=changes)


def of_register(traces: Traces) -> Iterator[Part]:
    """What imports, mergers and proposals wrote down of an entry: nothing of hers comes back when one is undone."""
    near, path = traces.near, "organisation__province"
    # At her own bodies also what others have as well: there it is hers.
    every = replace(traces, shared=frozenset())
    proposals = ChangeProposal.objects.filter(
        traces.inside("changes", "note", "answer", near=near(path))
        | every.inside("changes", near=of_hers(traces, "organisation"))
    )
    change = _("proposed changes of the register that name her")
    yield rewritten(change, proposals, lambda value: traces.redacted(traces.emptied(value)), "changes", "note", "answer")
    rows = ImportChange.objects.filter(
        traces.inside("before", "after", near=near(path))
        | every.inside("before", "after", near=of_hers(traces, "organisation"))
    )
    yield rewritten(_("imported rows that name her"), rows, traces.emptied, "before", "after")
    runs = ImportRun.objects.filter(traces.inside("report", near=near("province")))
    yield Part(_("reports of imports that name her"), runs, lambda rows: leave_imports(rows, traces))
    hers = of_hers(traces, "kept") | of_hers(traces, "dropped")
    mergers = Merger.objects.filter(
        traces.inside("before", "moved", near=near("kept__province")) | every.inside("before", "moved", near=hers)
    )
    yield rewritten(_("mergers of entries that name her"), mergers, traces.emptied, "before", "moved")


def of_roles(traces: Traces) -> Part:
    """The history of her roles and invitations is hers also where somebody else has the same name."""
    grants, invited = RoleGrant.objects.filter(user=traces.person), Invitation.objects.filter(used_by=traces.person)
    keys = {rows.model._meta.label_lower: list(map(str, rows.values_list("pk", flat=True))) for rows in (grants, invited)}
    keys[RoleGrant._meta.label_lower] += withdrawn_from(traces.person)
    own = reduce(or_, [Q(object_type=label, object_id__in=found) for label, found in keys.items()])
    named = reduce(or_, [Q(object_label__contains=name) for name in traces.names], NOTHING)
    return rewritten(_("history of her roles"), AuditEvent.objects.filter(own & named), traces.redacted, "object_label", "note")


def seats_of(traces: Traces) -> Q:
    """Her seats: by her account, her address or her name, whose title stands apart."""
    whole = [Q(Exact(Concat("title", "name"), name)) for name in traces.own_names]
    named = reduce(or_, whole, NOTHING) & traces.near("group__province")
    return Q(user=traces.person) | traces.mailed("email") | named


def tasks_of(traces: Traces) -> QuerySet[ActionItem]:
    """Tasks under her name."""
    return ActionItem.objects.filter(Q(owner=traces.person) | traces.named("owner_name", "meeting__province"))


def keeps(traces: Traces) -> Iterator[Kept]:
    """What was done by order and what is written in minutes stays as it is."""
    seats, came = WorkingGroupMember.objects.filter(seats_of(traces)), Attendance.objects
    order = _("They were appointed by an order, which is kept as it was issued; telephone and e-mail are removed.")
    yield Kept(_("seats in working groups"), seats.count(), order)
    came_as = traces.named("name", "meeting__province") | traces.named("on_behalf", "meeting__province")
    seated = Q(member__in=seats.order_by().values("pk")) | came_as
    minutes = _("Minutes are official records and are kept as they were certified.")
    yield Kept(_("names in the attendance of meetings"), came.filter(seated).count(), minutes)
    wrote = traces.named("minutes_by", "province") | traces.named("checked_by", "province")
    yield Kept(_("meetings whose minutes she wrote or checked"), Meeting.objects.filter(wrote).count(), minutes)
    yield Kept(_("tasks in certified minutes"), tasks_of(traces).filter(meeting__state=CERTIFIED).count(), minutes)
    asked = traces.inside("privacy_contact", near=traces.near("province"))
    head = Office.objects.filter(traces.named("signatory_name", "province") | asked)
    why = _("The office names who signs letters and who answers on personal data: write another name there.")
    yield Kept(_("the data of the office"), head.count(), why, reverse("office"))
