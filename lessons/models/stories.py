"""Stories and news: what happened, told for everybody, with who wrote it and who took the pictures."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.models import Certificate, Visit
from lessons.querysets.lessons import OfStoryQuerySet, StoryQuerySet
from moralprovince.core.models import Photo
from networks.models import Activity, Meeting, Organisation, ProgrammeYear, Province, SectorNetwork

from .lessons import State


class Story(models.Model):
    """One story, about a record of the portal or by itself."""

    State = State

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="+", editable=False)
    programme_year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, related_name="stories", verbose_name=_("year"))
    title = models.CharField(_("title"), max_length=200)
    lead = models.TextField(_("in two sentences"), blank=True, max_length=600)
    body = models.TextField(_("text"), blank=True)
    happened_on = models.DateField(_("happened on"), null=True, blank=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="stories", verbose_name=_("organisation")
    )
    network = models.ForeignKey(
        SectorNetwork, on_delete=models.PROTECT, null=True, blank=True, related_name="stories", verbose_name=_("network")
    )
    # What it tells of; at most one.
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, null=True, blank=True, related_name="stories")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="stories")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, null=True, blank=True, related_name="stories")
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, null=True, blank=True, related_name="stories")
    writer = models.CharField(_("writer"), max_length=200, blank=True)
    photographer = models.CharField(_("photographer"), max_length=200, blank=True)
    unit = models.CharField(_("unit"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    returned_note = models.TextField(_("what is to be completed"), blank=True)
    published_at = models.DateTimeField(_("published on"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = StoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        ordering = ["-published_at", "-pk"]
        indexes = [models.Index(fields=["province", "state", "-published_at"], name="lessons_story_list")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False), name="lessons_story_has_its_day"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class StoryPhoto(Photo):
    """A picture of a story; the first one stands at its head."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="photos")

    objects = OfStoryQuerySet.as_manager()

    class Meta(Photo.Meta):
        verbose_name = _("picture of a story")
        verbose_name_plural = _("pictures of stories")
