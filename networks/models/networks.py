"""Sector networks: data of a province, valid from a fiscal year to another."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from networks.querysets.networks import SectorNetworkQuerySet

from .places import Province


class SectorNetwork(models.Model):
    """One network of organisations of the same sector."""

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="networks", verbose_name=_("province"))
    code = models.SlugField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=150)
    name_en = models.CharField(_("name in English"), max_length=150, blank=True)
    aliases = models.JSONField(
        _("other spellings"), default=list, blank=True, help_text=_("As they stand in the workbooks that are imported")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    first_fiscal_year = models.PositiveSmallIntegerField(_("first fiscal year"))
    last_fiscal_year = models.PositiveSmallIntegerField(_("last fiscal year"), null=True, blank=True)

    objects = SectorNetworkQuerySet.as_manager()

    class Meta:
        verbose_name = _("network")
        verbose_name_plural = _("networks")
        ordering = ["province", "order", "code"]
        constraints = [
            models.UniqueConstraint(fields=["province", "code"], name="networks_network_once"),
            models.CheckConstraint(
                condition=Q(last_fiscal_year__isnull=True) | Q(last_fiscal_year__gte=F("first_fiscal_year")),
                name="networks_network_years",
            ),
        ]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" and self.name_en else self.name
