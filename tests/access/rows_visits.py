"""Floor 3: coaching visits; the office plans and records, coordinators read, the contact signs and says what is done."""

from __future__ import annotations

SENT = {
    "assessments:visits-export-begin": lambda w: {},
    "assessments:agreements-export-begin": lambda w: {},
    "assessments:unvisited-export-begin": lambda w: {},
    "assessments:visit-plan": lambda w: {"organisation": w["body"].code, "planned_on": "20/5/2570", "others": "นายร่วมทีม"},
    "assessments:visit-edit": lambda w: {"planned_on": "21/5/2570", "others": "นายร่วมทีม", "version": w["visit_ahead"].version},
    "assessments:visit-record": lambda w: {"visited_on": "3/4/2570", "found": "พบ", "do": "save", "version": "1"},
    "assessments:visit-autosave": lambda w: {"found": "กำลังคุย", "version": "1"},
    # Without a picture the script is told at which field one is missing.
    "assessments:visit-picture": lambda w: {"e-caption": "ลานวัด"},
    "assessments:visit-sign": lambda w: {"team-name": "ก", "body-name": "ข", "version": "1"},
    "assessments:visit-step": lambda w: {"note": "ฝนตกหนัก"},
    "assessments:agreement-done": lambda w: {"done_on": "1/4/2570", "note": "เสร็จ"},
}

#                                                            visit  cont neig coor offi admi farO farA root asse comm part nat
ROWS = """
GET  assessments:visits                                    : login  200  200  200  200  200  200  200  200  403  200  403  403
GET  assessments:visits-export ?format=xlsx                : login  200  200  200  200  200  200  200  200  403  200  403  403
GET  assessments:visits-export ?format=csv                 : login  200  200  200  200  200  200  200  200  403  200  403  403
POST assessments:visits-export-begin ?format=csv           : resume 302  302  302  302  302  302  302  302  403  302  403  403
FORM assessments:visit-plan                                : login  403  403  403  200  200  200  200  200  403  403  403  403
GET  assessments:visit {visit_ahead.pk}                    : login  200  404  200  200  200  404  404  200  404  200  404  404
GET  assessments:visit {visit_told.pk}                     : login  200  404  200  200  200  404  404  200  404  200  404  404
GET  assessments:visit {visit_signed.pk}                   : login  200  404  200  200  200  404  404  200  404  200  404  404
FORM assessments:visit-edit {visit_ahead.pk}               : login  403  404  403  200  200  404  404  200  404  403  404  404
GET  assessments:visit-prepare {visit_ahead.pk}            : login  403  404  200  200  200  404  404  200  404  200  404  404
FORM assessments:visit-record {visit_ahead.pk}             : login  403  404  403  200  200  404  404  200  404  403  404  404
GET  assessments:visit-record {visit_signed.pk}            : login  403  404  403  409  409  404  404  409  404  403  404  404
POST assessments:visit-autosave {visit_ahead.pk}           : resume 403  404  403  200  200  404  404  200  404  403  404  404
POST assessments:visit-picture {visit_ahead.pk}            : resume 403  404  403  422  422  404  404  422  404  403  404  404
POST assessments:visit-picture-remove {visit_photo.pk}     : resume 403  404  403  302  302  404  404  302  404  403  404  404
POST assessments:visit-sign {visit_told.pk} team           : resume 403  404  403  302  302  404  404  302  404  403  404  404
POST assessments:visit-sign {visit_told.pk} body           : resume 302  404  403  302  302  404  404  302  404  403  404  404
POST assessments:visit-sign {visit_told.pk} nobody         : resume 404  404  404  404  404  404  404  404  404  404  404  404
POST assessments:visit-step {visit_ahead.pk} cancel        : resume 403  404  403  302  302  404  404  302  404  403  404  404
POST assessments:visit-step {visit_ahead.pk} resume        : resume 403  404  403  409  409  404  404  409  404  403  404  404
POST assessments:visit-step {visit_told.pk} unrecord       : resume 403  404  403  302  302  404  404  302  404  403  404  404
POST assessments:visit-step {visit_signed.pk} reopen       : resume 403  404  403  302  302  404  404  302  404  403  404  404
POST assessments:visit-step {visit_ahead.pk} nonsense      : resume 404  404  404  404  404  404  404  404  404  404  404  404

# What was agreed, and who was not visited
GET  assessments:agreements                                : login  200  200  200  200  200  200  200  200  403  200  403  403
GET  assessments:agreements-export ?format=xlsx            : login  200  200  200  200  200  200  200  200  403  200  403  403
GET  assessments:agreements-export ?format=csv             : login  200  200  200  200  200  200  200  200  403  200  403  403
POST assessments:agreements-export-begin ?format=csv       : resume 302  302  302  302  302  302  302  302  403  302  403  403
FORM assessments:agreement-done {agreement.pk}             : login  200  404  200  200  200  404  404  200  404  403  404  404
POST assessments:agreement-reopen {agreement_done.pk}      : resume 302  404  302  302  302  404  404  302  404  403  404  404
GET  assessments:unvisited                                 : login  403  403  200  200  200  200  200  200  403  200  403  403
GET  assessments:unvisited-export ?format=xlsx             : login  403  403  200  200  200  200  200  200  403  200  403  403
POST assessments:unvisited-export-begin ?format=csv        : resume 403  403  302  302  302  302  302  302  403  302  403  403
GET  assessments:unvisited-export ?format=csv              : login  403  403  200  200  200  200  200  200  403  200  403  403
"""
