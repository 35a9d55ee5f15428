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

    # Set by `named_in`: what it was called in the year that is shown.
    year_name: str | None = None
    year_name_en: str | None = None

    @property
    def own_names(self) -> tuple[str, str]:
        """What it is called in Thai and in English, in the year that is shown."""
        return (self.year_name, self.year_name_en or "") if self.year_name else (self.name, self.name_en)

    def __str__(self) -> str:
        name, english = self.own_names
        return english if get_language() == "en" and english else name


class NetworkName(models.Model):
    """What a network was called up to a year: a rename leaves older years their name."""

    network = models.ForeignKey(SectorNetwork, on_delete=models.CASCADE, related_name="former_names")
    last_fiscal_year = models.PositiveSmallIntegerField(_("last fiscal year"))
    name = models.CharField(_("name"), max_length=150)
    name_en = models.CharField(_("name in English"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("former name of a network")
        verbose_name_plural = _("former names of networks")
        ordering = ["network", "last_fiscal_year"]
        constraints = [
            models.UniqueConstraint(fields=["network", "last_fiscal_year"], name="networks_former_name_once"),
        ]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" and self.name_en else self.name


class Succession(models.Model):
    """Which network followed which, from a year on: one into several is a split, several into one a merger."""

    predecessor = models.ForeignKey(SectorNetwork, on_delete=models.PROTECT, related_name="followed_by")
    successor = models.ForeignKey(SectorNetwork, on_delete=models.PROTECT, related_name="came_from")
    first_fiscal_year = models.PositiveSmallIntegerField(_("first fiscal year"))

    class Meta:
        verbose_name = _("succession of networks")
        verbose_name_plural = _("successions of networks")
        ordering = ["first_fiscal_year", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="networks_succession_once"),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="networks_succession_other"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"
