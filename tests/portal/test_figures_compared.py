"""Comparing networks, years and provinces, and the de-identified file: pages, files, rights, budgets."""

from __future__ import annotations

import csv
import datetime as dt
import io
from random import Random

import openpyxl
import pytest
import time_machine
from django.db import transaction
from django.urls import reverse

from moralprovince.core.models import AuditEvent
from moralprovince.core.periods import Period
from moralprovince.portal.figures.bodies import bodies_of
from moralprovince.portal.figures.compare import COLUMNS, WAYS
from moralprovince.portal.figures.pictures import HIGH, WIDE
from moralprovince.portal.statistics import figures_of
from networks.models import Office, Organisation, SectorNetwork
from tests.factories import (
    OrganisationFactory,
    ProgrammeYearFactory,
    ProvinceFactory,
    SectorNetworkFactory,
    national_viewer,
    officer_of,
    partner_of,
)
from tests.factories_pledges import PledgeFactory
from tests.support.lived_province import lived_province
from tests.support.queries import counted

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2027, 4, 10, 3, tzinfo=dt.UTC)
DAY = dt.date(2027, 4, 10)
YEAR = Period(2570)


@pytest.fixture(scope="module")
def provinces(django_db_setup, django_db_blocker):
    """Two provinces whose years are made by chance; put back as they were after each test."""
    with time_machine.travel(NOW, tick=False), django_db_blocker.unblock(), transaction.atomic():
        yield [lived_province(Random(15), bodies=24), lived_province(Random(16), code="15", bodies=3)]
        transaction.set_rollback(True)


@pytest.fixture
def partner(client, provinces):
    client.force_login(partner_of(provinces[0]))
    return client


@pytest.fixture
def national(client, provinces):
    client.force_login(national_viewer())
    return client


def table_of(page) -> dict[str, dict[str, int]]:
    """Rows by their keys, numbers by their names."""
    table = page.context["shown"].table
    return {row.key: {one.figure.name: one.count for one in row.numbers} for row in table.rows}


def by_columns(page, figures) -> dict[str, int]:
    """Of some figures those that the page shows."""
    return {one.name: figures[one.name] for one in page.context["shown"].table.columns}


def test_networks_stand_side_by_side_with_the_numbers_of_the_summary(partner, provinces):
    page = partner.get(reverse("figures-compare") + "?columns=reports")
    wanted = figures_of("14", YEAR, DAY)
    keys = {one.code: one.pk for one in SectorNetwork.objects.filter(province="14")} | {"": None}
    assert table_of(page) == {code: by_columns(page, wanted[key]) for code, key in keys.items()}


def test_years_stand_below_one_another_and_the_register_is_left_out(partner, provinces):
    page = partner.get(reverse("figures-compare") + "?by=year")
    told = table_of(page)
    assert told == {str(year): by_columns(page, figures_of("14", Period(year), DAY)[None]) for year in (2569, 2570)}
    assert {"organisations", "communities"} & told["2570"].keys() == set()


def test_a_year_in_which_nothing_was_lived_does_not_stand_before_the_first(partner, provinces):
    ProgrammeYearFactory(province=provinces[0], fiscal_year=2563)
    ProgrammeYearFactory(province=provinces[0], fiscal_year=2575)
    assert list(table_of(partner.get(reverse("figures-compare") + "?by=year"))) == ["2569", "2570"]


@pytest.mark.parametrize(
    ("by", "columns"),
    [(WAYS[place % len(WAYS)][0], name) for place, (name, _words) in enumerate(COLUMNS)],
)
def test_rows_and_columns_of_every_kind_are_a_page_and_a_file_that_agree(partner, provinces, by, columns):
    query = f"?by={by}&columns={columns}"
    page = partner.get(reverse("figures-compare") + query)
    file = partner.get(reverse("figures-compare-export") + query + "&format=csv")
    rows = list(csv.reader(io.StringIO(b"".join(file.streaming_content).decode("utf-8-sig"))))
    assert [[int(one) for one in row[1:]] for row in rows[1:]] == [list(row.values()) for row in table_of(page).values()]


def test_an_officer_follows_the_register_by_kind_to_exactly_its_rows(client, provinces):
    client.force_login(officer_of(provinces[0]))
    table = client.get(reverse("figures-compare") + "?by=kind&columns=register").context["shown"].table
    numbers = [(row.key, number) for row in table.rows for number in row.numbers]
    assert [(key, one.figure.name) for key, one in numbers if not one.address] == [
        ("organisation", "communities"), ("community", "organisations"),
    ]  # fmt: skip
    for _key, one in numbers:
        assert one.count == (client.get(one.address).context["page"].total if one.address else 0)


def test_what_is_not_offered_is_the_first_choice(partner, provinces):
    shown = partner.get(reverse("figures-compare") + "?by=colour&columns=taste").context["shown"]
    assert (shown.by, shown.group) == ("network", "main")


def test_the_longest_bar_fills_the_picture_and_every_mark_says_its_number(partner, provinces):
    bars = partner.get(reverse("figures-compare")).context["shown"].pictures[0].marks
    columns = partner.get(reverse("figures-compare") + "?by=year").context["shown"].pictures[0].marks
    assert (max(one.width for one in bars), max(one.height for one in columns)) == (WIDE, HIGH)
    table = partner.get(reverse("figures-compare")).context["shown"].table
    assert [one.count for one in bars] == [row.numbers[0].count for row in table.rows if row.key]


def test_provinces_stand_side_by_side_and_each_opens_its_glance(national, provinces):
    page = national.get(reverse("figures-provinces"))
    alone = {code: by_columns(page, figures_of(code, YEAR, DAY)[None]) for code in ("14", "15")}
    assert table_of(page) == {**alone, "": {name: alone["14"][name] + alone["15"][name] for name in alone["14"]}}
    addresses = [row.address for row in page.context["shown"].table.rows if row.key]
    assert [national.get(one).context["asked"].province.pk for one in addresses] == ["15", "14"]


def test_a_province_stands_there_only_in_the_years_it_has(national, provinces):
    ProgrammeYearFactory(province=ProvinceFactory(code="16"), fiscal_year=2568)
    assert list(table_of(national.get(reverse("figures-provinces") + "?year=2568"))) == ["16", ""]
    assert national.get(reverse("figures-provinces") + "?year=2599").status_code == 404


@pytest.mark.parametrize("more", [0, 40])
def test_the_pages_keep_their_budget_with_few_and_with_many(national, provinces, more):
    for place in range(more):
        province = ProvinceFactory(code=f"{place + 20}")
        ProgrammeYearFactory(province=province)
        SectorNetworkFactory(province=provinces[0], code=f"more{place}", order=place)
    asked = ("figures-provinces", "figures-compare", "figures-export")
    sent = {}
    for name in asked:
        with counted() as queries:
            national.get(reverse(name))
        sent[name] = len(queries)
    assert sent == {"figures-provinces": 7, "figures-compare": 7, "figures-export": 12}


def file_of(client, ending="csv") -> list[list[str]]:
    """The rows of the de-identified file, the headings first."""
    response = client.post(reverse("figures-file"), {"format": ending})
    if ending == "csv":
        return list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    sheets = openpyxl.load_workbook(io.BytesIO(response.content)).worksheets
    return [["" if one is None else str(one) for one in row] for sheet in sheets for row in sheet.iter_rows(values_only=True)]


def test_the_file_has_a_row_for_each_body_and_its_sums_are_those_of_the_glance(partner, provinces):
    rows, wanted = file_of(partner)[1:], figures_of("14", YEAR, DAY)[None]
    sums = [sum(int(row[at]) for row in rows) for at in (8, 9, 10)]
    assert sums == [wanted[name] for name in ("reports_expected", "reports_on_time", "visits_made")]
    assert len(rows) == len(bodies_of("14", YEAR, DAY)) >= Organisation.objects.filter(province="14").counted().count()


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_nothing_in_the_file_names_a_body(partner, provinces, ending):
    text = "\n".join(" ".join(row) for row in file_of(partner, ending))
    bodies = Organisation.objects.filter(province="14")
    assert [one.code for one in bodies if one.code in text or one.name in text] == []


def test_the_rules_travel_with_the_workbook(partner, provinces):
    cells = partner.get(reverse("figures-export")).context["cells"]
    lines = {row[0]: row[1] for row in file_of(partner, "xlsx") if len(row) == 2}
    told = [lines[one] for one in ("กลุ่มเล็กที่สุด", "จำนวนแถว", "ไม่ได้อยู่ในไฟล์ (แห่ง)")]
    assert told == [str(cells.least), str(len(cells.lines)), str(cells.left_out)]


def test_no_two_files_share_a_key(partner, provinces):
    first, second = ({row[0] for row in file_of(partner)[1:]} for _time in range(2))
    assert (len(first) > 1, first & second) == (True, set())


def test_that_a_file_was_taken_is_written_down_and_looking_at_the_rules_is_not(partner, provinces):
    partner.get(reverse("figures-export"))
    assert AuditEvent.objects.filter(action="export_figures").count() == 0
    rows = len(file_of(partner)) - 1
    event = AuditEvent.objects.get(action="export_figures")
    assert (event.province_code, event.object_label, event.note) == ("14", "2570", f"{rows} แถว")


def test_the_office_says_how_small_a_group_may_be(partner, provinces):
    before = partner.get(reverse("figures-export")).context["cells"]
    Office.objects.filter(province="14").update(small_group=20)
    after = partner.get(reverse("figures-export")).context["cells"]
    assert (before.least, after.least) == (5, 20)
    assert after.general[1] >= before.general[1]
    assert after.general[1] == len(after.lines)


def test_a_province_of_a_few_bodies_gives_no_file_and_says_why(client, provinces):
    client.force_login(partner_of(provinces[1]))
    page = client.get(reverse("figures-export"))
    answer = client.post(reverse("figures-file"))
    assert (page.context["cells"].lines, page.context["cells"].left_out) == ([], len(bodies_of("15", YEAR, DAY)))
    assert (answer.status_code, AuditEvent.objects.filter(action="export_figures").exists()) == (409, False)


def test_a_body_that_left_but_promised_this_year_is_in_the_file_as_it_is_in_the_sums(provinces):
    before = len(bodies_of("14", YEAR, DAY))
    network = SectorNetwork.objects.filter(province="14").first()
    PledgeFactory(organisation=OrganisationFactory(network=network, state="withdrawn"))
    OrganisationFactory(network=network, state="withdrawn")
    assert len(bodies_of("14", YEAR, DAY)) == before + 1
