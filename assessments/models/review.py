"""Review: who assesses what, each assessor's own scores, questions on an item, and conflicts of interest."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.querysets.assessments import AssessorScoreQuerySet, AssignmentQuerySet, ConflictQuerySet, OfScoreQuerySet
from networks.models import District, Organisation

from .assessments import Assessment, Score


class AssessorAssignment(models.Model):
    """One assessor on one case; the colleague's scores are closed to her until both are done."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="assignments")
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assessor_assignments", verbose_name=_("assessor")
    )
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField(default=timezone.now)
    # Set when an appeal brought the case to another assessor.
    for_appeal = models.BooleanField(_("because of an appeal"), default=False)
    done_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["assigned_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "assessor"], condition=Q(released_at__isnull=True), name="assessments_assessor_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.assessor_id}"


class AssessorScore(models.Model):
    """What one assessor gives one item, with a remark."""

    assignment = models.ForeignKey(AssessorAssignment, on_delete=models.CASCADE, related_name="scores")
    score = models.ForeignKey(Score, on_delete=models.CASCADE, related_name="assessor_scores")
    value = models.PositiveSmallIntegerField(_("score"), null=True, blank=True)
    remark = models.TextField(_("remark"), blank=True)

    objects = AssessorScoreQuerySet.as_manager()

    class Meta:
        verbose_name = _("assessor's score")
        verbose_name_plural = _("assessors' scores")
        ordering = ["score__criterion__number", "pk"]
        constraints = [models.UniqueConstraint(fields=["assignment", "score"], name="assessments_assessor_score_once")]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.score_id}"


class ItemQuestion(models.Model):
    """A question on one item, with its answer in place."""

    score = models.ForeignKey(Score, on_delete=models.CASCADE, related_name="questions")
    text = models.TextField(_("question"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = OfScoreQuerySet.as_manager()

    class Meta:
        verbose_name = _("question on an item")
        verbose_name_plural = _("questions on items")
        ordering = ["asked_at", "pk"]

    def __str__(self) -> str:
        return self.text[:80]


class ConflictOfInterest(models.Model):
    """A declared conflict: this person touches no case of that body or district."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="conflicts", verbose_name=_("person")
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("organisation or community"),
    )  # fmt: skip
    district = models.ForeignKey(
        District, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("district")
    )
    reason = models.CharField(_("reason"), max_length=300)
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField(default=timezone.now)
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = ConflictQuerySet.as_manager()

    class Meta:
        verbose_name = _("conflict of interest")
        verbose_name_plural = _("conflicts of interest")
        ordering = ["-declared_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, district__isnull=True)
                | Q(organisation__isnull=True, district__isnull=False),
                name="assessments_conflict_one_subject",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.organisation or self.district}"
