"""Two entries of the same body become one: its assessments, visits and conflicts of interest move."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.models import Assessment, ConflictOfInterest, Visit
from assessments.permissions import can_manage_assessment
from assessments.workflow import ASSESSMENT
from moralprovince.core.audit import record
from moralprovince.core.models import User
from moralprovince.core.moving import Coming, Journal, silence
from moralprovince.core.workflow import Step
from networks.models import Organisation

State = Assessment.State
# In the order of its way: the one that has come further goes on.
FAR = [State.SELF, State.RETURNED, State.SUBMITTED, State.IN_REVIEW, State.RECOMMENDED]
SET_ASIDE = Step("withdraw", tuple(FAR[:-1]), State.WITHDRAWN, can_manage_assessment, ASSESSMENT.step("withdraw").label)


def same_years(keep: Organisation, drop: Organisation) -> list[tuple[Assessment, Assessment]]:
    """Of each year in which both are assessed: the case that goes on, and the one that does not."""
    rows = Assessment.objects.filter(organisation__in=(keep, drop)).exclude(state=State.WITHDRAWN)
    found: dict[int, list[Assessment]] = {}
    rows = rows.select_related("programme_year", "organisation").annotate(resolved=Count("decisions"))
    for case in rows.order_by("pk"):
        found.setdefault(case.programme_year_id, []).append(case)

    def worth(case: Assessment) -> tuple[int, bool]:
        # What was resolved once stays resolved, also while an appeal has opened it again.
        far = len(FAR) if is_resolved(case) else FAR.index(State(case.state))
        return far, case.organisation_id == keep.pk

    pairs = [sorted(pair, key=worth, reverse=True) for pair in found.values() if len(pair) > 1]
    return [(pair[0], pair[1]) for pair in pairs]


def is_resolved(case: Assessment) -> bool:
    """Has the sub-committee decided on it?"""
    return case.resolved > 0 or case.state not in FAR  # type: ignore[attr-defined]


def merge(keep: Organisation, drop: Organisation, *, by: User) -> Journal:
    """Cases with their scores, decisions, certificates and appeals become the kept body's, visits and conflicts too."""
    journal = Journal()
    moved = {"before": {"organisation_id": drop.pk}, "after": {"organisation_id": keep.pk}}
    aside = [second for _first, second in same_years(keep, drop)]
    for case in aside:
        set_aside(case, drop, journal, by)
    journal.write(Assessment.objects.filter(organisation=drop).exclude(pk__in=[case.pk for case in aside]), **moved)
    journal.write(Visit.objects.filter(organisation=drop), **moved)
    journal.write(ConflictOfInterest.objects.filter(organisation=drop), **moved)
    return journal


def set_aside(case: Assessment, drop: Organisation, journal: Journal, by: User) -> None:
    """It is withdrawn and stays readable beside the dropped entry."""
    before = {name: getattr(case, name) for name in ("state", "organisation_id", "updated_at")}
    after = {"organisation_id": drop.pk, "updated_at": timezone.now()}
    ASSESSMENT.write(case, SET_ASIDE, after)
    journal.note(Assessment, [case.pk], before, {"state": State.WITHDRAWN, **after})
    reason = _("The body stood in the register twice; its other assessment of the year goes on.")
    record("withdraw", case, by=by, note=reason, changes={"state": [before["state"], State.WITHDRAWN]})
    silence([f"assessment:{case.pk}", f"review:{case.pk}"], reason="waived", journal=journal)


def merging(keep: Organisation, drop: Organisation) -> Iterator[Coming]:
    """What a merger will do on this floor, and what stands against it."""
    pairs = same_years(keep, drop)
    cases = Assessment.objects.filter(organisation=drop).exclude(pk__in=[second.pk for _first, second in pairs])
    for rows in (cases, Visit.objects.filter(organisation=drop), ConflictOfInterest.objects.filter(organisation=drop)):
        yield Coming(rows.model._meta.verbose_name_plural, rows.count(), _("become those of the kept entry"))
    for first, second in pairs:
        what = _("Assessments of fiscal year %(year)s") % {"year": first.programme_year.fiscal_year}
        yield Coming(what, 2, words_for(first, second), stops=is_resolved(second) or second.state == State.RECOMMENDED)


def words_for(first: Assessment, second: Assessment) -> str:
    """What becomes of two assessments of one year."""
    if is_resolved(second):
        return _(
            "Both were certified for this year. Two results cannot become one: please have the sub-committee settle it first."
        )
    if second.state == State.RECOMMENDED:
        return _("An assessment of each waits for the sub-committee. Please take one up for review again first.")
    words = _("Both are assessed. The assessment of %(first)s goes on; that of %(second)s is withdrawn and stays readable.")
    return words % {"first": first.organisation.code, "second": second.organisation.code}
