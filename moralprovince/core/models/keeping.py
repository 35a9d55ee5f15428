"""What is kept for some years only: the row stays, its texts and names go."""

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from moralprovince.core import thai


class Emptied(models.Model):
    """A row that says when its personal data were taken out, and after how many fiscal years."""

    emptied_on = models.DateField(gettext_lazy("emptied on"), null=True, blank=True, editable=False)
    kept_years = models.PositiveSmallIntegerField(
        gettext_lazy("kept for (fiscal years)"), null=True, blank=True, editable=False
    )

    class Meta:
        abstract = True

    @property
    def taken_out(self) -> str:
        """When and after how long, in words that a sentence goes on with; nothing while all is there."""
        if not self.emptied_on:
            return ""
        years = self.kept_years or 0
        words = ngettext("on %(day)s, after %(years)s fiscal year", "on %(day)s, after %(years)s fiscal years", years)
        return words % {"day": thai.day_short(self.emptied_on), "years": years}

    @property
    def text_taken_out(self) -> str:
        """What stands where a text stood; nothing while it is there."""
        return _("The text was removed %(when)s.") % {"when": self.taken_out} if self.emptied_on else ""
