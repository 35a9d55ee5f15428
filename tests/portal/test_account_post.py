"""The mail of accounts on the operations page: for whoever keeps the installation, without the words that carry a secret."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from moralprovince.core import listing, thai
from moralprovince.core.models import Job, Message
from moralprovince.core.outbox import deliver
from moralprovince.portal.actions.mail import owe_test_mail
from moralprovince.portal.rules import outbox_rules
from moralprovince.portal.tasks import do_long_works
from moralprovince.portal.today import all_jobs_of
from networks.models import Office, Role
from tests.factories import OfficeFactory, ProvinceFactory, RoleGrantFactory, UserFactory, administrator_of, officer_of

pytestmark = pytest.mark.django_db
LIST = "/operations/?of=accounts"


@pytest.fixture
def administrator(client):
    administrator = administrator_of(OfficeFactory(province=ProvinceFactory(code="14")).province)
    client.force_login(administrator)
    return administrator


@pytest.fixture
def asked(client, administrator):
    """A person asked for a new password; another mail is the office's own."""
    UserFactory(email="somsri@example.org", name="นางสมศรี")
    client.logout()
    client.post(reverse("account_reset_password"), {"email": "somsri@example.org"})
    client.force_login(administrator)
    Message.objects.create(dedupe_key="k", kind="report_due", channel="email", province_code="14", state="failed")
    return Message.objects.get(kind="account")


def shown(client, address=LIST):
    return [row.pk for row, _kind in client.get(address).context["rows"]]


def test_what_became_of_it_is_listed_apart_from_the_mail_of_the_office(client, asked):
    office = Message.objects.get(kind="report_due")
    assert (shown(client), shown(client, "/operations/")) == ([asked.pk], [office.pk])
    Message.objects.filter(pk=asked.pk).update(state="failed", reason="refused: 550 no such user")
    page = client.get(f"{LIST}&state=failed").content.decode()
    assert "เครื่องแม่ข่ายอีเมลไม่รับข้อความนี้ (550 no such user)" in page
    assert (shown(client, f"{LIST}&state=sent"), shown(client, f"{LIST}&kind=account")) == ([], [asked.pk])


def test_its_page_tells_everything_but_the_text(client, asked, mailoutbox):
    deliver(outbox_rules())
    link = next(line for line in mailoutbox[0].body.splitlines() if "/password/reset/key/" in line)
    page = client.get(reverse("operation", args=[asked.pk]))
    assert (page.context["text"], link in page.content.decode(), Message.objects.get(pk=asked.pk).body) == (None, False, "")
    assert f'href="{LIST}"' in page.content.decode()


def test_it_is_decided_on_by_whoever_may_see_it(client, asked):
    Message.objects.filter(pk=asked.pk).update(state="failed")
    client.post(reverse("operation-decide", args=[asked.pk, "resend"]))
    asked.refresh_from_db()
    assert asked.state == "pending"


@pytest.mark.parametrize("who", ["officer", "far", "superuser"])
def test_nobody_else_finds_it_but_who_keeps_the_installation(client, asked, who):
    reader = {
        "officer": lambda: officer_of(ProvinceFactory(code="14")),
        "far": lambda: administrator_of(ProvinceFactory(code="17")),
        "superuser": lambda: UserFactory(is_superuser=True),
    }[who]()
    client.force_login(reader)
    answers = [
        client.get(LIST).status_code,
        client.get(f"{reverse('operations-export')}?of=accounts&format=csv").status_code,
        client.get(reverse("operation", args=[asked.pk])).status_code,
        client.post(reverse("operation-decide", args=[asked.pk, "cancel"])).status_code,
    ]
    assert answers == ([200, 200, 200, 302] if who == "superuser" else [403, 403, 404, 404])
    assert (f'href="{LIST}"' in client.get("/operations/").content.decode()) == (who == "superuser")


def test_the_day_tells_of_what_is_stuck_and_leads_to_as_many_rows(client, asked, administrator):
    owe_test_mail(address="a@example.org", name="ก", by=administrator)
    Message.objects.filter(province_code="").update(state="unknown")
    jobs = [job for job in all_jobs_of(administrator, thai.today()) if "operations" in job.address]
    assert [(job.count, client.get(job.address).context["page"].total) for job in jobs] == [(1, 1), (2, 2)]
    assert jobs[1].address == f"{LIST}&state=stuck"


def test_the_file_holds_the_rows_of_the_list(client, asked, monkeypatch):
    at_once = b"".join(client.get(f"{reverse('operations-export')}?of=accounts&format=csv").streaming_content)
    monkeypatch.setattr(listing.count_up_to, "__defaults__", (0,))
    client.post(f"{reverse('operations-export-begin')}?of=accounts&format=csv")
    do_long_works()
    job = Job.objects.get()
    with job.file.file.open() as stored:
        later = stored.read()
    lines = [made.decode("utf-8-sig").splitlines()[1:] for made in (at_once, later)]
    assert [[line.split(",")[3] for line in rows] for rows in lines] == [["somsri@example.org"]] * 2


def test_the_pause_of_an_office_is_told_where_it_holds_the_mail_of_accounts_too(client, administrator):
    Office.objects.filter(province="14").update(mail_paused=True)
    other, told = OfficeFactory(province=ProvinceFactory(code="17")), []
    for paused in (False, True):
        Office.objects.filter(pk=other.pk).update(mail_paused=paused)
        told.append([client.get(address).context["health"]["paused"] for address in (LIST, "/operations/")])
    assert told == [[False, True], [True, True]]


def test_the_list_leads_only_to_pages_that_let_her_in(client, administrator):
    keeper = Role.objects.create(code="keeper", scope="province", rights=["people.manage"])
    alone = RoleGrantFactory(user=UserFactory(), role=keeper, province_id="14").user
    addresses, led = [reverse("line-texts"), reverse("ladders")], []
    for reader in (administrator, alone):
        client.force_login(reader)
        page = client.get(LIST).content.decode().partition("<main")[2]
        led.append([(f'href="{to}"' in page, client.get(to).status_code) for to in addresses])
    assert led == [[(True, 200)] * 2, [(False, 403)] * 2]


def test_where_the_filters_leave_out_all_there_is_the_page_says_so(client, asked):
    Message.objects.update(created_at=thai.midnight(thai.today() - dt.timedelta(days=3)))
    empty = re.compile(r'class="empty-title">([^<]*)<')
    addresses = (f"{LIST}&days=1", "/operations/?days=1", f"{LIST}&kind=account&state=sent", f"{LIST}&days=x&state=sent")
    assert [empty.findall(client.get(one).content.decode()) for one in addresses] == [["ไม่มีข้อความตรงกับตัวกรองนี้"]] * 4


def test_where_there_is_none_yet_the_page_says_so(client, administrator):
    page = client.get(LIST)
    empty = page.content.decode().partition('class="empty"')[2].partition("</div>")[0]
    assert (page.status_code, strip_tags(empty).strip(" >")) == (200, "ยังไม่มีอีเมลเรื่องบัญชีผู้ใช้")
