"""Summaries are frozen once, agree in every form, and reach the officers when a round closes."""

import datetime as dt
import io
import json
import re
from decimal import Decimal

import openpyxl
import pypdfium2
import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import translation

from assessments.models import Assessment, Decision
from moralprovince.core.audit import history_of
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.figures import Figure
from moralprovince.core.models import Message
from moralprovince.core.periods import Period
from moralprovince.core.templatetags.portal import short_network
from moralprovince.portal.actions.summaries import announce_summary, freeze_summary, summarise_closed
from moralprovince.portal.exports.summaries import as_data, as_lines, as_pdf, known_figures, sheet
from moralprovince.portal.exports.summary_book import as_workbook
from moralprovince.portal.models import Summary
from moralprovince.portal.opendata.summaries import summaries_of
from networks.models import NetworkName, Office, Organisation, SectorNetwork
from tests.factories import (
    OfficeFactory,
    OrganisationFactory,
    ProgrammeYearFactory,
    ProvinceFactory,
    SectorNetworkFactory,
    administrator_of,
    coordinator_of,
    holder_of,
    officer_of,
    partner_of,
)
from tests.factories_assessments import AssessmentFactory
from tests.factories_networks_at_work import ActivityFactory
from tests.factories_pledges import FollowUpReportFactory, PledgeFactory, ReportRoundFactory
from tests.support.queries import counted
from tests.support.summary_books import by_network, figures_in, sheets_of

DAY = dt.datetime(2027, 4, 10, 3, tzinfo=dt.UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(DAY, tick=False)]
H1 = Period.parse("2570-H1")


@pytest.fixture
def province():
    return OfficeFactory().province


@pytest.fixture
def officer(province):
    return officer_of(province)


@pytest.fixture
def lived(province):
    """Two networks: one report on time, one late, one not handed in, one waived."""
    networks = [SectorNetworkFactory(code="government"), SectorNetworkFactory(code="media", order=2)]
    for number, state in enumerate(("accepted", "submitted", "expected", "waived")):
        pledge = PledgeFactory(organisation=OrganisationFactory(network=networks[number % 2]))
        late = {"submitted_on": dt.date(2027, 4, 2)} if state == "submitted" else {}
        FollowUpReportFactory(pledge=pledge, round=ReportRoundFactory(code="H1"), state=state, **late)
    return networks


def freeze(province, officer, **more):
    return freeze_summary(province=province, period=H1, by=officer, **more)


def test_a_summary_counts_the_province_and_each_network(province, officer, lived):
    frozen = freeze(province, officer).figures
    reports = {name: value for name, value in frozen["figures"].items() if name.startswith("reports_")}
    assert reports == {
        "reports_expected": 3, "reports_submitted": 2, "reports_on_time": 1, "reports_sent_late": 1, "reports_missing": 1,
        "reports_not_due": 0, "reports_late": 2, "reports_accepted": 1, "reports_waived": 1,
    }  # fmt: skip
    assert [(row["code"], row["figures"]["reports_expected"]) for row in frozen["networks"]] == [
        ("government", 2),
        ("media", 1),
    ]


def test_a_frozen_summary_stays_and_a_new_edition_counts_anew(province, officer, lived):
    first = freeze(province, officer)
    OrganisationFactory(network=lived[0])
    again = freeze(province, officer)
    second = freeze(province, officer, new_edition=True)
    assert (again.pk, again.figures) == (first.pk, first.figures)
    assert (second.edition, second.figures["figures"]["organisations"]) == (2, first.figures["figures"]["organisations"] + 1)
    written = [history_of(one).get() for one in Summary.objects.order_by("edition")]
    assert [(event.action, event.actor, event.province_code) for event in written] == [("freeze_summary", officer, "14")] * 2


def test_a_second_press_of_counting_anew_makes_no_further_edition(client, province, officer, lived):
    freeze(province, officer)
    client.force_login(officer)
    page = client.get(reverse("summary", args=["2570-H1"]))
    typed = {"version": re.search(r'name="version" value="(\d+)"', page.content.decode())[1]}
    for _press in range(2):
        client.post(reverse("summary-new-edition", args=["2570-H1"]), typed)
    assert sorted(Summary.objects.values_list("edition", flat=True)) == [1, 2]


def test_changes_are_told_against_the_frozen_period_before(province, officer, lived):
    with time_machine.travel(dt.datetime(2026, 10, 1, tzinfo=dt.UTC)):
        freeze_summary(province=province, period=H1.before, by=officer)
    OrganisationFactory(network=lived[1])
    frozen = freeze(province, officer).figures
    assert frozen["before"] == {"period": "2569-H2", "frozen": True, "known": True}
    assert frozen["change"]["organisations"] == 1
    assert [row["change"]["organisations"] for row in frozen["networks"]] == [0, 1]


def test_all_that_a_network_has_is_new_where_it_was_not_told_of_before(province, officer, lived):
    with time_machine.travel(dt.datetime(2026, 10, 1, tzinfo=dt.UTC)):
        freeze_summary(province=province, period=H1.before, by=officer)
    OrganisationFactory(network=SectorNetworkFactory(code="education", order=3))
    (new,) = (row for row in freeze(province, officer).figures["networks"] if row["code"] == "education")
    assert (new["change"], new["figures"]["organisations"]) == (new["figures"], 1)


def test_a_network_that_began_since_is_told_where_bodies_of_the_period_are_in_it_now(province, officer, lived):
    OrganisationFactory(network=lived[0])
    for code, first in (("schools", 2571), ("empty", 2571)):
        SectorNetworkFactory(code=code, order=3, first_fiscal_year=first)
    Organisation.objects.filter(network=lived[1]).update(network=SectorNetwork.objects.get(code="schools"))
    frozen = freeze(province, officer).figures
    told = [(row["code"], row["figures"]["organisations"], row["figures"]["reports_expected"]) for row in frozen["networks"]]
    assert told == [("government", 3, 2), ("media", 0, 0), ("schools", 2, 1)]
    for name in ("organisations", "pledges", "reports_expected"):
        assert sum(row["figures"][name] for row in frozen["networks"]) == frozen["figures"][name]


def test_a_network_is_called_in_both_languages_as_it_was_in_that_year(province, officer, lived):
    renamed, other = lived
    NetworkName.objects.create(network=renamed, last_fiscal_year=2570, name="เครือข่ายราชการ", name_en="Civil service")
    rows = freeze(province, officer).figures["networks"]
    assert [(row["name"], row["name_en"]) for row in rows] == [
        ("เครือข่ายราชการ", "Civil service"), (other.name, other.name_en),
    ]  # fmt: skip


def test_page_pdf_workbook_and_json_agree_to_the_last_digit(client, province, officer, lived):
    summary = freeze(province, officer)
    names = [figure.name for figure in known_figures(summary)]
    wanted = [[row["figures"][name] for name in names] for row in summary.figures["networks"]]
    wanted.append([summary.figures["figures"][name] for name in names])
    data = json.loads(json.dumps(as_data(summary)))
    whole, networks = sheets_of(as_workbook(summary))
    client.force_login(officer)
    page = client.get(reverse("summary", args=["2570-H1"]))
    assert [[row["figures"][name] for name in names] for row in data["networks"]] + [
        [data["figures"][name] for name in names]
    ] == wanted
    assert (figures_in(whole), by_network(networks)) == ([[value] for value in wanted[-1]], wanted)
    side_by_side = zip(*[group.rows for group in page.context["groups"]], strict=True)
    assert [[cell.value for row in rows for cell in row.cells] for rows in side_by_side] == wanted
    assert numbers_of_pdf(as_pdf(summary), summary) == wanted


def test_the_workbook_lays_figures_out_as_the_page_beside_those_of_the_period_before(client, province, officer, lived):
    with time_machine.travel(dt.datetime(2026, 10, 1, tzinfo=dt.UTC)):
        freeze_summary(province=province, period=H1.before, by=officer)
    OrganisationFactory(network=lived[1])
    ActivityFactory(network=lived[1], state="done", held_on=dt.date(2027, 1, 5), budget_used=Decimal("1250.50"))
    summary = freeze(province, officer)
    client.force_login(officer)
    groups = client.get(reverse("summary", args=["2570-H1"])).context["groups"]
    whole, networks, changes = sheets_of(as_workbook(summary))
    told = [(cell.value, round(cell.value - cell.change, 2), cell.change) for group in groups for cell in group.cells]
    assert [tuple(row) for row in figures_in(whole)] == told
    rows = zip(*[group.rows for group in groups], strict=True)
    assert by_network(changes) == [[cell.change for group in row for cell in group.cells] for row in rows]
    words = [group.words for group in groups]
    assert [[row[0] for row in sheet if row[0] in words] for sheet in (whole, networks, changes)] == [words] * 3
    assert whole[0] == ["รายการ", "ครึ่งปีแรก ปีงบประมาณ พ.ศ. 2570", "ครึ่งปีหลัง ปีงบประมาณ พ.ศ. 2569", "ส่วนต่าง", "หน่วย"]
    assert next(row for row in whole if row[0] == "เงินที่ใช้") == ["เงินที่ใช้", 1250.5, 0, 1250.5, "บาท"]
    assert networks[0] == ["รายการ", *(short_network(one) for one in lived), "ทั้งจังหวัด", "หน่วย"]


@pytest.mark.parametrize(
    ("first", "second", "change", "told"),
    [
        ("250.50", "1250.50", 1000, "1,000"),
        ("80.10", "80.10", 0, "0"),
        ("80.10", "1000", 919.9, "919.9"),
        ("0.10", "0.35", 0.25, "0.25"),
    ],
)
def test_whole_baht_between_sums_with_satang_are_told_alike_everywhere(province, officer, lived, first, second, change, told):
    for day, used in ((dt.date(2026, 9, 1), first), (dt.date(2027, 1, 5), second)):
        year = ProgrammeYearFactory(fiscal_year=2569 if day.year == 2026 else 2570)
        ActivityFactory(network=lived[0], programme_year=year, state="done", held_on=day, budget_used=Decimal(used))
    summary = freeze(province, officer)
    assert json.dumps(summary.figures["change"]["activities_money"]) == json.dumps(change)
    # One that was frozen before whole baht were told so.
    summary.figures["change"]["activities_money"] = float(change)
    groups = [group for side in sheet(summary, None)["sides"] for group in side["groups"]]
    assert [cell["change"] for group in groups for cell in group["cells"] if cell["label"] == "บาท"] == [told]


def test_the_parts_of_a_group_add_up_to_its_whole(client, province, officer, lived):
    freeze(province, officer)
    client.force_login(officer)
    groups = client.get(reverse("summary", args=["2570-H1"])).context["groups"]
    assert [len(group.rows) for group in groups] == [3] * 9
    sums = [[cell.value for cell in group.summed] for group in groups if group.summed]
    assert [(whole, sum(parts)) for whole, *parts in sums] == [(3, 3)]


def test_without_an_earlier_period_it_is_said_once_and_no_change_is_told(client, province, officer, lived):
    summary = freeze(province, officer)
    assert summary.figures["before"] == {"period": "2569-H2", "frozen": False, "known": False}
    assert [row["change"] for row in (summary.figures, *summary.figures["networks"])] == [{}, {}, {}]
    client.force_login(officer)
    page = client.get(reverse("summary", args=["2570-H1"])).content.decode()
    assert (page.count("ยังไม่มีช่วงก่อนหน้าให้เทียบ"), page.count('class="change"')) == (1, 0)
    book = openpyxl.load_workbook(io.BytesIO(as_workbook(summary)))
    assert [sheet.title for sheet in book] == ["ทั้งจังหวัด", "แยกตามเครือข่าย"]
    assert book.active["A4"].value.startswith("ยังไม่มีช่วงก่อนหน้าให้เทียบ")
    assert [cell.value for cell in book.active[5]] == ["รายการ", "ครึ่งปีแรก ปีงบประมาณ พ.ศ. 2570", "หน่วย"]
    text = pypdfium2.PdfDocument(as_pdf(summary))[0].get_textpage().get_text_bounded()
    assert (text.count("ยังไม่มีช่วงก่อนหน้าให้เทียบ"), text.count("+0")) == (1, 0)


NOT_OVER = "นับถึงวันที่ 10 เมษายน 2570 ยังไม่สิ้นงวด"


def test_while_the_period_runs_every_form_says_so_and_compares_with_nothing(client, province, officer, lived):
    freeze_summary(province=province, period=H1, by=officer)
    summary = freeze_summary(province=province, period=Period.parse("2570-H2"), by=officer)
    assert summary.figures["before"] == {"period": "2570-H1", "frozen": True, "known": False}
    assert [row["change"] for row in (summary.figures, *summary.figures["networks"])] == [{}, {}, {}]
    client.force_login(officer)
    page = client.get(reverse("summary", args=["2570-H2"])).content.decode()
    assert [page.count(words) for words in (NOT_OVER, "ยังไม่เทียบกับช่วงก่อนหน้า", 'class="change"')] == [1, 1, 0]
    assert client.get(reverse("summaries")).content.decode().count(NOT_OVER) == 1
    assert NOT_OVER in openpyxl.load_workbook(io.BytesIO(as_workbook(summary))).active["A2"].value
    text = pypdfium2.PdfDocument(as_pdf(summary))[0].get_textpage().get_text_bounded()
    assert [text.count(words) for words in (NOT_OVER, "ยังไม่เทียบกับช่วงก่อนหน้า")] == [1, 1]
    assert as_lines(summary)[0] == "14 2570-H2 edition 1 as of 2027-04-10, the period is not over yet"
    assert as_data(summary)["running"] is True
    announce_summary(summary=summary, by=officer)
    assert [NOT_OVER in one.body for one in Message.objects.filter(channel="inbox")] == [True]


def test_freezing_again_after_the_end_makes_the_next_edition_and_then_finds_it(client, province, officer, lived):
    q3 = Period.parse("2570-Q3")
    for day in (dt.datetime(2027, 6, 30, 3), dt.datetime(2027, 7, 1, 3), dt.datetime(2027, 7, 2, 3)):
        with time_machine.travel(day.replace(tzinfo=dt.UTC), tick=False):
            client.force_login(officer)
            client.post(reverse("summary-make"), {"period": str(q3)})
    editions = Summary.objects.order_by("edition")
    assert [(one.edition, one.figures["as_of"], one.running) for one in editions] == [
        (1, "2027-06-30", True), (2, "2027-07-01", False),
    ]  # fmt: skip
    assert client.get(reverse("summary", args=[str(q3)])).content.decode().count("ยังไม่สิ้นงวด") == 0


def test_a_first_quarter_is_compared_with_that_of_the_year_before_for_pledges_are_made_anew(province, officer, lived):
    earlier = ProgrammeYearFactory(fiscal_year=2569)
    for declared_on in (dt.date(2025, 12, 1), dt.date(2026, 2, 1), dt.date(2026, 8, 1)):
        PledgeFactory(organisation=OrganisationFactory(network=lived[0]), programme_year=earlier, declared_on=declared_on)
    summary = freeze_summary(province=province, period=Period.parse("2570-Q1"), by=officer)
    assert (summary.figures["before"]["period"], summary.figures["change"]["pledges"]) == ("2569-Q1", 3)
    assert sheets_of(as_workbook(summary))[0][0][2] == "ไตรมาสที่ 1 ปีงบประมาณ พ.ศ. 2569"


def test_what_was_compared_with_the_last_quarter_goes_on_saying_so(client, province, officer, lived):
    summary = freeze_summary(province=province, period=Period.parse("2570-Q1"), by=officer)
    summary.figures["before"] = {"period": "2569-Q4", "frozen": True, "known": True}
    summary.save()
    client.force_login(officer)
    page = client.get(reverse("summary", args=["2570-Q1"])).content.decode()
    assert page.count("ส่วนต่างจากไตรมาสที่ 4 ปีงบประมาณ พ.ศ. 2569") == 1
    assert sheets_of(as_workbook(summary))[0][0][2] == "ไตรมาสที่ 4 ปีงบประมาณ พ.ศ. 2569"


def test_a_period_is_not_compared_with_a_part_of_the_one_before(province, officer, lived):
    with time_machine.travel(dt.datetime(2026, 9, 29, tzinfo=dt.UTC)):
        freeze_summary(province=province, period=H1.before, by=officer)
    ActivityFactory(
        network=lived[0], programme_year=ProgrammeYearFactory(fiscal_year=2569), state="done", held_on=dt.date(2026, 9, 30)
    )
    frozen = freeze(province, officer).figures
    assert (frozen["before"]["frozen"], frozen["change"]["activities_done"]) == (False, -1)


def test_the_clock_sums_up_anew_what_was_frozen_before_its_period_was_over(province, lived):
    ReportRoundFactory(code="Q2", state="closed", closed_on=dt.date(2027, 3, 20))
    days = (dt.date(2027, 3, 20), dt.date(2027, 3, 21), dt.date(2027, 4, 10), dt.date(2027, 4, 11))
    assert [[one.edition for one in summarise_closed(day=day)] for day in days] == [[1], [], [2], []]


@pytest.mark.parametrize("period", ["2570", "2570-H1", "2570-H2", "2570-Q1", "2570-Q2", "2570-Q3", "2570-Q4"])
def test_only_what_was_frozen_after_the_last_day_is_offered_to_the_public(province, officer, lived, period):
    last = Period.parse(period).days[1]
    found = []
    for day in (last - dt.timedelta(days=1), last, last + dt.timedelta(days=1)):
        freeze_summary(province=province, period=Period.parse(period), by=officer, as_of=day)
        found.append([one.edition for one in summaries_of(province.pk)])
    assert found == [[], [], [2]]


def numbers_of_pdf(content, summary):
    """The numbers of the tables of both sides, read back from the text layer, in the order of the figures."""
    document, known, found = pypdfium2.PdfDocument(content), known_figures(summary), {}
    assert len(document) == 2
    for page, side in zip(document, (1, 2), strict=True):
        names = [one.name for one in known if one.side == side]
        text = page.get_textpage().get_text_bounded()
        table = text[text.index("ภาครัฐ") :]
        numbers = [int(word) for word in table.replace(",", "").split() if word.isdecimal()]
        rows = [numbers[at : at + len(names)] for at in range(0, len(numbers), len(names))]
        for place, row in enumerate(row for row in rows if len(row) == len(names)):
            found.setdefault(place, {}).update(zip(names, row, strict=True))
    return [[row[one.name] for one in known] for row in found.values()]


@pytest.mark.parametrize("language", ["th", "en"])
def test_no_heading_of_the_sheet_runs_into_the_line_beside_it(province, officer, lived, language):
    with translation.override(language):
        document = pypdfium2.PdfDocument(as_pdf(freeze(province, officer)))
    assert [crossed(page) for page in document] == [(True, ""), (True, "")]


def crossed(page):
    """Whether the page has upright lines, and the letters that stand on one."""
    text, found = page.get_textpage(), ""
    lines = [one.get_bounds() for one in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH], max_depth=9)]
    upright = [(left, low, high) for left, low, right, high in lines if right - left < 2 < high - low]
    for place in range(text.count_chars()):
        left, low, right, high = text.get_charbox(place)
        if any(left < line < right and bottom < (low + high) / 2 < top for line, bottom, top in upright):
            found += text.get_text_range(place, 1)
    return bool(upright), found


def test_every_number_of_a_year_that_is_over_leads_to_its_own_rows(client, province, officer, lived):
    """The office works in another year by now, and one case was decided after the day of the summary."""
    for state in ("certified", "submitted", "announced"):
        AssessmentFactory(organisation=OrganisationFactory(network=lived[0]), state=state, scores=[3] * 9)
    late = AssessmentFactory(organisation=OrganisationFactory(network=lived[1]), state="certified", scores=[3] * 9)
    Decision.objects.update(resolved_on=dt.date(2027, 4, 1))
    late.decisions.update(resolved_on=dt.date(2027, 5, 1))
    Assessment.objects.update(submitted_on=dt.date(2027, 3, 1))
    frozen = freeze(province, officer, new_edition=True)
    Office.objects.update(working_year=ProgrammeYearFactory(fiscal_year=2571))
    with time_machine.travel(dt.datetime(2027, 6, 1, 3, tzinfo=dt.UTC), tick=False):
        client.force_login(officer)
        groups = client.get(reverse("summary", args=["2570-H1"])).context["groups"]
        cells = [cell for group in groups for cell in group.cells if cell.figure.kind == "count"]
        found = {cell.figure.name: (client.get(cell.address).context["page"].total, cell.value) for cell in cells}
    assert {name: pair for name, pair in found.items() if pair[0] != pair[1]} == {}
    assert (found["assessments_sent"], found["assessments_certified"], found["level_3"]) == ((4, 4), (2, 2), (2, 2))
    assert frozen.figures["as_of"] == "2027-04-10"


def test_a_body_that_came_after_the_year_stands_behind_the_figure_that_counts_it(client, province, officer, lived):
    with time_machine.travel(dt.datetime(2027, 12, 15, 3, tzinfo=dt.UTC), tick=False):
        took_part = OrganisationFactory(network=lived[0])
        took_part.memberships.update(since=dt.date(2027, 11, 1))
        frozen = freeze(province, officer)
        client.force_login(officer)
        (cell,) = (
            cell
            for group in client.get(reverse("summary", args=["2570-H1"])).context["groups"]
            for cell in group.rows[0].cells
            if cell.figure.name == "organisations"
        )
        assert client.get(cell.address).context["page"].total == cell.value == 3
    assert frozen.figures["figures"]["organisations"] == 5


def test_when_a_round_closes_its_summary_is_made_once_and_the_officers_are_told(province, officer, lived):
    holder_of("provincial_administrator", province=province, user=officer)
    administrator = administrator_of(province)
    # These are not told: who only reads, of a network, of another office, whose role is over, and who has no account any more.
    partner_of(province)
    coordinator_of(lived[0])
    elsewhere = officer_of(ProvinceFactory(code="16"))
    officer_of(province).role_grants.update(ends_on=dt.date(2027, 4, 9))
    officer_of(province, is_active=False)
    freeze_summary(province=elsewhere.role_grants.get().province, period=Period.parse("2570-Q1"), by=elsewhere)
    ReportRoundFactory(code="Q1", state="closed", closed_on=dt.date(2027, 4, 10))
    ReportRoundFactory(code="Q2", state="closed", closed_on=dt.date(2027, 3, 10))
    made = summarise_closed(day=dt.date(2027, 4, 10))
    again = summarise_closed(day=dt.date(2027, 4, 10))
    assert ([(one.province, one.period) for one in made], again) == ([(province, "2570-Q1")], [])
    told = Message.objects.filter(kind="summary_ready").values_list("channel", "recipient", "link", "province_code")
    assert sorted(told) == [
        (channel, person.pk, reverse("summary", args=["2570-Q1"]), province.pk)
        for channel in ("email", "inbox")
        for person in (officer, administrator)
    ]


def test_each_edition_is_told_once_and_to_nobody_who_left(province, officer, lived):
    officer_of(province, is_active=False)
    editions = [freeze(province, officer), freeze(province, officer, new_edition=True)]
    for _twice in range(2):
        for one in editions:
            announce_summary(summary=one, by=officer)
    assert Message.objects.filter(kind="summary_ready", channel="inbox").count() == 2
    assert set(Message.objects.values_list("recipient", flat=True)) == {officer.pk}


def test_a_round_that_closed_within_a_month_is_still_summed_up(province, lived):
    ReportRoundFactory(code="Q2", state="closed", closed_on=dt.date(2027, 3, 11))
    assert [one.period for one in summarise_closed(day=dt.date(2027, 4, 10))] == ["2570-Q2"]


def test_a_twelve_month_round_completes_the_half_and_the_year(province, lived):
    ReportRoundFactory(code="FULL", state="closed", closed_on=dt.date(2027, 4, 9))
    assert [one.period for one in summarise_closed(day=dt.date(2027, 4, 10))] == ["2570-H2", "2570"]


def test_a_round_that_was_closed_before_its_period_began_waits(province, lived):
    ReportRoundFactory(code="Q4", state="closed", closed_on=dt.date(2027, 4, 9))
    assert summarise_closed(day=dt.date(2027, 4, 10)) == []


def test_a_period_that_has_not_begun_is_refused(province, officer):
    with pytest.raises(Refused):
        freeze_summary(province=province, period=Period.parse("2571"), by=officer)
    assert Summary.objects.count() == 0
    # On its first day it has.
    freeze_summary(province=province, period=Period.parse("2571"), by=officer, as_of=dt.date(2027, 10, 1))


@pytest.mark.parametrize(
    ("working", "address", "offered"),
    [
        (2571, "", ["2570", "2570-H1", "2570-H2", "2570-Q1", "2570-Q2", "2570-Q3"]),
        (2569, "", [*(f"2569{part}" for part in ("", "-H1", "-H2", "-Q1", "-Q2", "-Q3", "-Q4")),
                    "2570", "2570-H1", "2570-H2", "2570-Q1", "2570-Q2", "2570-Q3"]),
        (2571, "?year=2571", []),
    ],
)  # fmt: skip
def test_periods_of_the_year_beside_the_working_one_are_offered_too(client, province, officer, working, address, offered):
    years = {year: ProgrammeYearFactory(province=province, fiscal_year=year) for year in range(2568, 2572)}
    Office.objects.filter(province=province).update(working_year=years[working])
    client.force_login(officer)
    assert [str(one) for one in client.get(reverse("summaries") + address).context["periods"]] == offered


def test_who_may_not_read_summaries_is_told_so(client, province, lived):
    coordinator = coordinator_of(lived[0])
    client.force_login(coordinator)
    assert client.get(reverse("summaries")).status_code == 403
    assert client.post(reverse("summary-make"), {"period": "2570-H1"}).status_code == 403
    with pytest.raises(NotAllowed):
        freeze(province, coordinator)


def test_another_provinces_summary_is_not_found(client, province, officer):
    elsewhere = OfficeFactory(province=ProvinceFactory(code="60")).province
    freeze_summary(province=elsewhere, period=H1, by=officer_of(elsewhere))
    client.force_login(officer)
    assert client.get(reverse("summary", args=["2570-H1"])).status_code == 404


@pytest.mark.parametrize("period", ["2570-H9", "x", "2570-H1?edition=99", "๒๕๗๐"])
def test_nonsense_in_the_address_is_not_found(client, province, officer, period):
    freeze(province, officer)
    client.force_login(officer)
    assert client.get(f"/summaries/{period.replace('?', '/?') if '?' in period else period + '/'}").status_code == 404


def test_the_page_keeps_its_budget_and_lays_each_figure_out_once(client, monkeypatch, province, officer, lived):
    freeze(province, officer)
    client.force_login(officer)
    made, address = [], Figure.address
    monkeypatch.setattr(Figure, "address", lambda figure, **more: made.append(figure) or address(figure, **more))
    with counted() as queries:
        groups = client.get(reverse("summary", args=["2570-H1"])).context["groups"]
    assert len(queries) <= 12
    assert len(made) == sum(len(row.cells) for group in groups for row in group.rows)


def test_the_command_prints_the_frozen_figures_and_writes_the_files(province, officer, lived, tmp_path, capsys):
    call_command("summarise", province="14", period=H1, json=True, pdf=tmp_path / "a.pdf", xlsx=tmp_path / "a.xlsx")
    printed = json.loads(capsys.readouterr().out)
    summary = Summary.objects.get()
    assert printed == json.loads(json.dumps(as_data(summary)))
    assert (tmp_path / "a.pdf").read_bytes()[:5] == b"%PDF-"
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").active["A1"].value == "สรุปผล ครึ่งปีแรก ปีงบประมาณ พ.ศ. 2570"


def test_the_command_freezes_no_zeros_of_a_time_before_the_office(province):
    elsewhere = ProvinceFactory(code="52", name="ลำปาง")
    for year in (2570, 2569):
        ProgrammeYearFactory(province=province, fiscal_year=year)
    with pytest.raises(CommandError, match="^จังหวัดลำปางยังไม่มีสำนักงานในระบบ กรุณาสั่ง setup_office --province 52 ก่อน$"):
        call_command("summarise", "--province", elsewhere.pk, "--period", "2570")
    with pytest.raises(CommandError, match="^ปีงบประมาณแรกของจังหวัดนี้คือ 2569 ก่อนหน้านั้นยังไม่มีข้อมูลให้สรุป$"):
        call_command("summarise", "--province", "14", "--period", "2568-Q4")
    assert Summary.objects.count() == 0
    call_command("summarise", "--province", "14", "--period", "2569-Q1")
    assert Summary.objects.get().period == "2569-Q1"


def test_the_command_says_what_is_wrong(province):
    with pytest.raises(CommandError):
        call_command("summarise", "--province", "14", "--period", "2571")
    with pytest.raises(CommandError):
        call_command("summarise", "--province", "99", "--period", "2570")
    with pytest.raises(CommandError):
        call_command("summarise", "--province", "14", "--period", "2570-H7")
