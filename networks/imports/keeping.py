"""Takes the file and the values of its rows out of imports that were kept long enough."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from moralprovince.core.files import set_free
from moralprovince.core.keeping import Period
from networks.imports.preview import counts_of
from networks.models import ImportRun

State = ImportRun.State
# Of the report stay the counts, from which sheet it was read, and why a file was not taken.
STAYING = ("sheet", "refused")


def outlived_imports(province: str, period: Period) -> QuerySet[ImportRun]:
    """Those that nobody chose, imported or took back since the first day that is kept."""
    rows = ImportRun.objects.filter(province=province, created_at__lt=period.start, emptied_on=None)
    applied = Q(applied_at=None) | Q(applied_at__lt=period.start)
    return rows.filter(applied, Q(undone_at=None) | Q(undone_at__lt=period.start)).order_by()


def empty_imports(province: str, period: Period, limit: int) -> int:
    """The next of them; their counts, who imported, and when stays. Call it in a transaction."""
    # Not the rows that hang on them, and one at a time: a report may be long.
    found = outlived_imports(province, period).select_for_update(skip_locked=True).values_list("pk", flat=True)
    keys = list(found[:limit])
    for key in keys:
        empty_import(ImportRun.objects.get(pk=key), period)
    return len(keys)


def empty_import(run: ImportRun, period: Period) -> None:
    """One import; what nobody has confirmed for so long counts as thrown away, since there is nothing left to confirm."""
    if run.state in ImportRun.WAITING:
        run.state = State.DISCARDED
    run.report = {name: run.report[name] for name in STAYING if name in run.report} | {"counts": counts_of(run)}
    run.changes.update(before={}, after={})
    set_free(run.file_id)
    run.file, run.emptied_on, run.kept_years = None, period.day, period.years
    run.save(update_fields=["state", "report", "file", *period.marks])
