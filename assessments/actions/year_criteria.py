"""Chooses by which criteria set a year assesses each kind; a year that has begun with one set stays with it."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import Assessment, CriteriaSet, Kind, YearCriteria
from assessments.permissions import can_manage_criteria
from moralprovince.core import thai
from moralprovince.core.actions import action
from moralprovince.core.audit import record
from moralprovince.core.errors import NotAllowed, Outpaced, Refused
from moralprovince.core.models import User
from networks.models import ProgrammeYear
from pledges.actions.guards import ensure_writable


@action
def choose_for_year(*, programme_year: ProgrammeYear, kind: str, criteria_set: CriteriaSet, by: User) -> YearCriteria:
    """Assess a kind by that set in that year.

    Raises:
        Refused: the set is not published, or assessments of the year were begun by another one.
    """
    ensure_may_choose(programme_year, by)
    ensure_offered(criteria_set, programme_year)
    return choose(programme_year, kind, criteria_set, by)


@action
def copy_to_next_year(*, programme_year: ProgrammeYear, by: User) -> list[YearCriteria]:
    """The next year assesses every kind by the sets of this one; all of them or none.

    Raises:
        Refused: there is no next year yet, nothing was chosen for this one, or the next one has begun with another set.
    """
    facts = {"year": programme_year.fiscal_year, "next": programme_year.fiscal_year + 1}
    wanted = ProgrammeYear.objects.filter(province=programme_year.province_id, fiscal_year=facts["next"])
    if (following := wanted.first()) is None:
        raise Refused(_("There is no fiscal year %(next)s yet. Please add it first.") % facts)
    ensure_may_choose(following, by)
    chosen = list(YearCriteria.objects.filter(programme_year=programme_year).select_related("criteria_set"))
    if not chosen:
        raise Refused(_("No criteria have been chosen for fiscal year %(year)s.") % facts)
    for one in chosen:
        ensure_offered(one.criteria_set, following)
    return [choose(following, one.kind, one.criteria_set, by) for one in chosen]


def ensure_may_choose(year: ProgrammeYear, by: User) -> None:
    """The administrator of the province, as long as the year can be written."""
    if not can_manage_criteria(by, year.province_id):
        raise NotAllowed(_("Criteria are looked after by the administrator of the province."))
    ensure_writable(year, thai.today())


def ensure_offered(criteria_set: CriteriaSet, year: ProgrammeYear) -> None:
    """Published, and shipped or of the same province."""
    if criteria_set.province_id not in (None, year.province_id):
        raise NotAllowed(_("This set belongs to another province."))
    if criteria_set.state != CriteriaSet.State.PUBLISHED:
        raise Refused(_("“%(set)s” is not published. A year is assessed by a published set only.") % {"set": criteria_set})


def choose(year: ProgrammeYear, kind: str, criteria_set: CriteriaSet, by: User) -> YearCriteria:
    """Write it, unless it is so already."""
    stored = YearCriteria.objects.select_for_update().filter(programme_year=year, kind=kind).first()
    if stored and stored.criteria_set_id == criteria_set.pk:
        return stored
    ensure_not_begun(year, kind, criteria_set)
    before = stored.criteria_set_id if stored else None
    row = stored or YearCriteria(programme_year=year, kind=kind)
    row.criteria_set = criteria_set
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Outpaced(_("Somebody else was faster a moment ago. Please look at the page again; nothing was lost.")) from None
    changes = {"criteria_set": [before, criteria_set.pk]}
    record("choose_criteria", row, by=by, changes=changes, province=year.province_id)
    return row


def ensure_not_begun(year: ProgrammeYear, kind: str, criteria_set: CriteriaSet) -> None:
    """Refuse another set where assessments of the year were begun."""
    begun = Assessment.objects.filter(programme_year=year, kind=kind).exclude(criteria_set=criteria_set).count()
    if begun:
        words = ngettext(
            "%(count)s assessment of fiscal year %(year)s (%(kind)s) was begun by another set; the year stays with it.",
            "%(count)s assessments of fiscal year %(year)s (%(kind)s) were begun by another set; the year stays with it.",
            begun,
        )
        raise Refused(words % {"count": begun, "year": year.fiscal_year, "kind": Kind(kind).label})
