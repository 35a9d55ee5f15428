"""The moves of floor 3, from assessments to coaching visits: tables, from which buttons, tests and the diagrams come."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from moralprovince.core.workflow import Step, Workflow

from .permissions import (
    can_answer_appeal,
    can_certify,
    can_change_certificate,
    can_hold_session,
    can_manage_appeal,
    can_manage_assessment,
    can_manage_visit,
    can_publish_set,
    can_recommend,
    can_record_visit,
    can_review,
    can_sign_visit,
    can_write_assessment,
    may_reopen,
)

ASSESSMENT = Workflow(
    "assessments.Assessment",
    (
        Step("submit", ("self", "returned"), "submitted", can_write_assessment, _("Send for review"), style="primary"),
        Step("begin_review", ("submitted",), "in_review", can_review, _("Begin the review"), style="primary"),
        Step("return", ("submitted", "in_review"), "returned", can_review, _("Return for completion"), note="required"),
        Step("recommend", ("in_review",), "recommended", can_recommend, _("Recommend a level"), style="primary"),
        Step("reconsider", ("recommended",), "in_review", can_recommend, _("Review it again"), note="required"),
        Step("certify", ("recommended",), "certified", can_certify, _("Certify as resolved"), style="primary"),
        Step("send_up", ("certified",), "sent_up", can_certify, _("Sent to the Department of Religious Affairs")),
        Step("confirm", ("sent_up",), "confirmed", can_certify, _("Confirmed by the national committee")),
        Step("announce", ("confirmed",), "announced", can_certify, _("Announce")),
        Step(
            "review_again", ("certified", "sent_up", "confirmed", "announced"), "in_review", may_reopen,
            _("Review again after an appeal"), note="required",
        ),
        Step(
            "withdraw", ("self", "submitted", "in_review", "returned"), "withdrawn", can_manage_assessment,
            _("Withdraw the assessment"), note="required", style="warning",
        ),
    ),
)  # fmt: skip

# A shipped set belongs to no province: nobody publishes or retires it here.
CRITERIA_SET = Workflow(
    "assessments.CriteriaSet",
    (
        Step("publish", ("draft",), "published", can_publish_set, _("Publish"), style="primary"),
        Step("retire", ("draft", "published"), "retired", can_publish_set, _("Offer it no longer"), style="warning"),
    ),
)

SESSION = Workflow(
    "assessments.CommitteeSession",
    (
        Step("open", ("planned",), "open", can_hold_session, _("Open the session"), style="primary"),
        Step("close", ("open",), "closed", can_hold_session, _("Close the session"), style="warning"),
        Step("reopen", ("closed",), "open", can_hold_session, _("Open it again"), note="required"),
    ),
)

CERTIFICATE = Workflow(
    "assessments.Certificate",
    (
        Step("replace", ("valid",), "replaced", can_change_certificate, _("Replace by a new one"), note="required"),
        Step("revoke", ("valid",), "revoked", can_change_certificate, _("Revoke"), note="required", style="warning"),
    ),
)

APPEAL = Workflow(
    "assessments.Appeal",
    (
        Step("take_up", ("filed",), "in_review", can_manage_appeal, _("Give it to another assessor"), style="primary"),
        Step("grant", ("in_review",), "granted", can_answer_appeal, _("Grant the appeal"), note="required", style="primary"),
        Step("dismiss", ("in_review",), "dismissed", can_answer_appeal, _("Leave the result as it is"), note="required"),
    ),
)

# What both sides signed is changed only after it was opened again, with a reason; then both sign anew.
VISIT = Workflow(
    "assessments.Visit",
    (
        Step("record", ("planned",), "recorded", can_record_visit, _("Record the visit"), style="primary"),
        Step("sign", ("recorded",), "signed", can_sign_visit, _("Sign"), style="primary"),
        Step("reopen", ("recorded", "signed"), "recorded", can_record_visit, _("Correct the record"), note="required"),
        Step("unrecord", ("recorded",), "planned", can_manage_visit, _("It did not take place after all"), note="optional"),
        Step("cancel", ("planned",), "cancelled", can_manage_visit, _("Cancel the visit"), note="required", style="warning"),
        Step("resume", ("cancelled",), "planned", can_manage_visit, _("It takes place after all"), note="optional"),
    ),
)
