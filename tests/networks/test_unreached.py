"""Who cannot be reached: each body under its most urgent reason, with what helps, for those who may see whom to ask."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from moralprovince.core.models import Message, User
from networks.models import Invitation
from networks.today import today
from networks.unreached import unreached, unreached_coordinators
from tests.factories import (
    OfficeFactory,
    OrganisationFactory,
    SectorNetworkFactory,
    contact_of,
    coordinator_of,
    officer_of,
    role,
)
from tests.support.queries import counted

pytestmark = pytest.mark.django_db
DAY = dt.date(2027, 4, 7)
REACHED = {"contact_name": "นางติดต่อ ได้", "phone": "0811111111", "email": "reached@example.org"}


@pytest.fixture(autouse=True)
def spring():
    with time_machine.travel(dt.datetime(2027, 4, 7, 5, tzinfo=dt.UTC), tick=False) as clock:
        yield clock


@pytest.fixture
def officer(client):
    officer = officer_of(OfficeFactory().province)
    client.force_login(officer)
    return officer


def came_in(person):
    User.objects.filter(pk=person.pk).update(last_login=timezone.now())
    return person


def failed(**whom):
    return Message.objects.create(dedupe_key=str(whom), kind="report_due", channel="email", state="failed", **whom)


def invited(body, by, days_ago):
    return Invitation.objects.create(
        province=body.province, role=role("contact"), organisation=body, name="ผู้รับเชิญ", token_hash=str(body.pk), created_by=by,
        expires_at=timezone.now() + dt.timedelta(days=30 - days_ago), created_at=timezone.now() - dt.timedelta(days=days_ago),
    )  # fmt: skip


def why(officer):
    return dict(unreached(officer, DAY).values_list("name", "why"))


def test_each_body_stands_under_its_most_urgent_reason(officer):
    OrganisationFactory(name="ได้", **REACHED)
    OrganisationFactory(name="ไม่มีใคร")
    OrganisationFactory(name="มีแต่โทรศัพท์", phone="0822222222")
    OrganisationFactory(name="ตีกลับ", **REACHED | {"email": "bounced@example.org"})
    failed(address="bounced@example.org")
    known = came_in(contact_of(OrganisationFactory(name="ผู้ติดต่อตีกลับ", **REACHED)))
    failed(recipient=known, address=known.email)
    invited(OrganisationFactory(name="เชิญแล้ว", **REACHED), officer, days_ago=7)
    invited(OrganisationFactory(name="เพิ่งเชิญ", **REACHED), officer, days_ago=6)
    contact_of(OrganisationFactory(name="ไม่เคยเข้า", **REACHED))
    came_in(contact_of(OrganisationFactory(name="เข้าแล้ว")))
    came_in(contact_of(OrganisationFactory(name="เข้าด้วยรหัส", phone="0833333333"), has_mailbox=False))
    OrganisationFactory(name="ออกแล้ว", state="withdrawn")
    assert why(officer) == {
        "ไม่มีใคร": "nobody", "มีแต่โทรศัพท์": "no_mail", "ตีกลับ": "bounced", "ผู้ติดต่อตีกลับ": "bounced", "เชิญแล้ว": "never",
        "ไม่เคยเข้า": "never", "เข้าด้วยรหัส": "no_mail",
    }  # fmt: skip


def test_what_is_settled_leaves_the_list(officer, spring):
    body = OrganisationFactory(**REACHED)
    message = failed(address=body.email)
    assert list(why(officer).values()) == ["bounced"]
    Message.objects.filter(pk=message.pk).update(state="sent")
    assert why(officer) == {}
    Message.objects.filter(pk=message.pk).update(state="unknown", created_at=timezone.now() - dt.timedelta(days=91))
    assert why(officer) == {}


def test_a_coordinator_reads_only_of_her_own_networks(client, officer):
    own = OrganisationFactory(name="ในเครือข่าย", phone="0822222222")
    OrganisationFactory(name="นอกเครือข่าย", phone="0833333333", network=SectorNetworkFactory(code="education"))
    client.force_login(coordinator_of(own.network))
    page = client.get(reverse("networks:unreached"))
    assert [row["body"].name for row in page.context["bodies"]] == ["ในเครือข่าย"]
    assert "0833333333" not in page.content.decode()
    client.force_login(contact_of(own))
    assert client.get(reverse("networks:unreached")).status_code == 403


def test_coordinators_who_cannot_be_reached_stand_above(officer):
    network = SectorNetworkFactory()
    people = [coordinator_of(network), came_in(coordinator_of(network)), came_in(coordinator_of(network, has_mailbox=False))]
    failed(recipient=came_in(coordinator_of(network)))
    found = [(grant.user in people, grant.why) for grant in unreached_coordinators(officer, "14", DAY)]
    assert found == [(True, "never"), (True, "no_mail"), (False, "bounced")]


def test_numbers_lists_and_files_say_the_same(client, officer):
    for number in range(12):
        OrganisationFactory(phone=f"08100000{number:02d}")
    OrganisationFactory()
    (job,) = [job for job in today(officer, DAY) if job.address == reverse("networks:unreached")]
    with counted() as statements:
        page = client.get(job.address)
    assert (job.count, len(page.context["bodies"])) == (13, 13)
    assert len(statements) <= 12, statements
    assert len(client.get(job.address, {"why": "nobody"}).context["bodies"]) == 1
    csv = client.get(reverse("networks:unreached-export"), {"why": "no_mail", "format": "csv"})
    assert len(b"".join(csv.streaming_content).decode("utf-8-sig").splitlines()) == 13


def test_a_body_with_a_telephone_and_no_mail_is_not_said_to_be_out_of_reach(client, officer):
    OrganisationFactory(**REACHED | {"email": ""})
    (job,) = [job for job in today(officer, DAY) if job.address == reverse("networks:unreached") and job.count]
    page = client.get(job.address)
    told = (str(job.sentence), job.count, page.context["page"].total, "ติดต่อไม่ได้" in page.text)
    assert told == ("มี 1 แห่งที่อีเมลไปไม่ถึงหรือยังไม่เคยเข้าใช้งาน", 1, 1, False)
