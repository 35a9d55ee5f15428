"""Care for the register: codes that live on after a merger, mergers that can be undone, changes that a member proposes."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from networks.querysets.care import OfOrganisationQuerySet

from .organisations import Organisation


class OrganisationAlias(models.Model):
    """The code of a body that was merged: whoever has it in a file still finds the body that it became."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="aliases")

    objects = OfOrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("former code")
        verbose_name_plural = _("former codes")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class Merger(models.Model):
    """Two entries of the same body became one; what was moved is kept so that it can be undone."""

    kept = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="mergers")
    dropped = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # Per table the keys that were moved, and the columns of both entries as they were before.
    moved = models.JSONField(default=dict, editable=False)
    before = models.JSONField(default=dict, editable=False)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True, editable=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("merger")
        verbose_name_plural = _("mergers")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["dropped"], condition=Q(undone_at__isnull=True), name="networks_merged_once"),
        ]

    def __str__(self) -> str:
        return f"{self.dropped} → {self.kept}"


class NotTheSame(models.Model):
    """Two entries that somebody looked at and found to be two bodies: they are not offered again."""

    one = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("pair of different bodies")
        verbose_name_plural = _("pairs of different bodies")
        # The smaller key stands first.
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="networks_pair_once"),
            models.CheckConstraint(condition=Q(one__lt=models.F("other")), name="networks_pair_order"),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} ≠ {self.other_id}"


class ChangeProposal(models.Model):
    """What somebody of a body says should stand in its entry; the office takes it field by field."""

    class State(models.TextChoices):
        """Open until the office has decided on every field."""

        OPEN = "open", _("waiting for the office")
        DECIDED = "decided", _("decided")
        WITHDRAWN = "withdrawn", _("taken back")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="proposals")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    # {column: [as it stood, as proposed]}
    changes = models.JSONField(_("changes"), default=dict)
    note = models.CharField(_("note"), max_length=500, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    # The columns that were taken.
    accepted = models.JSONField(default=list, editable=False)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = OfOrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposed change")
        verbose_name_plural = _("proposed changes")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation"], condition=Q(state="open"), name="networks_one_open_proposal"),
        ]

    def __str__(self) -> str:
        return str(self.organisation)
