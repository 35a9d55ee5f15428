"""What comes of assessments in the small world: a certificate, a decision to appeal against, appeals in each state."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from assessments.actions.certificates import issue
from assessments.models import Appeal, AppealItem, Assessment, Certificate, Decision
from moralprovince.core.models import User
from networks.models import Organisation
from tests.factories import ProgrammeYearFactory, holder_of
from tests.factories_assessments import AssessmentFactory

DECIDED, FILED, DUE = dt.date(2027, 3, 25), dt.date(2027, 3, 29), dt.date(2027, 5, 14)


@dataclass
class Results:
    """Whatever hangs on the certified cases of one body."""

    certificate: Certificate
    certified: Assessment
    appeal: Appeal
    opened: Appeal
    answered: Appeal
    looker: User


def certified(body: Organisation, year: int) -> Assessment:
    """A case that was certified a few days ago."""
    programme_year = ProgrammeYearFactory(province=body.province, fiscal_year=year)
    case = AssessmentFactory(organisation=body, programme_year=programme_year, state="certified", scores=[3] * 9)
    Decision.objects.filter(assessment=case).update(resolved_on=DECIDED)
    return case


def appealed(body: Organisation, year: int, word: str, person: User, **fields: Any) -> Appeal:
    """An appeal against the first item."""
    case = certified(body, year)
    appeal = Appeal.objects.create(
        assessment=case, decision=case.decisions.get(), reason=f"ขออุทธรณ์ {word}", filed_on=FILED, filed_by=person,
        on_behalf_of=f"ป้า{word}", answer_due_on=DUE, **fields,
    )  # fmt: skip
    AppealItem.objects.create(appeal=appeal, score=case.scores.first(), reason=f"เหตุผล {word}", answer=f"พิจารณาแล้ว {word}")
    return appeal


def looker_of(body: Organisation) -> User:
    """An assessor of the province who has never looked at anything."""
    email = f"looker.{body.province_id}@example.org"
    found = User.objects.filter(email=email).first()
    return found or holder_of("assessor", province=body.province, user=User.objects.create_user(email, name="นางสาวพิจารณาใหม่"))


def results_of(word: str, body: Organisation, person: User, officer: User) -> Results:
    """All of it for one body."""
    case = certified(body, 2571)
    (certificate,) = issue(assessments=[case], issued_on=FILED, by=officer)
    answer = {"answer": f"คำตอบ {word}", "answered_on": FILED, "answered_by": officer}
    return Results(
        certificate=certificate,
        certified=certified(body, 2568),
        appeal=appealed(body, 2567, word, person),
        opened=appealed(body, 2566, word, person, state="in_review", assessor=looker_of(body)),
        answered=appealed(body, 2565, word, person, state="dismissed", **answer),
        looker=looker_of(body),
    )
