"""What every picture of something keeps: the file, what it shows, and whether the people in it agreed."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Photo(models.Model):
    """A picture; each floor says of what it is one, and whoever shows it outside the office asks for the consent."""

    file = models.ForeignKey("core.StoredFile", on_delete=models.PROTECT, related_name="+", verbose_name=_("picture"))
    caption = models.CharField(_("what it shows"), max_length=300, blank=True)
    consent = models.BooleanField(_("people in the picture agreed to its use"), default=False)
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True
        ordering = ["added_at", "pk"]

    def __str__(self) -> str:
        return self.caption or str(self.pk)
