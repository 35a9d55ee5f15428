"""Floor 1: meetings; the office and the network's coordinator write, who is only invited reads the agenda."""

from __future__ import annotations

from moralprovince.core.signs import sign_of
from networks.actions.meetings import LETTER

SENT = {
    "networks:meeting-plan": lambda w: {"group": w["meeting_group"].pk, "held_on": "20/5/2570"},
    "networks:meeting-edit": lambda w: {"held_on": "2/4/2570"},
    "networks:meeting-step": lambda w: {"note": "เลื่อนไม่มีกำหนด"},
    "networks:meeting-certify": lambda w: {"certified_in": w["meeting"].pk},
    "networks:agenda-add": lambda w: {"section": "5", "title": "เรื่องใหม่"},
    "networks:meeting-invitation": lambda w: {
        "letter_number": "อย 0031/ว 9",
        "letter_on": "1/4/2570",
        "sign": sign_of(w["guest"], LETTER),
    },
    "networks:attendance": lambda w: {f"status-{w['listed'].pk}": "present"},
    "networks:attendance-other": lambda w: {"name": "นางแขก มาใหม่"},
    "networks:sign-in": lambda w: {"member": w["listed"].pk},
    "networks:minutes": lambda w: {"do": "save"},
    "networks:minutes-autosave": lambda w: {},
    "networks:resolution-edit": lambda w: {"text": "มติใหม่"},
    "networks:action-edit": lambda w: {"what": "ทำใหม่", "owner_name": "นายสมชาย"},
    "networks:action-step": lambda w: {"note": "เรียบร้อย"},
    "networks:agenda-edit": lambda w: {"section": "5", "title": "เรื่องที่แก้"},
}

#                                                            visit  cont neig coor offi admi farO farA root asse comm part nat
ROWS = """
GET  networks:meetings                                     : login  403  403  200  200  200  200  200  200  403  403  403  403
GET  networks:meetings-export ?format=xlsx                 : login  403  403  200  200  200  200  200  200  403  403  403  403
GET  networks:meetings-export ?format=csv                  : login  403  403  200  200  200  200  200  200  403  403  403  403
FORM networks:meeting-plan                                 : login  403  403  200  200  200  200  200  200  403  403  403  403
GET  networks:meeting {meeting.pk}                         : login  404  404  200  200  200  404  404  200  404  404  404  404
GET  networks:meeting {held.pk}                            : login  404  404  200  200  200  404  404  200  404  404  404  404
GET  networks:meeting {guest.pk}                           : login  404  404  200  200  200  404  404  200  404  404  404  404
FORM networks:meeting-edit {meeting.pk}                    : login  404  404  200  200  200  404  404  200  404  404  404  404
FORM networks:meeting-edit {guest.pk}                      : login  404  404  403  200  200  404  404  200  404  404  404  404
POST networks:meeting-step {meeting.pk} hold               : resume 404  404  302  302  302  404  404  302  404  404  404  404
POST networks:meeting-step {guest.pk} cancel               : resume 404  404  403  302  302  404  404  302  404  404  404  404
POST networks:meeting-step {meeting.pk} unhold             : resume 404  404  409  409  409  404  404  409  404  404  404  404
POST networks:meeting-step {meeting.pk} cancel             : resume 404  404  302  302  302  404  404  302  404  404  404  404
POST networks:meeting-step {meeting.pk} nonsense           : resume 404  404  404  404  404  404  404  404  404  404  404  404
POST networks:meeting-certify {held.pk}                    : resume 404  404  302  302  302  404  404  302  404  404  404  404
POST networks:meeting-certify {meeting.pk}                 : resume 404  404  409  409  409  404  404  409  404  404  404  404
FORM networks:agenda-add {meeting.pk}                      : login  404  404  200  200  200  404  404  200  404  404  404  404
FORM networks:agenda-edit {agenda_item.pk}                 : login  404  404  200  200  200  404  404  200  404  404  404  404
POST networks:agenda-move {agenda_item.pk}                 : resume 404  404  302  302  302  404  404  302  404  404  404  404
POST networks:agenda-remove {agenda_item.pk}               : resume 404  404  302  302  302  404  404  302  404  404  404  404

# Invitation and papers
FORM networks:meeting-invitation {meeting.pk}              : login  404  404  200  200  200  404  404  200  404  404  404  404
GET  networks:meeting-invitation {guest.pk}                : login  404  404  200  200  200  404  404  200  404  404  404  404
POST networks:meeting-invitation {guest.pk}                : resume 404  404  403  302  302  404  404  302  404  404  404  404
# Nobody who is invited has an account here.
POST networks:meeting-invite {meeting.pk}                  : resume 404  404  409  409  409  404  404  409  404  404  404  404
POST networks:meeting-invite {guest.pk}                    : resume 404  404  403  302  302  404  404  302  404  404  404  404
GET  networks:meeting-letter {meeting.pk}                  : login  404  404  200  200  200  404  404  200  404  404  404  404
GET  networks:meeting-letter {guest.pk}                    : login  404  404  200  200  200  404  404  200  404  404  404  404
GET  networks:meeting-ics {guest.pk}                       : login  404  404  200  200  200  404  404  200  404  404  404  404
GET  networks:minutes-paper {held.pk}                      : login  404  404  200  200  200  404  404  200  404  404  404  404
GET  networks:minutes-paper {guest.pk}                     : login  404  404  403  200  200  404  404  200  404  404  404  404

# Attendance, and the door
FORM networks:attendance {meeting.pk}                      : login  404  404  200  200  200  404  404  200  404  404  404  404
FORM networks:attendance {guest.pk}                        : login  404  404  403  200  200  404  404  200  404  404  404  404
GET  networks:attendance-export {held.pk} ?format=xlsx     : login  404  404  200  200  200  404  404  200  404  404  404  404
GET  networks:attendance-export {guest.pk} ?format=csv     : login  404  404  403  200  200  404  404  200  404  404  404  404
FORM networks:attendance-other {meeting.pk}                : login  404  404  200  200  200  404  404  200  404  404  404  404
POST networks:attendance-remove {other.pk}                 : resume 404  404  302  302  302  404  404  302  404  404  404  404
POST networks:attendance-remove {listed.pk}                : resume 404  404  409  409  409  404  404  409  404  404  404  404
GET  networks:door {joint.pk}                              : login  404  404  200  200  200  404  404  200  404  404  404  404
GET  networks:door {held.pk}                               : login  404  404  409  409  409  404  404  409  404  404  404  404
GET  networks:door {guest.pk}                              : login  404  404  403  200  200  404  404  200  404  404  404  404
POST networks:door-open {joint.pk}                         : resume 404  404  302  302  302  404  404  302  404  404  404  404
POST networks:door-open {held.pk}                          : resume 404  404  409  409  409  404  404  409  404  404  404  404
POST networks:door-close {joint.pk}                        : resume 404  404  302  302  302  404  404  302  404  404  404  404
GET  networks:sign-in {key}                                : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  networks:sign-in nonsense                             : 404    404  404  404  404  404  404  404  404  404  404  404  404
POST networks:sign-in {key}                                : 302    302  302  302  302  302  302  302  302  302  302  302  302

# Minutes and what they give somebody to do
FORM networks:minutes {held.pk}                            : login  404  404  200  200  200  404  404  200  404  404  404  404
FORM networks:minutes {guest.pk}                           : login  404  404  403  200  200  404  404  200  404  404  404  404
POST networks:minutes-autosave {held.pk}                   : resume 404  404  200  200  200  404  404  200  404  404  404  404
POST networks:minutes-autosave {guest.pk}                  : resume 404  404  403  200  200  404  404  200  404  404  404  404
GET  networks:minutes-state {held.pk}                      : login  404  404  200  200  200  404  404  200  404  404  404  404
GET  networks:minutes-state {guest.pk}                     : login  404  404  403  200  200  404  404  200  404  404  404  404
FORM networks:resolution-edit {action.resolution_id}       : login  404  404  200  200  200  404  404  200  404  404  404  404
FORM networks:action-edit {action.pk}                      : login  404  404  200  200  200  404  404  200  404  404  404  404
GET  networks:actions                                      : login  200  200  200  200  200  200  200  200  200  200  200  200
GET  networks:actions-export ?format=xlsx                  : login  200  200  200  200  200  200  200  200  200  200  200  200
GET  networks:actions-export ?format=csv                   : login  200  200  200  200  200  200  200  200  200  200  200  200
GET  networks:action {action.pk}                           : login  404  404  200  200  200  404  404  200  404  404  404  404
POST networks:action-step {action.pk} done                 : resume 404  404  302  302  302  404  404  302  404  404  404  404
POST networks:action-step {action.pk} reopen               : resume 404  404  409  409  409  404  404  409  404  404  404  404
POST networks:action-step {action.pk} nonsense             : resume 404  404  404  404  404  404  404  404  404  404  404  404
"""
