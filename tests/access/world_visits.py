"""Coaching visits in the small world: one to come, one recorded, one signed, with pictures and what was agreed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from assessments.models import Visit, VisitAgreement, VisitPhoto
from moralprovince.core.files import give_to
from moralprovince.core.models import StoredFile
from networks.models import Organisation
from tests.factories_visits import VisitAgreementFactory, VisitFactory, team_of

AHEAD, TOLD, SIGNED = dt.date(2027, 4, 3), dt.date(2027, 3, 20), dt.date(2026, 12, 1)


@dataclass
class Visits:
    """Who came to a body, and what was agreed."""

    visit_ahead: Visit
    visit_told: Visit
    visit_signed: Visit
    agreement: VisitAgreement
    agreement_done: VisitAgreement
    visit_photo: VisitPhoto


def visits_of(word: str, body: Organisation, picture: StoredFile) -> Visits:
    """All of it; everything carries the word of the body."""
    told = {
        "organisation": body, "found": f"พบ {word}", "strengths": f"แข็ง {word}", "wishes": f"หวัง {word}",
        "obstacles": f"ขัด {word}", "advice": f"แนะ {word}", "met_with": f"พบปะ {word}", "score_after": 7,
    }  # fmt: skip
    ahead = VisitFactory(organisation=body, planned_on=AHEAD)
    recorded = VisitFactory(**told, planned_on=TOLD, state="recorded")
    signed = VisitFactory(**told, planned_on=SIGNED, state="signed", body_signed_by=f"ลงนาม {word}")
    for one in (ahead, recorded, signed):
        team_of(one, f"ทีม {word}")
    open_now = VisitAgreementFactory(visit=signed, what=f"ตกลง {word}", who=f"คุณ{word}")
    done = VisitAgreementFactory(visit=recorded, what=f"ทำแล้ว {word}", done_on=TOLD, note=f"เล่า {word}")
    photo = VisitPhoto.objects.create(visit=ahead, file=picture, caption=f"ภาพ {word}")
    give_to(picture, photo)
    return Visits(ahead, recorded, signed, open_now, done, photo)
