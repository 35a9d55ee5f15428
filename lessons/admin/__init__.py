"""Administration pages of floor 4: how lessons are distilled, and what they are found by."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from lessons.actions.methods import METHOD_FIELDS, QUESTION_FIELDS, TOPIC_FIELDS, edit_reference
from lessons.models import Method, Question, Topic
from networks.admin.base import EverybodysAdmin


class ReferenceAdmin(EverybodysAdmin):
    """Data all provinces share; an administrator may put it into other words."""

    right = "office.manage"

    def save_model(self, request: HttpRequest, obj: Method | Question | Topic, form: forms.ModelForm, change: bool) -> None:
        """Through the action."""
        edit_reference(row=obj, values={name: form.cleaned_data[name] for name in self.editable}, by=request.user)  # type: ignore[arg-type]


@admin.register(Method)
class MethodAdmin(ReferenceAdmin):
    """Methods."""

    list_display = ("name", "name_en", "code", "order")
    search_fields = ("name", "name_en")
    editable = METHOD_FIELDS
    fields = ("code", *METHOD_FIELDS)


@admin.register(Question)
class QuestionAdmin(ReferenceAdmin):
    """Questions, method by method."""

    list_display = ("heading", "method", "code", "required", "order")
    list_select_related = ("method",)
    list_filter = ("method",)
    search_fields = ("heading", "ask")
    editable = QUESTION_FIELDS
    fields = ("method", "code", *QUESTION_FIELDS)


@admin.register(Topic)
class TopicAdmin(ReferenceAdmin):
    """Topics with the other words people use for them."""

    list_display = ("name", "name_en", "code", "order")
    search_fields = ("name", "synonyms")
    editable = TOPIC_FIELDS
    fields = ("code", *TOPIC_FIELDS)
