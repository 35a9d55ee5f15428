"""What coaching visits add to the story of a body and to the search box."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Case, CharField, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Left
from django.urls import reverse
from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.story import Account, Hit, Offer, StoryLine
from networks.models import District, Organisation
from networks.permissions import has_right_in
from networks.querysets.scope import scope_of
from networks.querysets.search import every_word

from .models import Visit, VisitAgreement
from .querysets.visits import MADE, READ

State = Visit.State
TOLD = 120
# Of what the search box finds, of each kind.
FEW, VISITED, AGREED = 5, "visit", "agreement"


def visit_columns() -> dict[str, Any]:
    """Columns of a visit (`came`) beside a year of the province: joined, since the page has much to tell."""
    agreed = VisitAgreement.objects.filter(visit=OuterRef("came__pk")).order_by().values("visit")
    names = ("pk", "state", "planned_on", "visited_on", "score_before", "score_after", "body_signed_at")
    return {
        **{f"visit_{name}": F(f"came__{name}") for name in names}, "visit_found": Left("came__found", TOLD + 1),
        "agreed": Subquery(agreed.annotate(count=Count("pk")).values("count")),
    }  # fmt: skip


def visits_in(rows: Iterable[Mapping[str, Any]]) -> list[Visit]:
    """The visits among these rows, each once, the earliest first."""
    found = {}
    for row in rows:
        if row["visit_pk"] and row["visit_pk"] not in found:
            facts = {name.removeprefix("visit_"): value for name, value in row.items() if name.startswith("visit_")}
            found[row["visit_pk"]] = visit = Visit(**facts)
            visit.agreed = row["agreed"] or 0  # type: ignore[attr-defined]
    return sorted(found.values(), key=lambda visit: (visit.day, visit.pk))


def visit_account(found: Sequence[Visit], organisation: Organisation, user: Any, day: dt.date) -> Account:
    """Visits that took place as lines, and what is to be done for those to come."""
    plans = has_right_in(user, "visits.write", organisation.province_id)
    answers = organisation.pk in scope_of(user).organisations(READ)
    offers = [offer for one in found for offer in offers_of(one, plans=plans, answers=answers, day=day)]
    waits = any(one.state == State.PLANNED for one in found)
    if plans and not waits and organisation.state == Organisation.State.ACTIVE:
        offers.append(Offer(_("Plan a visit"), f"{reverse('assessments:visit-plan')}?organisation={organisation.code}"))
    return Account([line_of(one) for one in found if one.state in MADE], offers)


def line_of(visit: Visit) -> StoryLine:
    """One visit in a few words."""
    words = []
    if visit.score_after:
        before = f"{visit.score_before} → " if visit.score_before else ""
        words.append(_("own score %(score)s of 10") % {"score": f"{before}{visit.score_after}"})
    if visit.agreed:  # type: ignore[attr-defined]
        words.append(_("agreed actions: %(count)s") % {"count": visit.agreed})  # type: ignore[attr-defined]
    text = " · ".join([visit.found[:TOLD] + ("…" if len(visit.found) > TOLD else ""), *words])
    return StoryLine(
        visit.day, _("Coaching visit"), text, address=reverse("assessments:visit", args=[visit.pk]), icon="leaf", deed="visited"
    )


def offers_of(visit: Visit, *, plans: bool, answers: bool, day: dt.date) -> Iterator[Offer]:
    """To set out, to record, to sign."""
    address, when = reverse("assessments:visit", args=[visit.pk]), {"day": thai.day_long(visit.day)}
    if visit.state == State.PLANNED and plans:
        over = visit.planned_on <= day
        page = "visit-record" if over else "visit-prepare"
        title = _("Record the visit of %(day)s") if over else _("Prepare the visit of %(day)s")
        yield Offer(title % when, reverse(f"assessments:{page}", args=[visit.pk]))
    elif visit.state == State.PLANNED:
        yield Offer(_("Coaching visit on %(day)s") % when, address)
    elif visit.state == State.RECORDED and answers and visit.body_signed_at is None:
        yield Offer(_("Sign the record of the visit of %(day)s") % when, address, urgent=True)


def visit_hits(text: str, bodies: QuerySet, user: Any) -> Iterator[Hit]:
    """Visits to bodies found, and to networks and districts of that name; what was agreed. One statement reads both."""
    if not text.strip():
        return
    named = Q(organisation__in=bodies) | every_word(text, "network__name") | every_word(text, "district__name")
    visits = Visit.objects.visible_to(user).filter(named).order_by("-planned_on", "-pk")
    agreed = VisitAgreement.objects.visible_to(user).in_force().filter(every_word(text, "what", "who"))  # type: ignore[attr-defined]
    first = agreed.order_by(F("done_on").asc(nulls_first=True), "due_on", "pk")
    rows = list(visits_found(visits).union(agreed_found(first), all=True))
    yield from (visit_hit(row) for row in sorted(rows, key=lambda row: (row[4], row[1]), reverse=True) if row[0] == VISITED)
    open_first = sorted((row for row in rows if row[0] == AGREED), key=lambda row: (row[5], row[4] or dt.date.max, row[1]))
    yield from (agreed_hit(row) for row in open_first)


def few(rows: QuerySet, **columns: Any) -> QuerySet:
    """The first few of some rows: which, key of the visit, name, the same in English or who does it, day, state."""
    first = rows.model._default_manager.filter(pk__in=rows.values("pk")[:FEW]).order_by()
    named = {f"hit_{name}": value for name, value in columns.items()}
    return first.annotate(**named).values_list(*named)


def visits_found(rows: QuerySet) -> QuerySet:
    """Visits with the name of whom they are to."""
    return few(
        rows, which=Value(VISITED, CharField()), visit=F("pk"),
        name=Coalesce("organisation__name", "network__name", "district__name"),
        more=Coalesce("network__name_en", "district__name_en", Value("")),
        day=Coalesce("visited_on", "planned_on"), state=F("state"),
    )  # fmt: skip


def agreed_found(rows: QuerySet) -> QuerySet:
    """What was agreed with who does it."""
    how = Case(When(done_on__isnull=False, then=Value("done")), default=Value(""), output_field=CharField())
    visit, name, more = F("visit_id"), F("what"), F("who")
    return few(rows, which=Value(AGREED, CharField()), visit=visit, name=name, more=more, day=F("due_on"), state=how)


def visit_hit(row: tuple) -> Hit:
    """A visit as the search box shows it."""
    _which, key, name, english, day, state = row
    title = _("Coaching visit to %(name)s") % {"name": District(name=name, name_en=english)}
    about = f"{thai.day_short(day)} · {Visit(state=state).get_state_display()}"
    return Hit(title, reverse("assessments:visit", args=[key]), _("Coaching visit"), about)


def agreed_hit(row: tuple) -> Hit:
    """What was agreed, on the page of its visit."""
    _which, key, what, who, day, state = row
    about = " · ".join(filter(None, [who, thai.day_short(day) if day else "", _("done") if state else ""]))
    return Hit(what, reverse("assessments:visit", args=[key]), _("Agreed at a visit"), about)
