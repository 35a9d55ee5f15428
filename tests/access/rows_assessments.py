"""Floor 3: self-assessments."""

from __future__ import annotations

SENT = {
    "assessments:assessments-export-begin": lambda w: {},
    "assessments:assessment-begin": lambda w: {"year": "2570"},
    "assessments:assessment-autosave": lambda w: {"version": w["own"].version, "s1-score": "2"},
    "assessments:assessment-evidence": lambda w: {"e1-url": "https://example.org/p"},
}

#                                                          visitor contact neighb coord offic admin far-officer
#                                                          far-admin root assessor committee
ROWS = """
GET  assessments:assessments                               : login  200  200  200  200  200  200  200  200  200  200
GET  assessments:assessments-export ?format=xlsx           : login  200  200  200  200  200  200  200  200  200  200
GET  assessments:assessments-export ?format=csv            : login  200  200  200  200  200  200  200  200  200  200
POST assessments:assessments-export-begin ?format=csv      : resume 302  302  302  302  302  302  302  302  302  302
GET  assessments:assessment-begin                          : login  200  200  200  200  200  200  200  200  200  200
FORM assessments:assessment-begin ?organisation={body.code} : login 200  404  200  200  200  404  404  200  404  404
FORM assessments:assessment-begin ?district={body.district_id} : login 403 403 403 200 200 404 404 200 403 403
FORM assessments:assessment-begin ?province={province.pk}  : login  403  403  403  200  200  404  404  200  403  403
GET  assessments:assessment {own.pk}                       : login  200  404  200  200  200  404  404  200  404  200
GET  assessments:assessment {case.pk}                      : login  200  404  200  200  200  404  404  200  200  200
GET  assessments:assessment-form {case.pk}                 : login  200  404  200  200  200  404  404  200  200  200
GET  assessments:assessment-form {own.pk} ?blank           : login  200  404  200  200  200  404  404  200  404  200
FORM assessments:assessment-fill {own.pk}                  : login  200  404  200  200  200  404  404  200  404  403
FORM assessments:assessment-paper {own.pk}                 : login  403  404  403  200  200  404  404  200  404  403
POST assessments:assessment-autosave {own.pk}              : resume 200  404  200  200  200  404  404  200  404  403
POST assessments:assessment-autosave {case.pk}             : resume 409  404  409  409  409  404  404  409  403  403
POST assessments:assessment-evidence {own.pk} 1            : resume 200  404  200  200  200  404  404  200  404  403
GET  assessments:evidence-file {own_use.pk}                : login  200  404  200  200  200  404  404  200  404  200
GET  assessments:evidence-file {case_use.pk}               : login  200  404  200  200  200  404  404  200  200  200
"""
