"""The doctor looks at everything, times it, and is content only when all is well."""

from __future__ import annotations

import datetime as dt
import json
import os

import pytest
from django.core.management import call_command
from django.db import DatabaseError
from django.utils import timezone

from moralprovince.core import catalogue
from moralprovince.core.models import AuditEvent, Heartbeat, Message
from moralprovince.portal import doctor
from tests.factories import OfficeFactory, ProvinceFactory
from tests.support.mailserver import mail_server

pytestmark = pytest.mark.django_db
NAMES = [
    "database",
    "migrations",
    "texts",
    "broker",
    "mail server",
    "storage",
    "disk",
    "oldest pending message",
    "oldest unknown message",
    "outgoing mail",
    "province",
    "offices",
    "reaching the offices",
    "last beat",
    "scheduled work",
    "backup",
]


def owed(**fields) -> Message:
    number = Message.objects.count()
    usual = {"kind": "notice", "channel": "email", "address": "a@example.org"}
    return Message.objects.create(dedupe_key=f"k{number}", **usual | fields)


def ago(**span) -> dt.datetime:
    return timezone.now() - dt.timedelta(**span)


def found(name: str) -> doctor.Finding:
    return next(finding for finding in doctor.examine() if finding.name == name)


def told(capsys, *arguments: str) -> tuple[int, str]:
    """The exit code and the output of the command."""
    code = 0
    try:
        call_command("doctor", *arguments)
    except SystemExit as end:
        code = int(end.code or 0)
    return code, capsys.readouterr().out


@pytest.mark.broker
def test_all_is_well_when_everything_answers(settings, broker_url, capsys):
    OfficeFactory(phone="035 336 881")
    for name in ("beat", "backup"):
        Heartbeat.objects.create(name=name)
    settings.CELERY_BROKER_URL = broker_url
    settings.EMAIL_BACKEND = doctor.SMTP_BACKEND
    with mail_server() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        code, output = told(capsys, "--json")
    findings = json.loads(output)
    assert [name for name, thing in findings["things"].items() if not thing["well"]] == []
    assert (code, findings["well"], list(findings["things"])) == (0, True, NAMES)


def test_a_new_machine_without_broker_mail_and_beat_is_not_well(capsys):
    code, output = told(capsys)
    lines = {line[4:28].strip(): line[:3].strip() for line in output.splitlines()}
    assert code == 1
    assert lines == dict.fromkeys(NAMES, "ok") | dict.fromkeys(["broker", "mail server", "province", "last beat"], "ILL")


def test_a_new_office_is_advised_to_make_its_first_backup_and_ill_without_it_after_a_day():
    def backup_after(hours: int | None) -> tuple[bool, str]:
        AuditEvent.objects.all().delete()
        if hours is not None:
            AuditEvent.objects.create(action="set_up_office", at=ago(hours=hours))
            AuditEvent.objects.create(action="edit_office")
        return found("backup").well, found("backup").sentence

    advice = "ยังไม่เคยสำรองข้อมูล เพราะสำนักงานเพิ่งเริ่มใช้ระบบ กรุณาสั่ง manage.py backup DIR ทุกคืน"
    trouble = "ยังไม่มีการสำรองข้อมูลตั้งแต่เมื่อวาน กรุณาสั่ง manage.py backup DIR ทุกคืน"
    assert [backup_after(hours) for hours in (None, 23, 25)] == [(True, advice), (True, advice), (False, trouble)]
    # A backup that grew old is an illness, however new the rest is.
    Heartbeat.objects.create(name="backup", at=ago(hours=27))
    assert backup_after(23)[0] is False


@pytest.mark.once
def test_a_dead_mail_server_and_broker_are_findings_not_tracebacks(settings, monkeypatch):
    waited: list[float] = []
    monkeypatch.setattr("kombu.utils.functional.sleep", waited.append)
    settings.EMAIL_BACKEND = doctor.SMTP_BACKEND
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:9/0"
    assert (found("mail server").well, found("broker").well) == (False, False)
    assert "refused" in found("mail server").sentence
    assert sum(waited) == 0


def test_texts_that_were_not_compiled_are_told_with_what_to_do(monkeypatch, tmp_path):
    source, compiled = tmp_path / "django.po", tmp_path / "django.mo"
    monkeypatch.setattr(catalogue, "catalogue_path", lambda: source)
    source.touch()
    assert (found("texts").well, "messages --compile" in found("texts").sentence) == (False, True)
    compiled.touch()
    os.utime(compiled, (1, 1))
    assert not found("texts").well
    os.utime(source, (1, 1))
    assert found("texts").well


def test_a_message_that_waits_too_long_is_told_with_its_moment():
    owed(send_after=ago(minutes=10))
    assert found("oldest pending message").well is True
    owed(send_after=ago(minutes=20))
    assert found("oldest pending message").well is False


def test_a_text_for_line_waits_for_a_person_and_makes_nobody_ill():
    owed(channel="line", send_after=ago(days=2))
    assert (found("oldest pending message").well, found("oldest pending message").sentence) == (True, "ไม่มีข้อความรอส่ง")


def test_what_is_to_go_out_later_waits_rightly():
    owed(created_at=ago(days=3), send_after=timezone.now() + dt.timedelta(hours=1))
    assert found("oldest pending message").well is True


def test_an_office_that_can_neither_be_called_nor_written_to_is_told_until_it_can():
    OfficeFactory(name="สำนักงาน ก", phone="035 336 881")
    silent = OfficeFactory(name="สำนักงาน ข", province=ProvinceFactory(code="17"))
    finding = found("reaching the offices")
    assert (finding.well, finding.sentence) == (
        False, "ยังไม่ทราบโทรศัพท์และอีเมลของ สำนักงาน ข ผู้ดูแลระบบของสำนักงานกรอกได้ที่ /office/"
    )  # fmt: skip
    silent.email = "office@example.org"
    silent.save()
    assert found("reaching the offices").well is True


def test_where_several_offices_work_the_doctor_says_whose_messages_are_stuck():
    owed(state="unknown", created_at=ago(days=2))
    OfficeFactory(name="สำนักงาน ก")
    assert found("oldest unknown message").sentence.endswith("/operations/")
    OfficeFactory(name="สำนักงาน ข", province=ProvinceFactory(code="17"))
    Message.objects.update(province_code="17")
    owed(state="pending", send_after=ago(hours=1), province_code="14")
    owed(state="pending", send_after=ago(hours=1), province_code="")

    words = [found(f"oldest {state} message").sentence.partition(" (")[2] for state in ("unknown", "pending")]
    assert words == ["สำนักงาน ข)", "สำนักงาน ก, บัญชีผู้ใช้)"]


def test_a_message_of_unknown_fate_waits_for_a_person():
    owed(state="unknown", created_at=ago(days=2))
    assert found("oldest unknown message").well is False
    assert found("oldest unknown message").sentence.startswith("มีข้อความที่ไม่ทราบผลการส่ง 1 ฉบับ")


def test_paused_mail_is_told_by_the_office_and_what_waits_there_is_no_second_trouble():
    office = OfficeFactory(mail_paused=True)
    owed(send_after=ago(hours=5), province_code=office.province_id)
    assert found("outgoing mail").sentence == f"หยุดส่งอีเมลชั่วคราว: {office.name}"
    assert found("outgoing mail").well is False
    assert found("oldest pending message").well is True


def test_a_setting_that_names_no_province_or_one_without_an_office_is_told_with_what_to_do(settings):
    def said(code):
        settings.PROVINCE = code
        return found("province").well, found("province").sentence

    ProvinceFactory(code="14", name="พระนครศรีอยุธยา")
    nowhere = "PROVINCE=99 ไม่ตรงกับจังหวัดใด กรุณาใส่รหัสจังหวัดของกรมการปกครอง และสั่ง manage.py load_reference หากยังไม่เคยสั่ง"
    alone = "PROVINCE=14 คือจังหวัดพระนครศรีอยุธยา ซึ่งยังไม่มีสำนักงานในระบบ กรุณาสั่ง manage.py setup_office"
    assert [said("99"), said("14")] == [(False, nowhere), (False, alone)]
    OfficeFactory(name="สำนักงาน ข", province=ProvinceFactory(code="17", name="สิงห์บุรี"))
    wrong = (
        "PROVINCE=14 คือจังหวัดพระนครศรีอยุธยา ซึ่งไม่มีสำนักงานในระบบ กรุณาตั้ง PROVINCE เป็นจังหวัดที่มีสำนักงาน คือ 17 (สำนักงาน ข) "
        "หรือสั่ง manage.py setup_office"
    )
    assert [said("14"), said("17")] == [(False, wrong), (True, "17 สิงห์บุรี")]


@pytest.mark.parametrize("name, thing, within", [("beat", "last beat", 5), ("backup", "backup", 26 * 60)])
def test_a_sign_of_life_grows_old(name, thing, within):
    Heartbeat.objects.create(name=name, at=ago(minutes=within - 1))
    assert found(thing).well is True
    Heartbeat.objects.update(at=ago(minutes=within + 1))
    assert found(thing).well is False


def test_a_full_disk_is_told(monkeypatch):
    monkeypatch.setattr(doctor, "ROOM", 10**18)
    assert found("disk").well is False


def test_without_the_database_the_rest_is_still_looked_at(monkeypatch):
    def gone() -> str:
        raise DatabaseError("no route")

    monkeypatch.setattr(doctor, "database_answers", gone)
    assert [(finding.name, finding.well) for finding in doctor.examine()] == [
        ("database", False),
        ("texts", True),
        ("broker", False),
        ("mail server", False),
        ("storage", True),
        ("disk", True),
    ]


def test_planning_that_fails_each_day_although_the_clock_rings_is_told():
    for name, hours in (("beat", 0), ("rounds", 1), ("planner", 30)):
        Heartbeat.objects.create(name=name, at=ago(hours=hours))
    finding = found("scheduled work")
    assert (found("last beat").well, finding.well) == (True, False)
    assert finding.sentence.count("(") == 1
    Heartbeat.objects.filter(pk="planner").update(at=ago(hours=20))
    assert found("scheduled work").well
