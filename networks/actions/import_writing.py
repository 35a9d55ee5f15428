"""Writes a plan into the register, and takes it back: a few statements per two thousand rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import F, Model, Q, QuerySet
from django.utils import timezone

from moralprovince.core import thai
from moralprovince.core.audit import record_many
from moralprovince.core.hanging import kinds_of, relations_to, rows_on
from moralprovince.core.models import User
from networks.actions.import_rows import CREATED, UPDATED, Decision, Plan
from networks.actions.organisations import DERIVED, derive_columns, next_codes
from networks.columns import HEADINGS
from networks.models import ImportChange, ImportRun, Membership, Merger, NotTheSame, Organisation, Province, Subdistrict

BATCH = 2000
# Columns of the file that are fields of an organisation: all but the district, which follows from the subdistrict.
FIELDS = tuple(name for name in HEADINGS if name != "district")
WRITTEN = (*FIELDS, *DERIVED, "edited_fields", "version", "updated_at")


def in_batches(rows: Sequence[Any]) -> Iterable[Sequence[Any]]:
    """The rows in portions."""
    return (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))


def create_all(model: type[Model], rows: Sequence[Any]) -> None:
    """Insert in portions."""
    model._default_manager.bulk_create(rows, batch_size=BATCH)


def write_plan(*, plan: Plan, run: ImportRun, province: Province, first_day: dt.date, by: User | None) -> None:
    """Everything the plan says, and how it was before."""
    changed = plan.of(UPDATED)
    # First: a new body may have the name or the number that an entry gives up.
    update_bodies(changed, [d for d in plan.decisions if d.confirmed and d.outcome != UPDATED])
    create_bodies(plan.of(CREATED), province, first_day)
    moves = [d for d in changed if "network" in d.changes]
    move_members([d.organisation for d in moves if d.organisation], thai.today())
    create_all(ImportChange, [change_of(run, decision) for decision in (*plan.of(CREATED), *changed)])
    record_many("import_organisation", [d.organisation for d in plan.of(CREATED)], by=by, note=run.file_name)
    record_many("update_by_import", [d.organisation for d in changed], by=by, note=run.file_name,
                changes=[d.changes for d in changed])  # fmt: skip


def create_bodies(decisions: list[Decision], province: Province, first_day: dt.date) -> None:
    """New organisations with their codes, and their memberships."""
    codes = next_codes(province, len(decisions))
    organisations = []
    for decision, code in zip(decisions, codes, strict=True):
        organisation = decision.organisation
        organisation.code = code  # type: ignore[union-attr]
        derive_columns(organisation)  # type: ignore[arg-type]
        organisations.append(organisation)
    create_all(Organisation, organisations)
    members = [
        Membership(organisation=o, network_id=o.network_id, since=o.declared_on or first_day, primary=True)
        for o in organisations
        if o
    ]
    create_all(Membership, members)


def update_bodies(changed: list[Decision], confirmed: list[Decision]) -> None:
    """Changed organisations get a new version; what a person edited and the file now says too is no longer held back."""
    for decision in (*changed, *confirmed):
        organisation: Any = decision.organisation
        organisation.edited_fields = [name for name in organisation.edited_fields if name not in decision.confirmed]
        if decision.changes:
            organisation.version += 1
            organisation.updated_at = timezone.now()
    rows = [decision.organisation for decision in (*changed, *confirmed) if decision.organisation]
    write_back(rows)


def write_back(organisations: Sequence[Organisation]) -> None:
    """One statement for each portion of rows that exist: an insert that meets its own key updates."""
    Organisation.objects.bulk_create(
        organisations, batch_size=BATCH, update_conflicts=True, unique_fields=["id"], update_fields=WRITTEN
    )


def change_of(run: ImportRun, decision: Decision) -> ImportChange:
    """What to put back if the import is taken back."""
    organisation: Any = decision.organisation
    before = {name: old for name, (old, _new) in decision.changes.items()}
    after = {name: new for name, (_old, new) in decision.changes.items()}
    return ImportChange(
        run=run, organisation=organisation, row=decision.row.number, created=decision.outcome == CREATED,
        before=before, after=after, version_after=organisation.version,
    )  # fmt: skip


def move_members(organisations: Sequence[Organisation], day: dt.date) -> None:
    """End the primary memberships the day before and open those of the present networks.

    A body that was merged may stand in such a network already, beside its primary one: that ends as well.
    """
    for rows in in_batches(organisations):
        open_ones = Membership.objects.filter(organisation__in=rows, until__isnull=True)
        replaced = open_ones.filter(Q(primary=True) | Q(network=F("organisation__network")))
        replaced.filter(since__gte=day).delete()
        replaced.update(until=day - dt.timedelta(days=1))
        create_all(Membership, [Membership(organisation=o, network_id=o.network_id, since=day, primary=True) for o in rows])


# Taking an import back


def hanging_on(created: QuerySet) -> list[str]:
    """Names of what other tables hold on the created organisations, whatever floor they stand on.

    That one is another body than a second one means nothing once it is gone.
    """
    on_them = rows_on(relations_to(Organisation), created, but={Membership, ImportChange, Merger, NotTheSame})
    merged = mergers_of(created).filter(undone_at__isnull=True)
    return sorted(set(kinds_of([*on_them, merged])))


def mergers_of(organisations: Any) -> QuerySet[Merger]:
    """In which one of these was kept or dropped; one that was undone holds nothing."""
    return Merger.objects.filter(Q(kept__in=organisations) | Q(dropped__in=organisations))


def remove_created(run: ImportRun) -> int:
    """Delete the organisations the import made, with their memberships and what was undone; the history keeps that."""
    keys = list(run.changes.filter(created=True).values_list("organisation_id", flat=True))
    for part in in_batches(keys):
        mergers_of(part).filter(undone_at__isnull=False).delete()
        Organisation.objects.filter(pk__in=part).delete()
    return len(keys)


def put_back(run: ImportRun) -> list[Organisation]:
    """Give changed organisations their former values."""
    changes = list(run.changes.filter(created=False).select_related("organisation__subdistrict__district"))
    organisations = []
    for change in changes:
        organisation = change.organisation
        for name, value in change.before.items():
            field = organisation._meta.get_field(name)
            setattr(organisation, field.attname, field.to_python(value) if name == "declared_on" else value)
        organisation.version += 1
        organisation.updated_at = timezone.now()
        organisations.append(organisation)
    with_places(organisations)
    for organisation in organisations:
        derive_columns(organisation)
    write_back(organisations)
    carry_versions(run)
    return_members([change for change in changes if "network" in change.before])
    return organisations


def hold_edits_again(run: ImportRun) -> None:
    """What a person edited, and the file said too, is kept from later imports as before."""
    confirmed = confirmed_by(run)
    for part in in_batches(list(confirmed)):
        rows = list(Organisation.objects.filter(pk__in=part))
        for row in rows:
            row.edited_fields = sorted({*row.edited_fields, *confirmed[row.pk]})
        Organisation.objects.bulk_update(rows, ["edited_fields"])


def confirmed_by(run: ImportRun) -> dict[int, list[str]]:
    """Columns that people edited and that an import no longer held back, by the key of their entry."""
    return {int(key): names for key, names in run.report.get("confirmed", {}).items()}


def carry_versions(run: ImportRun) -> None:
    """Earlier imports of the same organisations can be taken back as before: all follow by the versions that came and went."""
    bodies = run.changes.filter(created=False).values("organisation")
    earlier = ImportChange.objects.filter(run__province=run.province_id, run__state="applied", organisation__in=bodies)
    # One version by the import, one by its taking back; what lies between two earlier ones stays as it is.
    earlier.exclude(run=run).update(version_after=F("version_after") + 2)


def with_places(organisations: Iterable[Organisation]) -> None:
    """Their present subdistricts as objects, in one query."""
    rows = list(organisations)
    places = Subdistrict.objects.select_related("district").in_bulk({row.subdistrict_id for row in rows})
    for row in rows:
        row.subdistrict = places[row.subdistrict_id]


def return_members(changes: list[ImportChange]) -> None:
    """Close what the import opened, and open what it closed."""
    for change in changes:
        members = Membership.objects.filter(organisation=change.organisation)
        opened = members.filter(primary=True, until__isnull=True).first()
        since = opened.since if opened else thai.today()
        members.filter(primary=True, until__isnull=True).delete()
        closed = members.filter(until=since - dt.timedelta(days=1))
        closed.filter(network=change.after["network"], primary=False).update(until=None)
        former = closed.filter(network=change.before["network"]).order_by("-since").first()
        if former:
            former.until = None
            former.save(update_fields=["until"])
        else:
            Membership.objects.create(
                organisation=change.organisation, network_id=change.before["network"], since=since, primary=True
            )
