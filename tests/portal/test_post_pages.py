"""The pages of messages: a person's inbox, the operations page and its buttons, the texts for LINE."""

from __future__ import annotations

import datetime as dt
import io
import re
from email.utils import parseaddr

import openpyxl
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Value
from django.urls import reverse
from django.utils.html import strip_tags

from moralprovince.core import listing, thai
from moralprovince.core.audit import history_of
from moralprovince.core.models import Heartbeat, Job, Message
from moralprovince.core.outbox import deliver, notify, notify_address, wake
from moralprovince.core.tables import read_table
from moralprovince.portal.models import Ladder, Rung
from moralprovince.portal.planner import plan
from moralprovince.portal.rules import outbox_rules
from moralprovince.portal.tasks import do_long_works
from moralprovince.portal.today import jobs_of
from networks.models import Organisation
from pledges.actions.extensions import extend_report
from pledges.actions.people import tell_organisation, tell_organisations
from pledges.models import Pledge
from tests.factories import (
    OfficeFactory,
    OrganisationFactory,
    ProvinceFactory,
    SectorNetworkFactory,
    UserFactory,
    administrator_of,
    contact_of,
    coordinator_of,
    officer_of,
)
from tests.factories_assessments import AppealFactory
from tests.factories_portal import default_ladder, owed_report
from tests.support.queries import counted

pytestmark = pytest.mark.django_db

DUE = dt.date(2027, 3, 31)
NOON = dt.datetime(2027, 4, 3, 5, tzinfo=dt.UTC)
# Half an hour before midnight in Bangkok.
DUE_NIGHT = dt.datetime(2027, 3, 31, 16, 30, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def the_third_day_after_the_due_day(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def office():
    return OfficeFactory(phone="035 000 000")


@pytest.fixture
def officer(office, client):
    officer = officer_of(office.province)
    client.force_login(officer)
    return officer


def mail(**fields) -> Message:
    """One e-mail of province 14."""
    given = {"dedupe_key": f"k{Message.objects.count()}", "kind": "test_mail", "channel": "email", "province_code": "14",
             "address": "a@example.org", "recipient_name": "นายสมชาย", "subject": "แจ้งเตือน", "body": "เรียน ท่าน"}  # fmt: skip
    return Message.objects.create(**given | fields)


# The inbox


def test_a_person_reads_her_own_messages_and_nobody_elses(client):
    me, other = UserFactory(), UserFactory()
    with transaction.atomic():
        notify(to=[me], kind="report_accepted", key="1", subject="รับรองแล้ว", body="ขอบคุณ", link="/reports/1/")
        notify(to=[other], kind="report_accepted", key="2", subject="ของคนอื่น", body="ความลับ")
    client.force_login(me)
    page = client.get(reverse("inbox"))
    assert [message.subject for message in page.context["messages_shown"]] == ["รับรองแล้ว"]
    assert "ความลับ" not in page.content.decode()
    theirs = Message.objects.get(recipient=other, channel="inbox")
    assert client.post(reverse("inbox-open", args=[theirs.pk])).status_code == 404
    assert client.post(reverse("inbox-read"), {"message": theirs.pk}).status_code == 404
    theirs.refresh_from_db()
    assert theirs.read_at is None


def test_letters_stand_folded_in_pages_with_the_newest_unread_ones_open(client):
    me = UserFactory()
    given = {"channel": "inbox", "state": "sent", "recipient": me, "body": "เรียน ท่าน\n\nขอบคุณ\nมาก", "sent_at": NOON}
    for number in range(22):
        mail(**given, subject=f"ที่ {number}", read_at=NOON if number in (20, 16) else None)
    client.force_login(me)
    with counted() as few:
        last = client.get(reverse("inbox") + "?page=2")
    with counted() as many:
        page = client.get(reverse("inbox"))
    shown = [(one.subject, one.unfolded, one.first_line) for one in page.context["messages_shown"]]
    opened = ["ที่ 21", "ที่ 19", "ที่ 18"]
    assert shown == [(f"ที่ {number}", f"ที่ {number}" in opened, "ขอบคุณ") for number in range(21, 1, -1)]
    assert page.content.decode().count('<details class="post-fold" open>') == 3
    assert [one.subject for one in last.context["messages_shown"]] == ["ที่ 1", "ที่ 0"]
    assert len(many) == len(few)


def test_opening_a_message_marks_it_read_and_leads_on(client):
    me = UserFactory()
    with transaction.atomic():
        notify(to=[me], kind="x", key="1", subject="หนึ่ง", body="…", link="/reports/1/")
        notify(to=[me], kind="x", key="2", subject="สอง", body="…", link="//evil.example/")
    client.force_login(me)
    first, second = Message.objects.filter(channel="inbox").order_by("pk")
    assert client.post(reverse("inbox-open", args=[first.pk]))["Location"] == "/reports/1/"
    assert client.post(reverse("inbox-open", args=[second.pk]))["Location"] == reverse("inbox")
    assert not Message.objects.filter(channel="inbox", read_at__isnull=True).exists()


def test_one_or_all_can_be_marked_as_read(client):
    me = UserFactory()
    with transaction.atomic():
        for number in range(3):
            notify(to=[me], kind="x", key=str(number), subject="…", body="…")
    client.force_login(me)
    one = Message.objects.filter(channel="inbox").first()
    client.post(reverse("inbox-read"), {"message": one.pk})
    assert Message.objects.filter(channel="inbox", read_at__isnull=True).count() == 2
    assert len(client.get(reverse("inbox") + "?unread=1").context["messages_shown"]) == 2
    client.post(reverse("inbox-read"))
    assert not Message.objects.filter(channel="inbox", read_at__isnull=True).exists()


@pytest.mark.parametrize("name", ["inbox", "operations", "ladders", "line-texts"])
def test_a_visitor_is_asked_to_log_in(client, name):
    assert client.get(reverse(name))["Location"].startswith(reverse("account_login"))


# The operations page


def test_the_operations_page_shows_the_state_and_the_reason_in_words(client, officer):
    mail(state="unknown", reason="fate_unknown: timed out")
    mail(state="failed", reason="refused: 550 no such mailbox", subject="ปฏิเสธ")
    text = client.get(reverse("operations")).content.decode()
    assert "fate_unknown" not in text
    assert "(timed out)" in text and "(550 no such mailbox)" in text


@pytest.mark.parametrize(
    ("rung", "words"),
    [("-14", "ก่อนครบกำหนด 14 วัน"), ("-1", "ก่อนครบกำหนด 1 วัน"), ("+0", "ในวันครบกำหนด"), ("+3", "หลังครบกำหนด 3 วัน"), ("", "")],
)
def test_the_day_a_message_reminds_of_is_said_as_the_ladder_says_it(client, officer, rung, words):
    message = mail(rung=rung, kind="report_due")
    row = client.get(reverse("operations")).content.decode().partition("<tbody")[2].partition("</th>")[0]
    about = client.get(reverse("operation", args=[message.pk])).content.decode().partition("<dt>เรื่อง</dt><dd>")[2]
    assert strip_tags(row.partition("</a>")[2]).strip() == words
    assert about.partition("</dd>")[0].partition(" · ")[2] == words


@pytest.mark.parametrize(
    ("query", "subjects"),
    [
        ("", ["ใหม่", "ล้มเหลว", "ไม่ทราบ", "ส่งแล้ว"]),
        ("state=stuck", ["ล้มเหลว", "ไม่ทราบ"]),
        ("state=waiting", ["ใหม่"]),
        ("state=sent", ["ส่งแล้ว"]),
        ("state=nonsense", ["ใหม่", "ล้มเหลว", "ไม่ทราบ", "ส่งแล้ว"]),
        ("kind=invitation", ["ส่งแล้ว"]),
        ("channel=inbox", ["ไม่ทราบ"]),
        ("days=1", ["ใหม่"]),
        ("days=2027-04-01", ["ส่งแล้ว"]),
        ("days=9999-99-99", ["ใหม่", "ล้มเหลว", "ไม่ทราบ", "ส่งแล้ว"]),
        ("kind=invitation&state=sent&page=7", ["ส่งแล้ว"]),
        ("kind=%00", ["ใหม่", "ล้มเหลว", "ไม่ทราบ", "ส่งแล้ว"]),
    ],
)
def test_every_filter_stands_in_the_address(client, officer, query, subjects):
    mail(subject="ส่งแล้ว", state="sent", kind="invitation", created_at=dt.datetime(2027, 3, 31, 17, 30, tzinfo=dt.UTC))
    mail(subject="ไม่ทราบ", state="unknown", channel="inbox", created_at=NOON - dt.timedelta(days=1))
    mail(subject="ล้มเหลว", state="failed", created_at=NOON - dt.timedelta(hours=20))
    mail(subject="ใหม่")
    page = client.get(f"{reverse('operations')}?{query}")
    assert [row.subject for row, _kind in page.context["rows"]] == subjects


def test_the_day_says_of_what_failed_and_of_what_is_unknown_no_more_than_is_known(officer):
    mail(state="failed")
    mail(state="unknown")
    said = [str(job.sentence) for job in jobs_of(officer, thai.today()) if job.address.endswith("?state=stuck")]
    assert said == ["ข้อความ 2 ฉบับไม่ถึงหรือไม่แน่ใจว่าถึงผู้รับ รอท่านตัดสินใจ"]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads so few rows without an index")
def test_the_newest_messages_and_their_figures_are_read_from_an_index(client, officer, office):
    mail()
    with counted() as queries:
        client.get(reverse("operations"))
    asked = [one for one in queries if "province_code" in one and ("GROUP BY" in one or "DESC LIMIT" in one)]

    assert [re.search(r"USING .*?(core_message_\w+)", plan_of(one))[1] for one in asked] == [
        "core_message_figures", "core_message_newest"
    ]  # fmt: skip


def plan_of(statement):
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {statement}")
        return " ".join(row[-1] for row in cursor.fetchall())


def test_the_strip_says_that_texts_for_line_are_not_among_what_waits_longest(client, officer):
    said = []
    for channel in ("line", "email"):
        mail(channel=channel)
        text = client.get(reverse("operations")).content.decode().replace("\N{NO-BREAK SPACE}", " ")
        said += re.findall(r"<dt>(ข้อความที่รอนานสุด[^<]*)</dt><dd>([^<]*)</dd>", text)
    about = "ข้อความที่รอนานสุด (ไม่นับ LINE)"
    assert said == [(about, "ไม่มีข้อความรอส่ง"), (about, thai.moment_short(Message.objects.get(channel="email").send_after))]


def test_another_provinces_mail_shows_up_nowhere(client, officer):
    there = mail(province_code="50", subject="ลับของเชียงใหม่", state="failed")
    nowhere = mail(province_code="", subject="ไม่มีจังหวัด", state="failed")
    page = client.get(reverse("operations"))
    assert page.context["rows"] == [] and "ลับของเชียงใหม่" not in page.content.decode()
    for message in (there, nowhere):
        assert client.get(reverse("operation", args=[message.pk])).status_code == 404
        for decision in ("resend", "cancel", "arrived"):
            assert client.post(reverse("operation-decide", args=[message.pk, decision])).status_code == 404
        assert client.post(reverse("operation-now", args=[message.pk])).status_code == 404
        message.refresh_from_db()
        assert message.state == "failed"


def test_coordinators_and_contacts_have_no_operations_page(client, office):
    report = owed_report()
    for person in (coordinator_of(report.pledge.organisation.network), contact_of(report.pledge.organisation)):
        client.force_login(person)
        assert client.get(reverse("operations")).status_code == 403
        assert client.get(reverse("ladders")).status_code == 403
        assert client.get(reverse("operation", args=[mail().pk])).status_code == 404


def test_the_strip_says_when_nothing_beats_and_when_mail_is_paused(client, officer, office):
    health = client.get(reverse("operations")).context["health"]
    assert (health["unheard"], health["silent"]) == (True, False)
    for name in ("beat", "worker"):
        Heartbeat.objects.create(pk=name, at=NOON - dt.timedelta(hours=1))
    health = client.get(reverse("operations")).context["health"]
    assert (health["unheard"], health["silent"]) == (False, True)
    Heartbeat.objects.update(at=NOON - dt.timedelta(minutes=1))
    mail(send_after=NOON - dt.timedelta(minutes=9))
    health = client.get(reverse("operations")).context["health"]
    assert (health["unheard"], health["silent"], health["slow"], health["paused"]) == (False, False, True, False)
    type(office).objects.update(mail_paused=True)
    assert client.get(reverse("operations")).context["health"]["paused"] is True


@pytest.mark.parametrize(
    ("decision", "before", "after"),
    [
        ("resend", "failed", "pending"),
        ("arrived", "unknown", "sent"),
        ("not-arrived", "unknown", "pending"),
        ("cancel", "pending", "cancelled"),
        ("cancel", "failed", "cancelled"),
    ],
)
def test_a_person_decides_and_the_history_says_so(client, officer, decision, before, after):
    message = mail(state=before, tries=7, reason="refused: 550", lease_token="x")
    assert client.post(reverse("operation-decide", args=[message.pk, decision])).status_code == 302
    message.refresh_from_db()
    assert (message.state, message.lease_token) == (after, "")
    event = history_of(message).get()
    assert (event.actor, event.changes, event.province_code) == (officer, {"state": [before, after]}, "14")
    attempts = list(message.attempts.values_list("by", "outcome", "detail"))
    assert attempts == ([(officer.pk, "sent", "by_hand")] if decision == "arrived" else [])
    called = [call for _savepoints, call, _robust in transaction.get_connection().run_on_commit].count(wake)
    assert called == (1 if after == "pending" else 0)
    if after == "pending":
        assert (message.tries, message.reason) == (0, "")


def test_what_went_to_the_register_goes_again_to_the_address_that_stands_there_now(client, officer, office):
    default_ladder(office.province)
    report = owed_report(pledge__organisation__email="old@example.org")
    body, pledges = report.pledge.organisation, Pledge.objects.all()
    plan(on=DUE)
    texts = {name: Value(name) for name in ("key", "subject", "body", "link")}
    with transaction.atomic():
        tell_organisations(pledges, way="organisation", kind="many", texts=texts)
        tell_organisation(body, kind="one", key="1", subject="แจ้ง", body="เรียน", link="/")
    sent = Message.objects.filter(channel="email", address="old@example.org")
    assert sorted(sent.values_list("kind", flat=True)) == ["many", "one", "report_due"]
    sent.update(state="failed")
    Organisation.objects.update(email="new@example.org", contact_name="พระครู")
    for message in Message.objects.filter(state="failed"):
        shown = client.get(reverse("operation", args=[message.pk])).content.decode()
        client.post(reverse("operation-decide", args=[message.pk, "resend"]))
        message.refresh_from_db()
        assert ("new@example.org" in shown, message.state, message.address, message.recipient_name) == (
            True, "pending", "new@example.org", "พระครู"
        )  # fmt: skip
    assert "rung" in Message.objects.get(kind="report_due", channel="email").context


@pytest.mark.parametrize(
    ("now", "channel", "address", "after", "answered"),
    [
        ({"email": "new@example.org"}, "email", "new@example.org", "pending", 302),
        ({"email": "new@example.org"}, "inbox", "", "pending", 302),
        ({"has_mailbox": False}, "email", "old@example.org", "failed", 409),
        ({"has_mailbox": False}, "inbox", "", "pending", 302),
    ],
)
def test_what_went_to_a_person_goes_again_to_the_address_of_her_account_now(
    client, officer, now, channel, address, after, answered
):
    person = UserFactory(name="นางใหม่", **now)
    old = "old@example.org" if channel == "email" else ""
    message = mail(state="failed", channel=channel, recipient=person, address=old, recipient_name="นางเก่า")
    page = client.get(reverse("operation", args=[message.pk])).content.decode()
    answer = client.post(reverse("operation-decide", args=[message.pk, "resend"]))
    message.refresh_from_db()
    assert (answer.status_code, message.state, message.address) == (answered, after, address)
    told = (address != old, answered == 409)
    assert ("new@example.org" in page, "ไม่มีอีเมลแล้ว" in page) == told


def test_what_waits_goes_to_the_address_that_stands_by_its_reader_when_it_goes(office, mailoutbox):
    person, gone = UserFactory(email="new@example.org", name="นางใหม่"), UserFactory(has_mailbox=False)
    body, empty = OrganisationFactory(email="register@example.org", contact_name="พระครู"), OrganisationFactory(email="")
    known = {"address": "old@example.org", "recipient_name": "นางเก่า", "tries": 1}
    for reader in ({"recipient": person}, {"context": {"register": body.pk}}, {"recipient": gone},
                   {"context": {"register": empty.pk}}, {}):  # fmt: skip
        mail(**reader, **known)

    deliver(outbox_rules())

    hers, theirs, kept = ("new@example.org", "นางใหม่"), ("register@example.org", "พระครู"), tuple(known.values())[:2]
    assert [parseaddr(one.to[0])[1] for one in mailoutbox] == [address for address, _name in (hers, theirs, kept)]
    stored = Message.objects.order_by("pk").values_list("address", "recipient_name", "state", "reason")
    told = [(*to, "sent", "") for to in (hers, theirs)] + [(*kept, "failed", "address_gone")] * 2 + [(*kept, "sent", "")]
    assert list(stored) == told


def test_what_lost_its_address_while_it_waited_says_so_and_leads_to_the_register(client, officer, mailoutbox):
    body = OrganisationFactory(email="")
    message = mail(context={"register": body.pk}, address="old@example.org")
    said = [one.message for one in client.post(reverse("operation-now", args=[message.pk]), follow=True).context["messages"]]
    page = client.get(reverse("operation", args=[message.pk])).content.decode()
    assert (mailoutbox, said) == ([], ["ส่งไม่สำเร็จ เหตุผลอยู่ด้านล่าง"])
    assert "ไม่มีอีเมลในทะเบียนหรือในบัญชีแล้ว" in page
    assert reverse("networks:organisation", args=[body.code]) in page


@pytest.mark.parametrize(("decision", "state"), [("resend", "failed"), ("not-arrived", "unknown")])
def test_nothing_is_sent_again_where_the_register_has_no_address_any_more(client, officer, decision, state):
    body = OrganisationFactory(email="")
    message = mail(state=state, context={"register": body.pk})
    address = reverse("operation-decide", args=[message.pk, decision])
    shown = client.get(reverse("operation", args=[message.pk])).content.decode()
    answer = client.post(address)
    message.refresh_from_db()
    assert (address in shown, shown.count("ทะเบียนไม่มีอีเมล"), answer.status_code, message.state) == (False, 1, 409, state)


AGAIN = "ข้อความนี้ส่งซ้ำ ข้อความเดิมลงวันที่ 31 มีนาคม 2570"


@pytest.mark.parametrize(("decision", "state"), [("resend", "failed"), ("not-arrived", "unknown")])
@pytest.mark.parametrize(("planned", "told"), [(DUE_NIGHT, True), (NOON, False)])
def test_what_is_sent_again_on_a_later_day_says_so_above_its_words(client, officer, mailoutbox, decision, state, planned, told):
    message = mail(state=state, body="พรุ่งนี้มีประชุม", created_at=planned)
    page = client.get(reverse("operation", args=[message.pk])).content.decode()
    for _twice in range(2):
        client.post(reverse("operation-decide", args=[message.pk, decision]))
        deliver(outbox_rules())
        Message.objects.filter(state="sent").update(state=state)
    message.refresh_from_db()
    words = "เรียน นายสมชาย\n\nแจ้งเตือน\n\nพรุ่งนี้มีประชุม\n\nมีข้อสงสัยโทร 035 000 000\n\nสำนักงานวัฒนธรรมจังหวัดพระนครศรีอยุธยา"
    assert [one.body for one in mailoutbox] == 2 * [f"{AGAIN}\n\n{words}" if told else words]
    assert ("ข้อความนี้เป็นของวันที่ 31 มีนาคม 2570" in page, message.body) == (told, "พรุ่งนี้มีประชุม")


def test_a_reminder_sent_again_says_so_too_and_counts_its_days_anew(client, officer, office, mailoutbox, time_machine):
    default_ladder(office.province)
    owed_report(pledge__organisation__email="body@example.org")
    time_machine.move_to(DUE_NIGHT, tick=False)
    plan(on=DUE)
    message = Message.objects.get(channel="email")
    Message.objects.filter(pk=message.pk).update(state="failed")
    time_machine.move_to(NOON, tick=False)
    client.post(reverse("operation-decide", args=[message.pk, "resend"]))
    deliver(outbox_rules())
    assert [(one.subject.partition(" 2570 ")[2], one.body.partition("\n\n")[0]) for one in mailoutbox] == [
        ("เลยกำหนดมา 3 วันแล้ว", AGAIN)
    ]


def test_what_could_not_be_put_into_an_inbox_says_there_that_it_comes_late_and_what_only_waited_does_not(
    client, officer, mailoutbox
):
    late = mail(state="failed", channel="inbox", recipient=officer, created_at=DUE_NIGHT)
    mail(tries=1, created_at=DUE_NIGHT)
    client.post(reverse("operation-decide", args=[late.pk, "resend"]))
    deliver(outbox_rules())
    late.refresh_from_db()
    assert (late.state, late.body) == ("sent", f"{AGAIN}\n\nเรียน ท่าน")
    assert [one.body.partition("\n\n")[0] for one in mailoutbox] == ["เรียน นายสมชาย"]


@pytest.mark.parametrize(
    ("decision", "state"),
    [("resend", "sent"), ("resend", "pending"), ("resend", "unknown"), ("arrived", "sent"), ("not-arrived", "failed"),
     ("cancel", "sent"), ("cancel", "sending"), ("cancel", "unknown")],
)  # fmt: skip
def test_what_is_not_possible_is_refused_with_a_sentence(client, officer, decision, state):
    message = mail(state=state)
    answer = client.post(reverse("operation-decide", args=[message.pk, decision]))
    assert answer.status_code == 409
    message.refresh_from_db()
    assert message.state == state
    assert not history_of(message).exists()


def test_decisions_need_a_post_and_a_known_name(client, officer):
    message = mail(state="failed")
    assert client.get(reverse("operation-decide", args=[message.pk, "resend"])).status_code == 405
    assert client.post(reverse("operation-decide", args=[message.pk, "explode"])).status_code == 404


def test_one_message_is_sent_at_once_by_button(client, officer, mailoutbox):
    message = mail(send_after=NOON + dt.timedelta(hours=4))
    client.post(reverse("operation-now", args=[message.pk]))
    message.refresh_from_db()
    assert (message.state, len(mailoutbox)) == ("sent", 1)
    assert "a@example.org" in mailoutbox[0].to[0]
    assert message.attempts.get().by == officer


def test_a_paused_office_sends_nothing_by_button_either(client, officer, office, mailoutbox):
    type(office).objects.update(mail_paused=True)
    assert client.post(reverse("operation-now", args=[mail().pk])).status_code == 409
    assert mailoutbox == []


def test_a_message_page_shows_text_attempts_and_who_decided(client, officer):
    message = mail(state="unknown", reason="worker_died")
    message.attempts.create()
    page = client.get(reverse("operation", args=[message.pk])).content.decode()
    assert "เรียน ท่าน" in page and "worker_died" not in page


def test_a_one_time_link_is_shown_to_nobody(client, officer):
    with transaction.atomic():
        notify_address(
            address="b@example.org", name="ก", kind="invitation", key="1", subject="เชิญ", body="https://x/SECRET",
            province="14", secret=True,
        )  # fmt: skip
    message = Message.objects.get()
    page = client.get(reverse("operation", args=[message.pk])).content.decode()
    assert "SECRET" not in page and message.body not in page


def test_a_planned_reminder_shows_the_words_it_would_have_now(client, officer, office):
    default_ladder(office.province)
    report = owed_report(pledge__organisation__email="wat@example.org")
    plan(on=dt.date(2027, 4, 3))
    page = client.get(reverse("operation", args=[Message.objects.get(channel="email").pk])).content.decode()
    assert report.pledge.organisation.name in page


# Texts for LINE


@pytest.fixture
def late(office):
    default_ladder(office.province)
    report = owed_report(pledge__organisation__name="วัดใหญ่ชัยมงคล", pledge__organisation__contact_name="พระครูใจดี")
    plan(on=dt.date(2027, 4, 3))
    return report


def test_due_line_texts_wait_with_their_words_until_somebody_passed_them_on(client, officer, late):
    page = client.get(reverse("line-texts"))
    (text,) = page.context["texts"]
    assert text.title == "วัดใหญ่ชัยมงคล"
    assert f"http://localhost:8000{reverse('pledges:report', args=[late.pk])}" in text.text
    assert "พระครูใจดี" in text.text
    assert client.post(reverse("line-passed", args=[text.message.pk])).status_code == 302
    text.message.refresh_from_db()
    assert (text.message.state, text.message.attempts.get().by) == ("sent", officer)
    assert client.get(reverse("line-texts")).context["texts"] == []
    assert client.post(reverse("line-passed", args=[text.message.pk])).status_code == 404


def test_who_has_sent_the_report_disappears_from_the_texts(client, officer, late):
    type(late).objects.update(state="submitted")
    assert client.get(reverse("line-texts")).context["texts"] == []


@pytest.mark.parametrize("moved", [False, True])
def test_today_counts_the_texts_that_the_page_lists(client, officer, late, moved):
    second = owed_report(pledge__organisation__network=SectorNetworkFactory(code="media"))
    plan(on=dt.date(2027, 4, 3))
    if moved:
        extend_report(report=second, due_on=dt.date(2027, 4, 20), reason="ขอเวลา", by=officer)
    for reader, wanted in ((officer, 2 - moved), (coordinator_of(late.pledge.organisation.network), 1)):
        client.force_login(reader)
        page = client.get(reverse("line-texts")).context
        counted_today = [job.count for job in jobs_of(reader, dt.date(2027, 4, 3)) if job.address == reverse("line-texts")]
        assert [len(page["texts"]), page["page"].total, *counted_today] == [wanted, wanted, wanted]


def test_texts_of_every_kind_are_counted_and_listed_and_combined_ones_lead_to_their_words(client, officer, late):
    appeal = AppealFactory(answer_due_on=dt.date(2027, 4, 3))
    for kind in ("report_due", "appeal_due"):
        for who in ("contact", "culture_officer"):
            ladder = Ladder.objects.get(province=late.province_id, kind=kind)
            own = {"offset": 3 if kind == "report_due" else 0, "who": who, "channel": "line"}
            Rung.objects.get_or_create(ladder=ladder, **own, defaults={"subject": "เรื่อง", "body": "เรียน {organisation}"})
    plan(on=dt.date(2027, 4, 3))
    page = client.get(reverse("line-texts"))
    combined = Message.objects.get(channel="line", kind="appeal_due", recipient=officer)
    words_at = reverse("operation", args=[combined.pk])
    found = {(text.title, text.message.kind, bool(text.text), text.link) for text in page.context["texts"]}
    case = reverse("assessments:assessment", args=[appeal.assessment_id])
    assert found == {
        ("วัดใหญ่ชัยมงคล", "report_due", True, reverse("pledges:report", args=[late.pk])),
        (officer.name, "report_due", False, f"{reverse('line-texts')}?late=1"),
        (str(appeal.assessment.subject), "appeal_due", True, case), (officer.name, "appeal_due", False, words_at),
    }  # fmt: skip
    assert [job.count for job in jobs_of(officer, dt.date(2027, 4, 3)) if job.address == reverse("line-texts")] == [4]
    assert f"เรียน {appeal.assessment.subject}" in client.get(words_at).content.decode()


def test_an_english_page_names_networks_in_english_and_the_text_stays_thai(client, officer, late):
    network = late.pledge.organisation.network
    type(network).objects.filter(pk=network.pk).update(name_en="Government network")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert [str(row["network"]) for row in client.get(reverse("line-texts")).context["late"]] == ["เครือข่ายภาครัฐ"]
    assert ">Government network ·" in client.get(reverse("line-texts")).content.decode()
    text = client.get(reverse("line-texts"), {"network": network.pk}).context["text"].text
    assert text.splitlines()[0].startswith("เครือข่ายภาครัฐ")


def test_a_coordinator_passes_on_texts_of_her_network_only(client, late):
    other = owed_report(pledge__organisation__network=SectorNetworkFactory(code="media"))
    plan(on=dt.date(2027, 4, 3))
    client.force_login(coordinator_of(late.pledge.organisation.network))
    assert [text.title for text in client.get(reverse("line-texts")).context["texts"]] == ["วัดใหญ่ชัยมงคล"]
    theirs = Message.objects.get(channel="line", obligation=f"report:{other.pk}")
    assert client.post(reverse("line-passed", args=[theirs.pk])).status_code == 404
    assert client.get(reverse("line-texts"), {"report": other.pk}).status_code == 404
    assert client.get(reverse("line-texts"), {"network": other.pledge.organisation.network_id}).status_code == 404


def test_a_contact_has_no_texts_to_pass_on(client, late):
    client.force_login(contact_of(late.pledge.organisation))
    assert client.get(reverse("line-texts")).status_code == 403


def test_the_text_for_one_report_follows_the_day(client, officer, late):
    text = client.get(reverse("line-texts"), {"report": late.pk}).context["text"]
    assert "วัดใหญ่ชัยมงคล" in text.text and "พระครูใจดี" in text.text
    type(late).objects.update(state="accepted")
    assert client.get(reverse("line-texts"), {"report": late.pk}).context["text"] is None


def test_the_late_list_of_a_network_names_each_with_a_link(client, officer, late):
    second = owed_report(pledge__organisation__name="โรงเรียนอยุธยา")
    owed_report(pledge__organisation__name="ส่งแล้ว", state="submitted")
    network = late.pledge.organisation.network
    for asked in (network.pk, network.code):
        text = client.get(reverse("line-texts"), {"network": asked, "round": late.round_id}).context["text"].text
        assert text.count("http://localhost:8000/") == 2
        assert "วัดใหญ่ชัยมงคล" in text and "โรงเรียนอยุธยา" in text and "ส่งแล้ว" not in text
        assert reverse("pledges:report", args=[second.pk]) in text


@pytest.mark.parametrize("query", ["report=0", "report=x", f"report={10**25}", "network=x", "network=%00", "network=0"])
def test_nonsense_in_the_address_is_not_found(client, officer, query):
    assert client.get(f"{reverse('line-texts')}?{query}").status_code == 404


# Budgets


def budget(client, name: str) -> int:
    with counted() as queries:
        assert client.get(reverse(name)).status_code == 200
    return len(queries)


def test_pages_ask_the_same_few_questions_at_10_and_at_50_rows(client, office):
    default_ladder(office.province)
    officer = officer_of(office.province)
    client.force_login(officer)
    counts: dict[str, list[int]] = {"inbox": [], "operations": [], "line-texts": [], "ladders": []}
    for wanted in (10, 50):
        for number in range(Message.objects.filter(channel="line").count(), wanted):
            owed_report()
            with transaction.atomic():
                notify(to=[officer], kind="x", key=str(number), subject="…", body="…", province="14")
        plan(on=dt.date(2027, 4, 3))
        assert Message.objects.filter(channel="line").count() == wanted
        for name in counts:
            counts[name].append(budget(client, name))
    assert all(ten == fifty <= 12 for ten, fifty in counts.values()), counts


def test_no_page_of_mine_falls_over_an_empty_province(client):
    client.force_login(officer_of(ProvinceFactory(code="50")))
    assert [client.get(reverse(name)).status_code for name in ("inbox", "operations", "ladders", "line-texts")] == [200] * 4


# The list as a file


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_messages_as_listed_are_a_file_without_their_texts(client, officer, tmp_path, ending):
    mail(subject="=เตือน", state="failed", reason="no_address", body="ความลับ")
    mail(subject="ส่งแล้ว", state="sent", sent_at=NOON)
    mail(subject="ที่อื่น", state="failed", province_code="13")
    path = tmp_path / f"post.{ending}"
    path.write_bytes(
        b"".join(client.get(reverse("operations-export"), {"format": ending, "state": "failed"}).streaming_content)
    )
    headings, *rows = [[str(cell) for cell in row] for row in read_table(path).rows]
    assert (headings[0], headings[-1]) == ("เรื่อง", "เหตุผล")
    assert [(row[0], row[2], row[-1]) for row in rows] == [("=เตือน", "นายสมชาย", "ที่อยู่นี้ใช้รับอีเมลไม่ได้")]
    assert "ความลับ" not in str(rows)


def test_the_days_of_messages_are_real_ones_in_a_workbook_and_read_as_on_the_page_in_a_csv_file(client, officer):
    mail(state="sent", created_at=NOON, sent_at=NOON + dt.timedelta(minutes=5), due_on=DUE)

    def file(ending):
        answer = client.get(reverse("operations-export"), {"format": ending})
        return io.BytesIO(b"".join(answer.streaming_content))

    cells = [openpyxl.load_workbook(file("xlsx")).active.cell(2, column) for column in (7, 8, 9)]
    moment = "[$-107041E]dd/mm/yyyy hh:mm"
    assert [(one.value, one.number_format) for one in cells] == [
        (dt.datetime(2027, 4, 3, 12), moment), (dt.datetime(2027, 4, 3, 12, 5), moment),
        (dt.datetime(2027, 3, 31), "[$-107041E]dd/mm/yyyy"),
    ]  # fmt: skip
    line = file("csv").read().decode("utf-8-sig").splitlines()[1]
    assert line.split(",")[6:9] == ["3 เม.ย. 2570 12:00 น.", "3 เม.ย. 2570 12:05 น.", "31/03/2570"]


def test_a_long_list_of_messages_is_written_by_a_worker(client, officer, monkeypatch):
    monkeypatch.setattr(listing.count_up_to, "__defaults__", (1,))
    for number in range(3):
        mail(subject=f"เตือน {number}", state="sent")
    mail(subject="รอ")
    offered = client.get(reverse("operations-export"), {"format": "csv", "state": "sent"})
    assert offered["Content-Type"].startswith("text/html")
    begun = client.post(reverse("operations-export-begin") + "?format=csv&state=sent")
    do_long_works()
    job = Job.objects.get()
    assert (job.state, job.total, begun.url) == ("done", 3, reverse("export-work", args=[job.pk]))
    with job.file.file.open() as stored:
        lines = stored.read().decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == ["เตือน 2", "เตือน 1", "เตือน 0"]
    assert client.get(begun.url).status_code == 200


def test_whoever_may_let_paused_mail_go_is_led_to_where_she_does(client, office):
    type(office).objects.update(mail_paused=True)
    way = f'<p><a href="{reverse("office")}">ให้ส่งอีเมลต่อ</a></p>'

    def shown(person):
        client.force_login(person)
        return way in client.get(reverse("operations")).content.decode()

    assert [shown(person) for person in (administrator_of(office.province), officer_of(office.province))] == [True, False]


def test_the_texts_for_line_lead_to_the_operations_only_whom_they_let_in(client):
    report = owed_report()
    address, led = reverse("operations"), []
    for person in (coordinator_of(report.pledge.organisation.network), officer_of(report.province)):
        client.force_login(person)
        page = client.get(reverse("line-texts")).content.decode()
        crumbs = page.partition('<ol class="breadcrumb')[2].partition("</ol>")[0]
        led.append((f'href="{address}"' in crumbs, client.get(address).status_code))
    assert led == [(False, 403), (True, 200)]
