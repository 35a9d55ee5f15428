"""Results: sessions of the sub-committee, decisions, outstanding awards, certificates, appeals."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.querysets.results import AppealQuerySet, OfSessionQuerySet, ResultQuerySet, SessionQuerySet
from networks.models import ProgrammeYear, Province

from .assessments import Assessment, Score
from .criteria import Kind


class CommitteeSession(models.Model):
    """One meeting of the provincial sub-committee that decides on cases."""

    class State(models.TextChoices):
        """From the agenda to the signed result."""

        PLANNED = "planned", _("planned")
        OPEN = "open", _("in session")
        CLOSED = "closed", _("closed")

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="+")
    programme_year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, related_name="committee_sessions")
    number = models.CharField(_("number of the meeting"), max_length=20, help_text=_("For example 2/2569"))
    held_on = models.DateField(_("day"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("committee session")
        verbose_name_plural = _("committee sessions")
        ordering = ["-held_on", "-pk"]
        constraints = [models.UniqueConstraint(fields=["province", "number"], name="assessments_session_once")]

    def __str__(self) -> str:
        return self.number


class SessionCase(models.Model):
    """One case on the agenda, and who stood back from it."""

    session = models.ForeignKey(CommitteeSession, on_delete=models.CASCADE, related_name="cases")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="session_cases")
    order = models.PositiveIntegerField(_("order"), default=0)
    stood_back = models.JSONField(_("members who stood back"), default=list, blank=True)

    objects = OfSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("case of a session")
        verbose_name_plural = _("cases of a session")
        ordering = ["session", "order", "pk"]
        constraints = [models.UniqueConstraint(fields=["session", "assessment"], name="assessments_case_once")]

    def __str__(self) -> str:
        return f"{self.session} {self.order}"


class Decision(models.Model):
    """What was resolved on a case: the level, the resolution's number and day. A later one replaces it only after an appeal."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="decisions")
    session = models.ForeignKey(CommitteeSession, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions")
    level = models.PositiveSmallIntegerField(_("level"))
    resolution = models.CharField(_("number of the resolution"), max_length=60)
    resolved_on = models.DateField(_("resolved on"))
    note = models.TextField(_("remark"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = ResultQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.level} {self.resolution}"


class OutstandingAward(models.Model):
    """The yearly selection among level 3: one community, one organisation, one district. It is not a fourth level."""

    programme_year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, related_name="outstanding_awards")
    kind = models.CharField(_("kind"), max_length=15, choices=Kind)
    assessment = models.OneToOneField(Assessment, on_delete=models.PROTECT, related_name="outstanding_award")
    resolution = models.CharField(_("number of the resolution"), max_length=60)
    resolved_on = models.DateField(_("resolved on"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = ResultQuerySet.as_manager()

    class Meta:
        verbose_name = _("outstanding award")
        verbose_name_plural = _("outstanding awards")
        ordering = ["-programme_year", "kind"]
        constraints = [models.UniqueConstraint(fields=["programme_year", "kind"], name="assessments_award_once")]

    def __str__(self) -> str:
        return f"{self.programme_year} {self.get_kind_display()}"


# Digits and letters that nobody takes for one another when a code is read from paper.
LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
CODE_BITS = 128


def new_check_code() -> str:
    """A code that nobody guesses: 128 random bits, safe in an address and easy to type."""
    number = secrets.randbits(CODE_BITS)
    return "".join(LETTERS[number >> shift & 31] for shift in range(0, CODE_BITS, 5))


class Certificate(models.Model):
    """A certificate as it was issued: what stands on it is kept, whatever the register says later."""

    class State(models.TextChoices):
        """What the public page says of it."""

        VALID = "valid", _("valid")
        REPLACED = "replaced", _("replaced by a new one")
        REVOKED = "revoked", _("revoked")

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="certificates")
    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=15, choices=Kind)
    # The result's fiscal year and the day of issue lie months apart, often in two fiscal years: both are kept.
    result_year = models.PositiveSmallIntegerField(_("result of fiscal year"))
    number = models.PositiveIntegerField(_("number"))
    level = models.PositiveSmallIntegerField(_("level"))
    level_name = models.CharField(_("name of the level"), max_length=200)
    name = models.CharField(_("name on the certificate"), max_length=250)
    issued_on = models.DateField(_("issued on"))
    signatory_name = models.CharField(_("who signs"), max_length=200, blank=True)
    signatory_title = models.CharField(_("position"), max_length=300, blank=True)
    check_code = models.CharField(max_length=40, unique=True, default=new_check_code, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.VALID)
    replaced_by = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaces", verbose_name=_("replaced by")
    )
    reason = models.TextField(_("reason of replacing or revoking"), blank=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ResultQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["-result_year", "kind", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["province", "result_year", "kind", "number"], name="assessments_certificate_number"
            ),
            models.UniqueConstraint(
                fields=["assessment"], condition=Q(state="valid"), name="assessments_one_valid_certificate"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}/{self.result_year}"


class Appeal(models.Model):
    """A body asks to look again, within the days that the office set; another assessor does."""

    class State(models.TextChoices):
        """From the letter to the answer."""

        FILED = "filed", _("filed")
        IN_REVIEW = "in_review", _("being looked at again")
        GRANTED = "granted", _("granted")
        DISMISSED = "dismissed", _("not granted")

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="appeals")
    # What is appealed against: each decision only once, and only by its appeal is the case opened again.
    decision = models.OneToOneField(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="appeal", verbose_name=_("decision")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.FILED)
    reason = models.TextField(_("reason"))
    filed_on = models.DateField(_("filed on"))
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    on_behalf_of = models.CharField(_("who signed the letter"), max_length=200, blank=True)
    # Counted in Thai working days from the day it was filed.
    answer_due_on = models.DateField(_("answer due on"))
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("assessor")
    )
    answer = models.TextField(_("answer"), blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = AppealQuerySet.as_manager()

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        ordering = ["-filed_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment"], condition=Q(state__in=["filed", "in_review"]), name="assessments_one_open_appeal"
            )
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.filed_on}"


class AppealItem(models.Model):
    """One item that is appealed against, why, and what was answered."""

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="items")
    score = models.ForeignKey(Score, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"))
    answer = models.TextField(_("answer"), blank=True)
    value = models.PositiveSmallIntegerField(_("score after looking again"), null=True, blank=True)

    class Meta:
        verbose_name = _("item of an appeal")
        verbose_name_plural = _("items of an appeal")
        ordering = ["score__criterion__number", "pk"]
        constraints = [models.UniqueConstraint(fields=["appeal", "score"], name="assessments_appeal_item_once")]

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.score_id}"
