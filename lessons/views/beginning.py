"""Beginning a lesson: from a body, a pledge, a visit, an activity, or from the list."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from assessments.models import Visit
from lessons.actions.lessons import begin_lesson
from lessons.forms.beginning import BeginForm, Offered
from lessons.material import Source, newest_of
from lessons.models import Method
from lessons.permissions import WRITE, can_begin_lesson, writes_lessons
from lessons.querysets.lessons import DISTIL
from moralprovince.core import thai
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.values import key_typed
from networks.forms.bodies import CODE, words_for
from networks.models import Activity, Organisation, SectorNetwork
from networks.querysets.scope import scope_of
from pledges.models import Pledge
from pledges.views.years import province_code

OF_BODY = ("organisation__network", "organisation__district")


def keyed(rows: QuerySet, text: str) -> Any:
    """The row of a key in the address; nonsense is nobody's."""
    return get_object_or_404(rows, pk=key_typed(text))


def given_by(request: HttpRequest) -> Source | None:
    """What the address says a lesson grows from."""
    asked, user = request.GET, request.user
    if code := asked.get("organisation", ""):
        found = CODE.fullmatch(code)
        body = get_object_or_404(
            Organisation.objects.visible_to(user).select_related("network", "district"), code=found[1] if found else ""
        )
        return newest_of(body, user)
    if key := asked.get("pledge", ""):
        pledge = keyed(Pledge.objects.visible_to(user).select_related("programme_year", *OF_BODY), key)
        return Source(pledge.organisation, pledge.organisation.network, pledge.organisation.district, pledge)
    if key := asked.get("visit", ""):
        return of_visit(
            keyed(Visit.objects.visible_to(user).select_related("programme_year", "network", "district", *OF_BODY), key), user
        )
    if key := asked.get("activity", ""):
        activity = keyed(Activity.objects.visible_to(user).select_related("programme_year", "network", "district"), key)
        return Source(network=activity.network, district=activity.district, activity=activity)
    return None


def of_visit(visit: Visit, user: Any) -> Source:
    """A visit to a body goes with its pledge of the same year."""
    body = visit.organisation
    if body is None:
        return Source(network=visit.network, district=visit.district, visit=visit)
    pledges = Pledge.objects.visible_to(user).filter(organisation=body, programme_year=visit.programme_year_id)
    pledge = pledges.exclude(state="draft").select_related("programme_year").order_by("-pk").first()
    return Source(body, body.network, body.district, pledge, visit)


def province_of(request: HttpRequest, given: Source | None) -> str:
    """The province of what it grows from, else the reader's."""
    of = given and (given.organisation or given.network or given.activity or given.visit)
    return str(of.province_id) if of else province_code(request)


def bodies_writable_by(user: Any, province: str) -> QuerySet[Organisation]:
    """Bodies she may write lessons of."""
    scope, rows = scope_of(user), Organisation.objects.filter(province=province).listed()
    if scope.in_province(WRITE, province):
        return rows
    if scope.in_province(DISTIL, province):
        return rows.public()  # type: ignore[attr-defined,no-any-return]
    return rows.filter(Q(network__in=scope.networks(WRITE)) | Q(pk__in=scope.organisations(WRITE)))


def networks_writable_by(user: Any, province: str) -> list[SectorNetwork]:
    """Networks she may write lessons of as a whole."""
    scope = scope_of(user)
    rows = SectorNetwork.objects.filter(province=province).in_year(thai.fiscal_year_of(thai.today())).order_by("order", "code")
    all_of_them = scope.in_province(WRITE, province) or scope.in_province(DISTIL, province)
    return list(rows if all_of_them else rows.filter(pk__in=scope.networks(WRITE)))


def offered(request: HttpRequest, given: Source | None, province: str) -> Offered:
    """What the form offers: without anything given all bodies and networks, else what is known of the one given."""
    user = request.user
    bodies = bodies_writable_by(user, province)
    if given is None:
        return Offered(bodies, networks_writable_by(user, province), province=province)
    body = given.organisation
    if body is None:
        visits, activities = [given.visit] if given.visit else [], [given.activity] if given.activity else []
        return Offered(bodies, visits=visits, activities=activities)
    visits: Any = Visit.objects.visible_to(user).filter(organisation=body)
    return Offered(
        bodies,
        pledges=list(
            Pledge.objects.visible_to(user)
            .filter(organisation=body)
            .exclude(state="draft")
            .select_related("programme_year")[:10]
        ),
        visits=list(visits.made().select_related("programme_year")[:20]),
        activities=list(Activity.objects.visible_to(user).filter(organisations=body).select_related("programme_year")[:20]),
    )


def first_words(given: Source | None, user: Any, shown: Offered) -> dict[str, Any]:
    """What stands in the form at first; whoever looks after one body alone means that one."""
    if given is None:
        own = scope_of(user).organisations(WRITE)
        body = shown.bodies.filter(pk__in=own).first() if len(own) == 1 else None
        return {"organisation": words_for(body)} if body else {}
    keys = {name: row.pk for name in ("pledge", "visit", "activity") if (row := getattr(given, name))}
    title = given.activity.name if given.activity else ""
    return {**keys, "title": title[:200]}


@login_required
def lesson_begin(request: HttpRequest) -> HttpResponse:
    """Choose the method; the draft is laid out from what is known."""
    given = given_by(request)
    province = province_of(request, given)
    may = can_begin_lesson(request.user, province, given.network and given.network.pk, given.organisation) if given else True
    if not (may and writes_lessons(request.user)):
        raise NotAllowed(_("Lessons are written by those whose lesson it is, and by the culture office."))
    shown = offered(request, given, province)
    form = BeginForm(
        request.POST or None, methods=Method.objects.all(), given=given, offered=shown,
        initial=first_words(given, request.user, shown),
    )  # fmt: skip
    if form.is_valid():
        try:
            made = begun(request, form, province)
        except (Refused, NotAllowed) as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The draft is laid out from what the portal knows. Read it and go on from there."))
            return redirect("lessons:lesson-write", made.pk)
    return render(request, "lessons/lessons/begin.html", {"form": form, "given": given})


def begun(request: HttpRequest, form: BeginForm, province: str) -> Any:
    """Begin it; a body chosen in the form brings its newest pledge and visit along."""
    source: Any = form.source()
    if form.given is None and source.organisation:
        source = newest_of(source.organisation, request.user)
    data = form.cleaned_data
    return begin_lesson(
        method=Method.objects.get(pk=data["method"]), title=data["title"], source=source, province=province,
        by=request.user,  # type: ignore[arg-type]
    )  # fmt: skip
