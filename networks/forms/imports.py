"""The form that takes a register."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from moralprovince.core import thai
from moralprovince.core.forms import PortalForm, UploadField
from moralprovince.core.tables.reading import LARGEST_FILE
from networks.models import Office, ProgrammeYear, Province


class ImportForm(PortalForm):
    """A file, and the fiscal year it is the register of."""

    file = UploadField(
        label=_("Register"),
        endings=(".xlsx", ".csv"),
        limit=LARGEST_FILE,
        error_messages={
            "ending": _(
                "Please choose a file of one of these kinds: %(endings)s. Any other table – .xls, .ods, .numbers, "
                "Google Sheets – can be opened and saved as .xlsx first."
            )
        },
        help_text=_(
            "Excel (.xlsx) or CSV, up to 10 MB. Columns may stand in any order; title and total rows do no harm. "
            "Hidden rows are read, too."
        ),
    )
    year = forms.ModelChoiceField(
        ProgrammeYear.objects.none(),
        label=_("Fiscal year"),
        help_text=_("Bodies without a date of declaration count as members of their network from its first day."),
        empty_label=None,
    )

    def __init__(self, *args: Any, province: Province, **options: Any) -> None:
        super().__init__(*args, **options)
        years = ProgrammeYear.objects.filter(province=province).writable(thai.today())  # type: ignore[attr-defined]
        self.fields["year"].queryset = years  # type: ignore[attr-defined]
        office = Office.objects.filter(province=province).only("working_year_id").first()
        self.initial.setdefault("year", office and office.working_year_id)
