"""The turn of the year on floor 1: networks, terms of working groups, plans; what is proposed is what is carried over."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.db.models import BooleanField, Case, Count, Exists, F, Max, OuterRef, Q, QuerySet, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moralprovince.core import thai
from moralprovince.core.audit import record_many
from moralprovince.core.models import User
from moralprovince.core.moving import Journal
from moralprovince.core.turning import Part, Proposal, among, moved, years_later
from networks.models import (
    ActivityPlan,
    Organisation,
    ProgrammeYear,
    SectorNetwork,
    Succession,
    WorkingGroup,
    WorkingGroupMember,
    WorkPlanItem,
)
from networks.naming import forget_names


def coming(old: ProgrammeYear) -> Iterator[Part]:
    """What of floor 1 would be carried over into the year after."""
    networks = list(networks_of(old))
    yield networks_coming(old, networks)
    going = [one for one in networks if one.ends or goes_on(one, old)]
    yield groups_coming(old, going)
    lines = tuple(Proposal(f"plan:{one.pk}", one, plan_becomes(one)) for one in plans_to_copy(old, going))
    yield Part(ActivityPlan._meta.verbose_name_plural, lines)
    work = tuple(Proposal(f"work:{one.pk}", one, work_becomes(one)) for one in work_to_copy(old))
    yield Part(WorkPlanItem._meta.verbose_name_plural, work)


def carry_over(old: ProgrammeYear, new: ProgrammeYear, chosen: Collection[str] | None, *, by: User | None) -> Journal:
    """Write what was ticked; returns how to take it back."""
    journal = Journal()
    # What is proposed is looked at before anything is written: a line follows its network.
    every = list(networks_of(old))
    networks = [one for one in every if one.ends and among(chosen, f"network:{one.pk}")]
    going = [*networks, *(one for one in every if goes_on(one, old))]
    groups = [one for one in groups_of(old, going) if one.ends and among(chosen, f"group:{one.pk}")]
    plans = [one for one in plans_to_copy(old, going) if among(chosen, f"plan:{one.pk}")]
    work = [one for one in work_to_copy(old) if among(chosen, f"work:{one.pk}")]
    extend_networks(networks, old, journal, by)
    extend_groups(groups, journal, by)
    copy_plans(plans, new, journal, by)
    copy_work(work, new, journal, by)
    return journal


def of_both_years(old: ProgrammeYear) -> dict[str, Any]:
    """Rows of the old year and of the one after, which need not be there yet."""
    years = (old.fiscal_year, old.fiscal_year + 1)
    return {"programme_year__province": old.province_id, "programme_year__fiscal_year__in": years}


# Networks


def networks_of(old: ProgrammeYear) -> QuerySet[Any]:
    """Networks of the year; `ends` marks those whose last year it is although bodies belong to them and none follows."""
    followed = Succession.objects.filter(predecessor=OuterRef("pk"))
    bodies = Organisation.objects.filter(network=OuterRef("pk")).exclude(state__in=["withdrawn", "merged"])
    ends = Q(~Exists(followed), Exists(bodies), last_fiscal_year=old.fiscal_year)
    networks = SectorNetwork.objects.filter(province=old.province_id).in_year(old.fiscal_year)  # type: ignore[attr-defined]
    return networks.annotate(ends=Case(When(ends, then=True), default=False, output_field=BooleanField()))


def goes_on(network: SectorNetwork, old: ProgrammeYear) -> bool:
    """Is it there in the year after, whatever the office ticks?"""
    return network.last_fiscal_year is None or network.last_fiscal_year > old.fiscal_year


def networks_coming(old: ProgrammeYear, networks: Collection[Any]) -> Part:
    """One more year for networks that would end; how many go on anyway."""
    lasting = sum(goes_on(one, old) for one in networks)
    words = ngettext("%(count)s network goes on by itself.", "%(count)s networks go on by themselves.", lasting)
    becomes = _("goes on in fiscal year %(year)s") % {"year": old.fiscal_year + 1}
    proposals = tuple(Proposal(f"network:{one.pk}", one, becomes) for one in networks if one.ends)
    return Part(SectorNetwork._meta.verbose_name_plural, proposals, words % {"count": lasting})


def extend_networks(networks: Sequence[SectorNetwork], old: ProgrammeYear, journal: Journal, by: User | None) -> None:
    """One more year for each."""
    year = old.fiscal_year
    rows = SectorNetwork.objects.filter(pk__in=[one.pk for one in networks])
    journal.write(rows, before={"last_fiscal_year": year}, after={"last_fiscal_year": year + 1})
    record_many("edit_network", networks, by=by, changes=[{"last_fiscal_year": [year, year + 1]}] * len(networks))
    if networks:
        forget_names(old.province_id)


# Working groups


def groups_of(old: ProgrammeYear, networks: Collection[Any]) -> list[Any]:
    """Groups of the province and of these networks in force on the last day of the year.

    `ends` marks those whose term ends before the next year does, `seats` counts the seats that end with their group.
    """
    last = thai.fiscal_year_days(old.fiscal_year)[1]
    groups = WorkingGroup.objects.filter(province=old.province_id).in_force(last)  # type: ignore[attr-defined]
    groups = groups.filter(Q(network=None) | Q(network__in=[one.pk for one in networks]))
    found = list(groups.annotate(seats=Count("members", filter=Q(members__ends_on=F("ends_on")))))
    for group in found:
        group.ends = group.ends_on is not None and group.ends_on < years_later(last, 1)
    return found


def groups_coming(old: ProgrammeYear, networks: Collection[Any]) -> Part:
    """Terms a year longer; how many groups go on anyway."""
    groups = groups_of(old, networks)
    lasting = sum(not one.ends for one in groups)
    words = ngettext("%(count)s group goes on by itself.", "%(count)s groups go on by themselves.", lasting)
    proposals = tuple(longer_term(one) for one in groups if one.ends)
    return Part(WorkingGroup._meta.verbose_name_plural, proposals, words % {"count": lasting})


def longer_term(group: Any) -> Proposal:
    """Its term a year longer, and that of whoever sits there to its end."""
    words = _("term until %(day)s instead of %(before)s, with %(count)s seats")
    days = {"day": thai.day_short(years_later(group.ends_on, 1)), "before": thai.day_short(group.ends_on)}
    return Proposal(f"group:{group.pk}", group, words % {**days, "count": group.seats}, 1 + group.seats)


def extend_groups(groups: Sequence[Any], journal: Journal, by: User | None) -> None:
    """Group and seats, a year longer."""
    for group in groups:
        before, after = {"ends_on": group.ends_on}, {"ends_on": years_later(group.ends_on, 1)}
        seats = WorkingGroupMember.objects.filter(group=group, ends_on=group.ends_on)
        journal.write(WorkingGroup.objects.filter(pk=group.pk), before=before, after=after)
        journal.write(seats, before=before, after=after)
    changes = [{"ends_on": [str(one.ends_on), str(years_later(one.ends_on, 1))]} for one in groups]
    record_many("edit_group", groups, by=by, changes=changes)


# The plan of the activities


def plans_to_copy(old: ProgrammeYear, networks: Collection[Any]) -> list[ActivityPlan]:
    """Lines of the province and of these networks, as long as no line of the next year is called the same."""
    lines = list(ActivityPlan.objects.select_related("network", "programme_year").filter(**of_both_years(old)))
    known = {same_line(one) for one in lines if one.programme_year_id != old.pk}
    going = {None, *(one.pk for one in networks)}
    own = [one for one in lines if one.programme_year_id == old.pk and one.network_id in going]
    return [one for one in own if same_line(one) not in known]


def same_line(line: ActivityPlan) -> tuple[int | None, str]:
    """By what a line is known again."""
    return line.network_id, thai.canonical(line.name)


def plan_becomes(line: ActivityPlan) -> str:
    """What the line says in the next year: the same."""
    words = ngettext("planned once again", "planned %(count)s times again", line.times) % {"count": line.times}
    return f"{line.network}: {words}" if line.network else words


COPIED = ("network_id", "name", "times", "months", "budget", "target_group", "target_people")


def copy_plans(lines: Sequence[ActivityPlan], new: ProgrammeYear, journal: Journal, by: User | None) -> None:
    """The same lines in the new year, behind those that stand there."""
    start = last_order(new.activity_plans)
    made = ActivityPlan.objects.bulk_create(
        ActivityPlan(programme_year=new, order=start + place, **{name: getattr(line, name) for name in COPIED})
        for place, line in enumerate(lines, 1)
    )
    journal.made_exactly(made)
    record_many("add_plan_line", made, by=by, note=_("carried over from the year before"))


def last_order(rows: Any) -> int:
    """The place of the last line."""
    return rows.aggregate(last=Coalesce(Max("order"), 0))["last"]


# The joint work plan


def work_to_copy(old: ProgrammeYear) -> list[WorkPlanItem]:
    """Lines that the next year has none of the same words of."""
    items = list(WorkPlanItem.objects.filter(**of_both_years(old)))
    known = {thai.canonical(one.what) for one in items if one.programme_year_id != old.pk}
    return [one for one in items if one.programme_year_id == old.pk and thai.canonical(one.what) not in known]


def work_becomes(item: WorkPlanItem) -> str:
    """The same line with its day a year later."""
    if item.due_on is None:
        return _("to be done again")
    return _("to be done again by %(day)s") % {"day": thai.day_short(years_later(item.due_on, 1))}


def copy_work(items: Sequence[WorkPlanItem], new: ProgrammeYear, journal: Journal, by: User | None) -> None:
    """The same lines a year later, none of them done."""
    start = last_order(new.work_plan)
    made = WorkPlanItem.objects.bulk_create(
        WorkPlanItem(
            programme_year=new, what=item.what, lead=item.lead, lead_name=item.lead_name, order=start + place,
            starts_on=moved(item.starts_on), due_on=moved(item.due_on),
        )
        for place, item in enumerate(items, 1)
    )  # fmt: skip
    journal.made_exactly(made)
    record_many("add_work", made, by=by, note=_("carried over from the year before"))
