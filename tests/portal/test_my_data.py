"""What the portal keeps of a person: all of hers and nobody else's, on the page and in both files."""

import datetime as dt
import io
import json

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from moralprovince.core.models import Message
from moralprovince.portal import my_data
from networks.models import Invitation
from tests.factories import OrganisationFactory, ProvinceFactory, UserFactory, contact_of, officer_of, role
from tests.factories_networks_at_work import WorkingGroupMemberFactory
from tests.factories_pledges import FollowUpReportFactory
from tests.factories_visits import VisitFactory, team_of

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(dt.datetime(2027, 4, 7, 5, tzinfo=dt.UTC), tick=False)]
HER = {"name": "นางสาวมาลี ดี", "phone": "081-111-2222"}


def told_in_json(client):
    return json.loads(client.get(reverse("my-data-file", args=["json"])).content)


def test_page_and_files_tell_all_that_is_hers_and_nothing_of_others(client):
    body = OrganisationFactory(contact_name=HER["name"], phone="035-000-111", email="office@example.org")
    person, other = contact_of(body, email="malee@example.org", **HER), UserFactory(**HER)
    seat = WorkingGroupMemberFactory(email="malee@example.org", user=None)
    WorkingGroupMemberFactory(user=other)
    hers = FollowUpReportFactory(pledge__organisation=body, filed_by=person)
    FollowUpReportFactory(filed_by=other)
    for whose in (person, other):
        Message.objects.create(dedupe_key=str(whose.pk), kind="x", channel="inbox", recipient=whose, subject=f"ถึง {whose.pk}")
    Message.objects.create(
        dedupe_key="old", kind="report_due", channel="email", recipient=person, emptied_on=dt.date(2026, 11, 1), kept_years=3,
        sent_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC),
    )  # fmt: skip
    # Neither her name nor her telephone finds an entry whose contact she may not read.
    OrganisationFactory(contact_name=HER["name"], phone=HER["phone"])
    client.force_login(person)

    page = {one.code: one.lines for one in client.get(reverse("my-data")).context["sections"]}
    told = told_in_json(client)
    book = openpyxl.load_workbook(io.BytesIO(client.get(reverse("my-data-file", args=["xlsx"])).content))

    assert [line.cells[0] for line in page["seats"]] == [seat.group.name]
    assert [list(line.cells) for line in page["contact"]] == [[body.name, HER["name"], "", ""]]
    assert [line.link for line in page["pages"]] == [reverse("pledges:report", args=[hers.pk])]
    assert [line.cells[0] for line in page["messages"]] == [
        "แจ้งเตือนรายงานผล · เนื้อความถูกลบเมื่อ 1 พ.ย. 2569 หลังเก็บไว้ 3 ปีงบประมาณ", f"ถึง {person.pk}"
    ]  # fmt: skip
    assert [(line.cells[1], line.cells[2]) for line in page["roles"]] == [(body.name, dt.date(2020, 10, 1))]
    assert {code: len(lines) for code, lines in page.items()} == {code: len(lines) for code, lines in told.items()}
    assert [sheet.max_row - 1 for sheet in book] == [len(lines) for lines in page.values()]


def test_of_thousands_the_page_reads_only_the_newest_it_shows_and_counts_the_others(client, monkeypatch):
    monkeypatch.setattr(my_data, "MOST_SHOWN", 2)
    person = officer_of(ProvinceFactory())
    reports = [FollowUpReportFactory(filed_by=person) for _ in range(3)]
    # A visit on whose team she stands twice is one visit.
    team_of(VisitFactory(), person, person)
    for number in range(3):
        Message.objects.create(dedupe_key=str(number), kind="x", channel="inbox", recipient=person, subject=f"ที่ {number}")
    client.force_login(person)

    page = {one.code: one for one in client.get(reverse("my-data")).context["sections"]}

    newest = [reverse("pledges:report", args=[one.pk]) for one in (reports[2], reports[1])]
    assert [line.link for line in page["pages"].shown] == newest
    assert [line.cells[0] for line in page["messages"].shown] == ["ที่ 2", "ที่ 1"]
    assert {code: one.more for code, one in page.items() if one.more} == {"account": 7, "pages": 2, "messages": 1}
    assert [line.cells for line in page["entered"].lines] == [["รายงานผลที่กรอก", 3], ["การเยี่ยมเสริมพลังที่ร่วมคณะ", 1]]
    assert [code for code in ("pages", "messages") if "lines" in vars(page[code])] == []


def test_an_invitation_that_was_kept_long_enough_is_told_as_removed(client):
    person = contact_of(OrganisationFactory(), **HER)
    gone = {"emptied_on": dt.date(2026, 10, 1), "kept_years": 3}
    Invitation.objects.create(
        province_id="14",
        role=role("contact"),
        created_by=person,
        used_by=person,
        expires_at=timezone.now(),
        token_hash="t",
        **gone,
    )
    client.force_login(person)

    page = {one.code: one.lines for one in client.get(reverse("my-data")).context["sections"]}

    removed = "ถูกลบเมื่อ 1 ต.ค. 2569 หลังเก็บไว้ 3 ปีงบประมาณ"
    assert [line.cells[3] for line in page["invitations"]] == [f"ชื่อและอีเมล{removed}"]
