"""Floor 3's tables: criteria, assessments, review, results, coaching visits."""

from .assessments import Assessment, AssessmentCalendar, EvidenceUse, Score
from .criteria import (
    Certainty,
    CriteriaSet,
    Criterion,
    CriterionWording,
    Kind,
    Level,
    ScoreBand,
    YearCriteria,
)
from .results import (
    Appeal,
    AppealItem,
    Certificate,
    CommitteeSession,
    Decision,
    OutstandingAward,
    SessionCase,
)
from .review import AssessorAssignment, AssessorScore, ConflictOfInterest, ItemQuestion
from .visits import Visit, VisitAgreement, VisitMember, VisitPhoto

__all__ = [
    "Appeal",
    "AppealItem",
    "Assessment",
    "AssessmentCalendar",
    "AssessorAssignment",
    "AssessorScore",
    "Certainty",
    "Certificate",
    "CommitteeSession",
    "ConflictOfInterest",
    "CriteriaSet",
    "Criterion",
    "CriterionWording",
    "Decision",
    "EvidenceUse",
    "ItemQuestion",
    "Kind",
    "Level",
    "OutstandingAward",
    "Score",
    "ScoreBand",
    "SessionCase",
    "Visit",
    "VisitAgreement",
    "VisitMember",
    "VisitPhoto",
    "YearCriteria",
]
