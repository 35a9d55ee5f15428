"""Ladders: an officer changes who is reminded when and how; what waits follows."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from moralprovince.core.models import AuditEvent, Message
from moralprovince.portal import references
from moralprovince.portal.models import Ladder, Rung
from moralprovince.portal.planner import plan
from tests.factories import OfficeFactory, ProvinceFactory, contact_of, officer_of
from tests.factories_portal import default_ladder, owed_report
from tests.support.queries import counted

pytestmark = pytest.mark.django_db

TYPED = {"offset": "5", "who": "contact", "channel": "email", "subject": "อีกครั้ง {round}", "body": "เรียน {name} {link}"}


@pytest.fixture
def ladder(client):
    office = OfficeFactory(phone="035 000 000")
    client.force_login(officer_of(office.province))
    return default_ladder(office.province)


def edited(client, rung, typed):
    """Opens the form and sends it under the sign of what it showed."""
    address = reverse("rung-edit", args=[rung.pk])
    return client.post(address, {"sign": client.get(address).context["form"]["sign"].value(), **typed})


def test_the_ladder_shows_its_days_in_order(client, ladder):
    page = client.get(reverse("ladder", args=[ladder.pk]))
    assert [offset for offset, _rungs in page.context["days"]] == [-14, -3, 0, 3, 7, 14, 30]
    with counted() as queries:
        client.get(reverse("ladder", args=[ladder.pk]))
    assert len(queries) <= 12


def subjects_on(client, ladder):
    """(day, subject) of a ladder's page, once each."""
    days = client.get(reverse("ladder", args=[ladder.pk])).context["days"]
    return list(dict.fromkeys((offset, subject) for offset, rungs in days for _rung, subject in rungs))


@pytest.mark.parametrize(
    ("kind", "first"),
    [
        ("report_due", (-14, "รายงานรอบ 6 เดือน ปีงบประมาณ 2570 ถึงกำหนดในอีก 14 วัน")),
        ("assessment_due", (-14, "แบบประเมินตนเอง ปีงบประมาณ 2570 ถึงกำหนดในอีก 14 วัน")),
        ("appeal_due", (-7, "การตอบคำอุทธรณ์ ปีงบประมาณ 2570 ถึงกำหนดในอีก 7 วัน")),
        ("visit_due", (-7, "นัดเยี่ยมเสริมพลัง องค์กรตัวอย่าง 1 ถึงกำหนดในอีก 7 วัน")),
    ],
)
def test_the_ladder_shows_each_subject_as_it_reads_on_its_day(client, ladder, kind, first):
    assert subjects_on(client, Ladder.objects.get(kind=kind))[0] == first


def test_a_subject_of_the_ladder_reads_in_thai_whatever_the_language_of_the_page(client, ladder, settings):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert subjects_on(client, ladder)[2] == (0, "รายงานรอบ 6 เดือน ปีงบประมาณ 2570 ถึงกำหนดวันนี้")


def test_no_ladder_speaks_of_reports_that_it_does_not_remind_of(client, ladder):
    pages = [client.get(reverse("ladder", args=[one.pk])).content.decode() for one in Ladder.objects.all()]
    leads = {page.partition('class="lead">')[2].partition("</div>")[0].rpartition("> ")[2] for page in pages}
    assert leads == {"แจ้งเตือนเฉพาะเรื่องที่ยังไม่เสร็จ เมื่อทำเสร็จหรือยกเลิกแล้ว จะไม่ส่งการแจ้งเตือนที่เหลือ"}


def test_a_rung_is_added_changed_and_taken_out_and_each_leaves_a_trace(client, ladder):
    assert client.post(reverse("rung-add", args=[ladder.pk]), TYPED).status_code == 302
    rung = ladder.rungs.get(offset=5)
    assert edited(client, rung, TYPED | {"offset": "−2", "subject": "ใหม่"}).status_code == 302
    rung.refresh_from_db()
    assert (rung.offset, rung.subject) == (-2, "ใหม่")
    page = client.get(reverse("ladder", args=[ladder.pk]))
    assert [event.action for event in page.context["events"]] == ["edit_rung", "add_rung"]
    assert client.post(reverse("rung-remove", args=[rung.pk])).status_code == 302
    assert not Rung.objects.filter(pk=rung.pk).exists()
    note = "ก่อนครบกำหนด 2 วัน · ผู้ติดต่อขององค์กร · อีเมล"
    assert list(AuditEvent.objects.filter(action="remove_rung").values_list("province_code", "note")) == [("14", note)]


def test_the_slower_of_two_over_a_reminder_sees_what_stands_and_saves_again(client, ladder):
    rung = ladder.rungs.get(offset=0, channel="email")
    sign = client.get(reverse("rung-edit", args=[rung.pk])).context["form"]["sign"].value()
    edited(client, rung, TYPED | {"offset": "0", "subject": "คนแรก", "sign": sign})

    page = edited(client, rung, TYPED | {"offset": "0", "subject": "คนหลัง", "sign": sign})
    form = page.context["form"]
    rung.refresh_from_db()
    assert (rung.subject, form["subject"].value(), form.stored_now) == ("คนแรก", "คนหลัง", [("เรื่อง", "คนแรก")])
    edited(client, rung, TYPED | {"offset": "0", "subject": "คนหลัง", "sign": form["sign"].value()})
    rung.refresh_from_db()
    assert (rung.subject, AuditEvent.objects.filter(action="edit_rung").count()) == ("คนหลัง", 2)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"offset": "x"}, "offset"),
        ({"offset": "366"}, "offset"),
        ({"offset": ""}, "offset"),
        ({"who": "boss"}, "who"),
        ({"channel": "fax"}, "channel"),
        ({"subject": ""}, "subject"),
        ({"subject": "ก" * 201}, "subject"),
        ({"body": "{unknown}"}, "body"),
        ({"body": ""}, "body"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_nothing_is_lost(client, ladder, wrong, field):
    answer = client.post(reverse("rung-add", args=[ladder.pk]), TYPED | wrong)
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    assert answer.context["form"].data["body"] == (TYPED | wrong)["body"]
    assert not ladder.rungs.filter(offset=5).exists()


def test_only_reminders_of_what_was_returned_may_name_the_day_it_was(client, ladder):
    returned = Ladder.objects.get(kind="returned_due")
    typed = TYPED | {"body": "ส่งกลับเมื่อ {returned} {link}"}
    assert list(client.post(reverse("rung-add", args=[ladder.pk]), typed).context["form"].errors) == ["body"]
    assert client.post(reverse("rung-add", args=[returned.pk]), typed).status_code == 302
    rung = returned.rungs.get(offset=5)
    assert edited(client, rung, typed | {"subject": "ใหม่"}).status_code == 302
    page = client.get(reverse("rung-edit", args=[rung.pk]))
    assert "<code>{returned}</code>" in page.content.decode() and "{returned}" not in page.context["body"]


def test_a_second_reminder_of_the_same_kind_is_refused_with_a_sentence(client, ladder):
    answer = client.post(reverse("rung-add", args=[ladder.pk]), TYPED | {"offset": "0"})
    assert list(answer.context["form"].errors) == ["__all__"]
    rung = ladder.rungs.get(offset=3, channel="email", who="contact")
    answer = edited(client, rung, TYPED | {"offset": "0"})
    assert list(answer.context["form"].errors) == ["__all__"]
    rung.refresh_from_db()
    assert rung.offset == 3


def test_the_preview_shows_invented_words_and_saves_nothing(client, ladder):
    secret = owed_report(pledge__organisation__name="วัดจริง")
    answer = client.post(reverse("rung-preview", args=[ladder.pk]), TYPED | {"body": "<b>{organisation}</b> {nonsense}"})
    text = answer.content.decode()
    assert "&lt;b&gt;องค์กรตัวอย่าง 1&lt;/b&gt; {nonsense}" in text and secret.pledge.organisation.name not in text
    whole = client.post(reverse("rung-add", args=[ladder.pk]), TYPED | {"preview": "1"})
    assert whole.status_code == 200 and "อีกครั้ง รอบ 6 เดือน" in whole.content.decode()
    assert not ladder.rungs.filter(offset=5).exists()


@pytest.mark.parametrize(
    ("offset", "read"),
    [
        ("-14", "ถึงกำหนดในอีก 14 วัน"),
        ("−1", "ถึงกำหนดพรุ่งนี้"),
        ("0", "ถึงกำหนดวันนี้"),
        ("3", "เลยกำหนดมา 3 วันแล้ว"),
        ("x", "ถึงกำหนดวันนี้"),
    ],
)
def test_the_preview_counts_the_days_of_its_rung(client, ladder, offset, read):
    typed = TYPED | {"offset": offset, "subject": "รายงาน {when}", "body": "{when} {link}"}
    page = client.post(reverse("rung-preview", args=[ladder.pk]), typed)
    assert (page.context["subject"], page.context["body"].partition(" http")[0]) == (f"รายงาน {read}", read)


@pytest.mark.parametrize(
    ("kind", "read"),
    [
        ("report_due", "รอบ 6 เดือน ปีงบประมาณ 2570: องค์กรตัวอย่าง 1"),
        ("action_due", "มติการประชุมคณะทำงาน ครั้งที่ 1/2570: งานตัวอย่าง 1"),
        ("agreement_due", "เรื่องที่ตกลงกันเมื่อเยี่ยมเสริมพลังองค์กรตัวอย่าง 1: งานตัวอย่าง 1"),
    ],
)
def test_the_preview_speaks_of_what_its_ladder_reminds_of(client, ladder, kind, read):
    other = Ladder.objects.get(kind=kind, province=ladder.province)
    page = client.post(reverse("rung-preview", args=[other.pk]), TYPED | {"body": "{round}: {organisation}"})
    assert page.context["body"] == read


def test_the_page_of_a_rung_offers_the_word_for_the_days_and_takes_it(client, ladder):
    page = client.get(reverse("rung-add", args=[ladder.pk]))
    assert "<code>{when}</code>" in page.content.decode()
    assert client.post(reverse("rung-add", args=[ladder.pk]), TYPED | {"subject": "{when}"}).status_code == 302


def test_a_moved_or_removed_rung_takes_back_what_waits_of_it(client, ladder):
    contact_of(owed_report().pledge.organisation)
    plan(on=dt.date(2027, 3, 31))
    rung = ladder.rungs.get(offset=0, channel="email")
    edited(client, rung, TYPED | {"offset": "0", "subject": "ถ้อยคำใหม่"})
    assert Message.objects.filter(state="pending").count() == 2
    edited(client, rung, TYPED | {"offset": "1"})
    assert list(Message.objects.filter(state="cancelled").values_list("channel", "reason")) == [("email", "rung_removed")]
    client.post(reverse("rung-remove", args=[ladder.rungs.get(offset=0, channel="inbox").pk]))
    assert not Message.objects.filter(state="pending").exists()


def test_switching_off_takes_back_what_waits_and_plans_nothing(client, ladder):
    contact_of(owed_report().pledge.organisation)
    plan(on=dt.date(2027, 3, 31))
    assert client.post(reverse("ladder-switch", args=[ladder.pk])).status_code == 302
    assert set(Message.objects.values_list("state", "reason")) == {("cancelled", "ladder_off")}
    assert plan(on=dt.date(2027, 4, 3))["report_due"] == 0
    assert client.post(reverse("ladder-switch", args=[ladder.pk])).status_code == 409
    client.post(reverse("ladder-switch", args=[ladder.pk]), {"active": "on"})
    assert Ladder.objects.get(pk=ladder.pk).active is True
    assert plan(on=dt.date(2027, 4, 7))["report_due"] == 2 + 3


def test_switched_on_again_it_owes_what_was_taken_back_that_day(client, ladder):
    contact_of(owed_report().pledge.organisation)
    plan(on=dt.date(2027, 3, 31))
    client.post(reverse("ladder-switch", args=[ladder.pk]))
    client.post(reverse("ladder-switch", args=[ladder.pk]), {"active": "on"})
    assert plan(on=dt.date(2027, 3, 31))["report_due"] == 2
    assert set(Message.objects.filter(state="pending").values_list("rung", "channel")) == {("+0", "email"), ("+0", "inbox")}


def test_another_provinces_ladder_does_not_exist_for_me(client, ladder):
    far = ProvinceFactory(code="50")
    OfficeFactory(province=far)
    theirs = default_ladder(far)
    rung = theirs.rungs.first()
    writes = [("ladder-switch", theirs.pk), ("rung-preview", theirs.pk), ("rung-remove", rung.pk), ("rung-edit", rung.pk)]
    assert {one.province_id for one in client.get(reverse("ladders")).context["ladders"]} == {ladder.province_id}
    for name, pk in (("ladder", theirs.pk), ("rung-add", theirs.pk), ("rung-edit", rung.pk)):
        assert client.get(reverse(name, args=[pk])).status_code == 404
    for name, pk in writes:
        assert client.post(reverse(name, args=[pk]), TYPED).status_code == 404
    assert theirs.rungs.count() == 27


def test_new_words_of_the_reference_file_come_to_reminders_nobody_changed_and_to_no_other(client, ladder):
    changed, old, moved = ladder.rungs.filter(channel="email", who="contact").order_by("offset")[:3]
    filed = (old.subject, old.body)
    edited(client, changed, TYPED | {"offset": str(changed.offset), "subject": "คำของสำนักงาน"})
    edited(client, moved, TYPED | {"offset": "1", "subject": moved.subject, "body": moved.body})
    client.post(reverse("rung-add", args=[ladder.pk]), TYPED)
    ladder.rungs.filter(pk__in=[changed.pk, old.pk]).update(body="ฉบับก่อน {link}")
    before = list(ladder.rungs.exclude(pk=old.pk).values())

    assert list(references.load()) == ["ladders 0", "reminders in new words 1"]

    old.refresh_from_db()
    assert ((old.subject, old.body), list(ladder.rungs.exclude(pk=old.pk).values())) == (filed, before)
    assert list(references.load()) == ["ladders 0", "reminders in new words 0"]
