"""The demo's accounts: one or more for each role that has a screen, all with one printed password."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from moralprovince.core.actions import NOTICE_VERSION
from moralprovince.core.models import User
from networks.actions.roles import grant_role
from networks.models import Organisation, Province, Role, SectorNetwork

from .calendar import DemoCalendar

DOMAIN = "demo.example"
PASSWORD = "ayutthaya-2569"  # noqa: S105 - printed on purpose, in the demo only
INSTALLER = f"installer@{DOMAIN}"
CONTACTS = 40
NEVER_CAME = 3
ASSESSORS = ("assessor", "assessor2", "assessor3")


@dataclass
class People:
    """Who acts in the demo."""

    installer: User
    administrator: User
    officer: User
    coordinators: dict[int, User]
    assessors: list[User] = field(default_factory=list)
    committee: list[User] = field(default_factory=list)
    # A partner university, and somebody who reads all provinces.
    readers: list[User] = field(default_factory=list)
    contacts: dict[int, User] = field(default_factory=dict)

    def for_organisation(self, organisation: Organisation) -> User:
        """Its own contact where it has one, else the coordinator of its network."""
        return self.contacts.get(organisation.pk) or self.coordinators[organisation.network_id]

    @property
    def printed_contact(self) -> int | None:
        """The organisation of the contact whose account is printed."""
        return next(iter(self.contacts), None)

    @property
    def everybody(self) -> list[User]:
        """All of them."""
        return [
            self.installer, self.administrator, self.officer, *self.coordinators.values(), *self.assessors, *self.committee,
            *self.readers, *self.contacts.values(),
        ]  # fmt: skip


def person(name: str, who: str, *, superuser: bool = False) -> User:
    """An account that cannot be used before the password is set, and whose holder has read the privacy notice."""
    make = User.objects.create_superuser if superuser else User.objects.create_user
    return make(f"{who}@{DOMAIN}", None, name=name, notice_version=NOTICE_VERSION)


def make_people(province: Province, networks: list[SectorNetwork], calendar: DemoCalendar) -> People:
    """The office's people and a coordinator for each network, with their roles since the year began."""
    installer = person("ผู้ติดตั้งระบบ (ตัวอย่าง)", "installer", superuser=True)
    found = People(
        installer=installer,
        administrator=person("ผู้ดูแลระบบจังหวัด (ตัวอย่าง)", "admin"),
        officer=person("เจ้าหน้าที่วัฒนธรรม (ตัวอย่าง)", "officer"),
        coordinators={
            network.pk: person(f"ผู้ประสานงาน{network.name} (ตัวอย่าง)", f"coordinator.{network.code}") for network in networks
        },
    )
    since = calendar.first_day
    roles = {role.pk: role for role in Role.objects.all()}
    grant_role(user=found.administrator, role=roles["provincial_administrator"], scope=province, by=installer, starts_on=since)
    grant_role(user=found.officer, role=roles["culture_officer"], scope=province, by=installer, starts_on=since)
    found.assessors = [person(f"ผู้ประเมินคนที่ {number} (ตัวอย่าง)", who) for number, who in enumerate(ASSESSORS, 1)]
    found.committee = [person("อนุกรรมการจังหวัด (ตัวอย่าง)", "committee")]
    for role, holders in (("assessor", found.assessors), ("committee_member", found.committee)):
        for holder in holders:
            grant_role(user=holder, role=roles[role], scope=province, by=installer, starts_on=since)
    found.readers = [person("อาจารย์ภาคีวิชาการ (ตัวอย่าง)", "partner"), person("ผู้ติดตามระดับประเทศ (ตัวอย่าง)", "national")]
    for reader, role, scope in zip(found.readers, ("academic_partner", "national_viewer"), (province, None), strict=True):
        grant_role(user=reader, role=roles[role], scope=scope, by=installer, starts_on=since)
    for network in networks:
        coordinator = found.coordinators[network.pk]
        grant_role(user=coordinator, role=roles["coordinator"], scope=network, by=installer, starts_on=since)
    return found


def make_contacts(people: People, organisations: list[Organisation], calendar: DemoCalendar) -> None:
    """Contacts with an account for some organisations, spread over the register; the first one's account is printed."""
    role = Role.objects.get(pk="contact")
    step = max(1, len(organisations) // CONTACTS)
    for number, organisation in enumerate(organisations[::step][:CONTACTS], 1):
        who = "contact" if number == 1 else f"contact{number}"
        made = person(organisation.contact_name or f"ผู้ติดต่อ {organisation.name}", who)
        grant_role(user=made, role=role, scope=organisation, by=people.installer, starts_on=calendar.first_day)
        people.contacts[organisation.pk] = made


def open_accounts(people: People) -> None:
    """Set the one password; hashing it once is enough for all."""
    keys = [user.pk for user in people.everybody if user != people.installer]
    User.objects.filter(pk__in=keys).update(password=make_password(PASSWORD))
    # Nearly everybody has been here before; the last contacts never came in, and the office finds them in a list.
    User.objects.filter(pk__in=keys[:-NEVER_CAME]).update(last_login=timezone.now())


def accounts() -> list[tuple[str, str, str]]:
    """What is printed: role, address, password."""
    shown = (
        ("เจ้าหน้าที่สำนักงานวัฒนธรรมจังหวัด", "officer"),
        ("ผู้ประสานงานเครือข่ายภาครัฐ", "coordinator.government"),
        ("ผู้ติดต่อขององค์กร", "contact"),
        ("ผู้ประเมิน (เข้าที่ /admin/)", "assessor"),
        ("อนุกรรมการระดับจังหวัด", "committee"),
        ("ผู้ดูแลระบบระดับจังหวัด", "admin"),
        ("ภาคีวิชาการ", "partner"),
        ("ผู้ติดตามระดับประเทศ", "national"),
    )
    return [
        (title, f"{who}@{DOMAIN}", PASSWORD) for title, who in shown if User.objects.filter(email=f"{who}@{DOMAIN}").exists()
    ]
