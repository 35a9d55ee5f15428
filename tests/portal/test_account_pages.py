"""Log-in, new password, two-step log-in: in Thai, closed to sign-up, and with letters that say what to do."""

import re

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.core.management import call_command
from django.template.loader import render_to_string
from django.urls import reverse

from tests.factories import OfficeFactory, UserFactory, administrator_of

pytestmark = pytest.mark.django_db
PASSWORD = "ดอกบัวบานริมน้ำ"


@pytest.fixture
def person():
    return UserFactory(email="jaidee@example.org", password=PASSWORD)


def text_of(answer) -> str:
    html = re.sub(r"<(script|style|head).*?</\1>", " ", answer.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.parametrize(
    "name", ["account_login", "account_reset_password", "account_reset_password_done", "account_signup", "account_inactive"]
)
def test_open_pages_are_thai(client, name):
    text = text_of(client.get(reverse(name)))
    assert set(re.findall(r"[A-Za-z]{3,}", text)) <= {"English"}


@pytest.mark.parametrize("name", ["account_change_password", "mfa_index", "account_reauthenticate", "account_logout"])
def test_pages_of_an_account_are_thai(client, person, name):
    client.force_login(person)
    text = text_of(client.get(reverse(name))).replace(person.email, "")
    assert set(re.findall(r"[A-Za-z]{3,}", text)) <= {"English", "Google", "Authenticator"}


def test_nobody_signs_up_by_herself(client):
    client.post(reverse("account_signup"), {"email": "new@example.org", "password1": PASSWORD})
    assert not type(UserFactory.build()).objects.filter(email="new@example.org").exists()


def test_a_wrong_password_is_told_kindly_and_the_address_stays(client, person):
    answer = client.post(reverse("account_login"), {"login": person.email, "password": "something-else"})
    assert "อีเมลหรือรหัสผ่านไม่ตรงกับในระบบ กรุณาลองอีกครั้ง" in text_of(answer)
    assert f'value="{person.email}"' in answer.content.decode()


def test_a_forgotten_password_is_chosen_anew_by_mail(client, person):
    client.post(reverse("account_reset_password"), {"email": person.email})
    call_command("deliver")
    (letter,) = mail.outbox
    assert letter.subject == "ตั้งรหัสผ่านใหม่สำหรับระบบจังหวัดคุณธรรม"
    assert letter.body.startswith("เรียน ผู้ใช้ระบบจังหวัดคุณธรรม")
    link = re.search(r"https?://[^/]+(/\S+)", letter.body).group(1)
    page = client.get(link, follow=True)
    assert "ตั้งรหัสผ่านใหม่" in text_of(page)
    client.post(page.request["PATH_INFO"], {"password1": "วัดหน้าพระเมรุ2569", "password2": "วัดหน้าพระเมรุ2569"})
    person.refresh_from_db()
    assert person.check_password("วัดหน้าพระเมรุ2569")


def test_a_letter_to_an_unknown_address_gives_nothing_away(client):
    answer = client.post(reverse("account_reset_password"), {"email": "nobody@example.org"}, follow=True)
    assert "หากมีบัญชีที่ใช้อีเมลนี้ ลิงก์กำลังส่งไปถึงท่าน" in text_of(answer)


def test_a_used_link_says_what_to_do(client):
    answer = client.get(reverse("account_reset_password_from_key", kwargs={"uidb36": "1", "key": "old-key"}))
    assert "ลิงก์นี้ใช้ไม่ได้แล้ว" in text_of(answer)


def test_two_step_log_in_shows_a_picture_and_the_secret(client, person):
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    question = client.get(reverse("mfa_activate_totp"), follow=True)
    assert "ยืนยันตัวตน" in text_of(question)
    answer = client.post(question.redirect_chain[-1][0], {"password": PASSWORD}, follow=True)
    assert 'src="data:image/svg+xml' in answer.content.decode()
    assert "1. สแกนภาพนี้ด้วยแอป" in text_of(answer)


def ways_on(client, name) -> set[str]:
    """The addresses that a page leads or sends to."""
    ways = re.findall(r'(?:href|action)="(/[^"#?]*)', client.get(reverse(name)).content.decode())
    return {way for way in ways if not way.startswith("/static/")}


def test_before_the_notice_is_read_nothing_is_offered_that_only_leads_back_to_it(client):
    person = administrator_of(OfficeFactory().province, notice_version="", is_staff=True)
    notice, places = (
        reverse("privacy-notice"),
        {reverse(name) for name in ("inbox", "search", "account", "networks:organisations")},
    )
    client.force_login(person)
    for page in ("privacy-notice", "mfa_index", "privacy"):
        answers = {way: client.get(way) for way in ways_on(client, page)}
        assert [way for way, answer in answers.items() if answer.headers.get("Location", "").startswith(notice)] == ["/"]
    client.post(notice)
    assert places - ways_on(client, "privacy-notice") == set()


def test_codes_for_emergencies_are_called_the_same_wherever_they_are_told_of():
    assert render_to_string("mfa/messages/recovery_codes_generated.txt").strip() == "สร้างรหัสสำรองใหม่แล้ว"


@pytest.mark.parametrize(("staff", "second", "told"), [(True, False, 1), (True, True, 0), (False, False, 0)])
def test_whose_account_opens_the_data_of_others_is_offered_the_second_step(client, staff, second, told):
    user = UserFactory(is_staff=staff)
    if second:
        TOTP.activate(user, generate_totp_secret())
    client.force_login(user)

    page = client.get(reverse("account")).content.decode()

    assert page.count("การยืนยันขั้นที่สองช่วยป้องกันบัญชี แม้มีผู้ล่วงรู้รหัสผ่าน") == told
