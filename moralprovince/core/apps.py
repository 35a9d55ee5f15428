"""The Django app of this floor."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    """Name and label of the app."""

    name = "moralprovince.core"
    label = "core"
    verbose_name = _("Ground")
