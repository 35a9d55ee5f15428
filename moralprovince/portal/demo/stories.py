"""Stories of the demo, told of what the year brought and published by the office; one waits for it, one came back."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.models import Certificate, Visit
from lessons.actions.stories import StoryEntry, Told, begin_story, propose_story, publish_story, return_story
from lessons.actions.story_photos import add_story_photo
from lessons.models import Story
from lessons.story_drafts import draft_of
from moralprovince.core.files import store
from moralprovince.core.models import User
from networks.actions.activities import add_photo
from networks.models import Activity, Meeting, Office, Organisation, ProgrammeYear

from .calendar import DemoCalendar
from .clock import at
from .evidence import drawing
from .people import People

TALES = Path(__file__).resolve().parent.parent / "demo_data" / "stories.json"
# What a contact writes: one story waits for the office, one came back.
HERS = (
    ("ตู้ปันสุขหน้าสำนักงาน เติมได้ หยิบได้ ทุกวัน", "สมาชิกผลัดกันเติมของในตู้ปันสุขทุกเช้า ใครขาดเหลือหยิบได้โดยไม่ต้องขอ", ""),
    ("วันศุกร์งดใช้ถุงพลาสติก", "สมาชิกนัดกันหิ้วปิ่นโตมาทำงานทุกวันศุกร์", "ขอภาพกิจกรรมหนึ่งภาพ และช่วยบอกว่าเริ่มตั้งแต่เมื่อใด"),
)
PHOTOGRAPHER = "ฝ่ายภาพ สำนักงานวัฒนธรรมจังหวัด"


@dataclass(frozen=True)
class Telling:
    """Who tells, of which year, and when."""

    year: ProgrammeYear
    people: People
    calendar: DemoCalendar
    chance: Random
    unit: str

    def writer(self, network: int | None) -> User:
        """The coordinator of a network, for the province the officer."""
        return self.people.coordinators.get(network or 0, self.people.officer)

    def after(self, day: dt.date) -> dt.date:
        """Two days later, yesterday at the latest."""
        return min(day + dt.timedelta(days=2), self.calendar.day - dt.timedelta(days=1))


def tell_all(year: ProgrammeYear, people: People, calendar: DemoCalendar, chance: Random) -> int:
    """All of them; how many there are."""
    unit = Office.objects.filter(province=year.province).values_list("name", flat=True).first() or ""
    telling = Telling(year, people, calendar, chance, unit)
    for tale in json.loads(TALES.read_text(encoding="utf-8")):
        told = record_of(tale, telling)
        if told is not None or tale["of"] == "itself":
            tell(tale, told, telling)
    hers(telling)
    return Story.objects.count()


def record_of(tale: dict[str, Any], telling: Telling) -> Told | None:
    """The newest record of that kind that may be told of."""
    year, province = telling.year, telling.year.province_id
    if tale["of"] == "activity":
        done = Activity.objects.filter(programme_year=year, state="done", name=tale["name"])
        of = done.filter(network__code=tale["network"]) if tale["network"] else done.filter(network=None)
        return of.select_related("network", "district", "programme_year").order_by("-held_on").first()
    found: dict[str, Any] = {
        "visit": Visit.objects.filter(province=province, state="signed", organisation__isnull=False).order_by("-visited_on"),
        "certificate": Certificate.objects.filter(province=province, state="valid", level=3, kind="community"),
        "meeting": Meeting.objects.filter(province=province, state="certified").order_by("-held_on", "pk"),
    }
    rows = found.get(tale["of"])
    return rows.first() if rows is not None else None


def tell(tale: dict[str, Any], told: Told | None, telling: Telling) -> None:
    """Begun from its record by whoever knows it, with its pictures; published by the office."""
    officer = telling.people.officer
    network = getattr(told, "network_id", None)
    writer = telling.writer(network) if isinstance(told, Activity) else officer
    draft = (
        draft_of(told, writer=writer.name, unit=telling.unit) if told else StoryEntry("", writer=writer.name, unit=telling.unit)
    )
    said = {name: tale[name] for name in ("title", "lead", "body") if tale.get(name)}
    day = telling.after(draft.happened_on or telling.calendar.day - dt.timedelta(days=20))
    with at(day, telling.chance):
        for caption in tale["photos"] if isinstance(told, Activity) else ():
            picture(lambda file, words=caption: add_photo(activity=told, file=file, caption=words, consent=True, by=writer),
                    writer, telling.chance)  # fmt: skip
        entry = replace(draft, **said, photographer=PHOTOGRAPHER if tale["photos"] else "")
        story = begin_story(province=telling.year.province, entry=entry, told=told, by=writer)
        for caption in () if told else tale["photos"]:
            picture(lambda file, words=caption: add_story_photo(story=story, file=file, caption=words, consent=True, by=writer),
                    writer, telling.chance)  # fmt: skip
        propose_story(story=story, by=writer)
        publish_story(story=story, by=officer)


def picture(add: Any, by: User, chance: Random) -> None:
    """A drawn picture, kept where it belongs."""
    upload = SimpleUploadedFile("ภาพกิจกรรม.jpg", drawing(chance), content_type="image/jpeg")
    add(store(upload, by=by))


def hers(telling: Telling) -> None:
    """What contacts wrote of their own bodies in the last days."""
    for number, (contact, body) in enumerate(writers(telling)):
        title, lead, note = HERS[number]
        with at(telling.calendar.day - dt.timedelta(days=4 - number), telling.chance):
            entry = StoryEntry(title, lead=lead, organisation=body, writer=contact.name, unit=body.name)
            story = begin_story(province=telling.year.province, entry=entry, by=contact)
            propose_story(story=story, by=contact)
        if note:
            with at(telling.calendar.day - dt.timedelta(days=1), telling.chance):
                return_story(story=story, note=note, by=telling.people.officer)


def writers(telling: Telling) -> Iterator[tuple[User, Organisation]]:
    """A contact who has no printed account, then the one who has: hers came back."""
    contacts = telling.people.contacts
    printed = telling.people.printed_contact
    others = [key for key in contacts if key != printed]
    for key in [*others[:1], printed][: len(HERS)]:
        if key is not None:
            yield contacts[key], Organisation.objects.select_related("network").get(pk=key)
