"""When something the public reads was written, and how many came to read it."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PublicChange(models.Model):
    """One transaction wrote something that public pages show; copies kept from before are not shown any more.

    A row of its own for each, rather than a counter, so that no two transactions wait for one another; the random token makes
    their sum change even where a transaction with a lower key ends later.
    """

    token = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("change of what the public reads")
        verbose_name_plural = _("changes of what the public reads")

    def __str__(self) -> str:
        return str(self.token)


class VisitorDay(models.Model):
    """How many visits and views one Bangkok day brought; nothing about whoever came."""

    day = models.DateField(_("day"), primary_key=True)
    visits = models.PositiveIntegerField(_("visits"), default=0)
    views = models.PositiveIntegerField(_("pages read"), default=0)

    class Meta:
        verbose_name = _("visitors of a day")
        verbose_name_plural = _("visitors by day")
        ordering = ["-day"]

    def __str__(self) -> str:
        return str(self.day)
