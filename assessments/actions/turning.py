"""The turn of the year on floor 3: the criteria of the year go on, the days of the assessment stand a year later."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from django.utils.translation import gettext as _

from assessments.models import Assessment, AssessmentCalendar, CriteriaSet, Kind, YearCriteria
from moralprovince.core.audit import record_many
from moralprovince.core.models import User
from moralprovince.core.moving import Journal
from moralprovince.core.turning import Part, Proposal, among, moved
from networks.models import ProgrammeYear

from .calendar import COUNTS, DAYS


def coming(old: ProgrammeYear) -> Iterator[Part]:
    """What of floor 3 would be carried over into the year after."""
    rows = criteria_to_choose(old)
    lines = tuple(Proposal(f"criteria:{one.pk}", one.get_kind_display(), set_becomes(one, old)) for one in rows if offered(one))
    gone = ", ".join(str(one.get_kind_display()) for one in rows if not offered(one))
    note = _("A set that is not published is left out. Please choose one for: %(kinds)s.") % {"kinds": gone} if gone else ""
    yield Part(YearCriteria._meta.verbose_name_plural, lines, note)
    days = tuple(Proposal(f"days:{one.pk}", _("all days"), _("each of them a year later")) for one in days_to_set(old))
    yield Part(AssessmentCalendar._meta.verbose_name, days)


def set_becomes(chosen: YearCriteria, old: ProgrammeYear) -> str:
    """The same set again; where it was made for years that are over then, this is said."""
    last, facts = chosen.criteria_set.last_fiscal_year, {"set": chosen.criteria_set}
    if last is not None and last <= old.fiscal_year:
        words = _("assessed by “%(set)s” again, which was made for the years up to %(last)s")
        return words % {**facts, "last": last}
    return _("assessed by “%(set)s” again") % facts


def carry_over(old: ProgrammeYear, new: ProgrammeYear, chosen: Collection[str] | None, *, by: User | None) -> Journal:
    """Write what was ticked; returns how to take it back."""
    journal = Journal()
    going = [one for one in criteria_to_choose(old) if offered(one)]
    choose_criteria([one for one in going if among(chosen, f"criteria:{one.pk}")], new, journal, by)
    set_days([one for one in days_to_set(old) if among(chosen, f"days:{one.pk}")], new, journal, by)
    return journal


def criteria_to_choose(old: ProgrammeYear) -> list[YearCriteria]:
    """Kinds for which the next year has no set yet."""
    next_year = {"programme_year__province": old.province_id, "programme_year__fiscal_year": old.fiscal_year + 1}
    known = YearCriteria.objects.filter(**next_year).values("kind")
    return list(YearCriteria.objects.filter(programme_year=old).exclude(kind__in=known).select_related("criteria_set"))


def offered(chosen: YearCriteria) -> bool:
    """Is the set still published?"""
    return chosen.criteria_set.state == CriteriaSet.State.PUBLISHED


def choose_criteria(rows: Sequence[YearCriteria], new: ProgrammeYear, journal: Journal, by: User | None) -> None:
    """The same sets for the new year."""
    made = YearCriteria.objects.bulk_create(
        YearCriteria(programme_year=new, kind=one.kind, criteria_set=one.criteria_set) for one in rows
    )
    journal.made_exactly(made)
    record_many("choose_criteria", made, by=by, changes=[{"criteria_set": [None, one.criteria_set_id]} for one in made])


def year_added(year: ProgrammeYear, *, by: User | None) -> None:
    """Give a year that no turn led to its criteria."""
    choose_criteria(criteria_to_give(year), year, Journal(), by)


def criteria_to_give(year: ProgrammeYear) -> list[YearCriteria]:
    """What a year is to be assessed by, of the kinds for which nothing was chosen; not written yet."""
    missing = set(Kind) - set(YearCriteria.objects.filter(programme_year=year).values_list("kind", flat=True))
    if not missing:
        return []
    chosen, shipped = chosen_before(year), shipped_until(year)
    found = {kind: newest_that_holds(year, [*chosen.get(kind, []), *shipped]) for kind in Kind if kind in missing}
    return [YearCriteria(programme_year=year, kind=kind, criteria_set=one) for kind, one in found.items() if one]


def chosen_before(year: ProgrammeYear) -> dict[str, list[CriteriaSet]]:
    """By kind, what the province assessed by in the newest of its years before, where that is still published."""
    earlier = YearCriteria.objects.filter(
        programme_year__province=year.province_id, programme_year__fiscal_year__lt=year.fiscal_year
    ).select_related("criteria_set")
    newest = {one.kind: one for one in earlier.order_by("programme_year__fiscal_year")}
    return {kind: [one.criteria_set] for kind, one in newest.items() if offered(one)}


def shipped_until(year: ProgrammeYear) -> list[CriteriaSet]:
    """The shipped sets that had begun by that year, newest first."""
    sets = CriteriaSet.objects.filter(province=None, state=CriteriaSet.State.PUBLISHED)
    return list(sets.filter(first_fiscal_year__lte=year.fiscal_year).order_by("-first_fiscal_year", "-version"))


def newest_that_holds(year: ProgrammeYear, sets: Sequence[CriteriaSet]) -> CriteriaSet | None:
    """The first that was made for the year; where all were made for years that are over, the newest goes on."""
    made_for = (one for one in sets if year.fiscal_year <= (one.last_fiscal_year or year.fiscal_year))
    return next(made_for, None) or max(sets, key=lambda one: one.first_fiscal_year, default=None)


def days_to_set(old: ProgrammeYear) -> list[AssessmentCalendar]:
    """The days of the year, if the next one has none yet."""
    next_year = {"programme_year__province": old.province_id, "programme_year__fiscal_year": old.fiscal_year + 1}
    there = AssessmentCalendar.objects.filter(**next_year).exists()
    return [] if there else list(AssessmentCalendar.objects.filter(programme_year=old))


def set_days(rows: Sequence[AssessmentCalendar], new: ProgrammeYear, journal: Journal, by: User | None) -> None:
    """The same days a year later."""
    made = AssessmentCalendar.objects.bulk_create(
        AssessmentCalendar(
            programme_year=new, **{name: moved(getattr(one, name)) for name in DAYS},
            **{name: getattr(one, name) for name in COUNTS},
        )
        for one in rows
    )  # fmt: skip
    journal.made_exactly(made)
    record_many("set_calendar", made, by=by, note=_("carried over from the year before"))


def rests_on_turn(year: ProgrammeYear) -> Iterator[str]:
    """Why a turn to this year can no longer be undone: it is assessed already."""
    if Assessment.objects.filter(programme_year=year).exists():
        yield _("Assessments of fiscal year %(year)s have begun.") % {"year": year}
