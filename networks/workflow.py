"""The moves of floor 1: an organisation in the register, a meeting to its certified minutes, an activity from plan to done."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from moralprovince.core.workflow import Step, Workflow

from .permissions import (
    can_decide_proposal,
    can_finish_action,
    can_merge,
    can_move_organisation,
    can_withdraw_proposal,
    can_write_activity,
    can_write_meeting,
)

ORGANISATION = Workflow(
    "networks.Organisation",
    (
        Step("confirm", ("proposed",), "active", can_move_organisation, _("Take into the register"), style="primary"),
        Step("rest", ("active",), "dormant", can_move_organisation, _("Mark as dormant"), note="optional"),
        Step("wake", ("dormant",), "active", can_move_organisation, _("Active again"), note="optional", style="primary"),
        Step(
            "withdraw", ("proposed", "active", "dormant"), "withdrawn", can_move_organisation,
            _("Withdraw from the programme"), note="required", style="warning",
        ),
        Step("readmit", ("withdrawn",), "dormant", can_move_organisation, _("Take back into the register"), note="required"),
    ),
)  # fmt: skip

# No button of an entry: two entries are merged on a page of their own, and put apart again from the list of mergers.
MERGE = Step(
    "merge", ("proposed", "active", "dormant", "withdrawn"), "merged",
    lambda user, body: can_merge(user, body.province_id), _("Merge with another entry"),
)  # fmt: skip

PROPOSAL = Workflow(
    "networks.ChangeProposal",
    (
        Step("decide", ("open",), "decided", can_decide_proposal, _("Decide and answer"), style="primary"),
        Step("withdraw", ("open",), "withdrawn", can_withdraw_proposal, _("Take the proposal back")),
    ),
)  # fmt: skip

# Minutes are certified in a later meeting; from then on nothing of the meeting changes.
MEETING = Workflow(
    "networks.Meeting",
    (
        Step("hold", ("planned",), "held", can_write_meeting, _("The meeting was held"), style="primary"),
        Step("unhold", ("held",), "planned", can_write_meeting, _("Mark it as not held yet"), note="optional"),
        Step("certify", ("held",), "certified", can_write_meeting, _("Certify the minutes"), style="primary"),
        Step("cancel", ("planned",), "cancelled", can_write_meeting, _("Cancel the meeting"), note="required", style="warning"),
    ),
)  # fmt: skip

ACTION_ITEM = Workflow(
    "networks.ActionItem",
    (
        Step("done", ("open",), "done", can_finish_action, _("It is done"), note="optional", style="primary"),
        Step("drop", ("open",), "dropped", can_finish_action, _("No longer needed"), note="required"),
        Step("reopen", ("done", "dropped"), "open", can_finish_action, _("It is not done after all"), note="optional"),
    ),
)  # fmt: skip

# Only what is done counts against the plan.
ACTIVITY = Workflow(
    "networks.Activity",
    (
        Step("record", ("planned",), "done", can_write_activity, _("Record what took place"), style="primary"),
        Step("unrecord", ("done",), "planned", can_write_activity, _("It did not take place after all"), note="optional"),
        Step(
            "cancel", ("planned",), "cancelled", can_write_activity, _("Cancel the activity"), note="required", style="warning"
        ),
        Step("resume", ("cancelled",), "planned", can_write_activity, _("It takes place after all"), note="optional"),
    ),
)  # fmt: skip
