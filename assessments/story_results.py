"""What came of assessments, as lines of a body's story: decisions, certificates, appeals; no assessor and no score."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import CharField, DateField, F, OuterRef, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.models import AuditEvent
from moralprovince.core.story import Standing, StoryLine

from .models import Appeal, Level
from .querysets.assessments import DECIDED

Row = Mapping[str, Any]


def result_columns(kind: str) -> dict[str, Any]:
    """Columns beside those of an assessment (`one`): what was decided, issued and appealed.

    They are joined, not asked for one by one, since the page has many to tell from: a case with two decisions and two
    certificates comes as four rows.
    """
    return {
        "stands": F("one__certified_level"),
        "decision": F("one__decisions__pk"), "level": F("one__decisions__level"), "level_words": level_words(kind),
        "resolution": F("one__decisions__resolution"), "resolved_on": F("one__decisions__resolved_on"),
        "certificate": F("one__certificates__pk"), "number": F("one__certificates__number"),
        "issued_on": F("one__certificates__issued_on"), "issued_words": F("one__certificates__level_name"),
        "certificate_state": F("one__certificates__state"), "closed_on": closed_on(),
        "appeal": F("one__appeals__pk"), "appeal_state": F("one__appeals__state"),
        "filed_on": F("one__appeals__filed_on"), "answered_on": F("one__appeals__answered_on"),
    }  # fmt: skip


def level_words(kind: str) -> Subquery:
    """What the level is called in the criteria of that year."""
    level = Level.objects.filter(criteria_set=OuterRef("one__criteria_set"), number=OuterRef("one__decisions__level"))
    return Subquery(level.values(word=KT(f"names__{kind}"))[:1], output_field=CharField())


def closed_on() -> Subquery:
    """The day a certificate was replaced or revoked, which its history keeps."""
    events = AuditEvent.objects.filter(
        object_type="assessments.certificate", object_id=Cast(OuterRef("one__certificates__pk"), CharField()),
        action__in=["replace", "revoke"],
    )  # fmt: skip
    return Subquery(events.annotate(on=TruncDate("at", tzinfo=thai.BANGKOK)).values("on")[:1], output_field=DateField())


def result_lines(rows: Iterable[Row]) -> Iterator[StoryLine]:
    """Everything that was decided on, issued to or asked by a body, each once."""
    found = list(rows)
    for name, told in (("decision", decision_lines), ("certificate", certificate_lines), ("appeal", appeal_lines)):
        for one in {row[name]: row for row in found if row[name]}.values():
            yield from told(one)


def standing(rows: Iterable[Row]) -> Standing | None:
    """The level of its newest result, as the register's filter finds it; None where that is none yet."""
    decided = [row for row in rows if row["state"] in DECIDED]
    newest = max((row["fiscal_year"] for row in decided), default=None)
    for row in decided:
        # An appeal may have led to a second decision: what stands is on the case.
        if row["fiscal_year"] == newest and row["stands"] and row["level"] == row["stands"]:
            return Standing(row["stands"], certified_words(row))
    return None


def certified_words(one: Row) -> str:
    """The level by its name, with its year."""
    return _("Certified for %(year)s: %(level)s") % {"year": one["fiscal_year"], "level": one["level_words"] or one["level"]}


def decision_lines(one: Row) -> Iterator[StoryLine]:
    """The level, by its name, and the resolution."""
    if one["level"]:
        level = {"level": one["level_words"] or one["level"]}
        title, words = certified_words(one), _("was certified as %(level)s") % level
    else:
        words, title = "", _("The sub-committee decided for %(year)s: not at a level yet") % {"year": one["fiscal_year"]}
    address = reverse("assessments:assessment", args=[one["key"]])
    text = _("resolution %(number)s") % {"number": one["resolution"]}
    yield StoryLine(
        one["resolved_on"], title, text, address=address, icon="flag", deed="certified" if words else "", words=words
    )


def certificate_lines(one: Row) -> Iterator[StoryLine]:
    """Issued, and replaced or revoked."""
    number = {"number": f"{one['number']}/{one['fiscal_year']}"}
    address = reverse("assessments:certificate", args=[one["certificate"]])
    title = _("Certificate %(number)s was issued") % number
    yield StoryLine(one["issued_on"], title, one["issued_words"], address=address, icon="star")
    ends = {"replaced": _("Certificate %(number)s was replaced"), "revoked": _("Certificate %(number)s was revoked")}
    if one["certificate_state"] in ends:
        title = ends[one["certificate_state"]] % number
        yield StoryLine(one["closed_on"] or one["issued_on"], title, address=address, icon="star")


def appeal_lines(one: Row) -> Iterator[StoryLine]:
    """Filed, and answered."""
    year, address = {"year": one["fiscal_year"]}, reverse("assessments:appeal", args=[one["appeal"]])
    yield StoryLine(one["filed_on"], _("Appealed against the result for %(year)s") % year, address=address, icon="hand")
    if one["answered_on"]:
        answer = str(dict(Appeal.State.choices)[one["appeal_state"]])
        title = _("The appeal against the result for %(year)s was answered") % year
        yield StoryLine(one["answered_on"], title, answer, address=address, icon="hand")
