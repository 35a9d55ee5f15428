"""Imports of the register: what was uploaded, what it did, and how it was before."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from moralprovince.core.models.keeping import Emptied
from networks.querysets.imports import ImportRunQuerySet

from .organisations import Organisation
from .places import Province
from .years import ProgrammeYear


class ImportRun(Emptied):
    """One uploaded register on its way from preview to the register, or taken back."""

    class State(models.TextChoices):
        """Nothing is in the register before `applied`."""

        READING = "reading", _("being read")
        HEADINGS = "headings", _("waiting for its columns")
        UNREADABLE = "unreadable", _("could not be read")
        PREVIEWED = "previewed", _("looked at, not imported")
        APPLIED = "applied", _("imported")
        UNDONE = "undone", _("taken back")
        DISCARDED = "discarded", _("thrown away")

    # Nothing of it was written, and it can still be thrown away.
    WAITING = (State.READING, State.HEADINGS, State.PREVIEWED)

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="+")
    programme_year = models.ForeignKey(
        ProgrammeYear, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("fiscal year")
    )
    file_name = models.CharField(_("file name"), max_length=200)
    file = models.ForeignKey("core.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PREVIEWED)
    summary = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("made by")
    )
    created_at = models.DateTimeField(_("made at"), default=timezone.now)
    applied_at = models.DateTimeField(_("confirmed at"), null=True)
    undone_at = models.DateTimeField(_("taken back at"), null=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def came_to_nothing(self) -> bool:
        """Thrown away or taken back: nothing in the register is of it."""
        return self.state in (self.State.UNDONE, self.State.DISCARDED)


class ImportChange(models.Model):
    """What one import did to one organisation; `before` is empty where it made it."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="changes")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    row = models.PositiveIntegerField()
    created = models.BooleanField(default=False)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    version_after = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("imported row")
        verbose_name_plural = _("imported rows")
        constraints = [models.UniqueConstraint(fields=["run", "organisation"], name="networks_change_once")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.row}"
