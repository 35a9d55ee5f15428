"""The pledge list as shown, as a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Count
from django.http import HttpResponseBase, QueryDict
from django.utils import translation
from django.utils.translation import gettext as _

from moralprovince.core.exports import written
from moralprovince.core.models import Job, StoredFile
from moralprovince.core.tables import table_response, words
from networks.models import Organisation, ProgrammeYear
from networks.naming import call_as_then, then
from pledges.filters.pledges import PledgeList, pledge_list
from pledges.models import Pledge

KIND = "pledge_export"
# What stands in each column, and so how wide it is.
KINDS = ("text", "wide", "text", "wide", "text", "text", "text", "day", "number", "number", "text", "number")


def export_pledges(shown: PledgeList, ending: str) -> HttpResponseBase:
    """Every row of the list in its order, not only of the page shown."""
    return table_response(ending, file_name(shown), columns(), rows_of(shown), kinds=KINDS)


def pledges_job(job: Job) -> StoredFile:
    """The same by a worker, as the person who asked for it sees the pledges now, in her language."""
    wanted, query = job.parameters, QueryDict(job.parameters["query"])
    year = ProgrammeYear.objects.get(province=wanted["province"], fiscal_year=query["year"])
    with translation.override(wanted["language"]):
        shown = pledge_list(job.requested_by, year, [year], query)
        return written(job, file_name(shown), columns(), rows_of(shown), kinds=KINDS)


def file_name(shown: PledgeList) -> str:
    """With its year, without an ending."""
    return _("pledges-%(year)s") % {"year": shown.year}


def columns() -> list[str]:
    """The headings."""
    return [
        _("Code"), _("Name"), _("Kind"), _("Network"), _("District"), _("Fiscal year"), _("State"), _("Declared on"),
        _("Members"), _("Members who joined"), _("Joined (%)"), _("Commitments"),
    ]  # fmt: skip


def rows_of(shown: PledgeList) -> Iterator[list[Any]]:
    """One row per pledge; memory stays flat."""
    rows = shown.rows.select_related("organisation__network", "organisation__district")
    called = rows.annotate(lines=Count("commitments"), **then("organisation__network", shown.year.fiscal_year))
    for pledge in called.iterator(chunk_size=1000):
        yield row_of(call_as_then(pledge, pledge.organisation.network), shown)


def row_of(pledge: Pledge, shown: PledgeList) -> list[Any]:
    """What the list says of one pledge."""
    body = pledge.organisation
    return [
        body.code, body.name, words(Organisation.Kind, body.kind), str(body.network), str(body.district),
        shown.year.fiscal_year, words(Pledge.State, pledge.state), pledge.declared_on, pledge.members,
        pledge.members_joined, pledge.joined_percent, pledge.lines,  # type: ignore[attr-defined]
    ]  # fmt: skip
