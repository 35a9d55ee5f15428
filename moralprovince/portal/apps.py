"""The Django app of the roof."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    """Name and label of the app."""

    name = "moralprovince.portal"
    label = "portal"
    verbose_name = _("Portal")

    def ready(self) -> None:
        """Make the one Celery application the default of every thread, so that waking a worker finds the broker; add checks."""
        from moralprovince.celery import app

        from . import deployment as deployment

        app.set_default()
