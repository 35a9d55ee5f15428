"""Rounds in which follow-up reports are expected."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from networks.models import ProgrammeYear
from pledges.querysets.reports import ReportRoundQuerySet


class ReportRound(models.Model):
    """One round of a year: what it covers is its code, when it opens and is due are days an office sets."""

    class Code(models.TextChoices):
        """The stretch of the fiscal year that a round reports on."""

        Q1 = "Q1", _("quarter 1")
        Q2 = "Q2", _("quarter 2")
        H1 = "H1", _("6-month round")
        Q3 = "Q3", _("quarter 3")
        Q4 = "Q4", _("quarter 4")
        FULL = "FULL", _("12-month round")

    class State(models.TextChoices):
        """Planned, open for reports, closed (summarised, late reports still possible until it locks)."""

        PLANNED = "planned", _("planned")
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    programme_year = models.ForeignKey(
        ProgrammeYear, on_delete=models.PROTECT, related_name="rounds", verbose_name=_("fiscal year")
    )
    code = models.CharField(_("round"), max_length=4, choices=Code)
    opens_on = models.DateField(_("opens on"))
    due_on = models.DateField(_("due on"))
    locks_on = models.DateField(_("last day to hand in"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    objects = ReportRoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("report round")
        verbose_name_plural = _("report rounds")
        ordering = ["-programme_year__fiscal_year", "due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["programme_year", "code"], name="pledges_round_once"),
            models.CheckConstraint(condition=Q(due_on__gte=F("opens_on")), name="pledges_round_due_after_opening"),
            models.CheckConstraint(
                condition=Q(locks_on__isnull=True) | Q(locks_on__gte=F("due_on")), name="pledges_round_locks_after_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_code_display()} {self.programme_year}"

    @property
    def province_id(self) -> str:
        """The province it belongs to, as the history asks for it."""
        return self.programme_year.province_id
