"""Who was reminded of a report last, as its page says it to those who look after outgoing messages."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from moralprovince.core.models import Message
from tests.factories import OfficeFactory, UserFactory, coordinator_of, officer_of
from tests.factories_pledges import FollowUpReportFactory, PledgeFactory
from tests.pledges.test_reports_checking import facts_of
from tests.support.queries import counted

pytestmark = pytest.mark.django_db

EARLIER, LAST = dt.datetime(2027, 3, 17, 2, tzinfo=dt.UTC), dt.datetime(2027, 3, 28, 2, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def two_days_after_the_due_day(time_machine):
    time_machine.move_to("2027-04-02T12:00:00+07:00", tick=False)


@pytest.fixture
def report():
    return FollowUpReportFactory(pledge=PledgeFactory(commitments=1), state="expected")


def reminder(report, **fields) -> Message:
    """One that went out by mail on the last of the days."""
    given = {"dedupe_key": f"k{Message.objects.count()}", "kind": "report_due", "channel": "email", "state": "sent",
             "rung": "-3", "sent_at": LAST, "province_code": "14"}  # fmt: skip
    return Message.objects.create(**given | {"obligation": f"report:{report.pk}"} | fields)


def page_for(client, person, report):
    client.force_login(person)
    return client.get(reverse("pledges:report", args=[report.pk]))


def line_of(client, report) -> str | None:
    """The line on the page of an officer."""
    return facts_of(page_for(client, officer_of(report.pledge.organisation.province), report)).get("แจ้งเตือนล่าสุด")


def test_the_page_says_on_which_day_whom_the_last_reminder_reached(client, report):
    reminder(report, recipient_name="นายก่อนหน้า", sent_at=EARLIER)
    for channel in ("email", "inbox"):
        reminder(report, recipient_name="นางมาลี", channel=channel)
    reminder(report, recipient_name="นายไม่ถึง", state="failed", sent_at=None)
    reminder(report, recipient_name="ของที่อื่น", obligation=f"report:{report.pk}0")
    assert line_of(client, report) == "28 มี.ค. 2570 ถึง นางมาลี · ดูการแจ้งเตือนทั้งหมด"
    reminder(report, recipient=UserFactory())
    assert line_of(client, report) == "28 มี.ค. 2570 ถึง 2 คน · ดูการแจ้งเตือนทั้งหมด"


def test_the_line_leads_to_the_reminders_of_this_report(client, report):
    reminder(report)
    page = page_for(client, officer_of(report.pledge.organisation.province), report)
    assert f'<a href="/operations/?report={report.pk}">' in page.content.decode()


@pytest.mark.parametrize(("state", "said"), [("failed", "ยังไม่มีที่ส่งออกไป · ดูการแจ้งเตือนทั้งหมด"), (None, None)])
def test_what_has_not_gone_out_is_said_and_of_what_was_never_planned_nothing(client, report, state, said):
    if state:
        reminder(report, state=state, sent_at=None)
    assert line_of(client, report) == said


def test_whoever_does_not_look_after_messages_reads_nothing_of_them(client, report):
    reminder(report, recipient_name="นางมาลี")
    page = page_for(client, coordinator_of(report.pledge.organisation.network), report)
    assert "แจ้งเตือนล่าสุด" not in facts_of(page) and "นางมาลี" not in page.content.decode()


def test_the_page_takes_at_most_twelve_queries_with_it(client, report):
    for number in range(20):
        reminder(report, recipient=UserFactory(), recipient_name="", channel="inbox" if number % 2 else "email")
    client.force_login(officer_of(OfficeFactory(province=report.pledge.organisation.province).province))
    with counted() as queries:
        client.get(reverse("pledges:report", args=[report.pk]))
    assert len(queries) <= 12, queries
