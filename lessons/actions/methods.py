"""Changes the methods of distilling lessons, their questions, and the topics: data an office edits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from lessons.indexing import rebuild
from lessons.models import Lesson, Method, Question, Topic
from moralprovince.core.actions import action
from moralprovince.core.audit import changes_between, record, snapshot
from moralprovince.core.errors import NotAllowed
from moralprovince.core.models import User
from networks.querysets.scope import scope_of

METHOD_FIELDS = ("name", "name_en", "purpose", "guideline", "order")
QUESTION_FIELDS = ("heading", "heading_en", "ask", "required", "quoted", "order")
TOPIC_FIELDS = ("name", "name_en", "synonyms", "order")
FIELDS: dict[type, tuple[str, ...]] = {Method: METHOD_FIELDS, Question: QUESTION_FIELDS, Topic: TOPIC_FIELDS}


@action
def edit_reference(*, row: Method | Question | Topic, values: Mapping[str, Any], by: User) -> None:
    """Write what was typed; lessons keep what they say, and show it under the new words.

    Raises:
        NotAllowed: she looks after no office.
    """
    if not scope_of(by).any("office.manage"):
        raise NotAllowed(_("Methods and topics are looked after by provincial administrators."))
    names = [name for name in FIELDS[type(row)] if name in values]
    fresh = type(row)._default_manager.get(pk=row.pk)
    before = snapshot(fresh, names)
    for name in names:
        setattr(row, name, values[name])
    row.save(update_fields=names)
    if isinstance(row, Topic):
        rebuild(Lesson.objects.filter(topics=row))
    record("edit_reference", row, by=by, changes=changes_between(before, snapshot(row, names)))
