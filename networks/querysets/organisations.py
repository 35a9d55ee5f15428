"""The register as a person may see it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from moralprovince.core import thai

from .scope import scope_of
from .search import called, search_register


class OrganisationQuerySet(models.QuerySet):
    """Adjectives of organisations and communities."""

    def visible_to(self, user: Any) -> OrganisationQuerySet:
        """Those of a person's provinces, networks and organisations."""
        return self.within(user, "register.read")

    def choosable_by(self, user: Any) -> OrganisationQuerySet:
        """Those a form offers: what she sees; to whoever distils lessons with others, what everybody knows to take part."""
        seen, provinces = self.visible_to(user), scope_of(user).provinces("lessons.distil")
        return seen | self.public().filter(province__in=sorted(provinces)) if provinces else seen

    def editable_by(self, user: Any) -> OrganisationQuerySet:
        """Those whose entry a person may change."""
        return self.within(user, "register.edit")

    def within(self, user: Any, right: str) -> OrganisationQuerySet:
        """Those over which a right holds; one plain column comparison wherever one scope is enough."""
        return self.filter(held_over(user, right))

    def listed(self) -> OrganisationQuerySet:
        """Those of the programme: neither merged nor withdrawn."""
        return self.exclude(state__in=["merged", "withdrawn"])

    def counted(self) -> OrganisationQuerySet:
        """Those that figures count; what reports centrally is counted there."""
        return self.listed().filter(reports_centrally=False)

    def central(self) -> OrganisationQuerySet:
        """Those of the programme that another body reports for."""
        return self.listed().filter(reports_centrally=True)

    def members_in(self, fiscal_year: int, network: int | None = None) -> OrganisationQuerySet:
        """Those that were in a network, or in that one, when the year ended (Buddhist era); wherever they are now."""
        last_day = thai.fiscal_year_days(fiscal_year)[1]
        memberships = self.model._meta.get_field("memberships").related_model._default_manager
        of = memberships.filter(primary=True, since__lte=last_day).filter(Q(until__isnull=True) | Q(until__gte=last_day))
        return self.filter(pk__in=(of if network is None else of.filter(network=network)).values("organisation"))

    def public(self) -> OrganisationQuerySet:
        """Those the public may be told of."""
        return self.filter(state__in=["active", "dormant"])

    def search(self, text: str, reader: Any = None) -> models.QuerySet:
        """Those found by what was typed, Thai spelling forgiven, by telephone too for whoever reads the telephone of the entry.

        The nearest misses where nothing is found.
        """
        return search_register(self, text, number_of(text, reader))


def held_over(user: Any, right: str) -> Q:
    """The condition for those over which a person has a right; none where she has it everywhere."""
    scope = scope_of(user)
    if scope.everywhere(right):
        return Q()
    wanted = Q(pk__in=[])
    for field, keys in (
        ("province__in", scope.provinces(right)),
        ("network__in", scope.networks(right)),
        ("pk__in", scope.organisations(right)),
    ):
        if keys:
            wanted |= Q(**{field: sorted(keys)})
    return wanted


def number_of(text: str, reader: Any) -> Q:
    """The condition for those with that telephone number, among those whose contact the reader may see; else an empty one."""
    number = called(text)
    return number & held_over(reader, "register.contacts") if number else number
