"""Floor 2's tables: declarations, commitments, rounds, follow-up reports, evidence."""

from .evidence import Evidence
from .pledges import Commitment, Pledge
from .reports import CallNote, Extension, FollowUpReport, Progress, Waiver
from .rounds import ReportRound

__all__ = [
    "CallNote",
    "Commitment",
    "Evidence",
    "Extension",
    "FollowUpReport",
    "Pledge",
    "Progress",
    "ReportRound",
    "Waiver",
]
