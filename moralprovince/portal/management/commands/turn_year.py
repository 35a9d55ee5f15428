"""Takes a province to the next fiscal year: says what would come, does it, or takes it back within a day."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from moralprovince.core import thai
from moralprovince.core.errors import Refused
from moralprovince.portal.actions.year_turns import (
    Left,
    Outlook,
    first_read_only_day,
    next_year_of,
    outlook,
    turn_in_force,
    turn_year,
    undo_turn,
)
from moralprovince.portal.management.arguments import read_day
from moralprovince.portal.models import YearTurn
from networks.models import Office


class Command(BaseCommand):
    """`turn_year --province 14 [--to 2571] [--read-only-from 2027-10-01] [--dry-run] [--undo] [--json]`."""

    help = __doc__

    def add_arguments(self, parser: Any) -> None:
        """Which province and year, and whether it is only told."""
        parser.add_argument("--province", required=True)
        parser.add_argument("--to", type=int, help="the new fiscal year (Buddhist era); else the one after the working year")
        parser.add_argument("--read-only-from", type=read_day, help="the day the old year closes, YYYY-MM-DD")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done and write nothing")
        parser.add_argument("--undo", action="store_true", help="take the last turn back")
        parser.add_argument("--json", action="store_true", help="print JSON instead of lines")

    def handle(self, *args: Any, **options: Any) -> None:
        """Tell, turn, or take back."""
        office = Office.objects.select_related("province", "working_year").filter(pk=options["province"]).first()
        if office is None:
            raise CommandError(f"There is no office of province {options['province']}; run load_reference first.")
        try:
            with override("en"):
                told = self.undone(office, options) if options["undo"] else self.turned(office, options)
        except Refused as refusal:
            raise CommandError(str(refusal.sentence)) from refusal
        self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2) if options["json"] else "\n".join(lines(told)))

    def undone(self, office: Office, options: dict[str, Any]) -> dict[str, Any]:
        """Take the newest turn back; without one nothing is done."""
        turn = YearTurn.objects.filter(province=office.province_id, undone_at__isnull=True).first()
        if turn is None:
            return {"province": office.province_id, "undone": 0}
        if not options["dry_run"]:
            undo_turn(turn=turn, by=None)
        return {"province": office.province_id, "from": turn.from_year, "to": turn.to_year, "undone": turn.count}

    def turned(self, office: Office, options: dict[str, Any]) -> dict[str, Any]:
        """Tell what comes and do it, unless it was done already."""
        to_year = options["to"] or next_year_of(office, thai.today())
        view = outlook(office, to_year)
        day = options["read_only_from"] or first_read_only_day(view.old)
        told = as_data(office, view, day) | {"dry_run": options["dry_run"], "added": 0}
        if done := turn_in_force(office.province_id, to_year):
            return told | {"turn": done.pk, "done_already": True}
        if options["dry_run"]:
            return told
        turn = turn_year(office=office, to_year=to_year, read_only_from=day, chosen=None, by=None)
        return told | {"turn": turn.pk, "added": turn.count}


def as_data(office: Office, view: Outlook, day: dt.date) -> dict[str, Any]:
    """What comes, as JSON keeps it."""
    return {
        "province": office.province_id, "from": view.old.fiscal_year, "to": view.to_year, "read_only_from": str(day),
        "parts": [
            {
                "title": str(part.title), "count": part.count, "note": str(part.note),
                "rows": [
                    {"key": one.key, "what": str(one.what), "becomes": str(one.becomes), "count": one.count}
                    for one in part.proposals
                ],
            }
            for part in view.parts
        ],
        "left_undone": [as_line(one) for one in view.left_undone],
        "still_open": [as_line(one) for one in view.still_open],
    }  # fmt: skip


def as_line(one: Left) -> dict[str, Any]:
    """Something unfinished, as JSON keeps it."""
    return {"what": one.what, "count": one.count, "address": one.address}


def lines(told: dict[str, Any]) -> list[str]:
    """The same as lines; the last one says how many rows were added or changed."""
    if "undone" in told:
        return [f"undone {told['undone']}"]
    found = [f"turn {told['from']} to {told['to']}, {told['from']} read-only from {told['read_only_from']}"]
    found += [f"{part['title']} {part['count']}" for part in told["parts"]]
    found += [f"not finished and closed: {one['what']} {one['count']}" for one in told["left_undone"]]
    found += [f"still open: {one['what']} {one['count']}" for one in told["still_open"]]
    return [*found, *(["done already"] if told.get("done_already") else []), f"added {told['added']}"]
