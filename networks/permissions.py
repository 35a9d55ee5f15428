"""Who may do what on floor 1: two-line predicates over role grants, the one source for views, admin and templates."""

from __future__ import annotations

from typing import Any

from .models import ImportRun, Invitation, Organisation
from .querysets.scope import scope_of


def has_right_in(user: Any, right: str, province: str) -> bool:
    """Does the right hold for the whole of a province?"""
    return scope_of(user).in_province(right, province)


def has_right_over(user: Any, right: str, organisation: Organisation) -> bool:
    """Does the right hold for one organisation: by its province, its network or itself?"""
    return scope_of(user).over(
        right, province=organisation.province_id, network=organisation.network_id, organisation=organisation.pk
    )


def can_add_organisation(user: Any, province: str) -> bool:
    """Add to the register of a province."""
    return has_right_in(user, "register.edit", province)


def can_edit_organisation(user: Any, organisation: Organisation) -> bool:
    """Change an entry of the register."""
    return has_right_over(user, "register.edit", organisation)


def can_move_organisation(user: Any, organisation: Organisation) -> bool:
    """Change the state of an entry (active, dormant, withdrawn)."""
    return has_right_in(user, "register.edit", organisation.province_id)


def can_import(user: Any, province: str) -> bool:
    """Import a workbook into the register of a province."""
    return has_right_in(user, "register.import", province)


def can_undo_import(user: Any, run: ImportRun) -> bool:
    """Take an import back."""
    return can_import(user, run.province_id)


def can_invite(user: Any, province: str) -> bool:
    """Invite contacts and coordinators of a province."""
    return has_right_in(user, "people.invite", province)


def can_renew_invitation(user: Any, invitation: Invitation) -> bool:
    """Make a new one-time link, or withdraw the old one."""
    return can_invite(user, invitation.province_id)


def can_manage_people(user: Any, province: str) -> bool:
    """Give and take roles in a province."""
    return has_right_in(user, "people.manage", province)


def can_manage_office(user: Any, province: str) -> bool:
    """Change the office's data, years and networks."""
    return has_right_in(user, "office.manage", province)
