"""Shows in pages of lessons the words that were looked for."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from lessons.highlights import marked as mark

register = template.Library()


@register.filter
def marked(text: str, question: str) -> SafeString:
    """{{ lesson.title|marked:q }}."""
    return mark(text, question)
