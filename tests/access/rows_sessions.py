"""Floor 3: sessions of the sub-committee and what comes of them; members read, the office writes."""

from __future__ import annotations

from assessments.actions.sessions import FIELDS
from moralprovince.core.signs import sign_of

SENT = {
    "assessments:session-add": lambda w: {"number": "9/2571", "held_on": "1/4/2570"},
    "assessments:session-edit": lambda w: {"number": "1/2571", "held_on": "2/4/2570", "sign": sign_of(w["sitting"], FIELDS)},
    "assessments:session-step": lambda w: {"note": "ลืมหนึ่งเรื่อง"},
    "assessments:session-waiting": lambda w: {"assessment": [1]},
    "assessments:session-certify": lambda w: {
        "case": [w["sitting_case"].pk],
        "resolution": "1/2571",
        "resolved_on": "1/4/2570",
    },
    "assessments:case-decide": lambda w: {"level": "3", "resolution": "1/2571", "resolved_on": "1/4/2570"},
    "assessments:case-stand-back": lambda w: {"name": "นายกิตติ"},
    "assessments:case-stand-back-undo": lambda w: {"out": "นายกิตติ"},
    "assessments:outstanding": lambda w: {"resolution": "1/2571", "resolved_on": "1/4/2570"},
    "assessments:outstanding-back": lambda w: {"note": "เลือกผิดแห่ง"},
}

#                                                          visitor contact neighb coord offic admin far-officer
#                                                          far-admin root assessor committee
ROWS = """
GET  assessments:sessions                                  : login  403  403  403  200  200  200  200  200  403  200  403  403
FORM assessments:session-add                               : login  403  403  403  200  200  200  200  200  403  403  403  403
GET  assessments:results                                   : login  403  403  403  200  200  200  200  200  403  200  403  403
GET  assessments:results-export ?format=xlsx               : login  403  403  403  200  200  200  200  200  403  200  403  403
GET  assessments:results-export ?format=csv&year=2564      : login  403  403  403  200  200  200  200  200  403  200  403  403
POST assessments:results-step send_up ?year=2564           : resume 403  403  403  302  302  302  302  302  403  403  403  403
FORM assessments:outstanding community ?year=2564          : login  403  403  403  200  200  200  200  200  403  403  403  403
POST assessments:outstanding-back {award.pk}               : resume 403  403  403  302  302  404  404  302  403  403  403  403
GET  assessments:session {sitting.pk}                      : login  404  404  404  200  200  404  404  200  404  200  404  404
FORM assessments:session-edit {sitting.pk}                 : login  404  404  404  200  200  404  404  200  404  403  404  404
POST assessments:session-step {sitting.pk} close           : resume 404  404  404  302  302  404  404  302  404  403  404  404
POST assessments:session-step {sitting.pk} open            : resume 404  404  404  409  409  404  404  409  404  403  404  404
FORM assessments:session-waiting {sitting.pk}              : login  404  404  404  200  200  404  404  200  404  403  404  404
POST assessments:session-sort {sitting.pk}                 : resume 404  404  404  302  302  404  404  302  404  403  404  404
FORM assessments:session-certify {sitting.pk}              : login  404  404  404  200  200  404  404  200  404  403  404  404
GET  assessments:session-results {sitting.pk} ?format=xlsx : login  404  404  404  200  200  404  404  200  404  200  404  404
GET  assessments:session-letters {sitting.pk}              : login  404  404  404  200  200  404  404  200  404  403  404  404
GET  assessments:session-letters-print {sitting.pk} ?day=1/4/2570 : login 404 404 404 200 200 404 404 200 404 403 404 404
GET  assessments:session-case {sitting_case.pk}            : login  404  404  404  200  200  404  404  200  404  200  404  404
POST assessments:case-decide {sitting_case.pk}             : resume 404  404  404  302  302  404  404  302  404  403  404  404
POST assessments:case-move {sitting_case.pk}               : resume 404  404  404  302  302  404  404  302  404  403  404  404
POST assessments:case-remove {sitting_case.pk}             : resume 404  404  404  302  302  404  404  302  404  403  404  404
POST assessments:case-stand-back {sitting_case.pk}         : resume 404  404  404  302  302  404  404  302  404  403  404  404
POST assessments:case-stand-back-undo {sitting_case.pk}    : resume 404  404  404  302  302  404  404  302  404  403  404  404
"""
