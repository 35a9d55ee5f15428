"""Makes a fresh installation ready for work: office, year, networks, rounds, criteria, ladders, first administrator."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.core import signing
from django.utils.translation import gettext as _

from assessments import references as assessment_references
from moralprovince.core import thai
from moralprovince.core.actions import action
from moralprovince.core.audit import record
from moralprovince.core.errors import Refused
from moralprovince.core.models import User
from moralprovince.portal import references
from networks import references as network_references
from networks.actions.office import OfficeEntry, choose_working_year, write_office, write_year
from networks.actions.roles import administration, give
from networks.models import Office, ProgrammeYear, Province, Role, SectorNetwork, Virtue
from pledges.actions.rounds import plan_round
from pledges.models import ReportRound

ADMINISTRATOR = "provincial_administrator"
KEY_SALT = "portal.setup"
KEY_HOURS = 24
Days = tuple[dt.date, dt.date, dt.date]


@dataclass(frozen=True)
class FirstSteps:
    """What is to be known before the first day of work."""

    province: Province
    office: OfficeEntry
    fiscal_year: int
    admin_name: str
    admin_email: str
    motto: str = ""
    # Without a password the administrator sets it through a one-time link.
    password: str | None = field(default=None, repr=False)


def setup_key() -> str:
    """A key to the set-up page for a day; it opens nothing once there is an administrator."""
    return signing.dumps("setup", salt=KEY_SALT)


def is_setup_key(key: str) -> bool:
    """Was it made by this installation, within the last day?"""
    try:
        return signing.loads(key, salt=KEY_SALT, max_age=KEY_HOURS * 3600) == "setup"
    except signing.BadSignature:
        return False


def is_administered(province: str | None = None) -> bool:
    """Is there anybody who can let others in: in this province, or anywhere?"""
    grants = administration(thai.today()).filter(user__is_active=True)
    if province:
        return grants.filter(province=province).exists()
    return grants.exists() or User.objects.filter(is_superuser=True, is_active=True).exists()


def default_rounds(fiscal_year: int) -> dict[str, Days]:
    """The 6-month round in March and the 12-month round in September; late reports are taken for 30 days more."""
    _first, last = thai.fiscal_year_days(fiscal_year)
    dues = {"H1": dt.date(last.year, 3, 31), "FULL": dt.date(last.year, 9, 30)}
    return {code: (due.replace(day=1), due, due + dt.timedelta(days=30)) for code, due in dues.items()}


@action
def set_up(*, steps: FirstSteps, by: User | None = None) -> User:
    """Everything at once or nothing; what load_reference or a former run brought is kept.

    Raises:
        Refused: the province has an administrator, the address has an account, or nobody works in that year.
    """
    ensure_about_now(steps.fiscal_year)
    Province.objects.select_for_update(no_key=True).get(pk=steps.province.pk)
    if is_administered(steps.province.pk):
        raise Refused(_("This office is set up already. Its administrators invite everybody else."))
    administrator = first_administrator(steps)
    office, _made = Office.objects.get_or_create(province=steps.province, defaults={"name": steps.office.name})
    write_office(office, steps.office, administrator)
    bring_networks(steps.province, steps.fiscal_year)
    year = first_year(steps, administrator)
    choose_working_year(office=office, year=year, by=administrator)
    plan_rounds(year, administrator)
    assessment_references.load_years(steps.province.pk)
    for _line in references.load():
        pass
    return administrator


def ensure_about_now(fiscal_year: int) -> None:
    """One begins with the year that runs, the one before or the next: 2507 for 2570 is a slip of the finger."""
    running = thai.fiscal_year_of(thai.today())
    if abs(fiscal_year - running) > 1:
        years = {"first": running - 1, "last": running + 1}
        raise Refused(_("Please begin with a fiscal year from %(first)s to %(last)s.") % years, field="fiscal_year")


def ensure_free_address(email: str) -> None:
    """An address is of one account only."""
    email = email.lower()
    if User.objects.filter(email=email).exists():
        raise Refused(_("There is an account with the address %(email)s already.") % {"email": email}, field="admin_email")


def first_administrator(steps: FirstSteps) -> User:
    """The account and its role."""
    email = steps.admin_email.lower()
    ensure_free_address(email)
    user = User.objects.create_user(email, steps.password, name=steps.admin_name)
    give(user, Role.objects.get(pk=ADMINISTRATOR), steps.province, user, starts_on=thai.today())
    return user


def first_year(steps: FirstSteps, by: User) -> ProgrammeYear:
    """The year to begin with; where reference data brought it, it takes the motto that was typed."""
    found = ProgrammeYear.objects.filter(province=steps.province, fiscal_year=steps.fiscal_year).first()
    if found is None:
        return write_year(steps.province, steps.fiscal_year, steps.motto, Virtue.objects.all(), by)
    if steps.motto not in ("", found.motto):
        before, found.motto = found.motto, steps.motto
        found.save(update_fields=["motto"])
        record("edit_year", found, by=by, changes={"motto": [before, found.motto]})
    return found


def bring_networks(province: Province, fiscal_year: int) -> int:
    """A province without networks begins with the nine sectors of the national plan, to be renamed as it likes."""
    if SectorNetwork.objects.filter(province=province).exists():
        return 0
    rows: list[dict[str, Any]] = network_references.read("province-14.json")["networks"]
    rows = [{**row, "first_fiscal_year": fiscal_year} for row in rows]
    return network_references.add_missing(SectorNetwork, "code", rows, province=province)


def plan_rounds(year: ProgrammeYear, by: User) -> None:
    """The default rounds, unless the year has some."""
    if ReportRound.objects.filter(programme_year=year).exists():
        return
    for code, (opens_on, due_on, locks_on) in default_rounds(year.fiscal_year).items():
        plan_round(programme_year=year, code=code, opens_on=opens_on, due_on=due_on, locks_on=locks_on, by=by)
