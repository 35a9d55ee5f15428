"""The papers of a meeting: letter of invitation, text for LINE, calendar file, minutes; always in the language of letters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import icalendar
from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.outbox import in_letter_language
from moralprovince.core.pdf import pdf_response, render_pdf
from networks.agenda import Point, points_of
from networks.models import ActionItem, Attendance, Meeting, Office, WorkingGroupMember

Status = Attendance.Status
Post = WorkingGroupMember.Post
# An invitation without a time of its own stands for a morning.
MOST_HOURS = 3


def file_name(meeting: Meeting, words: str) -> str:
    """The words with the number: invitation-1-2570."""
    return f"{words}-{meeting.number}-{meeting.calendar_year}"


def head(meeting: Meeting) -> dict[str, str]:
    """Sender and signature."""
    office = Office.objects.filter(province=meeting.province_id).first()
    names = ("name", "address", "phone", "email", "signatory_name", "signatory_title", "letter_code")
    return {name: (getattr(office, name) or "") if office else "" for name in names}


def when(meeting: Meeting) -> str:
    """Day and time in words: วันอังคารที่ 20 เมษายน 2570 เวลา 13.30 น."""
    day = thai.weekday_long(meeting.held_on)
    if not meeting.starts_at:
        return day
    return _("%(day)s at %(time)s") % {"day": day, "time": thai.hours(meeting.starts_at)}


def where(meeting: Meeting) -> str:
    """Place and link in words."""
    if meeting.place and meeting.link:
        return _("at %(place)s and online at %(link)s") % {"place": meeting.place, "link": meeting.link}
    if meeting.place:
        return _("at %(place)s") % {"place": meeting.place}
    return _("online at %(link)s") % {"link": meeting.link} if meeting.link else ""


# The letter


def letter_response(meeting: Meeting, *, inside: bool) -> HttpResponse:
    """The letter with the agenda; whoever reads the inside gets the matters arising and the list of those invited as well."""
    with in_letter_language():
        content = render_pdf("meeting_letter.typ", letter(meeting, inside=inside))
        name = file_name(meeting, _("invitation"))
    return pdf_response(name, content)


def letter(meeting: Meeting, *, inside: bool) -> dict[str, Any]:
    """What the template prints."""
    office = head(meeting)
    return {
        "office": office,
        "number": meeting.letter_number or (f"{office['letter_code']}/ว " if office["letter_code"] else ""),
        "day": thai.day_long(meeting.letter_on) if meeting.letter_on else "",
        "subject": _("Invitation to meeting %(number)s of %(group)s") % {"number": meeting, "group": meeting.group},
        "to": addressees(meeting),
        "paragraphs": paragraphs(meeting, office),
        "ending": _("We would be grateful for your coming."),
        "meeting": facts(meeting),
        "points": agenda(meeting, inside=inside),
        "invited": [person(row) for row in meeting.attendance.filter(member__isnull=False)] if inside else [],
    }


def addressees(meeting: Meeting) -> str:
    """Whom the letter addresses: everybody of the group, and the networks invited."""
    everybody = _("Everybody of %(group)s") % {"group": meeting.group}
    networks = ", ".join(map(str, meeting.networks.all()))
    if not networks:
        return everybody
    return _("%(everybody)s and the representatives of %(networks)s") % {"everybody": everybody, "networks": networks}


def paragraphs(meeting: Meeting, office: dict[str, str]) -> list[str]:
    """Why, when and where; and what is asked."""
    given = {
        "office": office["name"] or _("the provincial culture office"), "group": meeting.group, "number": meeting,
        "when": when(meeting), "where": where(meeting), "title": meeting.title,
    }  # fmt: skip
    if meeting.title:
        why = _("%(office)s holds meeting %(number)s of %(group)s on %(title)s, %(when)s %(where)s. The agenda is enclosed.")
    else:
        why = _("%(office)s holds meeting %(number)s of %(group)s, %(when)s %(where)s. The agenda is enclosed.")
    ask = _("You are kindly invited to the meeting at this time and place. If you cannot come, please send a representative "
            "and let the office know beforehand.")  # fmt: skip
    return [" ".join((why % given).split()), ask]


def facts(meeting: Meeting) -> dict[str, str]:
    """Heading of the agenda and of the minutes."""
    return {
        "name": meeting.name, "group": str(meeting.group), "number": str(meeting), "when": when(meeting),
        "day": thai.weekday_long(meeting.held_on), "where": where(meeting),
        "starts": thai.hours(meeting.starts_at) if meeting.starts_at else "",
        "ended": thai.hours(meeting.ended_at) if meeting.ended_at else "",
    }  # fmt: skip


def agenda(meeting: Meeting, *, inside: bool) -> list[dict[str, Any]]:
    """The six points with the words of their items."""
    arising = arising_lines(meeting) if inside else []
    return [
        {
            "number": point.number, "label": str(point.label), "items": [[item.place, item.title] for item in point.items],
            "arising": arising if point.number == 3 else [],
        }
        for point in points_of(meeting, with_text=False)
    ]  # fmt: skip


def arising_lines(meeting: Meeting) -> list[str]:
    """What earlier meetings resolved, in one line each."""
    rows = ActionItem.objects.arising_in(meeting).select_related("meeting").order_by("due_on", "pk")
    return [f"{one.what} ({task_words(one)})" for one in rows]


def task_words(one: ActionItem) -> str:
    """Who, and by when."""
    if not one.due_on:
        return one.owner_name
    return _("%(name)s, by %(day)s") % {"name": one.owner_name, "day": thai.day_long(one.due_on)}


def person(row: Attendance) -> dict[str, str]:
    """One line of a list of people, as minutes print it."""
    place = " ".join(filter(None, [row.position, row.agency]))
    post = row.get_post_display() if row.post else ""
    return {"name": row.name, "place": place, "post": str(post)}


# LINE and calendars


def line_text(meeting: Meeting) -> str:
    """The invitation as a message to copy: what, when, where, the agenda in short, and the address of the page."""
    with in_letter_language():
        lines = [
            _("Invitation to meeting %(number)s of %(group)s") % {"number": meeting, "group": meeting.group},
            meeting.title,
            when(meeting),
            where(meeting),
            "",
        ]
        lines += [f"{point.number}. {point.label}" for point in points_of(meeting, with_text=False) if point.items]
        lines += ["", settings.SITE_URL + reverse("networks:meeting", args=[meeting.pk])]
    kept = [line for at, line in enumerate(lines) if line or (at and lines[at - 1])]
    return "\n".join(kept)


def ics_response(meeting: Meeting) -> HttpResponse:
    """The meeting as a calendar file that every telephone and mail program takes."""
    with in_letter_language():
        content, name = calendar_of([meeting]), file_name(meeting, _("meeting"))
    header = content_disposition_header(True, f"{name}.ics") or "attachment"
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers={"Content-Disposition": header})


def calendar_of(meetings: Iterable[Meeting]) -> bytes:
    """Meetings as one calendar; the identity of an event stays, so that a changed meeting moves where it was taken in."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//moralprovince//meetings//TH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for meeting in meetings:
        calendar.add_component(event_of(meeting))
    return calendar.to_ical()


def event_of(meeting: Meeting) -> icalendar.Event:
    """One meeting: with its hours where they are known, else a whole day; a cancelled one says so."""
    event = icalendar.Event()
    host = settings.SITE_URL.partition("://")[2].partition("/")[0] or "moralprovince"
    event.add("uid", f"meeting-{meeting.pk}@{host}")
    event.add("dtstamp", dt.datetime.now(dt.UTC))
    event.add("summary", meeting.name)
    begins, ends = span(meeting)
    event.add("dtstart", begins)
    event.add("dtend", ends)
    event.add("location", meeting.place or meeting.link)
    event.add("description", "\n".join(filter(None, [meeting.title, meeting.link])))
    event.add("url", settings.SITE_URL + reverse("networks:meeting", args=[meeting.pk]))
    event.add("status", "CANCELLED" if meeting.state == Meeting.State.CANCELLED else "CONFIRMED")
    return event


def span(meeting: Meeting) -> tuple[Any, Any]:
    """From when to when, in UTC; whole days without a time."""
    if not meeting.starts_at:
        return meeting.held_on, meeting.held_on + dt.timedelta(days=1)
    begins = dt.datetime.combine(meeting.held_on, meeting.starts_at, thai.BANGKOK).astimezone(dt.UTC)
    ended = meeting.ended_at and dt.datetime.combine(meeting.held_on, meeting.ended_at, thai.BANGKOK).astimezone(dt.UTC)
    return begins, ended if ended and ended > begins else begins + dt.timedelta(hours=MOST_HOURS)


# The minutes


def minutes_response(meeting: Meeting) -> HttpResponse:
    """The minutes in the official form; until they are certified they say that they are a draft."""
    with in_letter_language():
        content = render_pdf("meeting_minutes.typ", minutes(meeting))
        name = file_name(meeting, _("minutes"))
    return pdf_response(name, content)


def minutes(meeting: Meeting) -> dict[str, Any]:
    """What the template prints."""
    rows = list(meeting.attendance.all())
    arising, draft = arising_lines(meeting), meeting.state != Meeting.State.CERTIFIED
    # Whom nobody saw was absent once the minutes are certified; until then nobody says so.
    missing = (Status.ABSENT,) if draft else (Status.ABSENT, Status.INVITED)
    return {
        "office": head(meeting), "meeting": facts(meeting), "draft": draft,
        "came": [present(row) for row in rows if row.status in (Status.PRESENT, Status.REPRESENTED)],
        "absent": [absent(row) for row in rows if row.status in missing],
        "unmarked": [person(row) for row in rows if draft and row.status == Status.INVITED],
        "others": [person(row) for row in rows if row.status == Status.ATTENDING],
        "points": [minuted(point, arising if point.number == 3 else []) for point in points_of(meeting, with_text=True)],
        "minutes_by": meeting.minutes_by, "checked_by": meeting.checked_by,
        "certified": certified_words(meeting),
    }  # fmt: skip


def present(row: Attendance) -> dict[str, str]:
    """One who came: herself, or somebody on her behalf."""
    found = person(row)
    if row.status != Status.REPRESENTED:
        return found
    return found | {"name": row.on_behalf, "place": _("on behalf of %(name)s, %(place)s") % found}


def absent(row: Attendance) -> dict[str, str]:
    """One who did not come, with the reason where there is one."""
    found = person(row)
    return found | {"post": row.reason} if row.reason else found


def minuted(point: Point, arising: list[str]) -> dict[str, Any]:
    """One point as the minutes tell it."""
    return {
        "number": point.number,
        "label": str(point.label),
        "arising": arising,
        "items": [told(item) for item in point.items],
    }


def told(item: Any) -> dict[str, Any]:
    """One item: what was said, what was resolved, who does what."""
    return {
        "place": item.place, "title": item.title, "paragraphs": [line for line in item.text.split("\n") if line.strip()],
        "resolutions": [
            {"text": one.text, "tasks": [f"{task.what} ({task_words(task)})" for task in one.actions.all()]}
            for one in item.resolutions.all()
        ],
    }  # fmt: skip


def certified_words(meeting: Meeting) -> str:
    """In which meeting the minutes were certified."""
    later = meeting.certified_in
    if not later:
        return ""
    return _("Certified by meeting %(number)s on %(day)s") % {"number": later, "day": thai.day_long(later.held_on)}
