"""Follow-up reports: how a pledge is put into practice, round by round."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from networks.models import Province
from pledges.querysets.reports import FollowUpReportQuerySet, OfReportQuerySet

from .pledges import Commitment, Pledge
from .rounds import ReportRound


class FollowUpReport(models.Model):
    """One report of one pledge in one round; it exists, as `expected`, from the day the round opens."""

    class State(models.TextChoices):
        """From owed to accepted."""

        EXPECTED = "expected", _("not begun")
        DRAFT = "draft", _("being filled in")
        SUBMITTED = "submitted", _("waiting to be checked")
        RETURNED = "returned", _("returned for completion")
        ACCEPTED = "accepted", _("accepted")
        WAIVED = "waived", _("not required")

    class Source(models.TextChoices):
        """By which road the report came."""

        WEB = "web", _("filled in here")
        PHONE = "phone", _("told by telephone")
        PAPER = "paper", _("on paper")
        LINE = "line", _("over LINE")
        WORKBOOK = "workbook", _("in a workbook")

    pledge = models.ForeignKey(Pledge, on_delete=models.PROTECT, related_name="reports", verbose_name=_("pledge"))
    round = models.ForeignKey(ReportRound, on_delete=models.PROTECT, related_name="reports", verbose_name=_("round"))
    # The province stands here beside the organisation's for fast lists; a report never changes province.
    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="+", editable=False)
    # The due day in force: the round's, or a later one after an extension.
    due_on = models.DateField(_("due on"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.EXPECTED)
    summary = models.TextField(_("what was done and what came of it"), blank=True)
    obstacles = models.TextField(_("obstacles"), blank=True)
    next_steps = models.TextField(_("next steps and wishes"), blank=True)
    source = models.CharField(_("came by"), max_length=10, choices=Source, default=Source.WEB)
    on_behalf_of = models.CharField(_("told or written by"), max_length=200, blank=True)
    paper = models.ForeignKey(
        "core.StoredFile",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("scanned paper"),
    )
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    # The Bangkok day of the first submission: a report returned and sent again was still on time if it was at first.
    submitted_on = models.DateField(_("first submitted on"), null=True, blank=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    returned_note = models.TextField(_("what is to be completed"), blank=True)
    # Counts returns, so that a returned report is a new obligation for the reminders.
    returns = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = FollowUpReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow-up report")
        verbose_name_plural = _("follow-up reports")
        ordering = ["-round__due_on", "pledge__organisation__name_sort", "pk"]
        constraints = [models.UniqueConstraint(fields=["pledge", "round"], name="pledges_report_once")]
        indexes = [
            models.Index(fields=["province", "state", "due_on"], name="pledges_report_state"),
            models.Index(fields=["round", "state", "due_on"], name="pledges_report_round"),
        ]

    @property
    def taken_until(self) -> dt.date | None:
        """The last day on which it is taken from its organisation; None where there is none.

        More time given by the office counts beyond the round's last day, and what was returned may always be completed.
        """
        last = self.round.locks_on
        return None if last is None or self.state == self.State.RETURNED else max(last, self.due_on)

    def is_missing(self, day: dt.date) -> bool:
        """Required and not sent, although the due day is over; the same as the queryset's `missing`."""
        sent = self.submitted_on is not None and self.submitted_on <= day
        return self.state != self.State.WAIVED and self.due_on < day and not sent

    def __str__(self) -> str:
        return f"{self.pledge.organisation} · {self.round}"


class Progress(models.Model):
    """What became of one commitment up to this round, in numbers and words."""

    class Status(models.TextChoices):
        """The words an organisation uses itself."""

        NOT_STARTED = "not_started", _("not started yet")
        UNDER_WAY = "under_way", _("under way")
        DONE = "done", _("done")
        CHANGED = "changed", _("changed or put off")

    report = models.ForeignKey(FollowUpReport, on_delete=models.CASCADE, related_name="progress")
    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="progress")
    actual = models.DecimalField(_("figure reached"), max_digits=14, decimal_places=2, null=True, blank=True)
    status = models.CharField(_("how far"), max_length=12, choices=Status, blank=True)
    words = models.TextField(_("in words"), blank=True)
    spent = models.DecimalField(_("budget used (baht)"), max_digits=14, decimal_places=2, null=True, blank=True)

    objects = OfReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("progress")
        verbose_name_plural = _("progress")
        ordering = ["commitment__order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "commitment"], name="pledges_progress_once"),
            models.CheckConstraint(
                condition=models.Q(spent__isnull=True) | models.Q(spent__gte=0), name="pledges_spent_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.commitment_id}"


class Extension(models.Model):
    """A later due day for one report, with its reason."""

    report = models.ForeignKey(FollowUpReport, on_delete=models.CASCADE, related_name="extensions")
    due_before = models.DateField(_("due before"))
    due_on = models.DateField(_("new due day"))
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = OfReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.report_id} {self.due_on}"


class Waiver(models.Model):
    """A report that is not required, with its reason; lifting it makes it owed again."""

    report = models.ForeignKey(FollowUpReport, on_delete=models.CASCADE, related_name="waivers")
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = OfReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("waiver")
        verbose_name_plural = _("waivers")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.report_id}"


class CallNote(models.Model):
    """A telephone call about a late report: reached or not, and what was promised."""

    class Outcome(models.TextChoices):
        """How the call went."""

        PROMISED = "promised", _("promised a day")
        REACHED = "reached", _("reached, no day promised")
        NO_ANSWER = "no_answer", _("no answer")
        WRONG_NUMBER = "wrong_number", _("the number is wrong")

    report = models.ForeignKey(FollowUpReport, on_delete=models.CASCADE, related_name="calls")
    called_on = models.DateField(_("called on"))
    outcome = models.CharField(_("how it went"), max_length=15, choices=Outcome)
    promised_on = models.DateField(_("promised for"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = OfReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.report_id} {self.called_on}"
