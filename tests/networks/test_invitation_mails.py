"""Each invitation says when and by which way it went out, and what became of its mail."""

import re

import pytest
import time_machine
from django.urls import reverse

from moralprovince.core.models import Message
from networks.actions.invitations import Guest, invite, renew
from networks.models import Role
from tests.factories import OrganisationFactory, administrator_of, officer_of, role

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    return OrganisationFactory()


@pytest.fixture
def officer(organisation):
    return officer_of(organisation.province)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2026-11-24 10:00+07:00", tick=False) as clock:
        yield clock


def invited(organisation, officer, name, email=""):
    guest = Guest(name=name, role=role("contact"), scope=organisation, email=email)
    return invite(guest=guest, by=officer).invitation


def told(client):
    """What the list says of each that waits, newest first: the line, the message it leads to, and the state of the mail."""
    page = client.get(reverse("networks:invitations"), {"state": "open"}).content.decode()
    cells = re.findall(r'<td data-label="สถานะ">.*?ใช้ได้ถึง[^<]*</span>(.*?)</td>', page, re.DOTALL)
    return [(" ".join(re.sub(r"<.*?>", "", cell).split()), re.findall(r'href="/operations/(\d+)/"', cell)) for cell in cells]


def test_an_invitation_says_when_it_was_sent_and_what_became_of_its_mail(client, organisation, officer, clock):
    one = invited(organisation, officer, "ก", "a@example.org")
    invited(organisation, officer, "ข")
    client.force_login(officer)
    mail = Message.objects.get()
    sentence, there = "อีเมลเมื่อ 24 พ.ย. 2569 10:00 น. ", [str(mail.pk)]
    for state, words in (("pending", "รอส่ง"), ("failed", "ส่งไม่สำเร็จ"), ("unknown", "ไม่ทราบว่าถึงหรือไม่")):
        Message.objects.update(state=state)
        assert told(client) == [("", []), (sentence + words, there)]
    # Sent again by hand it is told by its last time; without the right to the messages there is no way to it.
    clock.move_to("2026-11-24 11:00+07:00")
    Message.objects.update(state="sent", sent_at="2026-11-24 11:00+07:00")
    Role.objects.filter(pk="culture_officer").update(rights=["people.invite"])
    assert told(client)[1] == ("อีเมลเมื่อ 24 พ.ย. 2569 11:00 น. ส่งแล้ว", [])
    # A new link is an invitation of its own, and this one was not mailed; then it is.
    new = renew(invitation=one, by=officer, mail=False).invitation
    assert told(client)[0] == ("ไม่ได้ส่งอีเมล: ทำลิงก์หรือใบเชิญเมื่อ 24 พ.ย. 2569 11:00 น.", [])
    renew(invitation=new, by=officer, mail=True)
    assert told(client)[0] == ("อีเมลเมื่อ 24 พ.ย. 2569 11:00 น. รอส่ง", [])


def test_the_administration_says_so_too(client, organisation, officer):
    client.force_login(administrator_of(organisation.province))
    wanted = {"a@example.org": "อีเมลเมื่อ 24 พ.ย. 2569 10:00 น.: รอส่ง", "": "–"}
    for name, email in enumerate(wanted):
        one = invited(organisation, officer, str(name), email)
        page = client.get(reverse("admin:networks_invitation_change", args=[one.pk])).content.decode()
        assert re.search(r"ส่งอย่างไร.*?readonly\">(.*?)<", page, re.DOTALL)[1] == wanted[email]
