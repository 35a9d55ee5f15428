"""Django admin: the same six pages for every model that stands in it, by who looks after its rows."""

from __future__ import annotations

SENT: dict = {}

# Model, a row of it, whether one may be added, and who finds that row besides the superuser: administrators of its
# province ("ours"), or administrators of all provinces because it belongs to none ("all").
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
    ("networks_importrun", "{run.pk}", False, "ours"),
    ("portal_ladder", "{ladder.pk}", False, "ours"),
    ("portal_rung", "{rung.pk}", True, "ours"),
    ("core_message", "{message.pk}", False, "ours"),
    ("core_auditevent", "{event.pk}", False, "ours"),
    ("portal_summary", "{summary.pk}", False, "ours"),
    ("pledges_pledge", "{pledge.pk}", False, "ours"),
    ("pledges_reportround", "{round.pk}", True, "ours"),
    ("pledges_followupreport", "{late.pk}", False, "ours"),
)

# Visitor, contact, neighbour, coordinator, officer.
OUTSIDE = "login door door door door"


def model_rows(model: str, key: str, may_add: bool, whose: str) -> str:
    """The lines of one model."""
    far = "404" if whose == "ours" else "200"
    gone = "404" if whose == "ours" else "403"
    add = "200" if may_add else "403"
    return f"""
GET admin:{model}_changelist      : {OUTSIDE} 200 door 200 200
GET admin:{model}_add             : {OUTSIDE} {add} door {add} {add}
GET admin:{model}_change {key}    : {OUTSIDE} 200 door {far} 200
GET admin:{model}_history {key}   : {OUTSIDE} 200 door {far} 200
GET admin:{model}_delete {key}    : {OUTSIDE} 403 door {gone} 403
"""


#                                                          visitor contact neighb coord offic admin far-officer far-admin root
ROWS = """
GET  admin:index                                           : login  door door door door 200  door 200  200
GET  admin:login                                           : login  403  403  403  403  index 403 index index
GET  admin:password_change                                 : login  door door door door 302  door 302  302
GET  admin:password_change_done                            : login  door door door door 200  door 200  200
GET  admin:jsi18n                                          : login  door door door door 200  door 200  200
GET  admin:autocomplete                                    : login  door door door door 403  door 403  403
GET  admin:autocomplete ?app_label=networks&model_name=rolegrant&field_name=user : login door door door door 200 door 200 200
GET  admin:view_on_site 1 1                                : login  door door door door 404  door 404  404
GET  admin:app_list networks                               : login  door door door door 200  door 200  200
GET  admin:app_list core                                   : login  door door door door 200  door 200  200
POST admin:logout                                          : index  index index index index 200 index 200 200
""" + "".join(model_rows(*model) for model in MODELS)
