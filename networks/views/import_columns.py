"""Says what the columns of a file mean: which row is the heading, and what stands below each word of it."""

from __future__ import annotations

from dataclasses import replace

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from moralprovince.core.errors import Outpaced, Refused
from networks.forms.import_columns import ColumnsForm, posted_meanings
from networks.imports import running, working
from networks.imports.offering import Offer, hints_of, offer_of, shown_part
from networks.imports.opening import BadRegister
from networks.imports.reports import missing_words
from networks.models import ImportRun

from .imports import fetch

State = ImportRun.State


@login_required
def import_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """The first rows with a box above each column; what is chosen leads to the preview."""
    run = fetch(request, pk)
    running.ensure_kept(run)
    if run.state == State.READING and request.method == "GET":
        return redirect("networks:import", run.pk)
    ensure_open(run)
    part = shown_part(run.report, request.GET.get("sheet", ""))
    offer, row_moved = asked_offer(request, offer_of(run, part))
    form = ColumnsForm(request.POST if request.method == "POST" and not row_moved else None, offer=offer)
    if form.is_valid():
        try:
            run = working.choose(run, form.choice(), by=request.user, network=form.network())  # type: ignore[arg-type]
        except BadRegister as bad:
            form.add_error(None, missing_words(getattr(bad, "missing", [])) or bad.sentence)
        else:
            return redirect("networks:import", run.pk)
    several = part["sheets"]
    sheet = run.report.get("shown") or run.report["sheet"] or next(iter(several), "")
    problem = missing_words(run.report.get("missing", []))
    context = {"run": run, "form": form, "row_moved": row_moved, "problem": problem, "sheet": sheet, "several": several}
    context["hints"] = hints_of(offer, run.report.get("missing", []))
    return render(request, "networks/imports/columns.html", context)


def ensure_open(run: ImportRun) -> None:
    """Can something still be chosen?

    Raises:
        Outpaced: a worker reads it, as somebody chose.
        Refused: it was imported or thrown away, or its first rows were not kept.
    """
    if run.state == State.READING:
        raise Outpaced(_("Somebody has gone on with this file, or thrown it away, a moment ago."))
    if run.state not in (State.HEADINGS, State.PREVIEWED):
        raise Refused(_("The columns of a file are chosen before it is imported. Please choose the file again."))
    if "top" not in run.report:
        raise Refused(_("This file was looked at with an older version of the portal. Please choose it again."))


def asked_offer(request: HttpRequest, offer: Offer) -> tuple[Offer, bool]:
    """What is shown, and whether it is shown anew because another row was taken for the heading."""
    if request.POST.get("network", "") in ["", *(code for code, _label in offer.networks)] and request.method == "POST":
        offer = replace(offer, network=request.POST.get("network", ""), network_guessed=False)
    row, before = (request.POST.get(name, "") for name in ("row", "shown"))
    numbers = {str(number) for number, _text in offer.rows()}
    if before in numbers and before != str(offer.choice.row):
        offer = offer.moved(int(before), {})
    means = posted_meanings(request.POST, offer)
    if row == str(offer.choice.row) and "look" in request.POST:
        return offer.with_meanings(means), True
    if request.method != "POST" or row not in numbers or row == str(offer.choice.row):
        return offer, False
    return offer.moved(int(row), means), True
