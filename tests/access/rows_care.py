"""Care for the register: likely duplicates, mergers, proposed changes, who cannot be reached."""

from __future__ import annotations

SENT = {
    "networks:duplicates-apart": lambda w: {"one": w["body"].code, "other": w["twin"].code},
    "networks:organisation-central": lambda w: {"central": "1"},
    "networks:central-export-begin": lambda w: {},
    "networks:unreached-export-begin": lambda w: {},
    "networks:central": lambda w: {"central": "1", "body": [w["body"].code]},
    "networks:propose": lambda w: {"name": w["body"].name, "phone": "0899999999"},
    "networks:proposal": lambda w: {"accepted": ["members"], "version": w["body"].version},
    "networks:proposal-withdraw": lambda w: {},
    "networks:merge-choose": lambda w: {"organisation": w["twin"].code},
}

#                                                            visit  cont neig coor offi admi farO farA root asse comm part nat
ROWS = """
GET  networks:care                                         : login  403  403  403  200  200  200  200  200  403  403  403  403
GET  networks:duplicates                                   : login  403  403  403  200  200  200  200  200  403  403  403  403
GET  networks:duplicates-export ?format=xlsx               : login  403  403  403  200  200  200  200  200  403  403  403  403
GET  networks:duplicates-export ?format=csv                : login  403  403  403  200  200  200  200  200  403  403  403  403
POST networks:duplicates-apart                             : resume 404  404  403  302  302  404  404  302  404  404  404  404
FORM networks:merge-choose {body.code}                     : login  403  404  403  200  200  404  404  200  404  404  404  404
FORM networks:merge {body.code} {twin.code}                : login  403  404  403  200  200  404  404  200  404  404  404  404
GET  networks:mergers                                      : login  403  403  403  200  200  200  200  200  403  403  403  403
GET  networks:mergers-export ?format=xlsx                  : login  403  403  403  200  200  200  200  200  403  403  403  403
GET  networks:mergers-export ?format=csv                   : login  403  403  403  200  200  200  200  200  403  403  403  403
POST networks:merger-undo {merger.pk}                      : resume 403  404  403  302  302  404  404  302  404  404  404  404
FORM networks:central                                      : login  403  403  403  200  200  200  200  200  403  403  403  403
GET  networks:central-export ?format=xlsx                  : login  403  403  403  200  200  200  200  200  403  403  403  403
GET  networks:central-export ?format=csv                   : login  403  403  403  200  200  200  200  200  403  403  403  403
POST networks:central-export-begin ?format=csv             : resume 403  403  403  302  302  302  302  302  403  403  403  403
POST networks:organisation-central {body.code}             : resume 403  404  403  302  302  404  404  302  404  404  404  404
GET  networks:proposals                                    : login  403  403  403  200  200  200  200  200  403  403  403  403
GET  networks:proposals-export ?format=xlsx                : login  403  403  403  200  200  200  200  200  403  403  403  403
GET  networks:proposals-export ?format=csv                 : login  403  403  403  200  200  200  200  200  403  403  403  403
FORM networks:proposal {proposal.pk}                       : login  403  404  403  200  200  404  404  200  404  404  404  404
POST networks:proposal-withdraw {proposal.pk}              : resume 302  404  403  403  403  404  404  403  404  404  404  404
FORM networks:propose {body.code}                          : login  200  404  200  403  403  404  404  403  404  404  404  404
GET  networks:unreached                                    : login  403  403  200  200  200  200  200  200  403  403  403  403
GET  networks:unreached-export ?format=xlsx                : login  403  403  200  200  200  200  200  200  403  403  403  403
GET  networks:unreached-export ?format=csv                 : login  403  403  200  200  200  200  200  200  403  403  403  403
POST networks:unreached-export-begin ?format=csv           : resume 403  403  302  302  302  302  302  302  403  403  403  403
# The code of an entry that became part of the body leads to it.
GET  networks:organisation {former.code}                   : login  302  404  302  302  302  404  404  302  404  404  404  404
"""
