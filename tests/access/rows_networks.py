"""Floor 1 at work: networks, working groups and who sits in them."""

from __future__ import annotations

DAYS = {"starts_on": "1/10/2569", "ends_on": ""}
SENT = {
    "networks:group-add": lambda w: {"whose": "subcommittee", "name": "คณะใหม่", **DAYS},
    "networks:group-edit": lambda w: {"name": "ชื่อใหม่", **DAYS},
    "networks:member-add": lambda w: {"post": "member", "name": "สมชาย ใจดี", **DAYS},
    "networks:member-edit": lambda w: {"post": "member", "name": "สมชาย ใจดี", **DAYS},
    "networks:network-rename": lambda w: {"name": "เครือข่ายชื่อใหม่", "from_year": "2570"},
    "networks:network-split": lambda w: {"name": "ใหม่", "code": "new", "since": "1/4/2570", "organisations": [w["body"].pk]},
    "networks:network-merge": lambda w: {"into": w["network"].pk, "since": "1/4/2570"},
    "networks:network-retire": lambda w: {"last_fiscal_year": "2570"},
    "networks:network-move": lambda w: {"up": "1"},
    "networks:person-hand-over": lambda w: {"to": "nobody@example.org"},
    "networks:person-forget": lambda w: {"note": "หนังสือที่ 1/2570", "sure": "on"},
    "networks:grant-lend": lambda w: {"email": "nobody@example.org", "ends_on": "30/4/2570"},
    "networks:member-end": lambda w: {"ends_on": "3/4/2570"},
}

#                                                            visit  cont neig coor offi admi farO farA root asse comm part nat
ROWS = """
GET  networks:networks                                     : login  403  403  200  200  200  200  200  200  403  403  403  403
GET  networks:networks ?coordinator=none                   : login  403  403  200  200  200  200  200  200  403  403  403  403
GET  networks:networks ?year=2569                          : login  403  403  200  200  200  200  200  200  403  403  403  403
GET  networks:networks ?year=2500                          : login  403  403  404  404  404  404  404  404  403  403  403  403
GET  networks:networks-export ?format=xlsx                 : login  403  403  200  200  200  200  200  200  403  403  403  403
GET  networks:networks-export ?format=csv                  : login  403  403  200  200  200  200  200  200  403  403  403  403
GET  networks:network government                           : login  403  403  200  200  200  200  200  200  403  403  403  403
GET  networks:network government ?year=2569                : login  403  403  200  200  200  200  200  200  403  403  403  403
GET  networks:network government ?year=2500                : login  403  403  404  404  404  404  404  404  403  403  403  403
GET  networks:network education                            : login  403  403  404  200  200  404  404  200  403  403  403  403

# Working groups: read by the office and by who follows the network, changed by the office
GET  networks:group {group.pk}                             : login  404  404  200  200  200  404  404  200  404  404  404  404
GET  networks:group-export {group.pk} ?format=xlsx         : login  404  404  200  200  200  404  404  200  404  404  404  404
GET  networks:group-export {group.pk} ?format=csv          : login  404  404  200  200  200  404  404  200  404  404  404  404
GET  file {group.order_file.pk}                            : login  404  404  200  200  200  404  404  200  404  404  404  404
FORM networks:group-add                                    : login  403  403  403  200  200  200  200  200  403  403  403  403
FORM networks:group-edit {group.pk}                        : login  404  404  403  200  200  404  404  200  404  404  404  404
FORM networks:member-add {group.pk}                        : login  404  404  403  200  200  404  404  200  404  404  404  404
FORM networks:member-edit {seat.pk}                        : login  404  404  403  200  200  404  404  200  404  404  404  404
FORM networks:member-end {seat.pk}                         : login  404  404  403  200  200  404  404  200  404  404  404  404
# Networks through the years: the administrator's, named by their code in the own province
FORM networks:network-rename government                    : login  403  403  403  403  200  403  200  200  403  403  403  403
FORM networks:network-split government                     : login  403  403  403  403  200  403  200  200  403  403  403  403
FORM networks:network-merge government                     : login  403  403  403  403  200  403  200  200  403  403  403  403
FORM networks:network-retire government                    : login  403  403  403  403  200  403  200  200  403  403  403  403
FORM networks:network-retire education                     : login  403  403  403  403  200  403  404  200  403  403  403  403
POST networks:network-move education                       : resume 403  403  403  403  302  403  404  302  403  403  403  403

# Handing over: the office, and a person herself to a colleague; a role is lent by the administrator
FORM networks:person-hand-over {person.pk}                 : login  200  404  404  200  200  404  404  200  404  404  404  404
FORM networks:person-forget {person.pk}                    : login  404  404  404  403  200  404  404  200  404  404  404  404
FORM networks:grant-lend {grant.pk}                        : login  404  404  404  404  200  404  404  200  404  404  404  404
POST networks:member-remove {seat.pk}                      : resume 404  404  403  302  302  404  404  302  404  404  404  404
"""
