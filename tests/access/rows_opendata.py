"""The roof: open data for people and for programs; everybody is answered the same."""

from __future__ import annotations

SENT: dict = {}

#                                                            visit  cont neig coor offi admi farO farA root asse comm part nat
ROWS = """
GET  open-data                                             : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  open-data-set organisations                           : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  open-data-set nothing                                 : 404    404  404  404  404  404  404  404  404  404  404  404  404
GET  about-api                                             : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  open-data-catalogue                                   : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  open-data-file organisations csv                      : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  open-data-file organisations json                     : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  open-data-file pledges xlsx                           : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  open-data-file certificates csv                       : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  open-data-file activities csv                         : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  open-data-file lessons json                           : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  open-data-file stories json                           : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  open-data-file summaries csv                          : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  open-data-file organisations exe                      : 404    404  404  404  404  404  404  404  404  404  404  404  404
GET  open-data-api                                         : 404    404  404  404  404  404  404  404  404  404  404  404  404
GET  api-nothing nothing/stands/here                       : 404    404  404  404  404  404  404  404  404  404  404  404  404
GET  api-document                                          : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  api-rows organisations                                : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  api-rows pledges                                      : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  api-rows certificates                                 : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  api-rows activities                                   : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  api-rows lessons                                      : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  api-rows stories                                      : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  api-rows networks                                     : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  api-rows districts                                    : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  api-rows summaries                                    : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  api-rows organisations ?colour=red                    : 400    400  400  400  400  400  400  400  400  400  400  400  400
GET  api-rows nothing                                      : 404    404  404  404  404  404  404  404  404  404  404  404  404
GET  api-row organisations {body.code}                     : 200    200  200  200  200  200  404  404  200  200  200  200  200
GET  api-row pledges {draft.pk}                            : 404    404  404  404  404  404  404  404  404  404  404  404  404
GET  api-row lessons {lesson_proposed.pk}                  : 404    404  404  404  404  404  404  404  404  404  404  404  404
"""
