"""The roof's tables: reminder ladders, how far planning has come, and frozen summaries."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from moralprovince.core.obligations import days_from_due
from moralprovince.core.periods import Period
from moralprovince.core.words import model_of
from networks.models import Province

from .querysets import LadderQuerySet, RungQuerySet, SummaryQuerySet


class Ladder(models.Model):
    """The reminders of one kind of obligation in a province."""

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="+", verbose_name=_("province"))
    kind = models.CharField(_("what is owed"), max_length=60)
    name = models.CharField(_("name"), max_length=150)
    active = models.BooleanField(_("in use"), default=True)

    objects = LadderQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder ladder")
        verbose_name_plural = _("reminder ladders")
        constraints = [models.UniqueConstraint(fields=["province", "kind"], name="portal_ladder_once")]

    def __str__(self) -> str:
        return self.name


class Rung(models.Model):
    """One reminder of a ladder: how many days from the due day, to whom, over what, in which words."""

    class Who(models.TextChoices):
        """Up the line, step by step."""

        CONTACT = "contact", _("organisation contact")
        COORDINATOR = "coordinator", _("network coordinator")
        OFFICER = "culture_officer", _("culture officer")
        ASSESSOR = "assessor", _("whom it was assigned to")

    class Channel(models.TextChoices):
        """The roads to a person."""

        EMAIL = "email", _("e-mail")
        INBOX = "inbox", _("inbox in the portal")
        LINE = "line", _("text for LINE")

    ladder = models.ForeignKey(Ladder, on_delete=models.CASCADE, related_name="rungs", verbose_name=_("reminder ladder"))
    offset = models.SmallIntegerField(_("days from the due day"), validators=[MinValueValidator(-365), MaxValueValidator(365)])
    who = models.CharField(_("to whom"), max_length=20, choices=Who)
    channel = models.CharField(_("over"), max_length=10, choices=Channel)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))

    objects = RungQuerySet.as_manager()

    class Meta:
        verbose_name = _("rung")
        verbose_name_plural = _("rungs")
        ordering = ["ladder", "offset", "who", "channel"]
        constraints = [models.UniqueConstraint(fields=["ladder", "offset", "who", "channel"], name="portal_rung_once")]

    def __str__(self) -> str:
        return f"{days_from_due(self.offset)} · {self.get_who_display()} · {self.get_channel_display()}"


class PlanRun(models.Model):
    """The last day up to which reminders were planned; the next run starts the day after."""

    kind = models.CharField(max_length=60, primary_key=True)
    through = models.DateField()
    finished_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("planning run")
        verbose_name_plural = _("planning runs")

    def __str__(self) -> str:
        return f"{self.kind} {self.through}"


class Summary(models.Model):
    """A period's figures, frozen on a day; corrections make a new edition, never a change."""

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="+", verbose_name=_("province"))
    period = models.CharField(_("period"), max_length=10)
    edition = models.PositiveSmallIntegerField(_("edition"), default=1)
    figures = models.JSONField()
    frozen_at = models.DateTimeField(_("frozen at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("made by")
    )

    objects = SummaryQuerySet.as_manager()

    class Meta:
        verbose_name = _("summary")
        verbose_name_plural = _("summaries")
        ordering = ["-period", "-edition"]
        constraints = [models.UniqueConstraint(fields=["province", "period", "edition"], name="portal_summary_edition")]

    def __str__(self) -> str:
        return f"{self.period} ({self.edition})"

    @property
    def counted_on(self) -> dt.date:
        """Up to which day it counts."""
        return dt.date.fromisoformat(self.figures["as_of"])

    @property
    def running(self) -> bool:
        """Was it frozen before its period was over?"""
        return not Period.parse(self.period).over_on(self.counted_on)

    @property
    def running_note(self) -> str:
        """The same in words."""
        return Period.parse(self.period).running_note(self.counted_on)


class YearTurn(models.Model):
    """A province went on into the next fiscal year: what was carried over, and how to take it back for a day."""

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="+", verbose_name=_("province"))
    # Numbers, not keys: a year that the turn itself added goes when the turn is undone.
    from_year = models.PositiveSmallIntegerField(_("from fiscal year"))
    to_year = models.PositiveSmallIntegerField(_("to fiscal year"))
    read_only_from = models.DateField(_("read-only from"))
    at = models.DateTimeField(_("done at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("done by")
    )
    # How many rows of each kind, as [name, count]; and the journal of core/moving.py.
    carried = models.JSONField(_("carried over"), default=list, editable=False)
    moved = models.JSONField(default=dict, editable=False)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True, editable=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("turn of the year")
        verbose_name_plural = _("turns of the year")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["province", "to_year"], condition=models.Q(undone_at__isnull=True), name="portal_year_turned_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_year} → {self.to_year}"

    @property
    def count(self) -> int:
        """How many rows were added or changed for the new year."""
        return sum(count for _kind, count in self.carried)

    @property
    def kinds(self) -> list[tuple[Any, int]]:
        """The same kind by kind, as people call them; what only joins two rows, and a kind that is gone, has no name."""
        found = [(model_of(table), count) for table, count in self.carried]
        return [(model._meta.verbose_name_plural, count) for model, count in found if model and not model._meta.auto_created]
