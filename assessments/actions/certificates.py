"""Issues certificates, replaces them after a rename, revokes them; numbers run by result year and kind without a gap."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from assessments.models import Assessment, Certificate, Decision, Kind
from assessments.permissions import can_issue_certificates
from assessments.querysets.assessments import DECIDED
from assessments.workflow import CERTIFICATE
from moralprovince.core import thai
from moralprovince.core.actions import action
from moralprovince.core.audit import record, record_many
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.models import User
from moralprovince.core.outbox import in_letter_language
from networks.models import Office, ProgrammeYear

from .telling import tell_issued, tell_replaced, tell_revoked

# How many names a refusal tells before it says "and others".
NAMED = 3


@dataclass(frozen=True)
class Signatory:
    """Who signs, as printed below the signature."""

    name: str = ""
    title: str = ""


@action
def issue(
    *, assessments: Collection[Assessment], issued_on: dt.date, by: User, signatory: Signatory | None = None
) -> list[Certificate]:
    """A certificate for each of these certified cases, numbered in calling order; all of them or none.

    A closed fiscal year is no obstacle: certificates come months after the result.

    Raises:
        NotAllowed: this person issues no certificates there.
        Refused: a case is not certified at a level, has a valid certificate, or was decided after that day; or the day is
            years away.
    """
    cases = locked(assessments)
    ensure_may_issue(cases, by)
    ensure_near(issued_on)
    ensure_ready(cases, issued_on)
    made = write(cases, issued_on, by, signatory)
    record_many("issue_certificate", made, by=by)
    tell_issued(made, issued_on)
    return made


@action
def replace(
    *, certificate: Certificate, reason: str, by: User, issued_on: dt.date | None = None, signatory: Signatory | None = None
) -> Certificate:
    """A new certificate with a new number and the present name; the old one says that it was replaced.

    Raises:
        NotAllowed, Outpaced: as every step.
        Refused: no reason, the case is being looked at again after an appeal, or the day is years away.
    """
    (case,) = locked([certificate.assessment])
    CERTIFICATE.check(CERTIFICATE.step("replace"), certificate, by, reason)
    day = issued_on or thai.today()
    ensure_near(day)
    if case.state not in DECIDED or not case.certified_level:
        raise Refused(_("This case is being looked at again. Its certificate follows the new result."))
    return put_in_place(certificate, case, reason, by, day, signatory)


@action
def revoke(*, certificate: Certificate, reason: str, by: User) -> None:
    """Take a certificate back for good; whoever checks its code is told.

    Raises:
        NotAllowed, Refused, Outpaced: as every step; a reason must be given.
    """
    CERTIFICATE.move(certificate, "revoke", by=by, note=reason, set_fields={"reason": reason})
    tell_revoked(certificate, reason)


def follow_new_results(assessments: Iterable[Assessment], *, by: User, issued_on: dt.date | None = None) -> None:
    """Valid certificates of cases decided anew after an appeal: replaced at another level, revoked where none is left.

    Part of certifying, in its transaction: whoever may certify brings this about, whatever else she may do.
    """
    rows = Certificate.objects.filter(assessment__in=[one.pk for one in assessments], state=Certificate.State.VALID)
    held = {one.assessment_id: one for one in rows}
    if not held:
        return
    for case in locked(Assessment.objects.filter(pk__in=held)):
        certificate, reason = held[case.pk], decided_anew()
        if not case.certified_level:
            close(certificate, "revoke", reason, by)
            tell_revoked(certificate, reason)
        elif case.certified_level != certificate.level:
            put_in_place(certificate, case, reason, by, issued_on or thai.today(), None)


def decided_anew() -> str:
    """Why a certificate or a selection goes, as bodies read it, whoever certifies in which language."""
    with in_letter_language():
        return _("The result was decided anew after an appeal")


def put_in_place(
    old: Certificate, case: Assessment, reason: str, by: User, issued_on: dt.date, signatory: Signatory | None
) -> Certificate:
    """Close the old one first: there is never more than one valid certificate of a case."""
    close(old, "replace", reason, by)
    (new,) = write([case], issued_on, by, signatory or Signatory(old.signatory_name, old.signatory_title))
    old.replaced_by = new
    old.save(update_fields=["replaced_by"])
    record("issue_certificate", new, by=by, note=reason)
    tell_replaced(old, new, reason)
    return new


def close(certificate: Certificate, step: str, reason: str, by: User) -> None:
    """Write the state by its one door and record it."""
    CERTIFICATE.write(certificate, CERTIFICATE.step(step), {"reason": reason})
    record(step, certificate, by=by, note=reason, changes={"state": ["valid", certificate.state]})


# Numbers


def locked(assessments: Iterable[Assessment]) -> list[Assessment]:
    """The cases as they are now, in calling order; who comes at the same moment waits, so numbers have no gap.

    Numbers hang on the year, so that is locked as well, and always after the cases: certifying takes the same order.
    SQLite has one writer at a time anyway.
    """
    rows = (
        Assessment.objects.select_for_update(no_key=True, of=("self",))
        .filter(pk__in=[one.pk for one in assessments])
        .select_related("organisation__network", "district", "province", "criteria_set", "programme_year")
        .prefetch_related("criteria_set__levels")
        .order_by("pk")
    )
    cases = sorted(rows, key=calling_order)
    years = {case.programme_year_id for case in cases}
    list(ProgrammeYear.objects.select_for_update(no_key=True).filter(pk__in=years).order_by("pk"))
    return cases


def calling_order(case: Assessment) -> tuple[Any, ...]:
    """Kind by kind, the highest level first, network by network, by name."""
    body, kinds = case.organisation, list(Kind.values)
    network = body.network.order if body and body.network else 0
    name = body.name_sort if body else case.district_id or ""
    return kinds.index(case.kind), -(case.certified_level or 0), network, name, case.pk


def last_numbers(cases: Sequence[Assessment]) -> dict[tuple[str, int, str], int]:
    """The last number of each province, result year and kind."""
    years = {case.programme_year.fiscal_year for case in cases}
    rows = Certificate.objects.filter(province__in={case.province_id for case in cases}, result_year__in=years)
    found = rows.order_by().values_list("province", "result_year", "kind").annotate(last=Max("number"))
    return defaultdict(int, {(province, year, kind): last for province, year, kind, last in found})


def write(cases: Sequence[Assessment], issued_on: dt.date, by: User, signatory: Signatory | None) -> list[Certificate]:
    """The rows: one statement for all, with everything that stands on the paper."""
    numbers, names = last_numbers(cases), signatories(cases, signatory)
    rows = []
    for case in cases:
        key = (case.province_id, case.programme_year.fiscal_year, case.kind)
        numbers[key] += 1
        level = case.certified_level or 0
        rows.append(
            Certificate(
                assessment=case, province_id=case.province_id, kind=case.kind, result_year=key[1], number=numbers[key],
                level=level, level_name=case.criteria_set.level_name(level, case.kind),
                name=printed_name(case), issued_on=issued_on, issued_by=by,
                signatory_name=names[case.province_id].name, signatory_title=names[case.province_id].title,
            )
        )  # fmt: skip
    return Certificate.objects.bulk_create(rows, batch_size=500)


def signatories(cases: Sequence[Assessment], given: Signatory | None) -> dict[str, Signatory]:
    """Who signs in each province: whoever was named, else who signs the office's letters."""
    provinces = {case.province_id for case in cases}
    found = dict.fromkeys(provinces, given or Signatory())
    if given is None:
        offices = Office.objects.filter(province__in=provinces)
        found |= {one.province_id: Signatory(one.signatory_name, one.signatory_title) for one in offices}
    return found


def printed_name(case: Assessment) -> str:
    """The name on the paper; always Thai, whoever presses the button."""
    if case.organisation:
        return case.organisation.name
    with in_letter_language():
        if case.district:
            return _("District %(name)s") % {"name": case.district.name}
        return _("Province %(name)s") % {"name": case.province.name}


# What must be so


def ensure_may_issue(cases: Sequence[Assessment], by: User) -> None:
    """The right in every province concerned."""
    if not cases:
        raise Refused(_("Please choose at least one case."))
    if not all(can_issue_certificates(by, province) for province in {case.province_id for case in cases}):
        raise NotAllowed(_("You do not have the right to issue certificates here."))


def ensure_near(issued_on: dt.date) -> None:
    """Printed ahead of the day on which they are handed over, which may be months away; a slip in the year is not that.

    Raises:
        Refused: it lies more than a year ahead.
    """
    if issued_on > thai.today() + dt.timedelta(days=366):
        raise Refused(_("The day of issue lies more than a year ahead. Please check it."), field="issued_on")


def ensure_ready(cases: Sequence[Assessment], issued_on: dt.date) -> None:
    """Certified at a level, without a valid certificate, and not decided after the day of issue."""
    days = decided_days(cases)
    held = set(
        Certificate.objects.filter(assessment__in=cases, state=Certificate.State.VALID).values_list("assessment", flat=True)
    )
    refuse_those(
        [case for case in cases if case.state not in DECIDED or not case.certified_level],
        _("%(names)s: the sub-committee has not certified a level. Please look at the list again."),
    )
    refuse_those(
        [case for case in cases if case.pk in held],
        _("%(names)s: a valid certificate was issued already. Please look at the list again."),
    )
    refuse_those(
        [case for case in cases if days.get(case.pk, issued_on) > issued_on],
        _("%(names)s: decided after this day of issue. Please choose a later day."),
    )


def decided_days(cases: Sequence[Assessment]) -> dict[int, dt.date]:
    """The day each case was decided last."""
    rows = Decision.objects.filter(assessment__in=cases).order_by("at", "pk")
    return dict(rows.values_list("assessment", "resolved_on"))


def refuse_those(cases: Sequence[Assessment], sentence: str) -> None:
    """Say which ones stand in the way, the first few by name."""
    if cases:
        names = ", ".join(printed_name(case) for case in cases[:NAMED])
        raise Refused(sentence % {"names": names + (" …" if len(cases) > NAMED else "")})
