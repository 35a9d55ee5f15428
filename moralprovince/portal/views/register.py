"""The register's list: filtered, searched, sorted and paged as its address says, with late reports beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from moralprovince.core import thai
from moralprovince.core.listing import Heading, Page, headings, in_order, page_of
from moralprovince.portal.current import province_code
from moralprovince.portal.register import register_as_shown, with_late_counts
from networks.filters import HEADINGS, Register, chips
from networks.models import Organisation
from networks.permissions import can_add_organisation, can_import


@dataclass(frozen=True)
class ListPage:
    """One page of the register with everything its template shows."""

    register: Register
    page: Page
    organisations: list[Organisation]

    @property
    def context(self) -> dict[str, Any]:
        """The names the template uses."""
        query = self.register.query
        return {
            "page": self.page,
            "organisations": self.organisations,
            "query": query,
            "q": query.get("q", ""),
            "kept": [(name, value) for name, value in query.items() if name not in ("q", "page") and value],
            "chips": chips(self.register.filters, query),
            "headings": columns(self.register),
            "labels": LABELS,
            "filtered": bool(self.register.filters.chosen()),
        }


# Columns that do not sort stand among those that do.
PLAIN = {"kind": _("Kind"), "state": _("State"), "late": _("Late reports")}
LABELS = dict(HEADINGS) | PLAIN
ORDER = ("name", "network", "district", "kind", "members", "declared_on", "state", "late")


def columns(register: Register) -> list[Heading]:
    """The headings of the table in their order."""
    sorting = {heading.name: heading for heading in headings(HEADINGS, register.sort, register.query)}
    return [sorting.get(name) or Heading(name, LABELS[name], "") for name in ORDER]


@login_required
def organisations(request: HttpRequest) -> HttpResponse:
    """The list; as one types, htmx asks for the part below the search box only."""
    shown = list_page(request)
    if request.htmx and not request.htmx.boosted:  # type: ignore[attr-defined]
        return render(request, "networks/organisations/_list.html", shown.context)
    province = province_code(request)
    may = {"may_add": can_add_organisation(request.user, province), "may_import": can_import(request.user, province)}
    return render(request, "networks/organisations/list.html", shown.context | may)


def list_page(request: HttpRequest) -> ListPage:
    """Page keys first, then the rows of the page."""
    day = thai.today()
    register = register_as_shown(request.user, province_code(request), request.GET, day)
    page = page_of(register.rows, request.GET.get("page", ""))
    rows = Organisation.objects.filter(pk__in=page.keys).select_related("network", "district")
    return ListPage(register, page, in_order(with_late_counts(rows, request.user, day), page.keys))
