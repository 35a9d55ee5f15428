"""The list of certificates as an address describes it: for the page, for paper and for files alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from assessments.models import Certificate, Kind
from moralprovince.core import thai
from moralprovince.core.listing import sorted_rows
from networks.filters import Chip
from networks.listed import ListFilter, chips_of, years_offered
from networks.models import ProgrammeYear, SectorNetwork

LEVELS = ((1, _("level 1")), (2, _("level 2")), (3, _("level 3")))


class CertificateFilter(ListFilter):
    """Which certificates the list shows."""

    body = "assessment__organisation__"

    year = django_filters.ChoiceFilter(field_name="result_year")
    kind = django_filters.ChoiceFilter(choices=Kind.choices)
    level = django_filters.ChoiceFilter(choices=LEVELS)
    network = django_filters.ChoiceFilter(method="by_network")
    state = django_filters.ChoiceFilter(choices=Certificate.State.choices)
    q = django_filters.CharFilter(method="by_name")

    class Meta:
        model = Certificate
        fields: list[str] = []

    def by_name(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Part of the name on the certificate, or its number."""
        text = thai.canonical(value)
        return rows.filter(number=int(text)) if text.isdecimal() and len(text) < 9 else rows.filter(name__icontains=text)


SORTS = {"number": ("result_year", "kind", "number"), "name": ("name",), "issued_on": ("issued_on",), "level": ("level",)}
HEADINGS = (("number", _("Number")), ("name", _("Name")), ("level", _("Level")), ("issued_on", _("Issued on")))
CHIPS = (
    ("year", _("Result of fiscal year")), ("kind", _("Kind")), ("level", _("Level")), ("network", _("Network")),
    ("state", _("State")),
)  # fmt: skip


@dataclass(frozen=True)
class CertificateList:
    """The list for one reader."""

    filters: CertificateFilter
    rows: QuerySet
    sort: str
    query: QueryDict

    def chips(self) -> list[Chip]:
        """The chips of the filters."""
        return chips_of(self.filters, CHIPS, self.query)


def certificate_list(user: Any, province: str, query: QueryDict) -> CertificateList:
    """Read an address: the certificates of a province that this person may see, newest first."""
    filters = CertificateFilter(
        query,
        Certificate.objects.visible_to(user).filter(province=province),
        year=years_offered(ProgrammeYear.objects.filter(province=province).order_by("-fiscal_year")),
        networks=SectorNetwork.objects.visible_to(user).filter(province=province),
    )
    rows, sort = sorted_rows(filters.qs, query.get("sort") or "-number", SORTS, "number")
    return CertificateList(filters, rows, sort, query)
