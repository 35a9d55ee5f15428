"""Central activities against the plan of a year, and the joint work plan of Center, office and university."""

import datetime as dt

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from moralprovince.core.models import Photo
from networks.querysets.activities import ActivityQuerySet, OfActivityQuerySet, OfYearQuerySet, WorkPlanQuerySet

from .networks import SectorNetwork
from .organisations import Organisation
from .places import District
from .years import ProgrammeYear, Virtue


class ActivityPlan(models.Model):
    """One line of a network's plan (or the province's): so many times, in these months, for so much money."""

    programme_year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, related_name="activity_plans")
    network = models.ForeignKey(
        SectorNetwork, on_delete=models.PROTECT, null=True, blank=True, related_name="activity_plans", verbose_name=_("network")
    )
    name = models.CharField(_("activity"), max_length=250)
    times = models.PositiveSmallIntegerField(_("planned times"), default=1, validators=[MinValueValidator(1)])
    # Calendar months 1-12; of a fiscal year, so October comes first.
    months = models.JSONField(_("months"), default=list, blank=True)
    budget = models.DecimalField(_("budget"), max_digits=12, decimal_places=2, null=True, blank=True, help_text=_("in baht"))
    target_group = models.CharField(_("target group"), max_length=250, blank=True)
    target_people = models.PositiveIntegerField(_("people expected"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = OfYearQuerySet.as_manager()

    class Meta:
        verbose_name = _("planned activity")
        verbose_name_plural = _("planned activities")
        ordering = ["programme_year", "network__order", "order", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def province_id(self) -> str:
        """Its province: that of its year."""
        return self.programme_year.province_id


class Activity(models.Model):
    """One activity that is to take place, or took place."""

    class State(models.TextChoices):
        """Only what is done counts against the plan."""

        PLANNED = "planned", _("planned")
        DONE = "done", _("done")
        CANCELLED = "cancelled", _("cancelled")

    programme_year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, related_name="activities")
    network = models.ForeignKey(
        SectorNetwork, on_delete=models.PROTECT, null=True, blank=True, related_name="activities", verbose_name=_("network")
    )
    plan = models.ForeignKey(
        ActivityPlan, on_delete=models.PROTECT, null=True, blank=True, related_name="activities", verbose_name=_("planned as")
    )
    name = models.CharField(_("activity"), max_length=250)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED)
    held_on = models.DateField(_("date"))
    until = models.DateField(_("until"), null=True, blank=True)
    district = models.ForeignKey(
        District, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("district")
    )
    place = models.CharField(_("place"), max_length=250, blank=True)
    people = models.PositiveIntegerField(_("people who took part"), null=True, blank=True)
    organisations = models.ManyToManyField(
        Organisation, blank=True, related_name="activities", verbose_name=_("organisations that took part")
    )
    budget_used = models.DecimalField(
        _("money used"), max_digits=12, decimal_places=2, null=True, blank=True, help_text=_("in baht")
    )
    virtues = models.ManyToManyField(Virtue, blank=True, verbose_name=_("virtues"))
    result = models.TextField(_("result"), blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("central activity")
        verbose_name_plural = _("central activities")
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("held_on")), name="networks_activity_dates"
            ),
        ]
        indexes = [models.Index(fields=["programme_year", "network", "held_on"], name="networks_activity_list")]

    def __str__(self) -> str:
        return self.name

    @property
    def province_id(self) -> str:
        """Its province: that of its year."""
        return self.programme_year.province_id

    @property
    def last_day(self) -> dt.date:
        """The day it ends."""
        return self.until or self.held_on


class ActivityPhoto(Photo):
    """A picture of an activity; shown outside the office only where the people in it agreed."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="photos")

    objects = OfActivityQuerySet.as_manager()

    class Meta(Photo.Meta):
        verbose_name = _("picture of an activity")
        verbose_name_plural = _("pictures of activities")


class WorkPlanItem(models.Model):
    """One line of the joint work plan of a year: what, who leads, when, done."""

    class Lead(models.TextChoices):
        """The three partners, and anybody else."""

        CENTER = "center", _("Moral Promotion Center")
        OFFICE = "office", _("culture office")
        UNIVERSITY = "university", _("university")
        OTHER = "other", _("somebody else")

    programme_year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, related_name="work_plan")
    what = models.CharField(_("what is to be done"), max_length=300)
    lead = models.CharField(_("who leads"), max_length=12, choices=Lead, default=Lead.OFFICE)
    lead_name = models.CharField(_("person or unit"), max_length=200, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    due_on = models.DateField(_("by when"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = WorkPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of the joint work plan")
        verbose_name_plural = _("joint work plan")
        ordering = ["programme_year", "order", "due_on", "pk"]

    def __str__(self) -> str:
        return self.what

    @property
    def province_id(self) -> str:
        """Its province: that of its year."""
        return self.programme_year.province_id
