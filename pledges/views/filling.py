"""Filling in a report: kept as one types, evidence piece by piece, handed in once; and filing it for others."""

from __future__ import annotations

from functools import partial
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from moralprovince.core import pictures, thai
from moralprovince.core.errors import NotAllowed, Outpaced, Refused
from moralprovince.core.files import store
from moralprovince.core.forms.kept import as_left, unread
from moralprovince.core.leftovers import left
from moralprovince.core.models import StoredFile, User
from moralprovince.core.values import key_typed, version_typed
from moralprovince.core.views.keeping import told_added, told_problems, told_refused, told_saved
from pledges.actions.evidence import AlreadyThere, add_evidence, agree_to_evidence, remove_evidence
from pledges.actions.guards import round_goes_on
from pledges.actions.reports import file_for_others, filing_key, keep_for_others, save_report, send_report, unread_key
from pledges.comparison import lines_of, told_of
from pledges.forms.reports import EvidenceForm, FilingForm, ReportForm
from pledges.models import FollowUpReport
from pledges.permissions import can_file_for_others, can_file_report, can_fill_in
from pledges.querysets.reports import DELIVERED, OPEN

from .reports import fetch

# The buttons of a piece of evidence, and what is said once one was pressed.
NOTED = {
    "agree": pictures.NOTED[True],
    "disagree": lazy("Noted: it is used in the report only."),
    "remove": lazy("The evidence was taken out."),
}


@login_required
def fill(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of one report; one form with several buttons, so that nothing typed is lost whichever is pressed."""
    report = fetch_to_fill(request, pk)
    if request.method == "POST":
        return take(request, report, ReportForm)
    if not takes_words(report) or not can_fill_in(request.user, report, thai.today()):
        return redirect("pledges:report", pk)
    if can_file_for_others(request.user, report) and left(filing_key(report)):
        return redirect("pledges:report-file", pk)
    return show(request, report, opened(report, ReportForm, {}))


@login_required
def file_report(request: HttpRequest, pk: int) -> HttpResponse:
    """The same form for an officer who files what came by telephone, on paper or over LINE."""
    report = fetch(request, pk)
    if not can_file_for_others(request.user, report):
        raise NotAllowed(_("Only the culture office files reports for others."))
    if request.method == "POST":
        return take(request, report, FilingForm)
    if not takes_words(report):
        return redirect("pledges:report", pk)
    return show(request, report, opened(report, FilingForm, left(filing_key(report)).get("typed", {})))


def opened(report: FollowUpReport, kind: type[ReportForm], came: dict[str, str]) -> ReportForm:
    """The form as whoever was the last one left it: how the report came, and whatever could not be read."""
    return as_left(partial(kind, report=report, lines=lines_of(report)), came | left(unread_key(report)))


def takes_words(report: FollowUpReport) -> bool:
    """Is it still written? Its page says why not."""
    return report.state in OPEN and round_goes_on(report.round, thai.today())


def fetch_to_fill(request: HttpRequest, pk: int) -> FollowUpReport:
    """A report this person fills in.

    Raises:
        NotAllowed: she may only read it.
    """
    report = fetch(request, pk)
    if not can_file_report(request.user, report):
        raise NotAllowed(_("You do not have the right to fill in this report."))
    return report


def take(request: HttpRequest, report: FollowUpReport, kind: type[ReportForm]) -> HttpResponse:
    """Take what was typed as far as it can be read, then do what the pressed button says."""
    form, evidence = bound(request, report, kind)
    if request.POST.get("do") == "submit":
        form.add_what_is_missing()
    try:
        done = act(request, report, form, evidence, version_typed(request.POST))
    except Refused as refused:
        return outpaced_or_sent(request, report, kind, refused)
    return done or show(request, report, form)


def bound(request: HttpRequest, report: FollowUpReport, kind: type[ReportForm]) -> tuple[ReportForm, EvidenceForm | None]:
    """The form as typed, and the piece of evidence beside it where one was begun or its button was pressed."""
    form = kind(request.POST, files=request.FILES, report=report, lines=lines_of(report))
    form.full_clean()
    evidence = EvidenceForm(request.POST, request.FILES, lines=report.pledge.commitments.all())
    form.piece = evidence if evidence.begun or request.POST.get("do") == "evidence" else None
    return form, form.piece


def act(
    request: HttpRequest, report: FollowUpReport, form: ReportForm, evidence: EvidenceForm | None, version: int
) -> HttpResponse | None:
    """Do it; None where the form is shown again with its sentences. Whatever could be read is saved either way."""
    user: Any = request.user
    wish = request.POST.get("do", "save")
    sendable = wish == "submit" and not form.errors and not (evidence and evidence.errors)
    if not sendable or evidence:
        keep(report, form, version, user, by_itself=sendable)
        version = report.version
    if evidence and not evidence.errors and keep_evidence(request, report, evidence, sending=wish == "submit"):
        form.piece = None
    press_at_piece(report, wish, user)
    return sent(request, report, form, version) if sendable and not form.piece else saved(request, report, form, evidence, wish)


def keep(report: FollowUpReport, form: ReportForm, version: int, by: Any, *, by_itself: bool) -> None:
    """Save what can be read; of what an officer files also how it came: another day could make late what was in time."""
    if not isinstance(form, FilingForm):
        save_report(report=report, content=form.content(), version=version, by=by, by_itself=by_itself)
        return
    came, paper = form.how_it_came(), stored_paper(form, by)
    keep_for_others(report=report, content=form.content(), came=came, paper=paper, version=version, by=by, by_itself=by_itself)
    form.tell_paper()


def stored_paper(form: FilingForm, by: Any) -> StoredFile | None:
    """The paper that was chosen, stored once."""
    upload = form.cleaned_data.pop("paper", None)
    return store(upload, by=by) if upload else None


def keep_evidence(request: HttpRequest, report: FollowUpReport, evidence: EvidenceForm, *, sending: bool = False) -> bool:
    """Store the file and hang it on the report; why not stands at its box, and its file is cleared away later."""
    upload, by = evidence.cleaned_data["file"], cast(User, request.user)
    with evidence.refusals_at_their_box():
        try:
            add_evidence(report=report, file=store(upload, by=by) if upload else None, by=by, **evidence.about())
        except AlreadyThere as there:
            # An answer that got lost leaves the piece in its box; what says nothing more need not hold the report back.
            if not (sending and evidence.adds_nothing_to(there.piece)):
                raise
            messages.info(request, _("The evidence chosen last is in the report already and was not added again."))
    return not evidence.errors


def press_at_piece(report: FollowUpReport, wish: str, by: Any) -> None:
    """Do what the button of a piece says (agree-17); one of another report is not found and nothing happens."""
    verb, _dash, key = wish.partition("-")
    if verb in NOTED:
        piece = report.evidence.select_related("report", "file").filter(pk=key_typed(key)).first()
        if piece and verb == "remove":
            remove_evidence(evidence=piece, by=by)
        elif piece:
            agree_to_evidence(evidence=piece, consent=verb == "agree", by=by)


def saved(
    request: HttpRequest, report: FollowUpReport, form: ReportForm, evidence: EvidenceForm | None, wish: str
) -> HttpResponse | None:
    """After saving: back to the form, or the form again where something needs a second look."""
    if form.errors or (wish == "submit" and evidence and evidence.errors):
        messages.info(request, words_beside_marks(wish))
    if form.errors or (evidence and evidence.errors):
        return None
    if isinstance(form, FilingForm):
        messages.info(request, _("Saved as a draft. It counts as received only when you file it."))
        return None
    where = reverse("pledges:report-fill", args=[report.pk])
    messages.success(request, words_after_saving(wish, bool(evidence)))
    return redirect(where if wish == "save" else f"{where}#step-3")


def words_beside_marks(wish: str) -> str:
    """What was done although something has to be mended."""
    if wish == "submit":
        return _("Not sent yet. What is marked below has to be mended first; all the rest is saved.")
    return _("Saved, but for what is marked below: it is kept as you typed it and becomes part once it can be read.")


def words_after_saving(wish: str, added: bool) -> Any:
    """What was done."""
    noted = NOTED.get(wish.partition("-")[0])
    if noted or added:
        return noted or _("The evidence was added.")
    return _("Saved at %(time)s. You can go on later.") % {"time": thai.clock()}


def sent(request: HttpRequest, report: FollowUpReport, form: ReportForm, version: int) -> HttpResponse:
    """Hand it in, and say what happens next."""
    user: Any = request.user
    if isinstance(form, FilingForm):
        data = form.cleaned_data
        paper = stored_paper(form, user)
        file_for_others(
            report=report, content=form.content(), source=data["source"], on_behalf_of=data["on_behalf_of"],
            received_on=data["received_on"], paper=paper, version=version, by=user,
        )  # fmt: skip
    else:
        send_report(report=report, content=form.content(), version=version, by=user)
    return handed_in(request, report, form)


def handed_in(request: HttpRequest, report: FollowUpReport, form: ReportForm) -> HttpResponse:
    """Say what was done, to an officer for whom, and what happens next."""
    thanks = _("Sent. Thank you! The culture office reads it and tells you here and by e-mail.")
    filed = _("Filed for %(name)s.") % {"name": report.pledge.organisation}
    messages.success(request, filed if isinstance(form, FilingForm) else thanks)
    return redirect("pledges:report", report.pk)


def outpaced_or_sent(request: HttpRequest, report: FollowUpReport, kind: type[ReportForm], refused: Refused) -> HttpResponse:
    """A second press of the same button is fine; otherwise show what is stored beside what was typed."""
    fresh, user = fetch(request, report.pk), cast(User, request.user)
    form, evidence = bound(request, fresh, kind)
    if request.POST.get("do") == "submit":
        form.add_what_is_missing()
    if fresh.state in OPEN and version_typed(request.POST) != fresh.version and form.says_what_is_stored(user):
        # What stands there is what was typed (saved by the form itself a moment ago): nobody was in the way.
        return act(request, fresh, form, evidence, fresh.version) or show(request, fresh, form)
    if fresh.state in DELIVERED and fresh.filed_by_id == request.user.pk and form.says_what_is_stored(user):
        return handed_in(request, fresh, form)
    form.refuse(refused)
    return show(request, fresh, form, status=409, differences=form.differences(user))


def show(request: HttpRequest, report: FollowUpReport, form: ReportForm, status: int = 200, **more: Any) -> HttpResponse:
    """The page around the form."""
    if form.piece:
        form.piece.ask_for_files_again()
    shown = {
        "report": report,
        "organisation": report.pledge.organisation,
        "form": form,
        "lines": form.lines,
        "told": told_of(form.lines),
        "evidence_form": form.piece or EvidenceForm(lines=[line.commitment for line in form.lines]),
        "evidence": evidence_of(report),
        "filing": isinstance(form, FilingForm),
        "day": thai.today(),
        **more,
    }
    return render(request, "pledges/reports/fill.html", shown, status=status)


def evidence_of(report: FollowUpReport) -> list[Any]:
    """The evidence of a report with what it belongs to."""
    return list(report.evidence.select_related("file").prefetch_related("commitments"))


@login_required
@require_POST
def autosave(request: HttpRequest, pk: int) -> JsonResponse:
    """What a script saves while somebody types; answered by the time, or by a sentence."""
    report = fetch_to_fill(request, pk)
    form = ReportForm(request.POST, report=report, lines=lines_of(report))
    form.full_clean()
    try:
        save_report(report=report, content=form.content(), version=version_typed(request.POST), by=request.user, by_itself=True)  # type: ignore[arg-type]
    except Refused as refused:
        return kept_before(request, pk, refused) or told_refused(refused)
    return told_saved(form, report.version)


def kept_before(request: HttpRequest, pk: int, refused: Refused) -> JsonResponse | None:
    """What is sent once more, since its answer got lost on the way, stands already: nobody was in the way."""
    fresh, user = fetch(request, pk), cast(User, request.user)
    form, _piece = bound(request, fresh, ReportForm)
    if not (isinstance(refused, Outpaced) and fresh.state in OPEN and form.says_what_is_stored(user)):
        return None
    if left(unread_key(fresh)) != unread(form):
        # She typed on in a box that could not be read the last time either.
        save_report(report=fresh, content=form.content(), version=fresh.version, by=user, by_itself=True)
    return told_saved(form, fresh.version)


@login_required
@require_POST
def evidence_add(request: HttpRequest, pk: int) -> JsonResponse:
    """One piece of evidence sent by a script, the rest of the form staying as it stands."""
    report = fetch_to_fill(request, pk)
    form = EvidenceForm(request.POST, request.FILES, lines=report.pledge.commitments.all())
    try:
        if not (form.is_valid() and keep_evidence(request, report, form)):
            return told_problems(form, html=pieces_now(request, report))
    except Refused as refused:
        return told_refused(refused)
    return told_added(pieces_now(request, report))


def pieces_now(request: HttpRequest, report: FollowUpReport) -> str:
    """The list of evidence, also beside a refusal: what is "there already" came in by a press that was never answered."""
    return render_to_string("pledges/reports/_evidence.html", {"evidence": evidence_of(report), "filling": True}, request)
