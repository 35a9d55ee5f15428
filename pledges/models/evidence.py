"""Evidence: a file or a link that shows what a report says."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pledges.querysets.reports import OfReportQuerySet

from .pledges import Commitment
from .reports import FollowUpReport


class Evidence(models.Model):
    """One piece of evidence; `steps` are the numbers 1-9 of the assessment it could serve."""

    report = models.ForeignKey(FollowUpReport, on_delete=models.CASCADE, related_name="evidence")
    file = models.ForeignKey(
        "core.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("file")
    )
    url = models.URLField(_("link"), max_length=500, blank=True)
    caption = models.CharField(_("what it shows"), max_length=300, blank=True)
    event_on = models.DateField(_("day of the event"), null=True, blank=True)
    consent = models.BooleanField(_("people in the picture agreed to its use"), default=False)
    commitments = models.ManyToManyField(Commitment, blank=True, related_name="evidence")
    steps = models.JSONField(default=list, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    objects = OfReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["added_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(file__isnull=False) & Q(url="")) | (Q(file__isnull=True) & ~Q(url="")),
                name="pledges_evidence_file_or_link",
            ),
        ]

    @property
    def shows(self) -> str:
        """What it shows, else its name or address."""
        return self.caption or (self.file.name if self.file else self.url)

    def __str__(self) -> str:
        return self.caption or str(self.pk)
