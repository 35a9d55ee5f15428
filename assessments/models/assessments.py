"""Assessments: who is assessed in which year, the score of each item, and the evidence it rests on."""

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.querysets.assessments import AssessmentQuerySet, OfAssessmentQuerySet, OfScoreQuerySet
from networks.models import District, Organisation, ProgrammeYear, Province

from .criteria import CriteriaSet, Criterion, Kind

if TYPE_CHECKING:
    from moralprovince.core.models import StoredFile


class Assessment(models.Model):
    """One body, district or province in one programme year, from its own scores to the announced result.

    Four results are four things with their own days: what the body says of itself, what the assessors recommend, what the
    provincial sub-committee certifies, and what the national committee confirms and announces.
    """

    class State(models.TextChoices):
        """The whole way, so that later work adds no migration of meaning."""

        SELF = "self", _("self-assessment under way")
        SUBMITTED = "submitted", _("waiting for review")
        IN_REVIEW = "in_review", _("being reviewed")
        RETURNED = "returned", _("returned for completion")
        RECOMMENDED = "recommended", _("recommended to the sub-committee")
        CERTIFIED = "certified", _("certified by the sub-committee")
        SENT_UP = "sent_up", _("sent to the Department of Religious Affairs")
        CONFIRMED = "confirmed", _("confirmed by the national committee")
        ANNOUNCED = "announced", _("announced")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Source(models.TextChoices):
        """By which road the self-assessment came."""

        WEB = "web", _("filled in here")
        PAPER = "paper", _("on paper")

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="+", verbose_name=_("province"))
    programme_year = models.ForeignKey(
        ProgrammeYear, on_delete=models.PROTECT, related_name="assessments", verbose_name=_("fiscal year")
    )
    kind = models.CharField(_("kind"), max_length=15, choices=Kind)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="assessments",
        verbose_name=_("organisation or community"),
    )  # fmt: skip
    district = models.ForeignKey(
        District, on_delete=models.PROTECT, null=True, blank=True, related_name="assessments", verbose_name=_("district")
    )
    criteria_set = models.ForeignKey(
        CriteriaSet, on_delete=models.PROTECT, related_name="assessments", verbose_name=_("criteria set")
    )
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.SELF)
    # Level 0 is "not yet"; empty is "nobody has said so far".
    self_level = models.PositiveSmallIntegerField(_("level by its own scores"), null=True, blank=True)
    recommended_level = models.PositiveSmallIntegerField(_("recommended level"), null=True, blank=True)
    certified_level = models.PositiveSmallIntegerField(_("certified level"), null=True, blank=True)
    source = models.CharField(_("came by"), max_length=10, choices=Source, default=Source.WEB)
    on_behalf_of = models.CharField(_("told or written by"), max_length=200, blank=True)
    paper = models.ForeignKey(
        "core.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("scanned paper")
    )
    due_on = models.DateField(_("self-assessment due on"), null=True, blank=True)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    # The Bangkok day of the first submission, as with follow-up reports.
    submitted_on = models.DateField(_("first submitted on"), null=True, blank=True)
    returned_note = models.TextField(_("what is to be completed"), blank=True)
    returns = models.PositiveSmallIntegerField(default=0)
    recommended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recommended_at = models.DateTimeField(null=True, blank=True)
    recommendation = models.TextField(_("reason of the recommendation"), blank=True)
    # What the roll-up of its communities and organisations advised, frozen when it was certified (district, province).
    roll_up = models.JSONField(_("roll-up"), default=dict, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ["-programme_year__fiscal_year", "organisation__name_sort", "district", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "programme_year"], condition=~Q(state="withdrawn"), name="assessments_body_once"
            ),
            models.UniqueConstraint(
                fields=["district", "programme_year"], condition=~Q(state="withdrawn"), name="assessments_district_once"
            ),
            models.UniqueConstraint(
                fields=["programme_year"],
                condition=Q(kind="province") & ~Q(state="withdrawn"),
                name="assessments_province_once",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["organisation", "community"], organisation__isnull=False, district__isnull=True)
                | Q(kind="district", organisation__isnull=True, district__isnull=False)
                | Q(kind="province", organisation__isnull=True, district__isnull=True),
                name="assessments_one_subject",
            ),
        ]
        indexes = [
            models.Index(fields=["province", "state", "submitted_on", "id"], name="assessments_queue"),
            models.Index(fields=["programme_year", "kind", "certified_level"], name="assessments_levels"),
        ]

    @property
    def subject(self) -> Organisation | District | Province:
        """Who is assessed."""
        return self.organisation or self.district or self.province

    @property
    def title(self) -> str:
        """Who is assessed, in words."""
        return titled(self.subject)

    def __str__(self) -> str:
        return f"{self.title} · {self.programme_year}"


def titled(subject: Organisation | District | Province) -> str:
    """Whose assessment it is, in words: a district may bear the name of its province."""
    if isinstance(subject, Organisation):
        return str(subject)
    words = gettext("District %(name)s") if isinstance(subject, District) else gettext("Province %(name)s")
    return words % {"name": subject}


class Score(models.Model):
    """One item of an assessment: the body's own score, what the committee gives it, and why."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="scores")
    self_score = models.PositiveSmallIntegerField(_("own score"), null=True, blank=True)
    self_text = models.TextField(_("what was done and what shows it"), blank=True)
    committee_score = models.PositiveSmallIntegerField(_("committee's score"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    # What is to be completed at this item, while the assessment is returned.
    return_reason = models.TextField(_("what is to be completed"), blank=True)

    objects = OfAssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        ordering = ["criterion__number", "pk"]
        constraints = [models.UniqueConstraint(fields=["assessment", "criterion"], name="assessments_score_once")]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.criterion_id}"


class EvidenceUse(models.Model):
    """Evidence under a score: taken over from a follow-up report, or added here where none was there."""

    score = models.ForeignKey(Score, on_delete=models.CASCADE, related_name="evidence")
    evidence = models.ForeignKey(
        "pledges.Evidence", on_delete=models.PROTECT, null=True, blank=True, related_name="uses", verbose_name=_("evidence")
    )
    file = models.ForeignKey(
        "core.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("file")
    )
    url = models.URLField(_("link"), max_length=500, blank=True)
    caption = models.CharField(_("what it shows"), max_length=300, blank=True)
    event_on = models.DateField(_("day of the event"), null=True, blank=True)
    consent = models.BooleanField(_("people in the picture agreed to its use"), default=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    objects = OfScoreQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence under a score")
        verbose_name_plural = _("evidence under the scores")
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["score", "evidence"], name="assessments_evidence_once"),
            models.CheckConstraint(
                condition=Q(evidence__isnull=False, file__isnull=True, url="")
                | (Q(evidence__isnull=True) & Q(file__isnull=False, url=""))
                | (Q(evidence__isnull=True, file__isnull=True) & ~Q(url="")),
                name="assessments_evidence_one_origin",
            ),
        ]

    @property
    def stored(self) -> "StoredFile | None":
        """The file, here or in the report it comes from; None for a link."""
        return self.evidence.file if self.evidence else self.file

    @property
    def link(self) -> str:
        """The web address; empty for a file."""
        return self.evidence.url if self.evidence else self.url

    @property
    def day(self) -> dt.date | None:
        """The day of the event."""
        return self.evidence.event_on if self.evidence else self.event_on

    @property
    def words(self) -> str:
        """What was written to it."""
        return self.evidence.caption if self.evidence else self.caption

    @property
    def agreed(self) -> bool:
        """Did the people in it agree to its use, as noted here or in the report it comes from?"""
        return self.evidence.consent if self.evidence else self.consent

    @property
    def shows(self) -> str:
        """What it shows, else its name or address."""
        return self.words or (self.stored.name if self.stored else self.link)

    def __str__(self) -> str:
        return self.shows


class AssessmentCalendar(models.Model):
    """The days of a year's assessment, as the office sets them; empty days are not reminded of."""

    programme_year = models.OneToOneField(
        ProgrammeYear, on_delete=models.PROTECT, primary_key=True, related_name="assessment_calendar"
    )
    opens_on = models.DateField(_("self-assessment opens on"), null=True, blank=True)
    self_due_on = models.DateField(_("self-assessment due on"), null=True, blank=True)
    review_due_on = models.DateField(_("review due on"), null=True, blank=True)
    committee_due_on = models.DateField(_("sub-committee decides by"), null=True, blank=True)
    appeal_days = models.PositiveSmallIntegerField(_("working days to appeal"), default=15)
    appeal_answer_days = models.PositiveSmallIntegerField(_("working days to answer an appeal"), default=30)
    assessors_each = models.PositiveSmallIntegerField(_("assessors for each case"), default=2)

    class Meta:
        verbose_name = _("days of the assessment")
        verbose_name_plural = _("days of the assessments")

    def __str__(self) -> str:
        return str(self.programme_year)
