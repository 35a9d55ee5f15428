"""To what a body belongs, and what belongs to it, in one statement: its networks over time, the bodies under it."""

from __future__ import annotations

from typing import Any

from django.db.models import BooleanField, CharField, DateField, F, IntegerField, Value

from moralprovince.core import thai

from .models import Membership, Organisation, SectorNetwork

NAMES = ("which", "pk", "name", "name_en", "code", "network", "since", "until", "primary")


def belonging(organisation: Organisation, user: Any) -> dict[str, list[Any]]:
    """Memberships, the newest first, and the bodies under it that this person may see."""
    memberships = organisation.memberships.order_by().annotate(
        of_which=Value("member", CharField()), of_pk=F("pk"), of_name=F("network__name"), of_name_en=F("network__name_en"),
        of_code=F("network__code"), of_network=F("network_id"), of_since=F("since"), of_until=F("until"),
        of_primary=F("primary"),
    )  # fmt: skip
    under = organisation.units.visible_to(user).exclude(state=Organisation.State.MERGED).order_by()  # type: ignore[attr-defined]
    units = under.annotate(
        of_which=Value("unit", CharField()), of_pk=F("pk"), of_name=F("name"), of_name_en=Value("", CharField()),
        of_code=F("code"), of_network=Value(0, IntegerField()), of_since=Value(None, DateField()),
        of_until=Value(None, DateField()), of_primary=Value(False, BooleanField()),
    )  # fmt: skip
    names = [f"of_{name}" for name in NAMES]
    rows = [
        dict(zip(NAMES, row, strict=True)) for row in memberships.values_list(*names).union(units.values_list(*names), all=True)
    ]
    members = [membership_of(row) for row in rows if row["which"] == "member"]
    bodies = [Organisation(pk=row["pk"], name=row["name"], code=row["code"]) for row in rows if row["which"] == "unit"]
    return {
        "memberships": sorted(members, key=lambda one: (one.since, one.pk), reverse=True),
        "units": sorted(bodies, key=lambda body: (thai.sort_key(body.name), body.pk)),
    }


def membership_of(row: dict[str, Any]) -> Membership:
    """One network for a time."""
    network = SectorNetwork(pk=row["network"], name=row["name"], name_en=row["name_en"], code=row["code"])
    return Membership(pk=row["pk"], network=network, since=row["since"], until=row["until"], primary=row["primary"])
