"""How lessons are distilled: methods with their questions, and the topics lessons are found by; data an office edits."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Topic(models.Model):
    """What a lesson is about, in the words people look for: waste, debt, road safety."""

    code = models.SlugField(_("code"), primary_key=True, max_length=40)
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("name in English"), max_length=100)
    # Other words for the same, one a line: search finds the topic by them, too.
    synonyms = models.TextField(_("other words for it"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name


class Method(models.Model):
    """One way of distilling a lesson: after action review, best practice, storytelling, structured."""

    code = models.SlugField(_("code"), primary_key=True, max_length=40)
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("name in English"), max_length=100)
    purpose = models.CharField(_("what it is good for"), max_length=300)
    guideline = models.TextField(_("how it is done"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("method")
        verbose_name_plural = _("methods")
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name


class Question(models.Model):
    """One section of a method: its heading, and the question that leads to it."""

    method = models.ForeignKey(Method, on_delete=models.CASCADE, related_name="questions", verbose_name=_("method"))
    code = models.SlugField(_("code"), max_length=40)
    heading = models.CharField(_("heading"), max_length=150)
    heading_en = models.CharField(_("heading in English"), max_length=150)
    ask = models.TextField(_("question to ask"), blank=True)
    required = models.BooleanField(_("needed before it is proposed"), default=True)
    # A quotation is set apart from the text around it.
    quoted = models.BooleanField(_("is a quotation"), default=False)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("question of a method")
        verbose_name_plural = _("questions of methods")
        ordering = ["method", "order", "pk"]
        constraints = [models.UniqueConstraint(fields=["method", "code"], name="lessons_question_once")]

    def __str__(self) -> str:
        return self.heading_en if get_language() == "en" else self.heading
