"""A small world: two provinces, three bodies in the first and one in the second, each with everything that can hang on it.

Each body's words, numbers and files carry a mark of its own, so that a page that shows them gives itself away.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile
from django.test import Client
from django.test.client import ClientHandler
from django.utils import timezone

from assessments.actions.criteria import make_version
from assessments.models import (
    Assessment,
    CommitteeSession,
    ConflictOfInterest,
    CriteriaSet,
    EvidenceUse,
    ItemQuestion,
    OutstandingAward,
    SessionCase,
    YearCriteria,
)
from moralprovince.core.models import AuditEvent, Job, Message, StoredFile, User
from moralprovince.core.periods import Period
from moralprovince.portal.actions.summaries import freeze_summary
from moralprovince.portal.models import Ladder, Rung, Summary, YearTurn
from networks.actions import calendars
from networks.actions.invitations import digest
from networks.columns import HEADINGS
from networks.imports import running
from networks.models import (
    CalendarSubscription,
    ImportRun,
    Invitation,
    Office,
    Organisation,
    ProgrammeYear,
    Province,
    RoleGrant,
    SectorNetwork,
    Subdistrict,
    WorkingGroup,
    WorkingGroupMember,
    WorkPlanItem,
)
from pledges.models import FollowUpReport, Pledge, ReportRound
from tests.factories import (
    OfficeFactory,
    OrganisationFactory,
    ProgrammeYearFactory,
    ProvinceFactory,
    SectorNetworkFactory,
    SubdistrictFactory,
    administrator_of,
    contact_of,
    coordinator_of,
    national_viewer,
    officer_of,
    partner_of,
    role,
)
from tests.factories_assessments import (
    AssessmentFactory,
    AssignmentFactory,
    ConflictFactory,
    assessor_of,
    committee_member_of,
    criteria,
    use_in,
)
from tests.factories_networks_at_work import WorkingGroupFactory, WorkingGroupMemberFactory
from tests.factories_pledges import (
    CallNoteFactory,
    EvidenceFactory,
    FollowUpReportFactory,
    PledgeFactory,
    ReportRoundFactory,
    StoredFileFactory,
)
from tests.factories_portal import default_ladder

from .world_activities import Activities, activities_of, work_of
from .world_care import Care, care_of
from .world_lessons import Lessons, lessons_of
from .world_meetings import Meetings, invite_each_other, meetings_of
from .world_results import Results, results_of
from .world_stories import Stories, stories_of
from .world_visits import Visits, visits_of

# Three days after the 6-month round of fiscal year 2570 was due.
NOW = dt.datetime(2027, 4, 3, 5, tzinfo=dt.UTC)
ROLES = (
    "visitor", "contact", "neighbour", "coordinator", "officer", "administrator",
    "far_officer", "far_administrator", "superuser", "assessor", "committee",
    "partner", "national",
)  # fmt: skip
PLACES = ("home", "beside", "across", "far")
# Whose marks each person may meet: her body's, her network's, her province's.
MAY_MEET = {
    "visitor": (), "contact": ("home",), "neighbour": ("across",), "coordinator": ("home", "beside"),
    "officer": ("home", "beside", "across"), "administrator": ("home", "beside", "across"),
    "far_officer": ("far",), "far_administrator": ("far",), "superuser": PLACES,
    "assessor": ("home",), "committee": ("home", "beside", "across"), "partner": (), "national": (),
}  # fmt: skip
DIGITS = {"home": "1", "beside": "2", "across": "3", "far": "4"}


def mark(place: str) -> str:
    """The word that betrays a body."""
    return f"canary{place}"


def telephone(place: str) -> str:
    """Its number, which nobody else has."""
    return "08" + DIGITS[place] * 8


def marks(place: str) -> tuple[str, ...]:
    """All that betrays it: the word, and the number in every way it may be written."""
    number = telephone(place)
    spaced = {number, f"{number[:3]}-{number[3:6]}-{number[6:]}", f"{number[:3]} {number[3:6]} {number[6:]}",
              f"{number[:2]} {number[2:6]} {number[6:]}", f"{number[:2]}-{number[2:6]}-{number[6:]}",
              f"+66{number[1:]}"}  # fmt: skip
    return (mark(place), *sorted(spaced))


@dataclass
class Kit:
    """One body with everything that can hang on it."""

    place: str
    province: Province
    network: SectorNetwork
    year: ProgrammeYear
    body: Organisation
    person: User
    grant: RoleGrant
    invitation: Invitation
    token: str
    pledge: Pledge
    draft: Pledge
    declared: Pledge
    round: ReportRound
    planned: ReportRound
    late: FollowUpReport
    sent: FollowUpReport
    accepted: FollowUpReport
    evidence_file: StoredFile
    message: Message
    unknown: Message
    text: Message
    inbox: Message
    event: AuditEvent
    lose: StoredFile
    case: Assessment
    case_use: EvidenceUse
    own: Assessment
    own_use: EvidenceUse
    asked: ItemQuestion
    conflict: ConflictOfInterest
    group: WorkingGroup
    seat: WorkingGroupMember
    results: Results
    meetings: Meetings
    activities: Activities
    subscription: CalendarSubscription
    feed_key: str
    care: Care
    visits: Visits
    stories: Stories
    lessons: Lessons


@dataclass
class Realm:
    """A province with what belongs to it as a whole."""

    province: Province
    office: Office
    officer: User
    administrator: User
    ladder: Ladder
    rung: Rung
    draft_set: CriteriaSet
    chosen: YearCriteria
    run: ImportRun
    summary: Summary
    job: Job
    sitting: CommitteeSession
    sitting_case: SessionCase
    award: OutstandingAward
    work: WorkPlanItem
    turn: YearTurn


@dataclass
class World:
    """The bodies, the provinces, the people, and a way to ask as one of them."""

    kits: dict[str, Kit]
    realms: dict[str, Realm]
    people: dict[str, User]
    sessions: dict[str, str] = field(default_factory=dict)
    # The way to the views is laid once, not for each browser.
    handler: ClientHandler = field(default_factory=lambda: Client().handler)

    def names(self, place: str = "home") -> dict[str, Any]:
        """What the arguments of a row may name, seen from one body."""
        kit = self.kits[place]
        realm = self.realms["far" if place == "far" else "home"]
        parts = (kit, kit.results, kit.meetings, kit.activities, kit.care, kit.visits, kit.stories, kit.lessons, realm)
        return {name: value for part in parts for name, value in vars(part).items()}

    def client(self, who: str) -> Client:
        """A browser of its own, logged in long ago; nothing of an earlier test is in it."""
        client = Client(raise_request_exception=True)
        client.handler = self.handler
        if who != "visitor":
            if who not in self.sessions:
                client.force_login(self.people[who])
                self.sessions[who] = client.cookies[settings.SESSION_COOKIE_NAME].value
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[who]
        return client


def build() -> World:
    """Make all of it."""
    home, far = ProvinceFactory(code="14"), ProvinceFactory(code="15")
    networks = {
        "home": SectorNetworkFactory(province=home),
        "across": SectorNetworkFactory(province=home, code="education", order=2),
        "far": SectorNetworkFactory(province=far, code="government", name=f"เครือข่ายภาครัฐ {mark('far')}"),
    }
    networks["beside"] = networks["home"]
    realms = {"home": begin_realm(home, "home"), "far": begin_realm(far, "far")}
    kits = {place: furnish(place, networks[place], realms["far" if place == "far" else "home"]) for place in PLACES}
    invite_each_other([kits["home"].meetings, kits["beside"].meetings], kits["across"].meetings)
    body = WorkingGroupFactory(kind="subcommittee", network=None, province=home, name=f"คณะอนุกรรมการ {mark('across')}")
    WorkingGroupMemberFactory(group=body, post="chair", name=f"ประธาน {mark('across')}", phone=telephone("across"))
    for place, realm in realms.items():
        finish_realm(realm, place)
        sit(realm, place, kits[place].body)
    world = World(kits, {name: Realm(**realm) for name, realm in realms.items()}, {})
    world.people = {
        "contact": kits["home"].person,
        "neighbour": kits["across"].person,
        "coordinator": coordinator_of(networks["home"], name="นายประสานงาน", email="coordinator@example.org"),
        "officer": realms["home"]["officer"], "administrator": realms["home"]["administrator"],
        "far_officer": realms["far"]["officer"], "far_administrator": realms["far"]["administrator"],
        "superuser": User.objects.create_superuser(
            "root@example.org", name="ผู้ดูแลระบบสูงสุด", notice_version=kits["home"].person.notice_version
        ),
        "assessor": assessor_of(home, name="นางสาวประเมิน", email="assessor@example.org"),
        "committee": committee_member_of(home, name="นายอนุกรรมการ", email="committee@example.org"),
        "partner": partner_of(home, name="อาจารย์ภาคี", email="partner@example.org"),
        "national": national_viewer(name="นางติดตาม", email="national@example.org"),
    }  # fmt: skip
    AssignmentFactory(assessment=kits["home"].case, assessor=world.people["assessor"], assigned_by=realms["home"]["officer"])
    password = make_password("a-long-enough-word-1")
    for who, person in world.people.items():
        User.objects.filter(pk=person.pk).update(password=password)
        person.password = password
        world.client(who)
    return world


def begin_realm(province: Province, place: str) -> dict[str, Any]:
    """Office, years and staff of a province."""
    years = [ProgrammeYearFactory(province=province, fiscal_year=year, motto=f"คำขวัญ {place}") for year in (2569, 2570, 2571)]
    far = f" {mark('far')}" if place == "far" else ""
    office = OfficeFactory(province=province, name=f"สำนักงานวัฒนธรรม{far}", working_year=years[1])
    use_in(years[1])
    SubdistrictFactory(district__province=province)
    ladder = default_ladder(province)
    rung = ladder.rungs.first()
    Rung.objects.filter(pk=rung.pk).update(subject=f"แจ้งเตือน{far}")
    administrator = administrator_of(province, name=f"ผู้ดูแล{far}", email=f"administrator.{place}@example.org")
    draft_set = make_version(criteria_set=criteria(), province=province, by=administrator)
    CriteriaSet.objects.filter(pk=draft_set.pk).update(name=f"เกณฑ์ของจังหวัด{far}")
    return {
        "province": province, "office": office, "ladder": ladder, "rung": rung,
        "officer": officer_of(province, name=f"เจ้าหน้าที่{far}", email=f"officer.{place}@example.org"),
        "administrator": administrator, "draft_set": draft_set,
        "chosen": YearCriteria.objects.get(programme_year=years[1], kind="district"),
    }  # fmt: skip


def finish_realm(realm: dict[str, Any], place: str) -> None:
    """What is made of the bodies: an import waiting to be confirmed, a frozen summary, a long export; a joint work plan."""
    province, officer = realm["province"], realm["officer"]
    realm["work"] = work_of(mark(place), province)
    realm["turn"] = YearTurn.objects.create(
        province=province, from_year=2560, to_year=2561, read_only_from=dt.date(2017, 10, 1), by=realm["administrator"],
        moved={"steps": []},
    )  # fmt: skip
    with register_file(place) as path:
        realm["run"] = running.begin(path, province=province, year=2570, by=officer, name=f"ทะเบียน {mark(place)}.csv")
    realm["summary"] = freeze_summary(province=province, period=Period.parse("2570-H1"), by=officer)
    file = stored(place, "core.job", "", name=f"ทะเบียนส่งออก {mark(place)}.csv")
    asked = {"format": "csv", "query": "", "list": "networks:organisations"}
    realm["job"] = Job.objects.create(
        kind="register_export",
        requested_by=officer,
        state="done",
        file=file,
        parameters=asked,
    )
    StoredFile.objects.filter(pk=file.pk).update(owner_id=str(realm["job"].pk))


def sit(realm: dict[str, Any], place: str, body: Organisation) -> None:
    """An earlier year's session of the sub-committee: a case to decide, one decided and selected, one that waits."""
    year, word = ProgrammeYearFactory(province=realm["province"], fiscal_year=2564), mark(place)
    use_in(year)
    sitting = CommitteeSession.objects.create(
        province=realm["province"], programme_year=year, number="1/2564", held_on=dt.date(2027, 4, 1), place=f"ห้อง {word}",
        state="open",
    )  # fmt: skip
    case = AssessmentFactory(
        organisation=body, programme_year=year, state="recommended", scores=[3] * 9, recommendation=f"เห็นควร {word}"
    )
    decided = AssessmentFactory(
        of_body=False, district=body.district, kind="district", programme_year=year, state="certified", scores=[3] * 9
    )
    decided.decisions.update(session=sitting, note=f"มติ {word}")
    AssessmentFactory(
        of_body=False, kind="province", province=realm["province"], programme_year=year, state="recommended", scores=[3] * 9
    )
    cases = [
        SessionCase.objects.create(session=sitting, assessment=one, order=place, stood_back=[f"กรรมการ {word}"])
        for place, one in enumerate((case, decided), 1)
    ]
    realm |= {"sitting": sitting, "sitting_case": cases[0]}
    realm["award"] = OutstandingAward.objects.create(
        programme_year=year, kind="district", assessment=decided, resolution="1/2564", resolved_on=dt.date(2027, 4, 1),
        by=realm["officer"],
    )  # fmt: skip


@contextmanager
def register_file(place: str) -> Iterator[str]:
    """A register of one row, on disk as an upload would be, for the time of the block."""
    row = {"name": f"องค์กรนำเข้า {mark(place)}", "contact_name": f"นาง{mark(place)}", "phone": telephone(place)}
    text = "\n".join([",".join(HEADINGS.values()), ",".join(row.get(name, "") for name in HEADINGS)])
    with tempfile.NamedTemporaryFile("w", suffix=".csv", encoding="utf-8") as kept:
        kept.write(text)
        kept.flush()
        yield kept.name


def stored(place: str, owner_type: str, owner_id: Any, **more: Any) -> StoredFile:
    """A file whose content carries the mark."""
    content = b"%PDF-1.4\n%" + mark(place).encode() + b"\n%%EOF\n"
    given = {"name": f"เอกสาร {mark(place)}.pdf", "size": len(content), "sha256": DIGITS[place] * 64}
    return StoredFileFactory(
        **given | more, owner_type=owner_type, owner_id=str(owner_id), file=ContentFile(content, name="file.pdf")
    )


def furnish(place: str, network: SectorNetwork, realm: dict[str, Any]) -> Kit:
    """A body of the network with everything that hangs on it."""
    province, word = realm["province"], mark(place)
    body = OrganisationFactory(
        province=province, network=network, subdistrict=Subdistrict.objects.get(district__province=province),
        name=f"วัดทดสอบ {word}", contact_name=f"นาง{word}", phone=telephone(place), email=f"{word}@example.org",
        tax_id="099" + DIGITS[place] * 10, address=f"บ้าน {word}", note=f"หมายเหตุ {word}", members=12,
    )  # fmt: skip
    person = contact_of(body, name=f"คุณ{word}", email=f"{word}.contact@example.org", phone=telephone(place))
    kit: dict[str, Any] = {"place": place, "province": province, "network": network, "body": body, "person": person}
    kit["grant"] = RoleGrant.objects.get(user=person)
    kit |= invited(place, body, realm["officer"])
    kit |= promised(place, body, person)
    kit |= reported(place, kit["pledge"], person)
    kit |= told(place, kit, realm)
    kit["event"] = AuditEvent.objects.create(
        action="edit", object_type="networks.organisation", object_id=str(body.pk), object_label=f"วัด {word}", actor=person,
        note=f"บันทึก {word}", changes={"phone": ["", telephone(place)]}, province_code=province.pk,
    )  # fmt: skip
    kit["lose"] = stored(place, "", "", uploaded_by=person)
    kit["case"] = assessed(place, body, person)
    kit |= self_assessed(place, kit, realm)
    kit |= appointed(place, network, person)
    kit["results"] = results_of(word, body, person, realm["officer"])
    kit["meetings"] = meetings_of(word, telephone(place), network)
    picture = stored(place, "", "", uploaded_by=realm["officer"])
    kit["activities"] = activities_of(word, body, picture)
    kit["feed_key"] = f"calendar-of-{place}"
    kit["subscription"] = CalendarSubscription.objects.create(
        user=person, province=province, digest=calendars.digest(kit["feed_key"]), label=f"มือถือ {word}"
    )
    kit["care"] = care_of(word, body, telephone(place), person, realm["officer"])
    kit["visits"] = visits_of(word, body, stored(place, "", "", uploaded_by=realm["officer"]))
    kit["stories"] = stories_of(word, body, lambda: stored(place, "", "", uploaded_by=realm["officer"]))
    kit["lessons"] = lessons_of(word, body, stored(place, "", "", uploaded_by=realm["officer"]), person)
    return Kit(**kit)


def appointed(place: str, network: SectorNetwork, person: User) -> dict[str, Any]:
    """A working group of the network with its order and one who sits in it; the coordinator of another one never reads it."""
    word = mark(place)
    group = WorkingGroupFactory(
        province=network.province, network=network, name=f"คณะทำงาน {word}", order_number=f"คำสั่ง {word}"
    )
    group.order_file = stored(place, "networks.workinggroup", group.pk)
    group.save()
    seat = WorkingGroupMemberFactory(
        group=group, name=f"กรรมการ {word}", phone=telephone(place), email=f"{word}.seat@example.org", agency=f"หน่วย {word}"
    )
    return {"group": group, "seat": seat}


def assessed(place: str, body: Organisation, person: User) -> Assessment:
    """A self-assessment that waits for its review."""
    word = mark(place)
    case = AssessmentFactory(organisation=body, state="submitted", scores=[2] * 9, filed_by=person, on_behalf_of=f"ป้า{word}")
    case.scores.update(self_text=f"ทำแล้ว {word}")
    return case


def self_assessed(place: str, kit: dict[str, Any], realm: dict[str, Any]) -> dict[str, Any]:
    """Last year's self-assessment, still under way, with a file of its own; and a piece of a report under the one sent."""
    word, year = mark(place), ProgrammeYear.objects.get(province=kit["province"], fiscal_year=2569)
    own = AssessmentFactory(organisation=kit["body"], programme_year=year)
    own.scores.update(self_text=f"กำลังทำ {word}")
    given = {"caption": f"หลักฐาน {word}", "added_by": kit["person"]}
    own_use = EvidenceUse.objects.create(score=own.scores.first(), file=stored(place, "", ""), **given)
    StoredFile.objects.filter(pk=own_use.file_id).update(owner_type="assessments.evidenceuse", owner_id=str(own_use.pk))
    piece = EvidenceFactory(report=kit["accepted"], with_file=True, file=stored(place, "", ""), caption=f"ภาพส่ง {word}")
    case_use = EvidenceUse.objects.create(score=kit["case"].scores.first(), evidence=piece, added_by=kit["person"])
    asked = ItemQuestion.objects.create(score=kit["case"].scores.first(), text=f"ทำวันใด {word}", asked_by=realm["officer"])
    conflict = ConflictFactory(organisation=kit["body"], reason=f"เป็นญาติ {word}")
    return {"conflict": conflict, "own": own, "own_use": own_use, "case_use": case_use, "asked": asked}


def invited(place: str, body: Organisation, by: User) -> dict[str, Any]:
    """An invitation that waits to be used."""
    word, token = mark(place), f"token-of-{place}"
    invitation = Invitation.objects.create(
        province=body.province, role=role("contact"), organisation=body, name=f"ผู้รับเชิญ {word}",
        email=f"{word}.guest@example.org", phone=telephone(place), token_hash=digest(token),
        code_hash=digest("123456789" + DIGITS[place] * 3), created_by=by, expires_at=timezone.now() + dt.timedelta(days=9),
    )  # fmt: skip
    return {"invitation": invitation, "token": token}


def promised(place: str, body: Organisation, person: User) -> dict[str, Any]:
    """A pledge that is kept, one being written, one waiting to be checked."""
    word = mark(place)
    years = {year: ProgrammeYear.objects.get(province=body.province, fiscal_year=year) for year in (2569, 2570, 2571)}
    lines = {"commitments": 1, "commitments__activity": f"กิจกรรม {word}", "commitments__responsible": f"ครู{word}"}
    given = {"organisation": body, "text": f"คำปฏิญญา {word}", "created_by": person}
    pledge = PledgeFactory(**given, **lines, programme_year=years[2570])
    pledge.signed_file = stored(place, "pledges.pledge", pledge.pk)
    pledge.save()
    return {
        "year": years[2570], "pledge": pledge,
        "draft": PledgeFactory(**given, **lines, programme_year=years[2571], state="draft"),
        "declared": PledgeFactory(**given, **lines, programme_year=years[2569], state="declared"),
    }  # fmt: skip


def reported(place: str, pledge: Pledge, person: User) -> dict[str, Any]:
    """A late report with evidence and a call, one waiting to be checked, one accepted; an open round and a planned one."""
    word, year = mark(place), pledge.programme_year
    rounds = {code: ReportRoundFactory(programme_year=year, code=code) for code in ("H1", "Q1", "Q2")}
    planned = ReportRoundFactory(programme_year=year, code="FULL", state="planned")
    words = {"pledge": pledge, "summary": f"ผลงาน {word}", "obstacles": f"อุปสรรค {word}", "next_steps": f"ต่อไป {word}"}
    late = FollowUpReportFactory(**words, round=rounds["H1"], state="draft", version=1)
    sent = FollowUpReportFactory(**words, round=rounds["Q1"], state="submitted", filed_by=person, on_behalf_of=f"ป้า{word}")
    accepted = FollowUpReportFactory(**words, round=rounds["Q2"], state="accepted", filed_by=person)
    accepted.paper = stored(place, "pledges.followupreport", accepted.pk)
    accepted.save()
    evidence = EvidenceFactory(report=late, with_file=True, file=stored(place, "", ""), caption=f"ภาพ {word}", added_by=person)
    CallNoteFactory(report=late, note=f"โทรหา {word}", by=person)
    file = StoredFile.objects.get(pk=evidence.file_id)
    return {
        "round": rounds["H1"], "planned": planned, "late": late, "sent": sent, "accepted": accepted, "evidence_file": file
    }  # fmt: skip


def told(place: str, kit: dict[str, Any], realm: dict[str, Any]) -> dict[str, Any]:
    """A mail that failed, one nobody knows about, a text for LINE, and a line in the person's inbox."""
    word = mark(place)
    given = {
        "kind": "report_due", "province_code": kit["province"].pk, "recipient": kit["person"], "recipient_name": f"คุณ{word}",
        "address": f"{word}@example.org", "subject": f"หัวเรื่อง {word}", "body": f"ข้อความ {word}",
        "obligation": f"report:{kit['late'].pk}", "due_on": kit["late"].due_on,
    }  # fmt: skip
    rows = {
        "message": ("email", "failed"), "unknown": ("email", "unknown"), "text": ("line", "pending"),
        "inbox": ("inbox", "sent"),
    }  # fmt: skip
    return {
        name: Message.objects.create(
            **given, channel=channel, state=state, dedupe_key=f"{name}-{place}", link=f"/reports/{kit['late'].pk}/",
            sent_at=NOW if state == "sent" else None,
        )
        for name, (channel, state) in rows.items()
    }  # fmt: skip
