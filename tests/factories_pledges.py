"""Makes test data of floor 2: pledges with commitments, rounds, reports in any state with the columns that belong to it.

PledgeFactory(commitments=2)                     an active pledge of the office's year with two lines
PledgeFactory(state="returned")                  with a note and no reports
FollowUpReportFactory(state="accepted")          with a submission day, a sender and a checker
FollowUpReportFactory(round=round, pledge=pledge)
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import factory
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory

from moralprovince.core.models import StoredFile
from networks.models import Virtue
from pledges.models import CallNote, Commitment, Evidence, FollowUpReport, Pledge, Progress, ReportRound
from tests.factories import OrganisationFactory, ProgrammeYearFactory, UserFactory
from tests.support.known import KnownFactory

ROUND_CODES = ("H1", "FULL", "Q1", "Q2", "Q3", "Q4")
# (opens, due, locks) of a round of fiscal year 2570, as days after 1 October 2026.
ROUND_DAYS = {"H1": (151, 181, 242), "FULL": (334, 364, 395), "Q1": (61, 91, 122), "Q2": (151, 181, 212),
              "Q3": (242, 272, 303), "Q4": (334, 364, 395)}  # fmt: skip


class VirtueFactory(KnownFactory):
    """Discipline, unless another code is given."""

    class Meta:
        model = Virtue
        django_get_or_create = ("code",)

    code = "discipline"
    name = factory.LazyAttribute(lambda o: "วินัย" if o.code == "discipline" else f"คุณธรรม {o.code}")
    name_en = factory.LazyAttribute(lambda o: o.code)


class StoredFileFactory(DjangoModelFactory):
    """A small PDF in the private store; give owner_type and owner_id, or let the owner's factory do it."""

    class Meta:
        model = StoredFile

    name = "เอกสาร.pdf"
    content_type = "application/pdf"
    file = factory.LazyFunction(lambda: ContentFile(b"%PDF-1.4\n%%EOF\n", name="file.pdf"))
    size = 15
    sha256 = "0" * 64


class PledgeFactory(DjangoModelFactory):
    """An active pledge of fiscal year 2570 in its organisation's province; `commitments=n` writes n lines."""

    class Meta:
        model = Pledge
        skip_postgeneration_save = True

    organisation = factory.SubFactory(OrganisationFactory)
    programme_year = factory.LazyAttribute(lambda o: ProgrammeYearFactory(province=o.organisation.province))
    state = "active"
    text = "พวกเราจะร่วมกันทำความดี"
    declared_on = dt.date(2026, 10, 15)
    members = 40
    members_joined = 30
    returned_note = factory.LazyAttribute(lambda o: "โปรดระบุค่าเป้าหมาย" if o.state == "returned" else "")
    ended_on = factory.LazyAttribute(lambda o: dt.date(2027, 1, 15) if o.state == "ended" else None)
    ended_reason = factory.LazyAttribute(lambda o: "องค์กรย้ายที่ตั้ง" if o.state == "ended" else "")

    @factory.post_generation
    def commitments(self: Pledge, create: bool, wanted: int | None, **fields: Any) -> None:
        """So many lines of the plan."""
        for order in range(1, (wanted or 0) + 1):
            CommitmentFactory(pledge=self, order=order, **fields)


class CommitmentFactory(DjangoModelFactory):
    """One line of the plan."""

    class Meta:
        model = Commitment

    pledge = factory.SubFactory(PledgeFactory)
    order = 1
    target_virtue = factory.SubFactory(VirtueFactory)
    problem_to_solve = "เด็กไม่ตรงต่อเวลา"
    good_to_do = "มาตรงเวลาทุกวัน"
    activity = factory.Sequence(lambda n: f"กิจกรรมที่ {n}")
    indicator = "จำนวนผู้มาตรงเวลา"
    baseline = Decimal("10")
    target = Decimal("30")
    unit = "คน"
    due_on = dt.date(2027, 9, 30)
    budget = Decimal("5000")
    responsible = "ครูสมศรี"


class ReportRoundFactory(KnownFactory):
    """The open 6-month round of fiscal year 2570 (due 31 March 2027); other codes have days that fit them."""

    class Meta:
        model = ReportRound
        django_get_or_create = ("programme_year", "code")

    programme_year = factory.SubFactory(ProgrammeYearFactory)
    code = "H1"
    state = "open"
    opens_on = factory.LazyAttribute(lambda o: round_day(o, 0))
    due_on = factory.LazyAttribute(lambda o: round_day(o, 1))
    locks_on = factory.LazyAttribute(lambda o: round_day(o, 2))
    closed_on = factory.LazyAttribute(lambda o: o.due_on if o.state == "closed" else None)


def round_day(of: Any, which: int) -> dt.date:
    """A round's opening, due or last day in its year."""
    return dt.date(of.programme_year.fiscal_year - 544, 10, 1) + dt.timedelta(days=ROUND_DAYS[of.code][which])


def sent(state: str) -> bool:
    """Was a report in this state sent at least once?"""
    return state in ("submitted", "returned", "accepted")


def checked(state: str) -> bool:
    """Did the office look at a report in this state?"""
    return state in ("returned", "accepted")


class FollowUpReportFactory(DjangoModelFactory):
    """A report of an active pledge in an open round, `expected` unless another state is given.

    Sent ones were first sent on `submitted_on` (two days before they were due), by `filed_by`, with a word on every line.
    """

    class Meta:
        model = FollowUpReport
        skip_postgeneration_save = True

    pledge = factory.SubFactory(PledgeFactory)
    round = factory.LazyAttribute(lambda o: ReportRoundFactory(programme_year=o.pledge.programme_year))
    province = factory.LazyAttribute(lambda o: o.pledge.organisation.province)
    due_on = factory.LazyAttribute(lambda o: o.round.due_on)
    state = "expected"
    summary = factory.LazyAttribute(lambda o: "ทำกิจกรรมครบทุกเดือน" if o.state not in ("expected", "waived") else "")
    submitted_on = factory.LazyAttribute(lambda o: o.due_on - dt.timedelta(days=2) if sent(o.state) else None)
    submitted_at = factory.LazyAttribute(lambda o: noon(o.submitted_on) if o.submitted_on else None)
    filed_by = factory.LazyAttribute(lambda o: UserFactory() if sent(o.state) else None)
    checked_by = factory.LazyAttribute(lambda o: UserFactory() if checked(o.state) else None)
    checked_at = factory.LazyAttribute(lambda o: noon(o.submitted_on) if checked(o.state) else None)
    returned_note = factory.LazyAttribute(lambda o: "โปรดแนบภาพกิจกรรม" if o.state == "returned" else "")
    returns = factory.LazyAttribute(lambda o: 1 if o.state == "returned" else 0)
    version = factory.LazyAttribute(lambda o: 1 if o.state == "expected" else 2)

    @factory.post_generation
    def progress(self: FollowUpReport, create: bool, wanted: bool | None, **fields: Any) -> None:
        """A line of progress per commitment, for reports that were sent (or where progress=True)."""
        if wanted is False or not (wanted or sent(self.state)):
            return
        for line in self.pledge.commitments.all():
            Progress.objects.create(report=self, commitment=line, **{"status": "under_way", "actual": 20, **fields})


def noon(day: dt.date) -> dt.datetime:
    """Noon of a Bangkok day."""
    return dt.datetime.combine(day, dt.time(5), dt.UTC)


class EvidenceFactory(DjangoModelFactory):
    """A link; `with_file=True` makes it a file that belongs to it."""

    class Meta:
        model = Evidence
        skip_postgeneration_save = True

    class Params:
        with_file = factory.Trait(url="", file=factory.SubFactory(StoredFileFactory))

    report = factory.SubFactory(FollowUpReportFactory, state="draft")
    url = "https://example.org/photo"
    caption = "ภาพกิจกรรม"
    added_by = factory.SubFactory(UserFactory)

    @factory.post_generation
    def owned(self: Evidence, create: bool, *_: Any, **__: Any) -> None:
        """The file belongs to this evidence."""
        if self.file_id:
            StoredFile.objects.filter(pk=self.file_id).update(owner_type="pledges.evidence", owner_id=str(self.pk))


class CallNoteFactory(DjangoModelFactory):
    """A call after which nothing was promised yet."""

    class Meta:
        model = CallNote

    report = factory.SubFactory(FollowUpReportFactory)
    called_on = dt.date(2027, 4, 5)
    outcome = "reached"
    by = factory.SubFactory(UserFactory)
