"""What a person's role grants let her see and do, read once per user object."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet

from moralprovince.core import thai
from moralprovince.core.ready import Ready

PLACES = ("province", "network", "organisation")


class EveryRight(frozenset[str]):
    """What whoever keeps the installation holds."""

    def __contains__(self, right: object) -> bool:
        return True


@dataclass(frozen=True)
class Grant:
    """One role grant in force, flattened."""

    role: str
    rights: frozenset[str]
    province: str | None
    network: int | None
    organisation: int | None
    network_province: str | None
    organisation_province: str | None
    acting_for: int | None = None

    def place(self) -> str:
        """What it holds for, in a word that can be kept; empty is everywhere."""
        return next((f"{kind}:{getattr(self, kind)}" for kind in PLACES if getattr(self, kind)), "")

    def home(self) -> str | None:
        """The province it belongs to; None is everywhere."""
        return self.province or self.network_province or self.organisation_province

    def holds(self, right: str, province: str, network: int | None, organisation: int | None) -> bool:
        """Does this grant alone give the right there?"""
        anywhere = not (self.province or self.network or self.organisation)
        here = self.province == province or (network and self.network == network)
        return right in self.rights and bool(anywhere or here or (organisation and self.organisation == organisation))


@dataclass(frozen=True)
class Scope:
    """All the grants of a person that are in force on a day."""

    grants: tuple[Grant, ...] = ()
    superuser: bool = False

    def everywhere(self, right: str) -> bool:
        """Does the right hold in all provinces?"""
        return self.superuser or any(right in g.rights and not (g.province or g.network or g.organisation) for g in self.grants)

    def provinces(self, right: str) -> set[str]:
        """Codes of provinces where the right holds for everything in them."""
        return {g.province for g in self.grants if g.province and right in g.rights}

    def networks(self, right: str) -> set[int]:
        """Keys of networks whose organisations the right holds for."""
        return {g.network for g in self.grants if g.network and right in g.rights}

    def organisations(self, right: str) -> set[int]:
        """Keys of the organisations the right holds for."""
        return {g.organisation for g in self.grants if g.organisation and right in g.rights}

    def any(self, right: str) -> bool:
        """Does the right hold anywhere at all?"""
        return self.superuser or any(right in g.rights for g in self.grants)

    def in_province(self, right: str, province: str) -> bool:
        """Does the right hold for the whole of a province?"""
        return self.everywhere(right) or province in self.provinces(right)

    def over(self, right: str, *, province: str, network: int | None = None, organisation: int | None = None) -> bool:
        """Does the right hold for this organisation, by its province, its network or itself?"""
        return (
            self.in_province(right, province)
            or (network is not None and network in self.networks(right))
            or (organisation is not None and organisation in self.organisations(right))
        )

    def lender(self, right: str, *, province: str, network: int | None = None, organisation: int | None = None) -> int | None:
        """For whom she acts when she uses the right there: nobody where she holds it herself."""
        giving = [grant for grant in self.grants if grant.holds(right, province, network, organisation)]
        own = self.superuser or any(grant.acting_for is None for grant in giving)
        return giving[0].acting_for if giving and not own else None

    def roles(self) -> set[str]:
        """Codes of the roles held."""
        return {g.role for g in self.grants}

    def home_provinces(self) -> list[str]:
        """Provinces the person has anything to do with, most grants first."""
        known = [code for code in (grant.home() for grant in self.grants) if code]
        return sorted(set(known), key=lambda code: (-known.count(code), code))

    def at(self, province: str) -> Scope:
        """What of it holds in one province: what stands elsewhere is left out; who keeps the installation holds all there."""
        here = tuple(grant for grant in self.grants if grant.home() in (None, province))
        return Scope((*here, Grant("", EveryRight(), province, None, None, None, None)) if self.superuser else here)


def scope_of(user: Any, day: dt.date | None = None) -> Scope:
    """The person's scope today, kept on the user object so that one request asks the database once."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return Scope()
    day = day or thai.today()
    kept = user.__dict__.get("_scope")
    if kept and kept[0] == day:
        return kept[1]
    scope = Scope(tuple(read_grants(user, day)), user.is_superuser)
    user.__dict__["_scope"] = (day, scope)
    return scope


def still_reading(row: Model, people: Iterable[Any], *, but: Any = None) -> list[Any]:
    """Who of these people may read it today, each once: the others have left it, and what `but` did is no news to her."""
    rows: Any = type(row)._default_manager.filter(pk=row.pk)
    asked = {one.pk: one for one in people if one is not None and one != but}
    return [one for one in asked.values() if rows.visible_to(one).exists()]


def reach_of(user: Any) -> dict[str, list[str]]:
    """Her rights by the place they hold for, in words that can be kept."""
    scope = scope_of(user)
    reach: dict[str, set[str]] = {"": {"superuser"}} if scope.superuser else {}
    for grant in scope.grants:
        reach.setdefault(grant.place(), set()).update(grant.rights)
    return {place: sorted(rights) for place, rights in reach.items()}


@contextmanager
def working_at(user: Any, province: str) -> Iterator[None]:
    """Inside, the person is asked only for what she holds in one province: her lists are of one province as well."""
    scope, day = scope_of(user), thai.today()
    if len(scope.home_provinces()) < 2 and not scope.superuser:
        yield
        return
    user.__dict__["_scope"] = (day, scope.at(province))
    try:
        yield
    finally:
        user.__dict__["_scope"] = (day, scope)


def forget_scope(user: Any) -> None:
    """Ask again next time: a grant has changed in this very request."""
    user.__dict__.pop("_scope", None)


def read_grants(user: Any, day: dt.date) -> list[Grant]:
    """One query: the grants in force, with their role's rights and the province of their scope."""
    rows = GRANTS.rows(who=user.pk, day=day)
    return [Grant(role, frozenset(rights), *rest) for role, rights, *rest in rows]


def grants_in_force(who: int, day: dt.date) -> QuerySet[Any, tuple[Any, ...]]:
    """What is read of them, in the order of a grant's fields."""
    return apps.get_model("networks", "RoleGrant").objects.filter(user=who).in_force(day).values_list(
        "role_id", "role__rights", "province_id", "network_id", "organisation_id",
        "network__province_id", "organisation__province_id", "acting_for_id",
    )  # fmt: skip


GRANTS = Ready(grants_in_force, who=-1, day=dt.date(1, 1, 1))
