"""manage.py explain_level SET SCORE…: the level these scores reach, and every rule that keeps the next one away."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.translation import gettext as _

from assessments import references
from assessments.models import CriteriaSet, Kind
from assessments.scoring import Outcome, Rules, ScoresError, outcome_of
from assessments.sentences import sentence_of
from networks.models import Office


class Command(BaseCommand):
    """Works with the shipped set; an installation with one office uses the newest version that its province published."""

    help = "Says the level of a row of scores and what fails of the next one. Exit 2 where the scores do not fit the set."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The set, its scores in order, and who is assessed."""
        parser.add_argument("set", help="code of the criteria set, for example plan2")
        parser.add_argument("scores", nargs="*", type=int, metavar="SCORE")
        parser.add_argument("--kind", choices=list(Kind.values), default=Kind.ORGANISATION)
        parser.add_argument("--json", action="store_true", help="print one object instead of sentences")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the outcome."""
        rules, names = rules_and_names(options["set"], options["kind"])
        try:
            outcome = outcome_of(rules, options["scores"])
        except ScoresError as trouble:
            raise CommandError(str(trouble), returncode=2) from None
        name = names.get(outcome.level, _("not at a level yet"))
        if options["json"]:
            self.stdout.write(json.dumps(as_json(outcome, name), ensure_ascii=False))
            return
        self.stdout.write(_("Level %(level)s: %(name)s") % {"level": outcome.level, "name": name})
        for failure in outcome.failed:
            self.stdout.write(f"- {sentence_of(failure)}")


def rules_and_names(code: str, kind: str) -> tuple[Rules, dict[int, str]]:
    """The rules of a set and what its levels are called."""
    if found := stored(code):
        return found.rules(), {level.number: level.name_for(kind) for level in found.levels.all()}
    try:
        data = references.read(code)
    except KeyError:
        known = ", ".join(references.shipped())
        raise CommandError(f"there is no criteria set {code}; shipped are {known}", returncode=2) from None
    return references.rules_of(data), {level["number"]: level["names"][kind] for level in data["levels"]}


def stored(code: str) -> CriteriaSet | None:
    """The version to explain; None where the database holds none, also where there is no database to ask yet."""
    try:
        known = CriteriaSet.objects.published().offered_in(only_province()).filter(code=code)
        # Without one office the shipped version alone is left here.
        return known.with_rubric().order_by("-version", "-pk").first()
    except DatabaseError:
        return None


def only_province() -> str | None:
    """The province of the one office; where several offices work side by side, none of their versions speaks for the others."""
    provinces = list(Office.objects.values_list("province", flat=True)[:2])
    return provinces[0] if len(provinces) == 1 else None


def as_json(outcome: Outcome, name: str) -> dict[str, Any]:
    """The contract of the command."""
    return {"level": outcome.level, "name": name, "next": outcome.next, "failed": [asdict(one) for one in outcome.failed]}
