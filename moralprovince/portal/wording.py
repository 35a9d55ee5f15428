"""Words a message as it goes out: a reminder from its rung and from what is still owed then, a notice as it was written."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Container, Mapping

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.agreement_reminders import AGREEMENT_DUE, DISTRICT_AGREEMENT_DUE, NETWORK_AGREEMENT_DUE
from assessments.reminders import APPEAL_DUE, ASSESSMENT_DUE, COMMITTEE_DUE, REVIEW_DUE, task_words
from assessments.visit_reminders import VISIT_DUE
from moralprovince.core import thai
from moralprovince.core.models import Message
from moralprovince.core.obligations import Told
from moralprovince.core.outbox import Letter, in_letter_language, is_secret
from networks.models import Office
from networks.reminders import ACTION_DUE
from pledges.reminders import RETURNED_DUE

from . import floors
from .models import Rung

# So many organisations stand in one combined message by name; the link leads to all of them.
MOST_NAMES = 20
PLACEHOLDER = re.compile(r"\{\s*([^{}\n]{1,40}?)\s*\}")
# What a rung may ask for.
KNOWN = ("name", "organisation", "round", "due", "when", "link", "office", "office_phone")
# What a kind of ladder may ask for besides.
KNOWN_OF = {RETURNED_DUE: ("returned",)}
# What is owed of these has the words of its kind for a round.
TASKS = (ASSESSMENT_DUE, REVIEW_DUE, COMMITTEE_DUE, APPEAL_DUE)
SAMPLE_YEAR = 2570
AGREEMENTS = (AGREEMENT_DUE, NETWORK_AGREEMENT_DUE, DISTRICT_AGREEMENT_DUE)
# What stands in these for {organisation} is what was to be done.
TO_DO = (ACTION_DUE, *AGREEMENTS)


def known_in(kind: str) -> tuple[str, ...]:
    """What a rung of such a ladder may ask for."""
    return KNOWN + KNOWN_OF.get(kind, ())


def word(message: Message) -> Letter | None:
    """The words of a message now; None where nothing of what it asks for is left to its reader."""
    office = office_of(message)
    if "rung" not in message.context:
        # The page behind a link ends at the log-in for whoever has no account.
        link = "" if is_to_the_register(message) else message.link
        return Letter(message.subject, message.body, link, **(signed_by(office) | around(message, office)))
    return reminder(message, Rung.objects.filter(pk=message.context["rung"]).first(), what_is_owed(message), office)


def office_of(message: Message) -> Office | None:
    """Whose letter it is. Mail of accounts is of no province: the office that keeps the installation answers for it."""
    return Office.objects.select_related("province").filter(province=message.province_code or settings.PROVINCE).first()


def reminder(message: Message, rung: Rung | None, told: Told | None, office: Office | None) -> Letter | None:
    """What its rung says of what is owed."""
    if rung is None or told is None:
        return None
    values = values_for(message.recipient_name, told, office)
    return Letter(fill(rung.subject, values), fill(rung.body, values), told.link, **signed_by(office))


def what_is_owed(message: Message, most: int = MOST_NAMES, day: dt.date | None = None) -> Told | None:
    """The floor's answer to what this message may say to its reader on a day, else today."""
    for told in floors.each("told"):
        answer = told(message.obligation, message.due_on, day or thai.today(), reader=message.recipient, most=most)
        if answer is not None:
            return answer
    return None


def values_for(name: str, told: Told, office: Office | None) -> dict[str, str]:
    """What stands for each placeholder."""
    returned = {"returned": thai.day_long(told.returned_on)} if told.returned_on else {}
    return returned | {
        "name": name or told.contact or _("the person in charge"),
        "organisation": names_in(told),
        "round": told.round,
        "due": thai.day_long(told.due_on),
        "when": when((told.due_on - thai.today()).days),
        "link": absolute(told.link),
        "office": office.name if office else _("the provincial culture office"),
        "office_phone": reached_by(office),
    }


def reached_by(office: Office | None) -> str:
    """How the office is asked: by telephone, else by mail, else wherever it is; a sentence never ends before its last word."""
    return (office and (office.phone or office.email or office.name)) or _("the culture office")


def when(days: int) -> str:
    """How far off the due day is, counted when the words go out: planning may have been late, and mail may have waited."""
    if days == 0:
        return _("due today")
    if days == 1:
        return _("due tomorrow")
    if days < 0:
        return ngettext("%(count)s day overdue", "%(count)s days overdue", -days) % {"count": -days}
    return ngettext("due in %(count)s day", "due in %(count)s days", days) % {"count": days}


def names_in(told: Told) -> str:
    """One name in the sentence; several as a list, which says how many more there are."""
    if told.total == 1:
        return told.names[0]
    lines = [f"{number}. {name}" for number, name in enumerate(told.names, 1)]
    more = told.total - len(told.names)
    if more:
        lines.append(more_words(more))
    return "\n".join(lines)


def more_words(count: int) -> str:
    """How many more there are than stand here."""
    return ngettext("and %(count)s more", "and %(count)s more", count) % {"count": count}


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders replaced; one that nobody knows stays as it was typed, and breaks nothing."""
    return PLACEHOLDER.sub(lambda match: values.get(match[1].lower(), match[0]), text)


def unknown_placeholders(text: str, known: Container[str] = KNOWN) -> list[str]:
    """Placeholders in a text that nothing will stand for."""
    return sorted({match[0] for match in PLACEHOLDER.finditer(text) if match[1].lower() not in known})


def absolute(link: str) -> str:
    """An address that works outside the portal."""
    return f"{settings.SITE_URL}{link}" if link.startswith("/") else link


def signed_by(office: Office | None) -> dict[str, str]:
    """Whose letter it is, where an answer goes, and where one may call."""
    if office is None:
        return {}
    telephone = _("Telephone %(phone)s") % {"phone": office.phone} if office.phone else ""
    return {"reply_to": office.email, "office": office.name, "telephone": telephone}


def around(message: Message, office: Office | None) -> dict[str, str]:
    """A notice is greeted and closed as reminders are; a sealed letter – an invitation, a new password – is whole already."""
    if is_secret(message):
        return {}
    greeting = _("Dear %(name)s") % {"name": message.recipient_name or _("the person in charge")}
    closing = [_("To read it in the portal, please ask the office for an invitation.")] if is_to_the_register(message) else []
    given = {"greeting": greeting}
    if office and office.phone:
        closing.append(_("If you have a question, please call %(phone)s") % {"phone": office.phone})
        # It stands in the sentence; below the name of the office it would be said twice.
        given["telephone"] = ""
    return given | {"farewell": "\n".join(closing)}


def is_to_the_register(message: Message) -> bool:
    """Is it for the contact of a body that has no account?"""
    return message.recipient_id is None and "register" in message.context


def sample(kind: str, who: str, office: Office | None, offset: int = 0) -> Mapping[str, str]:
    """Values for a rung of such a ladder on its day: an invented organisation, so that nobody's name is shown around."""
    combined = who in (Rung.Who.COORDINATOR, Rung.Who.OFFICER)
    with in_letter_language():
        return sample_values(kind, combined, office, thai.today() - dt.timedelta(days=offset))


def sample_values(kind: str, combined: bool, office: Office | None, due_on: dt.date) -> Mapping[str, str]:
    """The same for one organisation, or for several in one letter."""
    sort = _("Sample task %(number)s") if kind in TO_DO else _("Sample organisation %(number)s")
    names = tuple(sort % {"number": number} for number in range(1, 4 if combined else 2))
    total = len(names) + 5 * combined
    told = Told(names, total, "", sample_round(kind), due_on, "/report/", returned_on=thai.today())
    return values_for(_("Ms Sample Name"), told, office)


def sample_round(kind: str) -> str:
    """What letters of this kind call what is owed."""
    if kind in TASKS:
        return task_words(kind, SAMPLE_YEAR)
    if kind == ACTION_DUE:
        return _("resolution of meeting %(number)s of %(group)s") % {"number": f"1/{SAMPLE_YEAR}", "group": _("working group")}
    if kind in AGREEMENTS:
        return _("agreed at the coaching visit to %(name)s") % {"name": _("Sample organisation %(number)s") % {"number": 1}}
    return _("coaching visit") if kind == VISIT_DUE else _("6-month round, fiscal year 2570")
