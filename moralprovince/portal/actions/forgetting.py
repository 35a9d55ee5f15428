"""Forgets a person at her wish (PDPA s.33): her data are removed everywhere in one transaction, what was done stays."""

from __future__ import annotations

from collections import Counter

from django.contrib.auth.hashers import make_password
from django.utils import timezone
from django.utils.translation import gettext as _

from moralprovince.core.actions import action
from moralprovince.core.audit import record
from moralprovince.core.errors import NotAllowed, Outpaced, Refused
from moralprovince.core.forgetting import hold_messages
from moralprovince.core.models import User
from moralprovince.core.traces import Traces
from moralprovince.portal.forgetting import parts_of, traces_of, undone_first
from networks.actions.joining import NO_MAILBOX
from networks.actions.roles import home_of
from networks.permissions import can_forget_person
from networks.querysets.scope import forget_scope


@action
def forget_person(*, person: User, note: str, by: User) -> None:
    """Name, addresses, telephones, what she typed and what was sent to her go; it cannot be undone.

    Raises:
        NotAllowed: not hers to look after, or her own account.
        Refused: a role or the account is still open, a message is going out, or the note is missing.
        Outpaced: her data were removed already.
    """
    if not can_forget_person(by, person):
        raise NotAllowed(_("Only an administrator who looks after this account removes its data, and nobody her own."))
    held = User.objects.select_for_update(no_key=True).order_by("pk").get(pk=person.pk)
    ensure_not_forgotten(held)
    traces, province = traces_of(held), home_of(held)
    hold_messages(traces)
    ensure_time_has_come(traces, note)
    counts = remove_parts(traces, by)
    empty_account(held, traces)
    person.refresh_from_db()
    record("forget_person", person, by=by, note=traces.redacted(note.strip()), changes=counts, province=province)


def ensure_not_forgotten(person: User) -> None:
    """It is done once."""
    if person.forgotten_at:
        raise Outpaced(_("Somebody removed the data of this person a moment ago. Nothing is left to be done."))


def ensure_time_has_come(traces: Traces, note: str) -> None:
    """Nothing of hers is open any more, and somebody wrote down why."""
    for sentence, _link in undone_first(traces):
        raise Refused(sentence)
    if not note.strip():
        raise Refused(_("Please write down why, for example the letter in which she asked for it."), field="note")


def remove_parts(traces: Traces, by: User) -> dict[str, int]:
    """Each part as the page told it; returns how many rows of each table of the portal it was."""
    counts: Counter[str] = Counter()
    # All are looked for before the first is written: what is hers may be known by what goes, as a role by its notice.
    for part in list(parts_of(traces, by)):
        if count := part.rows.count():
            counts[part.rows.model._meta.label_lower] += count
            part.write(part.rows)
    return dict(counts)


def empty_account(person: User, traces: Traces) -> None:
    """The row stays without anything of hers; her address is free for a new invitation."""
    User.objects.filter(pk=person.pk).update(
        name=traces.nameless, email=f"forgotten-{person.pk}@{NO_MAILBOX}", phone="", has_mailbox=False,
        password=make_password(None), is_active=False, is_staff=False, is_superuser=False, last_login=None,
        notice_accepted_at=None, notice_version="", forgotten_at=timezone.now(),
    )  # fmt: skip
    person.groups.clear()
    person.user_permissions.clear()
    forget_scope(person)
