"""Lessons: what one body learned, section by section, with the people, pictures and figures that belong to it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.models import Visit
from lessons.querysets.lessons import ConsentedQuerySet, LessonQuerySet, OfLessonQuerySet
from moralprovince.core.models import Photo
from networks.models import Activity, District, Organisation, ProgrammeYear, Province, SectorNetwork, Virtue
from pledges.models import Commitment, Pledge

from .methods import Method, Question, Topic


class State(models.TextChoices):
    """From the first word to the public; lessons and stories go the same way."""

    DRAFT = "draft", _("being written")
    PROPOSED = "proposed", _("waiting for the office")
    RETURNED = "returned", _("returned for completion")
    PUBLISHED = "published", pgettext_lazy("for everybody", "published")
    WITHDRAWN = "withdrawn", _("taken off the public site")


class Lesson(models.Model):
    """One lesson, by one method."""

    State = State

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="+", editable=False)
    programme_year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, related_name="lessons", verbose_name=_("year"))
    method = models.ForeignKey(Method, on_delete=models.PROTECT, related_name="lessons", verbose_name=_("method"))
    title = models.CharField(_("title"), max_length=200)
    lead = models.TextField(_("in two sentences"), blank=True, max_length=600)
    # Whose lesson it is: a body, or a network as a whole, or the province where both are empty.
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="lessons", verbose_name=_("organisation")
    )
    # As they were when it was distilled; a body may move later.
    network = models.ForeignKey(
        SectorNetwork, on_delete=models.PROTECT, null=True, blank=True, related_name="lessons", verbose_name=_("network")
    )
    district = models.ForeignKey(
        District, on_delete=models.PROTECT, null=True, blank=True, related_name="lessons", verbose_name=_("district")
    )
    problem = models.TextField(_("problem that was to be solved"), blank=True)
    good = models.TextField(_("good that was to be done"), blank=True)
    virtues = models.ManyToManyField(Virtue, blank=True, related_name="+", verbose_name=_("virtues"))
    topics = models.ManyToManyField(Topic, blank=True, related_name="lessons", verbose_name=_("topics"))
    # What it grew from.
    pledge = models.ForeignKey(Pledge, on_delete=models.PROTECT, null=True, blank=True, related_name="lessons")
    commitments = models.ManyToManyField(Commitment, blank=True, related_name="lessons")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, null=True, blank=True, related_name="lessons")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, null=True, blank=True, related_name="lessons")
    distilled_on = models.DateField(_("distilled on"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
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

    objects = LessonQuerySet.as_manager()

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        ordering = ["-published_at", "-pk"]
        indexes = [
            models.Index(fields=["province", "state", "-published_at"], name="lessons_lesson_list"),
            models.Index(fields=["organisation", "state"], name="lessons_lesson_body"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False), name="lessons_published_has_its_day"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Passage(models.Model):
    """What a lesson says to one question of its method."""

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="passages")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+", verbose_name=_("question"))
    text = models.TextField(_("text"), blank=True)

    objects = OfLessonQuerySet.as_manager()

    class Meta:
        verbose_name = _("passage of a lesson")
        verbose_name_plural = _("passages of lessons")
        ordering = ["question__order", "pk"]
        constraints = [models.UniqueConstraint(fields=["lesson", "question"], name="lessons_passage_once")]

    def __str__(self) -> str:
        return str(self.question)


class LessonPerson(models.Model):
    """Somebody who wrote, led, told or reviewed; her name is public only if she agreed."""

    class Part(models.TextChoices):
        """What she did."""

        AUTHOR = "author", _("author")
        FACILITATOR = "facilitator", _("facilitator")
        TELLER = "teller", _("told the lesson")
        REVIEWER = "reviewer", _("reviewer")

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="people")
    part = models.CharField(_("part"), max_length=12, choices=Part)
    name = models.CharField(_("name"), max_length=200)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("account")
    )
    # Where she is quoted or told of: does she agree that it is published with her name?
    consent = models.BooleanField(_("agreed to be named"), default=False)
    order = models.PositiveSmallIntegerField(default=0)

    objects = ConsentedQuerySet.as_manager()

    class Meta:
        verbose_name = _("person of a lesson")
        verbose_name_plural = _("people of lessons")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


class LessonPhoto(Photo):
    """A picture of a lesson; public only with the consent of the people in it."""

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="photos")

    objects = ConsentedQuerySet.as_manager()

    class Meta(Photo.Meta):
        verbose_name = _("picture of a lesson")
        verbose_name_plural = _("pictures of lessons")


class LessonFigure(models.Model):
    """A number before and after: what changed, measured."""

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="figures")
    label = models.CharField(_("what was counted"), max_length=300)
    before = models.DecimalField(_("before"), max_digits=14, decimal_places=2, null=True, blank=True)
    after = models.DecimalField(_("after"), max_digits=14, decimal_places=2, null=True, blank=True)
    target = models.DecimalField(_("target"), max_digits=14, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    # The line of the pledge it was taken from.
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    order = models.PositiveSmallIntegerField(default=0)

    objects = OfLessonQuerySet.as_manager()

    class Meta:
        verbose_name = _("figure of a lesson")
        verbose_name_plural = _("figures of lessons")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.label
