"""Two entries of the same body become one: what floor 1 keeps about it moves, the old code lives on, all can be put back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from moralprovince.core.actions import action
from moralprovince.core.audit import record, snapshot
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.models import User
from moralprovince.core.moving import Coming, Journal
from moralprovince.core.spelling import search_key
from moralprovince.core.workflow import Step
from networks.models import (
    Activity,
    ChangeProposal,
    ImportChange,
    Invitation,
    Membership,
    Merger,
    NotTheSame,
    Organisation,
    OrganisationAlias,
    RoleGrant,
)
from networks.permissions import can_merge
from networks.workflow import MERGE, ORGANISATION

from .organisations import (
    DERIVED,
    ENTRY_FIELDS,
    OWN_LINES,
    derive_columns,
    ensure_not_merged,
    ensure_only_one,
    entry_of,
    hold_parents,
    is_among_or_under,
    line_up,
    save_once,
)

# Columns of an entry that a merger writes, and that its undoing puts back.
COLUMNS = (*ENTRY_FIELDS, "state", "merged_into", "edited_fields", "search_text", "reports_centrally")
TookPart = Activity.organisations.through
# From gone to active.
FAR = ("withdrawn", "proposed", "dormant", "active")
# Whose rows simply become the kept body's.
FOLLOWING = (RoleGrant, Invitation, OrganisationAlias, ChangeProposal)


def ensure_may_merge(by: User, one: Organisation, other: Organisation) -> None:
    """Who merges, and what can be merged.

    Raises:
        NotAllowed: this person may not.
        Refused: it is one entry, of two provinces, or merged already.
    """
    if not can_merge(by, one.province_id):
        raise NotAllowed(_("You do not have the right to merge entries of the register. Please ask the culture office."))
    if one.pk == other.pk:
        raise Refused(_("This is one and the same entry."))
    if one.province_id != other.province_id:
        raise Refused(_("These two belong to different provinces."))
    for body in (one, other):
        ensure_not_merged(body)


def lock_both(one: Organisation, other: Organisation) -> tuple[Organisation, Organisation]:
    """Both entries as they are stored now, locked in one order, so that two who merge never wait for each other."""
    hold_parents(one.province_id)
    rows = Organisation.objects.select_for_update(of=("self",)).filter(pk__in=(one.pk, other.pk)).order_by("pk")
    found = {row.pk: row for row in rows.select_related("subdistrict__district", "parent")}
    return found[one.pk], found[other.pk]


def join_entries(keep: Organisation, drop: Organisation, chosen: Mapping[str, Any]) -> dict[str, Any]:
    """The dropped entry is marked, the kept one takes the chosen values; returns what both were before, and after.

    Raises:
        Refused: with these values it would be the same as a third entry.
    """
    before = {"kept": snapshot(keep, COLUMNS), "dropped": snapshot(drop, COLUMNS)}
    versions = {"kept": [keep.version, keep.version + 1], "dropped": [drop.version, drop.version + 1]}
    decided = differing(keep, drop)
    values = {name: chosen[name] for name in decided if name in chosen}
    ORGANISATION.write(drop, MERGE, {"merged_into": keep, "version": drop.version + 1, "updated_at": timezone.now()})
    rise(keep, before["dropped"]["state"])
    keep.parent = parent_after(keep, drop)
    for name, value in values.items():
        setattr(keep, name, value)
    ensure_only_one(entry_of(keep), apart_from=keep)
    keep.edited_fields = sorted({*keep.edited_fields, *decided})
    remember_names(keep, drop)
    keep.version += 1
    keep.updated_at = timezone.now()
    save_once(keep, update_fields=[*ENTRY_FIELDS, *DERIVED, "edited_fields", "version", "updated_at"])
    return before | {"after": snapshot(keep, COLUMNS), "versions": versions}


def rise(keep: Organisation, state: str) -> None:
    """The kept entry is as far in the programme as the other one was: an active body does not become a proposed one."""
    if FAR.index(state) > FAR.index(keep.state):
        ORGANISATION.write(keep, Step("merge", (keep.state,), state, MERGE.who, MERGE.label), {})


def differing(one: Organisation, other: Organisation) -> list[str]:
    """The columns in which two entries differ and either value may stay: of two parents one may stand below an entry."""
    found = [name for name in ENTRY_FIELDS if getattr(one, name) != getattr(other, name)]
    return [name for name in found if name != "parent" or len(parents_left(one, other)) == 2]


def parents_left(one: Organisation, other: Organisation) -> list[Organisation | None]:
    """What the two stand under, in their order; but for what is one of them or stands below, and would stand under itself."""
    keys = {one.pk, other.pk}
    return [body.parent for body in (one, other) if not is_among_or_under(body.parent, keys)]


def parent_after(keep: Organisation, drop: Organisation) -> Organisation | None:
    """What the kept entry stands under where nobody chooses."""
    return next(iter(parents_left(keep, drop)), None)


def remember_names(keep: Organisation, drop: Organisation) -> None:
    """Whoever looks for the old code or the old name finds the kept entry."""
    former = [search_key(drop.code), search_key(drop.name), *drop.search_text.split("\n")[OWN_LINES:]]
    keep.search_text = "\n".join([*keep.search_text.split("\n"), *former])
    derive_columns(keep)


def merge(keep: Organisation, drop: Organisation, *, by: User) -> Journal:
    """What hangs on an entry on this floor becomes the other's; what the other has as well stays where it is, or goes where
    it says the same.
    """
    journal = Journal()
    moved = {"before": {"organisation_id": drop.pk}, "after": {"organisation_id": keep.pk}}
    for model in FOLLOWING:
        journal.write(model._base_manager.filter(organisation=drop), **moved)
    there = TookPart._base_manager.filter(organisation=keep).values("activity")
    took_part = TookPart._base_manager.filter(organisation=drop)
    journal.take_out(took_part.filter(activity__in=there))
    journal.write(took_part, **moved)
    under = Organisation.objects.filter(parent=drop).exclude(pk=keep.pk)
    journal.write(under, before={"parent_id": drop.pk}, after={"parent_id": keep.pk})
    move_memberships(keep, drop, journal)
    journal.made([OrganisationAlias.objects.create(code=drop.code, organisation=keep)])
    return journal


def move_memberships(keep: Organisation, drop: Organisation, journal: Journal) -> None:
    """Its time in networks before the kept entry begins comes first in the kept one's; later time stands as additional.

    On every day a body has one primary network at most; an open membership that the kept body has as well stays behind.
    """
    own = Membership.objects.filter(organisation=keep)
    first = own.filter(primary=True).aggregate(first=Min("since"))["first"]
    open_in = set(own.filter(until__isnull=True).values_list("network", flat=True))
    for row in Membership.objects.filter(organisation=drop).order_by("since", "pk"):
        after = membership_after(row, first, open_in)
        if after is not None:
            before = {name: getattr(row, name) for name in after}
            Membership.objects.filter(pk=row.pk).update(organisation=keep, **after)
            journal.note(Membership, [row.pk], {"organisation_id": drop.pk, **before}, {"organisation_id": keep.pk, **after})


def membership_after(row: Membership, first: dt.date | None, open_in: set[int]) -> dict[str, Any] | None:
    """The columns of a membership once it is the kept body's; None where it stays behind."""
    if first is None:
        return {}
    if row.primary and row.since < first:
        return {"until": min(row.until or first, first - dt.timedelta(days=1))}
    if row.until is None and row.network_id in open_in:
        return None
    return {"primary": False}


def merging(keep: Organisation, drop: Organisation) -> Iterator[Coming]:
    """What a merger will do on this floor."""
    for model in (Membership, RoleGrant, Invitation, OrganisationAlias):
        count = model._base_manager.filter(organisation=drop).count()
        yield Coming(model._meta.verbose_name_plural, count, _("become those of the kept entry"))
    yield Coming(_("activities it took part in"), drop.activities.count(), _("are told of the kept entry"))
    under = Organisation.objects.filter(parent=drop).exclude(pk=keep.pk).count()
    yield Coming(_("bodies under it"), under, _("stand under the kept entry"))
    if len(parents_left(keep, drop)) < 2:
        yield Coming(Organisation._meta.get_field("parent").verbose_name, 1, parent_words(parent_after(keep, drop)))
    if FAR.index(drop.state) > FAR.index(keep.state):
        yield Coming(_("state"), 1, _("The kept entry becomes “%(state)s”.") % {"state": drop.get_state_display()})
    if keep.reports_centrally != drop.reports_centrally:
        words = _("One of the two reports centrally, the other one does not. Please mark both alike first.")
        yield Coming(_("reporting centrally"), 1, words, stops=True)
    proposals = ChangeProposal.objects.filter(organisation__in=(keep, drop), state="open").count()
    if proposals > 1:
        words = _("Both have a proposed change that is open. Please decide on one of them first.")
        yield Coming(_("proposed changes"), proposals, words, stops=True)
    else:
        yield Coming(_("proposed changes"), ChangeProposal.objects.filter(organisation=drop).count(), _("stay to be decided"))


def parent_words(parent: Organisation | None) -> str:
    """What the kept entry will stand under, where one of the two parents cannot stay."""
    if parent is None:
        return _("Nothing stands under itself, so the kept entry will stand under no other body.")
    return _("Nothing stands under itself, so the kept entry will stand under “%(name)s”.") % {"name": parent.name}


@action
def note_apart(*, one: Organisation, other: Organisation, by: User) -> NotTheSame:
    """These are two bodies: nobody is offered the pair again.

    Raises:
        NotAllowed, Refused: as for merging.
    """
    ensure_may_merge(by, one, other)
    first, second = sorted((one, other), key=lambda body: body.pk)
    pair, new = NotTheSame.objects.get_or_create(one=first, other=second, defaults={"by": by})
    if new:
        for body, twin in ((first, second), (second, first)):
            record("note_apart", body, by=by, note=f"{twin.name} ({twin.code})")
    return pair


# Putting two entries apart again


def later_merger(merger: Merger) -> Merger | None:
    """A merger that came later and built on this one."""
    later = Merger.objects.filter(pk__gt=merger.pk, undone_at__isnull=True)
    return later.filter(Q(kept=merger.kept_id) | Q(dropped=merger.kept_id)).select_related("dropped").first()


def part_entries(merger: Merger, keep: Organisation, drop: Organisation) -> None:
    """Both entries get their former values; what was written in the kept one since stays."""
    were = {"kept": keep.version, "dropped": drop.version}
    before, after = merger.before["kept"], merger.before["after"]
    for name in (*ENTRY_FIELDS, "edited_fields"):
        field: Any = Organisation._meta.get_field(name)
        if before[name] != after[name] and snapshot(keep, [name])[name] == after[name]:
            setattr(keep, field.attname, field.to_python(before[name]))
    if before["state"] != after["state"] == keep.state:
        ORGANISATION.write(keep, Step("unmerge", (keep.state,), before["state"], MERGE.who, MERGE.label), {})
    keep.search_text = before["search_text"]
    keep = refreshed(keep)
    keep.version += 1
    keep.updated_at = timezone.now()
    save_once(keep, update_fields=[*ENTRY_FIELDS, *DERIVED, "edited_fields", "version", "updated_at"])
    back = Step("unmerge", ("merged",), merger.before["dropped"]["state"], MERGE.who, MERGE.label)
    ORGANISATION.write(drop, back, {"merged_into": None, "version": drop.version + 1, "updated_at": timezone.now()})
    for which, body in (("kept", keep), ("dropped", drop)):
        carry_version(body, merger.before.get("versions", {}).get(which), were[which])


def ensure_none_under_itself(keep: Organisation, drop: Organisation) -> None:
    """With everything back in its place neither entry stands below itself: what stands under what may have changed since.

    Raises:
        Refused: one does; the sentence says whose parent body can be changed first.
    """
    for body in (drop, keep):
        above = list(line_up(Organisation.objects.get(pk=body.pk).parent))
        # What the merger itself put back is left out: changed beforehand, it would stand against the undoing as well.
        free = [one for one in above if one != drop and one.parent_id != drop.pk]
        if body in above and free:
            words = _("Undone, %(body)s would stand under itself. Please change the parent body of this one first: %(free)s.")
            leads_to = (names_of(free[:1]), reverse("networks:organisation", args=[free[0].code]))
            raise Refused(words % {"body": names_of([body]), "free": names_of(free)}, leads_to=leads_to)


def carry_version(body: Organisation, known: list[int] | None, was: int) -> None:
    """Where nothing but the merger wrote an entry, it is again what it was before: an import that made or changed it can be
    taken back as before, and an earlier merger of it undone.
    """
    if known is None or was != known[1]:
        return
    ImportChange.objects.filter(organisation=body, version_after=known[0]).update(version_after=body.version)
    for earlier in Merger.objects.filter(kept=body, undone_at__isnull=True):
        versions = earlier.before.get("versions", {})
        if versions and versions["kept"][1] == known[0]:
            versions["kept"][1] = body.version
            earlier.save(update_fields=["before"])


def refreshed(organisation: Organisation) -> Organisation:
    """The derived columns follow the values that came back."""
    organisation.subdistrict = (
        type(organisation.subdistrict).objects.select_related("district").get(pk=organisation.subdistrict_id)
    )
    derive_columns(organisation)
    return organisation


def names_of(bodies: Iterable[Organisation]) -> str:
    """Bodies in one line."""
    return ", ".join(f"{body.name} ({body.code})" for body in bodies)
