"""The list of pledges, the page of one, and the buttons that move it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from moralprovince.core import thai
from moralprovince.core.audit import history_of
from moralprovince.core.errors import Outpaced
from moralprovince.core.listing import headings, in_order, page_of
from moralprovince.core.values import typed
from networks.models import ProgrammeYear
from networks.naming import call_as_then, then
from networks.querysets.scope import working_at
from pledges.actions import pledges as actions
from pledges.actions.people import contacts_of, heard
from pledges.actions.rounds import due_lines
from pledges.filters.pledges import HEADINGS, PledgeList, pledge_list
from pledges.milestones import pledge_milestones
from pledges.models import FollowUpReport, Pledge
from pledges.permissions import can_attach_signed_file, can_review_pledge, can_write_pledge
from pledges.today import in_other_years
from pledges.workflow import PLEDGE

from .years import chosen_year, province_code, years_of

ABOUT = ("organisation__network", "organisation__subdistrict__district", "organisation__province",
         "programme_year", "signed_file", "created_by")  # fmt: skip
BEFORE_ACCEPTED = (Pledge.State.DRAFT, Pledge.State.DECLARED, Pledge.State.RETURNED)
NEXT = {
    "activate": lazy("Accepted. Reports are expected from now on, and the organisation was told."),
    "return": lazy("Returned. Your note has reached the organisation."),
    "end": lazy("Ended. Nothing more is expected of this pledge."),
}
# What is left to say where nobody of the organisation can be told.
DONE = {"activate": lazy("Accepted. Reports are expected from now on."), "return": lazy("Returned.")}
DECLARED = lazy("Declared. The culture office will check it; you will be told.")
DECLARED_FOR_OTHERS = lazy("Declared. The culture office will check it; the organisation will be told.")
DECLARED_UNHEARD = lazy("Declared. The culture office will check it.")
DECLARED_BY_OFFICE = lazy("Declared. It waits to be accepted: by yourself, below, or by a colleague.")


def as_shown(request: HttpRequest, years: list[ProgrammeYear]) -> PledgeList:
    """The list as the address describes it."""
    return pledge_list(request.user, chosen_year(years, request.GET.get("year", "")), years, request.GET)


@login_required
def pledges(request: HttpRequest) -> HttpResponse:
    """The pledges of a year."""
    years = years_of(province_code(request))
    if not years:
        return render(request, "pledges/pledges/list.html", {"no_year": True})
    shown = as_shown(request, years)
    page = page_of(shown.rows, request.GET.get("page", ""))
    rows = Pledge.objects.filter(pk__in=page.keys).select_related("organisation__network", "organisation__district")
    called = rows.annotate(lines=Count("commitments"), **then("organisation__network", shown.year.fiscal_year))
    listed = [call_as_then(one, one.organisation.network) for one in in_order(called, page.keys)]
    with working_at(request.user, shown.year.province_id):
        elsewhere = [] if shown.filters.chosen() else in_other_years(request.user, thai.today(), shown.waiting())
    return render(request, "pledges/pledges/list.html", {
        "year": shown.year, "page": page, "pledges": listed,
        "query": request.GET, "chips": shown.chips(), "states": shown.states(),
        "headings": headings(HEADINGS, shown.sort, request.GET), "filtered": bool(shown.filters.chosen()),
        "elsewhere": elsewhere,
    })  # fmt: skip


def fetch(request: HttpRequest, pk: int) -> Pledge:
    """One pledge a person may see."""
    return get_object_or_404(Pledge.objects.visible_to(request.user).select_related(*ABOUT), pk=pk)


def fetch_to_read(request: HttpRequest, pk: int) -> Pledge:
    """The same for pages and papers, its network called as it was in the year of the pledge."""
    rows = Pledge.objects.visible_to(request.user).select_related(*ABOUT)
    found = get_object_or_404(rows.annotate(**then("organisation__network", "programme_year__fiscal_year")), pk=pk)
    return call_as_then(found, found.organisation.network)


@login_required
def pledge(request: HttpRequest, pk: int) -> HttpResponse:
    """Who, how far, what can be done now, the plan, the reports, the history."""
    shown = fetch_to_read(request, pk)
    lines = list(shown.commitments.select_related("target_virtue"))
    reports = FollowUpReport.objects.visible_to(request.user).filter(pledge=shown).select_related("round__programme_year")
    events = list(history_of(shown)[:101])
    return render(request, "pledges/pledges/page.html", {
        "pledge": shown, "organisation": shown.organisation, "lines": lines, "budget": total_budget(lines),
        "reports": reports.order_by("due_on", "pk"), "events": events[:100], "more_events": len(events) > 100,
        "milestones": pledge_milestones(shown, events), **what_now(request.user, shown, lines),
    })  # fmt: skip


def total_budget(lines: list[Any]) -> Any:
    """What the whole plan costs; None where no line says."""
    budgets = [line.budget for line in lines if line.budget is not None]
    return sum(budgets) if budgets else None


def what_now(user: Any, shown: Pledge, lines: list[Any]) -> dict[str, Any]:
    """The steps and doors that are open to this person now; a step that would be refused says why instead."""
    closed = bool(shown.programme_year.read_only_from and shown.programme_year.read_only_from <= thai.today())
    # Nothing is promised with a body that has left.
    gone = shown.organisation.has_left
    steps = [] if closed else [step for step in PLEDGE.possible(user, shown) if not (gone and step.name in actions.PROMISING)]
    missing = actions.missing_in(shown, lines) if any(step.name == "declare" for step in steps) else []
    writer = shown.state in ("draft", "returned") and can_write_pledge(user, shown)
    officer = shown.state in ("declared", "active") and can_review_pledge(user, shown)
    return {
        "closed": closed,
        "gone": gone and shown.state in BEFORE_ACCEPTED,
        "missing": missing,
        # For whoever writes and whoever checks; later it stands beside the day alone.
        "past_year": [line for line in lines if line.is_past_its_year] if shown.state in BEFORE_ACCEPTED else [],
        "steps": [step for step in steps if not (missing and step.name == "declare")],
        "may_write": not closed and (writer or officer),
        "may_attach": not closed and can_attach_signed_file(user, shown),
        "may_discard": not closed and writer and shown.state == "draft",
        "is_draft": writer,
        # What was asked for is done first; declaring once more comes after it.
        "returned": shown.state == Pledge.State.RETURNED,
    }


@login_required
@require_POST
def pledge_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take a step of the workflow."""
    move = {
        "declare": actions.declare_pledge, "activate": actions.activate_pledge,
        "return": actions.return_pledge, "end": actions.end_pledge,
    }.get(step)  # fmt: skip
    moved = fetch(request, pk)
    if move is None:
        raise Http404
    ensure_as_seen(moved, request.POST.get("version", ""))
    note = {"note": typed(request.POST, "note")} if step in ("return", "end") else {}
    move(pledge=moved, by=request.user, **note)
    messages.success(request, next_words(step, moved) if step in NEXT else declared_words(request.user, moved))
    return redirect("pledges:pledge", pk)


def next_words(step: str, moved: Pledge) -> str:
    """What happens next, by when; that the organisation was told is said only where there is somebody to tell."""
    words = heard(moved.organisation, NEXT[step], DONE[step]) if step in DONE else str(NEXT[step])
    return " ".join([words, *due_lines(moved)]) if step == "activate" else words


def declared_words(user: Any, declared: Pledge) -> Any:
    """What happens next, as it is for whoever declared: her own desk, an answer to her, or one to the organisation."""
    if can_review_pledge(user, declared):
        return DECLARED_BY_OFFICE
    told = declared.created_by_id == user.pk or user in contacts_of(declared.organisation)
    return DECLARED if told else heard(declared.organisation, DECLARED_FOR_OTHERS, DECLARED_UNHEARD)


def ensure_as_seen(seen: Pledge, version: str) -> None:
    """The button was pressed on what is stored now.

    Raises:
        Outpaced: somebody saved the pledge since the page was opened.
    """
    if version and version != str(seen.version):
        raise Outpaced(_("This pledge was changed a moment ago. Please read it again before you decide."))
