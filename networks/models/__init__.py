"""Floor 1's tables: places, offices, years, networks and their work, people's roles, organisations, imports."""

from .activities import Activity, ActivityPhoto, ActivityPlan, WorkPlanItem
from .calendars import CalendarSubscription
from .care import ChangeProposal, Merger, NotTheSame, OrganisationAlias
from .groups import WorkingGroup, WorkingGroupMember
from .imports import ImportChange, ImportRun
from .invitations import Invitation
from .meetings import ActionItem, AgendaItem, Attendance, Meeting, Resolution
from .networks import NetworkName, SectorNetwork, Succession
from .organisations import Membership, Organisation
from .places import District, Province, Subdistrict
from .roles import Role, RoleGrant
from .years import Office, ProgrammeYear, Virtue

__all__ = [
    "ActionItem",
    "Activity",
    "ActivityPhoto",
    "ActivityPlan",
    "AgendaItem",
    "Attendance",
    "CalendarSubscription",
    "ChangeProposal",
    "District",
    "ImportChange",
    "ImportRun",
    "Invitation",
    "Meeting",
    "Membership",
    "Merger",
    "NetworkName",
    "NotTheSame",
    "Office",
    "Organisation",
    "OrganisationAlias",
    "ProgrammeYear",
    "Province",
    "Resolution",
    "Role",
    "RoleGrant",
    "SectorNetwork",
    "Subdistrict",
    "Succession",
    "Virtue",
    "WorkPlanItem",
    "WorkingGroup",
    "WorkingGroupMember",
]
