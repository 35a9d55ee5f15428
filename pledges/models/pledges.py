"""Declarations of intent and the commitments in them, in the table officials know."""

import datetime as dt
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from moralprovince.core import thai
from networks.models import Organisation, ProgrammeYear, Virtue
from pledges.querysets.pledges import PledgeQuerySet


class Pledge(models.Model):
    """What an organisation declares for a fiscal year: draft → declared → active, or returned; ended."""

    class State(models.TextChoices):
        """Its life in the year."""

        DRAFT = "draft", _("draft")
        DECLARED = "declared", _("declared, waiting to be checked")
        RETURNED = "returned", _("returned for completion")
        ACTIVE = "active", _("being kept")
        ENDED = "ended", _("ended")

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="pledges", verbose_name=_("organisation")
    )
    programme_year = models.ForeignKey(
        ProgrammeYear, on_delete=models.PROTECT, related_name="pledges", verbose_name=_("fiscal year")
    )
    declared_on = models.DateField(_("declared on"), null=True, blank=True)
    text = models.TextField(_("declaration"), blank=True)
    members = models.PositiveIntegerField(_("members"), null=True, blank=True)
    members_joined = models.PositiveIntegerField(_("members who joined"), null=True, blank=True)
    signed_file = models.ForeignKey(
        "core.StoredFile",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("signed declaration"),
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    returned_note = models.TextField(_("what is to be completed"), blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    ended_reason = models.TextField(_("why it ended"), blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey("core.User", on_delete=models.PROTECT, null=True, related_name="+", editable=False)

    objects = PledgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("pledge")
        verbose_name_plural = _("pledges")
        ordering = ["-programme_year__fiscal_year", "organisation__name_sort", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "programme_year"], condition=~Q(state="ended"), name="pledges_one_a_year"
            ),
            models.CheckConstraint(
                condition=Q(members_joined__isnull=True) | Q(members__isnull=True) | Q(members_joined__lte=F("members")),
                name="pledges_joined_at_most_members",
            ),
        ]
        indexes = [models.Index(fields=["programme_year", "state"], name="pledges_year_state")]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.programme_year})"

    @property
    def province_id(self) -> str:
        """The province it belongs to, as the history asks for it."""
        return self.organisation.province_id

    @property
    def joined_share(self) -> Decimal | None:
        """Members who joined, in per cent, for whoever rounds it; None where either number is missing."""
        if not self.members or self.members_joined is None:
            return None
        return Decimal(self.members_joined) * 100 / self.members

    @property
    def joined_percent(self) -> Decimal | None:
        """The same with two decimals, for files."""
        return None if self.joined_share is None else self.joined_share.quantize(Decimal("0.01"))

    @property
    def last_day(self) -> dt.date:
        """The last day of its year: what follows it up ends then."""
        return thai.fiscal_year_days(self.programme_year.fiscal_year)[1]


class Commitment(models.Model):
    """One line of the plan: problem to solve, good to do, activity, indicator, target.

    A draft may leave anything out; a declared pledge has every column but baseline and budget (actions see to it).
    """

    pledge = models.ForeignKey(Pledge, on_delete=models.CASCADE, related_name="commitments")
    order = models.PositiveSmallIntegerField(default=1)
    target_virtue = models.ForeignKey(
        Virtue, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("target virtue")
    )
    problem_to_solve = models.TextField(_("problem we want to solve"), blank=True)
    good_to_do = models.TextField(_("good we want to do"), blank=True)
    activity = models.CharField(_("activity"), max_length=300, blank=True)
    indicator = models.CharField(_("indicator"), max_length=300, blank=True)
    baseline = models.DecimalField(_("baseline"), max_digits=14, decimal_places=2, null=True, blank=True)
    target = models.DecimalField(_("target"), max_digits=14, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    due_on = models.DateField(_("by when"), null=True, blank=True)
    budget = models.DecimalField(_("budget (baht)"), max_digits=14, decimal_places=2, null=True, blank=True)
    responsible = models.CharField(_("responsible"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ["pledge", "order", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(budget__isnull=True) | Q(budget__gte=0), name="pledges_budget_not_negative"),
        ]

    def __str__(self) -> str:
        return self.activity or self.good_to_do[:100] or str(self.order)

    @property
    def is_past_its_year(self) -> bool:
        """Is its day after the last of its year? Some activities take several years; far more often a digit slipped in."""
        return self.due_on is not None and self.due_on > self.pledge.last_day
