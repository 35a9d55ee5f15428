"""The list of assessments as shown, as a table; nothing of a review that is not decided stands in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponseBase, QueryDict
from django.utils import translation
from django.utils.translation import gettext as _

from assessments.filters.assessments import AssessmentList, assessment_list
from assessments.models import Assessment, Kind
from moralprovince.core.exports import written
from moralprovince.core.models import Job, StoredFile
from moralprovince.core.tables import table_response, words
from networks.models import ProgrammeYear
from networks.naming import call_as_then, then

KIND = "assessment_export"
# What stands in each column, and so how wide it is.
KINDS = ("text", "wide", "text", "wide", "text", "text", "text", "day", "day", "text", "wide", "wide")
READ = ("programme_year", "organisation__network", "organisation__district", "district", "province", "criteria_set")


def assessments_table(shown: AssessmentList, ending: str) -> HttpResponseBase:
    """Every row of the list in its order, not only of the page shown."""
    return table_response(ending, file_name(shown), columns(), rows_of(shown), kinds=KINDS)


def assessments_job(job: Job) -> StoredFile:
    """The same by a worker, as the person who asked for it sees the assessments now, in her language."""
    wanted, query = job.parameters, QueryDict(job.parameters["query"])
    year = ProgrammeYear.objects.get(province=wanted["province"], fiscal_year=query["year"])
    with translation.override(wanted["language"]):
        shown = assessment_list(job.requested_by, year, [year], query)
        return written(job, file_name(shown), columns(), rows_of(shown), kinds=KINDS)


def file_name(shown: AssessmentList) -> str:
    """With its year, without an ending."""
    return _("assessments-%(year)s") % {"year": shown.year}


def columns() -> list[str]:
    """The headings."""
    return [
        _("Code"), _("Name"), _("Kind"), _("Network"), _("District"), _("Fiscal year"), _("State"), _("Due on"), _("Sent on"),
        _("Came by"), _("Level by own scores"), _("Certified level"),
    ]  # fmt: skip


def rows_of(shown: AssessmentList) -> Iterator[list[Any]]:
    """One row per assessment, a thousand in memory at a time."""
    rows = shown.rows.select_related(*READ).prefetch_related("criteria_set__levels")
    for assessment in rows.annotate(**then("organisation__network", shown.year.fiscal_year)).iterator(chunk_size=1000):
        yield row_of(call_as_then(assessment, assessment.organisation.network if assessment.organisation else None))


def row_of(assessment: Assessment) -> list[Any]:
    """What the list says of one."""
    body, criteria = assessment.organisation, assessment.criteria_set
    return [
        body.code if body else "", str(assessment.subject), words(Kind, assessment.kind), str(body.network) if body else "",
        str((body.district if body else assessment.district) or ""), assessment.programme_year.fiscal_year,
        words(Assessment.State, assessment.state), assessment.due_on, assessment.submitted_on,
        words(Assessment.Source, assessment.source) if assessment.submitted_on else "",
        criteria.level_name(assessment.self_level, assessment.kind),
        criteria.level_name(assessment.certified_level, assessment.kind),
    ]  # fmt: skip
