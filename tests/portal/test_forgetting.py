"""A person is forgotten: nothing of hers is left in any table but what is named as staying, and nobody goes round it."""

import datetime as dt
import json
import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import models
from django.test import Client
from django.urls import reverse

from lessons.models import Card, LessonPerson, Sitting
from moralprovince.core import signs
from moralprovince.core.errors import NotAllowed, Outpaced, Refused
from moralprovince.core.forgetting import forgets
from moralprovince.core.models import Attempt, AuditEvent, Draft, Job, Message, User
from moralprovince.core.personal import sign_of
from moralprovince.core.traces import Traces
from moralprovince.portal.actions.forgetting import forget_person
from networks.actions.invitations import Guest, invite
from networks.actions.joining import join
from networks.actions.organisations import edit_organisation, entry_of
from networks.actions.proposals import propose_change
from networks.actions.roles import PERSON_FIELDS, close_account, edit_person, end_grant, grant_role, reopen_account
from networks.models import (
    Attendance,
    CalendarSubscription,
    ImportChange,
    ImportRun,
    Invitation,
    Merger,
    Office,
    Organisation,
    RoleGrant,
    WorkingGroupMember,
)
from tests.factories import (
    OfficeFactory,
    OrganisationFactory,
    ProvinceFactory,
    UserFactory,
    administrator_of,
    contact_of,
    officer_of,
    role,
)
from tests.factories_assessments import AssessmentFactory
from tests.factories_lessons import LessonFactory, StoryFactory
from tests.factories_networks_at_work import (
    ActionItemFactory,
    AttendanceFactory,
    WorkingGroupMemberFactory,
    WorkPlanItemFactory,
)
from tests.factories_pledges import CommitmentFactory, FollowUpReportFactory
from tests.factories_visits import VisitAgreementFactory, VisitFactory, team_of
from tests.networks.test_roles import withdrawn_as_once

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(dt.datetime(2027, 4, 7, 5, tzinfo=dt.UTC), tick=False)]
MAIL, PHONE, NAME, FORMER = "malee@example.org", "081-222-3333", "นางมาลี ใจดี", "นางสาวมาลี รักไทย"
TEXTS = (models.CharField, models.TextField, models.JSONField)
LETTER = "หนังสือลงวันที่ 1 เมษายน 2570"


@pytest.fixture
def administrator():
    OfficeFactory(province=ProvinceFactory())
    return administrator_of(ProvinceFactory())


@pytest.fixture
def person(administrator):
    """She was a contact, and was called otherwise once."""
    who = contact_of(OrganisationFactory(), email=MAIL, name=FORMER, phone=PHONE)
    edit = {"name": NAME, "phone": PHONE, "by": administrator}
    edit_person(person=who, sign=sign_now(who), **edit)
    who.refresh_from_db()
    return who


def sign_now(who):
    """The sign of what her form showed."""
    return signs.sign_of(who, PERSON_FIELDS)


def leave(person, administrator):
    """Her roles end and her account is closed."""
    for grant in RoleGrant.objects.in_force(dt.date(2027, 4, 7)).filter(user=person):
        end_grant(grant=grant, by=administrator)
    close_account(person=person, by=administrator)
    person.refresh_from_db()


def found(*words):
    """Every column of every table in which one of the words stands."""
    places = set()
    for model in apps.get_models():
        fields = [one.name for one in model._meta.concrete_fields if isinstance(one, TEXTS)]

        for row in model._base_manager.all():
            texts = {name: json.dumps(getattr(row, name), ensure_ascii=False) for name in fields}
            if isinstance(row, Session):
                texts["session_data"] = json.dumps(row.get_decoded(), ensure_ascii=False)
            places |= {f"{model._meta.label}.{name}" for name, text in texts.items() if any(word in text for word in words)}
    return places


def in_many_places(person, administrator):
    """Everything that would tell of her."""
    body = person.role_grants.get().organisation
    entry = entry_of(body)
    for change in ({"contact_name": NAME, "phone": PHONE, "email": MAIL}, {"contact_name": FORMER}):
        body.refresh_from_db()
        entry = type(entry)(**{**entry.__dict__, **change})
        edit_organisation(organisation=body, entry=entry, version=body.version, by=administrator)
    body.refresh_from_db()
    propose_change(organisation=body, values={"contact_name": NAME, "email": MAIL}, note=f"โทร {PHONE}", by=person)
    invite(guest=Guest(NAME, role("contact"), OrganisationFactory(), MAIL, PHONE), by=administrator)
    grant_role(user=person, role=role("culture_officer"), scope=body.province, by=administrator)
    columns = {"contact_name": NAME, "phone": PHONE, "email": MAIL}
    above = [[f"ผู้รายงาน {NAME} โทร. {PHONE}"]]
    run = ImportRun.objects.create(
        province=body.province, file_name="ทะเบียน.xlsx", report={"rows": [{"values": columns}], "top": {"rows": above}}
    )
    said = {"chosen": [{"row": 0, "words": [NAME], "means": ["contact_name"]}]}
    for state in ("reading", "headings"):
        ImportRun.objects.create(province=body.province, file_name="ยาว.xlsx", state=state, report=said)
    ImportChange.objects.create(run=run, organisation=body, row=1, before={}, after=columns)
    Merger.objects.create(kept=body, dropped=OrganisationFactory(), by=administrator, before={"kept": columns})
    EmailAddress.objects.create(user=person, email=MAIL)
    Authenticator.objects.create(user=person, type="totp", data={})
    CalendarSubscription.objects.create(user=person, province=body.province, digest="d", label=NAME)
    Draft.objects.create(user=person, key="report:1", data={"text": NAME})
    Job.objects.create(kind="x_export", parameters={"query": MAIL}, requested_by=person)
    client = Client()
    client.force_login(person)
    beside = Session.objects.get()
    other = {"typed_before_login": {sign_of(person.pk): {"path": "/", "fields": [["text", NAME]], "files": False}}}
    Session.objects.create(session_key="b" * 32, session_data=Session.objects.encode(other), expire_date=beside.expire_date)
    failed = Message.objects.create(
        dedupe_key=f"x/{MAIL}",
        kind="x",
        channel="email",
        state="failed",
        address=MAIL,
        recipient_name=NAME,
        body=NAME,
        reason=MAIL,
    )
    Attempt.objects.create(message=failed, detail=f"550 <{MAIL}>")
    Message.objects.create(
        dedupe_key="y", kind="y", channel="inbox", state="sent", recipient=administrator, province_code="14",
        subject=f"{NAME} ส่งงาน", body=f"ถึง {MAIL}",
    )  # fmt: skip
    Message.objects.create(
        dedupe_key="w", kind="w", channel="email", address="office@example.org", recipient_name=NAME, province_code="14",
        reason=f"ตามที่ {NAME} แจ้ง",
    )  # fmt: skip
    report = FollowUpReportFactory(on_behalf_of=NAME, filed_by=person)
    CommitmentFactory(pledge=report.pledge, responsible=NAME)
    ActionItemFactory(owner=person, owner_name=NAME)
    WorkPlanItemFactory(lead_name=NAME)
    AssessmentFactory(on_behalf_of=NAME)
    visit = VisitFactory()
    team_of(visit, person)
    VisitAgreementFactory(visit=visit, who=NAME)
    lesson = LessonFactory()
    LessonPerson.objects.create(lesson=lesson, part="author", name=NAME, user=person, consent=True)
    sitting = Sitting.objects.create(
        lesson=lesson, code="c", facilitator=person, expires_at=dt.datetime(2027, 4, 8, tzinfo=dt.UTC)
    )
    Card.objects.create(sitting=sitting, question=lesson.method.questions.first(), text="ดี", by_name=NAME, key="k")
    StoryFactory(writer=NAME, photographer=NAME)
    seat = WorkingGroupMemberFactory(title="นาง", name="มาลี ใจดี", phone=PHONE, email=MAIL)
    AttendanceFactory(member=seat, name=NAME)
    return report


STAYS = {"networks.Attendance.name", "networks.WorkingGroupMember.name"}


def test_nothing_of_hers_is_left_but_what_is_named_as_staying(person, administrator):
    report = in_many_places(person, administrator)
    far = OrganisationFactory(province=ProvinceFactory(code="13"), contact_name=NAME, phone=PHONE)
    leave(person, administrator)
    words = (MAIL, "0812223333", PHONE, NAME, FORMER, "มาลี ใจดี")
    before = found(*words)

    forget_person(person=person, note=f"{LETTER} ของ{NAME}", by=administrator)

    left = found(*words)
    report.refresh_from_db()
    person.refresh_from_db()
    assert len(before) > 35
    # Read from its file once more, it would bring her back.
    assert [run.state for run in ImportRun.objects.all()] == ["discarded"] * 3
    # Her namesake in another province is somebody else.
    assert left == STAYS | {"networks.Organisation.contact_name", "networks.Organisation.phone"}
    assert (Organisation.objects.filter(contact_name=NAME).get(), Organisation.objects.filter(phone=PHONE).get()) == (far, far)
    assert (str(report.filed_by), report.on_behalf_of) == ("บุคคลที่ลบข้อมูลแล้ว", "บุคคลที่ลบข้อมูลแล้ว")
    assert (Attendance.objects.get().name, WorkingGroupMember.objects.get().name) == (NAME, "มาลี ใจดี")
    to_office = Message.objects.get(kind="w")
    assert (to_office.state, to_office.recipient_name, to_office.address) == ("pending", "", "office@example.org")
    assert Message.objects.get(kind="y").subject == "บุคคลที่ลบข้อมูลแล้ว ส่งงาน"
    assert set(Message.objects.filter(recipient=person).values_list("address", "subject", "body")) == {("", "", "")}
    assert (person.has_usable_password(), person.email) == (False, f"forgotten-{person.pk}@no-mail.invalid")
    event = AuditEvent.objects.get(action="forget_person")
    assert (event.note, event.actor, event.object_label) == (
        f"{LETTER} ของบุคคลที่ลบข้อมูลแล้ว", administrator, "บุคคลที่ลบข้อมูลแล้ว"
    )  # fmt: skip
    assert event.changes["core.draft"] == 1


def test_it_is_done_once_and_nobody_brings_her_back_and_her_address_is_free(person, administrator):
    other = administrator_of(ProvinceFactory())
    leave(person, administrator)
    forget_person(person=User.objects.get(pk=person.pk), note=LETTER, by=administrator)
    sign = sign_now(User.objects.get(pk=person.pk))
    for refused, act in (
        (Outpaced, lambda: forget_person(person=person, note=LETTER, by=other)),
        (Refused, lambda: reopen_account(person=User.objects.get(pk=person.pk), by=other)),
        (Refused, lambda: edit_person(person=User.objects.get(pk=person.pk), name="x", phone="", sign=sign, by=other)),
    ):
        with pytest.raises(refused):
            act()
    issued = invite(guest=Guest(NAME, role("contact"), OrganisationFactory(), MAIL), by=administrator)
    again = join(invitation=issued.invitation, name=NAME, password="ดอกบัวบานริมน้ำ")

    assert AuditEvent.objects.filter(action="forget_person").count() == 1
    assert (again.email, again.pk == person.pk) == (MAIL, False)
    assert User.objects.get(pk=person.pk).is_active is False
    assert Invitation.objects.get().used_by == again


def test_what_a_namesake_has_as_well_is_left_where_nothing_tells_that_it_is_hers(person, administrator):
    own = person.role_grants.get().organisation
    Organisation.objects.filter(pk=own.pk).update(contact_name=NAME)
    run = ImportRun.objects.create(province=own.province, file_name="ทะเบียน.xlsx", state="applied")
    change = ImportChange.objects.create(run=run, organisation=own, row=1, before={"contact_name": NAME}, after={})
    merger = Merger.objects.create(kept=own, dropped=OrganisationFactory(), by=administrator, before={"kept": {"phone": PHONE}})
    UserFactory(name=NAME, phone="0812223333")
    others = OrganisationFactory(contact_name=NAME, phone=PHONE)
    told = Message.objects.create(dedupe_key="z", kind="z", channel="inbox", recipient=administrator, subject=f"{NAME} {PHONE}")
    mistaken = grant_role(user=person, role=role("culture_officer"), scope=own.province, by=administrator)
    end_grant(grant=mistaken, by=administrator)
    withdrawn_as_once(
        grant_role(user=person, role=role("culture_officer"), scope=own.province, by=administrator), administrator
    )
    leave(person, administrator)

    forget_person(person=person, note=LETTER, by=administrator)

    stands = {body.pk: (body.contact_name, body.phone) for body in (own, others) if not body.refresh_from_db()}
    for row in (told, change, merger):
        row.refresh_from_db()
    # An import or a merger that is undone brings nothing of hers back.
    assert (change.before, merger.before) == ({"contact_name": ""}, {"kept": {"phone": ""}})
    of_roles = AuditEvent.objects.filter(object_type="networks.rolegrant").order_by("pk")
    assert [(event.action, event.object_label.split(" · ")[0]) for event in of_roles] == [
        (action, "บุคคลที่ลบข้อมูลแล้ว") for action in ("grant_role", "grant_role", "end_grant", "end_grant")
    ]
    assert (stands, told.subject) == ({own.pk: ("", ""), others.pk: (NAME, PHONE)}, f"{NAME} {PHONE}")


def test_what_is_open_is_closed_first_and_only_who_looks_after_her_may(person, administrator):
    far = administrator_of(ProvinceFactory(code="13"))
    for act in (lambda: None, lambda: end_grant(grant=person.role_grants.get(), by=administrator)):
        act()
        with pytest.raises(Refused):
            forget_person(person=person, note=LETTER, by=administrator)
    close_account(person=person, by=administrator)
    going = Message.objects.create(dedupe_key="g", kind="g", channel="email", state="sending", address=MAIL.upper())
    with pytest.raises(Refused) as waits:
        forget_person(person=person, note=LETTER, by=administrator)
    going.delete()
    assert str(waits.value.sentence).startswith("มีข้อความถึงบุคคลนี้กำลังส่งออก")
    for by in (far, officer_of(ProvinceFactory()), person):
        with pytest.raises(NotAllowed):
            forget_person(person=person, note=LETTER, by=by)
    with pytest.raises(Refused):
        forget_person(person=person, note=" ", by=administrator)
    assert User.objects.get(pk=person.pk).name == NAME


def test_the_page_tells_what_is_to_be_done_and_what_comes_and_takes_the_word_for_it(client, person, administrator):
    address = reverse("networks:person-forget", args=[person.pk])
    seat = WorkingGroupMemberFactory(user=person)
    client.force_login(administrator)
    first = client.get(address).context["first"]
    ended = client.post(reverse("networks:grant-end", args=[person.role_grants.get().pk]), {"ends_on": "", "note": "ออก"})
    leave(person, administrator)
    WorkingGroupMember.objects.update(ends_on=dt.date(2027, 4, 7))
    FollowUpReportFactory(filed_by=person)
    Office.objects.update(privacy_contact=f"{NAME} โทร 035-123456")
    AttendanceFactory(on_behalf=NAME)
    page = client.get(address).context
    unsure = client.post(address, {"note": LETTER})
    done = client.post(address, {"note": LETTER, "sure": "on"})
    after = client.get(address)
    admin = client.get(reverse("admin:core_user_change", args=[person.pk]))
    told = client.get(reverse("networks:person", args=[person.pk])).content.decode()
    closed = [client.get(reverse(f"networks:{name}", args=[person.pk])).status_code for name in ("person-edit", "grant-add")]

    grant = RoleGrant.objects.get(user=person)
    assert [link for _words, link in first] == [
        reverse("networks:person", args=[person.pk]) + "#close-account", reverse("networks:grant-end", args=[grant.pk]),
        reverse("networks:group", args=[seat.group_id]),
    ]  # fmt: skip
    assert (page["first"], page["traces"].names, ("รายงานผลที่กรอก", 1) in page["nameless"]) == ([], (NAME, FORMER), True)
    assert [(one.what, one.count) for one in page["kept"]] == [
        ("ตำแหน่งในคณะทำงาน", 1), ("รายชื่อผู้เข้าประชุม", 1), ("ข้อมูลของสำนักงาน", 1)
    ]  # fmt: skip
    # From ending the role one comes back to the person, whose account is closed and data removed from there.
    assert ended.headers["Location"] == reverse("networks:person", args=[person.pk])
    assert [str(one) for one in unsure.context["form"].errors["sure"]] == ["กรุณาทำเครื่องหมายว่าได้อ่านแล้ว"]
    assert (list(unsure.context["form"].errors), done.status_code, "parts" in after.context) == (["sure"], 302, False)
    assert (NAME in admin.content.decode(), admin.context["has_change_permission"]) == (False, False)
    assert (closed, told.count("<ins>"), told.count("<del>")) == ([409, 409], 3, 2)
    assert re.findall(r">([^<>]+)</p><dl class=.history-changes", told) == ["จำนวนรายการที่ลบข้อมูลของบุคคลนี้ออก:"]


@pytest.mark.parametrize(("text", "left"), [
    ("นางมาลี ใจดี ลงนาม", "X ลงนาม"), ("คุณนางมาลี  ใจดี", "คุณX"), ("นางมาลี ใจดีเลิศ", "นางมาลี ใจดีเลิศ"),
    ("โทร 0812223333", "โทร […]"), ("โทร 081 222 3333, 08122233334", "โทร […], 08122233334"),
    ("MALEE@example.org xmalee@example.org", "[…] xmalee@example.org"), ("ครูนางมาลี ใจดี", "ครูX"),
    ("นางสาวมาลี รัก", "นางสาวX"), ("ของมาลี รัก", "ของX"), ("นางสุมาลี รัก", "นางสุมาลี รัก"),
    ("มาลี มาลีกุล", "X มาลีกุล"), (["นางมาลี ใจดี", {"a": 1}], ["X", {"a": 1}]),
])  # fmt: skip
def test_only_she_is_taken_out_of_a_text(text, left):
    traces = Traces(User(), (NAME, "มาลี รัก", "มาลี"), (MAIL,), (PHONE,))
    traces.__dict__["nameless"] = "X"
    assert traces.redacted(text) == left


def test_long_texts_are_looked_through_without_like_but_for_those_with_an_address(person):
    rows = AuditEvent.objects.filter(Traces(person, (NAME,), (MAIL,), (PHONE,)).inside("note", near=models.Q()))
    for note in (NAME, f"โทร {PHONE}", f"ถึง {MAIL.upper()}", "ถึง office@example.org"):
        AuditEvent.objects.create(action="x", object_type="x", object_id="1", object_label="x", note=note)
    # PostgreSQL needs seven times as long for LIKE in Thai.
    assert (str(rows.query).count("LIKE"), rows.count()) == (1, 3)


def test_whoever_works_in_all_provinces_is_looked_for_in_all_of_them(person):
    for code in ("", "14", "17"):
        AuditEvent.objects.create(action="named", object_type="x", object_id="1", note=NAME, province_code=code)
        Message.objects.create(dedupe_key=f"n{code}", kind="named", channel="email", subject=NAME, province_code=code)

    def provinces_of(model: type, where: frozenset[str] | None, **about: str) -> list[str]:
        parts = forgets(Traces(person, names=(NAME,), emails=(), phones=(), provinces=where))
        rows = [part.rows.filter(**about) for part in parts if part.rows.model is model]
        return sorted(code for found in rows for code in found.values_list("province_code", flat=True))

    for where, met in ((None, ["", "14", "17"]), (frozenset({"14"}), ["", "14"])):
        assert provinces_of(AuditEvent, where, action="named") == met
        assert provinces_of(Message, where, kind="named") == met


def test_whoever_never_held_a_role_is_known_by_her_address_alone(administrator):
    person, chief = UserFactory(name=NAME, phone=PHONE, email=MAIL, is_active=False), UserFactory(is_superuser=True)
    namesakes = OrganisationFactory(contact_name=NAME, phone=PHONE)
    hers = OrganisationFactory(contact_name=NAME, phone="035-111-222", email=MAIL)

    forget_person(person=person, note=LETTER, by=chief)

    stands = {body.pk: (body.contact_name, body.phone, body.email) for body in Organisation.objects.all()}
    assert stands == {namesakes.pk: (NAME, PHONE, ""), hers.pk: ("", "035-111-222", "")}
