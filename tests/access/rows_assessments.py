"""Floor 3: self-assessments, certificates and their public check, appeals, the days of the year."""

from __future__ import annotations

SENT = {
    "assessments:assessments-export-begin": lambda w: {},
    "assessments:assessment-begin": lambda w: {"year": "2570"},
    "assessments:assessment-autosave": lambda w: {"version": w["own"].version, "s1-score": "2"},
    "assessments:assessment-evidence": lambda w: {"e1-url": "https://example.org/p"},
    "assessments:question-answer": lambda w: {"answer": "ทุกวันศุกร์"},
    "assessments:certificate-step": lambda w: {"note": "เปลี่ยนชื่อ"},
    "assessments:appeal-take-up": lambda w: {"assessor": w["looker"].pk},
}

#                                                          visitor contact neighb coord offic admin far-officer
#                                                          far-admin root assessor committee
ROWS = """
GET  assessments:assessments                               : login  200  200  200  200  200  200  200  200  200  200  200  200
GET  assessments:assessments-export ?format=xlsx           : login  200  200  200  200  200  200  200  200  200  200  200  200
GET  assessments:assessments-export ?format=csv            : login  200  200  200  200  200  200  200  200  200  200  200  200
POST assessments:assessments-export-begin ?format=csv      : resume 302  302  302  302  302  302  302  302  302  302  302  302
GET  assessments:comparison                                : login  200  200  200  200  200  200  200  200  200  200  200  200
GET  assessments:over-years {body.code}                    : login  200  404  200  200  200  404  404  200  404  404  404  404
GET  assessments:assessment-begin                          : login  200  200  200  200  200  200  200  200  200  200  200  200
FORM assessments:assessment-begin ?organisation={body.code} : login 200  404  200  200  200  404  404  200  404  404  404  404
FORM assessments:assessment-begin ?district={body.district_id} : login 403 403 403 200 200 404 404 200 403 403 403 404
FORM assessments:assessment-begin ?province={province.pk}  : login  403  403  403  200  200  404  404  200  403  403  403  404
GET  assessments:assessment {own.pk}                       : login  200  404  200  200  200  404  404  200  404  200  404  404
GET  assessments:assessment {case.pk}                      : login  200  404  200  200  200  404  404  200  200  200  404  404
GET  assessments:assessment-form {case.pk}                 : login  200  404  200  200  200  404  404  200  200  200  404  404
GET  assessments:assessment-form {own.pk} ?blank           : login  200  404  200  200  200  404  404  200  404  200  404  404
FORM assessments:assessment-fill {own.pk}                  : login  200  404  200  200  200  404  404  200  404  403  404  404
FORM assessments:assessment-paper {own.pk}                 : login  403  404  403  200  200  404  404  200  404  403  404  404
POST assessments:assessment-autosave {own.pk}              : resume 200  404  200  200  200  404  404  200  404  403  404  404
POST assessments:assessment-autosave {case.pk}             : resume 409  404  409  409  409  404  404  409  403  403  404  404
POST assessments:assessment-evidence {own.pk} 1            : resume 200  404  200  200  200  404  404  200  404  403  404  404
POST assessments:question-answer {asked.pk}                : resume 302  404  302  302  302  404  404  302  403  403  404  404
GET  assessments:evidence-file {own_use.pk}                : login  200  404  200  200  200  404  404  200  404  200  404  404
GET  assessments:evidence-file {case_use.pk}               : login  200  404  200  200  200  404  404  200  200  200  404  404

# Certificates: the office issues and prints the pile, a body its own; anybody checks one.
GET  assessments:check                                     : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  assessments:check-code {certificate.check_code}       : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  assessments:check-code abcd                           : 404    404  404  404  404  404  404  404  404  404  404  404  404
GET  assessments:certificates                              : login  200  200  200  200  200  200  200  200  200  200  200  200
GET  assessments:certificates-export ?format=xlsx          : login  200  200  200  200  200  200  200  200  200  200  200  200
GET  assessments:certificates-export ?format=csv           : login  200  200  200  200  200  200  200  200  200  200  200  200
GET  assessments:certificates-print                        : login  403  403  403  200  200  200  200  200  403  403  403  403
GET  assessments:certificates-calling                      : login  403  403  403  200  200  200  200  200  403  403  403  403
FORM assessments:certificates-issue ?year=2568             : login  403  403  403  200  200  200  200  200  403  403  403  403
GET  assessments:certificate {certificate.pk}              : login  200  404  200  200  200  404  404  200  404  200  404  404
GET  assessments:certificate-pdf {certificate.pk}          : login  200  404  200  200  200  404  404  200  404  403  404  404
POST assessments:certificate-step {certificate.pk} replace : resume 403  404  403  302  302  404  404  302  404  403  404  404
POST assessments:certificate-step {certificate.pk} revoke  : resume 403  404  403  302  302  404  404  302  404  403  404  404
POST assessments:certificate-step {certificate.pk} lend    : resume 404  404  404  404  404  404  404  404  404  404  404  404

# Appeals
GET  assessments:appeals                                   : login  200  200  200  200  200  200  200  200  200  200  200  200
GET  assessments:appeals-export ?format=xlsx               : login  200  200  200  200  200  200  200  200  200  200  200  200
GET  assessments:appeals-export ?format=csv                : login  200  200  200  200  200  200  200  200  200  200  200  200
FORM assessments:appeal-file {certified.pk}                : login  200  404  200  200  200  404  404  200  404  403  404  404
GET  assessments:appeal-file {case.pk}                     : login  409  404  409  409  409  404  404  409  403  403  404  404
GET  assessments:appeal-file {appeal.assessment_id}        : login  409  404  409  409  409  404  404  409  404  403  404  404
GET  assessments:appeal {appeal.pk}                        : login  200  404  200  200  200  404  404  200  404  200  404  404
GET  assessments:appeal {answered.pk}                      : login  200  404  200  200  200  404  404  200  404  200  404  404
FORM assessments:appeal-take-up {appeal.pk}                : login  403  404  403  200  200  404  404  200  404  403  404  404
POST assessments:appeal-take-up {appeal.pk}                : resume 403  404  403  302  302  404  404  302  404  403  404  404
GET  assessments:appeal-take-up {opened.pk}                : login  403  404  403  409  409  404  404  409  404  403  404  404
FORM assessments:appeal-look {opened.pk}                   : login  403  404  403  200  200  404  404  200  404  403  404  404
FORM assessments:appeal-answer {opened.pk}                 : login  403  404  403  200  200  404  404  200  404  403  404  404
GET  assessments:appeal-letter {answered.pk}               : login  200  404  200  200  200  404  404  200  404  403  404  404
GET  assessments:appeal-letter {appeal.pk}                 : login  409  404  409  409  409  404  404  409  404  403  404  404
# Conflicts of interest: the office for all of them, assessors and members of the sub-committee their own.
FORM assessments:conflicts                                 : login  403  403  403  200  200  200  200  200  200  200  403  403
POST assessments:conflict-lift {conflict.pk}               : resume 404  404  404  302  302  404  404  302  404  404  404  404
FORM assessments:calendar 2570                             : login  403  403  403  200  200  200  200  200  403  403  403  403
"""
