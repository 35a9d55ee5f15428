"""Somebody of a body proposes a change; the office takes it field by field and answers."""

from __future__ import annotations

import pytest
from django.urls import reverse

from moralprovince.core.audit import history_of
from moralprovince.core.errors import NotAllowed, Outpaced, Refused
from moralprovince.core.models import Message
from networks.actions.proposals import decide_proposal, propose_change, withdraw_proposal
from networks.models import ChangeProposal, Organisation
from networks.permissions import can_propose_change
from networks.today import today
from tests.factories import OfficeFactory, OrganisationFactory, contact_of, coordinator_of, officer_of
from tests.support.queries import counted

pytestmark = pytest.mark.django_db


@pytest.fixture
def body():
    OfficeFactory()
    return OrganisationFactory(name="วัดเดิม", phone="0811111111", email="old@example.org", members=5)


def values(body, **changed):
    names = ("name", "contact_name", "phone", "email", "members", "address", "village_no", "postal_code")
    return {name: getattr(body, name) for name in names} | changed


def propose(body, by, **changed):
    return propose_change(organisation=body, values=values(body, **changed), note="ย้ายสำนักงาน", by=by)


def test_what_is_proposed_is_what_differs(body):
    proposal = propose(body, contact_of(body), phone="0822222222", members=9)
    assert proposal.changes == {"phone": ["0811111111", "0822222222"], "members": [5, 9]}
    body.refresh_from_db()
    assert (body.phone, body.members) == ("0811111111", 5)


def test_one_proposal_waits_at_a_time_and_its_maker_takes_it_back(body):
    contact, coordinator = contact_of(body), coordinator_of(body.network)
    with pytest.raises(Refused):
        propose(body, contact)
    proposal = propose(body, contact, phone="0822222222")
    with pytest.raises(Refused):
        propose(body, coordinator, phone="0833333333")
    with pytest.raises(NotAllowed):
        withdraw_proposal(proposal=proposal, by=coordinator)
    withdraw_proposal(proposal=proposal, by=contact)
    assert propose(body, coordinator, phone="0833333333").state == "open"
    with pytest.raises(Refused):
        withdraw_proposal(proposal=proposal, by=contact)


@pytest.mark.parametrize("who", ["officer", "neighbour"])
def test_who_edits_does_not_propose_and_who_is_not_of_the_body_does_neither(body, who):
    person = officer_of(body.province) if who == "officer" else contact_of(OrganisationFactory())
    with pytest.raises(NotAllowed):
        propose(body, person, phone="0822222222")


@pytest.mark.parametrize(("state", "may"), [("dormant", True), ("withdrawn", False), ("merged", False)])
def test_nothing_is_proposed_for_a_body_that_has_gone(body, state, may):
    body.state = state
    assert can_propose_change(contact_of(body), body) is may


def test_the_office_takes_some_fields_and_the_answer_reaches_the_proposer(client, body):
    contact, officer = contact_of(body), officer_of(body.province)
    proposal = propose(body, contact, phone="0822222222", name="วัดใหม่", email="new@example.org")
    client.force_login(officer)
    page = client.get(reverse("networks:proposal", args=[proposal.pk])).context["form"]
    assert [(row["name"], row["now"], row["new"], row["ticked"]) for row in page.rows] == [
        ("name", "วัดเดิม", "วัดใหม่", True), ("phone", "0811111111", "0822222222", True),
        ("email", "old@example.org", "new@example.org", True),
    ]  # fmt: skip
    sent = {"accepted": ["phone", "email"], "answer": "ขอเอกสารเปลี่ยนชื่อด้วย", "version": body.version}
    client.post(reverse("networks:proposal", args=[proposal.pk]), sent)
    stored, proposal = Organisation.objects.get(pk=body.pk), ChangeProposal.objects.get(pk=proposal.pk)
    assert (stored.name, stored.phone, stored.email) == ("วัดเดิม", "0822222222", "new@example.org")
    assert stored.edited_fields == ["email", "phone"]
    assert (proposal.state, proposal.accepted, proposal.decided_by) == ("decided", ["phone", "email"], officer)
    assert [(one.action, one.note, sorted(one.changes)) for one in history_of(body)] == [
        ("decide", sent["answer"], ["email", "phone"]), ("propose_change", "ย้ายสำนักงาน", ["email", "name", "phone"]),
    ]  # fmt: skip
    message = Message.objects.get(recipient=contact, channel="inbox")
    assert message.kind == "proposal_answered"
    assert message.body.split("\n") == [
        "วัดเดิม", "จากที่ขอแก้ไข 3 รายการ บันทึกเข้าทะเบียนแล้ว 2 รายการ", "บันทึกแล้ว: โทรศัพท์, อีเมล", "ยังไม่บันทึก: ชื่อ", sent["answer"],
    ]  # fmt: skip


def test_a_proposal_of_which_nothing_is_taken_is_told_in_the_history_as_well(body):
    proposal, officer = propose(body, contact_of(body), phone="0822222222"), officer_of(body.province)
    decide_proposal(proposal=proposal, accepted=[], answer="เบอร์เดิมยังใช้อยู่", version=body.version, by=officer)
    told = [(one.action, one.actor, one.note, one.changes) for one in history_of(body)]
    assert told[:-1] == [("decide", officer, "เบอร์เดิมยังใช้อยู่", {})]


def test_what_changed_meanwhile_is_shown_and_never_written_over_unseen(client, body):
    officer = officer_of(body.province)
    proposal = propose(body, contact_of(body), phone="0822222222")
    Organisation.objects.filter(pk=body.pk).update(phone="0844444444", version=7)
    client.force_login(officer)
    (row,) = client.get(reverse("networks:proposal", args=[proposal.pk])).context["form"].rows
    assert (row["old"], row["now"], row["changed"]) == ("0811111111", "0844444444", True)
    with pytest.raises(Outpaced):
        decide_proposal(proposal=proposal, accepted=["phone"], answer="", version=1, by=officer)
    decide_proposal(proposal=proposal, accepted=["phone"], answer="", version=7, by=officer)
    assert Organisation.objects.get(pk=body.pk).phone == "0822222222"


def test_the_number_of_today_is_the_rows_of_the_list(client, body):
    officer = officer_of(body.province)
    for one in (body, OrganisationFactory()):
        propose(one, contact_of(one), phone="0822222222")
    client.force_login(officer)
    (job,) = [job for job in today(officer, body.created_at.date()) if job.address == reverse("networks:proposals")]
    with counted() as statements:
        shown = client.get(job.address).context["proposals"]
    assert (job.count, len(shown)) == (2, 2)
    assert len(statements) <= 10, statements


def test_the_page_of_the_body_offers_what_one_can_do(client, body):
    page = reverse("networks:organisation", args=[body.code])
    contact = contact_of(body)
    client.force_login(contact)
    assert client.get(page).context["may_propose"]
    client.post(reverse("networks:propose", args=[body.code]), values(body, phone="0822222222") | {"note": ""})
    proposal = client.get(page).context["proposal"]
    assert proposal.by == contact
    client.post(reverse("networks:proposal-withdraw", args=[proposal.pk]))
    assert client.get(page).context["proposal"] is None
