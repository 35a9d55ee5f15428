"""Floor 1: activities and their plan; the coordinator keeps her network's activities, the office the plan of the year."""

from __future__ import annotations

SENT = {
    "networks:activity-plan": lambda w: {"whose": f"network:{w['network'].code}", "name": "กิจกรรมใหม่", "held_on": "20/5/2570"},
    "networks:activity-edit": lambda w: {
        "whose": f"network:{w['network'].code}", "name": "กิจกรรมที่แก้", "held_on": "21/5/2570",
    },
    "networks:activity-record": lambda w: {"held_on": "1/3/2570", "people": "120", "result": "สำเร็จด้วยดี"},
    "networks:activity-step": lambda w: {"note": "เลื่อนไม่มีกำหนด"},
    "networks:activity-photo-add": lambda w: {},
    "networks:plan-line-add": lambda w: {"network": w["network"].code, "name": "ตามแผน", "times": "3", "months": ["1", "7"]},
    "networks:plan-line-edit": lambda w: {"network": w["network"].code, "name": "แก้แผน", "times": "4"},
    "networks:plan-import": lambda w: {},
    "networks:work-add": lambda w: {"what": "งานร่วมใหม่", "lead": "center"},
    "networks:work-edit": lambda w: {"what": "งานร่วมที่แก้", "lead": "office"},
}  # fmt: skip

#                                                            visit  cont neig coor offi admi farO farA root asse comm part nat
ROWS = """
GET  networks:activities                                   : login  403  403  200  200  200  200  200  200  403  403  403  403
GET  networks:activities-export ?format=xlsx               : login  403  403  200  200  200  200  200  200  403  403  403  403
GET  networks:activities-export ?format=csv                : login  403  403  200  200  200  200  200  200  403  403  403  403
FORM networks:activity-plan                                : login  403  403  200  200  200  200  200  200  403  403  403  403
GET  networks:activity {to_come.pk}                        : login  404  404  200  200  200  404  404  200  404  404  404  404
GET  networks:activity {done.pk}                           : login  404  404  200  200  200  404  404  200  404  404  404  404
FORM networks:activity-edit {to_come.pk}                   : login  404  404  200  200  200  404  404  200  404  404  404  404
GET  networks:activity-edit {done.pk}                      : login  404  404  409  409  409  404  404  409  404  404  404  404
FORM networks:activity-record {over.pk}                    : login  404  404  200  200  200  404  404  200  404  404  404  404
FORM networks:activity-photo-add {done.pk}                 : login  404  404  200  200  200  404  404  200  404  404  404  404
POST networks:activity-photo-agree {photo.pk}              : resume 404  404  302  302  302  404  404  302  404  404  404  404
POST networks:activity-photo-remove {photo.pk}             : resume 404  404  302  302  302  404  404  302  404  404  404  404
POST networks:activity-step {to_come.pk} cancel            : resume 404  404  302  302  302  404  404  302  404  404  404  404
POST networks:activity-step {to_come.pk} unrecord          : resume 404  404  409  409  409  404  404  409  404  404  404  404
POST networks:activity-step {done.pk} unrecord             : resume 404  404  302  302  302  404  404  302  404  404  404  404
POST networks:activity-step {to_come.pk} resume            : resume 404  404  409  409  409  404  404  409  404  404  404  404
POST networks:activity-step {to_come.pk} nonsense          : resume 404  404  404  404  404  404  404  404  404  404  404  404

# The plan of a year
GET  networks:plan                                         : login  403  403  200  200  200  200  200  200  403  403  403  403
GET  networks:network-plan {network.code} ?year=2570       : login  404  404  200  200  200  200  200  200  404  404  404  404
GET  networks:body-activities {body.code}                  : login  200  404  200  200  200  404  404  200  404  404  404  404
GET  networks:plan-export ?format=xlsx                     : login  403  403  200  200  200  200  200  200  403  403  403  403
GET  networks:plan-export ?format=csv                      : login  403  403  200  200  200  200  200  200  403  403  403  403
FORM networks:plan-import                                  : login  403  403  403  200  200  200  200  200  403  403  403  403
# Whoever chose a workbook looks at it, nobody else.
GET  networks:plan-import-look {lose.pk}                   : login  403  403  403  404  404  404  404  404  403  403  403  403
POST networks:plan-import-look {lose.pk}                   : resume 403  403  403  404  404  404  404  404  403  403  403  403
FORM networks:plan-line-add                                : login  403  403  403  200  200  200  200  200  403  403  403  403
FORM networks:plan-line-edit {line.pk}                     : login  404  404  403  200  200  404  404  200  404  404  404  404
POST networks:plan-line-remove {unused_line.pk}            : resume 404  404  403  302  302  404  404  302  404  404  404  404
POST networks:plan-line-remove {line.pk}                   : resume 404  404  403  409  409  404  404  409  404  404  404  404

# The joint work plan
GET  networks:work-plan                                    : login  403  403  403  200  200  200  200  200  403  403  403  403
GET  networks:work-plan-export ?format=xlsx                : login  403  403  403  200  200  200  200  200  403  403  403  403
GET  networks:work-plan-export ?format=csv                 : login  403  403  403  200  200  200  200  200  403  403  403  403
FORM networks:work-add                                     : login  403  403  403  200  200  200  200  200  403  403  403  403
FORM networks:work-edit {work.pk}                          : login  404  404  404  200  200  404  404  200  404  404  404  404
POST networks:work-done {work.pk}                          : resume 404  404  404  302  302  404  404  302  404  404  404  404
POST networks:work-reopen {work.pk}                        : resume 404  404  404  302  302  404  404  302  404  404  404  404
POST networks:work-remove {work.pk}                        : resume 404  404  404  302  302  404  404  302  404  404  404  404
"""
