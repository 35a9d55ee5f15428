"""People who can log in: known by their e-mail, or by an address the office made for those without one."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from moralprovince.core import thai


def nameless() -> str:
    """What stands in the place of a name that was removed."""
    return gettext("a person whose data were removed")


class UserManager(BaseUserManager["User"]):
    """Makes users whose address is always stored in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A person who may log in; without a password she cannot until she sets one."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A person who may do everything, everywhere."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        """Find by address, whatever the case it was typed in."""
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account; what she may do stands in role grants one floor up."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("full name"), max_length=200, help_text=_("With title, as she writes it herself"))
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    # People without e-mail log in with an address the office made; nothing is ever mailed to it.
    has_mailbox = models.BooleanField(_("can receive e-mail"), default=True)
    is_active = models.BooleanField(pgettext_lazy("account", "active"), default=True)
    is_staff = models.BooleanField(_("may use the administration pages"), default=False)
    notice_accepted_at = models.DateTimeField(_("privacy notice read at"), null=True, blank=True, editable=False)
    notice_version = models.CharField(max_length=20, blank=True, editable=False)
    # Her data were removed at her wish: the row stays, for what was done by her, and says nobody's name.
    forgotten_at = models.DateTimeField(_("data removed at"), null=True, blank=True, editable=False)
    date_joined = models.DateTimeField(_("account made at"), default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(Lower("email"), name="core_user_email_lower")]

    def __str__(self) -> str:
        return nameless() if self.forgotten_at else self.name or self.email

    @property
    def closed_why(self) -> str:
        """Why nobody logs in with this account; empty where she can."""
        if self.forgotten_at:
            return gettext("data removed on %(day)s") % {"day": thai.day_short(thai.bangkok_day(self.forgotten_at))}
        return "" if self.is_active else gettext("account closed")

    def get_full_name(self) -> str:
        """The name with its title, as Django's admin asks for it."""
        return str(self)

    def get_short_name(self) -> str:
        """The same: Thai titles are part of how a person is addressed."""
        return str(self)
