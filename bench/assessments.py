"""Certifying 300 cases at once, 300 certificates in one PDF, and the review's queue at 10,000 assessments against its floor.

    DATABASE_URL=postgres://… python bench/assessments.py [--runs 20] [--size 10000]

The floor of the queue is its own template and middleware fed by one hand-written SQL statement; filters and heads stand ready.
The floor of a case is its page over one hand-written statement; rights, assessors and heads stand ready.
"""

from __future__ import annotations

import datetime as dt
import re
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from bench.common import (
    analyse,
    begin,
    engine_name,
    fill_register,
    interleaved,
    logged_in,
    officer,
    peak_memory,
    queries_of,
    say,
    scratch_database,
    serve,
    table,
    verdict,
)

MANY = 300
STATES = ("submitted", "in_review", "submitted", "returned", "in_review", "recommended", "certified", "announced")
ADDRESS = "/admin/assessments/assessment/"
FLOOR_SQL = """
SELECT q.id, q.kind, q.state, q.submitted_on, q.self_level, q.recommended_level, o.id, o.name, y.id, y.fiscal_year,
    s.id, s.done_at, u.name
FROM (
    SELECT * FROM assessments_assessment WHERE province_id = '14' AND state <> 'self' ORDER BY submitted_on, id LIMIT 50
) q
JOIN networks_organisation o ON o.id = q.organisation_id JOIN networks_programmeyear y ON y.id = q.programme_year_id
LEFT JOIN assessments_assessorassignment s ON s.assessment_id = q.id AND s.released_at IS NULL
LEFT JOIN core_user u ON u.id = s.assessor_id
ORDER BY q.submitted_on, q.id, s.assigned_at, s.id
"""
CASE_SQL = """
SELECT s.id, s.self_score, s.self_text, s.committee_score, s.reason, s.return_reason, c.id, c.number, c.level,
    w.text, w.evidence, b.id, b.score, b.descriptor
FROM assessments_score s JOIN assessments_criterion c ON c.id = s.criterion_id
LEFT JOIN assessments_criterionwording w ON w.criterion_id = c.id AND w.kind = %s
LEFT JOIN assessments_scoreband b ON b.criterion_id = c.id
LEFT JOIN assessments_evidenceuse e ON e.score_id = s.id LEFT JOIN assessments_itemquestion q ON q.score_id = s.id
LEFT JOIN assessments_assessorscore a ON a.score_id = s.id
WHERE s.assessment_id = %s ORDER BY c.number, b.score DESC
"""


def main() -> int:
    """Measure all of it in one run and say what holds."""
    asked = begin(__doc__ or "", ("--runs", {"type": int, "default": 20}), ("--size", {"type": int, "default": 10_000}))
    serve(addresses())
    with scratch_database():
        say(f"{engine_name()}, {asked.size:,} assessments, {MANY} to certify")
        reader = fill(asked.size)
        analyse()
        return measure(reader, asked.runs)


# The world


def fill(size: int) -> Any:
    """So many assessments in all states, MANY of them recommended and on the agenda of an open session; an officer."""
    from assessments.models import Assessment, CommitteeSession, SessionCase
    from networks.models import Organisation, Province
    from tests.factories import OfficeFactory, ProgrammeYearFactory
    from tests.factories_assessments import assessor_of, use_in

    fill_register(size)
    province = Province.objects.get(pk="14")
    OfficeFactory(province=province)
    year = ProgrammeYearFactory(province=province)
    use_in(year)
    bodies = list(Organisation.objects.order_by("pk")[:size])
    cases = Assessment.objects.bulk_create((case_of(body, year, n) for n, body in enumerate(bodies)), batch_size=1000)
    fill_scores(cases)
    reader = officer()
    assign([assessor_of(province) for _person in range(4)], cases, reader)
    session = CommitteeSession.objects.create(
        province=province, programme_year=year, number="1/2570", held_on=dt.date.today(), state="open"
    )
    SessionCase.objects.bulk_create(
        SessionCase(session=session, assessment=case, order=place) for place, case in enumerate(cases[:MANY], 1)
    )
    return reader


def case_of(body: Any, year: Any, number: int) -> Any:
    """One of many, the first MANY recommended."""
    from assessments.models import Assessment
    from tests.factories_assessments import criteria

    state = "recommended" if number < MANY else STATES[number % len(STATES)]
    done = state in ("recommended", "certified", "announced")
    return Assessment(
        province_id="14", programme_year=year, kind=body.kind, organisation=body, criteria_set=criteria(), state=state,
        submitted_on=dt.date(2026, 1, 1) + dt.timedelta(days=number % 200), self_level=number % 4,
        recommended_level=1 + number % 3 if done else None,
        certified_level=1 + number % 3 if state in ("certified", "announced") else None,
    )  # fmt: skip


def fill_scores(cases: list[Any]) -> None:
    """Nine items each."""
    from assessments.models import Score

    items = list(cases[0].criteria_set.criteria.all())
    Score.objects.bulk_create(
        (Score(assessment=case, criterion=item, self_score=2, committee_score=2) for case in cases for item in items),
        batch_size=5000,
    )


def assign(people: list[Any], cases: list[Any], by: Any) -> None:
    """Two assessors for every other case."""
    from assessments.models import AssessorAssignment

    AssessorAssignment.objects.bulk_create(
        (
            AssessorAssignment(assessment=case, assessor=people[(case.pk + turn) % len(people)], assigned_by=by)
            for case in cases[::2]
            for turn in range(2)
        ),
        batch_size=5000,
    )


# What is measured


def measure(reader: Any, runs: int) -> int:
    """The queue first, then what changes the world."""
    client = logged_in(reader)
    ours, floor = partial(fetch, client, ADDRESS), partial(fetch, client, "/floor/")
    check_same_rows(ours(), floor())
    times, counts = interleaved(runs, ours, floor), [queries_of(ours), queries_of(floor)]
    filtered = partial(fetch, client, f"{ADDRESS}?state=waiting&assessor=none")
    case_page = partial(fetch, client, f"{ADDRESS}{first_case()}/change/")
    case_floor = partial(fetch, client, f"/floor/{first_case()}/")
    check_same_cases(case_page(), case_floor())
    parts = interleaved(runs, filtered, case_page, case_floor)
    rows: list[list[Any]] = [
        ["review queue", times[0], counts[0]], ["its floor", times[1], counts[1]],
        ["queue, waiting and given to nobody", parts[0], queries_of(filtered)],
        ["one case", parts[1], queries_of(case_page)], ["its floor", parts[2], queries_of(case_floor)],
    ]  # fmt: skip
    certified = timed(rows, f"certify {MANY}", partial(certify, reader))
    timed(rows, f"issue {MANY} certificates", partial(issue_all, reader))
    before = peak_memory()
    printed = timed(rows, f"{MANY} certificates in one PDF", print_all)
    table(("what", "milliseconds", "statements"), rows)
    say(f"peak memory: {before} MB before the PDF, {peak_memory()} MB after")
    held = [
        verdict("review queue / its floor", times[0] / times[1], 2),
        verdict("one case / its floor", parts[1] / parts[2], 2),
        verdict("statements of a review page", max(row[2] for row in rows[:5]), 25),
        verdict(f"seconds to certify {MANY}", certified, 10),
        verdict(f"seconds for {MANY} certificates in one PDF", printed, 20),
        verdict("MB of the process with that PDF", peak_memory(), 400),
    ]
    return 0 if all(held) else 1


def timed(rows: list[list[Any]], words: str, function: Callable[[], Any]) -> float:
    """Once, with its statements; returns seconds."""
    start = time.perf_counter()
    count = queries_of(function)
    seconds = time.perf_counter() - start
    rows.append([words, seconds * 1000, count])
    return seconds


def first_case() -> int:
    """A case under review."""
    from assessments.models import Assessment

    return Assessment.objects.filter(state="in_review").values_list("pk", flat=True).first() or 0


def certify(reader: Any) -> None:
    """All of the session by one resolution, in one transaction."""
    from assessments.actions.decisions import certify_many
    from assessments.models import CommitteeSession

    session = CommitteeSession.objects.get()
    cases = list(session.cases.all())
    done = certify_many(session=session, cases=cases, resolution="1/2570", resolved_on=session.held_on, by=reader)
    if done != MANY:
        raise SystemExit(f"{done} were certified")


def issue_all(reader: Any) -> None:
    """A certificate for each of them."""
    from assessments.actions.certificates import issue
    from assessments.models import Assessment

    cases = list(Assessment.objects.filter(session_cases__isnull=False))
    issue(assessments=cases, issued_on=dt.date.today(), by=reader)


def print_all() -> None:
    """One file."""
    from assessments.exports.certificates import certificates_pdf, in_calling_order
    from assessments.models import Certificate

    pile = list(in_calling_order(Certificate.objects.select_related("province")))
    pdf = certificates_pdf(pile)
    if len(pile) != MANY or not pdf.startswith(b"%PDF"):
        raise SystemExit("The pile is not complete.")


def fetch(client: Any, address: str) -> Any:
    """One page; anything but a page stops the measurement."""
    response = client.get(address)
    if response.status_code != 200:
        raise SystemExit(f"{address} answered {response.status_code}")
    return response


def check_same_rows(ours: Any, floor: Any) -> None:
    """Both show the same cases in the same order, or the comparison means nothing."""
    found = [re.findall(r"<tbody>.*?</tbody>", text_of(one), re.DOTALL) for one in (ours, floor)]
    if not found[0] or found[0] != found[1]:
        raise SystemExit("The queue and its floor do not show the same rows.")


def check_same_cases(ours: Any, floor: Any) -> None:
    """Both show the same page, but for the tokens of its forms."""
    own = r'name="csrfmiddlewaretoken" value="\w+"|"X-CSRFToken": "\w+"|/floor/\d+/|/admin/assessments/assessment/\d+/change/'
    found = [re.sub(own, "", text_of(one)) for one in (ours, floor)]
    if len(found[0]) < 10_000 or found[0] != found[1]:
        raise SystemExit("A case and its floor are not the same page.")


def text_of(response: Any) -> str:
    """The page, unpacked."""
    import gzip

    packed = response.headers.get("Content-Encoding") == "gzip"
    return (gzip.decompress(response.content) if packed else response.content).decode()


# The floor

READY: dict[str, Any] = {}


def floor_page(request: Any) -> Any:
    """The queue's own template over rows of one statement; everything beside the rows is ready."""
    from django.contrib import admin
    from django.db import connection
    from django.template.response import TemplateResponse

    from assessments.models import Assessment

    if not READY:
        shown = admin.site._registry[Assessment].changelist_view(request)
        READY.update(context=shown.context_data, template=shown.template_name)
    with connection.cursor() as cursor:
        cursor.execute(FLOOR_SQL)
        rows = rows_of(cursor.fetchall())
    READY["context"]["cl"].result_list = rows
    return TemplateResponse(request, READY["template"], READY["context"])


def case_floor_page(request: Any, pk: int) -> Any:
    """The page of a case over rows of one statement; who may do what with it, and who assesses, is ready."""
    from django.contrib import admin
    from django.db import connection
    from django.template.response import TemplateResponse

    from assessments.admin.case import Case
    from assessments.models import Assessment

    key = f"case {pk}"
    if key not in READY:
        shown = admin.site._registry[Assessment].changeform_view(request, str(pk))
        READY[key] = (shown.template_name, shown.context_data)
    template, context = READY[key]
    with connection.cursor() as cursor:
        cursor.execute(CASE_SQL, [context["assessment"].kind, pk])
        rows = cursor.fetchall()
    asked, fresh = context["case"], Case(context["assessment"], request.user)
    for name in ("assignments", "mine", "steps", "may_manage", "candidates"):
        fresh.__dict__[name] = getattr(asked, name)
    fresh.__dict__["lines"] = lines_of(rows, context["assessment"])
    return TemplateResponse(request, template, {**context, "case": fresh})


def lines_of(rows: list[Any], case: Any) -> list[Any]:
    """The items of the case with wording and bands, as the page's own code takes them."""
    from assessments.admin.case import Line
    from assessments.items import Item
    from assessments.models import Criterion, Score, ScoreBand

    lines: dict[int, Any] = {}
    for key, own, text, committee, reason, returned, criterion, number, level, wording, typical, band, score, words in rows:
        if key not in lines:
            item = Criterion(pk=criterion, number=number, level=level, criteria_set=case.criteria_set)
            item._prefetched_objects_cache = {"bands": []}
            given = Score(
                pk=key, assessment=case, criterion=item, self_score=own, self_text=text, committee_score=committee,
                reason=reason, return_reason=returned,
            )  # fmt: skip
            given.wording, given.typical = wording, typical
            lines[key] = Line(Item(given))
        lines[key].item.criterion._prefetched_objects_cache["bands"].append(ScoreBand(pk=band, score=score, descriptor=words))
    return list(lines.values())


def rows_of(found: list[Any]) -> list[Any]:
    """The cases with their assessors, as the template takes them."""
    from assessments.models import AssessorAssignment
    from moralprovince.core.models import User

    cases: dict[int, Any] = {}
    for *row, assignment, done_at, assessor in found:
        case = cases.get(row[0]) or cases.setdefault(row[0], case_from(row))
        if assignment:
            case.held.append(AssessorAssignment(pk=assignment, done_at=done_at, assessor=User(pk=1, name=assessor)))
    return list(cases.values())


def case_from(row: list[Any]) -> Any:
    """One case of the statement."""
    from assessments.models import Assessment
    from networks.models import Organisation, ProgrammeYear

    key, kind, state, sent, own, recommended, body, name, year, fiscal_year = row
    case = Assessment(
        pk=key, kind=kind, state=state, submitted_on=sent, self_level=own, recommended_level=recommended, province_id="14",
        organisation=Organisation(pk=body, name=name), programme_year=ProgrammeYear(pk=year, fiscal_year=fiscal_year),
    )  # fmt: skip
    case.held = []  # type: ignore[attr-defined]
    return case


def addresses() -> list[Any]:
    """The portal's own, and the floor."""
    from django.urls import path

    from moralprovince.urls import urlpatterns

    return [path("floor/", floor_page), path("floor/<int:pk>/", case_floor_page), *urlpatterns]


if __name__ == "__main__":
    sys.exit(main())
