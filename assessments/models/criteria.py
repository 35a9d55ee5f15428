"""Criteria as data by year: sets, items, their wording per kind, score bands, levels and their gates."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.querysets.criteria import (
    CriteriaSetQuerySet,
    OfCriterionQuerySet,
    OfSetQuerySet,
    YearCriteriaQuerySet,
)
from assessments.scoring import Gate, PercentBand, Rules
from networks.models import ProgrammeYear, Province


class Kind(models.TextChoices):
    """Who is assessed: a body of the register, a district, or the province itself."""

    ORGANISATION = "organisation", _("organisation")
    COMMUNITY = "community", _("community")
    DISTRICT = "district", _("district")
    PROVINCE = "province", _("province")


class Certainty(models.TextChoices):
    """How sure a wording or a number is; an office checks what was not found in an official source."""

    FOUND = "found", _("found in a public source")
    INFERRED = "inferred", _("follows from what was found")
    KNOWN = "known", _("generally known, not yet checked")
    GUESS = "guess", _("a working assumption, to be checked")


class Sourced(models.Model):
    """Where a text or a number comes from, and how sure it is."""

    source = models.CharField(_("source"), max_length=300, blank=True)
    certainty = models.CharField(_("certainty"), max_length=10, choices=Certainty, default=Certainty.GUESS)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)

    class Meta:
        abstract = True


class CriteriaSet(models.Model):
    """One version of a criteria set; shipped sets belong to no province, versions that an office makes belong to its own."""

    class State(models.TextChoices):
        """A published set is frozen: a change makes a new version."""

        DRAFT = "draft", _("being written")
        PUBLISHED = "published", _("published")
        RETIRED = "retired", _("no longer offered")

    province = models.ForeignKey(Province, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    code = models.SlugField(_("code"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    name = models.CharField(_("name"), max_length=200)
    first_fiscal_year = models.PositiveSmallIntegerField(_("first fiscal year"))
    last_fiscal_year = models.PositiveSmallIntegerField(_("last fiscal year"), null=True, blank=True)
    max_score = models.PositiveSmallIntegerField(_("highest score of an item"), validators=[MaxValueValidator(10)])
    source = models.TextField(_("source"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    based_on = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="versions", verbose_name=_("based on")
    )
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CriteriaSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("criteria set")
        verbose_name_plural = _("criteria sets")
        ordering = ["code", "version", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "version"], condition=Q(province__isnull=True), name="assessments_set_shipped"
            ),
            models.UniqueConstraint(fields=["province", "code", "version"], name="assessments_set_version"),
        ]

    def rules(self) -> Rules:
        """The numbers by which levels are reached, for `scoring`."""
        gates = sorted(self.levels.all(), key=lambda level: level.number)
        return Rules(len(self.criteria.all()), self.max_score, tuple(level.gate() for level in gates))

    def level_name(self, number: int | None, kind: str) -> str:
        """What a level is called for a kind; level 0 is “not yet”."""
        if number is None:
            return ""
        return next(
            (level.name_for(kind) for level in self.levels.all() if level.number == number), str(_("not at a level yet"))
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.code}.{self.version})"


class Level(Sourced):
    """A level and its gate: items 1 to `items_up_to` each score `least_score`, together `least_sum`; and the roll-up's shares.

    The roll-up (district from its bodies, province from its districts) is advice; its percentages are the office's.
    """

    criteria_set = models.ForeignKey(CriteriaSet, on_delete=models.CASCADE, related_name="levels")
    number = models.PositiveSmallIntegerField(_("level"))
    items_up_to = models.PositiveSmallIntegerField(_("items up to"))
    least_score = models.PositiveSmallIntegerField(_("least score of each"))
    least_sum = models.PositiveSmallIntegerField(_("least sum"))
    least_bodies_percent = models.DecimalField(
        _("least share of bodies at this level (%)"), max_digits=5, decimal_places=2, default=50
    )
    least_communities = models.PositiveSmallIntegerField(_("least communities at this level"), default=1)
    least_districts_percent = models.DecimalField(
        _("least share of districts at this level (%)"), max_digits=5, decimal_places=2, default=50
    )
    names = models.JSONField(_("names by kind"), default=dict)
    meaning = models.CharField(_("what it means"), max_length=300, blank=True)

    objects = OfSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("level")
        verbose_name_plural = _("levels")
        ordering = ["criteria_set", "number"]
        constraints = [models.UniqueConstraint(fields=["criteria_set", "number"], name="assessments_level_once")]

    def gate(self) -> Gate:
        """The same for `scoring`."""
        return Gate(self.number, self.items_up_to, self.least_score, self.least_sum)

    def name_for(self, kind: str) -> str:
        """What it is called for a kind."""
        return self.names.get(kind) or str(self.number)

    def __str__(self) -> str:
        return self.name_for(Kind.ORGANISATION)


class Criterion(models.Model):
    """One item of a set; `computed_from` names a figure of the pledge that proposes its score."""

    class Computed(models.TextChoices):
        """Figures of the pledge from which a score is computed."""

        NOTHING = "", _("nothing")
        MEMBERS_JOINED = "members_joined", _("share of members who joined the declaration")

    criteria_set = models.ForeignKey(CriteriaSet, on_delete=models.CASCADE, related_name="criteria")
    number = models.PositiveSmallIntegerField(_("item"))
    level = models.PositiveSmallIntegerField(_("level"))
    computed_from = models.CharField(_("computed from"), max_length=20, choices=Computed, default=Computed.NOTHING, blank=True)

    objects = OfSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["criteria_set", "number"]
        constraints = [models.UniqueConstraint(fields=["criteria_set", "number"], name="assessments_criterion_once")]

    def wording_for(self, kind: str) -> "CriterionWording | None":
        """What it says to a kind, among the wordings at hand."""
        return next((wording for wording in self.wordings.all() if wording.kind == kind), None)

    def percent_bands(self) -> list[PercentBand]:
        """Its bands that a share of people decides."""
        return [PercentBand(band.score, band.least_percent) for band in self.bands.all() if band.least_percent is not None]

    def __str__(self) -> str:
        return f"{self.criteria_set.code} {self.number}"


class CriterionWording(Sourced):
    """What an item says to one kind of body, and which evidence is usual."""

    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="wordings")
    kind = models.CharField(_("kind"), max_length=15, choices=Kind)
    text = models.TextField(_("wording"))
    evidence = models.TextField(_("typical evidence"), blank=True)

    objects = OfCriterionQuerySet.as_manager()

    class Meta:
        verbose_name = _("wording")
        verbose_name_plural = _("wordings")
        ordering = ["criterion", "pk"]
        constraints = [models.UniqueConstraint(fields=["criterion", "kind"], name="assessments_wording_once")]

    def __str__(self) -> str:
        return self.text[:80]


class ScoreBand(Sourced):
    """When an item earns a score, in words; with a percentage where the score is computed."""

    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="bands")
    score = models.PositiveSmallIntegerField(_("score"))
    descriptor = models.CharField(_("when it is given"), max_length=300)
    least_percent = models.DecimalField(_("from this share on (%)"), max_digits=5, decimal_places=2, null=True, blank=True)

    objects = OfCriterionQuerySet.as_manager()

    class Meta:
        verbose_name = _("score band")
        verbose_name_plural = _("score bands")
        ordering = ["criterion", "-score"]
        constraints = [models.UniqueConstraint(fields=["criterion", "score"], name="assessments_band_once")]

    def __str__(self) -> str:
        return f"{self.score}: {self.descriptor}"


class YearCriteria(models.Model):
    """Which set a province assesses a kind by in a programme year."""

    programme_year = models.ForeignKey(
        ProgrammeYear, on_delete=models.PROTECT, related_name="criteria", verbose_name=_("programme year")
    )
    kind = models.CharField(_("kind"), max_length=15, choices=Kind)
    criteria_set = models.ForeignKey(
        CriteriaSet, on_delete=models.PROTECT, related_name="years", verbose_name=_("criteria set")
    )

    objects = YearCriteriaQuerySet.as_manager()

    class Meta:
        verbose_name = _("criteria of a year")
        verbose_name_plural = _("criteria of the years")
        ordering = ["-programme_year", "kind"]
        constraints = [models.UniqueConstraint(fields=["programme_year", "kind"], name="assessments_year_kind_once")]

    def __str__(self) -> str:
        return f"{self.programme_year} {self.get_kind_display()}: {self.criteria_set}"
