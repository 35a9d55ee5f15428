"""Measures the planning of reminders over many expected reports: how many a second, how much memory, and that again adds 0."""

from __future__ import annotations

import datetime as dt
import sys
import time
from typing import Any

import common

DAY = dt.date(2027, 4, 7)


def main() -> int:
    """Fill, plan day after day, compare with planning by one get_or_create each; 1 where a demand does not hold."""
    asked = common.begin(__doc__ or "", ("--reports", {"type": int, "default": 50_000}))
    with common.scratch_database():
        common.say(f"{common.engine_name()}, {asked.reports:,} expected reports, each organisation with a contact of its own")
        common.fill_register(asked.reports)
        fill_reports()
        common.analyse()
        return measure(asked.reports)


def fill_reports() -> None:
    """An active pledge, a report due a week ago and a contact for every organisation; coordinators and officers."""
    from moralprovince.core.models import User
    from networks.models import Organisation, Province, RoleGrant, SectorNetwork
    from pledges.models import FollowUpReport, Pledge
    from tests.factories import ProgrammeYearFactory, coordinator_of, officer_of, role
    from tests.factories_pledges import ReportRoundFactory
    from tests.factories_portal import default_ladder

    province = Province.objects.get(pk="14")
    year = ProgrammeYearFactory(province=province)
    report_round = ReportRoundFactory(programme_year=year)
    default_ladder(province)
    officer_of(province)
    for network in SectorNetwork.objects.filter(province=province):
        coordinator_of(network)
    contact, since = role("contact"), dt.date(2021, 10, 1)
    for keys in chunks(list(Organisation.objects.values_list("pk", flat=True)), 5000):
        people = (User(email=f"c{key}@example.org", name=f"นายทดสอบ {key}", password="!") for key in keys)
        users = User.objects.bulk_create(people)
        pairs = list(zip(keys, users, strict=True))
        RoleGrant.objects.bulk_create(RoleGrant(user=u, role=contact, organisation_id=key, starts_on=since) for key, u in pairs)
        pledges = Pledge.objects.bulk_create(
            Pledge(organisation_id=key, programme_year=year, state="active", declared_on=since) for key in keys
        )
        FollowUpReport.objects.bulk_create(
            FollowUpReport(pledge=pledge, round=report_round, province=province, due_on=report_round.due_on)
            for pledge in pledges
        )


def chunks(keys: list[int], size: int) -> list[list[int]]:
    """Keys in portions."""
    return [keys[at : at + size] for at in range(0, len(keys), size)]


def measure(reports: int) -> int:
    """The seventh day after the due day, again, and five days later."""
    rows: list[list[Any]] = []
    before = common.peak_memory()
    first = timed(rows, "first run", DAY)
    again = timed(rows, "again", DAY)
    timed(rows, "the +14 rung, while +7 still waits", DAY + dt.timedelta(days=7))
    after = common.peak_memory()
    baseline = one_by_one(500)
    common.table(["run", "added", "seconds", "a second", "statements"], rows)
    common.say(f"one get_or_create each: {baseline:,.0f} a second")
    common.say(f"most memory: {before} MB before, {after} MB after")
    added, seconds = first
    held = [
        common.verdict("seconds to plan 5,000 messages", seconds / added * 5000, 1.0),
        common.verdict("added by the second run", again[0], 0),
        common.verdict("megabytes that planning took", after - before, 20),
        common.verdict("reports without their mail", reports - mails_of_contacts(), 0),
    ]
    return 0 if all(held) else 1


def mails_of_contacts() -> int:
    """Mails of the +7 rung to contacts."""
    from moralprovince.core.models import Message

    return Message.objects.filter(rung="+7", channel="email", obligation__startswith="report:").count()


def timed(rows: list[list[Any]], words: str, day: dt.date) -> tuple[int, float]:
    """One run of the planner."""
    from moralprovince.portal.planner import plan

    added: list[int] = []
    start = time.perf_counter()
    statements = common.queries_of(lambda: added.append(sum(plan(on=day).values())))
    seconds = time.perf_counter() - start
    rows.append([words, added[0], seconds, round(added[0] / seconds), statements])
    return added[0], seconds


def one_by_one(count: int) -> float:
    """The plain way, for comparison: one get_or_create for each message."""
    from django.db import transaction

    from moralprovince.core.models import Message

    start = time.perf_counter()
    with transaction.atomic():
        for number in range(count):
            Message.objects.get_or_create(dedupe_key=f"plain/{number}", defaults={"kind": "plain", "channel": "email"})
        transaction.set_rollback(True)
    return count / (time.perf_counter() - start)


if __name__ == "__main__":
    sys.exit(main())
