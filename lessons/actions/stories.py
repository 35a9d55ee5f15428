"""Writes stories, proposes and publishes them, and takes them off again; pictures go out only with consent."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import Certificate, Visit
from lessons.models import Story
from lessons.permissions import can_begin_story, can_change_story
from lessons.workflow import STORY
from moralprovince.core import thai
from moralprovince.core.actions import action
from moralprovince.core.audit import changes_between, record, snapshot
from moralprovince.core.errors import NotAllowed, Outpaced, Refused
from moralprovince.core.models import User
from moralprovince.core.outbox import cancel_open, notify
from networks.models import Activity, Meeting, Organisation, ProgrammeYear, Province, SectorNetwork
from networks.querysets.scope import still_reading

from .story_photos import take_over

Told = Activity | Meeting | Visit | Certificate


@dataclass(frozen=True)
class StoryEntry:
    """What a writer says."""

    title: str
    lead: str = ""
    body: str = ""
    happened_on: dt.date | None = None
    organisation: Organisation | None = None
    network: SectorNetwork | None = None
    writer: str = ""
    photographer: str = ""
    unit: str = ""


FIELDS = tuple(field.name for field in fields(StoryEntry))
# A name in the story's own column for each kind of record it may tell of.
RECORDS: dict[type, str] = {Activity: "activity", Meeting: "meeting", Visit: "visit", Certificate: "certificate"}


# Rules


def year_for(province: str, day: dt.date | None) -> ProgrammeYear:
    """The year of the day it tells of while that is open, else the year of today.

    Raises:
        Refused: the province has neither.
    """
    today = thai.today()
    wanted = [thai.fiscal_year_of(day or today), thai.fiscal_year_of(today)]
    found = ProgrammeYear.objects.filter(province=province, fiscal_year__in=wanted).writable(today)
    years = {one.fiscal_year: one for one in found}
    year = next((years[one] for one in wanted if one in years), None)
    if year is None:
        raise Refused(_("This province has no programme year %(year)s yet.") % {"year": wanted[-1]})
    return year


def ensure_whose(by: User, province: str, entry: StoryEntry) -> None:
    """May she write for that body, that network, or the province?

    Raises:
        NotAllowed: she may not.
    """
    network = entry.network.pk if entry.network else None
    if not can_begin_story(by, province, network, entry.organisation):
        raise NotAllowed(_("Please say which network or body of yours the story tells of."))


def columns_of(entry: StoryEntry) -> dict[str, Any]:
    """What the writer said; the network of a body is its own."""
    values = {name: getattr(entry, name) for name in FIELDS}
    return values | ({"network": entry.organisation.network} if entry.organisation else {})


# Writing


@action
def begin_story(*, province: Province, entry: StoryEntry, told: Told | None = None, by: User) -> Story:
    """Begin a story, of a record where there is one; pictures of it with consent come along.

    Raises:
        NotAllowed: not hers to tell.
        Refused: no year is open.
    """
    ensure_whose(by, province.pk, entry)
    about = {RECORDS[type(told)]: told} if told else {}
    year = year_for(province.pk, entry.happened_on)
    story = Story.objects.create(province=province, programme_year=year, created_by=by, **columns_of(entry), **about)
    record("begin_story", story, by=by)
    if isinstance(told, Activity | Visit):
        take_over(story, told, by=by)
    return story


@action
def change_story(*, story: Story, entry: StoryEntry, version: int, by: User) -> None:
    """Mend what it says; a published one only the office. With another day it goes into the year of that day.

    Raises:
        NotAllowed: not hers now.
        Refused: another day is given, and no year is open.
        Outpaced: somebody saved meanwhile.
    """
    if not can_change_story(by, story):
        raise NotAllowed(_("A story that was proposed is changed by the culture office."))
    ensure_whose(by, story.province_id, entry)
    values = columns_of(entry)
    if entry.happened_on != story.happened_on:
        values["programme_year"] = year_for(story.province_id, entry.happened_on)
    before = snapshot(story, values)
    same = Story.objects.filter(pk=story.pk, version=version, state=story.state)
    if not same.update(version=version + 1, updated_at=timezone.now(), **values):
        raise Outpaced(_("Somebody else saved this a moment ago. What you typed is still here: compare it and save again."))
    for name, value in values.items():
        setattr(story, name, value)
    story.version = version + 1
    if changes := changes_between(before, snapshot(story, values)):
        record("change_story", story, by=by, changes=changes)


# Its way to the public


@action
def propose_story(*, story: Story, by: User) -> None:
    """Give it to the office.

    Raises:
        Refused: something is missing.
    """
    ensure_told(story)
    propose(story, by)


def propose(story: Story, by: User) -> None:
    """It is the office's turn: a notice that asks for its completion and has not gone out stays here."""
    STORY.move(story, "propose", by=by, set_fields={"returned_note": ""})
    cancel_open(completing(story), reason=_("It is done."))


@action
def publish_story(*, story: Story, by: User) -> None:
    """Let the whole world read it; the office's own draft is proposed on the way.

    Raises:
        Refused: something is missing, or a picture has no consent.
    """
    ensure_told(story)
    if without := story.photos.filter(consent=False).count():
        words = _("%(count)s pictures have no consent yet. Confirm it, or take them out; then publish.")
        raise Refused(words % {"count": without})
    if story.state in (Story.State.DRAFT, Story.State.RETURNED):
        propose(story, by)
    moment = timezone.now()
    # Why it was taken off is nothing that is to be completed any more.
    fields = {"published_at": moment, "published_by": by, "updated_at": moment, "returned_note": ""}
    STORY.move(story, "publish", by=by, set_fields=fields)
    tell_writer(story, "story_published", gettext_lazy("Your story is published"), "", by)


@action
def return_story(*, story: Story, note: str, by: User) -> None:
    """Send it back with what is to be completed."""
    STORY.move(story, "return", by=by, note=note, set_fields={"returned_note": note})
    subject = gettext_lazy("Your story came back for completion")
    tell_writer(story, "story_returned", subject, note, by, obligation=completing(story))


def completing(story: Story) -> str:
    """What is owed until a returned story is proposed again."""
    return f"returned-story:{story.pk}"


@action
def withdraw_story(*, story: Story, note: str, by: User) -> None:
    """Take it off the public site, with a reason."""
    STORY.move(story, "withdraw", by=by, note=note, set_fields={"returned_note": note})
    tell_writer(story, "story_withdrawn", gettext_lazy("Your story was taken off the public site"), note, by)


@action
def revise_story(*, story: Story, by: User) -> None:
    """Write it anew."""
    STORY.move(story, "revise", by=by)


def ensure_told(story: Story) -> None:
    """A title alone is no story.

    Raises:
        Refused: it says nothing yet.
    """
    if not (story.lead.strip() or story.body.strip()):
        raise Refused(_("Please write at least two sentences first."))


def tell_writer(story: Story, kind: str, subject: Any, note: str, by: User, obligation: str = "") -> None:
    """Whoever wrote it hears of it, unless she did it herself, or has left."""
    key = f"story:{story.pk}/{kind}/{timezone.now().isoformat()}"
    notify(
        to=still_reading(story, [story.created_by], but=by), kind=kind, key=key, province=story.province_id, subject=subject,
        body="\n".join(filter(None, [story.title, note])), link=reverse("lessons:story", args=[story.pk]),
        obligation=obligation,
    )  # fmt: skip
