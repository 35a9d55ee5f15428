"""Who may do what on floor 1: two-line predicates over role grants, the one source for views, admin and templates."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet

from moralprovince.core import thai
from moralprovince.core.models import User

from .models import (
    ActionItem,
    Activity,
    ChangeProposal,
    ImportRun,
    Invitation,
    Meeting,
    Organisation,
    Role,
    RoleGrant,
    SectorNetwork,
    WorkingGroup,
)
from .querysets.scope import scope_of


def has_right_in(user: Any, right: str, province: str) -> bool:
    """Does the right hold for the whole of a province?"""
    scope = scope_of(user)
    act_for(user, scope.lender(right, province=province))
    return scope.in_province(right, province)


def has_right_over(user: Any, right: str, organisation: Organisation) -> bool:
    """Does the right hold for one organisation: by its province, its network or itself?"""
    where = {"province": organisation.province_id, "network": organisation.network_id, "organisation": organisation.pk}
    return holds(user, right, **where)


def holds(user: Any, right: str, **where: Any) -> bool:
    """Does the right hold there, by the province, the network or the organisation itself?"""
    scope = scope_of(user)
    act_for(user, scope.lender(right, **where))
    return scope.over(right, **where)


def act_for(user: Any, lender: int | None) -> None:
    """Keep for whom the right just looked at is used, so that the history reads “A acting for B”."""
    if not getattr(user, "is_authenticated", False):
        return
    kept = getattr(user, "acting_for", None)
    if lender is None or kept is None or kept.pk != lender:
        user.acting_for = User.objects.get(pk=lender) if lender else None


def can_add_organisation(user: Any, province: str) -> bool:
    """Add to the register of a province."""
    return has_right_in(user, "register.edit", province)


def can_edit_organisation(user: Any, organisation: Organisation) -> bool:
    """Change an entry of the register."""
    return has_right_over(user, "register.edit", organisation)


def can_see_organisation(user: Any, organisation: Organisation) -> bool:
    """Read an entry; lists use visible_to, this is for a related body that is at hand already."""
    return has_right_over(user, "register.read", organisation)


def can_see_contact(user: Any, organisation: Organisation) -> bool:
    """Read the personal data in an entry: contact person, telephone, e-mail, tax number."""
    return has_right_over(user, "register.contacts", organisation)


def can_move_organisation(user: Any, organisation: Organisation) -> bool:
    """Change the state of an entry (active, dormant, withdrawn)."""
    return has_right_in(user, "register.edit", organisation.province_id)


def can_merge(user: Any, province: str) -> bool:
    """Say of two entries of a province that they are one body, or two."""
    return has_right_in(user, "register.merge", province)


def can_propose_change(user: Any, organisation: Organisation) -> bool:
    """Say what should stand in an entry: its own people and its coordinator, as long as it is of the programme."""
    gone = organisation.state in (Organisation.State.MERGED, Organisation.State.WITHDRAWN)
    return not gone and can_see_contact(user, organisation) and not can_edit_organisation(user, organisation)


def can_decide_proposal(user: Any, proposal: ChangeProposal) -> bool:
    """Take a proposed change into the register: whoever changes the entry."""
    return can_edit_organisation(user, proposal.organisation)


def can_withdraw_proposal(user: Any, proposal: ChangeProposal) -> bool:
    """Take a proposed change back: whoever made it."""
    return proposal.by_id == user.pk


def can_import(user: Any, province: str) -> bool:
    """Import a workbook into the register of a province."""
    return has_right_in(user, "register.import", province)


def can_undo_import(user: Any, run: ImportRun) -> bool:
    """Take an import back."""
    return can_import(user, run.province_id)


def can_invite(user: Any, province: str) -> bool:
    """Invite contacts and coordinators of a province."""
    return has_right_in(user, "people.invite", province)


def can_read_post(user: Any, province: str) -> bool:
    """Open the page of a message that went out from a province."""
    return has_right_in(user, "reminders.manage", province)


def can_renew_invitation(user: Any, invitation: Invitation) -> bool:
    """Make a new one-time link, or withdraw the old one."""
    return can_give_role(user, invitation.role, invitation.province_id)


def can_manage_people(user: Any, province: str) -> bool:
    """Give and take roles in a province."""
    return has_right_in(user, "people.manage", province)


def can_give_role(user: Any, role: Role, province: str) -> bool:
    """Invite somebody into a role: officers bring in coordinators and contacts, administrators everybody of a province."""
    if role.scope == Role.ScopeKind.EVERYWHERE:
        return scope_of(user).superuser
    return can_manage_people(user, province) if role.scope == Role.ScopeKind.PROVINCE else can_invite(user, province)


def can_end_grant(user: Any, grant: RoleGrant) -> bool:
    """Take a role away."""
    province = province_of_grant(grant)
    return can_manage_people(user, province) if province else scope_of(user).superuser


def province_of_grant(grant: RoleGrant) -> str:
    """The province a grant belongs to; empty where it holds everywhere."""
    scope = grant.organisation or grant.network
    return scope.province_id if scope else grant.province_id or ""


def can_manage_person(user: Any, person: User) -> bool:
    """Deactivate a person or mend her account: only where every role she still has is one the reader looks after."""
    if person.is_superuser:
        return scope_of(user).superuser
    grants = grants_that_count(person)
    return scope_of(user).superuser or (bool(grants) and all(can_end_grant(user, grant) for grant in grants))


def can_forget_person(user: Any, person: User) -> bool:
    """Remove the data of a person: whoever looks after her account, and nobody her own."""
    return person.pk != user.pk and can_manage_person(user, person)


def grants_that_count(person: User) -> list[RoleGrant]:
    """Those in force or to come; whoever has none left is looked after where she had some: she may have moved here."""
    grants, today = list(person.role_grants.select_related("role", "network", "organisation")), thai.today()
    return [grant for grant in grants if grant.lasts_on(today)] or grants


def can_help_person(user: Any, person: User) -> bool:
    """Make a new password link: for contacts and coordinators an officer may, too."""
    if can_manage_person(user, person):
        return True
    grants = grants_that_count(person)
    return (
        not person.is_superuser
        and bool(grants)
        and all(can_give_role(user, grant.role, province_of_grant(grant)) for grant in grants)
    )


def can_manage_office(user: Any, province: str) -> bool:
    """Change the office's data, years and networks."""
    return has_right_in(user, "office.manage", province)


# Meetings


def has_right_of_group(user: Any, right: str, group: WorkingGroup) -> bool:
    """Does the right hold for a working group: by its province or its network?"""
    return holds(user, right, province=group.province_id, network=group.network_id)


def can_plan_meeting(user: Any, group: WorkingGroup) -> bool:
    """Plan meetings of a working group: the office, and the coordinator of its network."""
    return has_right_of_group(user, "meetings.write", group)


def can_write_meeting(user: Any, meeting: Meeting) -> bool:
    """Look after a meeting: invitation, attendance, minutes."""
    return can_plan_meeting(user, meeting.group)


def can_read_inside(user: Any, meeting: Meeting) -> bool:
    """Read who came and what is being written; who was only invited reads the agenda, and the minutes once certified."""
    return has_right_of_group(user, "meetings.read", meeting.group) or has_seat(user, meeting.group)


def has_seat(user: Any, group: WorkingGroup | None = None) -> bool:
    """Does she sit in this working group today, or in any?"""
    seats = Meeting.objects.seats_of(user)
    return (seats.filter(group=group) if group else seats).exists()


def can_finish_action(user: Any, item: ActionItem) -> bool:
    """Say that it is done: whoever was given it, and whoever looks after the meeting."""
    return item.owner_id == user.pk or can_write_meeting(user, item.meeting)


def groups_to_meet(user: Any, day: dt.date) -> QuerySet[WorkingGroup]:
    """The working groups in force on a day whose meetings a person plans."""
    scope, right = scope_of(user), "meetings.write"
    groups = WorkingGroup.objects.in_force(day)
    if scope.everywhere(right):
        return groups
    return groups.filter(Q(province__in=sorted(scope.provinces(right))) | Q(network__in=sorted(scope.networks(right))))


# Working groups


def can_read_groups(user: Any) -> bool:
    """Read of working groups, meetings and activities somewhere."""
    return scope_of(user).any("groups.read")


def can_manage_groups(user: Any, province: str) -> bool:
    """Appoint working groups and seat people in them."""
    return has_right_in(user, "groups.manage", province)


def can_see_seats(user: Any, group: WorkingGroup) -> bool:
    """Read telephone and e-mail of who sits in a group: the office, and the coordinator of its own network."""
    own = group.network_id is not None and group.network_id in scope_of(user).networks("groups.read")
    return own or scope_of(user).in_province("groups.manage", group.province_id)


# Activities, their plan, and the joint work plan


def can_read_activities(user: Any) -> bool:
    """Read activities and their plan somewhere."""
    return scope_of(user).any("activities.read")


def can_plan_activity(user: Any, province: str, network: int | None) -> bool:
    """Plan and record activities of a network, or (without one) of the province: its coordinator, the office."""
    return holds(user, "activities.write", province=province, network=network)


def can_write_activity(user: Any, activity: Activity) -> bool:
    """Look after one activity."""
    return can_plan_activity(user, activity.programme_year.province_id, activity.network_id)


def can_manage_plans(user: Any, province: str) -> bool:
    """Set what the networks plan for a year."""
    return has_right_in(user, "plans.manage", province)


def can_read_work_plan(user: Any, province: str) -> bool:
    """Read the joint work plan of Center, office and university."""
    return has_right_in(user, "workplan.read", province)


def can_write_work_plan(user: Any, province: str) -> bool:
    """Keep the joint work plan."""
    return has_right_in(user, "workplan.write", province)


# The calendar


def can_subscribe(user: Any, province: str, network: SectorNetwork | None) -> bool:
    """Have a private address for the calendar: whoever has a role there; of one network, who reads of it."""
    scope = scope_of(user)
    if network:
        return network.province_id == province and scope.over("groups.read", province=province, network=network.pk)
    return scope.everywhere("register.read") or province in scope.home_provinces()
