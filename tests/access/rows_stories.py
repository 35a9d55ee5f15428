"""Floor 4: stories; everybody reads what is published, bodies and coordinators write their own, the office publishes."""

from __future__ import annotations

SENT = {
    "lessons:story-write": lambda w: {
        "title": "เช้าวันเสาร์", "lead": "ทุกคนมาพบกัน", "organisation": w["body"].code, "do": "save",
    },
    "lessons:story-edit": lambda w: {
        "title": "เช้าวันอาทิตย์", "lead": "มาอีกครั้ง", "organisation": w["body"].code, "version": w["story_draft"].version,
    },
    "lessons:story-step": lambda w: {"note": "โปรดเติมวันที่"},
    "lessons:story-photo-add": lambda w: {"caption": "ลานวัด"},
    "lessons:story-photo-agree": lambda w: {"consent": "yes"},
}  # fmt: skip

#                                                            visit  cont neig coor offi admi farO farA root asse comm part nat
ROWS = """
GET  lessons:stories                                       : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  lessons:stories ?state=draft                          : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  lessons:story {story_public.pk}                       : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  lessons:story {story_draft.pk}                        : 404    200  404  200  200  200  404  404  200  404  404  404  404
GET  lessons:story {story_proposed.pk}                     : 404    200  404  200  200  200  404  404  200  404  404  404  404
GET  lessons:feed                                          : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  lessons:story-picture {story_public.pk}               : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  lessons:story-picture {story_draft.pk}                : 404    200  404  200  200  200  404  404  200  404  404  404  404
FORM lessons:story-write                                   : login  200  200  200  200  200  200  200  200  403  403  403  403
GET  lessons:story-write ?activity={done.pk}               : login  404  404  200  200  200  404  404  200  403  403  403  403
GET  lessons:story-write ?visit={visit_told.pk}            : login  200  404  200  200  200  404  404  200  403  403  403  403
GET  lessons:story-write ?meeting=nonsense                 : login  404  404  404  404  404  404  404  404  403  403  403  403
FORM lessons:story-edit {story_draft.pk}                   : login  200  404  200  200  200  404  404  200  404  404  404  404
GET  lessons:story-edit {story_proposed.pk}                : login  403  404  403  200  200  404  404  200  404  404  404  404
GET  lessons:story-edit {story_public.pk}                  : login  403  403  403  200  200  403  403  200  403  403  403  403
POST lessons:story-step {story_draft.pk} propose           : resume 302  404  302  302  302  404  404  302  404  404  404  404
POST lessons:story-step {story_proposed.pk} publish        : resume 403  404  403  302  302  404  404  302  404  404  404  404
POST lessons:story-step {story_proposed.pk} return         : resume 403  404  403  302  302  404  404  302  404  404  404  404
POST lessons:story-step {story_public.pk} withdraw         : resume 403  403  403  302  302  403  403  302  403  403  403  403
POST lessons:story-step {story_draft.pk} revise            : resume 409  404  409  409  409  404  404  409  404  404  404  404
POST lessons:story-step {story_draft.pk} nonsense          : resume 404  404  404  404  404  404  404  404  404  404  404  404
FORM lessons:story-photo-add {story_draft.pk}              : login  200  404  200  200  200  404  404  200  404  404  404  404
GET  lessons:story-photo {story_photo.pk}                  : 200    200  200  200  200  200  200  200  200  200  200  200  200
GET  lessons:story-photo {story_photo_inside.pk}           : 404    404  404  200  200  200  404  404  200  404  404  404  404
POST lessons:story-photo-agree {story_photo_inside.pk}     : resume 404  404  403  302  302  404  404  302  404  404  404  404
POST lessons:story-photo-remove {story_photo_inside.pk}    : resume 404  404  403  302  302  404  404  302  404  404  404  404
"""
