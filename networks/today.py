"""What the register asks of a person today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moralprovince.core.holding import Held
from moralprovince.core.today import Job

from .care_jobs import bodies_to_reach, open_proposals, proposals_to_decide
from .models import (
    ActionItem,
    Activity,
    ChangeProposal,
    Invitation,
    Meeting,
    Organisation,
    Province,
    RoleGrant,
    SectorNetwork,
    WorkPlanItem,
)
from .permissions import can_import, can_invite
from .querysets.meetings import SOON
from .querysets.people import served_by
from .querysets.scope import scope_of
from .unreached import follows_contacts, unreached


def today(user: Any, day: dt.date) -> Iterator[Job]:
    """New entries, networks nobody follows, activities to record, the work plan, the register, invitations, meetings."""
    scope = scope_of(user)
    proposed = Organisation.objects.editable_by(user).filter(state="proposed")
    lonely = without_coordinator(user, day)
    takes_in, looks_after = scope.any("register.import"), scope.any("groups.manage")
    untold = Activity.objects.writable_by(user).unrecorded(day) if scope.any("activities.write") else None
    work = WorkPlanItem.objects.visible_to(user).late(day) if scope.any("workplan.write") else None
    care = (open_proposals(user) if takes_in else None, unreached(user, day) if follows_contacts(user) else None)
    counts = counted(
        proposed if takes_in else None, lonely if looks_after else None, untold, work, *care, *of_meetings(user, day),
        empty_registers(user) if takes_in else None, uninvited(user) if scope.any("people.invite") else None,
    )  # fmt: skip
    if takes_in:
        yield register_to_import(counts[10])
        count = counts[0]
        yield Job(
            40, count,
            ngettext(
                "%(count)s new entry waits to be taken into the register",
                "%(count)s new entries wait to be taken into the register", count,
            ) % {"count": count},
            f"{reverse('networks:organisations')}?state=proposed", _("Look at them"), icon="register",
        )  # fmt: skip
    if looks_after:
        yield networks_to_fill(counts[1])
    yield activities_to_record(counts[2])
    yield work_to_finish(counts[3])
    yield proposals_to_decide(38, counts[4])
    yield bodies_to_invite(counts[11])
    yield bodies_to_reach(44, counts[5])
    yield from jobs_of_meetings(*counts[6:10])


def counted(*lists: QuerySet | None) -> list[int]:
    """How many rows each list has, in one query for all; 0 for none. What stands once in a list counts once."""
    asked = [
        rows.order_by()
        .values(which=Value(number))
        .annotate(count=Count("pk", distinct=rows.query.distinct))
        .values_list("which", "count")
        for number, rows in enumerate(lists)
        if rows is not None
    ]
    found = dict(asked[0].union(*asked[1:], all=True)) if asked else {}
    return [found.get(number, 0) for number in range(len(lists))]


def empty_registers(user: Any) -> QuerySet[Province]:
    """The province a person would import into, where nothing at all stands in its register."""
    own = scope_of(user).home_provinces() or [settings.PROVINCE]
    first = [code for code in own if can_import(user, code)][:1]
    return Province.objects.filter(pk__in=first).exclude(Exists(Organisation.objects.filter(province=OuterRef("pk"))))


def register_to_import(count: int) -> Job:
    """The first thing of all: nothing else can be done before."""
    return Job(
        1, count, _("The register is empty: begin with it"), reverse("networks:import-begin"), _("Import the register"),
        _("Choose the file you keep it in. You see what would come in before anything is written."), icon="upload",
    )  # fmt: skip


def uninvited(user: Any) -> QuerySet[Province]:
    """The province a person would invite for, where bodies are active and not one of them was ever asked to come in."""
    own = scope_of(user).home_provinces() or [settings.PROVINCE]
    first = [code for code in own if can_invite(user, code)][:1]
    active = Organisation.objects.filter(province=OuterRef("pk"), state=Organisation.State.ACTIVE)
    asked = Invitation.objects.filter(province=OuterRef("pk"), role="contact")
    known = RoleGrant.objects.filter(role="contact", organisation__province=OuterRef("pk"))
    return Province.objects.filter(Exists(active), ~Exists(asked), ~Exists(known), pk__in=first)


def bodies_to_invite(count: int) -> Job:
    """What a new office does once its register is there."""
    return Job(
        43, count, _("No organisation or community has been invited yet"), reverse("networks:invitations"),
        _("Invite their contacts"),
        _("Their contacts then declare and report themselves. Nothing is sent before you have seen to whom."), icon="mail",
    )  # fmt: skip


def without_coordinator(user: Any, day: dt.date) -> QuerySet[SectorNetwork]:
    """Networks of the working year in which no coordinator is active."""
    return SectorNetwork.objects.with_groups_of(user).in_working_year(day).without_coordinator(day)  # type: ignore[attr-defined]


def networks_to_fill(count: int) -> Job:
    """Networks that nobody follows."""
    return Job(
        12, count,
        ngettext(
            "%(count)s network has no coordinator",
            "%(count)s networks have no coordinator", count,
        ) % {"count": count},
        f"{reverse('networks:networks')}?coordinator=none", _("Look at them"), icon="network",
    )  # fmt: skip


def activities_to_record(count: int) -> Job:
    """Activities whose day is over and of which nothing is told."""
    return Job(
        36, count,
        ngettext(
            "%(count)s activity is over and not recorded yet",
            "%(count)s activities are over and not recorded yet", count,
        ) % {"count": count},
        f"{reverse('networks:activities')}?unrecorded=1", _("Record them"), icon="calendar",
    )  # fmt: skip


def work_to_finish(count: int) -> Job:
    """Lines of the joint work plan whose day is over."""
    return Job(
        37, count,
        ngettext(
            "%(count)s line of the joint work plan is past its day and not done",
            "%(count)s lines of the joint work plan are past their day and not done", count,
        ) % {"count": count},
        f"{reverse('networks:work-plan')}?state=late", _("Look at them"), icon="table",
    )  # fmt: skip


def held_by(person: Any, bodies: QuerySet[Organisation]) -> Iterator[Held]:
    """Tasks that meetings of these provinces gave to a person and that are not done, changes she proposed and that wait."""
    tasks = ActionItem.objects.filter(served_by(person, "meeting__province"), owner=person).open()
    yield Held(_("tasks from meetings"), tasks, "owner")
    proposed = ChangeProposal.objects.filter(by=person, organisation__in=bodies, state=ChangeProposal.State.OPEN)
    yield Held(_("proposed changes that wait for the office"), proposed, "by")


def of_meetings(user: Any, day: dt.date) -> tuple[QuerySet | None, ...]:
    """What meetings gave her and is open, what is overdue in meetings she looks after, meetings within a week, and those of
    which she is to say whether they took place.
    """
    scope = scope_of(user)
    writes = scope.any("meetings.write")
    open_now = ActionItem.objects.visible_to(user).open()
    late = open_now.late(day).exclude(owner=user.pk) if writes else None
    soon = Meeting.objects.visible_to(user).within_days(day, SOON) if scope.any("meetings.read") else None
    unheld = Meeting.objects.writable_by(user).unheld(day) if writes else None
    return open_now.resolved().filter(owner=user.pk), late, soon, unheld


def jobs_of_meetings(mine: int, late: int, soon: int, unheld: int) -> Iterator[Job]:
    """The same as sentences; each leads to exactly its rows."""
    actions = reverse("networks:actions")
    yield Job(
        14, mine,
        ngettext("%(count)s task from a meeting is yours", "%(count)s tasks from meetings are yours", mine) % {"count": mine},
        f"{actions}?whose=mine&state=open&resolved=1", _("Look at them"), icon="check",
    )  # fmt: skip
    yield Job(
        33, late,
        ngettext(
            "%(count)s task that a meeting gave to somebody else is overdue",
            "%(count)s tasks that meetings gave to others are overdue", late,
        ) % {"count": late},
        f"{actions}?whose=others&late=1", _("Look at them"), icon="hand",
    )  # fmt: skip
    yield Job(
        35, unheld,
        ngettext(
            "%(count)s meeting is past its day and not marked as held",
            "%(count)s meetings are past their day and not marked as held", unheld,
        ) % {"count": unheld},
        f"{reverse('networks:meetings')}?unheld=1", _("Look at them"), icon="calendar",
    )  # fmt: skip
    yield Job(
        42, soon,
        ngettext("%(count)s meeting within seven days", "%(count)s meetings within seven days", soon) % {"count": soon},
        f"{reverse('networks:meetings')}?soon=1", _("Open the list"), icon="calendar",
    )  # fmt: skip
