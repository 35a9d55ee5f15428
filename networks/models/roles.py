"""Who may do what, where and for how long."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from networks.querysets.roles import RoleGrantQuerySet

from .networks import SectorNetwork
from .organisations import Organisation
from .places import Province


class Role(models.Model):
    """A role as prose and rights; reference data of the programme."""

    class ScopeKind(models.TextChoices):
        """Where a grant of the role holds."""

        EVERYWHERE = "everywhere", _("all provinces")
        PROVINCE = "province", _("one province")
        NETWORK = "network", _("one network")
        ORGANISATION = "organisation", _("one organisation")

    code = models.SlugField(_("code"), primary_key=True, max_length=40)
    title = models.CharField(_("title"), max_length=100)
    title_en = models.CharField(_("title in English"), max_length=100)
    sentence = models.CharField(_("what the role does"), max_length=300)
    sentence_en = models.CharField(_("in one sentence, in English"), max_length=300)
    scope = models.CharField(_("scope"), max_length=20, choices=ScopeKind)
    rights = models.JSONField(_("rights"), default=list)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["order"]

    def __str__(self) -> str:
        return self.title_en if get_language() == "en" else self.title

    @property
    def explained(self) -> str:
        """What the role does, in the reader's language."""
        return self.sentence_en if get_language() == "en" else self.sentence


class RoleGrant(models.Model):
    """A role given to a person for a scope and a time; lent ones name for whom she acts."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="role_grants", verbose_name=_("person")
    )
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="grants", verbose_name=_("role"))
    province = models.ForeignKey(
        Province, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("province")
    )
    network = models.ForeignKey(
        SectorNetwork, on_delete=models.PROTECT, null=True, blank=True, related_name="grants", verbose_name=_("network")
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="grants",
        verbose_name=_("organisation"),
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    acting_for = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="lent_grants",
        verbose_name=_("acting for"),
    )

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("role grant")
        verbose_name_plural = _("role grants")
        ordering = ["role__order", "starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="networks_grant_dates"
            ),
            # Never two scopes at once: a grant holds for a province, a network or an organisation (or everywhere).
            models.CheckConstraint(
                condition=(
                    Q(network__isnull=True, organisation__isnull=True)
                    | Q(province__isnull=True, organisation__isnull=True)
                    | Q(province__isnull=True, network__isnull=True)
                ),
                name="networks_grant_one_scope",
            ),
        ]

    def __str__(self) -> str:
        return " · ".join(str(part) for part in (self.user, self.role, self.scope) if part)

    def lasts_on(self, day: dt.date) -> bool:
        """Is it not over by then? It may be one to come."""
        return self.ends_on is None or self.ends_on >= day

    @property
    def scope(self) -> models.Model | None:
        """The province, network or organisation the grant holds for; None is everywhere."""
        return self.organisation or self.network or self.province
