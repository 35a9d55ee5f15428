"""The Django app of the roof."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    """Name and label of the app."""

    name = "moralprovince.portal"
    label = "portal"
    verbose_name = _("Portal")
