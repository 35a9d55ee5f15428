"""The register's list: filtered, searched, sorted and paged as its address says, with late reports beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from moralprovince.core import thai
from moralprovince.core.listing import Heading, headings, page_with
from moralprovince.core.templatetags.portal import NOTHING, badge, state_badge, under
from moralprovince.portal.current import province_code
from moralprovince.portal.register import late_count, register_as_shown
from networks.filters import HEADINGS, chips
from networks.models import Organisation
from networks.permissions import can_add_organisation, can_import, can_merge
from networks.unreached import follows_contacts

# Columns that do not sort stand among those that do.
PLAIN = {"kind": _("Kind"), "state": _("State"), "late": _("Missing reports")}
ORDER = ("name", "network", "district", "kind", "members", "declared_on", "state", "late")
# Only what a row shows is read, names of network and district in the language of the page.
READ = ("code", "name", "kind", "members", "declared_on", "state", "reports_centrally")


class ListPage:
    """One page of the register: only what its rows show is read."""

    def __init__(self, request: HttpRequest) -> None:
        self.user, self.query, self.day = request.user, request.GET, thai.today()
        self.register = register_as_shown(self.user, province_code(request), self.query, self.day)
        named = "name_en" if get_language() == "en" else "name"
        columns = (*READ, f"network__{named}", f"district__{named}", late_count(self.user, self.day))
        name = f"register/{self.user.pk}/{province_code(request)}/{self.register.filters.name}"
        self.page = page_with(self.register.rows, self.query.get("page", ""), columns, list_name=name)

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """The rows as the template stamps them."""
        return list(shown_rows(self.page.rows))

    @property
    def context(self) -> dict[str, Any]:
        """The names the template uses."""
        sorting = {one.name: one for one in headings(HEADINGS, self.register.sort, self.query)}
        return {
            "page": self.page,
            "organisations": self.rows,
            "query": self.query,
            "q": self.query.get("q", ""),
            "kept": [(name, value) for name, value in self.query.items() if name not in ("q", "page") and value],
            "chips": chips(self.register.filters, self.query),
            "headings": [sorting.get(name) or Heading(name, PLAIN[name], "") for name in ORDER],
            "filtered": bool(self.register.filters.chosen),
        }


def shown_rows(rows: Iterable[tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
    """Rows of the database in words; what many rows share is worded once."""
    heading = str(dict(HEADINGS)["network"])
    kinds = {value: str(label) for value, label in Organisation.Kind.choices}
    badges = {value: state_badge(value, label) for value, label in Organisation.State.choices}
    apart = format_html("<br>{}", badge("info", "flag", _("reports centrally")))
    # A code is digits and a dash: an address made once serves for all of them.
    page, reports = reverse("networks:organisation", args=["CODE"]), reverse("pledges:reports")
    for _key, code, name, kind, members, declared_on, state, central, network, district, late in rows:
        yield {
            "address": page.replace("CODE", code),
            "code": code,
            "name": name,
            "network": under(network, heading),
            "district": district,
            "kind": kinds[kind],
            "members": NOTHING if members is None else f"{members:,}",
            "declared_on": short_day(declared_on),
            "state": badges[state] + apart if central else badges[state],
            "late": format_html('<a href="{}?late=1&amp;going=1&amp;q={}">{}</a>', reports, code, late) if late else NOTHING,
        }


def short_day(day: dt.date | None) -> str:
    """A day in few letters, or a dash."""
    return thai.day_short(day) if day else NOTHING


@login_required
def organisations(request: HttpRequest) -> HttpResponse:
    """The list; as one types, htmx asks for the part below the search box only."""
    shown = ListPage(request).context
    if request.htmx and not request.htmx.boosted:  # type: ignore[attr-defined]
        return render(request, "networks/organisations/_list.html", shown)
    province = province_code(request)
    may = {
        "may_add": can_add_organisation(request.user, province), "may_import": can_import(request.user, province),
        "may_merge": can_merge(request.user, province),
        # The office finds this list among the others that it cares for.
        "may_reach": follows_contacts(request.user) and not can_merge(request.user, province),
    }  # fmt: skip
    return render(request, "networks/organisations/list.html", shown | may)
