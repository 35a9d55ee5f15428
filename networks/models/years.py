"""The office, its programme years, and the virtues a year works for."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from networks.querysets.years import ProgrammeYearQuerySet

from .places import Province


class Virtue(models.Model):
    """A target virtue; which ones are in force belongs to the year (four in plan 1, five in plan 2)."""

    code = models.SlugField(_("code"), primary_key=True, max_length=40)
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("name in English"), max_length=100)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("virtue")
        verbose_name_plural = _("virtues")
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name


class ProgrammeYear(models.Model):
    """One fiscal year of a province's programme (Buddhist era: 2564 runs from 1 Oct 2563 to 30 Sep 2564)."""

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="years", verbose_name=_("province"))
    fiscal_year = models.PositiveSmallIntegerField(
        _("fiscal year"), validators=[MinValueValidator(2500), MaxValueValidator(2700)]
    )
    motto = models.CharField(_("motto"), max_length=300, blank=True)
    virtues = models.ManyToManyField(Virtue, blank=True, verbose_name=_("target virtues"))
    read_only_from = models.DateField(_("read-only from"), null=True, blank=True)

    objects = ProgrammeYearQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme year")
        verbose_name_plural = _("programme years")
        ordering = ["province", "-fiscal_year"]
        constraints = [models.UniqueConstraint(fields=["province", "fiscal_year"], name="networks_year_once")]

    def __str__(self) -> str:
        return str(self.fiscal_year)


class Office(models.Model):
    """The culture office of a province: its address, letters, looks and the year it works in."""

    province = models.OneToOneField(
        Province, on_delete=models.PROTECT, primary_key=True, related_name="office", verbose_name=_("province")
    )
    name = models.CharField(_("name of the office"), max_length=200)
    address = models.TextField(_("address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    signatory_name = models.CharField(_("who signs letters"), max_length=200, blank=True)
    signatory_title = models.CharField(_("position of the signatory"), max_length=200, blank=True)
    letter_code = models.CharField(
        _("letter code"), max_length=30, blank=True, help_text=_("For example กข 0031, the letters of your province first")
    )
    primary_colour = models.CharField(
        _("province colour"), max_length=7, default="#8C3B2A", validators=[RegexValidator(r"^#[0-9A-Fa-f]{6}$")]
    )
    privacy_contact = models.CharField(_("who answers on personal data"), max_length=300, blank=True)
    working_year = models.ForeignKey(
        ProgrammeYear, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("working year")
    )
    # Of fewer bodies than this nothing is told apart in files that leave the office without names.
    small_group = models.PositiveSmallIntegerField(
        _("smallest group in de-identified files"), default=5, validators=[MinValueValidator(3), MaxValueValidator(50)]
    )
    # The running fiscal year and so many before it; what is older loses its texts, names and addresses.
    keep_years = models.PositiveSmallIntegerField(
        _("fiscal years for which personal data are kept"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(10)],
    )
    # After a restore, or while the office moves: nothing leaves the outbox.
    mail_paused = models.BooleanField(_("outgoing mail is paused"), default=False)

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")

    def __str__(self) -> str:
        return self.name
