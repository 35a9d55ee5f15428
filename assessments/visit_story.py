"""What coaching visits add to the story of a body and to the search box."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Left
from django.urls import reverse
from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.story import Account, Hit, Offer, StoryLine
from networks.models import Organisation
from networks.permissions import has_right_in
from networks.querysets.scope import scope_of
from networks.querysets.search import every_word

from .models import Visit, VisitAgreement
from .querysets.visits import MADE, READ

State = Visit.State
TOLD = 120
FEW = 5


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
    return StoryLine(visit.day, _("Coaching visit"), text, address=reverse("assessments:visit", args=[visit.pk]), icon="leaf")


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
    """The newest visits to bodies found, and to networks and districts of that name."""
    if not text.strip():
        return
    found = Q(organisation__in=bodies) | every_word(text, "network__name") | every_word(text, "district__name")
    rows = Visit.objects.visible_to(user).filter(found).select_related("organisation", "network", "district")
    for one in rows.order_by("-planned_on", "-pk")[:FEW]:
        title = _("Coaching visit to %(name)s") % {"name": one}
        about = f"{thai.day_short(one.day)} · {one.get_state_display()}"
        yield Hit(title, reverse("assessments:visit", args=[one.pk]), _("Coaching visit"), about)
    yield from agreed_hits(text, user)


def agreed_hits(text: str, user: Any) -> Iterator[Hit]:
    """What was agreed at visits, by what it says and who does it; what is open first."""
    seen = VisitAgreement.objects.visible_to(user).in_force().filter(every_word(text, "what", "who"))  # type: ignore[attr-defined]
    for one in seen.order_by(F("done_on").asc(nulls_first=True), "due_on", "pk")[:FEW]:
        state = _("done") if one.done_on else ""
        about = " · ".join(filter(None, [one.who, thai.day_short(one.due_on) if one.due_on else "", state]))
        yield Hit(one.what, reverse("assessments:visit", args=[one.visit_id]), _("Agreed at a visit"), about)
