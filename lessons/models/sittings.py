"""Sittings in which a lesson is distilled together: cards per question from many telephones, sorted on the projector."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lessons.querysets.sittings import CardQuerySet, SittingQuerySet

from .lessons import Lesson
from .methods import Question


class Sitting(models.Model):
    """One sitting of a lesson; whoever knows its code adds cards until it is closed."""

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="sittings")
    code = models.CharField(_("code"), max_length=12, unique=True)
    facilitator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    # A code that was forgotten closes by itself.
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = SittingQuerySet.as_manager()

    class Meta:
        verbose_name = _("distillation session")
        verbose_name_plural = _("distillation sessions")
        ordering = ["-opened_at", "-pk"]

    def __str__(self) -> str:
        return self.code

    @property
    def province_id(self) -> str:
        """Its province: that of its lesson."""
        return self.lesson.province_id


class Card(models.Model):
    """One thought on one question."""

    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="cards")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(_("text"), max_length=300)
    by_name = models.CharField(_("name or nickname"), max_length=60, blank=True)
    # Made by the telephone: a card sent twice over a poor line is one card.
    key = models.CharField(max_length=40)
    # The heap it was laid on; cards of one heap stand together.
    heap = models.CharField(_("heap"), max_length=80, blank=True)
    order = models.PositiveIntegerField(default=0)
    set_aside = models.BooleanField(_("set aside"), default=False)
    added_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    objects = CardQuerySet.as_manager()

    class Meta:
        verbose_name = _("card")
        verbose_name_plural = _("cards")
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["sitting", "key"], name="lessons_card_once")]

    def __str__(self) -> str:
        return self.text
