"""Care for the register: what waits there, entries that may be one body, and pairs that are two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from moralprovince.core import thai
from moralprovince.core.errors import NotAllowed
from moralprovince.core.listing import Page, page_number
from moralprovince.core.values import typed
from moralprovince.core.views.exports import as_file
from networks.actions.mergers import note_apart
from networks.care_jobs import jobs_of_care
from networks.care_lists import pair_list
from networks.duplicates import Pair
from networks.entry_words import Beside, side_by_side
from networks.exports.care import pairs_file
from networks.models import Organisation
from networks.permissions import can_merge

from .provinces import province_code

ABOUT = ("network", "subdistrict__district", "parent")
PAIRS = 10


def province_to_care_for(request: HttpRequest) -> str:
    """The province whose register the reader looks after.

    Raises:
        NotAllowed: she does not.
    """
    province = province_code(request)
    if not can_merge(request.user, province):
        raise NotAllowed(_("The culture office looks after the register."))
    return province


@dataclass(frozen=True)
class Shown:
    """One pair side by side."""

    one: Organisation
    other: Organisation
    reasons: list[Any]
    rows: list[Beside]

    @property
    def bodies(self) -> tuple[Organisation, Organisation]:
        """Both entries."""
        return self.one, self.other


def shown_pairs(pairs: list[Pair]) -> list[Shown]:
    """Pairs with their entries, read by one statement."""
    keys = {key for pair in pairs for key in (pair.one, pair.other)}
    found = Organisation.objects.select_related(*ABOUT).in_bulk(keys)
    both = [(found[pair.one], found[pair.other], pair.words) for pair in pairs]
    return [Shown(one, other, reasons, side_by_side(one, other)) for one, other, reasons in both]


def page_of_pairs(pairs: list[Pair], asked: str) -> Page:
    """One page of pairs that are at hand."""
    pages = max(1, -(-len(pairs) // PAIRS))
    number = page_number(asked)
    number = min(max(1, number if number > 0 else pages + 1 + number), pages)
    part = pairs[(number - 1) * PAIRS : number * PAIRS]
    return Page(part, number, len(pairs), number - 1 or None, number + 1 if number < pages else None, PAIRS)


@login_required
@require_safe
def care(request: HttpRequest) -> HttpResponse:
    """Every list of work on the register, with how much waits in it."""
    jobs = jobs_of_care(request.user, province_to_care_for(request), thai.today())
    return render(request, "networks/care/care.html", {"jobs": list(jobs)})


@login_required
@require_safe
def duplicates(request: HttpRequest) -> HttpResponse:
    """Entries that may be one body, side by side, what says most first."""
    listed = pair_list(request.user, province_to_care_for(request), request.GET)
    page = page_of_pairs(listed.rows, request.GET.get("page", ""))
    return render(request, "networks/care/duplicates.html", {
        "pairs": shown_pairs(page.keys), "page": page, "query": request.GET, "chips": listed.chips(),
        "filtered": listed.filtered,
    })  # fmt: skip


@login_required
@require_safe
def duplicates_export(request: HttpRequest) -> HttpResponseBase:
    """The list as shown, as a workbook or CSV."""
    return as_file(request, pairs_file(request.user, province_to_care_for(request), request.GET))


@login_required
@require_POST
def duplicates_apart(request: HttpRequest) -> HttpResponse:
    """These are two bodies: the pair is not offered again."""
    visible = Organisation.objects.visible_to(request.user)
    codes = [typed(request.POST, name, 20) for name in ("one", "other")]
    one, other = (get_object_or_404(visible, code=code) for code in codes)
    note_apart(one=one, other=other, by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("Noted: these are two bodies. They are not offered again."))
    return redirect("networks:duplicates")
