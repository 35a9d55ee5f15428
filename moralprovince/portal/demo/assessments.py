"""Assessments of the demo: last year's results with certificates, and this year's cases in every state."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random

from assessments.actions import appeals, assignments, certificates, decisions, review, sessions, year_criteria
from assessments.actions.assessments import ScoreEntry, Subject, begin_assessment, save_scores, send_assessment
from assessments.actions.calendar import SHOWN, days_of, set_calendar
from assessments.actions.evidence import use_evidence
from assessments.models import Assessment, AssessorAssignment, Certificate, CriteriaSet, Kind, YearCriteria
from moralprovince.core import thai
from moralprovince.core.models import User
from moralprovince.core.signs import sign_of
from networks.models import District, Organisation, ProgrammeYear
from pledges.models import Evidence

from .calendar import DemoCalendar
from .clock import at
from .people import People

# How many of last year's 57 came how far; the other three certified ones are this year's.
ANNOUNCED, CONFIRMED, SENT_UP, CERTIFIED = 40, 5, 6, 5
BODIES = ANNOUNCED + CONFIRMED + SENT_UP + CERTIFIED
# This year's cases by what became of them so far.
NOW = {"self": 5, "submitted": 6, "returned": 2, "in_review": 4, "recommended": 4, "withdrawn": 1, "decided": 3}
TEXTS = (
    "ประชุมร่วมกันและบันทึกไว้ มีภาพกิจกรรมแนบ", "ทำต่อเนื่องทุกเดือน สมาชิกร่วมกันเกินครึ่ง",
    "เริ่มแล้วบางส่วน จะทำต่อในไตรมาสหน้า", "มีคำสั่งและแผนเป็นลายลักษณ์อักษร", "เผยแพร่ทางเพจและป้ายประชาสัมพันธ์",
)  # fmt: skip


@dataclass
class Season:
    """What assessing in the demo needs at hand."""

    people: People
    calendar: DemoCalendar
    chance: Random
    committee: dict[int, list[int]] = field(default_factory=dict)

    @property
    def officer(self) -> User:
        """Who does the office's work."""
        return self.people.officer

    def day(self, after: int) -> dt.date:
        """So many days after the year's first."""
        return min(self.calendar.first_day + dt.timedelta(days=after), self.calendar.day - dt.timedelta(days=1))


def assess_all(year: ProgrammeYear, organisations: Sequence[Organisation], season: Season) -> None:
    """Last year's results, then this year's cases."""
    before = ProgrammeYear.objects.filter(province=year.province_id, fiscal_year=year.fiscal_year - 1).first()
    for one in filter(None, (before, year)):
        use_criteria(one, season)
    if before:
        last_year(before, organisations[::5][:BODIES], season)
    this_year(year, organisations[2::5], organisations[:1], season)


def use_criteria(year: ProgrammeYear, season: Season) -> None:
    """A year that no shipped set covers goes on with the newest one."""
    if YearCriteria.objects.filter(programme_year=year).exists():
        return
    newest = CriteriaSet.objects.filter(province=None).order_by("-first_fiscal_year").first()
    for kind in Kind:
        if newest:
            year_criteria.choose_for_year(programme_year=year, kind=kind, criteria_set=newest, by=season.people.administrator)


# Last year


def last_year(year: ProgrammeYear, organisations: Sequence[Organisation], season: Season) -> None:
    """Everybody certified by one resolution; most were announced and hold a certificate."""
    days = {"opens_on": 6, "self_due_on": 25, "review_due_on": 40, "committee_due_on": 50}
    with at(season.day(5), season.chance):
        values = {name: season.day(after) for name, after in days.items()} | {"assessors_each": 1}
        set_calendar(programme_year=year, values=values, sign=sign_of(days_of(year), SHOWN), by=season.officer)
    district = organisations[0].district
    with at(season.day(20), season.chance):
        cases = [sent(one, year, level_for(number), season) for number, one in enumerate([district, *organisations])]
    with at(season.day(35), season.chance):
        for case in reviewed(cases, season):
            review.recommend(assessment=case, by=season.officer)
    with at(season.day(46), season.chance):
        certify(year, cases, f"1/{thai.buddhist_year(season.day(46))}", season)
    results(year, cases, season)


def level_for(number: int) -> int:
    """A fifth at the highest level, most in the middle; the district and the first bodies at the highest."""
    return 3 if number < 4 or number % 5 == 0 else 2 if number % 5 < 3 else 1


def sent(subject: Subject, year: ProgrammeYear, level: int, season: Season) -> Assessment:
    """A self-assessment, filled in and sent."""
    case = begin_assessment(subject=subject, programme_year=year, by=season.officer)
    given = scores_at(case, level, season.chance)
    with_evidence(case, season)
    send_assessment(assessment=case, entries=entries(given, season.chance), version=case.version, by=season.officer)
    season.committee[case.pk] = given
    return case


def with_evidence(case: Assessment, season: Season) -> None:
    """What its follow-up reports hold already is used again, under the item about results."""
    rows = Evidence.objects.filter(report__pledge__organisation=case.organisation, report__state__in=["submitted", "accepted"])
    for one in rows.filter(report__pledge__programme_year=case.programme_year)[:2]:
        use_evidence(score=case.scores.get(criterion__number=4), evidence=one, by=season.officer)


def scores_at(case: Assessment, level: int, chance: Random) -> list[int]:
    """A row of scores that reaches this level and no higher one."""
    highest = case.criteria_set.max_score
    reached = {0: 0, 1: 3, 2: 6, 3: 9}[level]
    return [highest if number < reached and chance.random() < 0.7 else highest - 1 if number < reached else chance.randrange(1)
            for number in range(9)]  # fmt: skip


def entries(given: Sequence[int], chance: Random) -> list[ScoreEntry]:
    """The same as a form sends it."""
    return [ScoreEntry(number, score, chance.choice(TEXTS)) for number, score in enumerate(given, 1)]


def reviewed(cases: Sequence[Assessment], season: Season) -> list[Assessment]:
    """Given out evenly, scored by the assessors, and by the committee after them."""
    assignments.assign_evenly(assessments=cases, by=season.officer)
    for row in AssessorAssignment.objects.filter(assessment__in=cases, done_at=None).select_related("assessor"):
        score(row, season)
    found = [fresh(case) for case in cases]
    for case in found:
        given = dict(enumerate(season.committee[case.pk], 1))
        review.save_committee_scores(assessment=case, scores=given, reasons={}, version=case.version, by=season.officer)
    return found


def score(row: AssessorAssignment, season: Season, *, finished: bool = True) -> None:
    """One assessor's scores, close to the body's own."""
    given = season.committee[row.assessment_id]
    review.save_assessor_scores(assignment=row, values=dict(enumerate(given, 1)), remarks={1: "หลักฐานครบถ้วน"}, by=row.assessor)
    if finished:
        review.finish_assignment(assignment=row, by=row.assessor)


def fresh(case: Assessment) -> Assessment:
    """As it stands now."""
    return Assessment.objects.get(pk=case.pk)


def certify(year: ProgrammeYear, cases: Sequence[Assessment], number: str, season: Season) -> None:
    """A session of the sub-committee that certifies all of them."""
    today = thai.today()
    session = sessions.plan_session(
        programme_year=year, number=number, held_on=today, place="ห้องประชุมศาลากลางจังหวัด", by=season.officer
    )
    sessions.put_on_agenda(session=session, assessments=[fresh(case) for case in cases], by=season.officer)
    sessions.open_session(session=session, by=season.officer)
    decisions.certify_many(
        session=session, cases=list(session.cases.all()), resolution=number, resolved_on=today, by=season.officer
    )
    sessions.close_session(session=session, by=season.officer)


def results(year: ProgrammeYear, cases: Sequence[Assessment], season: Season) -> None:
    """Sent up, confirmed and announced, some still on their way; then certificates and the yearly selection."""
    moving: tuple[tuple[str, int, int], ...] = (
        ("send_up", 60, ANNOUNCED + CONFIRMED + SENT_UP), ("confirm", 75, ANNOUNCED + CONFIRMED), ("announce", 90, ANNOUNCED),
    )  # fmt: skip
    for step, after, count in moving:
        with at(season.day(after), season.chance):
            decisions.move_many(assessments=[fresh(case) for case in cases[:count]], step=step, by=season.officer)
    with at(season.day(95), season.chance):
        made = certificates.issue(
            assessments=[fresh(case) for case in cases[:ANNOUNCED]], issued_on=thai.today(), by=season.officer
        )
        after_issue(made, season)
        select(year, cases, season)


def after_issue(made: Sequence[Certificate], season: Season) -> None:
    """One was printed with an old name, one was given by mistake."""
    certificates.replace(certificate=made[-1], reason="องค์กรเปลี่ยนชื่อ", by=season.officer)
    certificates.revoke(certificate=made[-2], reason="ออกให้ผิดหน่วยงาน", by=season.officer)


def select(year: ProgrammeYear, cases: Sequence[Assessment], season: Season) -> None:
    """One of each kind among those at the highest level."""
    for kind in (Kind.DISTRICT, Kind.ORGANISATION, Kind.COMMUNITY):
        found = Assessment.objects.filter(pk__in=[case.pk for case in cases], kind=kind, certified_level=3).first()
        if found:
            decisions.choose_outstanding(
                programme_year=year, kind=kind, assessment=found, resolution=f"2/{thai.buddhist_year(thai.today())}",
                resolved_on=thai.today(), by=season.officer,
            )  # fmt: skip


# This year


def this_year(
    year: ProgrammeYear, organisations: Sequence[Organisation], printed: Sequence[Organisation], season: Season
) -> None:
    """Cases in every state before the result, three of them decided already, one of these appealed against."""
    today = season.calendar.day
    with at(today - dt.timedelta(days=40), season.chance):
        days = {"opens_on": -40, "self_due_on": 7, "review_due_on": 21, "committee_due_on": 35}
        values = {name: today + dt.timedelta(days=after) for name, after in days.items()}
        set_calendar(programme_year=year, values=values, sign=sign_of(days_of(year), SHOWN), by=season.officer)
    waiting = iter(organisations)
    groups = {name: [next(waiting) for _number in range(count)] for name, count in NOW.items()}
    with at(today - dt.timedelta(days=25), season.chance):
        for one in [*printed, *groups.pop("self")]:
            begun(one, year, season)
        found = {
            name: [sent(one, year, 1 + number % 3, season) for number, one in enumerate(bodies)]
            for name, bodies in groups.items()
        }
    with at(today - dt.timedelta(days=18), season.chance):
        for fate in FATES:
            fate(found, season)
    decide_early(year, found["decided"], season)
    with at(today - dt.timedelta(days=2), season.chance):
        plan_next(year, found["recommended"][:2], season)
        begun(District.objects.filter(province=year.province_id).order_by("code")[1], year, season)


def plan_next(year: ProgrammeYear, cases: Sequence[Assessment], season: Season) -> None:
    """The next session of the sub-committee, with the first cases on its agenda."""
    day = season.calendar.day + dt.timedelta(days=14)
    session = sessions.plan_session(
        programme_year=year, number=f"3/{thai.buddhist_year(day)}", held_on=day, place="ห้องประชุมศาลากลางจังหวัด",
        by=season.officer,
    )  # fmt: skip
    sessions.put_on_agenda(session=session, assessments=[fresh(case) for case in cases], by=season.officer)


def begun(subject: Subject, year: ProgrammeYear, season: Season) -> None:
    """A self-assessment with its first items filled in, by its own people where they have an account."""
    by = season.people.for_organisation(subject) if isinstance(subject, Organisation) else season.officer
    case = begin_assessment(subject=subject, programme_year=year, by=by)
    first = entries(scores_at(case, 1, season.chance), season.chance)[:4]
    save_scores(assessment=case, entries=first, version=case.version, by=by)


Cases = dict[str, list[Assessment]]


def give_back(found: Cases, season: Season) -> None:
    """Some are returned, with a reason at an item."""
    for case in found["returned"]:
        review.return_assessment(
            assessment=fresh(case), note="โปรดเพิ่มหลักฐานของข้อที่ระบุไว้", reasons={2: "แนบรายงานการประชุม"}, by=season.officer
        )


def half_review(found: Cases, season: Season) -> None:
    """Some have one assessor done and the other at work; a question is asked."""
    assignments.assign_evenly(assessments=found["in_review"], by=season.officer)
    rows = AssessorAssignment.objects.filter(assessment__in=found["in_review"]).select_related("assessor").order_by("pk")
    for number, row in enumerate(rows):
        score(row, season, finished=number % 2 == 0)
    case = fresh(found["in_review"][0])
    review.ask_question(score=case.scores.get(criterion__number=4), text="กิจกรรมนี้มีผู้ร่วมกี่คน", by=season.officer)


def put_forward(found: Cases, season: Season) -> None:
    """Some are recommended, and some of these decided early."""
    for case in reviewed([*found["recommended"], *found["decided"]], season):
        review.recommend(assessment=case, by=season.officer)


def take_out(found: Cases, season: Season) -> None:
    """One is withdrawn."""
    for case in found["withdrawn"]:
        review.withdraw(assessment=fresh(case), note="องค์กรขอเลื่อนไปประเมินปีหน้า", by=season.officer)


FATES: tuple[Callable[[Cases, Season], None], ...] = (give_back, half_review, put_forward, take_out)


def decide_early(year: ProgrammeYear, cases: Sequence[Assessment], season: Season) -> None:
    """A short session, and an appeal against what it resolved."""
    day = season.calendar.day - dt.timedelta(days=10)
    with at(day, season.chance):
        certify(year, cases, f"2/{thai.buddhist_year(day)}", season)
    with at(season.calendar.day - dt.timedelta(days=4), season.chance):
        appeals.file_appeal(
            assessment=fresh(cases[0]), reason="ขอให้พิจารณาหลักฐานเพิ่มเติม", items={4: "มีรายงานผลที่ยังไม่ได้อ่าน"},
            by=season.officer, on_behalf_of="หัวหน้าหน่วยงาน",
        )  # fmt: skip
