"""The office's pages: its data, mail pause, years and networks; for administrators of the province only."""

import datetime as dt
import re

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from moralprovince.core.errors import NotAllowed
from moralprovince.core.models import AuditEvent, Message
from networks.actions.networks import NetworkEntry, add_network, edit_network
from networks.actions.office import OfficeEntry, add_year, choose_working_year, edit_office, edit_year, pause_mail
from networks.models import Office, ProgrammeYear, SectorNetwork
from tests.factories import (
    OfficeFactory,
    OrganisationFactory,
    ProgrammeYearFactory,
    ProvinceFactory,
    SectorNetworkFactory,
    UserFactory,
    administrator_of,
    holder_of,
    officer_of,
)
from tests.support.queries import counted

pytestmark = pytest.mark.django_db
TYPED = {"name": "สำนักงานวัฒนธรรมจังหวัดพระนครศรีอยุธยา", "primary_colour": "#1F5F7A", "letter_code": "อย 0031"}


@pytest.fixture
def office():
    return OfficeFactory(province=ProvinceFactory())


@pytest.fixture
def administrator(office):
    return administrator_of(office.province)


def signed(client, address, typed):
    """Opens the form and sends it under the sign of what it showed."""
    return client.post(address, typed | {"sign": client.get(address).context["form"]["sign"].value()})


def test_the_data_of_the_office_are_saved_and_recorded_field_by_field(client, office, administrator):
    client.force_login(administrator)

    answer = signed(client, reverse("office"), {**TYPED, "address": "ถนนโรจนะ\r\nตำบลคลองสวนพลู"})

    office.refresh_from_db()
    assert (answer.status_code, office.letter_code, office.address) == (302, "อย 0031", "ถนนโรจนะ\nตำบลคลองสวนพลู")
    event = AuditEvent.objects.get(action="edit_office")
    assert (event.changes["primary_colour"], "name" in event.changes) == (["#8C3B2A", "#1F5F7A"], False)


def test_the_colour_that_a_browser_writes_in_small_letters_is_the_same_colour(client, office, administrator):
    client.force_login(administrator)

    for colour in ("#1f5f7a", "#1F5F7a"):
        signed(client, reverse("office"), {**TYPED, "primary_colour": colour})

    events = AuditEvent.objects.filter(action="edit_office")
    assert [event.changes["primary_colour"] for event in events] == [["#8C3B2A", "#1F5F7A"]]


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"name": "ก" * 1_000_000}, {"primary_colour": "red"}, {"primary_colour": "#8C3B2A}"},
              {"email": "x"}, {"phone": "โทร"}, {"name": "\x00"}],
)  # fmt: skip
def test_nonsense_is_answered_by_sentences_and_changes_nothing(client, office, administrator, wrong):
    client.force_login(administrator)

    answer = signed(client, reverse("office"), {**TYPED, **wrong})

    assert (answer.status_code, bool(answer.context["form"].errors)) == (200, True)
    assert Office.objects.get().letter_code == ""


def test_officers_and_administrators_of_other_provinces_change_nothing_here(client, office):
    far = administrator_of(ProvinceFactory(code="13"))
    year, network = ProgrammeYearFactory(province=office.province), SectorNetworkFactory(province=office.province)
    calls = [
        lambda by: edit_office(office=office, entry=OfficeEntry("x"), sign="", by=by),
        lambda by: pause_mail(office=office, paused=True, by=by),
        lambda by: choose_working_year(office=office, year=year, by=by),
        lambda by: add_year(province=office.province, fiscal_year=2575, motto="", virtues=[], by=by),
        lambda by: edit_year(year=year, motto="x", virtues=[], read_only_from=None, sign="", by=by),
        lambda by: add_network(province=office.province, code="x", entry=NetworkEntry("x"), by=by),
        lambda by: edit_network(network=network, entry=NetworkEntry("x"), sign="", by=by),
    ]

    for person in (far, officer_of(office.province)):
        for call in calls:
            with pytest.raises(NotAllowed):
                call(person)
    assert AuditEvent.objects.count() == 0


@pytest.mark.parametrize("page", ["office", "networks:years", "networks:year-add", "networks:network-add"])
def test_the_pages_are_not_an_officers(client, office, page):
    client.force_login(officer_of(office.province))

    assert client.get(reverse(page)).status_code == 403


def test_mail_is_held_back_and_let_go(client, office, administrator):
    client.force_login(administrator)

    states = []
    for paused in ("1", "0"):
        client.post(reverse("office-mail"), {"paused": paused})
        states.append(Office.objects.get().mail_paused)

    assert states == [True, False]
    assert list(AuditEvent.objects.order_by("pk").values_list("action", flat=True)) == ["pause_mail", "resume_mail"]


def test_the_page_says_whether_mail_works_is_paused_or_does_not_go_out(client, office, administrator):
    client.force_login(administrator)

    said = []
    # Whoever's box is full keeps her own mail waiting, and no other.
    for reason, paused in (("", False), ("refused_for_now: 452 full", False), ("no_server: timed out", False), ("", True)):
        Message.objects.create(dedupe_key=f"{reason}{paused}", channel="email", province_code=office.pk, reason=reason)
        Office.objects.update(mail_paused=paused)
        part = client.get(reverse("office")).content.decode().split('id="mail"')[1]
        said.append(re.search(r"</svg>(?:<span>)?([^<]+)<", part)[1].strip())

    assert said == ["ใช้งานได้ตามปกติ", "ใช้งานได้ตามปกติ", "ส่งไม่ออก", "หยุดชั่วคราว"]


def test_a_year_is_added_worked_in_and_closed(client, office, administrator):
    ProgrammeYearFactory(province=office.province)
    client.force_login(administrator)

    client.post(reverse("networks:year-add"), {"fiscal_year": "๒๕๗๑", "motto": "ดี"})
    client.post(reverse("networks:year-work", args=[2571]))
    signed(client, reverse("networks:year-edit", args=[2571]), {"motto": "ดี", "read_only_from": "1/10/2571"})
    again = client.post(reverse("networks:year-add"), {"fiscal_year": "2571"})

    year = ProgrammeYear.objects.get(fiscal_year=2571)
    assert year.read_only_from == dt.date(2028, 10, 1)
    assert Office.objects.get().working_year == year
    said = [f'มีปี <a href="{reverse("networks:year-edit", args=[2571])}">2571</a> อยู่แล้ว']
    assert (again.status_code, again.context["form"].errors["fiscal_year"]) == (200, said)


def test_a_year_is_not_closed_before_it_begins(client, office, administrator):
    year = ProgrammeYearFactory(province=office.province, fiscal_year=2571, read_only_from=None)
    client.force_login(administrator)
    pages = [
        signed(client, reverse("networks:year-edit", args=[2571]), {"motto": "ดี", "read_only_from": "30/9/2570"}),
        client.post(reverse("networks:year-add"), {"fiscal_year": "2572", "read_only_from": "31/10/2562"}),
    ]
    signed(client, reverse("networks:year-edit", args=[2571]), {"motto": "งาม", "read_only_from": "1/10/2570"})

    assert [page.context["form"].errors for page in pages] == [
        {"read_only_from": [f"ปีงบประมาณ {year} เริ่มวันที่ 1 ต.ค. {year - 1} จึงให้อ่านอย่างเดียวก่อนวันนั้นไม่ได้"]} for year in (2571, 2572)
    ]
    year.refresh_from_db()
    assert (year.motto, year.read_only_from) == ("งาม", dt.date(2027, 10, 1))
    assert list(ProgrammeYear.objects.filter(fiscal_year=2572)) == []


def test_a_network_keeps_its_code_and_ends_only_when_it_is_empty(client, office, administrator):
    network = SectorNetworkFactory(province=office.province)
    OrganisationFactory(province=office.province, network=network)
    client.force_login(administrator)
    typed = {"name": "เครือข่ายใหม่", "aliases": "ใหม่\n ใหม่ \nราชการ", "order": "2", "first_fiscal_year": "2563"}

    signed(client, reverse("networks:network-edit", args=[network.code]), {**typed, "code": "other"})
    refused = signed(client, reverse("networks:network-edit", args=[network.code]), {**typed, "last_fiscal_year": "2564"})

    network.refresh_from_db()
    assert (network.code, network.name, network.aliases) == ("government", "เครือข่ายใหม่", ["ใหม่", "ราชการ"])
    assert (refused.status_code, network.last_fiscal_year) == (200, None)
    taken = client.post(reverse("networks:network-add"), {**typed, "code": "government"})
    there = reverse("networks:network-edit", args=["government"])
    said = [f'มีเครือข่ายที่ใช้รหัส <a href="{there}">“government”</a> อยู่แล้ว']
    assert (taken.context["form"].errors["code"], taken.context["form"]["name"].value()) == (said, "เครือข่ายใหม่")
    assert SectorNetwork.objects.count() == 1
    added = client.post(reverse("networks:network-add"), {**typed, "code": "new", "name": "เครือข่ายอื่น", "aliases": ""})
    assert [str(message) for message in get_messages(added.wsgi_request)][-1:] == ["บันทึกแล้ว"]
    assert SectorNetwork.objects.count() == 2


def test_the_page_of_years_asks_the_same_for_few_and_for_many(client, office, administrator):
    client.force_login(administrator)
    found = []
    for start in (2570, 2580):
        for number in range(10):
            ProgrammeYearFactory(province=office.province, fiscal_year=start + number)
            SectorNetworkFactory(province=office.province, code=f"n{start + number}")
        with counted() as queries:
            client.get(reverse("networks:years"))
        found.append(len(queries))

    assert found[0] == found[1] <= 12


def test_whoever_works_in_two_provinces_stays_in_the_one_she_chose_and_the_others_mail_goes_on(client, office, administrator):
    other = OfficeFactory(province=ProvinceFactory(code="17", name="สิงห์บุรี"))
    holder_of("provincial_administrator", user=administrator, province=other.province)
    client.force_login(administrator)

    first = [place.pk for place in client.get(reverse("office")).context["workplaces"]]
    chosen = client.get(reverse("home"), {"province": "17"}).context["workplaces"]
    pages = [client.get(reverse(name)).context["edited"].pk for name in ("office", "networks:years")]
    form = re.search(
        r'action="([^"]*)"><input[^>]*><input type="hidden" name="paused"', client.get(reverse("office")).content.decode()
    )
    client.get(reverse("home"), {"province": "14"})
    client.post(form[1], {"paused": "1"})

    assert (first, [place.pk for place in chosen], pages) == (["14", "17"], ["17", "14"], ["17", "17"])
    assert dict(Office.objects.values_list("pk", "mail_paused")) == {"14": False, "17": True}


def test_who_keeps_the_installation_reaches_every_office_and_who_has_one_province_no_other(client, office, administrator):
    OfficeFactory(province=ProvinceFactory(code="17", name="สิงห์บุรี"))
    client.force_login(UserFactory(is_superuser=True))
    kept = [client.get(reverse("office"), asked).context["edited"].pk for asked in ({}, {"province": "17"}, {"province": "13"})]
    client.force_login(administrator)

    assert kept == ["14", "17", "17"]
    assert client.get(reverse("office"), {"province": "17"}).context["edited"].pk == "14"
    assert client.get(reverse("office")).context["workplaces"] == []
