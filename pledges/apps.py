"""The Django app of this floor."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PledgesConfig(AppConfig):
    """Name and label of the app."""

    name = "pledges"
    label = "pledges"
    verbose_name = _("Pledges and reports")
