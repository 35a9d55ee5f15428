"""Floor 1: meetings; the office and the network's coordinator write, who is only invited reads the agenda."""

from __future__ import annotations

SENT = {
    "networks:meeting-plan": lambda w: {"group": w["group"].pk, "held_on": "20/5/2570"},
    "networks:meeting-edit": lambda w: {"held_on": "2/4/2570"},
    "networks:meeting-step": lambda w: {"note": "เลื่อนไม่มีกำหนด"},
    "networks:meeting-certify": lambda w: {"certified_in": w["meeting"].pk},
    "networks:agenda-add": lambda w: {"section": "5", "title": "เรื่องใหม่"},
    "networks:agenda-edit": lambda w: {"section": "5", "title": "เรื่องที่แก้"},
}

#                                                          visitor contact neigh coord off admin far-off far-ad root assess comm
ROWS = """
GET  networks:meetings                                     : login  403  403  200  200  200  200  200  200  403  403
GET  networks:meetings-export ?format=xlsx                 : login  403  403  200  200  200  200  200  200  403  403
GET  networks:meetings-export ?format=csv                  : login  403  403  200  200  200  200  200  200  403  403
FORM networks:meeting-plan                                 : login  403  403  200  200  200  200  200  200  403  403
GET  networks:meeting {meeting.pk}                         : login  404  404  200  200  200  404  404  200  404  404
GET  networks:meeting {held.pk}                            : login  404  404  200  200  200  404  404  200  404  404
GET  networks:meeting {guest.pk}                           : login  404  404  200  200  200  404  404  200  404  404
FORM networks:meeting-edit {meeting.pk}                    : login  404  404  200  200  200  404  404  200  404  404
FORM networks:meeting-edit {guest.pk}                      : login  404  404  403  200  200  404  404  200  404  404
POST networks:meeting-step {meeting.pk} hold               : resume 404  404  302  302  302  404  404  302  404  404
POST networks:meeting-step {guest.pk} cancel               : resume 404  404  403  302  302  404  404  302  404  404
POST networks:meeting-step {meeting.pk} unhold             : resume 404  404  409  409  409  404  404  409  404  404
POST networks:meeting-step {meeting.pk} cancel             : resume 404  404  302  302  302  404  404  302  404  404
POST networks:meeting-step {meeting.pk} nonsense           : resume 404  404  404  404  404  404  404  404  404  404
POST networks:meeting-certify {held.pk}                    : resume 404  404  302  302  302  404  404  302  404  404
POST networks:meeting-certify {meeting.pk}                 : resume 404  404  409  409  409  404  404  409  404  404
FORM networks:agenda-add {meeting.pk}                      : login  404  404  200  200  200  404  404  200  404  404
FORM networks:agenda-edit {agenda_item.pk}                 : login  404  404  200  200  200  404  404  200  404  404
POST networks:agenda-move {agenda_item.pk}                 : resume 404  404  302  302  302  404  404  302  404  404
POST networks:agenda-remove {agenda_item.pk}               : resume 404  404  302  302  302  404  404  302  404  404
"""
