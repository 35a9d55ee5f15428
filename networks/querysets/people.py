"""People as somebody who looks after them may see them; core knows nothing of roles, so it is told here."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet

from moralprovince.core import thai
from moralprovince.core.models import User

from .scope import scope_of


def people_visible_to(user: Any) -> QuerySet[User]:
    """Those who hold or held a role where the reader looks after people; an officer sees contacts and coordinators."""
    scope = scope_of(user)
    if scope.superuser:
        return User.objects.all()
    grants = apps.get_model("networks", "RoleGrant").objects
    helped = grants.filter(role__scope__in=["network", "organisation"]).in_provinces(scope.provinces("people.invite"))
    return User.objects.filter(role_grants__in=grants.visible_to(user) | helped).distinct()


def grants_listed(user: Any, *, over: bool) -> QuerySet:
    """The grants of the people page: those in force or coming, or those that are over."""
    rows = apps.get_model("networks", "RoleGrant").objects.visible_to(user)
    ended = {"ends_on__lt": thai.today()}
    return rows.filter(**ended) if over else rows.exclude(**ended)


def served_by(person: Any, way: str) -> Q:
    """What lies where somebody has or had a network or a body: an office she works in elsewhere is not meant.

    `way` leads to its province.
    """
    grants = apps.get_model("networks", "RoleGrant").objects.filter(user=person)
    roads = ("network__province", "organisation__province")
    through, alone = (grants.exclude(**{road: None}).values(road) for road in roads)
    return Q(**{f"{way}__in": through}) | Q(**{f"{way}__in": alone})
