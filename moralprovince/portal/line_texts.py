"""Texts to copy into LINE: for one report, for each text a rung asks for, and the late list of a network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moralprovince.core import thai
from moralprovince.core.models import Message
from moralprovince.core.obligations import Told
from moralprovince.core.outbox import in_letter_language, joined
from networks.models import Office, SectorNetwork
from pledges.models import FollowUpReport
from pledges.reminders import REPORT_DUE, RETURNED_DUE, round_words

from . import floors
from .filters import kind_words
from .models import Rung
from .querysets import line_texts_for
from .wording import absolute, fill, more_words, values_for

# A LINE message holds some thousand characters; the link leads to all.
MOST_LINES = 40


@dataclass(frozen=True)
class Text:
    """One text for LINE: what it is about, and its words."""

    title: Any
    text: str
    # The message of a ladder that asks for it, where there is one.
    message: Message | None = None
    # A combined message has no words of its own here: about reports it leads to the late list, else to its page.
    link: str = ""
    about: Any = ""
    late: bool = False


def waiting_for(user: Any) -> QuerySet[Message]:
    """The texts a person can pass on now: what was sent meanwhile, or is due on another day, asks for none."""
    fitting = ~Q(context__who=Rung.Who.CONTACT)
    for due in floors.each("due"):
        for owed in due(thai.today()):
            rows = owed.rows.annotate(owed_by=joined(F("obligation"), "/", F(owed.due_on)))
            fitting |= Q(kind=owed.kind, owed_by__in=rows.values("owed_by"))
    return line_texts_for(user).annotate(owed_by=joined(F("obligation"), "/", F("due_on"))).filter(fitting)


def worded(messages: Iterable[Message], office: Office | None) -> list[Text]:
    """The texts that wait, worded as things are now; what is not owed any more is left out. Two queries."""
    with in_letter_language():
        return list(each_worded(list(messages), office))


def each_worded(found: list[Message], office: Office | None) -> Iterator[Text]:
    """One after the other."""
    told = told_now([message.obligation for message in found])
    rungs = Rung.objects.in_bulk({message.context.get("rung") for message in found} - {None})
    for message in found:
        what, rung = told.get(message.obligation), rungs.get(message.context.get("rung"))
        if what and rung and what.due_on == message.due_on:
            words = fill(rung.body, values_for(message.recipient_name, what, office))
            yield Text(what.names[0], words, message, what.link, what.round)
        elif rung and message.context.get("who") != Rung.Who.CONTACT:
            yield about_many(message, rung)


def about_many(message: Message, rung: Rung) -> Text:
    """A combined message: to whom, about what, and where its words stand."""
    late = message.kind in (REPORT_DUE, RETURNED_DUE)
    link = f"{reverse('line-texts')}?late=1" if late else reverse("operation", args=[message.pk])
    return Text(message.recipient_name or rung.get_who_display(), "", message, link, kind_words(message.kind), late)


def told_now(obligations: list[str]) -> dict[str, Told]:
    """What the floors have to say of these obligations today."""
    found: dict[str, Told] = {}
    for told_each in floors.each("told_each"):
        found |= told_each(obligations, thai.today())
    return found


def for_report(report: FollowUpReport, office: Office | None) -> Text | None:
    """The text for one organisation, from the newest LINE rung that fits the day; None where nothing is owed."""
    obligation = f"report:{report.pk}"
    with in_letter_language():
        told = told_now([obligation]).get(obligation)
        if told is None:
            return None
        words = fill(body_for(report, told), values_for(told.contact, told, office))
        return Text(told.names[0], words, link=told.link, about=told.round)


def body_for(report: FollowUpReport, told: Told) -> str:
    """The words of the LINE rung that is due last, else of the first one, else our own."""
    kind = RETURNED_DUE if told.returned_on else REPORT_DUE
    rungs = Rung.objects.filter(
        ladder__province=report.province_id, ladder__kind=kind, who=Rung.Who.CONTACT, channel=Rung.Channel.LINE
    ).order_by("offset")
    days = (thai.today() - told.due_on).days
    offered = list(rungs)
    fitting = [rung for rung in offered if rung.offset <= days] or offered[:1]
    if fitting:
        return fitting[-1].body
    if told.returned_on:
        return _(
            "The report of {organisation} for {round} was returned to be completed on {returned}. Send it again here: {link}"
        )
    return _("The report of {organisation} for {round} is due on {due}. You can send it here: {link}")


def late_in(user: Any, network: SectorNetwork, round_pk: int | None) -> Text | None:
    """The late list of a network with a link for each; None where nobody is late."""
    rows = FollowUpReport.objects.visible_to(user).missing_from_sender(thai.today())
    rows = rows.filter(pledge__organisation__network=network)
    rows = rows.filter(round=round_pk) if round_pk else rows
    rows = rows.select_related("pledge__organisation", "round__programme_year").order_by(
        "round__due_on", "pledge__organisation__name_sort", "pk"
    )
    found = list(rows[:MOST_LINES])
    if not found:
        return None
    total = len(found) if len(found) < MOST_LINES else rows.count()
    with in_letter_language():
        return Text(network, "\n".join(lines_of(found, network, total)), about=round_words(found[0].round))


def lines_of(found: list[FollowUpReport], network: SectorNetwork, total: int) -> list[str]:
    """A greeting, one organisation per line with its link, and how many more there are."""
    head = ngettext(
        "%(network)s: %(count)s organisation has not sent the report of %(round)s yet (due %(due)s).",
        "%(network)s: these %(count)s have not sent the report of %(round)s yet (due %(due)s).", total,
    )  # fmt: skip
    lines = [head % {
        "network": network, "count": total, "round": round_words(found[0].round), "due": thai.day_long(found[0].due_on),
    }]  # fmt: skip
    for number, report in enumerate(found, 1):
        lines.append(f"{number}. {report.pledge.organisation.name}")
        lines.append(absolute(reverse("pledges:report", args=[report.pk])))
    if total > len(found):
        lines.append(more_words(total - len(found)))
    lines.append(_("Whoever needs help, please call the culture office. Thank you."))
    return lines


def late_networks(user: Any) -> list[dict[str, Any]]:
    """Networks in which somebody can still send what is missing, with how many, round by round; one query."""
    rows = FollowUpReport.objects.visible_to(user).missing_from_sender(thai.today()).order_by()
    found = rows.values(
        "round", "round__code", "round__programme_year__fiscal_year", "pledge__organisation__network",
        "pledge__organisation__network__name", "pledge__organisation__network__name_en",
        "pledge__organisation__network__order",
    ).annotate(count=Count("pk"))  # fmt: skip
    ordered = found.order_by("round", "pledge__organisation__network__order", "pledge__organisation__network")
    return [{**row, "network": network_of(row)} for row in ordered]


def network_of(row: dict[str, Any]) -> SectorNetwork:
    """The network a counted row is about: it knows its name in the reader's language."""
    about = "pledge__organisation__network"
    return SectorNetwork(pk=row[about], name=row[f"{about}__name"], name_en=row[f"{about}__name_en"])
