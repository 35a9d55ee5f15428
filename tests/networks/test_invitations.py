"""Invitations: who may invite whom, links and codes used once, renewed, withdrawn, expired, guessed, raced."""

import datetime as dt
import re
import threading
from email.utils import parseaddr
from urllib.parse import urlsplit

import pypdfium2
import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.db import connections
from django.urls import reverse
from django.utils.html import escape

from moralprovince.core import thai
from moralprovince.core.errors import NotAllowed, Outpaced, Refused
from moralprovince.core.models import AuditEvent, Message, User
from moralprovince.core.outbox import Letter, Rules, deliver
from moralprovince.core.pdf import render_pdf
from networks.actions.invitations import CODE_DIGITS, Guest, digest, invite, print_sheets, renew, revoke, where_of
from networks.actions.inviting_many import invite_contacts, reach
from networks.actions.joining import join, join_as, login_name
from networks.actions.roles import end_grant
from networks.exports.invitation_sheets import sheets
from networks.models import Invitation, RoleGrant
from networks.reminders import still_open
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
    role,
)
from tests.support.queries import counted
from tests.support.races import race

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-quiet-river"
NOW = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def organisation():
    return OrganisationFactory(contact_name="นายสมชาย ใจดี", email="", phone="081-234-5678")


@pytest.fixture
def officer(organisation):
    return officer_of(organisation.province)


def guest(organisation, **more):
    return Guest(**{"name": "นายสมชาย ใจดี", "role": role("contact"), "scope": organisation, **more})


def accept(client, address, **typed):
    return client.post(address, {"name": "นายสมชาย ใจดี", "password": PASSWORD, "again": PASSWORD, "notice": "on", **typed})


# Inviting


def test_an_invited_person_comes_in_by_the_link_of_the_mail_and_is_at_home(client, organisation, officer):
    issued = invite(guest=guest(organisation, email="Somchai@Example.org"), by=officer)
    path = reverse("join-link", args=[issued.token])

    page = client.get(path)
    answer = accept(client, path)

    assert page.status_code == 200
    assert answer["Location"] == reverse("home")
    user = User.objects.get(email="somchai@example.org")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert user.check_password(PASSWORD) and user.has_mailbox and user.notice_accepted_at
    assert [grant.scope for grant in user.role_grants.all()] == [organisation]
    assert Invitation.objects.get().used_by == user
    assert AuditEvent.objects.filter(action="accept_invitation", actor=user).count() == 1
    assert AuditEvent.objects.get(action="grant_role", actor=user).note == f"เชิญโดย {officer.name}"


def test_who_will_read_all_provinces_is_invited_by_the_installation_alone_and_comes_in_everywhere(client, organisation):
    root = User.objects.create_superuser("root@example.org")
    seat = guest(None, role=role("national_viewer"), email="national@example.org")
    with pytest.raises(NotAllowed):
        invite(guest=seat, by=administrator_of(organisation.province))
    issued = renew(invitation=invite(guest=seat, by=root).invitation, by=root, mail=True)
    accept(client, reverse("join-link", args=[issued.token]))
    (grant,) = User.objects.get(email="national@example.org").role_grants.all()
    assert (grant.scope, grant.role_id, where_of(issued.invitation)) == (None, "national_viewer", "ทุกจังหวัด")


def test_a_person_without_mail_comes_in_by_the_code_of_the_sheet_and_logs_in_with_her_number(client, organisation, officer):
    invitation = invite(guest=guest(organisation, phone="081-234-5678"), by=officer).invitation
    [sheet] = print_sheets(invitations=[invitation], by=officer)

    opened = client.post(reverse("join"), {"code": sheet.spoken_code})
    answer = accept(client, opened["Location"])
    client.logout()
    logged_in = client.post(reverse("account_login"), {"login": "081 234 5678", "password": PASSWORD})

    assert (opened["Location"], answer["Location"]) == (reverse("join-open"), reverse("home"))
    user = User.objects.get(role_grants__organisation=organisation)
    assert (user.email, user.has_mailbox) == ("0812345678@no-mail.invalid", False)
    assert logged_in.status_code == 302 and client.session["_auth_user_id"] == str(user.pk)


def test_thai_digits_and_spaces_in_the_code_are_understood(client, organisation, officer):
    issued = invite(guest=guest(organisation), by=officer)
    thai = issued.code.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))

    answer = client.post(reverse("join"), {"code": f" {thai[:4]}-{thai[4:]} "})

    assert answer["Location"] == reverse("join-open")


def test_nothing_of_link_and_code_stands_in_the_database_in_clear(organisation, officer):
    issued = invite(guest=guest(organisation, email="somchai@example.org"), by=officer)

    kept = [str(row) for model in (Invitation, Message, AuditEvent) for row in model.objects.values_list()]

    assert len(issued.token) >= 40 and len(issued.code) == CODE_DIGITS
    assert [row for row in kept if issued.token in row or issued.code in row] == []
    assert Invitation.objects.get().token_hash == digest(issued.token)


def test_the_mail_carries_the_link_and_its_text_is_wiped_once_it_is_sent(organisation, officer, mailoutbox):
    issued = invite(guest=guest(organisation, email="somchai@example.org"), by=officer)
    rules = Rules(
        still_open=lambda m: still_open(m.obligation, None, None), paused_provinces=set,
        word=lambda m: Letter(m.subject, m.body),
    )  # fmt: skip
    deliver(rules)

    assert [parseaddr(mail.to[0])[1] for mail in mailoutbox] == ["somchai@example.org"]
    assert issued.link in mailoutbox[0].body
    assert [(m.state, m.body) for m in Message.objects.filter(kind="invitation")] == [("sent", "")]


@pytest.mark.parametrize(
    ("code", "place", "who", "allowed"),
    [
        ("contact", "organisation", officer_of, True),
        ("coordinator", "network", officer_of, True),
        ("culture_officer", "province", officer_of, False),
        ("provincial_administrator", "province", officer_of, False),
        ("culture_officer", "province", administrator_of, True),
        ("provincial_administrator", "province", administrator_of, True),
    ],
)
def test_officers_invite_contacts_and_coordinators_and_administrators_everybody(organisation, code, place, who, allowed):
    scope = {"organisation": organisation, "network": organisation.network, "province": organisation.province}[place]
    one = Guest("นายทดสอบ", role(code), scope, "new@example.org")

    if allowed:
        assert invite(guest=one, by=who(organisation.province)).invitation.role_id == code
    else:
        with pytest.raises(NotAllowed):
            invite(guest=one, by=who(organisation.province))


def test_no_role_is_chosen_before_somebody_chooses_it(client, organisation):
    client.force_login(administrator_of(organisation.province))
    guest = {"name": "นายทดสอบ", "email": "new@example.org"}

    offered = list(client.get(reverse("networks:invite")).context["form"].fields["role"].choices)
    answer = client.post(reverse("networks:invite"), {**guest, "role": ""})

    assert offered[0] == ("", "– เลือก –")
    assert answer.context["form"].errors == {"role": ["กรุณากรอกช่องนี้"]}
    assert list(Invitation.objects.all()) == []


@pytest.mark.parametrize("make", [officer_of, administrator_of])
def test_nobody_invites_into_another_province(organisation, make):
    stranger = make(ProvinceFactory(code="13"))

    with pytest.raises(NotAllowed):
        invite(guest=guest(organisation), by=stranger)


@pytest.mark.parametrize("who", ["coordinator", "contact"])
def test_coordinators_and_contacts_see_no_invitations(client, organisation, who):
    person = coordinator_of(organisation.network) if who == "coordinator" else contact_of(organisation)
    client.force_login(person)

    assert client.get(reverse("networks:invitations")).status_code == 403
    assert client.post(reverse("networks:invite"), {"role": "contact"}).status_code == 403


def test_a_role_is_given_only_for_the_kind_of_place_it_is_made_for(organisation, officer):
    with pytest.raises(Refused):
        invite(guest=guest(organisation.network), by=officer)


def test_nobody_is_asked_twice_for_the_same(organisation, officer):
    invite(guest=guest(organisation, email="a@example.org"), by=officer)

    with pytest.raises(Refused):
        invite(guest=guest(organisation, email="A@example.org"), by=officer)


# Links that cannot be used


def closed(client, token):
    answer = client.get(reverse("join-link", args=[token]))
    return answer.status_code, "networks/people/join_closed.html" in [t.name for t in answer.templates]


def test_an_unknown_link_says_so(client):
    assert closed(client, "nonsense") == (404, True)


def test_who_is_invited_by_the_second_office_reads_whom_of_that_office_to_ask(client, officer):
    OfficeFactory(province=officer.role_grants.get().province, privacy_contact="นางอยุธยา")
    other = OfficeFactory(province=ProvinceFactory(code="17"), privacy_contact="นางสิงห์")
    issued = invite(guest=guest(OrganisationFactory(province=other.province)), by=officer_of(other.province))

    page = client.get(reverse("join-link", args=[issued.token]))

    assert page.context["office"].privacy_contact == "นางสิงห์"
    assert [word in page.content.decode() for word in ("นางสิงห์", "นางอยุธยา")] == [True, False]


def test_a_link_works_once(client, organisation, officer):
    issued = invite(guest=guest(organisation, email="a@example.org"), by=officer)
    accept(client, reverse("join-link", args=[issued.token]))
    client.logout()

    assert closed(client, issued.token) == (410, True)


def test_a_link_ends_after_thirty_days(client, organisation, officer):
    with time_machine.travel(NOW, tick=False):
        issued = invite(guest=guest(organisation), by=officer)
    with time_machine.travel(NOW + dt.timedelta(days=30, seconds=-1), tick=False):
        assert client.get(reverse("join-link", args=[issued.token])).status_code == 200
    with time_machine.travel(NOW + dt.timedelta(days=30), tick=False):
        assert closed(client, issued.token) == (410, True)
        assert accept(client, reverse("join-link", args=[issued.token])).status_code == 410
    assert User.objects.filter(role_grants__organisation=organisation).count() == 0


def test_a_withdrawn_link_is_closed_and_its_waiting_mail_is_taken_back(client, organisation, officer):
    issued = invite(guest=guest(organisation, email="a@example.org"), by=officer)
    revoke(invitation=issued.invitation, by=officer)

    assert closed(client, issued.token) == (410, True)
    assert Message.objects.get(kind="invitation").state == "cancelled"
    assert still_open(f"invitation:{issued.invitation.pk}", None, None) is False


def test_a_renewed_invitation_closes_the_old_link_and_opens_the_new_one(client, organisation, officer):
    old = invite(guest=guest(organisation, email="a@example.org"), by=officer)
    new = renew(invitation=old.invitation, by=officer, mail=False)

    assert closed(client, old.token) == (410, True)
    assert client.get(reverse("join-link", args=[new.token])).status_code == 200
    assert [i.state for i in Invitation.objects.order_by("pk")] == ["withdrawn", "open"]


def test_an_invitation_that_ran_out_is_not_renewed_where_she_was_invited_anew_or_came_in(organisation, officer):
    with time_machine.travel(NOW - dt.timedelta(days=31), tick=False):
        old = invite(guest=guest(organisation, email="a@example.org"), by=officer).invitation
    new = invite(guest=guest(organisation, email="a@example.org"), by=officer).invitation
    for _again in range(2):
        with pytest.raises(Refused):
            renew(invitation=old, by=officer, mail=True)
        if Invitation.objects.get(pk=new.pk).state == "open":
            join(invitation=new, name="นายสมชาย", password=PASSWORD)

    assert [i.state for i in Invitation.objects.order_by("pk")] == ["expired", "used"]
    assert Message.objects.filter(kind="invitation").count() == 2


def test_a_used_invitation_cannot_be_renewed_or_withdrawn(organisation, officer):
    issued = invite(guest=guest(organisation), by=officer)
    join(invitation=issued.invitation, name="นายสมชาย", password=PASSWORD, by=None)

    for act in (
        lambda: renew(invitation=issued.invitation, by=officer, mail=False),
        lambda: revoke(invitation=issued.invitation, by=officer),
    ):
        with pytest.raises(Outpaced):
            act()


def test_a_withdrawn_organisation_lets_nobody_in(organisation, officer):
    issued = invite(guest=guest(organisation), by=officer)
    type(organisation).objects.filter(pk=organisation.pk).update(state="withdrawn")
    invitation = Invitation.objects.get(pk=issued.invitation.pk)

    with pytest.raises(Refused):
        join(invitation=invitation, name="นายสมชาย", password=PASSWORD, by=None)
    assert Invitation.objects.get().used_at is None


# Accounts that exist


def test_a_person_with_an_account_logs_in_first_and_her_password_stays(client, organisation, officer):
    known = UserFactory(email="known@example.org", password="the-old-password")
    issued = invite(guest=guest(organisation, email="known@example.org"), by=officer)
    path = reverse("join-link", args=[issued.token])

    forged = accept(client, path)
    client.force_login(known)
    taken = client.post(path)

    known.refresh_from_db()
    assert "networks/people/join_login.html" in [t.name for t in forged.templates]
    assert taken["Location"] == reverse("home")
    assert known.check_password("the-old-password")
    assert known.role_grants.get().organisation == organisation


def test_a_role_that_was_taken_away_is_not_taken_up_again_by_an_old_invitation(client, organisation, officer):
    administrator = administrator_of(organisation.province)
    issued = invite(guest=guest(organisation, email="known@example.org"), by=officer)
    known = contact_of(organisation, email="known@example.org")
    end_grant(grant=known.role_grants.get(), by=administrator)
    client.force_login(known)
    again = client.post(reverse("join-link", args=[issued.token]))
    assert (again.status_code, RoleGrant.objects.in_force(thai.today()).filter(user=known).exists()) == (410, False)
    assert Message.objects.get(obligation=f"invitation:{issued.invitation.pk}").state == Message.State.CANCELLED


def test_whoever_stands_in_for_a_contact_is_invited_and_gets_the_role_for_good(client, organisation, officer):
    deputy = contact_of(organisation, email="known@example.org")
    until = thai.today() + dt.timedelta(days=7)
    deputy.role_grants.update(acting_for=contact_of(organisation), ends_on=until)
    issued = invite(guest=guest(organisation, email="known@example.org"), by=officer)
    client.force_login(deputy)
    client.post(reverse("join-link", args=[issued.token]))
    assert {grant.acting_for is None: grant.ends_on for grant in deputy.role_grants.all()} == {False: until, True: None}


def test_an_invitation_of_somebody_else_cannot_be_taken(client, organisation, officer):
    other = UserFactory()
    issued = invite(guest=guest(organisation, email="known@example.org"), by=officer)
    client.force_login(other)
    client.post(reverse("join-link", args=[issued.token]))

    with pytest.raises(Refused):
        join_as(invitation=issued.invitation, by=other)
    assert other.role_grants.count() == 0
    assert Invitation.objects.get().used_at is None


def test_a_weak_or_mistyped_password_keeps_the_invitation_open(client, organisation, officer):
    path = reverse("join-link", args=[invite(guest=guest(organisation), by=officer).token])

    answers = [accept(client, path, **typed) for typed in ({"password": "short", "again": "short"}, {"again": "else"},
                                                           {"notice": ""}, {"name": "\x00"})]  # fmt: skip

    assert [answer.status_code for answer in answers] == [200, 200, 200, 200]
    assert Invitation.objects.get().state == "open"
    assert RoleGrant.objects.filter(organisation=organisation).count() == 0


def test_what_was_forgotten_in_joining_is_asked_for_by_the_browser_and_named_alone_by_the_page(client, organisation, officer):
    path = reverse("join-link", args=[invite(guest=guest(organisation), by=officer).token])
    page = client.get(path)
    asked = re.findall(r"<input[^>]* name=\"(\w+)\"[^>]* required", page.content.decode())
    again = "กรุณาพิมพ์อีกครั้งทั้งสองช่อง ระบบไม่ส่งรหัสผ่านกลับมาแสดง รหัสผ่านมีอย่างน้อย 10 ตัวอักษร"

    def told(**typed):
        form = accept(client, path, **typed).context["form"]
        return form.errors, form["password"].help_text

    assert asked == ["name", "password", "again", "notice"]
    assert page.content.decode().count("novalidate") == 0
    assert told(notice="") == ({"notice": ["ขาดเพียงข้อนี้ กรุณาทำเครื่องหมาย แล้วพิมพ์รหัสผ่านอีกครั้ง"]}, again)
    assert told(notice="", again="x") == (
        {"again": ["รหัสผ่านทั้งสองช่องไม่ตรงกัน กรุณาพิมพ์ใหม่ทั้งสองช่อง"], "notice": ["กรุณาทำเครื่องหมายว่าได้อ่านแล้ว"]}, again
    )  # fmt: skip


def test_two_people_with_the_same_number_get_different_names(organisation, officer):
    names = []
    for number in range(3):
        one = Guest(f"คนที่ {number}", role("contact"), organisation, phone="0812345678")
        user = join(invitation=invite(guest=one, by=officer).invitation, name=one.name, password=PASSWORD, by=None)
        names.append(user.email.partition("@")[0])

    assert names[:2] == ["0812345678", organisation.code]
    assert re.fullmatch(rf"{organisation.code}-[2-9]{{4}}", names[2])


# Guessing


def test_who_types_wrong_codes_too_often_waits_even_with_the_right_one(client, organisation, officer):
    issued = invite(guest=guest(organisation), by=officer)
    for number in range(8):
        assert client.post(reverse("join"), {"code": f"{number:012d}"}).status_code == 200

    answer = client.post(reverse("join"), {"code": issued.code})

    assert answer.status_code == 200
    assert len(answer.context["form"].non_field_errors()) == 1


def test_the_way_in_is_neither_cached_nor_told_to_other_sites(client, organisation, officer):
    answer = client.get(reverse("join-link", args=[invite(guest=guest(organisation), by=officer).token]))

    assert answer["Referrer-Policy"] == "strict-origin"
    assert "no-store" in answer["Cache-Control"] and "private" in answer["Cache-Control"]


# Races


@pytest.mark.postgres  # elsewhere there is one writer at a time
@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_make_one_account():
    organisation = OrganisationFactory()
    issued = invite(guest=guest(organisation, email=""), by=officer_of(organisation.province))
    gate, ends = threading.Barrier(2), []

    def press():
        try:
            gate.wait(5)
            join(invitation=Invitation.objects.get(pk=issued.invitation.pk), name="นายสมชาย", password=PASSWORD, by=None)
            ends.append("in")
        except Outpaced:
            ends.append("outpaced")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert sorted(ends) == ["in", "outpaced"]
    assert RoleGrant.objects.filter(organisation=organisation).count() == 1
    assert User.objects.filter(email__endswith="@no-mail.invalid").count() == 1


# Many at once


def test_all_contacts_of_a_network_are_invited_once_by_the_road_that_reaches_them(officer, organisation):
    network = organisation.network
    mailed = OrganisationFactory(network=network, contact_name="นางมาลี", email="malee@example.org")
    nameless = OrganisationFactory(network=network)
    contact_of(OrganisationFactory(network=network, contact_name="มีบัญชีแล้ว"))
    OrganisationFactory(network=network, contact_name="ออกแล้ว", state="withdrawn")
    OrganisationFactory(network=SectorNetworkFactory(code="religion"), contact_name="เครือข่ายอื่น")

    before = reach(network)
    first, second = invite_contacts(network=network, by=officer), invite_contacts(network=network, by=officer)

    assert (before.by_mail, before.by_sheet, before.unknown) == ([mailed], [organisation], [nameless])
    assert [issued.invitation.organisation for issued in first] == [mailed, organisation]
    assert second == []
    assert Message.objects.filter(kind="invitation").count() == 1


def test_the_preview_of_a_network_sends_nothing(client, officer, organisation):
    client.force_login(officer)
    path = reverse("networks:invite-network", args=[organisation.network.pk])

    assert client.get(path).status_code == 200
    assert Invitation.objects.count() == 0
    said = [str(one) for one in client.post(path, follow=True).context["messages"]]
    assert Invitation.objects.count() == 1
    # Nothing goes to somebody without e-mail by itself.
    assert said == ["เชิญแล้ว 1 คน ในจำนวนนี้ 1 คนไม่มีอีเมล กรุณาเลือกในรายการแล้วพิมพ์ใบเชิญ"]


# Pages


def test_the_form_comes_filled_in_from_the_entry_of_an_organisation(client, officer, organisation):
    client.force_login(officer)

    form = client.get(reverse("networks:invite"), {"organisation": organisation.code}).context["form"]

    shown = f"{organisation.name} ({organisation.code})"
    assert (form.initial["name"], form["organisation"].value()) == ("นายสมชาย ใจดี", shown)
    client.post(reverse("networks:invite"), {name: form[name].value() or "" for name in form.fields})
    assert Invitation.objects.get().organisation == organisation


def test_each_role_says_for_what_it_holds_so_that_one_box_alone_is_shown(client, organisation):
    client.force_login(administrator_of(organisation.province))

    field = client.get(reverse("networks:invite")).context["form"]["role"]

    scopes = {str(one.data["value"]): one.data["attrs"]["data-scope"] for one in field if one.data["value"]}
    assert scopes == {value: role(value).scope for value in scopes}
    assert (scopes["contact"], scopes["coordinator"]) == ("organisation", "network")


def test_the_box_of_another_role_is_not_looked_at(client, officer, organisation):
    client.force_login(officer)
    typed = {"role": "contact", "organisation": organisation.code, "network": "nonsense", "name": "นางมาลี", "phone": ""}

    client.post(reverse("networks:invite"), typed)

    assert Invitation.objects.get().organisation == organisation


@pytest.mark.parametrize("written", ["{code}", "{name}", "{name} ({code})"])
def test_the_organisation_is_chosen_by_its_name_or_code(client, officer, organisation, written):
    client.force_login(officer)
    words = written.format(name=organisation.name, code=organisation.code)

    client.post(reverse("networks:invite"), {"role": "contact", "organisation": words, "name": "นางมาลี", "phone": "0812345678"})

    assert Invitation.objects.get().organisation == organisation


def test_an_organisation_that_is_not_plain_is_asked_for_again(client, officer, organisation):
    client.force_login(officer)
    part = organisation.name[:-1]

    form = client.post(reverse("networks:invite"), {"role": "contact", "organisation": part, "name": "นางมาลี"}).context["form"]

    assert f"{organisation.name} ({organisation.code})" in form.errors["organisation"][0]
    assert form["organisation"].value() == part
    assert not Invitation.objects.exists()


def test_inviting_by_the_form_and_a_refusal_keeps_what_was_typed(client, officer, organisation):
    client.force_login(officer)
    typed = {"role": "contact", "organisation": organisation.code, "name": "นางมาลี", "email": "m@example.org", "phone": ""}

    first, second = (client.post(reverse("networks:invite"), typed) for _time in range(2))

    assert first["Location"] == reverse("networks:invitations")
    assert second.status_code == 200 and len(second.context["form"].non_field_errors()) == 1
    assert second.context["form"]["name"].value() == "นางมาลี"
    there = f"{reverse('networks:invitations')}?state=open&role=contact"
    assert second.content.decode().count(f'<a href="{escape(there)}">นางมาลี</a>') == 1
    assert [one.name for one in client.get(there).context["invitations"]] == ["นางมาลี"]


def test_whoever_holds_the_role_already_is_led_to(client, officer, organisation):
    client.force_login(officer)
    holder = contact_of(organisation, email="m@example.org")

    page = client.post(reverse("networks:invite"), {
        "role": "contact", "organisation": organisation.code, "name": "นางมาลี", "email": holder.email, "phone": "",
    })  # fmt: skip

    address = reverse("networks:person", args=[holder.pk])
    assert page.content.decode().count(f'<a href="{address}">นางมาลี</a>') == 1
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    "typed",
    [
        {"organisation": "13-00001"}, {"organisation": ""}, {"role": "culture_officer"}, {"role": "nonsense"},
        {"email": "no address"}, {"name": "\x00" * 9}, {"name": "ก" * 1_000_000}, {"organisation": "' or 1=1"},
    ],
)  # fmt: skip
def test_nonsense_in_the_form_is_answered_by_sentences(client, officer, organisation, typed):
    client.force_login(officer)
    good = {"role": "contact", "organisation": organisation.code, "name": "นางมาลี", "email": "", "phone": ""}

    answer = client.post(reverse("networks:invite"), {**good, **typed})

    assert (answer.status_code, bool(answer.context["form"].errors)) == (200, True)
    assert Invitation.objects.count() == 0


def test_a_new_link_is_shown_once_and_sheets_are_a_pdf(client, officer, organisation):
    OfficeFactory(province=organisation.province)
    issued = invite(guest=guest(organisation), by=officer)
    client.force_login(officer)

    shown = client.post(reverse("networks:invitation-renew", args=[issued.invitation.pk]))
    pdf = client.post(reverse("networks:invitation-sheets"), {"invitation": [shown.context["issued"].invitation.pk, "x"]})

    page = shown.content.decode()
    spoken = urlsplit(settings.SITE_URL).netloc + reverse("join")
    assert (page.count(shown.context["issued"].link), page.count(f"<dt>ที่อยู่เว็บ</dt><dd>{spoken}</dd>")) == (1, 1)
    assert "no-store" in shown["Cache-Control"]
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    assert "no-store" in pdf["Cache-Control"]
    assert client.get(reverse("networks:invitation-renew", args=[issued.invitation.pk])).status_code == 405


def test_the_sheet_tells_name_code_and_address(officer, organisation):
    OfficeFactory(province=organisation.province)
    people = {"นายน้ำ ใจดี": "081-234-5678", "นางเปิ่น": "089-765-4321"}
    invitations = [invite(guest=guest(organisation, name=one, phone=two), by=officer).invitation for one, two in people.items()]
    issued = print_sheets(invitations=invitations, by=officer)

    document = pypdfium2.PdfDocument(render_pdf("invitation_sheets.typ", sheets(issued)))
    text = [page.get_textpage().get_text_range() for page in document]

    assert len(text) == 2
    for one, page in zip(issued, text, strict=True):
        assert one.spoken_code in page and one.invitation.name in page and "/join/" in page
        assert one.invitation.phone.replace("-", "") in page


def test_the_sheet_tells_what_its_guest_will_log_in_with(officer, organisation):
    """Her number or address, else the code of her organisation; nothing where two sheets would say the same."""
    UserFactory(email="0897654321@no-mail.invalid")
    given = [
        {"phone": "081-234 5678 ต่อ 9"},
        {"email": "somchai@example.org"},
        {"phone": "๐๘๙-๗๖๕-๔๓๒๑"},
        {"phone": "02 111 2222"},
    ]
    for at, more in enumerate(given):
        invite(guest=guest(organisation, name=f"คนที่ {at}", **more), by=officer)
    issued = print_sheets(invitations=Invitation.objects.order_by("pk"), by=officer)

    told = [sheet["login"] for sheet in sheets(issued)["sheets"]]
    joined = [join(invitation=one.invitation, name="x", password=PASSWORD, by=None) for one in issued]

    assert told == ["0812345678", "somchai@example.org", organisation.code, "021112222"]
    assert [login_name(user) for user in joined] == [name.lower() for name in told]
    twins = [
        invite(guest=guest(organisation, name=name, phone="035 111 222"), by=officer).invitation for name in ("นายน้ำ", "นางเปิ่น")
    ]
    assert [sheet["login"] for sheet in sheets(print_sheets(invitations=twins, by=officer))["sheets"]] == ["", ""]


def test_officers_of_another_province_find_nothing_here(client, officer, organisation):
    issued = invite(guest=guest(organisation), by=officer)
    client.force_login(officer_of(ProvinceFactory(code="13")))
    pk = issued.invitation.pk

    verbs = ("renew", "resend", "revoke")

    answers = [client.post(reverse(f"networks:invitation-{verb}", args=[pk])).status_code for verb in verbs]
    listed = client.get(reverse("networks:invitations")).context["invitations"]
    bulk = client.post(reverse("networks:invite-network", args=[organisation.network.pk])).status_code
    sheets = client.post(reverse("networks:invitation-sheets"), {"invitation": [pk]})

    assert (answers, listed, bulk, sheets.status_code) == ([404, 404, 404], [], 404, 302)
    assert Invitation.objects.get().state == "open"


@pytest.mark.parametrize("count", [10, 50])
def test_the_list_asks_the_database_the_same_however_long_it_is(client, officer, organisation, count):
    for number in range(count):
        invite(guest=guest(organisation, email=f"p{number}@example.org"), by=officer)
    client.force_login(officer)

    with counted() as queries:
        client.get(reverse("networks:invitations"), {"state": "open"})

    assert len(queries) <= 12


# At the same moment


@pytest.mark.postgres  # elsewhere there is one writer at a time
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("code", ["contact", "coordinator", "culture_officer", "national_viewer"])
def test_of_two_who_invite_one_address_at_once_the_slower_one_finds_it_invited(code):
    body = OrganisationFactory()
    scope = {"contact": body, "coordinator": body.network, "culture_officer": body.province, "national_viewer": None}[code]
    officers = [UserFactory(is_superuser=True) for _one in range(2)]
    asked = guest(scope, role=role(code), email="a@example.org")
    assert race(*(lambda by=by: invite(guest=asked, by=by) for by in officers)) == ["Refused", "done"]
    assert (Invitation.objects.count(), Message.objects.count()) == (1, 1)


@pytest.mark.postgres  # elsewhere there is one writer at a time
@pytest.mark.django_db(transaction=True)
def test_two_who_invite_all_contacts_of_a_network_at_once_invite_each_of_them_once():
    bodies = [OrganisationFactory(contact_name="นายสมชาย ใจดี") for _one in range(3)]
    officers = [officer_of(bodies[0].province) for _one in range(2)]
    one = {"guest": guest(bodies[1], email=bodies[1].email), "by": officers[0]}
    moves = [lambda by=by: invite_contacts(network=bodies[0].network, by=by) for by in officers]
    assert race(*moves, lambda: invite(**one)) in (["Refused", "done", "done"], ["done"] * 3)
    assert Invitation.objects.count() == len(bodies)
