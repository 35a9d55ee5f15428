"""Who is told of a coaching visit: the team and those visited, when it is planned, moved, cancelled, or waits to be signed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from assessments.models import Visit
from moralprovince.core import thai
from moralprovince.core.models import Message, User
from moralprovince.core.outbox import cancel_open, in_letter_language, notify, notify_address, worded
from networks.querysets.scope import still_reading
from pledges.actions.people import contacts_of, holders

PLANNED, CANCELLED, TO_SIGN = "visit_planned", "visit_cancelled", "visit_to_sign"


def obligation_of(visit: Visit) -> str:
    """What is owed until the visit takes place or is called off."""
    return f"visit:{visit.pk}"


def signature_of(visit: Visit) -> str:
    """What is owed until those visited have signed."""
    return f"visit-sign:{visit.pk}"


def answering_for(visit: Visit) -> list[User]:
    """Those visited, as far as they have an account: contacts of the body, coordinators of the network."""
    if visit.organisation:
        return contacts_of(visit.organisation)
    return holders("coordinator", network=visit.network) if visit.network else []


def tell_planned(visit: Visit, by: User, only: Collection[int] | None = None) -> None:
    """The team and those visited, each time a day is set; who planned it knows. `only` are those who joined the team since."""
    team = [one.user for one in visit.team.select_related("user") if one.user]
    people = {one.pk: one for one in [*answering_for(visit), *team] if one.pk != by.pk}
    with in_letter_language():
        day, names = thai.day_long(visit.planned_on), ", ".join(str(one) for one in visit.team.all())
    subject = lazy("Coaching visit to %(name)s on %(day)s")
    body = lazy(
        "A team comes to %(name)s on %(day)s to listen and to encourage: %(team)s. Nothing has to be prepared; if the day does "
        "not suit, please call the culture office."
    )
    given = {"name": visit, "day": day, "team": names}
    said = {"subject": worded(subject, **given), "body": worded(body, **given)}
    told = [one for one in people.values() if only is None or one.pk in only]
    key = f"planned/{visit.planned_on}/{visit.version}"
    tell(visit, told, PLANNED, key, obligation=obligation_of(visit), letter=only is None, **said)


def tell(
    visit: Visit, people: Iterable[User], kind: str, key: str, *, subject: str, body: str, obligation: str = "", letter: bool
) -> None:  # fmt: skip
    """One message to each; where nobody of the body has a mailbox, to the address in the register."""
    people, organisation = list(people), visit.organisation
    told: dict[str, Any] = {
        "kind": kind, "key": f"visit:{visit.pk}/{key}", "subject": subject, "body": body, "obligation": obligation,
        "link": reverse("assessments:visit", args=[visit.pk]), "province": visit.province_id,
    }  # fmt: skip
    notify(to=people, **told)
    if letter and organisation and organisation.email and not any(one.has_mailbox for one in contacts_of(organisation)):
        to_entry: dict[str, Any] = {
            "address": organisation.email,
            "name": organisation.contact_name,
            "register": organisation.pk,
        }
        notify_address(**to_entry, **told)


def tell_cancelled(visit: Visit, note: str, by: User) -> None:
    """Whoever was told of the visit, and has still to do with it, is told that it does not take place; what has not gone out
    stays here.
    """
    told = Message.objects.filter(kind=PLANNED, obligation=obligation_of(visit))
    people = User.objects.filter(pk__in=told.filter(recipient__isnull=False).values("recipient")).order_by("pk")
    sent = told.filter(recipient=None, state=Message.State.SENT, emptied_on=None)
    letters = dict(sent.values_list("address", "recipient_name"))
    cancel_open(obligation_of(visit), reason=_("The visit was cancelled."))
    with in_letter_language():
        day = thai.day_long(visit.planned_on)
    subject = lazy("Cancelled: coaching visit to %(name)s on %(day)s")
    words: dict[str, Any] = {
        "kind": CANCELLED, "key": f"visit:{visit.pk}/cancelled/{visit.planned_on}/{visit.version}", "body": note,
        "subject": worded(subject, name=visit, day=day), "link": reverse("assessments:visit", args=[visit.pk]),
        "province": visit.province_id,
    }  # fmt: skip
    notify(to=still_reading(visit, people, but=by), **words)
    for address, name in letters.items():
        notify_address(address=address, name=name, register=visit.organisation_id, **words)


def ask_to_sign(visit: Visit) -> None:
    """Those visited are asked to read and sign, once for each wording of the record."""
    with in_letter_language():
        day = thai.day_long(visit.day)
    subject = lazy("Please read and sign: coaching visit to %(name)s on %(day)s")
    body = lazy("The team has written down what was seen and agreed. Please read it; your name says that it was so.")
    key = f"sign/{visit.version}"
    people = answering_for(visit)
    told: dict[str, Any] = {"link": reverse("assessments:visit", args=[visit.pk]), "province": visit.province_id}
    notify(
        to=people, kind=TO_SIGN, key=f"visit:{visit.pk}/{key}", subject=worded(subject, name=visit, day=day), body=body,
        obligation=signature_of(visit), **told,
    )  # fmt: skip


def close(obligation: str) -> None:
    """What is owed no longer does not go out."""
    cancel_open(obligation, reason=_("It is done."))
