"""The Django app of this floor."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LessonsConfig(AppConfig):
    """Name and label of the app."""

    name = "lessons"
    label = "lessons"
    verbose_name = _("Lessons and stories")
