"""What this floor tells about an organisation: its assessments and coaching visits, and what is to be done now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.badges import Milestone
from moralprovince.core.story import Account, Offer, StoryLine
from networks.models import Organisation, ProgrammeYear
from networks.permissions import has_right_over
from networks.querysets.years import year_at_work

from .models import Assessment, YearCriteria
from .permissions import can_assess_self_for
from .querysets.assessments import DECIDED, OWN, READ
from .querysets.visits import READ as VISITS_READ
from .story_results import result_columns, result_lines, standing
from .visit_story import visit_account, visit_columns, visits_in

TAKES_PART = ("proposed", "active", "dormant")
STANDS = [state for state in Assessment.State.values if state != Assessment.State.WITHDRAWN]


@dataclass(frozen=True)
class Told:
    """A year of the province with the assessment of one body in it, if there is one; who assesses is told nowhere."""

    fiscal_year: int
    read_only_from: dt.date | None
    opens_on: dt.date | None
    self_due_on: dt.date | None
    has_form: bool
    key: int | None
    state: str | None
    due_on: dt.date | None
    created_at: dt.datetime | None
    submitted_at: dt.datetime | None
    submitted_on: dt.date | None
    sender: str | None
    on_behalf_of: str | None
    returned_note: str | None

    @property
    def state_words(self) -> str:
        """Its state for people."""
        return str(dict(Assessment.State.choices).get(self.state or "", ""))

    def is_late(self, day: dt.date) -> bool:
        """Not sent although the day it was due is over."""
        return self.state == "self" and self.due_on is not None and self.due_on < day


def story(organisation: Organisation, user: Any, day: dt.date) -> Account:
    """Assessments of all years with what came of them, and coaching visits: one query, since the page has many."""
    if not has_right_over(user, READ, organisation):
        return Account()
    year = year_at_work(organisation.province, day)
    rows = rows_of(organisation, year)
    first = assessed(rows, organisation, user, year, day)
    visits = visits_in(rows) if has_right_over(user, VISITS_READ, organisation) else []
    second = visit_account(visits, organisation, user, day)
    lines, offers = [*first.lines, *second.lines], [*first.offers, *second.offers]
    return Account(lines, offers, milestones=first.milestones, standing=standing(rows))


def assessed(rows: list[dict[str, Any]], organisation: Organisation, user: Any, year: int, day: dt.date) -> Account:
    """Its assessments, and whether one can be begun."""
    found = years_of(rows)
    lines = [*(line for one in found if one.key for line in lines_of(one)), *result_lines(rows)]
    current = next((one for one in found if one.fiscal_year == year), None)
    if current is None:
        return Account(lines)
    offers = list(offers_of(current, organisation, day)) if can_assess_self_for(user, organisation) else []
    return Account(lines, offers, milestones=milestones(current, day))


def years_of(rows: list[dict[str, Any]]) -> list[Told]:
    """Each year and assessment once, however much came of it."""
    names = [field.name for field in fields(Told)]
    once = {(row["fiscal_year"], row["key"]): row for row in rows}
    return [Told(**{name: row[name] for name in names}) for row in once.values()]


def rows_of(organisation: Organisation, year: int) -> list[dict[str, Any]]:
    """The year at work and every year with an assessment of the body or a visit to it, with what came of the assessment."""
    own = FilteredRelation("assessments", condition=Q(assessments__organisation=organisation.pk, assessments__state__in=STANDS))
    form = YearCriteria.objects.filter(programme_year=OuterRef("pk"), kind=organisation.kind)
    came = FilteredRelation("visits", condition=Q(visits__organisation=organisation.pk) & ~Q(visits__state="cancelled"))
    rows = ProgrammeYear.objects.filter(province=organisation.province_id).annotate(one=own, came=came)
    known = Q(fiscal_year=year) | Q(one__isnull=False) | Q(came__isnull=False)
    rows = rows.filter(known).order_by("fiscal_year", "one__pk")
    facts = rows.values(
        "fiscal_year", "read_only_from", opens_on=F("assessment_calendar__opens_on"),
        self_due_on=F("assessment_calendar__self_due_on"), has_form=Exists(form), key=F("one__pk"), state=F("one__state"),
        due_on=F("one__due_on"), created_at=F("one__created_at"), submitted_at=F("one__submitted_at"),
        submitted_on=F("one__submitted_on"), sender=F("one__filed_by__name"), on_behalf_of=F("one__on_behalf_of"),
        returned_note=F("one__returned_note"), **result_columns(organisation.kind), **visit_columns(),
    )  # fmt: skip
    return list(facts)


def lines_of(one: Told) -> Iterator[StoryLine]:
    """When it was begun and sent."""
    year, address = {"year": one.fiscal_year}, reverse("assessments:assessment", args=[one.key])
    if one.created_at:
        yield StoryLine(one.created_at, _("Began the self-assessment for %(year)s") % year, address=address, icon="lotus-1")
    if one.submitted_at:
        who = one.on_behalf_of or one.sender or ""
        yield StoryLine(
            one.submitted_at, _("Sent the self-assessment for %(year)s") % year, "", who, address, "lotus-2", "assessed"
        )


def milestones(current: Told, day: dt.date) -> list[Milestone]:
    """Its assessment in the year at work, once it is begun."""
    if not current.key:
        return []
    shown = current.submitted_on or current.due_on
    if current.state in DECIDED:
        return [Milestone(_("Assessment"), shown, "done", current.state_words)]
    with_body = current.state == "returned" or current.is_late(day)
    return [Milestone(_("Assessment"), shown, "hand" if with_body else "current", current.state_words)]


def offers_of(current: Told, organisation: Organisation, day: dt.date) -> Iterator[Offer]:
    """One to go on with or to complete; else to begin, where the year has a form for its kind and its first day has come."""
    if current.state in OWN:
        returned = current.state == "returned"
        title = _("Complete the self-assessment") if returned else _("Go on with the self-assessment")
        address = reverse("assessments:assessment-fill", args=[current.key])
        yield Offer(title, address, current.returned_note or due_words(current.due_on), returned or current.is_late(day))
    elif not current.key and may_begin(current, organisation, day):
        due = current.self_due_on
        address = reverse("assessments:assessment-begin") + f"?organisation={organisation.code}"
        yield Offer(_("Begin a self-assessment"), address, due_words(due), bool(due and due < day))


def may_begin(current: Told, organisation: Organisation, day: dt.date) -> bool:
    """Is the year open for the self-assessment of such a body?"""
    closed = current.read_only_from is not None and day >= current.read_only_from
    opened = current.opens_on is None or current.opens_on <= day
    return current.has_form and opened and not closed and organisation.state in TAKES_PART


def due_words(due: dt.date | None) -> str:
    """By when; nothing where the office has set no day."""
    return _("due on %(day)s") % {"day": thai.day_long(due)} if due else ""
