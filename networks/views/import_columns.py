"""Says what the columns of a file mean: which row is the heading, and what stands below each word of it."""

from __future__ import annotations

from dataclasses import replace

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from moralprovince.core.errors import Outpaced, Refused
from networks.forms.import_columns import ColumnsForm, posted_meanings
from networks.imports import running, working
from networks.imports.offering import Offer, hints_of, offer_of, others_known, shown_part
from networks.imports.opening import BadRegister
from networks.imports.reports import missing_words
from networks.imports.workbooks import other_sheets
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
    context["other_sheets"], _elsewhere = other_sheets(run)
    context["others_known"] = others_known(run.report)
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
    if request.method != "POST":
        return offer, False
    offer, row = as_it_was_sent(request.POST, offer), request.POST.get("row", "")
    means = posted_meanings(request.POST, offer)
    if is_another_row(row, offer):
        return offer.moved(int(row), means), True
    looked_again = row == str(offer.choice.row) and "look" in request.POST
    return (offer.with_meanings(means), True) if looked_again else (offer, False)


def as_it_was_sent(data: QueryDict, offer: Offer) -> Offer:
    """The page that somebody had before her: with the network she chose, and the row that was taken for the heading."""
    network, shown = data.get("network", ""), data.get("shown", "")
    if network in ["", *dict(offer.networks)]:
        offer = replace(offer, network=network, network_guessed=False)
    return offer.moved(int(shown), {}) if is_another_row(shown, offer) else offer


def is_another_row(row: str, offer: Offer) -> bool:
    """Is this one of the rows that are shown, and not the one that is taken for the heading?"""
    return row != str(offer.choice.row) and row in {str(number) for number, _text in offer.rows()}
