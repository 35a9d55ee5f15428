"""The turn of the year on floor 2: rounds planned a year later, and pledges begun from last year's for active bodies."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moralprovince.core import thai
from moralprovince.core.audit import record_many
from moralprovince.core.models import User
from moralprovince.core.moving import Journal
from moralprovince.core.turning import Part, Proposal, among, moved, years_later
from networks.models import Organisation, ProgrammeYear, SectorNetwork
from pledges.models import Commitment, Pledge, ReportRound

from .commitments import COLUMNS, CommitmentEntry, copied


def coming(old: ProgrammeYear) -> Iterator[Part]:
    """What of floor 2 would be carried over into the year after."""
    rounds = tuple(Proposal(f"round:{one.pk}", one.get_code_display(), round_becomes(one)) for one in rounds_to_plan(old))
    yield Part(ReportRound._meta.verbose_name_plural, rounds)
    note = _("A draft is begun from last year's pledge. Its organisation reads it, changes it and declares it itself.")
    drafts = tuple(drafts_of(network, count) for network, count in networks_to_begin(old))
    yield Part(Pledge._meta.verbose_name_plural, drafts, note)


def carry_over(old: ProgrammeYear, new: ProgrammeYear, chosen: Collection[str] | None, *, by: User | None) -> Journal:
    """Write what was ticked; returns how to take it back."""
    journal = Journal()
    plan_rounds([one for one in rounds_to_plan(old) if among(chosen, f"round:{one.pk}")], new, journal, by)
    pledges = pledges_to_begin(old).select_related("organisation").prefetch_related("commitments")
    begin_pledges([one for one in pledges if among(chosen, f"pledges:{one.organisation.network_id}")], old, new, journal, by)
    return journal


# Rounds


def rounds_to_plan(old: ProgrammeYear) -> list[ReportRound]:
    """Rounds of the year that the next one has not planned yet."""
    next_year = {"programme_year__province": old.province_id, "programme_year__fiscal_year": old.fiscal_year + 1}
    known = ReportRound.objects.filter(**next_year).values("code")
    return list(ReportRound.objects.filter(programme_year=old).exclude(code__in=known))


def round_becomes(planned: ReportRound) -> str:
    """Its days a year later."""
    days = {"opens": thai.day_short(years_later(planned.opens_on, 1)), "due": thai.day_short(years_later(planned.due_on, 1))}
    return _("planned: opens on %(opens)s, due on %(due)s") % days


def plan_rounds(rounds: Sequence[ReportRound], new: ProgrammeYear, journal: Journal, by: User | None) -> None:
    """The same rounds a year later, planned."""
    made = ReportRound.objects.bulk_create(
        ReportRound(
            programme_year=new, code=one.code, opens_on=years_later(one.opens_on, 1), due_on=years_later(one.due_on, 1),
            locks_on=moved(one.locks_on),
        )
        for one in rounds
    )  # fmt: skip
    journal.made_exactly(made)
    record_many("plan_round", made, by=by, note=_("carried over from the year before"))


# Pledges


def pledges_to_begin(old: ProgrammeYear) -> QuerySet[Pledge]:
    """Pledges being kept, of active bodies that have none of the next year."""
    begun = Pledge.objects.filter(
        organisation=OuterRef("organisation"),
        programme_year__province=old.province_id, programme_year__fiscal_year=old.fiscal_year + 1,
    ).exclude(state=Pledge.State.ENDED)  # fmt: skip
    kept = Pledge.objects.filter(programme_year=old, state=Pledge.State.ACTIVE)
    return kept.filter(~Exists(begun), organisation__state=Organisation.State.ACTIVE)


def networks_to_begin(old: ProgrammeYear) -> list[tuple[SectorNetwork, int]]:
    """How many of each network, counted for all at once; one query."""
    about = "organisation__network"
    rows = pledges_to_begin(old).filter(organisation__network__province=old.province_id)
    counted = rows.values_list(about, f"{about}__name", f"{about}__name_en").annotate(Count("pk"))
    ordered = counted.order_by(f"{about}__order", f"{about}__code")
    return [(SectorNetwork(pk=pk, name=name, name_en=name_en), count) for pk, name, name_en, count in ordered]


def drafts_of(network: SectorNetwork, count: int) -> Proposal:
    """Drafts of the bodies of one network."""
    words = ngettext("%(count)s draft of an active body", "%(count)s drafts of active bodies", count)
    return Proposal(f"pledges:{network.pk}", network, words % {"count": count}, count)


def begin_pledges(pledges: Sequence[Pledge], old: ProgrammeYear, new: ProgrammeYear, journal: Journal, by: User | None) -> None:
    """One draft of each with last year's commitments; nothing is declared."""
    made = Pledge.objects.bulk_create(
        Pledge(
            organisation=one.organisation, programme_year=new, text=one.text, created_by=by,
            members=one.organisation.members or one.members,
        )
        for one in pledges
    )  # fmt: skip
    journal.made_exactly(made)
    journal.made_exactly(Commitment.objects.bulk_create(lines_of(pledges, made, new), batch_size=500))
    note = _("begun from the pledge of fiscal year %(year)s") % {"year": old}
    record_many("begin_pledge", made, by=by, note=note)


def lines_of(pledges: Sequence[Pledge], made: Sequence[Pledge], new: ProgrammeYear) -> list[Commitment]:
    """Last year's commitments under the new drafts: days a year later, what was reached as the baseline."""
    virtues = set(new.virtues.values_list("pk", flat=True))
    lines = [(draft, line) for one, draft in zip(pledges, made, strict=True) for line in one.commitments.all()]
    entries = copied([line for _draft, line in lines], years=1, virtues=virtues)
    return [
        Commitment(pledge=draft, order=line.order, **entry_values(entry))
        for (draft, line), entry in zip(lines, entries, strict=True)
    ]


def entry_values(entry: CommitmentEntry) -> dict[str, Any]:
    """The columns of a line."""
    return {name: getattr(entry, name) for name in COLUMNS}
