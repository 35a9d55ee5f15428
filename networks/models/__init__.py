"""Floor 1's tables: places, offices, years, networks, people's roles, organisations, imports."""

from .imports import ImportChange, ImportRun
from .invitations import Invitation
from .networks import SectorNetwork
from .organisations import Membership, Organisation
from .places import District, Province, Subdistrict
from .roles import Role, RoleGrant
from .years import Office, ProgrammeYear, Virtue

__all__ = [
    "District",
    "ImportChange",
    "ImportRun",
    "Invitation",
    "Membership",
    "Office",
    "Organisation",
    "ProgrammeYear",
    "Province",
    "Role",
    "RoleGrant",
    "SectorNetwork",
    "Subdistrict",
    "Virtue",
]
