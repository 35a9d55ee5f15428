"""First set-up, by command and by page: once, with a key, all or nothing."""

import datetime as dt
import io
import re

import pytest
import time_machine
from django.conf import settings
from django.contrib.messages import get_messages
from django.core.management import CommandError, call_command
from django.urls import reverse

from assessments import references as assessment_references
from assessments.models import Kind, YearCriteria
from moralprovince.core.models import AuditEvent, Message, User
from moralprovince.portal.actions.setup import default_rounds, setup_key
from moralprovince.portal.management.commands.setup_office import QUESTIONS
from moralprovince.portal.models import Ladder
from networks.models import Office, ProgrammeYear, SectorNetwork
from pledges.models import ReportRound
from tests.factories import OfficeFactory, ProvinceFactory, UserFactory, administrator_of
from tests.support.reference import load_one_province

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(dt.datetime(2026, 11, 24, 3, 0, tzinfo=dt.UTC), tick=False)]
PASSWORD = "a-long-quiet-river"
ANSWERS = {
    "no_input": True, "admin_name": "นางสาวสมหญิง ใจดี", "admin_email": "Somying@Example.go.th", "letter_code": "อย 0031",
}  # fmt: skip


@pytest.fixture
def province():
    return load_one_province("14")


def run(**options):
    out = io.StringIO()
    call_command("setup_office", stdout=out, stderr=io.StringIO(), **{**ANSWERS, **options})
    return out.getvalue().splitlines()


def test_the_default_rounds_are_due_at_the_end_of_march_and_of_september():
    assert default_rounds(2570) == {
        "H1": (dt.date(2027, 3, 1), dt.date(2027, 3, 31), dt.date(2027, 4, 30)),
        "FULL": (dt.date(2027, 9, 1), dt.date(2027, 9, 30), dt.date(2027, 10, 30)),
    }


def test_the_command_makes_office_year_rounds_ladders_and_the_first_administrator(client, province):
    lines = run()

    office = Office.objects.get()
    user = User.objects.get()
    assert (office.letter_code, office.working_year.fiscal_year) == ("อย 0031", 2570)
    assert list(ReportRound.objects.values_list("code", "programme_year__fiscal_year")) == [("H1", 2570), ("FULL", 2570)]
    assert Ladder.objects.filter(province="14").exists()
    assert (user.email, user.is_staff, user.has_usable_password()) == ("somying@example.go.th", True, False)
    assert user.role_grants.get().role_id == "provincial_administrator"
    page = client.get(lines[-1].removeprefix("http://localhost:8000"), follow=True)
    answer = client.post(page.redirect_chain[-1][0], {"password1": PASSWORD, "password2": PASSWORD})
    assert answer.status_code == 302 and client.session["_auth_user_id"] == str(user.pk)


def test_the_second_run_prints_the_link_again_until_the_administrator_came_in(province):
    run()

    again = run()

    assert "/accounts/password/reset/key/" in again[-1]
    User.objects.update(last_login=dt.datetime(2026, 11, 24, tzinfo=dt.UTC))
    with pytest.raises(CommandError):
        run()
    assert User.objects.count() == 1


def test_a_province_without_reference_gets_years_networks_and_criteria_too():
    load_one_province("14")
    load_one_province("13")
    # The sets are there before any office is: load_reference runs first.
    list(assessment_references.load())

    # No shipped set was made for that year: the newest one goes on.
    run(province="13", year="2571", motto="ดีงาม")

    assert ProgrammeYear.objects.get(province="13").motto == "ดีงาม"
    assert SectorNetwork.objects.filter(province="13", first_fiscal_year=2571).count() == 9
    chosen = YearCriteria.objects.filter(programme_year__province="13").values_list("kind", flat=True)
    assert sorted(chosen) == sorted(Kind.values)


@pytest.mark.parametrize(("typed_motto", "kept"), [("อยุธยาเมืองคนดี", "อยุธยาเมืองคนดี"), ("", "ชาวอยุธยา มีวินัย ใส่ใจส่วนรวม")])
def test_a_year_that_reference_brought_takes_the_motto_that_was_typed(province, typed_motto, kept):
    run(motto=typed_motto)

    year = ProgrammeYear.objects.get(fiscal_year=2570)
    changes = [["ชาวอยุธยา มีวินัย ใส่ใจส่วนรวม", kept]] if typed_motto else []
    assert year.motto == kept
    assert [event.changes["motto"] for event in AuditEvent.objects.filter(action="edit_year")] == changes
    assert ProgrammeYear.objects.get(fiscal_year=2569).motto == "ชาวอยุธยา มีวินัย ใส่ใจส่วนรวม"


@pytest.mark.parametrize(
    "wrong", [{"admin_email": ""}, {"admin_email": "nothing"}, {"admin_name": ""}, {"year": "2026"}, {"year": "next"},
              {"year": "2507"}, {"year": "2568"}, {"year": "2572"}, {"email": "x"}, {"province": "99"}],
)  # fmt: skip
def test_what_is_missing_or_wrong_is_said_and_nothing_is_half_written(province, wrong):
    before = (Office.objects.get().letter_code, ReportRound.objects.count(), AuditEvent.objects.count())

    with pytest.raises(CommandError):
        run(**wrong)
    assert (Office.objects.get().letter_code, ReportRound.objects.count(), AuditEvent.objects.count()) == before
    assert User.objects.count() == 0


def test_without_places_it_says_what_to_run_first():
    with pytest.raises(CommandError, match="load_reference"):
        run()


def test_answers_are_asked_for_on_standard_error(province, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("\n" * 10 + "นางสาวสมหญิง ใจดี\nsomying@example.go.th\n"))
    out, asked = io.StringIO(), io.StringIO()

    call_command("setup_office", stdout=out, stderr=asked)

    assert User.objects.get().name == "นางสาวสมหญิง ใจดี"
    assert "Name of the office" in asked.getvalue() and "Name of the office" not in out.getvalue()


def asked(monkeypatch, typed, **options):
    """What was said while these lines were typed."""
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    said = io.StringIO()
    try:
        call_command("setup_office", stdout=io.StringIO(), stderr=said, **options)
    except CommandError as refused:
        said.write(str(refused))
    return said.getvalue()


def test_an_answer_that_cannot_be_taken_is_asked_for_again_and_costs_no_other(province, monkeypatch):
    UserFactory(email="taken@example.go.th")
    answers = [
        "", "", "035", "035-241-587", "nothing", "office@example.go.th", "", "", "", "",
        "70", "2507", "๒๕๗๐", "", "", "นางสาวสมหญิง ใจดี", "taken@example.go.th", "somying@example.go.th",
    ]  # fmt: skip

    said = asked(monkeypatch, "\n".join([*answers, ""]))

    office = Office.objects.get()
    assert (office.phone, office.email, office.working_year.fiscal_year) == ("035-241-587", "office@example.go.th", 2570)
    assert User.objects.get(role_grants__isnull=False).email == "somying@example.go.th"
    assert [line.rpartition(": ")[2] for line in said.splitlines()] == [
        "หมายเลขโทรศัพท์มี 9 หลัก มือถือมี 10 หลัก กรุณาตรวจอีกครั้ง เช่น 035-123-456 ต่อ 12",
        "กรุณากรอกอีเมล เช่น name@example.go.th",
        "ปีงบประมาณเป็นเลข พ.ศ. สี่หลัก เช่น 2569",
        "กรุณาเริ่มด้วยปีงบประมาณ 2569 ถึง 2571",
        "กรุณากรอกช่องนี้",
        "มีบัญชีที่ใช้อีเมล taken@example.go.th อยู่แล้ว",
        "",
    ]
    assert [said.count(f"{question}: ") for question in ("Telephone", "E-mail of the office", "Address")] == [2, 2, 1]


def test_where_the_answers_end_too_early_nothing_is_asked_for_ever(province, monkeypatch):
    assert asked(monkeypatch, "\n" * 10).endswith("--admin-name: กรุณากรอกช่องนี้")
    assert User.objects.count() == 0


def test_a_wrong_option_is_said_before_the_first_question(province, monkeypatch):
    assert asked(monkeypatch, "\n" * 12, admin_email="x").startswith("--admin-email: ")


def test_the_example_of_a_letter_code_is_of_no_province():
    assert [question for _name, question in QUESTIONS if "อย" in question] == []


def test_the_mail_check_says_how_it_ended(province, mailoutbox):
    lines = run(test_mail="somying@example.go.th")

    assert len(mailoutbox) == 1
    assert lines[-1] == "test mail to somying@example.go.th: handed over to the mail server"
    assert Message.objects.get(kind="test_mail").state == "sent"


def test_a_mail_server_that_is_away_is_said_and_the_office_stands(province, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9

    lines = run(test_mail="somying@example.go.th")

    assert lines[-1].startswith("test mail to somying@example.go.th: ")
    assert "handed over" not in lines[-1]
    assert Message.objects.get(kind="test_mail").state == "pending"
    assert Office.objects.get().working_year is not None


# The page


def typed(**more):
    return {
        "name": "สำนักงานวัฒนธรรมจังหวัดพระนครศรีอยุธยา", "primary_colour": "#8C3B2A", "fiscal_year": "๒๕๗๐",
        "admin_name": "นางสาวสมหญิง ใจดี", "admin_email": "somying@example.go.th", "password": PASSWORD, **more,
    }  # fmt: skip


@pytest.mark.parametrize("key", ["", "nonsense", "InNldHVwIg:1xVtNA:forged"])
def test_the_page_stays_locked_without_a_key(client, province, key):
    assert client.get(reverse("setup"), {"key": key}).status_code == 403
    assert client.post(reverse("setup"), typed(key=key)).status_code == 403
    assert User.objects.count() == 0


def test_a_key_ends_after_a_day(client, province):
    key = setup_key()

    with time_machine.travel(dt.datetime(2026, 11, 25, 3, 0, 2, tzinfo=dt.UTC), tick=False):
        assert client.post(reverse("setup"), typed(key=key)).status_code == 403
    assert User.objects.count() == 0


def test_the_web_server_logs_no_address_that_is_a_key():
    kept_out = re.search(r"~(\^\S+) 0;", (settings.BASE_DIR / "deploy" / "nginx.conf").read_text(encoding="utf-8")).group(1)
    keys = [reverse("setup"), reverse("join-link", args=["k"]), reverse("account_reset_password_from_key", args=["a", "k"])]

    assert [bool(re.match(kept_out, address)) for address in (*keys, reverse("home"))] == [True, True, True, False]


def test_the_web_server_says_in_thai_that_the_portal_starts_anew():
    written = (settings.BASE_DIR / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    place = re.search(r"error_page 502 504 =503 (@\w+);", written).group(1)
    page = re.search(rf"location {place} {{.*?return 503 '([^']+)';", written, re.DOTALL).group(1)
    assert re.findall("<h1>(.+?)</h1>", page) == ["ระบบกำลังเริ่มทำงานใหม่"]


def test_the_page_sets_up_once_and_is_gone_then(client, province):
    [link] = run(key=True)

    page = client.get(link.removeprefix("http://localhost:8000"))
    answer = client.post(reverse("setup"), typed(key=page.context["key"]))
    told = [str(message) for message in get_messages(answer.wsgi_request)]
    client.logout()

    assert (page.status_code, answer.status_code) == (200, 302)
    assert told[1:] == ["ป้องกันบัญชีของท่านด้วยการยืนยันขั้นที่สองได้ ที่ “การเข้าสู่ระบบสองขั้น” ในเมนูใต้ชื่อของท่าน"]
    assert User.objects.get().check_password(PASSWORD)
    assert client.get(reverse("setup"), {"key": page.context["key"]}).status_code == 404
    assert client.post(reverse("setup"), typed(key=page.context["key"], admin_email="b@example.org")).status_code == 404
    assert User.objects.count() == 1
    with pytest.raises(CommandError, match=r"further province .* manage\.py setup_office --province CODE$"):
        run(key=True)


@pytest.mark.parametrize("wrong", [{"password": "short"}, {"fiscal_year": "2026"}, {"fiscal_year": "2507"},
                                   {"admin_email": "x"}, {"name": "\x00"}, {"primary_colour": "red; }"}])  # fmt: skip
def test_nonsense_on_the_page_writes_nothing(client, province, wrong):
    answer = client.post(reverse("setup"), typed(key=setup_key(), **wrong))

    assert answer.status_code == 200
    assert User.objects.count() == 0


def test_the_page_is_not_there_where_an_administrator_is(client):
    province = ProvinceFactory()
    OfficeFactory(province=province)
    administrator_of(province)

    assert client.get(reverse("setup"), {"key": setup_key()}).status_code == 404


def test_a_password_that_is_missing_is_asked_for_and_not_called_weak(client, province):
    answer = client.post(reverse("setup"), typed(key=setup_key(), password=""))

    assert answer.context["form"].errors["password"] == ["กรุณากรอกช่องนี้"]


def test_the_page_begins_with_what_is_usual(client, province):
    Office.objects.all().delete()
    form = client.get(reverse("setup"), {"key": setup_key()}).context["form"]
    assert [form[name].value() for name in ("small_group", "keep_years", "fiscal_year")] == [5, 3, 2570]


@pytest.mark.parametrize("year", ["70", "2026", "next", "9999999999999"])
def test_a_year_that_is_none_is_answered_with_how_one_is_written(client, province, year):
    answer = client.post(reverse("setup"), typed(key=setup_key(), fiscal_year=year))

    assert answer.context["form"].errors["fiscal_year"] == ["ปีงบประมาณเป็นเลข พ.ศ. สี่หลัก เช่น 2569"]
