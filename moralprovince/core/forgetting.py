"""What is removed when a person is forgotten, and what stays and why: floors hand the roof both, told before it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from .files import set_free
from .models import Attempt, AuditEvent, Draft, Job, Message, StoredFile
from .outbox import joined
from .outbox.reasons import FORGOTTEN
from .personal import sign_of
from .resume import KEY as TYPED
from .traces import GONE, Traces

State = Message.State
BATCH = 500
# Mail and history of accounts are of no province.
OF_ACCOUNTS = ""
# What waits for a worker or for somebody's word; what goes out this very minute is waited for.
OPEN = (State.PENDING, State.CLAIMED, State.FAILED, State.UNKNOWN)


@dataclass(frozen=True)
class Part:
    """Rows from which something of her is removed, and how; `by_name` ones are few, and a page names them."""

    what: Any
    rows: QuerySet
    write: Callable[[QuerySet], object]
    by_name: bool = False


@dataclass(frozen=True)
class Kept:
    """What stays with her name in it, and why."""

    what: Any
    count: int
    why: Any
    link: str = ""


def removed(what: Any, rows: QuerySet) -> Part:
    """The rows go."""
    return Part(what, rows, lambda rows: rows.delete())


def written_over(what: Any, rows: QuerySet, **values: Any) -> Part:
    """The rows stay, with these values in them."""
    return Part(what, rows, lambda rows: rows.update(**values))


def rewritten(what: Any, rows: QuerySet, change: Callable[[Any], Any], *columns: str) -> Part:
    """The rows stay, with a change made to each of these columns."""
    return Part(what, rows, lambda rows: rewrite(rows, lambda row: {name: change(getattr(row, name)) for name in columns}))


def rewrite(rows: QuerySet, anew: Callable[[Any], dict[str, Any]]) -> None:
    """Write each row anew where it differs, some at a time."""
    keys, manager = list(rows.order_by().values_list("pk", flat=True)), rows.model._base_manager
    for start in range(0, len(keys), BATCH):
        # Held: what somebody writes into such a row meanwhile is not written over.
        held = manager.select_for_update(of=("self",), no_key=True)
        for row in held.filter(pk__in=keys[start : start + BATCH]).order_by("pk"):
            values = {name: fitting(row, name, value) for name, value in anew(row).items()}
            if any(getattr(row, name) != value for name, value in values.items()):
                manager.filter(pk=row.pk).update(**values)


def fitting(row: Any, name: str, value: Any) -> Any:
    """A text no longer than its column: what stands in the place of a name may be longer than the name."""
    longest = row._meta.get_field(name).max_length
    return value[:longest] if longest and isinstance(value, str) else value


# The ground's own


def forgets(traces: Traces) -> Iterator[Part]:
    """The way in, what was typed and not sent, messages, and her name in the history."""
    person = traces.person
    yield removed(_("addresses to log in with"), EmailAddress.objects.filter(Q(user=person) | traces.mailed("email")))
    yield removed(_("second steps of logging in"), Authenticator.objects.filter(user=person))
    sessions = Session.objects.filter(pk__in=[one.pk for one in Session.objects.iterator() if is_of(one, person)])
    yield Part(
        _("browsers in which she is logged in, or in which words of hers wait"), sessions, lambda rows: leave(rows, person)
    )
    yield removed(_("forms she has not sent, with what is typed in them"), Draft.objects.filter(user=person))
    yield Part(_("lists that were written for her"), Job.objects.filter(requested_by=person), drop_works)
    yield from of_messages(traces)
    yield from of_history(traces)


def is_of(session: Session, person: Any) -> bool:
    """Is she logged in there, or do words of hers wait there?"""
    data = session.get_decoded()
    return data.get(SESSION_KEY) == str(person.pk) or sign_of(person.pk) in data.get(TYPED, {})


def leave(rows: QuerySet, person: Any) -> None:
    """Her own sessions end; in those of others only her words are taken out."""
    # Held, and read anew: a browser may have sent or thrown away its words since.
    for session in rows.select_for_update().order_by("pk"):
        data = session.get_decoded()
        if data.get(SESSION_KEY) == str(person.pk):
            session.delete()
        elif data.get(TYPED, {}).pop(sign_of(person.pk), None) is not None:
            session.session_data = Session.objects.encode(data)  # type: ignore[attr-defined]
            session.save(update_fields=["session_data"])


def drop_works(rows: QuerySet) -> None:
    """The works, and their files, which the cleaner takes."""
    for file in rows.filter(file__isnull=False).values_list("file", flat=True):
        set_free(file)
    rows.delete()


def hers(traces: Traces) -> Q:
    """Messages to her account or to her address."""
    return Q(recipient=traces.person) | traces.mailed("address")


def to_her(traces: Traces) -> QuerySet[Message]:
    """The same as rows."""
    return Message.objects.filter(hers(traces))


def hold_messages(traces: Traces) -> None:
    """A worker that holds one of those that wait does not begin to send it any more, or has begun and is seen."""
    waiting = to_her(traces).filter(state__in=OPEN).order_by("pk")
    list(waiting.select_for_update(no_key=True).values_list("pk", flat=True))


def of_messages(traces: Traces) -> Iterator[Part]:
    """Those that wait are cancelled; of the others stays that they were sent, and when."""
    rows = to_her(traces)
    cancelled = {"state": State.CANCELLED, "reason": FORGOTTEN, "lease_token": ""}
    yield written_over(_("messages that wait; they are cancelled"), rows.filter(state__in=OPEN), **cancelled)
    yield Part(_("address and text of messages to her"), rows, lambda rows: silence(rows, traces.nameless))
    near = traces.near("province_code", OF_ACCOUNTS)
    # Without a subquery, which PostgreSQL reads a table for by one worker alone.
    others = Message.objects.exclude(hers(traces)).filter(traces.inside(*SAID, near=near))
    yield Part(_("messages to others that name her"), others, lambda rows: unname(rows, traces))


# "recipient_name": the contact of a body, whose letters go to an address of the body.
SAID = ("subject", "body", "reason", "recipient_name")


def unname(rows: QuerySet[Message], traces: Traces) -> None:
    """Nobody is addressed by a name that is nobody's: a letter that still goes out finds another."""
    rewrite(rows, lambda row: said_without(row, traces))


def said_without(row: Message, traces: Traces) -> dict[str, Any]:
    """Its texts without her name; of a recipient who was she, none."""
    told = {name: traces.redacted(getattr(row, name)) for name in SAID}
    return told | ({"recipient_name": ""} if row.recipient_name in traces.names else {})


def silence(rows: QuerySet, name: str) -> None:
    """What mail servers said of an address names it; so does the key of a message to it."""
    Attempt.objects.filter(message__in=rows.order_by().values("pk")).update(detail="")
    rows.exclude(state=State.CANCELLED).update(reason="")
    rows.update(
        address="", recipient_name=name, subject="", body="", context={}, dedupe_key=joined("forgotten/", F("pk")),
    )  # fmt: skip


def of_history(traces: Traces) -> Iterator[Part]:
    """The events stay, with who did what to what; her name, address and telephone in them do not."""
    near = traces.near("province_code", OF_ACCOUNTS)
    found = traces.inside("object_label", "note", "changes", near=near)
    rows = AuditEvent.objects.filter(account(traces) | found)
    yield Part(_("entries of the history that name her"), rows, lambda rows: rewrite(rows, lambda event: anew(event, traces)))


def account(traces: Traces) -> Q:
    """Events of her account."""
    return Q(object_type="core.user", object_id=str(traces.person.pk))


def anew(event: AuditEvent, traces: Traces) -> dict[str, Any]:
    """What an event says once she is forgotten; of her own account also what else she was called."""
    told = {name: traces.redacted(getattr(event, name)) for name in ("object_label", "note", "changes")}
    if event.object_type == "core.user" and event.object_id == str(traces.person.pk):
        told["object_label"] = traces.nameless
        told["changes"] |= {name: [GONE, GONE] for name in ("name", "phone", "email") if name in told["changes"]}
    return told


def keeps(traces: Traces) -> Iterator[Kept]:
    """What the ground keeps of hers."""
    files = StoredFile.objects.filter(uploaded_by=traces.person).count()
    yield Kept(_("files handed in"), files, _("They belong to the records they hang on; nobody looks into them for a name."))
