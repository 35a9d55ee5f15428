"""The one explicit list of what spans the floors; nothing registers itself.

Each floor offers, where it has something to offer:
    due(day)                    obligations: who owes what by when, as querysets (reminders.py)
    still_open(obligation)      is that still owed? asked just before a message goes out
    told(obligation, …)         what a message may say of it to its reader, at the moment it goes out (reminders.Told);
                                told_each(obligations, day) says it of many at once
    post_about(bodies)          the outgoing messages about these bodies, as a condition on core.Message
    story(organisation, user, day)  its part of the one-page story: lines, what can be done now, files (core.story.Account)
    search(text, user, bodies)  hits of the search box (core.story.Hit); `bodies` are what networks.story.bodies_found finds
    search_more(text, user)     hits that take longer to find: a piece of its own, asked for once the others stand there
    late(user, day)             what is owed late, as one queryset whose only column is organisation_id (the register's filter)
    at_level(user, level)       bodies certified at a level, in the same way
    unpledged_in(user, year, day)  bodies she looks after that have no pledge of a year yet, in the same way
    ties(organisation)          sentences: why it cannot be withdrawn yet
    today(user, day)            what a person must do today (core.today.Job)
    days(user, province, first, last, network)  what stands in the calendar between two days, of one network or all
                                (core.days.DayLine); each from visible_to(user)
    statistics(...)             figures of a period for the summary; FIGURES says their words and lists (core.figures.Figure)
    beside_report(report, user, day)  what lies beside a report while it is filled in: (template, context), or None
    beside_paper(bodies, user, day)  the same for forms on paper, by the key of each body that has any (core.story.OnPaper)
    beside_visit(visit, user, day), beside_assessment(assessment, user, day)  the same beside a visit and an assessment
    beside_pictures(record, user, day)  the same below the pictures of an activity or a visit
    held_by(person, bodies)     what waits for her by her own name (core.holding.Held): a hand-over moves it to her successor
    DRAFTS                      which forms it keeps as drafts, and where what they are about lies (core.holding.DraftKind)
    entered_by(person)          what she entered, kind by kind (core.entered.Entered), for “what the portal keeps of me”
    forgets(traces, by)         what is removed when a person is forgotten (core.forgetting.Part), found by core.traces.Traces
    keeps(traces)               what stays with her name in it, and why (core.forgetting.Kept)
    merge(keep, drop, by=)      moves what hangs on an organisation to another; returns how to put it back (core.moving.Journal)
    parted(kept, dropped, since=, by=)  what is due once a merger of that moment was undone, beside all that was put back
    merging(keep, drop)         what that would do, told before it is confirmed (core.moving.Coming)
    coming(old)                 what of a year would be carried over into the next one (core.turning.Part)
    carry_over(old, new, chosen, by=)  carries it over; returns how to take it back (core.moving.Journal)
    year_added(year, by=)       gives a year that no turn led to what it cannot be begun without
    rests_on_turn(year)         sentences: why a turn to this year can no longer be undone
    still_open_of(year)         what of a closed year can still be finished (core.turning.Unfinished)
    left_undone(year)           what of it cannot be done any more once it is closed, in the same way
"""

from __future__ import annotations

from typing import Any

import assessments.floor
import lessons.floor
import networks.floor
import pledges.floor

FLOORS = (networks.floor, pledges.floor, assessments.floor, lessons.floor)


def each(name: str) -> list:
    """That function of every floor that has it, from the ground up."""
    return [getattr(floor, name) for floor in FLOORS if hasattr(floor, name)]


def fill_year(year: Any, *, by: Any) -> None:
    """What each floor gives a year that was added by hand."""
    for fill in each("year_added"):
        fill(year, by=by)
