"""Floor 1: the register, imports, invitations, people and roles, years and networks."""

from __future__ import annotations

SENT = {
    "networks:organisations-export-begin": lambda w: {},
    "networks:invitation-sheets": lambda w: {"invitation": [w["invitation"].pk]},
    "networks:organisation-step": lambda w: {"note": "เหตุผล"},
}

#                                                            visit  cont neig coor offi admi farO farA root asse comm part nat
ROWS = """
GET  networks:organisations                                : login  200  200  200  200  200  200  200  200  200  200  200  200
GET  networks:organisations-export ?format=xlsx            : login  200  200  200  200  200  200  200  200  200  200  200  200
GET  networks:organisations-export ?format=csv             : login  200  200  200  200  200  200  200  200  200  200  200  200
GET  networks:organisations-export ?format=exe             : login  404  404  404  404  404  404  404  404  404  404  404  404
POST networks:organisations-export-begin ?format=csv       : resume 302  302  302  302  302  302  302  302  302  302  302  302
GET  export-work {job.pk}                                  : login  404  404  404  200  404  404  404  404  404  404  404  404
GET  networks:organisation {body.code}                     : login  200  404  200  200  200  404  404  200  404  404  404  404
GET  networks:organisation-history {body.code}             : login  200  404  200  200  200  404  404  200  404  404  404  404
FORM networks:organisation-add                             : login  403  403  403  200  200  200  200  200  403  403  403  403
FORM networks:organisation-edit {body.code}                : login  403  404  403  200  200  404  404  200  404  404  404  404
FORM networks:organisation-network {body.code}             : login  403  404  403  200  200  404  404  200  404  404  404  404
POST networks:organisation-step {body.pk} rest             : resume 403  404  403  302  302  404  404  302  404  404  404  404
# While its pledge is kept it cannot be withdrawn.
POST networks:organisation-step {body.pk} withdraw         : resume 403  404  403  409  409  404  404  409  404  404  404  404
POST networks:organisation-step {body.pk} wake             : resume 403  404  403  409  409  404  404  409  404  404  404  404
POST networks:organisation-step {body.pk} nonsense         : resume 404  404  404  404  404  404  404  404  404  404  404  404
GET  networks:subdistrict-options ?district=1401           : login  200  200  200  200  200  200  200  200  200  200  200  200
GET  networks:body-options ?parent=ทดสอบ                   : login  200  200  200  200  200  200  200  200  200  200  200  200
GET  networks:body-options ?organisation=ทดสอบ             : login  200  200  200  200  200  200  200  200  200  200  200  200

# Imports
GET  networks:imports                                      : login  403  403  403  200  200  200  200  200  403  403  403  403
FORM networks:import-begin                                 : login  403  403  403  200  200  200  200  200  403  403  403  403
GET  networks:import-template                              : login  403  403  403  200  200  200  200  200  403  403  403  403
GET  networks:import {run.pk}                              : login  404  404  404  200  200  404  404  200  404  404  404  404
GET  networks:import-report {run.pk}                       : login  404  404  404  200  200  404  404  200  404  404  404  404
FORM networks:import-columns {run.pk}                       : login  404  404  404  200  200  404  404  200  404  404  404  404
POST networks:import-confirm {run.pk}                      : resume 404  404  404  302  302  404  404  302  404  404  404  404
POST networks:import-again {run.pk}                        : resume 404  404  404  302  302  404  404  302  404  404  404  404
POST networks:import-discard {run.pk}                      : resume 404  404  404  302  302  404  404  302  404  404  404  404
POST networks:import-undo {run.pk}                         : resume 404  404  404  409  409  404  404  409  404  404  404  404

# Invitations
GET  networks:invitations                                  : login  403  403  403  200  200  200  200  200  403  403  403  403
GET  networks:invitations-export ?format=xlsx              : login  403  403  403  200  200  200  200  200  403  403  403  403
GET  networks:invitations-export ?format=csv               : login  403  403  403  200  200  200  200  200  403  403  403  403
FORM networks:invite                                       : login  403  403  403  200  200  200  200  200  403  403  403  403
FORM networks:invite ?organisation={body.code}             : login  403  403  403  200  200  200  200  200  403  403  403  403
FORM networks:invite-network {network.pk}                  : login  403  403  403  200  200  404  404  200  403  403  403  404
POST networks:invitation-sheets                            : resume 302  302  302  200  200  302  302  200  302  302  302  302
POST networks:invitation-renew {invitation.pk}             : resume 404  404  404  200  200  404  404  200  404  404  404  404
POST networks:invitation-resend {invitation.pk}            : resume 404  404  404  302  302  404  404  302  404  404  404  404
POST networks:invitation-revoke {invitation.pk}            : resume 404  404  404  302  302  404  404  302  404  404  404  404

# People and their roles
GET  networks:people                                       : login  403  403  403  403  200  403  200  200  403  403  403  403
GET  networks:people-export ?format=xlsx                   : login  403  403  403  403  200  403  200  200  403  403  403  403
GET  networks:people-export ?format=csv                    : login  403  403  403  403  200  403  200  200  403  403  403  403
GET  networks:person {person.pk}                           : login  404  404  404  200  200  404  404  200  404  404  404  404
FORM networks:person-edit {person.pk}                      : login  404  404  404  403  200  404  404  200  404  404  404  404
FORM networks:grant-add {person.pk}                        : login  404  404  404  403  200  404  404  200  404  404  404  404
FORM networks:grant-end {grant.pk}                         : login  404  404  404  404  200  404  404  200  404  404  404  404
POST networks:person-close {person.pk}                     : resume 404  404  404  403  302  404  404  302  404  404  404  404
POST networks:person-reopen {person.pk}                    : resume 404  404  404  403  409  404  404  409  404  404  404  404
POST networks:person-password-link {person.pk}             : resume 404  404  404  200  200  404  404  200  404  404  404  404
POST networks:person-second-factor {person.pk}             : resume 404  404  404  403  409  404  404  409  404  404  404  404

# Years and networks of the own province, named by year and code: an address says nothing of another one's
GET  networks:years                                        : login  403  403  403  403  200  403  200  200  403  403  403  403
FORM networks:year-add                                     : login  403  403  403  403  200  403  200  200  403  403  403  403
FORM networks:year-edit 2570                               : login  403  403  403  403  200  403  200  200  403  403  403  403
FORM networks:year-edit 2500                               : login  403  403  403  403  404  403  404  404  403  403  403  403
POST networks:year-work 2571                               : resume 403  403  403  403  302  403  302  302  403  403  403  403
FORM networks:network-add                                  : login  403  403  403  403  200  403  200  200  403  403  403  403
FORM networks:network-edit government                      : login  403  403  403  403  200  403  200  200  403  403  403  403
FORM networks:network-edit education                       : login  403  403  403  403  200  403  404  200  403  403  403  403
"""
