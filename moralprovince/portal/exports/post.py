"""The outgoing messages as listed, as a table: to whom, about what, what became of them; never their texts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseBase, QueryDict
from django.utils import translation
from django.utils.translation import gettext as _

from moralprovince.core.exports import written
from moralprovince.core.models import Job, Message, StoredFile
from moralprovince.core.outbox import reasons
from moralprovince.core.tables import table_response, words
from moralprovince.portal.filters import kind_words, post_asked, post_list

KIND = "post_export"
# What stands in each column, and so how wide it is.
KINDS = ("wide", "text", "wide", "wide", "text", "text", "moment", "moment", "day", "wide")


def post_table(rows: QuerySet[Message], ending: str) -> HttpResponseBase:
    """Every row of the list in its order."""
    return table_response(ending, _("messages"), columns(), rows_of(rows), kinds=KINDS)


def post_job(job: Job) -> StoredFile:
    """The same by a worker, as the person who asked for it sees the messages now, in her language."""
    wanted = job.parameters
    with translation.override(wanted["language"]):
        query = QueryDict(wanted["query"])
        shown = post_list(post_asked(job.requested_by, wanted["province"], query), query, job.requested_by)
        return written(job, _("messages"), columns(), rows_of(shown.rows), kinds=KINDS)


def columns() -> list[str]:
    """The headings."""
    return [
        _("Subject"), _("Kind"), _("To"), _("E-mail"), _("Over"), _("State"), _("Planned"), _("Sent on"), _("Due on"),
        _("Why"),
    ]  # fmt: skip


def rows_of(rows: QuerySet[Message]) -> Iterator[list[Any]]:
    """One row per message; memory stays flat."""
    for message in rows.select_related("recipient").defer("body", "context").iterator(chunk_size=1000):
        yield [
            message.subject or message.text_taken_out, str(kind_words(message.kind)), message.to_whom, message.address,
            words(Message.Channel, message.channel), words(Message.State, message.state), message.created_at,
            message.sent_at, message.due_on, reasons.sentence(message.reason) if message.reason else "",
        ]  # fmt: skip
