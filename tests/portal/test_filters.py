"""The search box above the outgoing messages: whom they went to, what they say, and which body they are about."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from moralprovince.core import listing
from moralprovince.core.models import Job, Message
from moralprovince.core.outbox import notify
from moralprovince.portal.planner import plan
from moralprovince.portal.tasks import do_long_works
from networks.actions.invitations import obligation_of
from networks.models import Invitation
from tests.factories import (
    OfficeFactory,
    OrganisationFactory,
    ProvinceFactory,
    UserFactory,
    contact_of,
    officer_of,
)
from tests.factories_assessments import AssessmentFactory
from tests.factories_portal import default_ladder, owed_report
from tests.factories_visits import VisitFactory
from tests.support.queries import counted

pytestmark = pytest.mark.django_db

DUE = dt.date(2027, 3, 31)


@pytest.fixture(autouse=True)
def the_due_day(time_machine):
    time_machine.move_to("2027-03-31T09:00:00+07:00", tick=False)


@pytest.fixture
def province():
    return OfficeFactory(phone="035 000 000").province


@pytest.fixture
def officer(client, province):
    officer = officer_of(province)
    client.force_login(officer)
    return officer


def mail(**fields) -> Message:
    """One e-mail of province 14."""
    given = {"dedupe_key": f"k{Message.objects.count()}", "kind": "test_mail", "channel": "email", "province_code": "14",
             "address": "a@example.org", "recipient_name": "นายสมชาย", "subject": "แจ้งเตือน", "body": "เรียน ท่าน"}  # fmt: skip
    return Message.objects.create(**given | fields)


def invited(body, by) -> Invitation:
    """An invitation of a contact of that body."""
    fields = {"role_id": "contact", "name": "ผู้ติดต่อ", "token_hash": "x", "expires_at": timezone.now(), "created_by": by}
    return Invitation.objects.create(province=body.province, organisation=body, **fields)


def found(client, **query) -> list[str]:
    """To whom the messages go that the list shows."""
    return [row.to_whom for row, _kind in client.get(reverse("operations"), query).context["rows"]]


@pytest.mark.parametrize("text", ["มาลี", "malee@", "กำหนดส่ง", "มาลี กำหนดส่ง", "  MALEE@example.org "])
def test_messages_are_found_by_name_address_and_subject(client, officer, text):
    mail(recipient_name="นางมาลี", address="malee@example.org", subject="ถึงกำหนดส่ง")
    mail()
    assert found(client, q=text) == ["นางมาลี"]


@pytest.mark.parametrize("text", ["", "   ", "\x00", "มาลี สมชาย", "วัดที่ไม่มี", "%"])
def test_what_was_typed_in_error_finds_all_or_nothing(client, officer, text):
    mail()
    assert found(client, q=text) == ([] if text.strip(" \x00") else ["นายสมชาย"])


def test_the_messages_about_a_body_are_found_by_its_name_or_code(client, officer, province):
    body = OrganisationFactory(name="วัดใหญ่ชัยมงคล", province=province)
    report = owed_report(pledge__organisation=body)
    visit, case = VisitFactory(organisation=body), AssessmentFactory(organisation=body)
    mail(recipient_name="ก", obligation=f"report:{report.pk}", subject="")
    mail(recipient_name="ข", link=reverse("pledges:report", args=[report.pk]))
    mail(recipient_name="ค", link=reverse("pledges:pledge", args=[report.pledge_id]))
    mail(recipient_name="ง", obligation=f"visit:{visit.pk}")
    mail(recipient_name="จ", link=reverse("assessments:assessment", args=[case.pk]))
    mail(recipient_name="ฉ", obligation=obligation_of(invited(body, officer)))
    mail(recipient_name="คนอื่น", obligation=f"report:{owed_report().pk}")
    assert [sorted(found(client, q=text)) for text in ("ใหญ่ชัยมงคล", body.code)] == [list("กขคงจฉ")] * 2


def test_no_body_of_another_province_is_found_by(client, officer):
    far = owed_report(pledge__organisation__name="วัดไกล", pledge__organisation__province=ProvinceFactory(code="50"))
    mail(obligation=f"report:{far.pk}")
    assert (found(client, q="วัดไกล"), found(client, report=far.pk)) == ([], ["นายสมชาย"])


def test_the_figures_the_chips_and_the_file_follow_the_words_and_keep_them(client, officer, monkeypatch):
    mail(recipient_name="นางมาลี", state="sent")
    mail(recipient_name="นางมาลี", state="failed")
    mail(state="sent")
    page = client.get(reverse("operations"), {"q": "มาลี", "state": "sent"})
    assert [count for _name, _words, count, *_more in page.context["figures"]] == [2, 0, 1, 0, 1, 0, 0]
    assert page.context["figures"][4][3] == "?q=%E0%B8%A1%E0%B8%B2%E0%B8%A5%E0%B8%B5&state=failed"
    assert '<input type="hidden" name="state" value="sent">' in page.content.decode()
    file = client.get(reverse("operations-export"), {"q": "มาลี", "format": "csv"})
    assert len(file.getvalue().splitlines()) == 3
    monkeypatch.setattr(listing.count_up_to, "__defaults__", (1,))
    client.post(reverse("operations-export-begin") + "?format=csv&q=มาลี")
    do_long_works()
    assert Job.objects.get().total == 2


@pytest.mark.parametrize("query", ["", "q=ไม่มี", "days=2027-03-01"])
def test_what_waits_longest_is_told_of_all_messages_whatever_is_looked_for(client, officer, query):
    waits = mail()
    health = client.get(f"{reverse('operations')}?{query}").context["health"]
    assert health["oldest"] == waits.send_after


def test_nothing_found_leaves_the_box_and_leads_back_to_all(client, officer):
    mail()
    text = client.get(reverse("operations"), {"q": "ไม่มี"}).content.decode()
    assert 'name="q" value="ไม่มี"' in text and "ไม่มีข้อความตรงกับตัวกรองนี้" in text


def test_the_reminders_of_one_report_stand_alone_under_its_name(client, officer, province):
    default_ladder(province)
    report, other = owed_report(), owed_report()
    for one in (report, other):
        contact_of(one.pledge.organisation)
    plan(on=DUE)
    with transaction.atomic():
        told = {"kind": "report_accepted", "key": "1", "subject": "…", "body": "…", "link": f"/reports/{report.pk}/"}
        notify(to=[UserFactory()], province="14", **told)
    with counted() as queries:
        page = client.get(reverse("operations"), {"report": report.pk})
    assert {row.obligation for row, _kind in page.context["rows"]} == {f"report:{report.pk}"}
    assert (page.context["chips"][0].value, page.context["chips"][0].without) == (str(report), "?")
    assert len(queries) <= 12


@pytest.mark.parametrize("asked", ["x", "0", "999999999999999999999", "๑", "-1"])
def test_a_report_that_there_is_not_is_passed_over(client, officer, asked):
    mail()
    assert found(client, report=asked) == ["นายสมชาย"]
