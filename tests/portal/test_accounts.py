"""Accounts: log-in by e-mail or short name, reset through the outbox, two steps, the own page, personal data."""

import datetime as dt
import re

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.urls import reverse

from moralprovince.core.models import Message, User
from moralprovince.core.outbox import deliver
from moralprovince.portal.rules import outbox_rules
from tests.factories import OfficeFactory, OrganisationFactory, ProvinceFactory, UserFactory, contact_of, officer_of

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-quiet-river"


def log_in(client, login, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": login, "password": password})


@pytest.mark.parametrize("typed", ["malee@example.org", "  MALEE@Example.org "])
def test_log_in_by_e_mail_whatever_its_case(client, typed):
    user = UserFactory(email="malee@example.org", password=PASSWORD)

    assert log_in(client, typed)["Location"] == "/"
    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.parametrize("typed", ["0812345678", "081-234-5678", "๐๘๑ ๒๓๔ ๕๖๗๘", "0812345678@no-mail.invalid"])
def test_people_without_mail_log_in_with_their_number_however_written(client, typed):
    UserFactory(email="0812345678@no-mail.invalid", has_mailbox=False, password=PASSWORD)

    assert log_in(client, typed).status_code == 302


@pytest.mark.parametrize("typed", ["", "\x00", "x" * 5000, "nobody@example.org", "14-00001"])
def test_a_wrong_name_is_answered_by_a_sentence(client, typed):
    answer = log_in(client, typed)

    assert (answer.status_code, bool(answer.context["form"].errors)) == (200, True)


def test_too_many_wrong_passwords_make_wait_even_the_right_one(client):
    UserFactory(email="malee@example.org", password=PASSWORD)
    for _time in range(6):
        log_in(client, "malee@example.org", "wrong")

    assert log_in(client, "malee@example.org").status_code in (200, 429)
    assert "_auth_user_id" not in client.session


def test_nobody_signs_up_by_herself(client):
    client.post(reverse("account_signup"), {"email": "a@example.org", "password1": PASSWORD, "name": "a"})

    assert User.objects.count() == 0


# Reset


def test_a_reset_waits_in_the_outbox_sealed_and_works_once(client):
    user = UserFactory(email="malee@example.org", password="the-old-password")

    asked = client.post(reverse("account_reset_password"), {"email": "malee@example.org"})
    kept = Message.objects.get(kind="account")
    deliver(outbox_rules())
    path = re.search(r"https?://[^/]+(/accounts/password/reset/key/\S+)", mail.outbox[0].body)[1]
    page = client.get(path, follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": PASSWORD, "password2": PASSWORD})

    assert asked.status_code == 302
    assert "reset" not in kept.body and "/accounts/" not in kept.body
    assert Message.objects.get(pk=kept.pk).body == ""
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert client.get(path, follow=True).context["token_fail"] is True


def test_the_mail_of_a_reset_leads_to_the_address_people_type_and_is_signed(client, settings):
    settings.SITE_URL, settings.ALLOWED_HOSTS = "https://portal.example.go.th", ["10.0.0.5"]
    office = OfficeFactory(phone="035 336 881", email="office@example.org")
    UserFactory(email="malee@example.org")
    client.post(reverse("account_reset_password"), {"email": "malee@example.org"}, headers={"host": "10.0.0.5"})
    deliver(outbox_rules())
    [sent] = mail.outbox
    [host] = re.findall(r"(https?://[^/]+)/accounts/", sent.body)
    assert (host, sent.body.splitlines()[-2:]) == (settings.SITE_URL, [office.name, "โทรศัพท์ 035 336 881"])
    assert sent.reply_to == ["office@example.org"]


def test_a_mail_server_that_is_away_breaks_no_form(client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    UserFactory(email="malee@example.org")

    answer = client.post(reverse("account_reset_password"), {"email": "malee@example.org"})

    assert answer.status_code == 302
    assert Message.objects.get(kind="account").state == "pending"


@pytest.mark.parametrize("address", ["stranger@example.org", "0812345678@no-mail.invalid"])
def test_no_mail_goes_to_strangers_or_to_people_without_mailbox(client, address):
    UserFactory(email="0812345678@no-mail.invalid", has_mailbox=False)

    assert client.post(reverse("account_reset_password"), {"email": address}).status_code == 302
    assert Message.objects.count() == 0


# Two steps


def test_everybody_can_set_up_the_second_step_and_is_asked_for_it_then(client):
    user = UserFactory(email="malee@example.org", password=PASSWORD)
    log_in(client, "malee@example.org")
    asked = client.get(reverse("mfa_activate_totp"))
    page = client.post(asked["Location"], {"password": PASSWORD}, follow=True)
    secret = page.context["form"].secret
    code = f"{hotp_value(secret, next(yield_hotp_counters_from_time())):06d}"

    client.post(reverse("mfa_activate_totp"), {"code": code})
    client.logout()
    first = log_in(client, "malee@example.org")

    assert Authenticator.objects.filter(user=user, type="totp").count() == 1
    assert first["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session


def test_a_wrong_second_code_lets_nobody_in(client):
    user = UserFactory(email="malee@example.org", password=PASSWORD)
    TOTP.activate(user, generate_totp_secret())
    log_in(client, "malee@example.org")

    answer = client.post(reverse("mfa_authenticate"), {"code": "000000"})

    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session


def test_a_telephone_whose_clock_is_half_a_minute_off_is_let_in_once_for_each_code(client):
    user = UserFactory(email="malee@example.org", password=PASSWORD)
    secret, noon = generate_totp_secret(), dt.datetime(2027, 4, 2, 5, 0, 15, tzinfo=dt.UTC)
    TOTP.activate(user, secret)

    def lets_in(half_minutes, *, later=0):
        """Is a code of another half minute than noon's taken so many seconds later?"""
        with time_machine.travel(noon + dt.timedelta(seconds=later), tick=False):
            client.logout()
            log_in(client, "malee@example.org")
            client.post(
                reverse("mfa_authenticate"), {"code": f"{hotp_value(secret, int(noon.timestamp()) // 30 + half_minutes):06d}"}
            )
            return "_auth_user_id" in client.session

    assert [lets_in(-2), lets_in(-1), lets_in(1), lets_in(2)] == [False, True, True, False]
    assert [lets_in(1, later=40), lets_in(2, later=40)] == [False, True]


# Own pages


def test_a_person_changes_her_own_name_and_telephone_and_nothing_else(client):
    user = contact_of(OrganisationFactory(), email="a@example.org")
    client.force_login(user)

    sign = client.get(reverse("account")).context["form"]["sign"].value()
    client.post(
        reverse("account"),
        {"sign": sign, "name": "นางมาลี  ดี", "phone": "035-123-456", "email": "x@x.org", "is_superuser": "on"},
    )

    user.refresh_from_db()
    assert (user.name, user.phone, user.email, user.is_superuser) == ("นางมาลี ดี", "035-123-456", "a@example.org", False)


def test_more_numbers_than_an_account_holds_are_asked_to_be_shortened(client):
    user = contact_of(OrganisationFactory())
    client.force_login(user)

    form = client.post(reverse("account"), {"name": user.name, "phone": ", ".join(["035-123-456"] * 4)}).context["form"]

    assert form.errors == {"phone": ["กรุณาย่อให้สั้นลง ข้อความนี้มี 50 ตัวอักษร ใส่ได้ไม่เกิน 40 ตัวอักษร"]}


def test_the_page_on_personal_data_is_public_and_says_who_answers(client):
    OfficeFactory(province=ProvinceFactory(), privacy_contact="นายกฎหมาย ใจดี โทร. 035-000-000")

    page = client.get(reverse("privacy"))

    assert page.status_code == 200
    assert "นายกฎหมาย ใจดี โทร. 035-000-000" in page.content.decode()


def test_a_test_mail_says_how_it_ended(client, settings):
    officer = officer_of(ProvinceFactory())
    client.force_login(officer)

    good = client.post(reverse("test-mail"))
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    bad = client.post(reverse("test-mail"))

    assert (good.context["sent"], bad.context["sent"]) == (True, False)
    assert [message.to[0].rpartition("<")[2] for message in mail.outbox] == [f"{officer.email}>"]


def test_contacts_try_no_mail(client):
    client.force_login(contact_of(OrganisationFactory()))

    assert client.post(reverse("test-mail")).status_code == 403
    assert mail.outbox == []
