"""The Django app of this floor."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NetworksConfig(AppConfig):
    """Name and label of the app."""

    name = "networks"
    label = "networks"
    verbose_name = _("Networks and register")
