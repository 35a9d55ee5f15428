"""Invitations: how a person of the register becomes a user of the portal."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from moralprovince.core.models.keeping import Emptied
from networks.querysets.invitations import InvitationQuerySet

from .networks import SectorNetwork
from .organisations import Organisation
from .places import Province
from .roles import Role


class Invitation(Emptied):
    """One invitation, usable once; only hashes of its link and of its typed code are kept."""

    class State(models.TextChoices):
        """What has become of it; read from its moments, not stored."""

        OPEN = "open", _("waiting to be used")
        USED = "used", _("used")
        EXPIRED = "expired", _("expired")
        WITHDRAWN = "withdrawn", _("no longer valid")

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="+", verbose_name=_("province"))
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="+", verbose_name=_("role"))
    network = models.ForeignKey(
        SectorNetwork, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("network")
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="invitations",
        verbose_name=_("organisation or community"),
    )
    name = models.CharField(_("full name"), max_length=200)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=60, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=64, blank=True, db_index=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("made by")
    )
    created_at = models.DateTimeField(_("made at"), default=timezone.now)
    expires_at = models.DateTimeField(_("valid until"))
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="invitations_used",
        verbose_name=_("used by"),
    )
    revoked_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name or gettext("invitation")

    @property
    def state(self) -> str:
        """What has become of it by now."""
        if self.used_at:
            return self.State.USED
        if self.revoked_at:
            return self.State.WITHDRAWN
        return self.State.OPEN if self.expires_at > timezone.now() else self.State.EXPIRED

    @property
    def name_taken_out(self) -> str:
        """What stands where the name stood; nothing while it is there."""
        return gettext("Name and address were removed %(when)s.") % {"when": self.taken_out} if self.emptied_on else ""

    def get_state_display(self) -> str:
        """The state in words, as fields with choices say it."""
        return str(self.State(self.state).label)
