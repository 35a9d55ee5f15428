"""Floor 2: pledges, rounds, reports, calls."""

from __future__ import annotations

SENT = {
    "pledges:pledges-export-begin": lambda w: {},
    "pledges:reports-export-begin": lambda w: {},
    "pledges:pledge-begin": lambda w: {"year": "2571"},
    "pledges:pledge-copy": lambda w: {"source": w["pledge"].pk, "version": w["draft"].version},
    "pledges:pledge-step": lambda w: {"note": "โปรดเพิ่มตัวชี้วัด"},
    "pledges:reports-accept": lambda w: {"report": [w["sent"].pk]},
    "pledges:report-step": lambda w: {"note": "โปรดเพิ่มภาพ"},
    "pledges:report-extend": lambda w: {"due_on": "30/04/2570", "reason": "น้ำท่วม"},
    "pledges:report-autosave": lambda w: {"version": w["late"].version, "summary": "ทำแล้ว"},
    "pledges:report-evidence": lambda w: {"e-url": "https://example.org/p"},
    "pledges:pledge-autosave": lambda w: {"version": w["draft"].version, "text": "เรา", "commitments-TOTAL_FORMS": "0"},
    "pledges:round-step": lambda w: {"note": "เปิดใหม่"},
}

#                                                            visit  cont neig coor offi admi farO farA root asse comm part nat
ROWS = """
GET  pledges:pledges                                       : login  200  200  200  200  200  200  200  200  200  200  200  200
GET  pledges:pledges-export ?format=xlsx                   : login  200  200  200  200  200  200  200  200  200  200  200  200
GET  pledges:pledges-export ?format=csv                    : login  200  200  200  200  200  200  200  200  200  200  200  200
POST pledges:pledges-export-begin ?format=csv              : resume 302  302  302  302  302  302  302  302  302  302  302  302
GET  pledges:pledge-blank                                  : login  200  200  200  200  200  200  200  200  200  200  200  200
FORM pledges:pledge-begin ?organisation={body.code}        : login  200  404  200  200  200  404  404  200  404  404  404  404
GET  pledges:pledge {pledge.pk}                            : login  200  404  200  200  200  404  404  200  404  404  404  404
GET  pledges:pledge-paper {pledge.pk}                      : login  200  404  200  200  200  404  404  200  404  404  404  404
FORM pledges:pledge-edit {draft.pk}                        : login  200  404  200  200  200  404  404  200  404  404  404  404
FORM pledges:pledge-discard {draft.pk}                     : login  200  404  200  200  200  404  404  200  404  404  404  404
GET  pledges:pledge-discard {declared.pk}                  : login  409  404  409  409  409  404  404  409  404  404  404  404
GET  pledges:pledge-edit {declared.pk}                     : login  409  404  409  200  200  404  404  200  404  404  404  404
POST pledges:pledge-autosave {draft.pk}                    : resume 200  404  200  200  200  404  404  200  404  404  404  404
# Lines that stand already are never written over.
POST pledges:pledge-copy {draft.pk}                        : resume 409  404  409  409  409  404  404  409  404  404  404  404
FORM pledges:pledge-signed-file {draft.pk}                 : login  200  404  200  200  200  404  404  200  404  404  404  404
# What was declared is printed, signed and scanned; once it is accepted, the office exchanges the sheet.
FORM pledges:pledge-signed-file {declared.pk}              : login  200  404  200  200  200  404  404  200  404  404  404  404
GET  pledges:pledge-signed-file {pledge.pk}                : login  409  404  409  200  200  404  404  200  404  404  404  404
POST pledges:pledge-step {draft.pk} declare                : resume 302  404  302  302  302  404  404  302  404  404  404  404
POST pledges:pledge-step {draft.pk} activate               : resume 403  404  403  409  409  404  404  409  404  404  404  404
POST pledges:pledge-step {declared.pk} activate            : resume 403  404  403  302  302  404  404  302  404  404  404  404
POST pledges:pledge-step {declared.pk} return              : resume 403  404  403  302  302  404  404  302  404  404  404  404
POST pledges:pledge-step {pledge.pk} end                   : resume 403  404  403  302  302  404  404  302  404  404  404  404
POST pledges:pledge-step {pledge.pk} nonsense              : resume 404  404  404  404  404  404  404  404  404  404  404  404

# Rounds
GET  pledges:rounds                                        : login  200  200  200  200  200  200  200  200  200  200  200  200
FORM pledges:round-add                                     : login  403  403  403  200  200  200  200  200  403  403  403  403
GET  pledges:round {round.pk}                              : login  200  200  200  200  200  404  404  200  200  200  200  404
FORM pledges:round-edit {round.pk}                         : login  403  403  403  200  200  404  404  200  403  403  403  404
POST pledges:round-step {round.pk} close                   : resume 403  403  403  302  302  404  404  302  403  403  403  404
POST pledges:round-step {planned.pk} open                  : resume 403  403  403  302  302  404  404  302  403  403  403  404
POST pledges:round-step {round.pk} reopen                  : resume 403  403  403  409  409  404  404  409  403  403  403  404
POST pledges:round-step {round.pk} nonsense                : resume 404  404  404  404  404  404  404  404  404  404  404  404

# Reports
GET  pledges:reports                                       : login  200  200  200  200  200  200  200  200  200  200  200  200
GET  pledges:reports-export ?format=xlsx                   : login  200  200  200  200  200  200  200  200  200  200  200  200
GET  pledges:reports-export ?format=csv                    : login  200  200  200  200  200  200  200  200  200  200  200  200
POST pledges:reports-export-begin ?format=csv              : resume 302  302  302  302  302  302  302  302  302  302  302  302
GET  pledges:report-forms                                  : login  200  200  200  200  200  200  200  200  403  403  403  403
GET  pledges:report {late.pk}                              : login  200  404  200  200  200  404  404  200  404  404  404  404
GET  pledges:report {sent.pk}                              : login  200  404  200  200  200  404  404  200  404  404  404  404
FORM pledges:report-fill {late.pk}                         : login  200  404  200  200  200  404  404  200  404  404  404  404
GET  pledges:report-fill {sent.pk}                         : login  302  404  302  302  302  404  404  302  404  404  404  404
POST pledges:report-autosave {late.pk}                     : resume 200  404  200  200  200  404  404  200  404  404  404  404
POST pledges:report-autosave {accepted.pk}                 : resume 409  404  409  409  409  404  404  409  404  404  404  404
POST pledges:report-evidence {late.pk}                     : resume 200  404  200  200  200  404  404  200  404  404  404  404
FORM pledges:report-file {late.pk}                         : login  403  404  403  200  200  404  404  200  404  404  404  404
GET  pledges:report-form {late.pk}                         : login  200  404  200  200  200  404  404  200  404  404  404  404
POST pledges:report-extend {late.pk}                       : resume 403  404  403  302  302  404  404  302  404  404  404  404
POST pledges:reports-accept                                : resume 302  302  302  302  302  302  302  302  302  302  302  302
POST pledges:report-step {sent.pk} accept                  : resume 403  404  403  302  302  404  404  302  404  404  404  404
POST pledges:report-step {sent.pk} return                  : resume 403  404  403  302  302  404  404  302  404  404  404  404
POST pledges:report-step {late.pk} accept                  : resume 403  404  403  409  409  404  404  409  404  404  404  404
POST pledges:report-step {accepted.pk} reopen              : resume 403  404  403  302  302  404  404  302  404  404  404  404
POST pledges:report-step {late.pk} waive                   : resume 403  404  403  302  302  404  404  302  404  404  404  404
POST pledges:report-step {late.pk} lift                    : resume 403  404  403  409  409  404  404  409  404  404  404  404
POST pledges:report-step {late.pk} nonsense                : resume 404  404  404  404  404  404  404  404  404  404  404  404

# Calls
GET  pledges:calls                                         : login  403  403  200  200  200  200  200  200  403  403  403  403
GET  pledges:calls-export ?format=xlsx                     : login  403  403  200  200  200  200  200  200  403  403  403  403
GET  pledges:calls-export ?format=csv                      : login  403  403  200  200  200  200  200  200  403  403  403  403
FORM pledges:call-note {late.pk}                           : login  404  404  200  200  200  404  404  200  404  404  404  404
"""
