"""The Django app of this floor."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentsConfig(AppConfig):
    """Name and label of the app."""

    name = "assessments"
    label = "assessments"
    verbose_name = _("Assessments and certificates")
