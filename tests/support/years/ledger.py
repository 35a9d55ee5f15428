"""All rows as plain dictionaries, and what they add up to: counted one by one, without a question to the code under test."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from copy import copy
from typing import Any

from django.db.models import Model

from assessments.models import (
    Appeal,
    Assessment,
    AssessmentCalendar,
    Certificate,
    CommitteeSession,
    Decision,
    Visit,
    VisitAgreement,
)
from lessons.models import Lesson, Story
from moralprovince.core.thai import BANGKOK
from networks.models import (
    ActionItem,
    Activity,
    ActivityPlan,
    Attendance,
    Meeting,
    Membership,
    Organisation,
    ProgrammeYear,
    SectorNetwork,
    WorkPlanItem,
)
from pledges.models import Extension, FollowUpReport, Pledge, ReportRound

Row = dict[str, Any]
MONTHS = {"": range(12), "H1": range(6), "H2": range(6, 12)}
ROUNDS = {"": ("H1", "FULL"), "H1": ("H1",), "H2": ("FULL",)}
DECIDED = ("certified", "sent_up", "confirmed", "announced")


def rows_of(model: type[Model], *more: str) -> list[Row]:
    """All of them, with a few columns of what they hang on."""
    names = [field.attname for field in model._meta.concrete_fields]
    return list(model._default_manager.order_by("pk").values(*names, *more))


def days_of(fiscal_year: int) -> tuple[dt.date, dt.date]:
    """From October to September."""
    return dt.date(fiscal_year - 544, 10, 1), dt.date(fiscal_year - 543, 9, 30)


def fiscal(day: dt.date) -> int:
    """The fiscal year of a day."""
    return day.year + 543 + (day.month > 9)


def days_in(period: str) -> tuple[dt.date, dt.date]:
    """First and last day of 2570, 2570-H1, 2570-H2."""
    year, _dash, half = period.partition("-")
    first, last = days_of(int(year))
    return (first if half != "H2" else dt.date(last.year, 4, 1)), (last if half != "H1" else dt.date(last.year, 3, 31))


def within(day: dt.date | None, days: tuple[dt.date, dt.date], until: dt.date = dt.date.max) -> bool:
    """Does it lie in these days, and not after that one?"""
    return day is not None and days[0] <= day <= min(days[1], until)


class Ledger:
    """Everything that stands in the tables now."""

    def __init__(self) -> None:
        self.networks = rows_of(SectorNetwork)
        self.bodies = {row["id"]: row for row in rows_of(Organisation)}
        self.memberships = rows_of(Membership)
        self.years = {row["id"]: row["fiscal_year"] for row in rows_of(ProgrammeYear)}
        self.closes = {row["id"]: row["read_only_from"] or dt.date.max for row in rows_of(ProgrammeYear)}
        self.pledges = rows_of(Pledge)
        self.rounds = rows_of(ReportRound)
        self.reports = rows_of(FollowUpReport, "pledge__organisation", "round__code", "round__programme_year")
        self.extended = set(Extension.objects.values_list("report_id", flat=True))
        self.meetings = {row["id"]: row for row in rows_of(Meeting, "group__network")}
        self.attendance, self.tasks = rows_of(Attendance), rows_of(ActionItem)
        self.plans, self.activities = rows_of(ActivityPlan), rows_of(Activity)
        self.took_part = set(Activity.organisations.through._default_manager.values_list("activity_id", "organisation_id"))
        self.work = rows_of(WorkPlanItem)
        self.visits = {row["id"]: row for row in rows_of(Visit)}
        self.agreed = rows_of(VisitAgreement)
        self.assessments, self.decisions = rows_of(Assessment), rows_of(Decision)
        self.appeals = rows_of(Appeal, "assessment__organisation")
        self.certificates = rows_of(Certificate, "assessment__organisation")
        self.sessions, self.calendars = rows_of(CommitteeSession), rows_of(AssessmentCalendar)
        self.lessons, self.stories = rows_of(Lesson), rows_of(Story)

    # The register

    def counts(self, body: Row | None) -> bool:
        """Is it a body that figures count?"""
        return body is not None and body["state"] not in ("merged", "withdrawn") and not body["reports_centrally"]

    def members(self, network: int, fiscal_year: int | None = None) -> list[Row]:
        """Those of a network that count, now or when a year ended."""
        if fiscal_year is None:
            return [row for row in self.bodies.values() if row["network_id"] == network and self.counts(row)]
        last = days_of(fiscal_year)[1]
        there = {
            row["organisation_id"]
            for row in self.memberships
            if row["primary"] and row["network_id"] == network and row["since"] <= last <= (row["until"] or last)
        }
        return [self.bodies[key] for key in there if self.counts(self.bodies[key])]

    def levels(self) -> dict[int, int]:
        """By body: the level of its newest decided assessment."""
        found: dict[int, tuple[int, int]] = {}
        for row in self.assessments:
            if row["organisation_id"] and row["state"] in DECIDED:
                this = (self.years[row["programme_year_id"]], row["certified_level"])
                found[row["organisation_id"]] = max(found.get(row["organisation_id"], this), this)
        return {body: level for body, (_year, level) in found.items()}

    def missing(self, row: Row, day: dt.date) -> bool:
        """Was a report owed on a day and had not come?"""
        return row["state"] != "waived" and row["due_on"] < day and not (row["submitted_on"] and row["submitted_on"] <= day)

    def still_missing(self, row: Row, day: dt.date) -> bool:
        """And can it still come? Of a closed year only the 12-month report does."""
        return self.missing(row, day) and (row["round__code"] == "FULL" or day < self.closes[row["round__programme_year"]])

    def whose(self, visit: Row) -> int | None:
        """The network of a visit."""
        return self.bodies[visit["organisation_id"]]["network_id"] if visit["organisation_id"] else visit["network_id"]

    def made(self, visit: Row, days: tuple[dt.date, dt.date], until: dt.date = dt.date.max) -> bool:
        """Did it take place in these days?"""
        return visit["state"] in ("recorded", "signed") and within(visit["visited_on"], days, until)

    def of_part(self, column: str, value: Any) -> Ledger:
        """The same rows of bodies of one kind or in one district alone."""
        part = copy(self)
        part.bodies = {key: row for key, row in self.bodies.items() if row[column] == value}
        part.pledges = [row for row in self.pledges if row["organisation_id"] in part.bodies]
        part.reports = [row for row in self.reports if row["pledge__organisation"] in part.bodies]
        part.assessments = [row for row in self.assessments if row["organisation_id"] in part.bodies]
        part.visits = {
            key: row
            for key, row in self.visits.items()
            if row["organisation_id"] in part.bodies or (not row["organisation_id"] and row.get(column) == value)
        }
        return part

    # Summaries

    def figures(self, period: str, as_of: dt.date) -> dict[int | None, dict[str, Any]]:
        """Every figure of a period, of the province (None) and of each network: each row counts for both."""
        found: dict[int | None, Counter] = {key: Counter() for key in (None, *(row["id"] for row in self.networks))}
        bodies: dict[tuple[str, int | None], set[int]] = defaultdict(set)
        for network, name, value in self.entries(period, as_of):
            for key in {None, network}:
                if name.endswith("!"):
                    bodies[name[:-1], key].add(value)
                else:
                    found[key][name] += value
        for (name, key), keys in bodies.items():
            found[key][name] = len(keys)
        return {key: dict(counts) for key, counts in found.items()}

    def entries(self, period: str, as_of: dt.date) -> Iterator[tuple[int | None, str, Any]]:
        """What each row adds to which figure of its network; a name with ! counts different bodies."""
        year, days = int(period[:4]), days_in(period)
        yield from self.of_register()
        yield from self.of_pledges(year, days)
        yield from self.of_reports(year, period.partition("-")[2], as_of)
        yield from self.of_assessments(year, as_of)
        yield from self.of_meetings(days, as_of)
        yield from self.of_activities(days, as_of)
        yield from self.of_plans(year)
        for row in self.visits.values():
            if self.made(row, days, as_of):
                yield self.whose(row), "visits_made", 1
                if row["organisation_id"]:
                    yield self.whose(row), "bodies_visited!", row["organisation_id"]
        for name, rows in (("lessons_published", self.lessons), ("stories_published", self.stories)):
            for row in rows:
                if row["state"] == "published" and within(row["published_at"].astimezone(BANGKOK).date(), days, as_of):
                    yield row["network_id"], name, 1

    def of_register(self) -> Iterator[tuple[int, str, int]]:
        """Bodies as they are now."""
        for row in self.bodies.values():
            if row["state"] not in ("merged", "withdrawn"):
                kind = {"organisation": "organisations", "community": "communities"}[row["kind"]]
                yield row["network_id"], "central" if row["reports_centrally"] else kind, 1

    def of_pledges(self, year: int, days: tuple[dt.date, dt.date]) -> Iterator[tuple[int, str, int]]:
        """Declarations of the year until the last day of the period."""
        for row in self.declared(year, days[1]):
            network = self.bodies[row["organisation_id"]]["network_id"]
            yield network, "pledges", 1
            yield network, "pledges_active", row["state"] == "active"
            yield network, "members", row["members"] or 0
            yield network, "members_joined", row["members_joined"] or 0

    def declared(self, year: int, last: dt.date) -> list[Row]:
        """Pledges of a year that were declared by a day, of bodies that count: the one that stands, else the newest."""
        rows = [
            row
            for row in self.pledges
            if self.years[row["programme_year_id"]] == year and row["state"] in ("declared", "active", "ended")
            and row["declared_on"] <= last
            and not self.bodies[row["organisation_id"]]["reports_centrally"]
            and self.bodies[row["organisation_id"]]["state"] != "merged"
        ]  # fmt: skip
        rows.sort(key=lambda row: (row["state"] != "ended", row["id"]))
        return list({row["organisation_id"]: row for row in rows}.values())

    def of_reports(self, year: int, half: str, as_of: dt.date) -> Iterator[tuple[int, str, int]]:
        """Reports of the rounds that report on the period."""
        for row in self.reports:
            if self.years[row["round__programme_year"]] == year and row["round__code"] in ROUNDS[half]:
                body = self.bodies[row["pledge__organisation"]]
                for name in self.said_of(row, body["reports_centrally"], as_of):
                    yield body["network_id"], name, 1

    def said_of(self, row: Row, central: bool, as_of: dt.date) -> Iterator[str]:
        """Under which figures a report counts."""
        if row["state"] == "waived":
            yield "reports_waived"
            return
        if central:
            return
        yield "reports_expected"
        if row["submitted_on"] and row["submitted_on"] <= as_of:
            late = row["submitted_on"] > row["due_on"]
            yield from ("reports_submitted", *(("reports_sent_late", "reports_late") if late else ("reports_on_time",)))
            if row["state"] == "accepted" and row["checked_at"].astimezone(BANGKOK).date() <= as_of:
                yield "reports_accepted"
        else:
            yield from ("reports_missing", "reports_late") if row["due_on"] < as_of else ("reports_not_due",)

    def of_assessments(self, year: int, as_of: dt.date) -> Iterator[tuple[int, str, int]]:
        """Self-assessments of bodies and what was resolved on them."""
        for row in self.assessments:
            body = self.bodies.get(row["organisation_id"])
            if not body or body["reports_centrally"] or row["state"] == "withdrawn":
                continue
            if self.years[row["programme_year_id"]] == year:
                if row["submitted_on"] and row["submitted_on"] <= as_of:
                    yield body["network_id"], "assessments_sent", 1
                level = self.level_then(row["id"], as_of)
                if row["state"] in DECIDED and level is not None:
                    yield body["network_id"], "assessments_certified", 1
                    yield body["network_id"], f"level_{level}", 1

    def level_then(self, case: int, as_of: dt.date) -> int | None:
        """The level that was resolved last by a day."""
        found = [row for row in self.decisions if row["assessment_id"] == case and row["resolved_on"] <= as_of]
        return max(found, key=lambda row: (row["resolved_on"], row["id"]))["level"] if found else None

    def of_meetings(self, days: tuple[dt.date, dt.date], as_of: dt.date) -> Iterator[tuple[int | None, str, int]]:
        """Meetings, who came, and what was to be done after them."""
        held = {
            key: row["group__network"]
            for key, row in self.meetings.items()
            if row["state"] in ("held", "certified") and within(row["held_on"], days, as_of)
        }
        yield from ((network, "meetings_held", 1) for network in held.values())
        for row in self.attendance:
            if row["meeting_id"] in held and row["status"] in ("present", "represented", "attending"):
                yield held[row["meeting_id"]], "meetings_people", 1
        for row in self.tasks:
            network, done = self.meetings[row["meeting_id"]]["group__network"], row["done_on"]
            yield network, "tasks_given", row["meeting_id"] in held
            yield network, "tasks_done", row["state"] == "done" and within(done, days, as_of)
            meeting = self.meetings[row["meeting_id"]]
            resolved = meeting["state"] in ("held", "certified") and meeting["held_on"] <= as_of
            over = resolved and within(row["due_on"], days, as_of - dt.timedelta(days=1))
            yield network, "tasks_late", over and not (done and done <= as_of)

    def of_activities(self, days: tuple[dt.date, dt.date], as_of: dt.date) -> Iterator[tuple[int | None, str, Any]]:
        """Activities that took place, with people, bodies and money."""
        for row in self.activities:
            if row["state"] == "done" and within(row["held_on"], days, as_of):
                yield row["network_id"], "activities_done", 1
                yield row["network_id"], "activities_people", row["people"] or 0
                yield row["network_id"], "activities_money", row["budget_used"] or 0
                for activity, body in self.took_part:
                    if activity == row["id"]:
                        yield row["network_id"], "activities_bodies!", body

    def of_plans(self, year: int) -> Iterator[tuple[int | None, str, int]]:
        """What the plan of the year says."""
        for row in self.plans:
            if self.years[row["programme_year_id"]] == year:
                yield row["network_id"], "activities_planned", row["times"]

    # The calendar

    def entries_of(self, first: dt.date, last: dt.date, network: int | None) -> Counter:
        """How many entries of each kind stand between two days, of all networks or of one."""
        found: Counter = Counter()
        for kind, of, begins, ends in self.lines():
            everywhere = kind in ("round", "deadline")
            if begins and begins <= last and (ends or begins) >= first and (network is None or of == network or everywhere):
                found[kind] += 1
        found["round"] += len(self.own_days(first, last, network))
        return found

    def own_days(self, first: dt.date, last: dt.date, network: int | None) -> set[dt.date]:
        """The days between two to which more time was given for reports, of all networks or of one."""
        due = {row["id"]: row["due_on"] for row in self.rounds}
        own = [row for row in self.reports if row["id"] in self.extended and row["due_on"] != due[row["round_id"]]]
        return {
            row["due_on"] for row in own
            if row["state"] != "waived" and first <= row["due_on"] <= last
            and network in (None, self.bodies[row["pledge__organisation"]]["network_id"])
        }  # fmt: skip

    def lines(self) -> Iterable[tuple[str, int | None, dt.date | None, dt.date | None]]:
        """Everything that has a day: its kind, its network, its first and last day."""
        yield from (("meeting", row["group__network"], row["held_on"], None) for row in self.meetings.values())
        yield from (("activity", row["network_id"], row["held_on"], row["until"]) for row in self.activities)
        for row in self.tasks:
            meeting = self.meetings[row["meeting_id"]]
            if meeting["state"] in ("held", "certified"):
                yield "task", meeting["group__network"], row["due_on"], None
        yield from (("work", None, row["due_on"], None) for row in self.work)
        yield from (("visit", self.whose(row), row["visited_on"] or row["planned_on"], None) for row in self.visits.values())
        for row in self.agreed:
            visit = self.visits[row["visit_id"]]
            if visit["state"] in ("recorded", "signed"):
                yield "agreement", self.whose(visit), row["due_on"], None
        yield from (("session", None, row["held_on"], None) for row in self.sessions)
        yield from (("round", None, row[name], None) for row in self.rounds for name in ("opens_on", "due_on", "locks_on"))
        for row in self.appeals:
            yield "appeal", self.bodies.get(row["assessment__organisation"], {}).get("network_id"), row["answer_due_on"], None
        days = ("opens_on", "self_due_on", "review_due_on", "committee_due_on")
        yield from (("deadline", None, row[name], None) for row in self.calendars for name in days)
