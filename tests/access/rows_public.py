"""The roof: what everybody may read, with a log-in or without."""

from __future__ import annotations

SENT: dict = {}

#                                                            visit  cont neig coor offi admi farO farA root asse comm part nat
ROWS = """
GET  sectors                                               : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  sector {network.code}                                 : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  sector nothing                                        : 404    404  404  404  404  404  404  404  404  404  404  404  404
GET  members                                               : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  declared                                              : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  certified                                             : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  open-activities                                       : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  map                                                   : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  map ?of=declared                                      : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  contact                                               : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  accessibility                                         : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  sitemap                                               : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  robots                                                : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  share-picture                                         : 200    200  200  200  200  200  200  200  200  200  200  200  200
"""
