"""Private files, and forms that are not finished yet."""

import uuid
from pathlib import PurePosixPath

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def stored_name(instance: "StoredFile", filename: str) -> str:
    """A path that says nothing: two folders of the id, the id, and the ending of its checked type."""
    key = instance.pk.hex
    return f"files/{key[:2]}/{key}{PurePosixPath(filename).suffix.lower()}"


class StoredFile(models.Model):
    """One uploaded file; who may open it is decided by the object that owns it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.FileField(upload_to=stored_name, max_length=200)
    name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(_("size"), help_text=_("in bytes"))
    sha256 = models.CharField(max_length=64)
    # "pledges.evidence" and its key: the view asks that model's visible_to(user).
    owner_type = models.CharField(max_length=60, blank=True)
    owner_id = models.CharField(max_length=40, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        indexes = [models.Index(fields=["owner_type", "owner_id"], name="core_file_owner")]

    def __str__(self) -> str:
        return self.name


class Draft(models.Model):
    """What a person typed into a form she has not sent yet; also what waits beside a row for all (core/leftovers.py)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    key = models.CharField(max_length=100)
    data = models.JSONField(default=dict)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="core_draft_once")]

    def __str__(self) -> str:
        return self.key
