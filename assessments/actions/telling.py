"""Tells bodies what came of their assessment: the level that was certified, and what became of their certificate."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Case, CharField, F, OuterRef, Subquery, When
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.models import Certificate, Decision, Level
from moralprovince.core import thai
from moralprovince.core.outbox import in_letter_language, joined
from pledges.actions.people import filled, tell_organisation, tell_organisations

BODY = "assessment__organisation"
NAME = F(f"{BODY}__name")


def link_to(page: str, key: Combinable) -> Combinable:
    """The address of a page of each row."""
    before, after = reverse(f"assessments:{page}", args=[0]).rsplit("0", 1)
    return joined(before, key, after)


def level_words() -> Combinable:
    """What the level of a decision is called for the kind of its body."""
    level = Level.objects.filter(criteria_set=OuterRef("assessment__criteria_set"), number=OuterRef("level"))
    names = {
        kind: Subquery(level.values(word=KT(f"names__{kind}"))[:1], output_field=CharField())
        for kind in ("community", "organisation")
    }
    own = Case(When(assessment__kind="community", then=names["community"]), default=names["organisation"])
    return Coalesce(own, Cast("level", CharField()))


def tell_certified(decisions: Sequence[Decision]) -> None:
    """One message for each body, however many were certified by one resolution; warm also where it is not yet a level."""
    facts: dict[str, Combinable] = {
        "name": NAME, "level": level_words(), "resolution": F("resolution"),
        "year": joined(F("assessment__programme_year__fiscal_year")),
    }  # fmt: skip
    with in_letter_language():
        reached = (
            _("Congratulations: %(name)s is certified at level “%(level)s”"),
            _("The moral promotion sub-committee certified %(name)s at level “%(level)s” in fiscal year B.E. %(year)s by its "
              "resolution %(resolution)s. Thank you for the good that all of you do. The page of the assessment tells more."),
        )  # fmt: skip
        not_yet = (
            _("The result of %(name)s has been decided"),
            _("The moral promotion sub-committee looked at the assessment of %(name)s in fiscal year B.E. %(year)s by its "
              "resolution %(resolution)s. A level is not reached yet. The page of the assessment tells what is still missing; "
              "every step counts, and the culture office is glad to help."),
        )  # fmt: skip
    subject, body = (
        Case(When(level=0, then=filled(low, **facts)), default=filled(high, **facts), output_field=CharField())
        for low, high in zip(not_yet, reached, strict=True)
    )
    tell_organisations(
        Decision.objects.filter(pk__in=[one.pk for one in decisions]), way=BODY, kind="assessment_certified",
        texts={"key": joined("decision:", F("pk")), "subject": subject, "body": body,
               "link": link_to("assessment", F("assessment"))},
    )  # fmt: skip


def tell_issued(certificates: Sequence[Certificate], issued_on: dt.date) -> None:
    """One message for each body, however many were issued on a day."""
    with in_letter_language():
        facts: dict[str, Combinable | str] = {
            "name": F("name"), "number": joined(F("number"), "/", F("result_year")), "level": F("level_name"),
            "day": thai.day_long(issued_on),
        }  # fmt: skip
        subject = _("The certificate of %(name)s has been issued")
        body = _("Certificate %(number)s, level “%(level)s”, has been issued on %(day)s. Congratulations to all who had a part "
                 "in it. It can be opened and printed from its page.")  # fmt: skip
    tell_organisations(
        Certificate.objects.filter(pk__in=[one.pk for one in certificates]), way=BODY, kind="certificate_issued",
        texts={"key": joined("certificate:", F("pk")), "subject": filled(subject, **facts), "body": filled(body, **facts),
               "link": link_to("certificate", F("pk"))},
    )  # fmt: skip


def tell_replaced(old: Certificate, new: Certificate, reason: str) -> None:
    """There is a new one, and why."""
    with in_letter_language():
        subject = _("There is a new certificate of %(name)s") % {"name": new.name}
        body = _("Certificate %(old)s is replaced by certificate %(new)s. The reason: %(reason)s\nThe new one can be opened "
                 "and printed from its page; please put it in the place of the old one.") % {
            "old": old, "new": new, "reason": reason,
        }  # fmt: skip
    tell_one(new, "certificate_replaced", subject, body)


def tell_revoked(certificate: Certificate, reason: str) -> None:
    """It counts no more, and why."""
    with in_letter_language():
        subject = _("The certificate of %(name)s was revoked") % {"name": certificate.name}
        body = _("Certificate %(number)s counts no more. The reason: %(reason)s\nIf you have a question about it, the culture "
                 "office is glad to help.") % {"number": certificate, "reason": reason}  # fmt: skip
    tell_one(certificate, "certificate_revoked", subject, body)


def tell_one(certificate: Certificate, kind: str, subject: str, body: str) -> None:
    """The body of one certificate; districts and the province are looked after by the office, which did it."""
    told: dict[str, Any] = {"kind": kind, "key": f"certificate:{certificate.pk}", "subject": subject, "body": body}
    if certificate.assessment.organisation:
        link = reverse("assessments:certificate", args=[certificate.pk])
        tell_organisation(certificate.assessment.organisation, link=link, **told)
