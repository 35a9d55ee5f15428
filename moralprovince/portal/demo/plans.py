"""What the demo's organisations promise and report: plans by network, read from one file."""

from __future__ import annotations

import datetime as dt
import functools
import json
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from networks.models import Organisation
from pledges.actions.pledges import CommitmentEntry, PledgeContent
from pledges.actions.reports import ProgressEntry, ReportContent
from pledges.models import Commitment, FollowUpReport, Progress

FOLDER = Path(__file__).resolve().parent.parent / "demo_data"
KINDS = {Organisation.Kind.ORGANISATION: "องค์กร", Organisation.Kind.COMMUNITY: "ชุมชน"}


@functools.cache
def plans() -> dict[str, Any]:
    """The file of plans."""
    return json.loads((FOLDER / "plans.json").read_text(encoding="utf-8"))


def plans_of(network: str) -> list[dict[str, Any]]:
    """Plans that suit a network; a network the file does not know borrows those of communities."""
    return plans()["networks"].get(network, plans()["networks"]["community"])


def declaration_of(organisation: Organisation, declared_on: dt.date, due_on: dt.date, chance: Random) -> PledgeContent:
    """A whole declaration with one to three commitments."""
    members = organisation.members or chance.randrange(20, 200)
    known = plans_of(organisation.network.code)
    chosen = chance.sample(known, k=min(len(known), chance.choice((1, 2, 2, 3))))
    return PledgeContent(
        text=plans()["declaration"].format(name=organisation.name, kind=KINDS[Organisation.Kind(organisation.kind)]),
        declared_on=declared_on,
        members=members,
        members_joined=members - chance.randrange(members // 4 + 1),
        commitments=[commitment(plan, organisation, due_on) for plan in chosen],
    )


def commitment(plan: dict[str, Any], organisation: Organisation, due_on: dt.date) -> CommitmentEntry:
    """One line of the plan table."""
    return CommitmentEntry(
        target_virtue_id=plan["virtue"],
        problem_to_solve=plan["problem"],
        good_to_do=plan["good"],
        activity=plan["activity"],
        indicator=plan["indicator"],
        baseline=Decimal(plan["baseline"]),
        target=Decimal(plan["target"]),
        unit=plan["unit"],
        due_on=due_on,
        budget=Decimal(plan["budget"]),
        responsible=organisation.contact_name or "คณะทำงานขององค์กร",
    )


def told(report: FollowUpReport, share: float, chance: Random) -> ReportContent:
    """What a report says when about that share of the way to the targets is done."""
    lines = [progress(line, share, chance) for line in report.pledge.commitments.all()]
    good = "ดำเนินงานตามข้อตกลงที่ให้ไว้ " + " ".join(line.words for line in lines if line.words)
    return ReportContent(
        summary=good.strip(),
        obstacles=chance.choice(plans()["obstacles"]),
        next_steps=chance.choice(plans()["next_steps"]),
        progress=lines,
    )


def progress(line: Commitment, share: float, chance: Random) -> ProgressEntry:
    """One commitment some way between its baseline and its target."""
    baseline = line.baseline or Decimal(0)
    reached = min(1.1, share * (0.8 + chance.random() * 0.4))
    actual = (baseline + (line.target - baseline) * Decimal(str(round(reached, 2)))).quantize(Decimal(1))
    plan = next((plan for plan in plans_of(line.pledge.organisation.network.code) if plan["activity"] == line.activity), {})
    return ProgressEntry(
        commitment_id=line.pk,
        actual=actual,
        status=Progress.Status.DONE if actual >= line.target else Progress.Status.UNDER_WAY,
        words=plan.get("words", ""),
        spent=((line.budget or Decimal(0)) * Decimal(str(round(min(1, reached), 2)))).quantize(Decimal(1)),
    )
