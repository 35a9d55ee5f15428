"""Django admin: the same six pages for every model that stands in it, by who looks after its rows."""

from __future__ import annotations

SCORES = {f"value-{number}": "2" for number in range(1, 10)}
SENT: dict = {
    "admin:assessments_assessment_do save": lambda w: SCORES,
    "admin:assessments_assessment_do finish": lambda w: SCORES,
    "admin:assessments_assessment_do committee": lambda w: {"committee-1": "2", "version": str(w["case"].version)},
    "admin:assessments_assessment_do return": lambda w: {"note": "ขอหลักฐานเพิ่ม", "return-2": "ไม่มีภาพ"},
    "admin:assessments_assessment_do withdraw": lambda w: {"note": "ถอนเรื่อง"},
    "admin:assessments_assessment_do reconsider": lambda w: {"note": "เหตุผล"},
    "admin:assessments_assessment_do ask": lambda w: {"item": "3", "ask-3": "มีภาพหรือไม่"},
    "admin:assessments_assessment_do conflict": lambda w: {"conflict": "เป็นญาติกัน"},
}

# Model, a row of it, whether one may be added, and who finds that row besides the superuser: administrators of its
# province ("ours"), administrators of all provinces because it belongs to none ("all"), or its reviewers as well ("reviewed").
MODELS = (
    ("networks_office", "{office.pk}", False, "ours"),
    ("networks_programmeyear", "{year.pk}", True, "ours"),
    ("networks_sectornetwork", "{network.pk}", True, "ours"),
    ("networks_role", "contact", False, "all"),
    ("networks_virtue", "discipline", False, "all"),
    ("core_user", "{person.pk}", False, "ours"),
    ("networks_rolegrant", "{grant.pk}", True, "ours"),
    ("networks_invitation", "{invitation.pk}", False, "ours"),
    ("networks_organisation", "{body.pk}", False, "ours"),
    ("networks_workinggroup", "{group.pk}", False, "ours"),
    ("networks_importrun", "{run.pk}", False, "ours"),
    ("portal_ladder", "{ladder.pk}", False, "ours"),
    ("portal_rung", "{rung.pk}", True, "ours"),
    ("core_message", "{message.pk}", False, "ours"),
    ("core_auditevent", "{event.pk}", False, "ours"),
    ("portal_summary", "{summary.pk}", False, "ours"),
    ("pledges_pledge", "{pledge.pk}", False, "ours"),
    ("pledges_reportround", "{round.pk}", True, "ours"),
    ("pledges_followupreport", "{late.pk}", False, "ours"),
    ("assessments_assessment", "{case.pk}", False, "reviewed"),
    ("assessments_criteriaset", "{draft_set.pk}", False, "ours"),
    ("assessments_yearcriteria", "{chosen.pk}", True, "ours"),
    ("lessons_method", "aar", False, "all"),
    ("lessons_question", "{card.question_id}", False, "all"),
    ("lessons_topic", "waste", False, "all"),
)

# Visitor, contact, neighbour, coordinator; an officer is let in, but these pages are for administrators.
OUTSIDE = "login door door door"


def model_rows(model: str, key: str, may_add: bool, whose: str) -> str:
    """The lines of one model; whoever is let in only to review is refused (403), and finds no row (404)."""
    far = "200" if whose == "all" else "404"
    gone = "403" if whose == "all" else "404"
    add = "200" if may_add else "403"
    # What the office and an assessor are answered: on the list, on a row, on deleting it.
    seen, row, delete = ("200", "200", "403") if whose == "reviewed" else ("403", "404", "404")
    # The history of a case tells the committee's scores: the assessor of the small world has not finished her own.
    told = "403" if whose == "reviewed" else row
    return f"""
GET admin:{model}_changelist      : {OUTSIDE} {seen} 200 {seen} 200 200 {seen} door door door
GET admin:{model}_add             : {OUTSIDE} 403 {add} 403 {add} {add} 403 door door door
GET admin:{model}_change {key}    : {OUTSIDE} {row} 200 404 {far} 200 {row} door door door
GET admin:{model}_history {key}   : {OUTSIDE} {row} 200 404 {far} 200 {told} door door door
GET admin:{model}_delete {key}    : {OUTSIDE} {delete} 403 404 {gone} 403 {delete} door door door
"""


#                                                            visit  cont neig coor offi admi farO farA root asse comm part nat
USERS = "admin:autocomplete ?app_label=networks&model_name=rolegrant&field_name=user"
ROWS = (
    """
GET  admin:index                                           : login  door door door 200  200  200  200  200  200  door door door
GET  admin:login : login  403  403  403  index index index index index index 403 403 403
GET  admin:password_change                                 : login  door door door 302  302  302  302  302  302  door door door
GET  admin:password_change_done                            : login  door door door 200  200  200  200  200  200  door door door
GET  admin:jsi18n                                          : login  door door door 200  200  200  200  200  200  door door door
GET  admin:autocomplete                                    : login  door door door 403  403  403  403  403  403  door door door
GET  USERS                                                : login door door door 403 200 403 200 200 403 door door door
GET  admin:view_on_site 1 1                                : login  door door door 404  404  404  404  404  404  door door door
GET  admin:app_list networks                               : login  door door door 404  200  404  200  200  404  door door door
GET  admin:app_list core                                   : login  door door door 404  200  404  200  200  404  door door door
GET  admin:app_list assessments                            : login  door door door 200  200  200  200  200  200  door door door
GET  admin:app_list lessons                                : login  door door door 404  200  404  200  200  404  door door door
GET  admin:assessments_criteriaset_part {draft_set.pk} head : login door door door 403 200 403 404 200 403 door door door
GET  admin:assessments_criteriaset_part {draft_set.pk} levels : login door door door 403 200 403 404 200 403 door door door
GET  admin:assessments_criteriaset_part {draft_set.pk} item-1 : login door door door 403 200 403 404 200 403 door door door
GET  admin:assessments_criteriaset_part {draft_set.pk} item-99 : login door door door 403 404 403 404 404 403 door door door
POST admin:assessments_criteriaset_step {draft_set.pk} add-item : login door door door 403 302 403 404 302 403 door door door
GET  admin:assessments_criteriaset_workbook {draft_set.pk} : login door door door 403 200 403 404 200 403 door door door
POST admin:assessments_criteriaset_import {draft_set.pk}   : login door door door 403 200 403 404 200 403 door door door
POST admin:assessments_criteriaset_version {draft_set.pk}  : login door door door 403 302 403 404 302 403 door door door
# The review: an assessor has only her own case, a refusal of the action comes back on the page (409).
GET  admin:assessments_assessment_level {case.pk} ?s=2     : login  door door door 200  200  404  404  200  200  door door door
POST admin:assessments_assessment_do {case.pk} save        : login  door door door 403  403  404  404  403  302  door door door
POST admin:assessments_assessment_do {case.pk} finish      : login  door door door 403  403  404  404  403  302  door door door
POST admin:assessments_assessment_do {case.pk} committee   : login  door door door 409  409  404  404  409  403  door door door
POST admin:assessments_assessment_do {case.pk} ask         : login  door door door 302  302  404  404  302  302  door door door
POST admin:assessments_assessment_do {case.pk} return      : login  door door door 302  302  404  404  302  302  door door door
POST admin:assessments_assessment_do {case.pk} recommend   : login  door door door 409  409  404  404  409  403  door door door
POST admin:assessments_assessment_do {case.pk} reconsider  : login  door door door 409  409  404  404  409  403  door door door
POST admin:assessments_assessment_do {case.pk} begin       : login  door door door 302  302  404  404  302  302  door door door
POST admin:assessments_assessment_do {case.pk} withdraw    : login  door door door 302  302  404  404  302  403  door door door
POST admin:assessments_assessment_do {case.pk} assign      : login  door door door 409  409  404  404  409  403  door door door
POST admin:assessments_assessment_do {case.pk} release     : login  door door door 409  409  404  404  409  409  door door door
POST admin:assessments_assessment_do {case.pk} conflict    : login  door door door 302  302  404  404  302  302  door door door
POST admin:assessments_assessment_do {case.pk} nonsense    : login  door door door 404  404  404  404  404  404  door door door
POST admin:logout : index index index index 200  200  200  200  200  200  index index index
""".replace("USERS ", USERS + " ")
    + "".join(model_rows(*model) for model in MODELS)
)
