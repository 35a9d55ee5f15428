"""Private addresses under which a calendar is subscribed to; each can be revoked."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .networks import SectorNetwork
from .places import Province


class CalendarSubscription(models.Model):
    """One address of one person; whoever has it reads what she may see, until it is revoked. Only its digest is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendars")
    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="+")
    network = models.ForeignKey(
        SectorNetwork, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("network")
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    label = models.CharField(_("what it is for"), max_length=100, blank=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    read_on = models.DateField(_("last read on"), null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("calendar subscription")
        verbose_name_plural = _("calendar subscriptions")
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.label or str(self.pk)
