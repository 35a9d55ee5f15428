"""Moves an organisation through its life in the register, with an eye on what the floors above keep about it."""

from __future__ import annotations

from moralprovince.core.actions import action
from moralprovince.core.errors import Refused
from moralprovince.core.models import User
from moralprovince.portal.register import ties_of
from networks.actions.organisations import held, move_organisation
from networks.models import Organisation
from networks.workflow import ORGANISATION


@action
def take_register_step(*, organisation: Organisation, step: str, by: User, note: str = "") -> None:
    """Take a step; nothing is withdrawn while something hangs on it.

    Raises:
        Refused: a pledge is being kept or checked, or bodies stand under it.
    """
    ORGANISATION.check(ORGANISATION.step(step), organisation, by, note)
    # Whoever declares for it at this moment waits, or is seen.
    held(organisation)
    ties = ties_of(organisation) if step == "withdraw" else []
    if ties:
        raise Refused(" ".join(ties))
    move_organisation(organisation=organisation, step=step, by=by, note=note)
