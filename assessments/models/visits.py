"""Coaching visits: who came, what was found, what was agreed, and both sides' word for it; the tone encourages."""

import datetime as dt

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.querysets.visits import AgreementQuerySet, OfVisitQuerySet, VisitQuerySet
from moralprovince.core.models import Photo
from networks.models import District, Organisation, ProgrammeYear, Province, SectorNetwork

from .assessments import titled

ONE_TO_TEN = [MinValueValidator(1), MaxValueValidator(10)]


class Visit(models.Model):
    """One visit to a body, a network or a district."""

    class State(models.TextChoices):
        """From the appointment to the word of both sides."""

        PLANNED = "planned", _("planned")
        RECORDED = "recorded", _("recorded")
        SIGNED = "signed", _("signed by both sides")
        CANCELLED = "cancelled", _("cancelled")

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="+")
    programme_year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, related_name="visits")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="visits", verbose_name=_("organisation")
    )
    network = models.ForeignKey(
        SectorNetwork, on_delete=models.PROTECT, null=True, blank=True, related_name="visits", verbose_name=_("network")
    )
    district = models.ForeignKey(
        District, on_delete=models.PROTECT, null=True, blank=True, related_name="visits", verbose_name=_("district")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED)
    planned_on = models.DateField(_("appointed for"))
    visited_on = models.DateField(_("visited on"), null=True, blank=True)
    met_with = models.CharField(_("whom the team met"), max_length=500, blank=True)
    found = models.TextField(_("what we saw"), blank=True)
    strengths = models.TextField(_("strengths"), blank=True)
    wishes = models.TextField(_("what they wish for"), blank=True)
    obstacles = models.TextField(_("obstacles"), blank=True)
    advice = models.TextField(_("what we suggest"), blank=True)
    score_before = models.PositiveSmallIntegerField(_("own score before (1-10)"), null=True, blank=True, validators=ONE_TO_TEN)
    score_after = models.PositiveSmallIntegerField(_("own score now (1-10)"), null=True, blank=True, validators=ONE_TO_TEN)
    next_on = models.DateField(_("next visit"), null=True, blank=True)
    # Two names and moments: of the team, and of those who were visited.
    team_signed_by = models.CharField(_("signed for the team by"), max_length=200, blank=True)
    team_signed_at = models.DateTimeField(null=True, blank=True, editable=False)
    body_signed_by = models.CharField(_("signed for those visited by"), max_length=200, blank=True)
    body_signed_at = models.DateTimeField(null=True, blank=True, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("coaching visit")
        verbose_name_plural = _("coaching visits")
        ordering = ["-planned_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, network__isnull=True, district__isnull=True)
                | Q(organisation__isnull=True, network__isnull=False, district__isnull=True)
                | Q(organisation__isnull=True, network__isnull=True, district__isnull=False),
                name="assessments_visit_one_subject",
            ),
        ]
        indexes = [models.Index(fields=["province", "-planned_on"], name="assessments_visit_list")]

    def __str__(self) -> str:
        return titled(self.district) if self.district else str(self.subject)

    @property
    def day(self) -> dt.date:
        """The day it took place, or is to."""
        return self.visited_on or self.planned_on

    @property
    def signed_by_one(self) -> bool:
        """Does a word stand under it already?"""
        return bool(self.team_signed_at or self.body_signed_at)

    @property
    def subject(self) -> Organisation | SectorNetwork | District | None:
        """Whom the visit is to."""
        return self.organisation or self.network or self.district


class VisitMember(models.Model):
    """One of the team."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="team")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("account")
    )
    name = models.CharField(_("name"), max_length=200)
    part = models.CharField(_("part in the team"), max_length=150, blank=True)

    objects = OfVisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("member of the team")
        verbose_name_plural = _("members of the team")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def who(self) -> str:
        """Her name; until the visit is recorded that of the account, which may have been handed over to somebody else."""
        return self.user.name if self.user and self.visit.state == Visit.State.PLANNED else self.name


class VisitAgreement(models.Model):
    """What was agreed: what, who, by when; it stands beside the next report and at the next visit until it is done."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="agreements")
    what = models.CharField(_("what was agreed"), max_length=300)
    who = models.CharField(_("who"), max_length=200, blank=True)
    due_on = models.DateField(_("by when"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    # How often it was done and open again: each time it is owed anew.
    reopened = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreed action")
        verbose_name_plural = _("agreed actions")
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.what


class VisitPhoto(Photo):
    """A picture taken at the place; shown elsewhere only where the people in it agreed."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="photos")

    objects = OfVisitQuerySet.as_manager()

    class Meta(Photo.Meta):
        verbose_name = _("picture of a visit")
        verbose_name_plural = _("pictures of visits")
