"""Numbers with their links: what pages tell, and how many rows stand behind each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django.http import QueryDict
from django.test import Client
from django.urls import resolve, reverse

from assessments.filters.assessments import assessment_list
from assessments.filters.visits import agreement_list, visit_list
from lessons.filters.lessons import lesson_list
from lessons.story_list import story_list
from moralprovince.portal.calendar import KINDS, Calendar
from moralprovince.portal.network_page import Line
from moralprovince.portal.networks import Number
from moralprovince.portal.register import register_as_shown
from moralprovince.portal.today import all_jobs_of
from networks.activity_list import activity_list
from networks.meeting_list import action_list, meeting_list
from networks.models import ProgrammeYear
from networks.plan_pictures import NetworkPlan
from networks.work_list import work_list
from pledges.filters.pledges import pledge_list
from pledges.filters.reports import report_list

from .history import History

# Address of a list, and what a page says stands there.
Told = dict[str, Any]


def listed(user: Any, address: str, h: History) -> Any:
    """The list at an address, as this person reads it."""
    query = QueryDict(urlsplit(address).query)
    year = ProgrammeYear.objects.get(fiscal_year=query.get("year") or h.year().fiscal_year)
    shown: Callable[[], Any] = lists_for(user, query, year, h)[resolve(urlsplit(address).path).view_name]
    return shown()


def lists_for(user: Any, query: QueryDict, year: ProgrammeYear, h: History) -> dict[str, Callable[[], Any]]:
    """Every list that numbers lead to, by the name of its page."""
    return {
        "networks:organisations": lambda: register_as_shown(user, "14", query, h.day),
        "networks:meetings": lambda: meeting_list(user, "14", query),
        "networks:actions": lambda: action_list(user, "14", h.day, query),
        "networks:activities": lambda: activity_list(user, "14", h.day, query),
        "networks:work-plan": lambda: work_list(user, year, h.day, query),
        "pledges:pledges": lambda: pledge_list(user, year, [year], query),
        "pledges:reports": lambda: report_list(user, "14", query),
        "assessments:assessments": lambda: assessment_list(user, year, [year], query),
        "assessments:visits": lambda: visit_list(user, "14", h.day, query),
        "assessments:agreements": lambda: agreement_list(user, "14", h.day, query),
        "lessons:lessons": lambda: lesson_list(user, "14", h.day, query),
        "lessons:stories": lambda: story_list(user, "14", query),
    }


def rows_behind(user: Any, address: str, h: History) -> int:
    """How many rows it has."""
    return int(listed(user, address, h).rows.count())


def sums_behind(user: Any, address: str, h: History) -> tuple[int, int, Decimal]:
    """Rows, people and money of a list of activities, row by row; its own sums say the same."""
    shown = listed(user, address, h)
    rows = list(shown.rows)
    sums = sum(one.people or 0 for one in rows), sum((one.budget_used or Decimal(0) for one in rows), Decimal(0))
    assert shown.sums() == sums
    return len(rows), *sums


def of_network_page(page: dict[str, Any]) -> Iterator[tuple[str, Number]]:
    """Every number of a network's page, by the name of its place."""
    lines: list[Line] = [*page["states"], *page["levels"]]
    yield from ((f"{line.part} {line.label}", line.number) for line in lines)
    yield from ((name, page[name]) for name in ("members", "meetings", "visits", "late", "central") if name in page)


def of_plan(plan: NetworkPlan) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Every number of a plan's picture and table, by its link."""
    yield plan.done_address(), tuple(one.done for one in plan.measures())
    yield from ((one.address, (one.times,)) for one in plan.months())
    yield from ((one.address, (one.times, one.people, one.money)) for one in plan.rows() if plan.code)


def of_calendar(calendar: Calendar) -> Told:
    """How many entries of each kind its tabs tell, by the list of the same rows, where the kind has one."""
    counts = Counter(line.kind for line in calendar.everything)
    kinds = [replace(calendar, kind=kind) for kind, *_words in KINDS]
    return {one.own_list: counts[one.kind] for one in kinds if one.own_list}


def of_today(user: Any, client: Client, h: History) -> Iterator[tuple[str, int, int]]:
    """What Today asks of somebody: the link, how many it says, and how many rows its page has."""
    # It says no number and leads to where something begins.
    jobs = [job for job in all_jobs_of(user, h.day) if job.address != reverse("networks:invitations")]
    for job in jobs:
        context = client.get(job.address).context
        page = context.get("page")
        if page is not None or "items" in context:
            yield job.address, job.count, page.total if page is not None else len(context["items"])
