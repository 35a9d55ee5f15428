"""The moves of an organisation in the register: proposed → active ↔ dormant → withdrawn, and back from a mistake."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from moralprovince.core.workflow import Step, Workflow

from .permissions import can_move_organisation

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
