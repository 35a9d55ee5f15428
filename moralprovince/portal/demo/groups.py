"""The demo's working groups: officials by position under made-up names, a term with somebody who left and one who stands in."""

from __future__ import annotations

import datetime as dt
import json
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from moralprovince.core import thai
from moralprovince.core.models import User
from moralprovince.core.signs import sign_of
from networks.actions.groups import GroupEntry, SeatEntry, add_group, add_member, end_seat
from networks.actions.roles import end_grant
from networks.models import Province, RoleGrant, SectorNetwork, WorkingGroup, WorkingGroupMember

from .calendar import DemoCalendar
from .clock import at
from .people import DOMAIN, People

FILE = Path(__file__).resolve().parent.parent / "demo_data" / "groups.json"
# The network whose coordinator left the day before, so that Today has something to say.
ALONE = "civil_society"
Position = tuple[str, str]


@cache
def words() -> dict[str, Any]:
    """Names and positions; whoever is called so in life is not meant."""
    return json.loads(FILE.read_text(encoding="utf-8"))


class Appointing:
    """Appoints groups by one officer, with names drawn by chance."""

    def __init__(self, by: User, since: dt.date, chance: Random) -> None:
        self.by, self.since, self.chance, self.number = by, since, chance, 0

    def somebody(self) -> tuple[str, str]:
        """Title and name of a person who does not exist."""
        known = words()
        if self.chance.random() < 0.5:
            return "นาย", f"{self.chance.choice(known['given'])} {self.chance.choice(known['family'])}"
        title = self.chance.choice(("นาง", "นางสาว"))
        return title, f"{self.chance.choice(known['given_f'])} {self.chance.choice(known['family'])}"

    def monk(self) -> tuple[str, str]:
        """A monk has no surname."""
        return self.chance.choice(("พระครู", "พระมหา")), self.chance.choice(words()["monks"])

    def group(self, province: Province, kind: str, name: str, network: SectorNetwork | None = None) -> WorkingGroup:
        """A group with its order of appointment."""
        self.number += 1
        order = f"{240 + self.number}/{thai.buddhist_year(self.since)}"
        entry = GroupEntry(name, self.since, order_number=order, ordered_on=self.since)
        return add_group(province=province, kind=kind, network=network, entry=entry, by=self.by)

    def seat(
        self, group: WorkingGroup, post: str, position: Position, who: tuple[str, str] | None = None, **more: Any
    ) -> WorkingGroupMember:  # fmt: skip
        """One seat with a telephone that reaches nobody."""
        title, name = who or self.somebody()
        phone = f"0 3500 {self.chance.randrange(10_000):04d}"
        entry = SeatEntry(
            post, name, self.since, title=title, position=position[0], agency=position[1], **{"phone": phone, **more}
        )
        return add_member(group=group, entry=entry, by=self.by)

    def fill(self, group: WorkingGroup, plan: dict[str, Any], secretary: User | None, *, monk: bool = False) -> None:
        """Chair, vice chair, members, secretary and, from the university, a facilitator."""
        self.seat(group, "chair", tuple(plan["chair"]), self.monk() if monk else None)
        self.seat(group, "vice_chair", tuple(plan["vice_chair"]))
        for place, position in enumerate(plan["members"], 1):
            title = ("ว่าที่ร้อยตรี", self.somebody()[1]) if place == 2 else None
            self.seat(group, "member", tuple(position), title, order=place)
        named = ("", secretary.name) if secretary else None
        email = {"email": secretary.email, "phone": ""} if secretary else {}
        self.seat(group, "secretary", ("นักวิชาการวัฒนธรรม", "สำนักงานวัฒนธรรมจังหวัด"), named, **email)
        self.seat(group, "facilitator", ("อาจารย์", "มหาวิทยาลัยเทคโนโลยีราชมงคล"), ("ผศ.ดร.", self.somebody()[1]))


def appoint_groups(province: Province, networks: list[SectorNetwork], people: People, calendar: DemoCalendar,
                   chance: Random) -> list[WorkingGroup]:  # fmt: skip
    """Every network and the three bodies of the province, two weeks into the year."""
    since = calendar.first_day + dt.timedelta(days=14)
    made = []
    with at(since, chance):
        appoint = Appointing(people.officer, since, chance)
        for network in networks:
            group = appoint.group(province, "network", f"คณะทำงาน{network.name}", network)
            plan = words()["networks"].get(network.code, words()["networks"]["government"])
            appoint.fill(group, plan, people.coordinators.get(network.pk), monk=network.code == "religion")
            made.append(group)
        for kind, plan in words()["bodies"].items():
            body = appoint.group(province, kind, plan["name"])
            appoint.fill(body, plan, None)
            made.append(body)
    return made


def change_some(groups: list[WorkingGroup], people: People, calendar: DemoCalendar, chance: Random) -> None:
    """In one group a member left and another came, and somebody stands in for the vice chair."""
    day = min(calendar.first_day + dt.timedelta(days=120), calendar.day - dt.timedelta(days=2))
    group = groups[0]
    with at(day, chance):
        leaving = group.members.filter(post="member").first()
        end_seat(member=leaving, last_day=day, sign=sign_of(leaving, ["ends_on"]), by=people.officer)
        appoint = Appointing(people.officer, day, chance)
        appoint.seat(group, "member", (leaving.position, leaving.agency), order=1)
        vice = group.members.get(post="vice_chair")
        appoint.seat(group, "member", ("ผู้แทน" + vice.position, vice.agency), stands_in_for=vice, order=9)


def leave_one_alone(people: People, calendar: DemoCalendar, chance: Random) -> None:
    """One network has nobody who follows it since yesterday."""
    grant = RoleGrant.objects.filter(role="coordinator", network__code=ALONE, user__email__endswith=DOMAIN).first()
    if grant:
        with at(calendar.day - dt.timedelta(days=1), chance):
            end_grant(grant=grant, by=people.administrator, note="ย้ายไปปฏิบัติราชการที่อื่น")
