"""What a search finds lessons by: words and pieces of words with their weights, written with the lesson."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lessons.querysets.lessons import OfLessonQuerySet

from .lessons import Lesson


class SearchTerm(models.Model):
    """A word of a lesson, folded, or three letters of its head (`~abc`); `lessons.indexing` writes it."""

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="terms")
    term = models.CharField(max_length=40)
    weight = models.PositiveSmallIntegerField()

    objects = OfLessonQuerySet.as_manager()

    class Meta:
        verbose_name = _("search term")
        verbose_name_plural = _("search terms")
        constraints = [models.UniqueConstraint(fields=["lesson", "term"], name="lessons_term_once")]
        indexes = [models.Index(fields=["term", "lesson", "weight"], name="lessons_term_found")]

    def __str__(self) -> str:
        return self.term
