"""The pages of pledges: everybody sees their own, nothing typed is lost, one verb has one address."""

import datetime as dt
import re
from decimal import Decimal
from urllib.parse import parse_qs

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from moralprovince.core.errors import Outpaced
from moralprovince.core.models import AuditEvent, Draft
from networks.models import Office, ProgrammeYear
from networks.querysets.search import every_word
from pledges.models import Commitment, Pledge
from pledges.views import pledge_forms
from tests.factories import (
    DistrictFactory,
    OfficeFactory,
    OrganisationFactory,
    ProgrammeYearFactory,
    ProvinceFactory,
    SectorNetworkFactory,
    SubdistrictFactory,
    contact_of,
    coordinator_of,
    officer_of,
)
from tests.factories_pledges import CommitmentFactory, FollowUpReportFactory, PledgeFactory, ReportRoundFactory, VirtueFactory
from tests.support.queries import counted
from tests.support.uploads import photo

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-11-24 10:00:00+07:00", tick=False)]

LIST = "/pledges/"


@pytest.fixture
def province():
    office = OfficeFactory(working_year=ProgrammeYearFactory())
    return office.province


@pytest.fixture
def officer(client, province):
    person = officer_of(province)
    client.force_login(person)
    return person


def shown_names(response):
    return [pledge.organisation.name for pledge in response.context["pledges"]]


# The list


def test_the_list_shows_the_working_year_sorted_by_name(client, officer):
    for name in ("วัดขุนแสน", "วัดกษัตริย์"):
        PledgeFactory(organisation__name=name)
    PledgeFactory(organisation__name="ปีก่อน", programme_year=ProgrammeYearFactory(fiscal_year=2569))
    assert shown_names(client.get(LIST)) == ["วัดกษัตริย์", "วัดขุนแสน"]
    assert shown_names(client.get(LIST, {"year": "2569"})) == ["ปีก่อน"]


def test_beside_the_list_of_a_year_stands_what_waits_in_other_open_years_and_each_number_leads_to_its_rows(client, officer):
    before, after = (ProgrammeYearFactory(fiscal_year=year) for year in (2569, 2571))
    body = OrganisationFactory(name="วัดใหม่")
    for year, state in ((before, "returned"), (after, "declared"), (ProgrammeYearFactory(fiscal_year=2568), "active")):
        PledgeFactory(organisation=body, programme_year=year, state=state)
    PledgeFactory(programme_year=after, state="declared")
    begin, contact = f"{reverse('pledges:pledge-begin')}?organisation={body.code}&year=2570", contact_of(body)

    def beside(person, **query):
        client.force_login(person)
        return [(job.count, job.address) for job in client.get(LIST, query).context["elsewhere"]]

    checks = [(2, f"{LIST}?state=declared&year=2571")]
    assert (beside(officer), beside(officer, year="2571"), beside(officer, state="draft")) == (checks, [], [])
    assert client.get(checks[0][1]).context["page"].total == 2
    assert beside(contact) == [(1, begin), (1, f"{LIST}?state=returned&year=2569")]
    ProgrammeYear.objects.update(read_only_from=dt.date(2026, 11, 1))
    assert (beside(officer), beside(contact)) == ([], [])


def test_each_filter_narrows_the_list_and_stands_as_a_chip(client, officer, province):
    other = SectorNetworkFactory(code="temples", province=province)
    away = SubdistrictFactory(code="140201", district=DistrictFactory(code="1402"))
    PledgeFactory(organisation__name="ก", state="declared")
    PledgeFactory(organisation__name="ข", organisation__network=other)
    PledgeFactory(organisation__name="ค", organisation__subdistrict=away, organisation__kind="community")
    found = {
        query: shown_names(client.get(f"{LIST}?{query}"))
        for query in ("state=declared", "network=temples", "district=1402", "kind=community", "state=nonsense")
    }
    assert found == {"state=declared": ["ก"], "network=temples": ["ข"], "district=1402": ["ค"], "kind=community": ["ค"],
                     "state=nonsense": ["ก", "ข", "ค"]}  # fmt: skip
    chips = {chip.name: str(chip.value) for chip in client.get(f"{LIST}?network=temples").context["chips"]}
    assert (chips["year"], chips["network"]) == ("2570", "เครือข่าย temples")


def test_the_search_box_finds_bodies_by_name_forgiven_its_spelling_and_by_code(client, officer):
    temple, school = (PledgeFactory(organisation__name=name).organisation for name in ("วัดกษัตราธิราช", "โรงเรียนบ้านเกาะ"))
    asked = ("กษัตราธิราช", "วัด กษัตราธีราช", school.code, "สำนักงาน", "", "\x00")
    found = {words: sorted(shown_names(client.get(LIST, {"q": words}))) for words in asked}
    both = sorted([temple.name, school.name])
    assert found == dict(zip(asked, ([temple.name], [temple.name], [school.name], [], both, both), strict=True))


@pytest.mark.postgres
def test_what_was_promised_is_looked_for_in_an_index():
    found = Commitment.objects.filter(every_word("ขยะมูลฝอย", "activity", "problem_to_solve", "good_to_do"))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")

    assert "Bitmap Index Scan on pledges_commitment_words" in found.explain()


def test_what_was_searched_for_is_kept_with_the_other_filters_and_in_the_box(client, officer):
    for state in ("draft", "active"):
        PledgeFactory(organisation__name=f"วัดใหม่ {state}", state=state)
    PledgeFactory(organisation__name="โรงเรียน", state="active")
    page = client.get(LIST, {"q": "วัดใหม่", "state": "active", "page": "1"})
    assert shown_names(page) == ["วัดใหม่ active"]
    assert [count for _key, _name, count, _link, _chosen in page.context["states"]] == [2, 1, 0, 0, 1, 0]
    links = [link for _key, _name, _count, link, _chosen in page.context["states"]]
    links += [choice.address for chip in page.context["chips"] for choice in chip.choices]
    assert [parse_qs(link[1:])["q"] for link in links] == [["วัดใหม่"]] * len(links)
    form = re.search(r'<form class="list-search.*?</form>', page.content.decode(), re.DOTALL)[0]
    assert re.findall(r'name="(\w+)" value="([^"]*)"', form) == [("state", "active"), ("q", "วัดใหม่")]


def test_states_are_counted_under_the_other_filters(client, officer):
    for state in ("draft", "declared", "declared", "active"):
        PledgeFactory(state=state)
    counts = {key: count for key, _name, count, _link, _chosen in client.get(f"{LIST}?state=draft").context["states"]}
    assert counts == {"": 4, "draft": 1, "declared": 2, "returned": 0, "active": 1, "ended": 0}


def test_the_rows_behind_a_figure_of_a_summary(client, officer):
    PledgeFactory(organisation__name="ก", declared_on=dt.date(2026, 10, 20))
    PledgeFactory(organisation__name="ข", declared_on=dt.date(2027, 4, 20))
    PledgeFactory(organisation__name="ค", state="ended", declared_on=dt.date(2026, 10, 20))
    PledgeFactory(organisation__name="ง", state="draft", declared_on=dt.date(2026, 10, 20))
    assert shown_names(client.get(f"{LIST}?year=2570&figure=pledges&period=2570-H1")) == ["ก", "ค"]
    with counted() as queries:
        assert shown_names(client.get(f"{LIST}?year=2570&figure=pledges_active&period=2570-H1")) == ["ก"]
    # What was declared is told by the pledges of the list: none is looked up among all that were.
    assert [one for one in queries if '"pledges_pledge"."id" IN (SELECT' in one] == []


@pytest.mark.parametrize("query", ["sort=-declared_on", "page=-1", "page=x", "sort=nonsense", "network=%00", "period=9"])
def test_nonsense_in_the_address_is_answered_with_a_list(client, officer, query):
    PledgeFactory()
    assert client.get(f"{LIST}?{query}").status_code == 200


def test_a_year_that_is_not_there_is_not_found(client, officer):
    assert client.get(f"{LIST}?year=2599").status_code == 404


def test_a_coordinator_sees_the_own_network_and_a_contact_the_own_organisation(client, province):
    mine = PledgeFactory(organisation__name="ของเรา")
    neighbour = PledgeFactory(organisation__name="เพื่อนบ้าน")
    PledgeFactory(organisation__name="เครือข่ายอื่น", organisation__network=SectorNetworkFactory(code="temples"))
    client.force_login(coordinator_of(mine.organisation.network))
    assert sorted(shown_names(client.get(LIST))) == ["ของเรา", "เพื่อนบ้าน"]
    client.force_login(contact_of(mine.organisation))
    assert shown_names(client.get(LIST)) == ["ของเรา"]
    assert client.get(reverse("pledges:pledge", args=[neighbour.pk])).status_code == 404


def test_another_provinces_pledge_is_not_found(client, officer):
    other = ProvinceFactory(code="10")
    foreign = PledgeFactory(organisation__province=other)
    names = ("pledge", "pledge-edit", "pledge-paper", "pledge-signed-file")
    assert {client.get(reverse(f"pledges:{name}", args=[foreign.pk])).status_code for name in names} == {404}
    posts = [reverse("pledges:pledge-autosave", args=[foreign.pk]), reverse("pledges:pledge-copy", args=[foreign.pk]),
             reverse("pledges:pledge-step", args=[foreign.pk, "activate"])]  # fmt: skip
    assert {client.post(address).status_code for address in posts} == {404}
    assert shown_names(client.get(LIST)) == []


@pytest.mark.parametrize(("words", "at_most"), [("", 12), ("วัดทดสอบ", 13), ("วัดทดซอบ", 14)])
def test_the_list_asks_the_same_few_questions_for_ten_rows_and_for_fifty(client, officer, words, at_most):
    def questions():
        with counted() as queries:
            assert client.get(LIST, {"q": words}).context["page"].total > 0
        return len(queries)

    PledgeFactory.create_batch(10, commitments=1)
    at_ten = questions()
    PledgeFactory.create_batch(45, commitments=1)
    assert (at_ten, questions()) == (at_ten, at_ten)
    assert at_ten <= at_most


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_export_has_every_row_of_the_list_as_shown(client, officer, kind):
    PledgeFactory(organisation__name="=SUM(A1)", state="declared", commitments=2)
    PledgeFactory(state="active")
    response = client.get(reverse("pledges:pledges-export"), {"format": kind, "state": "declared"})
    content = b"".join(response.streaming_content) if response.streaming else response.content
    assert response.status_code == 200
    if kind == "csv":
        lines = content.decode("utf-8-sig").splitlines()
        assert len(lines) == 2
        assert "'=SUM(A1)" in lines[1]
        assert lines[1].endswith(",40,30,75.00,2")


def test_the_export_has_what_was_searched_for(client, officer):
    for name in ("วัดใหม่", "โรงเรียน"):
        PledgeFactory(organisation__name=name)
    rows = client.get(reverse("pledges:pledges-export"), {"format": "csv", "q": "วัดไหม่"}).streaming_content
    assert [line.split(",")[1] for line in b"".join(rows).decode("utf-8-sig").splitlines()[1:]] == ["วัดใหม่"]


# Begin


def test_a_pledge_is_begun_in_the_working_year(client, officer):
    organisation = OrganisationFactory()
    address = f"{reverse('pledges:pledge-begin')}?organisation={organisation.code}"
    assert client.get(address).context["chosen"].fiscal_year == 2570
    response = client.post(address, {"year": "2570"})
    pledge = Pledge.objects.get()
    assert (pledge.state, response.url) == ("draft", reverse("pledges:pledge-edit", args=[pledge.pk]))
    again = client.post(address, {"year": "2570"})
    there = f'<a href="{reverse("pledges:pledge", args=[pledge.pk])}">{pledge}</a>'
    assert (again.status_code, again.content.decode().count(there)) == (409, 1)


WHY = " หากประกาศเจตนารมณ์สำหรับปีอื่น โปรดเลือกปีนั้น"


def choice_on(page):
    """What is said of each year, and why one of them is chosen."""
    fieldset = page.content.decode().split('<fieldset class="choices">')[1].split("</fieldset>")[0]
    return [re.sub("<.*?>", "", line).strip() for line in re.findall(r"<label.*?</label>|<p.*?</p>", fieldset)]


def test_the_chosen_year_says_why_it_is_chosen(client, officer, province):
    ProgrammeYear.objects.update(motto="")
    old = ProgrammeYearFactory(province=province, fiscal_year=2569, motto="")
    Office.objects.filter(province=province).update(working_year=old)
    organisation = OrganisationFactory()
    address = f"{reverse('pledges:pledge-begin')}?organisation={organisation.code}"
    years = ["2570 ปีตามปฏิทิน", "2569 ปีที่กำลังทำงาน"]
    assert choice_on(client.get(address)) == [*years, "เลือกปี 2569 ไว้ให้ เพราะสำนักงานกำลังทำงานในปีนี้" + WHY]
    assert choice_on(client.get(f"{address}&year=2570")) == years
    PledgeFactory(organisation=organisation, programme_year=old)
    assert choice_on(client.get(address)) == [years[0], "เลือกปี 2570 ไว้ให้ เพราะเป็นปีงบประมาณตามปฏิทิน" + WHY]
    ProgrammeYearFactory(province=province, fiscal_year=2571, motto="")
    ahead = ["2571 ปีงบประมาณนี้เริ่มวันที่ 1 ตุลาคม 2570", years[0]]
    assert choice_on(client.get(f"{address}&year=2571")) == ahead


def test_only_the_running_the_next_and_the_last_open_year_are_offered(client, officer):
    for year in (2560, 2568, 2569, 2571, 2572):
        ProgrammeYearFactory(fiscal_year=year)
    address = f"{reverse('pledges:pledge-begin')}?organisation={OrganisationFactory().code}"
    assert [year.fiscal_year for year in client.get(address).context["years"]] == [2571, 2570, 2569]
    assert client.get(f"{address}&year=2571").context["chosen"].fiscal_year == 2571
    ProgrammeYear.objects.filter(fiscal_year=2569).update(read_only_from=dt.date(2026, 10, 1))
    assert [year.fiscal_year for year in client.get(address).context["years"]] == [2571, 2570]


@pytest.mark.parametrize("year", ["2599", "", "\x00", "2569", "2572", "๒๕๗๐x"])
def test_a_year_that_is_closed_far_or_nonsense_is_refused_in_a_sentence(client, officer, year):
    ProgrammeYearFactory(fiscal_year=2569, read_only_from=dt.date(2026, 10, 1))
    ProgrammeYearFactory(fiscal_year=2572)
    address = f"{reverse('pledges:pledge-begin')}?organisation={OrganisationFactory().code}"
    asked = [f"{address}&year={year}"] if year.isprintable() and year else []
    answers = [client.post(address, {"year": year}), *[client.get(one) for one in asked]]
    sentence = "เริ่มประกาศเจตนารมณ์ได้สำหรับปีงบประมาณ 2569 ถึง 2571"
    assert [(answer.status_code, answer.content.decode().count(sentence)) for answer in answers] == [(409, 1)] * len(answers)
    assert Pledge.objects.count() == 0


def test_who_may_only_read_begins_nothing(client, province):
    mine, other = OrganisationFactory(), OrganisationFactory(network=SectorNetworkFactory(code="temples"))
    client.force_login(contact_of(mine))
    address = f"{reverse('pledges:pledge-begin')}?organisation={other.code}"
    assert client.get(address).status_code == client.post(address, {"year": "2570"}).status_code == 404


# Declare

WAITS_FOR_HER = "ประกาศเจตนารมณ์แล้ว รอการรับปฏิญญา ท่านกดรับเองได้ด้านล่าง หรือให้เพื่อนร่วมงานเป็นผู้รับ"
SHE_IS_TOLD = "ประกาศเจตนารมณ์แล้ว สำนักงานวัฒนธรรมจังหวัดจะตรวจและแจ้งผลให้ทราบ"
SHE_TELLS = "องค์กรนี้ยังไม่มีบัญชีผู้ใช้และอีเมลในระบบ กรุณาแจ้งให้องค์กรทราบด้วยตนเอง"
THEY_ARE_TOLD = "ประกาศเจตนารมณ์แล้ว สำนักงานวัฒนธรรมจังหวัดจะตรวจและแจ้งผลให้องค์กรทราบ"
WRITERS = {
    "officer": (lambda body: officer_of(body.province), WAITS_FOR_HER, 1),
    "contact": (contact_of, SHE_IS_TOLD, 0),
    "coordinator": (lambda body: coordinator_of(body.network), THEY_ARE_TOLD, 0),
    "coordinator of a body without address": (
        lambda body: coordinator_of(body.network),
        f"ประกาศเจตนารมณ์แล้ว สำนักงานวัฒนธรรมจังหวัดจะตรวจ {SHE_TELLS}",
        0,
    ),
    "coordinator who began it": (lambda body: coordinator_of(body.network), SHE_IS_TOLD, 0),
}


@pytest.mark.parametrize("who", WRITERS)
@pytest.mark.parametrize("by", ["button", "form"])
def test_whoever_declares_is_told_what_happens_next_for_her(client, province, who, by):
    draft = PledgeFactory(state="draft", commitments=1, organisation__email="" if "without" in who else "wat@example.org")
    made, sentence, to_accept = WRITERS[who]
    person = made(draft.organisation)
    Pledge.objects.update(created_by=person if "began" in who else None)
    client.force_login(person)
    if by == "button":
        page = client.post(reverse("pledges:pledge-step", args=[draft.pk, "declare"]), follow=True)
    else:
        page = client.post(edit_address(draft), posted((str(draft.commitments.get().pk), line()), do="declare"), follow=True)
    assert [str(message) for message in page.context["messages"]] == [sentence]
    assert page.content.decode().count(reverse("pledges:pledge-step", args=[draft.pk, "activate"])) == to_accept


@pytest.mark.parametrize(("step", "told", "done"), [
    ("activate", "รับปฏิญญาแล้ว ระบบจะรอรายงานผลตามรอบ และแจ้งองค์กรให้ทราบแล้ว", "รับปฏิญญาแล้ว ระบบจะรอรายงานผลตามรอบ"),
    ("return", "ส่งกลับแล้ว องค์กรได้รับข้อความของท่าน", "ส่งกลับแล้ว"),
])  # fmt: skip
def test_that_the_organisation_was_told_is_said_only_where_there_is_somebody_to_tell(client, officer, step, told, done):
    addressed, held, silent = (
        PledgeFactory(state="declared", organisation__email=email) for email in ("w@example.org", "", "")
    )
    contact_of(held.organisation)

    def said(pledge):
        page = client.post(reverse("pledges:pledge-step", args=[pledge.pk, step]), {"note": "เพิ่ม"}, follow=True)
        return [str(message) for message in page.context["messages"]]

    assert [said(pledge) for pledge in (addressed, held, silent)] == [[told], [told], [f"{done} {SHE_TELLS}"]]


def test_who_accepts_reads_on_which_day_a_report_is_due(client, officer):
    ReportRoundFactory(state="open", code="H1")
    pledge = PledgeFactory(state="declared", organisation__email="w@example.org")
    page = client.post(reverse("pledges:pledge-step", args=[pledge.pk, "activate"]), follow=True)
    words = "รับปฏิญญาแล้ว ระบบจะรอรายงานผลตามรอบ และแจ้งองค์กรให้ทราบแล้ว รายงานรอบ 6 เดือน 2570 ครบกำหนดส่งวันที่ 31 มีนาคม 2570"
    assert [str(message) for message in page.context["messages"]] == [words]


# Discard


def test_a_draft_begun_by_mistake_is_discarded_after_one_question(client, officer):
    pledge = PledgeFactory(state="draft", commitments=2)
    address = reverse("pledges:pledge-discard", args=[pledge.pk])
    for page in ("pledges:pledge", "pledges:pledge-edit"):
        assert client.get(reverse(page, args=[pledge.pk])).content.decode().count(f'href="{address}"') == 1
    asked = client.get(address)
    assert (asked.status_code, Pledge.objects.count()) == (200, 1)
    answer = client.post(address, {"version": asked.context["pledge"].version})
    assert answer.url == reverse("networks:organisation", args=[pledge.organisation.code])
    assert client.get(answer.url).content.decode().count("ลบร่างปฏิญญา") == 1
    assert client.get(reverse("pledges:pledges")).context["page"].total == 0
    assert client.get(reverse("pledges:pledge", args=[pledge.pk])).status_code == client.post(address).status_code == 404


@pytest.mark.parametrize("state", ["declared", "returned", "active", "ended"])
def test_what_was_declared_is_not_offered_for_discarding(client, officer, state):
    pledge = PledgeFactory(state=state)
    address = reverse("pledges:pledge-discard", args=[pledge.pk])
    assert client.get(reverse("pledges:pledge", args=[pledge.pk])).content.decode().count(address) == 0
    assert (client.get(address).status_code, client.post(address).status_code) == (409, 409)
    assert Pledge.objects.get().state == state


def test_a_draft_that_was_saved_meanwhile_is_not_discarded(client, officer):
    pledge = PledgeFactory(state="draft")
    Pledge.objects.update(version=2)
    assert client.post(reverse("pledges:pledge-discard", args=[pledge.pk]), {"version": "1"}).status_code == 409
    assert Pledge.objects.count() == 1


# The form


def posted(*lines, **header):
    """A POST of the form; lines are (key, fields)."""
    data = {"text": "เราจะทำความดี", "declared_on": "20/11/2569", "members": "๔๐", "members_joined": "30", "version": "1",
            "do": "save", "line": [key for key, _fields in lines], **header}  # fmt: skip
    for key, fields in lines:
        data |= {f"l{key}-{name}": value for name, value in fields.items()}
    return data


def line(**changes):
    return {
        "target_virtue_id": VirtueFactory().pk, "problem_to_solve": "ขยะในวัด", "good_to_do": "แยกขยะ", "activity": "วันศุกร์สะอาด",
        "indicator": "ครัวเรือน", "target": "1,234.50", "unit": "ครัวเรือน", "due_on": "30 ก.ย. 2570", "budget": "๕,๐๐๐",
        "responsible": "ผู้ใหญ่บ้าน", **changes,
    }  # fmt: skip


@pytest.fixture
def draft(officer):
    return PledgeFactory(state="draft", text="", declared_on=None, members_joined=None)


def edit_address(pledge):
    return reverse("pledges:pledge-edit", args=[pledge.pk])


def test_what_was_typed_is_saved_in_the_order_of_the_page(client, draft):
    response = client.post(edit_address(draft), posted(("n2", line(activity="สอง")), ("n1", line(activity="หนึ่ง"))))
    assert response.status_code == 302
    draft.refresh_from_db()
    assert (draft.members, draft.declared_on, draft.version) == (40, dt.date(2026, 11, 20), 2)
    stored = [(one.activity, one.target, one.budget, one.due_on) for one in draft.commitments.all()]
    expected = (Decimal("1234.50"), Decimal("5000.00"), dt.date(2027, 9, 30))
    assert stored == [("สอง", *expected), ("หนึ่ง", *expected)]


def test_the_form_shows_what_is_stored_in_thai_dates(client, officer):
    pledge = PledgeFactory(state="draft", commitments=2)
    body = client.get(edit_address(pledge)).content.decode()
    assert 'value="15/10/2569"' in body
    assert body.count('name="line"') == 3  # two lines and the blank one for the script


@pytest.mark.parametrize(
    ("wish", "order"),
    [("add", ["a", "b", "n1"]), ("remove-a", ["b"]), ("up-b", ["b", "a"]), ("down-a", ["b", "a"]), ("up-a", ["a", "b"]),
     ("down-b", ["a", "b"]), ("remove-zzz", ["a", "b"])],
)  # fmt: skip
def test_lines_are_arranged_without_a_script_and_keep_what_was_typed(client, draft, wish, order):
    data = posted(("a", line(activity="ก", due_on="30/02/2566")), ("b", line(activity="ข")), do=wish, members="มาก")
    response = client.post(edit_address(draft), data)
    sheet = response.context["sheet"]
    assert [one.key for one in sheet.lines] == order
    typed = {one.key: (one.form["activity"].value(), one.form["due_on"].value()) for one in sheet.lines}
    assert typed | {"n1": ("", "")} == {
        key: value for key, value in (("a", ("ก", "30/02/2566")), ("b", ("ข", "30 ก.ย. 2570"))) if key in order
    } | {"n1": ("", "")}  # fmt: skip
    assert (sheet.header["members"].value(), Pledge.objects.get().version, response.context["problems"]) == ("มาก", 1, [])


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"due_on": "30/02/2566"}, "due_on"), ({"due_on": "30/9/2569"}, "due_on"), ({"target": "-1"}, "target"),
     ({"target": "มาก"}, "target"), ({"target_virtue_id": "nonsense"}, "target_virtue_id"),
     ({"activity": "ก" * 1_000_000}, "activity")],
)  # fmt: skip
def test_what_cannot_be_read_is_named_and_everything_typed_stays(client, draft, wrong, field):
    response = client.post(edit_address(draft), posted(("n1", line(**wrong)), ("n2", line(activity="อีกบรรทัด"))))
    first, second = draft.commitments.all()
    assert [problem.field for problem in response.context["problems"]] == [f"id_l{first.pk}-{field}"]
    typed = [one.form[name].value() for one, name in zip(response.context["sheet"].lines, (field, "activity"), strict=True)]
    assert (typed, second.activity, Pledge.objects.get().version) == ([wrong[field], "อีกบรรทัด"], "อีกบรรทัด", 2)
    # Said once on top of the page, and at the field; not once more on top of each of its forms.
    assert response.content.decode().count("data-error-summary") == 1


@pytest.mark.parametrize("wrong", [{"version": "x"}, {"version": ""}, {"ln1-id": "x"}])
def test_nothing_is_saved_of_a_form_that_does_not_say_into_what_it_was_typed(client, draft, wrong):
    response = client.post(edit_address(draft), posted(("n1", line()), ("n2", line(activity="อีกบรรทัด"))) | wrong)
    assert (response.status_code, len(response.context["problems"])) == (200, 1)
    assert response.context["sheet"].lines[1].form["activity"].value() == "อีกบรรทัด"
    assert (draft.commitments.count(), Pledge.objects.get().version) == (0, 1)


@pytest.mark.parametrize(
    "header",
    [{"declared_on": "1/12/2569"}, {"members": "3", "members_joined": "4"}, {"members": "-5"}, {"members": "9" * 30},
     {"text": "ก" * 1_000_000}],
)  # fmt: skip
def test_a_header_that_cannot_be_right_is_said_and_stays(client, draft, header):
    response = client.post(edit_address(draft), posted(**header))
    (problem,) = response.context["problems"]
    box = problem.field.removeprefix("id_")
    assert (response.status_code, response.context["sheet"].header[box].value()) == (200, header[box])
    assert Pledge.objects.get().version == 2


def test_more_joined_than_there_are_members_is_said_at_its_box_and_everything_stays(client, draft):
    data = posted(("n1", line(activity="วันศุกร์สะอาด")), members="๔๐", members_joined="๔๐๐")
    response = client.post(edit_address(draft), data)
    told = [(problem.field, str(problem.sentence)) for problem in response.context["problems"]]
    assert told == [("id_members_joined", "จำนวนสมาชิกที่ร่วมประกาศมากกว่าจำนวนสมาชิกทั้งหมด กรุณาตรวจสอบตัวเลขทั้งสอง")]
    sheet = response.context["sheet"]
    kept = [sheet.header[name].value() for name in ("text", "members", "members_joined")]
    assert (kept, sheet.lines[0].form["activity"].value()) == (["เราจะทำความดี", 40, "๔๐๐"], "วันศุกร์สะอาด")
    assert Pledge.objects.get().members_joined is None


def test_the_problems_of_all_lines_stand_in_one_place(client, draft):
    data = posted(("n1", line(target="มาก")), ("n2", line(due_on="30/02/2566")), members="มาก")
    text = client.post(edit_address(draft), data).content.decode()
    [box] = re.findall(r"<div[^>]* data-error-summary>(.*?)</div>", text, re.S)
    first, second = draft.commitments.all()
    assert re.findall(r'href="#([^"]+)"', box) == ["id_members", f"id_l{first.pk}-target", f"id_l{second.pk}-due_on"]
    assert text.count("error-summary") == 2  # the class of the box and its mark


def ticked(response, key):
    """Does the page of the form ask for the tick, and is it given?"""
    text = response.content.decode()
    [tag] = re.findall(rf'<input[^>]* name="l{key}-sure"[^>]*>', text)
    return 'type="checkbox"' in tag, " checked" in tag


@pytest.mark.parametrize("unit", ["%", "ร้อยละ", "ร้อยละของสมาชิก", " เปอร์เซ็นต์", "Percent"])
def test_a_share_over_a_hundred_is_asked_about_once(client, draft, unit):
    typed = line(unit=unit, baseline="62", target="950")
    first = client.post(edit_address(draft), posted(("n1", typed)))
    kept = draft.commitments.get()
    key = str(kept.pk)
    assert [problem.field for problem in first.context["problems"]] == [f"id_l{key}-target"]
    assert (ticked(first, key), first.context["sheet"].lines[0].form["target"].value()) == ((True, False), "950")
    assert kept.target is None

    sure = (key, typed | {"id": key, "sure": "on"})
    moved = client.post(edit_address(draft), posted(sure, do="add"))
    assert ticked(moved, key) == (True, True)
    other = client.post(edit_address(draft), posted(sure, members="มาก", version="2"))
    assert ([problem.field for problem in other.context["problems"]], ticked(other, key)) == (["id_members"], (True, True))

    assert client.post(edit_address(draft), posted(sure, version="3")).status_code == 302
    kept.refresh_from_db()
    assert (kept.target, ticked(client.get(edit_address(draft)), key)) == (Decimal(950), (True, True))


@pytest.mark.parametrize(("unit", "target"), [("คน", "950"), ("ร้อยละ", "100"), ("", "950"), ("ร้อยละ", "")])
def test_what_is_no_share_over_a_hundred_is_not_asked_about(client, draft, unit, target):
    assert client.post(edit_address(draft), posted(("n1", line(unit=unit, target=target)))).status_code == 302
    kept = draft.commitments.get()
    assert ticked(client.get(edit_address(draft)), str(kept.pk)) == (False, False)


def test_a_day_after_the_end_of_the_year_is_saved_with_a_hint_at_its_box_and_for_whoever_checks(client, draft):
    hint = "วันที่นี้อยู่หลังวันสิ้นปีงบประมาณ (30 ก.ย. 2570) ซึ่งการติดตามผลสิ้นสุดลงด้วย"
    within, past = line(activity="ในปี", due_on="30/09/2570"), line(activity="สามปี", due_on="30/09/2575")
    assert hint in client.post(edit_address(draft), posted(("n1", past), do="add")).content.decode()
    saved = client.post(edit_address(draft), posted(("n1", within), ("n2", past)), follow=True)
    assert [line.due_on for line in draft.commitments.all()] == [dt.date(2027, 9, 30), dt.date(2032, 9, 30)]
    assert (noted(saved), noted_days(saved)) == (["สามปี: 30 ก.ย. 2575"], ["30 ก.ย. 2575"])
    assert client.get(edit_address(draft)).content.decode().count(hint) == 1

    Pledge.objects.update(state="declared")
    assert noted(client.get(page_address(draft))) == ["สามปี: 30 ก.ย. 2575"]
    Pledge.objects.update(state="active")
    accepted = client.get(page_address(draft))
    assert (noted(accepted), noted_days(accepted)) == ([], ["30 ก.ย. 2575"])


def noted(response):
    """The lines that the page of a pledge names as after the end of its year."""
    box = re.findall(r"กำหนดไว้หลังวันสิ้นปีงบประมาณ \(30 ก\.ย\. 2570\).*?<ul>(.*?)</ul>", response.content.decode(), re.S)
    return re.findall(r"<li>(.*?)</li>", "".join(box))


def noted_days(response):
    """The days beside which the plan says so."""
    return re.findall(r">([^<>]*?) <span[^>]*>\(หลังสิ้นปีงบประมาณ\)", response.content.decode())


def page_address(pledge):
    return reverse("pledges:pledge", args=[pledge.pk])


def test_null_bytes_and_other_peoples_lines_do_no_harm(client, draft):
    foreign = CommitmentFactory(activity="ของคนอื่น")
    data = posted(("n1", line(activity="ก\x00ข", id=str(foreign.pk))), text="ดี\x00มาก")
    assert client.post(edit_address(draft), data).status_code == 302
    foreign.refresh_from_db(), draft.refresh_from_db()
    assert (foreign.activity, draft.text, draft.commitments.get().activity) == ("ของคนอื่น", "ดีมาก", "กข")


def test_no_more_lines_than_anybody_needs(client, draft):
    data = posted(*[(f"n{n}", {"activity": str(n)}) for n in range(100)])
    assert client.post(edit_address(draft), data).status_code == 302
    assert draft.commitments.count() == 60


def test_the_slower_of_two_is_told_and_keeps_what_was_typed(client, draft):
    client.post(edit_address(draft), posted(text="คนแรก"))
    slower = posted(("n1", line(activity="คนที่สอง")), text="คนที่สอง")
    response = client.post(edit_address(draft), slower)
    assert (response.status_code, Pledge.objects.get().text) == (409, "คนแรก")
    sheet = response.context["sheet"]
    assert (sheet.header["text"].value(), sheet.lines[0].form["activity"].value()) == ("คนที่สอง", "คนที่สอง")
    assert response.context["differences"] == [("ประกาศเจตนารมณ์", "คนแรก"), ("ข้อตกลงที่ 1", "–")]
    assert response.content.decode().count("data-autosave") == 0
    assert len(response.context["problems"]) == 1
    again = client.post(edit_address(draft), slower | {"version": sheet.header["version"].value()})
    assert (again.status_code, Pledge.objects.get().text) == (302, "คนที่สอง")


def test_a_nought_of_the_slower_one_is_not_taken_for_the_empty_box_of_the_faster(client, draft):
    client.post(edit_address(draft), posted(members_joined=""))
    response = client.post(edit_address(draft), posted(members_joined="0"))
    label = str(response.context["sheet"].header.fields["members_joined"].label)
    assert (response.status_code, response.context["differences"]) == (409, [(label, "–")])


def test_who_writes_on_after_it_was_declared_is_told_sees_both_and_is_led_to_the_pledge(client, draft):
    client.force_login(contact_of(draft.organisation))
    kept = CommitmentFactory(pledge=draft, activity="วันศุกร์สะอาด")
    Pledge.objects.filter(pk=draft.pk).update(state="declared", text="คำที่ประกาศ", declared_on=dt.date(2026, 11, 20), members=40)
    typed = posted((str(kept.pk), {"id": kept.pk, "activity": "วันเสาร์สะอาด"}), members_joined="")
    page = client.post(edit_address(draft), typed)
    sheet = page.context["sheet"]
    assert (page.status_code, sheet.header["text"].value(), sheet.lines[0].form["activity"].value()) == (
        409, "เราจะทำความดี", "วันเสาร์สะอาด"
    )  # fmt: skip
    stands = dict(page.context["differences"])
    assert (stands["ประกาศเจตนารมณ์"], stands["ข้อตกลงที่ 1 · กิจกรรม"], "วันที่ประกาศ" in stands) == ("คำที่ประกาศ", "วันศุกร์สะอาด", False)
    there, html = reverse("pledges:pledge", args=[draft.pk]), page.content.decode()
    [said] = [str(problem.sentence) for problem in page.context["problems"]]
    assert (said.count(f'<a href="{there}">{draft.organisation.name}</a>'), html.count(said)) == (1, 1)
    assert re.findall('name="do" value="(.*?)"', html) == []
    refused = client.get(edit_address(draft))
    assert (refused.status_code, refused.content.decode().count(f'<a href="{there}">')) == (409, 1)
    told = client.post(reverse("pledges:pledge-autosave", args=[draft.pk]), typed)
    assert (told.status_code, "ประกาศแล้ว" in told.json()["sentence"]) == (409, True)


def test_a_draft_whose_year_was_closed_meanwhile_neither_saves_itself_nor_offers_a_start(client, draft):
    earlier = PledgeFactory(organisation=draft.organisation, programme_year=ProgrammeYearFactory(fiscal_year=2569))
    CommitmentFactory(pledge=earlier)
    offered = ("data-autosave=", reverse("pledges:pledge-copy", args=[draft.pk]))
    ProgrammeYear.objects.filter(pk=draft.programme_year_id).update(read_only_from=dt.date(2026, 11, 1))
    page = client.post(edit_address(draft), posted(("n1", line())))
    html = page.content.decode()
    assert (page.status_code, "วันศุกร์สะอาด" in html, [html.count(one) for one in offered]) == (409, True, [0, 0])


def test_save_and_declare_in_one_go(client, draft):
    client.post(edit_address(draft), posted(("n1", line()), do="declare"))
    assert Pledge.objects.get().state == "declared"


def test_declare_is_never_answered_by_saved_alone(client, draft):
    saved = posted(("n1", line()))
    client.post(edit_address(draft), saved)
    kept = {"id": Commitment.objects.get().pk}
    press = posted(("n1", line(**kept)), version=1, do="declare")
    outpaced = client.post(edit_address(draft), press)
    version = outpaced.context["sheet"].header["version"].value()
    assert (outpaced.status_code, Pledge.objects.get().state) == (409, "draft")
    assert [str(problem.sentence)[:10] for problem in outpaced.context["problems"]] == ["ยังไม่ได้ป"]
    answers = [client.post(edit_address(draft), press | {"version": version}, follow=True) for _press in range(2)]
    assert Pledge.objects.get().state == "declared"
    first, second = ([str(message) for message in answer.context["messages"]] for answer in answers)
    assert (len(first), second) == (1, first)


def test_whoever_saves_in_the_moment_it_is_declared_is_offered_no_further_saving(client, draft, monkeypatch):
    client.force_login(contact_of(draft.organisation))

    def declared_meanwhile(**said):
        Pledge.objects.update(state="declared")
        raise Outpaced("faster")

    monkeypatch.setattr(pledge_forms.actions, "save_pledge", declared_meanwhile)
    page = client.post(edit_address(draft), posted(("n1", line())))
    assert (page.status_code, page.context["closed"], page.content.decode().count('value="save"')) == (409, True, 0)


def test_what_was_returned_is_completed_first_and_declared_after(client, draft):
    client.post(edit_address(draft), posted(("n1", line()), do="save"))
    found = {}
    for state in ("draft", "returned"):
        Pledge.objects.update(state=state)
        html = client.get(reverse("pledges:pledge", args=[draft.pk])).content.decode()
        found[state] = re.findall(r'btn-primary"[^>]*>(?:<svg.*?</svg>)?([^<]+)', html)
    assert found == {"draft": ["ประกาศเจตนารมณ์"], "returned": ["เติมให้ครบ"]}


def test_declaring_an_incomplete_draft_saves_it_and_says_what_is_missing(client, draft):
    response = client.post(edit_address(draft), posted(("n1", line(unit="", responsible="")), do="declare"), follow=True)
    pledge = Pledge.objects.get()
    assert (pledge.state, pledge.text) == ("draft", "เราจะทำความดี")
    (row,) = pledge.commitments.all()
    problems = [(one.field, str(one.label), str(one.sentence)) for one in response.context["problems"]]
    boxes = [line.form.errors for line in response.context["sheet"].lines]
    assert problems == [(f"id_l{row.pk}-unit", "ข้อตกลงที่ 1", "ยังขาด: หน่วยนับ, ผู้รับผิดชอบ")]
    assert boxes == [{"unit": ["ยังขาด: หน่วยนับ"], "responsible": ["ยังขาด: ผู้รับผิดชอบ"]}]
    assert response.content.decode().count(f'id="id_l{row.pk}-unit_error"') == 1
    assert len(response.context["messages"]) == 1


def test_a_draft_without_anything_names_each_box_that_declaring_needs(client, draft):
    draft.commitments.all().delete()
    Pledge.objects.update(text="", members=None, members_joined=None, declared_on=None)
    page = client.get(edit_address(draft), {"lacking": "1"})
    boxes = [one.field for one in page.context["problems"]]
    assert boxes == ["id_text", "id_declared_on", "id_members", "id_members_joined", "id_ln1-activity"]
    assert [page.content.decode().count(f'id="{box}"') for box in boxes] == [1] * len(boxes)


def test_a_draft_saves_itself_and_new_lines_are_not_doubled(client, draft):
    address = reverse("pledges:pledge-autosave", args=[draft.pk])
    answer = client.post(address, posted(("n1", line()), ("n2", {})), headers={"accept": "application/json"}).json()
    assert (answer["version"], list(answer["keys"]), "10:00" in answer["sentence"]) == (2, ["n1"], True)
    again = posted(("n1", line(id=answer["keys"]["n1"])), version=answer["version"])
    assert client.post(address, again).json()["keys"] == answer["keys"]
    assert draft.commitments.count() == 1


def test_what_is_sent_once_more_since_its_answer_got_lost_is_saved_already_with_the_keys_of_its_lines(client, draft):
    address = reverse("pledges:pledge-autosave", args=[draft.pk])
    sent = posted(("n1", line()), ("n2", {}))
    first, again = client.post(address, sent).json(), client.post(address, sent)
    assert (again.status_code, again.json()["keys"], again.json()["version"]) == (200, first["keys"], first["version"])
    pressed = client.post(edit_address(draft), sent | {"do": "save"})
    assert (pressed.status_code, draft.commitments.count()) == (302, 1)
    # Another line under the old version is still a conflict.
    assert client.post(address, posted(("n1", line(activity="อื่น")))).status_code == 409


def autosaved(client, draft, *lines, **header):
    return client.post(reverse("pledges:pledge-autosave", args=[draft.pk]), posted(*lines, **header))


def test_saving_by_itself_keeps_all_but_the_box_that_cannot_be_read_and_names_it(client, draft):
    row = CommitmentFactory(pledge=draft, due_on=dt.date(2027, 9, 30))
    known = str(row.pk)
    wrong = {known: line(id=known, due_on="30/02/2566", unit="ถุง"), "n1": line(target="มากมาย")}
    answer = autosaved(client, draft, *wrong.items(), members="สี่สิบ", members_joined="").json()
    assert answer["boxes"] == ["members", f"l{known}-due_on", "ln1-target"]
    assert answer["sentence"].startswith("บันทึกแล้วเมื่อ 10:00 น. · กรุณาแก้ไข จำนวนสมาชิก: ")
    assert "ข้อตกลงที่ 1: ภายในวันที่: วันที่ 30 ก.พ. 2566 ไม่มีอยู่จริง" in answer["sentence"]
    pledge, (first, second) = Pledge.objects.get(), draft.commitments.all()
    assert (pledge.text, pledge.members) == ("เราจะทำความดี", draft.members)
    assert [(first.pk, first.unit, first.due_on), (second.unit, second.target)] == [
        (row.pk, "ถุง", dt.date(2027, 9, 30)), ("ครัวเรือน", None),
    ]  # fmt: skip
    assert answer["keys"] == {known: first.pk, "n1": second.pk}
    mended = (known, line(id=known)), ("n1", line(id=second.pk))
    again = autosaved(client, draft, *mended, version=answer["version"]).json()
    assert (again["boxes"], again["sentence"], draft.commitments.count()) == ([], "บันทึกแล้วเมื่อ 10:00 น.", 2)


def test_what_is_sent_once_more_with_a_box_that_cannot_be_read_is_saved_already(client, draft):
    sent = [autosaved(client, draft, ("n1", line(target="มากมาย"))) for _time in range(2)]
    assert [answer.json()["version"] for answer in sent] == [2, 2]
    assert sent[0].json() == sent[1].json()


@pytest.mark.parametrize(
    ("stored", "typed", "kept"),
    [
        ((50, 40), ("30", "35"), (50, 40)),
        ((50, 20), ("30", "35"), (30, 20)),
        ((50, 20), ("สามสิบ", "60"), (50, 20)),
        ((None, None), ("สามสิบ", "60"), (None, 60)),
    ],
)
def test_numbers_of_members_that_do_not_go_together_wait_with_what_cannot_be_read(client, draft, stored, typed, kept):
    Pledge.objects.update(members=stored[0], members_joined=stored[1])
    answer = autosaved(client, draft, members=typed[0], members_joined=typed[1])
    pledge = Pledge.objects.get()
    assert (answer.status_code, (pledge.members, pledge.members_joined), pledge.text) == (200, kept, "เราจะทำความดี")


def test_a_figure_over_100_does_not_become_a_share_by_saving_itself(client, draft):
    row = CommitmentFactory(pledge=draft, target=150, unit="คน")
    answer = autosaved(client, draft, (str(row.pk), line(id=row.pk, target="150", unit="ร้อยละ", activity="ใหม่"))).json()
    row.refresh_from_db()
    assert (row.target, row.unit, row.activity) == (150, "คน", "ใหม่")
    assert answer["boxes"] == [f"l{row.pk}-target", f"l{row.pk}-baseline", f"l{row.pk}-unit"]


def left_open(client, draft):
    """The marked boxes of the form as it is opened, with what stands in them; and the keys of its lines."""
    response = client.get(edit_address(draft))
    sheet = response.context["sheet"]
    forms = [sheet.header, *(line.form for line in sheet.lines)]
    marked = {form[name].html_name: form[name].value() for form in forms for name in form.errors}
    assert [problem.name for problem in response.context["problems"]] == list(marked)
    return marked, [line.key for line in sheet.lines]


@pytest.mark.parametrize("road", ["pledge-autosave", "pledge-edit"])
def test_what_cannot_be_read_stands_in_its_box_for_whoever_opens_the_form_again(client, draft, road):
    row = CommitmentFactory(pledge=draft, activity="เดิม")
    nothing_else = {"target": "มากมาย", "budget": " 1.2.3"}
    typed = ("n2", nothing_else), ("n7", {}), (str(row.pk), line(id=row.pk, due_on="30/02/2566")), ("n1", line(budget="ฟรี"))
    client.post(reverse(f"pledges:{road}", args=[draft.pk]), posted(*typed, members="สี่สิบ", declared_on="1/12/2569"))
    old, new = draft.commitments.all()
    client.force_login(contact_of(draft.organisation))
    expected = {
        "declared_on": "1/12/2569", "members": "สี่สิบ", "ln1-target": "มากมาย", "ln1-budget": " 1.2.3",
        f"l{old.pk}-due_on": "30/02/2566", f"l{new.pk}-budget": "ฟรี",
    }  # fmt: skip
    assert left_open(client, draft) == (expected, ["n1", str(old.pk), str(new.pk)])
    html = client.get(edit_address(draft)).content.decode()
    assert (html.count("form-control is-invalid"), html.count('value="มากมาย"'), html.count("แยกขยะ</textarea>")) == (6, 1, 2)
    assert (old.pk, old.due_on, draft.commitments.count()) == (row.pk, row.due_on, 2)


def test_what_can_be_read_takes_its_place_and_other_boxes_stay(client, draft):
    autosaved(client, draft, ("n1", {"target": "มากมาย"}), members="สี่สิบ")
    assert left_open(client, draft) == ({"members": "สี่สิบ", "ln1-target": "มากมาย"}, ["n1"])
    autosaved(client, draft, ("n1", {"target": "12"}), members="สี่สิบ", version=2)
    (row,) = draft.commitments.all()
    assert (row.target, left_open(client, draft)) == (12, ({"members": "สี่สิบ"}, [str(row.pk)]))
    client.post(edit_address(draft), posted((str(row.pk), line(id=row.pk)), members="41", version=3))
    assert (left_open(client, draft), Draft.objects.count()) == (({}, [str(row.pk)]), 0)


def test_a_share_that_waits_for_its_answer_is_asked_about_again(client, draft):
    row = CommitmentFactory(pledge=draft, target=150, unit="คน")
    autosaved(client, draft, (str(row.pk), line(id=row.pk, target="150", unit="ร้อยละ")))
    assert left_open(client, draft)[0] == {f"l{row.pk}-target": "150", f"l{row.pk}-unit": "ร้อยละ"}
    assert ticked(client.get(edit_address(draft)), str(row.pk)) == (True, False)


def test_numbers_that_do_not_go_together_come_again_together(client, draft):
    Pledge.objects.update(members=50, members_joined=40)
    autosaved(client, draft, members="30", members_joined="35 คน")
    assert left_open(client, draft)[0] == {"members": "30", "members_joined": "35 คน"}


def test_nothing_is_declared_while_something_waits_to_be_mended(client, draft):
    full = {"text": "เรา", "declared_on": dt.date(2026, 11, 1), "members": 40, "members_joined": 30}
    Pledge.objects.update(**full)
    row = CommitmentFactory(pledge=draft)
    assert client.get(reverse("pledges:pledge", args=[draft.pk])).context["missing"] == []
    autosaved(client, draft, (str(row.pk), line(id=row.pk, budget="ห้าพัน")))
    sentence = "มีข้อความในแบบฟอร์มที่ระบบอ่านไม่ได้ กรุณาเปิดแบบฟอร์ม ระบบทำเครื่องหมายไว้ตรงช่องนั้นแล้ว"
    assert client.get(reverse("pledges:pledge", args=[draft.pk])).context["missing"] == [sentence]
    client.post(reverse("pledges:pledge-step", args=[draft.pk, "declare"]))
    client.post(edit_address(draft), posted((str(row.pk), line(id=row.pk, budget="ห้าพัน")), version=2, do="declare"))
    assert (Pledge.objects.get().state, left_open(client, draft)[0]) == ("draft", {f"l{row.pk}-budget": "ห้าพัน"})
    client.post(edit_address(draft), posted((str(row.pk), line(id=row.pk, budget="5,000")), version=3, do="declare"))
    assert (Pledge.objects.get().state, Draft.objects.count()) == ("declared", 0)


def test_pressing_twice_on_what_cannot_be_read_is_no_conflict(client, draft):
    data = posted(("n1", line(target="มากมาย")))
    pressed = [client.post(edit_address(draft), data) for _press in range(2)]
    assert [(response.status_code, Pledge.objects.get().version) for response in pressed] == [(200, 2)] * 2
    assert [[str(message) for message in response.context["messages"]] for response in pressed] == [
        ["บันทึกแล้ว ยกเว้นช่องที่ทำเครื่องหมายไว้ด้านล่าง ระบบเก็บไว้ตามที่พิมพ์ และจะนับรวมเมื่ออ่านได้แล้ว"]
    ] * 2
    html = pressed[1].content.decode()
    assert (html.count('name="version" value="2"'), html.count("data-autosave")) == (1, 1)
    # Who is slower than somebody else sees what stands there, and leaves nothing in his boxes.
    slow = client.post(edit_address(draft), posted(text="ช้า", members="สี่สิบ"))
    assert (slow.status_code, slow.context["sheet"].header["members"].value()) == (409, "สี่สิบ")
    assert list(left_open(client, draft)[0].values()) == ["มากมาย"]


def test_what_she_typed_on_after_a_lost_answer_takes_the_place_of_what_she_left_before(client, draft):
    autosaved(client, draft, ("n1", line(target="มากมาย")), members="สี่สิบ")
    key = draft.commitments.get().pk
    again = client.post(edit_address(draft), posted(("n1", line(target="มากมายจริง ๆ")), members="สี่สิบ"))
    assert (again.status_code, left_open(client, draft)[0]) == (200, {"members": "สี่สิบ", f"l{key}-target": "มากมายจริง ๆ"})
    # What can be read by now goes beside no leftover of hers either.
    client.post(edit_address(draft), posted((str(key), line(id=key, target="")), members="40", version=3))
    autosaved(client, draft, (str(key), line(id=key, target="ห้าพัน")), members="40", version=4)
    mended = client.post(edit_address(draft), posted((str(key), line(id=key, target="")), members="40", version=4))
    assert (mended.status_code, Draft.objects.count()) == (302, 0)


@pytest.mark.parametrize("own", [{"budget": ""}, {"budget": "หกพัน"}])
def test_what_another_left_unread_is_not_overwritten_unseen(client, draft, own):
    row = CommitmentFactory(pledge=draft, budget=None, **{name: value for name, value in line().items() if name == "activity"})
    stored = {name: getattr(row, name) for name in ("activity", "unit")}
    autosaved(client, draft, (str(row.pk), stored | {"id": row.pk, "budget": "ห้าพัน"}), ("n1", {"target": "มากมาย"}), members="")
    client.force_login(contact_of(draft.organisation))
    typed = posted((str(row.pk), stored | {"id": row.pk} | own), members="")
    slow = client.post(edit_address(draft), typed)
    assert (slow.status_code, [text for _label, text in slow.context["differences"] if text in ("ห้าพัน", "มากมาย")]) == (
        409, ["ห้าพัน", "มากมาย"]
    )  # fmt: skip
    assert list(left_open(client, draft)[0].values()) == ["ห้าพัน", "มากมาย"]
    # Saving again is hers to decide.
    client.post(edit_address(draft), typed | {"version": 2})
    assert list(left_open(client, draft)[0].values()) == [text for text in own.values() if text]


def test_what_declaring_needs_is_said_beside_what_cannot_be_read(client, draft):
    autosaved(client, draft, ("n1", {"target": "มากมาย"}), ("n2", {"activity": "วันศุกร์สะอาด"}), text="")
    (row,) = draft.commitments.all()
    marked = client.get(edit_address(draft), {"lacking": "1"}).context["sheet"].lines
    assert [(one.key, "unit" in one.form.errors, "target" in one.form.errors) for one in marked] == [
        ("n1", False, True), (str(row.pk), True, True),
    ]  # fmt: skip


def test_lines_that_came_otherwise_stand_there_as_well(client, draft):
    autosaved(client, draft, members="สี่สิบ")
    assert left_open(client, draft) == ({"members": "สี่สิบ"}, ["n1"])
    row = CommitmentFactory(pledge=draft)
    assert left_open(client, draft) == ({"members": "สี่สิบ"}, [str(row.pk)])
    autosaved(client, draft, ("n1", {"target": "มากมาย"}), version=2)
    row = CommitmentFactory(pledge=draft)
    assert left_open(client, draft) == ({"ln1-target": "มากมาย"}, ["n1", str(row.pk)])


def test_a_draft_that_is_thrown_away_leaves_nothing(client, draft):
    autosaved(client, draft, members="สี่สิบ")
    client.post(reverse("pledges:pledge-discard", args=[draft.pk]), {"version": 2})
    assert (Pledge.objects.count(), Draft.objects.count()) == (0, 0)


def test_only_a_draft_is_saved_in_part(client, draft, officer):
    row = CommitmentFactory(pledge=draft)
    Pledge.objects.update(state="declared", text="เดิม", declared_on=dt.date(2026, 11, 1), members=40, members_joined=30)
    response = client.post(edit_address(draft), posted((str(row.pk), line(id=row.pk, target="มากมาย"))))
    assert (response.status_code, Draft.objects.count(), Pledge.objects.get().version) == (200, 0, 1)
    assert [problem.field for problem in response.context["problems"]] == [f"id_l{row.pk}-target"]
    assert response.context["sheet"].lines[0].form["target"].value() == "มากมาย"


def test_a_draft_that_saves_itself_again_as_it_was_tells_no_change_in_its_history(client, draft):
    figures = {"baseline": "12.5", "target": "1,200", "budget": "5,000.00"}
    autosaved(client, draft, ("n1", line(**figures)))
    row = draft.commitments.get()
    autosaved(client, draft, ("n1", line(id=row.pk, **figures)), version=2)
    assert (Pledge.objects.get().version, AuditEvent.objects.filter(action="save_pledge").count()) == (3, 1)
    autosaved(client, draft, ("n1", line(id=row.pk, **figures | {"target": "1,300"})), version=3)
    told = AuditEvent.objects.filter(action="save_pledge").latest("pk").changes
    assert list(told.values()) == [["1200", "1300"]]


def test_saving_by_itself_says_why_nothing_is_saved(client, draft):
    unknown = autosaved(client, draft, ("n1", line(id="x")))
    assert (unknown.status_code, list(unknown.json())) == (400, ["sentence"])
    autosaved(client, draft)
    slow = autosaved(client, draft, text="ช้า")
    assert (slow.status_code, list(slow.json())) == (409, ["sentence"])
    assert Pledge.objects.get().text == "เราจะทำความดี"


def test_the_form_asks_few_questions_however_many_lines(client, draft):
    def questions():
        with counted() as queries:
            client.get(edit_address(draft))
        return len(queries)

    CommitmentFactory(pledge=draft)
    at_one = questions()
    for order in range(20):
        CommitmentFactory(pledge=draft, order=order)
    assert questions() == at_one <= 12


def test_a_pledge_in_another_state_is_not_written(client, province):
    pledge = PledgeFactory(state="declared")
    client.force_login(contact_of(pledge.organisation))
    assert client.get(edit_address(pledge)).status_code == 409
    assert client.post(edit_address(pledge), posted()).status_code == 409


def test_last_years_commitments_can_be_taken_over(client, draft):
    before = ProgrammeYearFactory(fiscal_year=2569)
    source = PledgeFactory(organisation=draft.organisation, programme_year=before, commitments=2)
    assert client.get(edit_address(draft)).context["before"] == source
    client.post(reverse("pledges:pledge-copy", args=[draft.pk]), {"source": source.pk, "version": "1"})
    assert draft.commitments.count() == 2


# The page


def test_the_page_tells_the_whole_pledge_in_few_questions(client, officer):
    pledge = PledgeFactory(state="active", commitments=3)
    FollowUpReportFactory(pledge=pledge)
    with counted() as queries:
        response = client.get(reverse("pledges:pledge", args=[pledge.pk]))
    assert (response.status_code, len(response.context["lines"]), response.context["budget"]) == (200, 3, Decimal("15000"))
    assert [step.name for step in response.context["steps"]] == ["end"]
    assert len(queries) <= 12


def test_a_draft_says_what_is_missing_instead_of_offering_to_declare(client, draft):
    context = client.get(reverse("pledges:pledge", args=[draft.pk])).context
    assert (context["steps"], len(context["missing"])) == ([], 4)


def test_a_step_pressed_on_an_old_page_is_refused_with_a_sentence(client, officer):
    pledge = PledgeFactory(state="declared", commitments=1, version=3)
    address = reverse("pledges:pledge-step", args=[pledge.pk, "activate"])
    assert client.post(address, {"version": "2"}).status_code == 409
    assert client.post(address, {"version": "3"}).status_code == 302
    assert client.post(address, {"version": "3"}).status_code == 409
    assert client.post(reverse("pledges:pledge-step", args=[pledge.pk, "nonsense"])).status_code == 404
    assert client.get(address).status_code == 405


@pytest.mark.parametrize("name", ["pledge-paper", "pledge-blank"])
def test_the_declaration_can_be_printed(client, officer, name):
    pledge = PledgeFactory(commitments=2)
    args = [pledge.pk] if name == "pledge-paper" else []
    response = client.get(reverse(f"pledges:{name}", args=args))
    assert (response.status_code, response.content[:5]) == (200, b"%PDF-")


def test_a_photo_of_the_signed_paper_is_put_beside_the_pledge(client, draft):
    address = reverse("pledges:pledge-signed-file", args=[draft.pk])
    pdf = client.get(reverse("pledges:pledge-blank")).content
    sign = client.get(address).context["form"]["sign"].value()
    client.post(address, {"file": SimpleUploadedFile("ปฏิญญา.pdf", pdf, "application/pdf"), "sign": sign})
    stored = Pledge.objects.get().signed_file
    assert (stored.name, stored.owner_type, stored.owner_id) == ("ปฏิญญา.pdf", "pledges.pledge", str(draft.pk))


def test_a_program_named_pdf_is_refused_with_a_sentence(client, draft):
    address = reverse("pledges:pledge-signed-file", args=[draft.pk])
    response = client.post(address, {"file": SimpleUploadedFile("ปฏิญญา.pdf", b"MZ\x90\x00", "application/pdf")})
    said = len(response.context["form"].non_field_errors())
    assert (response.status_code, said, Pledge.objects.get().signed_file) == (200, 1, None)


@pytest.mark.parametrize(("state", "links"), [("draft", 1), ("returned", 1), ("declared", 1), ("active", 0), ("ended", 0)])
def test_the_writer_finds_the_way_to_put_the_signed_sheet_until_the_pledge_is_accepted(client, province, state, links):
    pledge = PledgeFactory(state=state)
    client.force_login(contact_of(pledge.organisation))
    page = client.get(reverse("pledges:pledge", args=[pledge.pk])).content.decode()
    address = reverse("pledges:pledge-signed-file", args=[pledge.pk])
    assert (page.count(f'href="{address}"'), client.get(address).status_code) == (links, 200 if links else 409)
    ProgrammeYear.objects.update(read_only_from=dt.date(2026, 10, 1))
    page = client.get(reverse("pledges:pledge", args=[pledge.pk])).content.decode()
    assert (page.count(f'href="{address}"'), client.get(address).status_code) == (0, 409)


@pytest.fixture
def two_upload(client, draft, province):
    """Opens the page of the signed declaration, and sends it with a picture, as one of two officers."""
    people = {who: officer_of(province) for who in ("faster", "slower")}

    def sent(who, name="", sign="", *, content=None):
        client.force_login(people[who])
        address = reverse("pledges:pledge-signed-file", args=[draft.pk])
        if not name:
            return client.get(address)
        upload = SimpleUploadedFile(name, content or photo(size=(len(name), 9)))
        return client.post(address, {"file": upload, "sign": sign})

    return sent


def sign_on(page):
    return page.context["form"]["sign"].value()


def attached():
    return Pledge.objects.select_related("signed_file").get().signed_file.name


def test_the_slower_of_two_who_attach_the_declaration_is_told_and_may_send_hers_again(two_upload):
    sign = sign_on(two_upload("slower"))
    assert two_upload("faster", "แผ่นแรก.jpg", sign).status_code == 302
    page = two_upload("slower", "แผ่นของผู้มาทีหลัง.jpg", sign)
    assert (page.status_code, attached()) == (200, "แผ่นแรก.jpg")
    assert page.context["form"].non_field_errors() == [
        "มีผู้แนบไฟล์อื่นไว้ก่อนเมื่อสักครู่ คือ แผ่นแรก.jpg กรุณาเปิดดูก่อน หากต้องการใช้ไฟล์ของท่านแทน โปรดเลือกไฟล์แล้วอัปโหลดอีกครั้ง"
    ]
    assert page.context["pledge"].signed_file.name == "แผ่นแรก.jpg"
    assert two_upload("slower", "แผ่นของผู้มาทีหลัง.jpg", sign_on(page)).status_code == 302
    assert attached() == "แผ่นของผู้มาทีหลัง.jpg"


def test_the_same_declaration_attached_twice_is_no_conflict(two_upload):
    sign, content = sign_on(two_upload("slower")), photo()
    two_upload("faster", "แผ่นแรก.jpg", sign, content=content)
    assert two_upload("slower", "แผ่นเดียวกัน.jpg", sign, content=content).status_code == 302
    assert attached() == "แผ่นแรก.jpg"


def test_a_declaration_sent_without_the_sign_of_its_page_replaces_nothing(two_upload):
    two_upload("faster", "แผ่นแรก.jpg", sign_on(two_upload("faster")))
    assert (two_upload("slower", "แผ่นหลัง.jpg").status_code, attached()) == (200, "แผ่นแรก.jpg")


def test_whoever_decides_or_writes_while_the_sheet_is_exchanged_is_told_and_loses_nothing(client, two_upload, draft):
    Pledge.objects.update(state="declared")
    sign = sign_on(two_upload("slower"))
    version = client.get(reverse("pledges:pledge", args=[draft.pk])).context["pledge"].version
    typed = posted(("n1", line()), text="แก้ถ้อยคำ", version=version)
    two_upload("faster", "แผ่นแรก.jpg", sign)
    client.force_login(officer_of(draft.organisation.province))
    step = client.post(reverse("pledges:pledge-step", args=[draft.pk, "activate"]), {"version": version})
    form = client.post(edit_address(draft), typed)
    header = form.context["sheet"].header
    assert (step.status_code, form.status_code, header["text"].value()) == (409, 409, "แก้ถ้อยคำ")
    assert form.content.decode().count("แผ่นแรก.jpg</a>") == 1
    again = client.post(edit_address(draft), typed | {"version": header["version"].value()})
    stored = Pledge.objects.get()
    assert (again.status_code, stored.state, stored.text, attached()) == (302, "declared", "แก้ถ้อยคำ", "แผ่นแรก.jpg")


def test_whoever_is_told_that_a_pledge_changed_is_led_back_to_its_page_and_to_no_other_site(client, draft):
    Pledge.objects.update(state="declared")
    client.force_login(officer_of(draft.organisation.province))
    page, step = reverse("pledges:pledge", args=[draft.pk]), reverse("pledges:pledge-step", args=[draft.pk, "activate"])
    came_from = (f"http://testserver{page}?a=1", f"http://testserver{step}", f"http://elsewhere{page}", "http://[x", "")
    led = [client.post(step, {"version": "0"}, headers={"referer": one}).context["anew"] for one in came_from]
    assert led == [came_from[0], "", "", "", ""]
