"""How long personal data are kept: what is older than an office's period loses its words, and no number with them."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from moralprovince.core.errors import Refused
from moralprovince.core.keeping import Period
from moralprovince.core.models import Attempt, AuditEvent, Message, StoredFile
from moralprovince.core.orphans import clean_orphans
from moralprovince.core.outbox import deliver
from moralprovince.portal.actions.keeping import let_go, let_go_everywhere
from moralprovince.portal.actions.messages import resend_message
from moralprovince.portal.rules import outbox_rules
from moralprovince.portal.tasks import let_go_of_what_was_kept_long_enough
from networks.actions.imports import against_undo, undo_import
from networks.actions.invitations import Guest, invite, renew, revoke
from networks.imports import running
from networks.models import ImportRun, Invitation, Office
from tests.factories import (
    OfficeFactory,
    OrganisationFactory,
    ProgrammeYearFactory,
    ProvinceFactory,
    SubdistrictFactory,
    UserFactory,
    administrator_of,
    officer_of,
    role,
)

pytestmark = pytest.mark.django_db

# The first day of fiscal year 2570: with three years beside the running one, 2567 to 2570 are kept.
DAY = dt.date(2026, 10, 1)
KEPT = dt.datetime(2023, 9, 30, 17, tzinfo=dt.UTC)
OLD = KEPT - dt.timedelta(seconds=1)
REMOVED = "เมื่อ 1 ต.ค. 2569 หลังเก็บไว้ 3 ปีงบประมาณ"
NOT_UNDONE = f"ข้อมูลเดิมในทะเบียนที่เก็บไว้ถูกลบ{REMOVED} จึงยกเลิกการนำเข้านี้ไม่ได้แล้ว"
GONE = f"ไฟล์และข้อมูลในแต่ละแถวถูกลบ{REMOVED} คงไว้เฉพาะจำนวน"


@pytest.fixture(autouse=True)
def the_first_day_of_a_fiscal_year(time_machine):
    time_machine.move_to(dt.datetime(2026, 9, 30, 18, tzinfo=dt.UTC), tick=False)


@pytest.fixture
def office():
    return OfficeFactory()


@pytest.fixture
def officer(office, client):
    officer = officer_of(office.province)
    client.force_login(officer)
    return officer


def mail(**fields) -> Message:
    """One old e-mail of province 14 that was sent."""
    given = {"dedupe_key": f"k{Message.objects.count()}", "kind": "report_accepted", "channel": "email", "province_code": "14",
             "address": "a@example.org", "recipient_name": "นายสมชาย", "subject": "แจ้ง", "body": "เรียน ท่าน",
             "state": "sent", "created_at": OLD}  # fmt: skip
    return Message.objects.create(**given | fields)


def emptied() -> list[str]:
    """The keys of the messages that say that they were emptied."""
    return list(Message.objects.exclude(emptied_on=None).order_by("pk").values_list("dedupe_key", flat=True))


def text_of(page) -> str:
    """What a reader of the page sees, in one line."""
    return " ".join(strip_tags(page.content.decode()).split())


def test_finished_messages_are_emptied_once_their_fiscal_years_are_over_and_no_other(office):
    for state in Message.State.values:
        mail(dedupe_key=state, state=state)
    mail(dedupe_key="made on the first day", created_at=KEPT)
    mail(dedupe_key="sent on the first day", sent_at=KEPT)
    tried = mail(dedupe_key="tried on the first day", state="failed")
    Attempt.objects.create(message=tried, started_at=KEPT, detail="550")
    assert let_go_everywhere(day=DAY - dt.timedelta(days=1)) == {}
    assert let_go_everywhere(day=DAY) == {"messages": 4}
    assert emptied() == ["sent", "failed", "skipped", "cancelled"]
    assert let_go_everywhere(day=DAY) == {}
    assert [event.note for event in AuditEvent.objects.filter(action="let_go")] == ["ข้อความ 4 · คำเชิญ 0 · การนำเข้า 0"]


def test_what_was_said_goes_with_the_address_and_what_came_of_it_stays(office):
    person = UserFactory()
    one = mail(state="failed", recipient=person, reason="refused: 550 a@example.org is unknown", sent_at=OLD, due_on=DAY)
    mail(state="cancelled", reason="นายสมชายขอให้ไม่ส่ง", dedupe_key="visit/a@example.org/email")
    Attempt.objects.create(message=one, started_at=OLD, outcome="failed", detail="refused: 550 a@example.org is unknown")
    before = mail(body="", subject="", address="", emptied_on=dt.date(2025, 10, 1), kept_years=2)
    assert [let_go_everywhere(day=DAY) for _time in range(2)] == [{"messages": 3}, {}]
    before.refresh_from_db()
    assert (before.recipient_name, before.emptied_on, before.kept_years) == ("", dt.date(2025, 10, 1), 2)
    before.delete()
    first, second = Message.objects.order_by("pk").values_list("address", "recipient_name", "subject", "body", "reason")
    assert (first, second) == (("", "", "", "", "refused"), ("", "", "", "", ""))
    # Whether she was reminded is told by her account.
    assert [message.to_whom for message in Message.objects.order_by("pk")] == [person.name, ""]
    assert [str(message) for message in Message.objects.order_by("pk")] == [
        f"เนื้อความถูกลบ{REMOVED} → {person.name}",
        f"เนื้อความถูกลบ{REMOVED} → –",
    ]
    assert emptied() == [one.dedupe_key, f"emptied/{one.pk + 1}"]
    one.refresh_from_db()
    assert (one.recipient, one.state, one.sent_at, one.due_on) == (person, "failed", OLD, DAY)
    assert list(Attempt.objects.values_list("outcome", "detail", "started_at")) == [("failed", "refused", OLD)]


def test_each_office_has_its_own_period_and_the_mail_of_accounts_the_longest(office):
    OfficeFactory(province=ProvinceFactory(code="13"), keep_years=1)
    for years_ago, code in ((4, "14"), (3, "14"), (3, "13"), (2, "13"), (1, "13"), (4, ""), (3, "")):
        made = dt.datetime(2026 - years_ago, 11, 1, tzinfo=dt.UTC)
        mail(dedupe_key=f"{code}:{years_ago}", province_code=code, created_at=made)
    let_go_everywhere(day=DAY)
    assert emptied() == ["14:4", "13:3", "13:2", ":4"]


def test_what_is_of_a_province_without_an_office_goes_after_the_longest_period_or_after_that_of_a_new_office():
    far, years = ProvinceFactory(code="13"), lambda count: dt.datetime(2026 - count, 11, 1, tzinfo=dt.UTC)
    for count, code in ((6, "13"), (5, "13"), (6, ""), (4, "13"), (3, "13")):
        mail(dedupe_key=f"{code}:{count}", province_code=code, created_at=years(count))
    guest = {"role": role("contact"), "created_by": UserFactory(), "province": far, "name": "นางสาวใจดี"}
    Invitation.objects.create(expires_at=years(6), **guest)
    OfficeFactory(keep_years=5)
    let_go_everywhere(day=DAY)
    longest = emptied()
    Office.objects.all().delete()
    let_go_everywhere(day=DAY)
    assert (longest, emptied()) == (["13:6", ":6"], ["13:6", "13:5", ":6", "13:4"])
    told = AuditEvent.objects.filter(action="let_go").order_by("pk").values_list("object_type", "province_code", "note")
    assert list(told) == [
        ("networks.province", "13", "ข้อความ 1 · คำเชิญ 1 · การนำเข้า 0"),
        ("networks.office", "14", "ข้อความ 1 · คำเชิญ 0 · การนำเข้า 0"),
        ("networks.province", "13", "ข้อความ 2 · คำเชิญ 0 · การนำเข้า 0"),
    ]  # fmt: skip


def test_a_portion_that_was_not_taken_out_is_taken_out_later(office):
    for _number in range(3):
        mail()
    period = Period(DAY, 3)
    gone = [let_go(place=office, province="14", period=period, by=None, portion=2) for _time in range(3)]
    assert gone == [{"messages": 2}, {"messages": 1}, {}]


def test_the_administration_says_when_something_was_removed(client, office):
    marks = {"emptied_on": dt.date(2026, 11, 30), "kept_years": 3}
    administrator = administrator_of(office.province)
    of_province = {"province": office.province, **marks}
    rows = (
        mail(recipient=administrator, recipient_name="", **marks),
        Invitation.objects.create(role=role("culture_officer"), created_by=administrator, expires_at=OLD, **of_province),
        ImportRun.objects.create(by=administrator, **of_province),
    )
    client.force_login(administrator)
    pages = [client.get(reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])) for row in rows]
    assert [text_of(page).count("30 พ.ย. 2569") for page in pages] == [1, 1, 1]
    listed = client.get(reverse("admin:core_message_changelist")).content.decode()
    assert re.findall(r"field-whom[^>]*>([^<]+)<", listed) == [administrator.name]


def test_the_pages_of_a_message_say_when_its_text_was_removed_and_count_it_as_before(client, officer):
    one = mail(state="failed", recipient=officer)
    mail(channel="inbox", recipient=officer, sent_at=OLD)
    pages = [reverse("operations"), reverse("operation", args=[one.pk]), reverse("inbox")]
    before = client.get(pages[0]).context["figures"]
    let_go_of_what_was_kept_long_enough()
    listed, alone, inbox = [client.get(page) for page in pages]
    assert listed.context["figures"] == before
    assert [str(kind) for _row, kind in listed.context["rows"]] == ["รับรองรายงานผล"] * 2
    assert text_of(listed).count(f"รับรองรายงานผล {officer.name}") == 2
    assert [f"เนื้อความถูกลบ{REMOVED}" in text_of(page) for page in (alone, inbox)] == [True, True]
    assert re.findall(r"/operations/\d+/(\w+)/", alone.content.decode()) == []
    with pytest.raises(Refused):
        resend_message(message=one, by=officer)


def test_what_an_undone_merger_would_owe_again_is_not_sent_without_words(office):
    one = mail(state="cancelled", reason="waived")
    let_go_everywhere(day=DAY)
    Message.objects.update(state="pending")
    deliver(outbox_rules())
    one.refresh_from_db()
    assert (one.state, one.reason) == ("cancelled", "closed")


def test_invitations_that_are_over_lose_name_and_address_and_the_list_says_so(client, officer):
    body = OrganisationFactory(contact_name="นางสาวใจดี")
    administrator = administrator_of(body.province)
    guest = Guest("นางสาวใจดี", role("contact"), body, "jaidee@example.org", "081-234-5678")
    made = {}
    for kind in ("used", "withdrawn", "open", "expired"):
        made[kind] = invite(guest=guest, by=administrator).invitation
        Invitation.objects.filter(pk=made[kind].pk).update(expires_at=KEPT if kind == "open" else OLD)
        if kind == "used":
            Invitation.objects.filter(pk=made[kind].pk).update(used_at=OLD, used_by=officer)
        if kind == "withdrawn":
            revoke(invitation=made[kind], by=administrator)
            Invitation.objects.filter(pk=made[kind].pk).update(revoked_at=OLD)
    assert let_go_everywhere(day=DAY) == {"invitations": 3}
    rows = list(Invitation.objects.order_by("pk").values_list("name", "email", "phone"))
    assert rows == [("", "", "")] * 2 + [(guest.name, guest.email, guest.phone)] + [("", "", "")]
    assert let_go_everywhere(day=DAY) == {}
    text = text_of(client.get(reverse("networks:invitations")))
    assert text.count(f"ชื่อและอีเมลถูกลบ{REMOVED}") == 3
    with pytest.raises(Refused) as refused:
        renew(invitation=Invitation.objects.get(pk=made["expired"].pk), by=administrator, mail=False)
    assert str(refused.value.sentence) == f"ชื่อและอีเมลถูกลบ{REMOVED} กรุณาเชิญบุคคลนี้ใหม่"
    Invitation.objects.filter(pk=made["open"].pk).update(used_at=KEPT)
    [row] = client.get(reverse("networks:unreached")).context["bodies"]
    assert (row["body"].why, row["body"].invitation) == ("never", None)


def imported(tmp_path, officer, name: str, *, confirm: bool) -> ImportRun:
    """A register of two rows, one of them wrong; looked at, and imported where it is confirmed."""
    path = tmp_path / f"{name}.csv"
    place = "ประตูชัย,พระนครศรีอยุธยา,0812345678"
    lines = ("ชื่อองค์กร/ชุมชน,เครือข่าย,ตำบล,อำเภอ,โทรศัพท์", f"{name},เครือข่ายภาครัฐ,{place}", f"ข,อวกาศ,{place}")
    path.write_text("\n".join(lines), encoding="utf-8")
    run = running.begin(path, province=officer.role_grants.get().province, year=2570, by=officer)
    if confirm:
        running.finish(run, by=officer)
    return run


def test_an_import_loses_its_file_and_values_and_keeps_its_counts(client, office, officer, tmp_path, settings):
    settings.STORAGES["default"]["OPTIONS"]["location"] = settings.MEDIA_ROOT = str(tmp_path / "media")
    ProgrammeYearFactory()
    OrganisationFactory(subdistrict=SubdistrictFactory())
    runs = [imported(tmp_path, officer, "ก", confirm=True), imported(tmp_path, officer, "ค", confirm=False)]
    ImportRun.objects.update(created_at=OLD)
    ImportRun.objects.filter(pk=runs[0].pk).update(applied_at=OLD)
    StoredFile.objects.update(uploaded_at=OLD)
    page = reverse("networks:import", args=[runs[0].pk])
    before = client.get(page).context
    looked_at = ImportRun.objects.get(pk=runs[0].pk)
    assert let_go_everywhere(day=DAY) == {"imports": 2}
    clean_orphans()
    with pytest.raises(Refused) as refused:
        undo_import(run=looked_at, by=administrator_of(office.province))
    assert str(refused.value.sentence) == NOT_UNDONE
    after = client.get(page)
    assert [(tab[1], tab[2]) for tab in after.context["tabs"]] == [(tab[1], tab[2]) for tab in before["tabs"]]
    names = ("refused_rows", "repeated_rows", "to_write")
    assert [after.context[name] for name in names] == [before[name] for name in names] == [1, 0, 1]
    assert GONE in text_of(after)
    first, second = ImportRun.objects.order_by("pk")
    assert (first.state, second.state, first.by, StoredFile.objects.count()) == ("applied", "discarded", officer, 0)
    assert [(one.report["counts"]["all"], {*one.report}) for one in (first, second)] == [(2, {"counts", "sheet"})] * 2
    assert list(first.changes.values_list("row", "before", "after")) == [(2, {}, {})]
    assert against_undo(first).sentence == NOT_UNDONE
    report, again = (reverse(f"networks:import-{name}", args=[first.pk]) for name in ("report", "again"))
    answers = [client.get(report), client.post(again, {"sheet": "ทะเบียน"})]
    assert [(answer.status_code, GONE in text_of(answer)) for answer in answers] == [(409, True)] * 2
    assert let_go_everywhere(day=DAY) == {}


def test_an_import_is_kept_as_long_as_anything_of_it_lies_in_the_years_that_are_kept(office):
    other = OfficeFactory(province=ProvinceFactory(code="16"), keep_years=9).province
    old = {"created_at": OLD, "applied_at": OLD, "undone_at": OLD}
    cases = [old, old | {"created_at": KEPT}, old | {"applied_at": KEPT}, old | {"undone_at": KEPT}, {"created_at": OLD}]
    for province in (office.province, other):
        for number, fields in enumerate(cases):
            ImportRun.objects.create(province=province, file_name=str(number), **fields)
    assert let_go_everywhere(day=DAY) == {"imports": 2}
    emptied = ImportRun.objects.exclude(emptied_on=None).order_by("pk").values_list("province", "file_name")
    assert list(emptied) == [("14", "0"), ("14", "4")]


def test_the_office_says_how_long_and_an_empty_box_takes_nothing_away(client, office):
    client.force_login(administrator_of(office.province))
    kept = []
    for years in ("7", "", "11", "0"):
        typed = {"name": office.name, "primary_colour": office.primary_colour, "keep_years": years}
        sign = client.get(reverse("office")).context["form"]["sign"].value()
        client.post(reverse("office"), typed | {"sign": sign})
        kept.append(Office.objects.get().keep_years)
    assert kept == [7, 7, 7, 7]
    assert "และไฟล์ที่นำเข้า: ปีงบประมาณปัจจุบันและ 7 ปีก่อนหน้า" in text_of(client.get(reverse("privacy")))
