"""Floor 4: lessons; visitors read what is published, a body and its coordinator write, the office publishes."""

from __future__ import annotations

SENT = {
    "lessons:lessons-export-begin": lambda w: {},
    "lessons:lesson-book-begin": lambda w: {},
    "lessons:lesson-begin": lambda w: {"method": "aar", "title": "วัดสะอาดด้วยมือเรา"},
    "lessons:lesson-write": lambda w: {"title": "วัดสะอาด", "do": "save", "version": w["lesson_draft"].version},
    "lessons:lesson-autosave": lambda w: {"title": "กำลังเขียน", "version": "1"},
    # Without a picture the script is told at which field one is missing.
    "lessons:lesson-picture": lambda w: {"e-caption": "ลานวัด"},
    "lessons:sitting-open": lambda w: {},
    "lessons:sitting-sort": lambda w: {"card": f"{w['card'].pk}:1", "heap": "ลานวัด", "do": "lay"},
    "lessons:sitting-take": lambda w: {},
    "lessons:sitting-close": lambda w: {},
    "lessons:sit": lambda w: {"question": "expected", "text": "อยากให้วัดสะอาด", "key": "0123456789"},
    "lessons:sit-code": lambda w: {"code": "ABCDEFG"},
    "lessons:lesson-step": lambda w: {"note": "โปรดเติมผล", "version": "1"},
    "lessons:consent-back": lambda w: {},
}

#                                                            visit  cont neig coor offi admi farO farA root asse comm part nat
ROWS = """
GET  lessons:lessons                                       : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  lessons:lessons-export ?format=xlsx                   : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  lessons:lessons-export ?format=csv                    : 200    200  200  200  200  200  200  200  200  200  200  200  200
POST lessons:lessons-export-begin ?format=csv              : resume 302  302  302  302  302  302  302  302  302  302  302  302
GET  lessons:lesson {lesson_published.pk}                  : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  lessons:lesson {lesson_draft.pk}                      : 404    200  404  200  200  200  404  404  200  404  404  404  404
GET  lessons:lesson {lesson_proposed.pk}                   : 404    200  404  200  200  200  404  404  200  404  404  404  404
GET  lessons:lesson-behind {lesson_draft.pk}               : login  200  404  200  200  200  404  404  200  404  404  404  404
GET  lessons:lesson-photo {lesson_photo.pk}                : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  lessons:lesson-photo {lesson_photo_inside.pk}         : 404    404  404  200  200  200  404  404  200  404  404  404  404

# On paper
GET  lessons:lesson-paper {lesson_published.pk}            : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  lessons:lesson-paper {lesson_draft.pk}                : 404    200  404  200  200  200  404  404  200  404  404  404  404
GET  lessons:lesson-book                                   : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  lessons:lesson-book-pdf                               : 200    200  200  200  200  200  200  200  200  200  200  200  200
POST lessons:lesson-book-begin                             : resume 302  302  302  302  302  302  302  302  302  302  302  302
GET  lessons:methods                                       : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  lessons:method-form aar                               : 200    200  200  200  200  200  200  200  200  200  200  200  200

# Writing
FORM lessons:lesson-begin                                  : login  200  200  200  200  200  200  200  200  403  403  200  403
FORM lessons:lesson-begin ?organisation={body.code}        : login  200  404  200  200  200  404  404  200  404  404  404  404
FORM lessons:lesson-begin ?pledge={pledge.pk}              : login  200  404  200  200  200  404  404  200  404  404  404  404
FORM lessons:lesson-begin ?visit={visit_signed.pk}         : login  200  404  200  200  200  404  404  200  404  403  404  404
FORM lessons:lesson-begin ?activity={done.pk}              : login  404  404  200  200  200  404  404  200  404  404  404  404
FORM lessons:lesson-write {lesson_draft.pk}                : login  200  404  200  200  200  404  404  200  404  404  404  404
GET  lessons:lesson-write {lesson_proposed.pk}             : login  409  404  409  200  200  404  404  200  404  404  404  404
GET  lessons:lesson-write {lesson_published.pk}            : login  403  403  409  409  409  403  403  409  403  403  403  403
POST lessons:lesson-autosave {lesson_draft.pk}             : resume 200  404  200  200  200  404  404  200  404  404  404  404
POST lessons:lesson-picture {lesson_draft.pk}              : resume 422  404  422  422  422  404  404  422  404  404  404  404

# Distilling together
POST lessons:sitting-open {lesson_draft.pk}                : resume 302  404  302  302  302  404  404  302  404  404  404  404
POST lessons:sitting-open {lesson_published.pk}            : resume 403  403  409  409  409  403  403  409  403  403  403  403
GET  lessons:sitting {lesson_sitting.pk}                   : login  200  404  200  200  200  404  404  200  404  404  404  404
GET  lessons:sitting-board {lesson_sitting.pk}             : login  200  404  200  200  200  404  404  200  404  404  404  404
FORM lessons:sitting-sort {lesson_sitting.pk} expected     : login  200  404  200  200  200  404  404  200  404  404  404  404
GET  lessons:sitting-new {lesson_sitting.pk} expected ?after=0 : login 200 404 200 200 200 404 404 200 404 404 404 404
POST lessons:sitting-take {lesson_sitting.pk} expected     : resume 302  404  302  302  302  404  404  302  404  404  404  404
POST lessons:sitting-close {lesson_sitting.pk}             : resume 302  404  302  302  302  404  404  302  404  404  404  404
FORM lessons:sit {lesson_sitting.code}                     : 200    200  200  200  200  200  200  200  200  200  200  200  200
FORM lessons:sit-code                                      : 200    200  200  200  200  200  200  200  200  200  200  200  200

# To the public and back
POST lessons:lesson-step {lesson_draft.pk} propose         : resume 302  404  302  302  302  404  404  302  404  404  404  404
POST lessons:lesson-step {lesson_proposed.pk} publish      : resume 403  404  403  302  302  404  404  302  404  404  404  404
POST lessons:lesson-step {lesson_proposed.pk} return       : resume 403  404  403  302  302  404  404  302  404  404  404  404
POST lessons:lesson-step {lesson_published.pk} withdraw    : resume 403  403  403  302  302  403  403  302  403  403  403  403
POST lessons:lesson-step {lesson_published.pk} revise      : resume 403  403  409  409  409  403  403  409  403  403  403  403
POST lessons:lesson-step {lesson_draft.pk} nonsense        : resume 404  404  404  404  404  404  404  404  404  404  404  404
POST lessons:consent-back {lesson_published.pk} photo {lesson_photo.pk} : resume 403 403 302 302 302 403 403 302 403 403 403 403
POST lessons:consent-back {lesson_published.pk} person {teller.pk} : resume 403 403 302 302 302 403 403 302 403 403 403 403
POST lessons:consent-back {lesson_published.pk} nobody {teller.pk} : resume 404 404 404 404 404 404 404 404 404 404 404 404
"""
