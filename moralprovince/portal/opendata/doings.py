"""Datasets of what was done: declarations, certificates, activities, lessons, stories."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.models import Certificate
from moralprovince.portal.public import rows
from networks.models import Organisation, ProgrammeYear
from pledges.models import Pledge

from .bodies import BY_DISTRICT, BY_NETWORK, BY_YEAR, CODE, DISTRICT, LEVELS, NETWORK, YEAR
from .columns import Column, Dataset, Key, Parameter

NUMBER = r"[1-9][0-9]{0,17}"
# Everything that took place is meant, whatever the day: only what is to come looks at it.
ANY_DAY = dt.date.max


def code_of(body: Organisation | None) -> str | None:
    """The code of a body as long as the register tells of it."""
    return body.code if body and body.state in rows.TOLD_OF else None


def network_of(row: Any) -> str | None:
    """The code of a row's network."""
    return row.network.code if row.network else None


def address_of(name: str) -> Callable[[Any], str]:
    """Where people read it."""
    return lambda row: settings.SITE_URL + reverse(name, args=[row.pk])


ID = {"about": _("Stable: never given to another row"), "kind": "integer", "least": 1, "example": 12}
FISCAL_YEAR = Column("year", _("Fiscal year"), "programme_year.fiscal_year", "integer", unit=_("Buddhist era"), **YEAR)
ABOUT_BODY = {"about": _("Register code, as in the dataset of organisations"), "pattern": CODE, "example": "14-00001"}
BODY = Column("organisation", _("Organisation"), lambda row: code_of(row.organisation), empty=True, **ABOUT_BODY)
OF_NETWORK = Column("network", _("Network"), network_of, empty=True, pattern=NETWORK, example="temples",
                    about=_("Code of the network, as in its own dataset"))  # fmt: skip
OF_DISTRICT = Column("district", _("District"), "district_id", empty=True, pattern=DISTRICT, example="1401",
                     about=_("Code of the Department of Provincial Administration"))  # fmt: skip
PUBLISHED = Column("published_on", _("Published on"), lambda row: timezone.localdate(row.published_at), "day")
OF_YEAR = Parameter("year", by="programme_year__fiscal_year", **BY_YEAR)
IN_NETWORK = Parameter("network", by="network__code", **BY_NETWORK)
IN_DISTRICT = Parameter("district", by="district", **BY_DISTRICT)


def pledges_of(province: str) -> QuerySet:
    """What was declared for any year, counted as on the wall of declarations."""
    years = ProgrammeYear.objects.filter(province=province).values_list("fiscal_year", flat=True)
    found = reduce(or_, (rows.declared(province, year) for year in years), Pledge.objects.none())
    return found.select_related("organisation", "programme_year").prefetch_related("commitments")


def virtues_of(pledge: Pledge) -> list[str]:
    """The codes of the virtues its lines work for."""
    return sorted({line.target_virtue_id for line in pledge.commitments.all() if line.target_virtue_id})


PLEDGES = Dataset(
    "pledges", _("Declarations"), _("Who declared when, for which virtues, and how many of its members joined."),
    "Pledge", Key(("pk",), NUMBER, "12"),
    (
        Column("id", _("Number"), "pk", **ID),
        Column("organisation", _("Organisation"), "organisation.code", **ABOUT_BODY),
        FISCAL_YEAR,
        Column("declared_on", _("Declared on"), "declared_on", "day"),
        Column("virtues", _("Target virtues"), virtues_of, "list", about=_("Codes of the virtues the declaration works for")),
        Column("joined_percent", _("Members who joined"), "joined_percent", "number", unit="%", empty=True, least=0, most=100),
    ),
    pledges_of,
    (
        OF_YEAR, Parameter("network", by="organisation__network__code", **BY_NETWORK),
        Parameter("district", by="organisation__district", **BY_DISTRICT),
    ),
)  # fmt: skip


def certificates_of(province: str) -> QuerySet:
    """Certificates in force."""
    return rows.certified(province).select_related("assessment__organisation")


KINDS = tuple(Certificate._meta.get_field("kind").choices)
KIND_CODES = tuple(str(code) for code, _words in KINDS)
CERTIFICATE = rf"([0-9]{{4}})-({'|'.join(KIND_CODES)})-([1-9][0-9]{{0,8}})"
CERTIFICATES = Dataset(
    "certificates", _("Certificates in force"), _("What the sub-committee of the province resolved, and the office issued."),
    "Certificate", Key(("result_year", "kind", "number"), CERTIFICATE, "2569-organisation-12"),
    (
        Column("id", _("Certificate"), lambda row: f"{row.result_year}-{row.kind}-{row.number}", pattern=CERTIFICATE,
               about=_("Fiscal year of the result, kind and number"), example="2569-organisation-12"),
        Column("number", _("Number"), "number", "integer", least=1),
        Column("year", _("Result of fiscal year"), "result_year", "integer", unit=_("Buddhist era"), **YEAR),
        Column("kind", _("Kind"), "kind", choices=KIND_CODES, about=_("Who was assessed")),
        Column("name", _("Name on the certificate"), "name", "words"),
        Column("organisation", _("Organisation"), lambda row: code_of(row.assessment.organisation), empty=True, **ABOUT_BODY),
        Column("level", _("Level"), "level", "integer", choices=LEVELS),
        Column("issued_on", _("Issued on"), "issued_on", "day"),
    ),
    certificates_of,
    (
        Parameter("year", _("Only results of this fiscal year (Buddhist era)"), "result_year", **YEAR),
        Parameter("level", _("Only of this level"), "level", choices=("1", "2", "3"), example="3"),
        Parameter("network", by="assessment__organisation__network__code", **BY_NETWORK),
        Parameter("district", by="assessment__organisation__district", **BY_DISTRICT),
    ),
)  # fmt: skip


def activities_of(province: str) -> QuerySet:
    """Central activities that took place."""
    done = rows.open_activities(province, ANY_DAY).filter(state="done")
    return done.select_related("network", "programme_year")


ACTIVITIES = Dataset(
    "activities", _("Activities held"),
    _("What the networks and the province did together: when, where, with how many people."),
    "Activity", Key(("pk",), NUMBER, "12"),
    (
        Column("id", _("Number"), "pk", **ID),
        Column("name", _("Activity"), "name", "words"),
        FISCAL_YEAR,
        Column("held_on", _("Date"), "held_on", "day"),
        Column("until", _("Until"), "until", "day", empty=True, about=_("Where it took more than one day")),
        OF_NETWORK, OF_DISTRICT,
        Column("people", _("Participants"), "people", "integer", unit=_("persons"), empty=True, least=0),
    ),
    activities_of, (OF_YEAR, IN_NETWORK, IN_DISTRICT),
)  # fmt: skip


def lessons_of(province: str) -> QuerySet:
    """Published lessons."""
    found = rows.lessons(province).select_related("network", "organisation", "programme_year")
    return found.prefetch_related("virtues", "topics")


def codes(name: str) -> Callable[[Any], list[str]]:
    """The codes of what hangs on a row."""
    return lambda row: sorted(one.pk for one in getattr(row, name).all())


LESSONS = Dataset(
    "lessons", _("Lessons"), _("Published lessons: what was learned, where, for which virtues and topics."),
    "Lesson", Key(("pk",), NUMBER, "12"),
    (
        Column("id", _("Number"), "pk", **ID),
        Column("title", _("Headline"), "title", "words"),
        Column("lead", _("In two sentences"), "lead", "words", empty=True),
        FISCAL_YEAR,
        Column("method", _("Method"), "method_id", about=_("Code of the method it was distilled by")),
        BODY, OF_NETWORK, OF_DISTRICT,
        Column("virtues", _("Virtues"), codes("virtues"), "list", about=_("Codes of the virtues")),
        Column("topics", _("Topics"), codes("topics"), "list", about=_("Codes of the topics")),
        PUBLISHED,
        Column("link", _("Page"), address_of("lessons:lesson"), "link", about=_("Where people read it")),
    ),
    lessons_of, (OF_YEAR, IN_NETWORK, IN_DISTRICT),
)  # fmt: skip


def stories_of(province: str) -> QuerySet:
    """Published stories."""
    return rows.stories(province).select_related("network", "organisation", "programme_year")


STORIES = Dataset(
    "stories", _("Stories and news"), _("Published stories: what happened, and where they are read."),
    "Story", Key(("pk",), NUMBER, "12"),
    (
        Column("id", _("Number"), "pk", **ID),
        Column("title", _("Headline"), "title", "words"),
        Column("lead", _("In two sentences"), "lead", "words", empty=True),
        FISCAL_YEAR,
        Column("happened_on", _("Happened on"), "happened_on", "day", empty=True),
        BODY, OF_NETWORK, PUBLISHED,
        Column("link", _("Page"), address_of("lessons:story"), "link", about=_("Where people read it")),
    ),
    stories_of, (OF_YEAR, IN_NETWORK),
)  # fmt: skip
