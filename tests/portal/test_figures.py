"""Figures without rows: the same numbers as the summary's, for those who may read them, within the budget of a page."""

from __future__ import annotations

import datetime as dt
from random import Random

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse

from assessments.models import Assessment, Decision
from lessons.models import Lesson, LessonPerson
from moralprovince.core.periods import Period
from moralprovince.portal.figures.columns import GROUPS, READS, columns_of
from moralprovince.portal.figures.tallies import NAMES, PLANNED, count
from moralprovince.portal.statistics import figures_of
from networks.models import Organisation
from tests.factories import (
    OrganisationFactory,
    ProgrammeYearFactory,
    ProvinceFactory,
    SectorNetworkFactory,
    SubdistrictFactory,
    holder_of,
    national_viewer,
    officer_of,
    partner_of,
)
from tests.factories_lessons import LessonFactory
from tests.support.lived_province import lived_province
from tests.support.queries import counted

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2027, 4, 10, 3, tzinfo=dt.UTC)
DAY = dt.date(2027, 4, 10)
YEAR = Period(2570)
NOTHING = dict.fromkeys(NAMES, 0)


@pytest.fixture(scope="module")
def provinces(django_db_setup, django_db_blocker):
    """Two provinces whose years are made by chance; put back as they were after each test."""
    with time_machine.travel(NOW, tick=False), django_db_blocker.unblock(), transaction.atomic():
        yield [lived_province(Random(5)), lived_province(Random(6), code="15", bodies=6)]
        transaction.set_rollback(True)


@pytest.fixture
def province(provinces):
    return provinces[0]


@pytest.mark.parametrize("year", [2569, 2570])
def test_every_number_by_network_is_that_of_the_summary(provinces, year):
    for province in provinces:
        cube = count([Period(year)], DAY, by=("network", "district", "kind"), provinces=[province.pk])
        wanted, found = figures_of(province.pk, Period(year), DAY), cube.by("network")
        names = [name for name in NAMES if name != PLANNED]
        told = {key: cube.total() if key is None else found.get(key, NOTHING) for key in wanted}
        assert {key: [one[name] for name in names] for key, one in told.items()} == {
            key: [one[name] for name in names] for key, one in wanted.items()
        }


def test_years_and_provinces_counted_at_once_are_those_counted_alone(provinces):
    at_once = count([Period(2569), YEAR], DAY, by=("province",))
    for province in provinces:
        for period in (Period(2569), YEAR):
            alone = count([period], DAY, by=(), provinces=[province.pk]).total()
            assert at_once.total(province=province.pk, year=period.fiscal_year) == alone


def test_kinds_and_districts_add_up_to_the_province(province):
    cube = count([YEAR], DAY, by=("district", "kind"), provinces=[province.pk])
    for part in ("district", "kind"):
        parts = cube.by(part).values()
        assert {name: sum(one[name] for one in parts) for name in NAMES} == cube.total()


def test_the_page_shows_every_group_and_the_whole_below_each_table(client, province):
    client.force_login(partner_of(province))
    page = client.get(reverse("figures"))
    glance, wanted = page.context["glance"], figures_of(province.pk, YEAR, DAY)[None]
    assert [name for name, _words, _numbers in glance.groups] == [name for name, *_rest in GROUPS]
    assert [one.name for one in glance.tables] == ["network", "kind", "district"]
    for table in glance.tables:
        assert [one.count for one in table.rows[-1].numbers] == [wanted[one.name] for one in table.columns]
        assert {one.name: sum(row.numbers[at].count for row in table.rows[:-1]) for at, one in enumerate(table.columns)} == {
            one.name: wanted[one.name] for one in table.columns
        }


def test_networks_add_up_to_the_province_though_one_of_them_was_split_since(client, province):
    members = Organisation.objects.filter(province=province).counted()
    since = SectorNetworkFactory(province=province, code="schools", first_fiscal_year=2571)
    members.filter(network=members[0].network).update(network=since)
    client.force_login(partner_of(province))
    (table, *_rest) = client.get(reverse("figures")).context["glance"].tables
    compared = client.get(reverse("figures-compare")).context["shown"].table
    for rows in (table.rows, compared.rows):
        places = [at for at, one in enumerate(table.columns) if one.name.startswith(("organ", "comm", "pled", "rep"))]
        sums = [sum(row.numbers[at].count for row in rows[:-1]) for at in places]
        assert (len(rows), sums) == (5, [rows[-1].numbers[at].count for at in places])


@pytest.mark.parametrize(("at", "year"), [(0, 2570), (1, 2570), (2, 2570), (0, 2569)])
def test_an_officer_follows_each_number_of_a_table_to_exactly_its_rows(client, province, at, year):
    client.force_login(officer_of(province))
    table = client.get(reverse("figures") + f"?year={year}").context["glance"].tables[at]
    # Of every column the first row that counts anything, and the whole.
    rows = [max(table.rows[:-1], key=lambda row: row.numbers[column].count) for column in range(len(table.columns))]
    followed = [row.numbers[column] for column, row in enumerate(rows)] + table.rows[-1].numbers
    led = {(one.figure.name, one.address): one.count for one in followed if one.address and one.figure.kind == "count"}
    assert {key: client.get(key[1]).context["page"].total for key in led} == led
    assert len({name for name, _address in led}) >= len(table.columns) - 2


def test_levels_by_kind_lead_to_their_rows_though_a_kind_was_corrected_since(client, province):
    certified = Assessment.objects.filter(province=province, state="certified", certified_level__gte=1)
    case = certified.filter(organisation__reports_centrally=False)[0]
    other = "organisation" if case.kind == "community" else "community"
    Decision.objects.filter(assessment=case).update(resolved_on=DAY)
    Organisation.objects.filter(pk=case.organisation_id).update(kind=other)
    client.force_login(officer_of(province))
    _networks, table, _districts = client.get(reverse("figures")).context["glance"].tables
    followed = [
        number for row in table.rows for number in row.numbers
        if number.figure.rows == "assessments:assessments"
    ]  # fmt: skip
    listed = [client.get(number.address).context["page"].total for number in followed]
    assert (listed, sum(listed)) == ([number.count for number in followed], 2)


def test_a_partner_follows_only_what_everybody_reads(client, province):
    client.force_login(partner_of(province))
    tables = client.get(reverse("figures")).context["glance"].tables
    numbers = [one for table in tables for row in table.rows for one in row.numbers]
    assert {one.figure.name for one in numbers if one.address} == {"lessons_published"}


def test_every_list_that_a_figure_leads_to_says_who_reads_it():
    shown = {one.rows for one in columns_of(name for _group, _words, names in GROUPS for name in names) if one.rows}
    assert shown == set(READS)


def test_only_who_reads_all_provinces_asks_for_another_one(client, provinces):
    address = reverse("figures") + "?province=15"
    answers = []
    for who in (partner_of(provinces[0]), partner_of(provinces[1]), national_viewer()):
        client.force_login(who)
        answers.append(client.get(address).status_code)
    assert answers == [403, 200, 200]


@pytest.mark.parametrize("more", [0, 30])
def test_the_page_keeps_its_budget_with_few_and_with_many_networks(client, province, more):
    for place in range(more):
        network = SectorNetworkFactory(province=province, code=f"more{place}", order=place)
        OrganisationFactory(province=province, network=network, subdistrict=SubdistrictFactory(district__province=province))
    client.force_login(partner_of(province))
    with counted() as queries:
        client.get(reverse("figures"))
    assert len(queries) == 8


def test_what_reports_centrally_is_told_apart(province):
    apart = Organisation.objects.filter(province=province).central()
    assert count([YEAR], DAY, by=(), provinces=[province.pk]).total()["central"] == apart.count()


def test_a_province_that_has_not_begun_has_no_page_and_one_that_has_just_begun_says_zero(client, province):
    client.force_login(national_viewer())
    SubdistrictFactory(code="160101", district__code="1601", district__province__code="16")
    before = client.get(reverse("figures") + "?province=16").status_code
    ProgrammeYearFactory(province=ProvinceFactory(code="16"))
    page = client.get(reverse("figures") + "?province=16")
    assert (before, page.status_code, [one.name for one in page.context["glance"].tables]) == (404, 200, ["kind", "district"])
    assert {one.count for _name, _words, numbers in page.context["glance"].groups for one in numbers} == {0}


# First pages


def places(page) -> list[str]:
    """Where the rail leads."""
    return [one.url for one in page.context["navigation"]]


def test_the_first_page_of_a_partner_says_what_is_new_and_what_she_writes(client, province):
    partner = partner_of(province)
    shown = Lesson.objects.filter(province=province).public()
    own = LessonFactory(organisation=None, network=SectorNetworkFactory(province=province), title="ร่างของฉัน")
    LessonPerson.objects.create(lesson=own, part="author", name=partner.name, user=partner)
    client.force_login(partner)
    page = client.get("/")
    assert (set(page.context["lessons"]), page.context["writing"]) == (set(shown), [own])
    assert [card.link for card in page.context["cards"]] == [
        reverse(name) for name in ("figures", "figures-compare", "figures-export", "lessons:lesson-begin")
    ]


def test_who_reads_all_provinces_is_led_to_them_and_writes_nothing(client, provinces):
    client.force_login(national_viewer())
    page = client.get("/")
    names = ("figures", "figures-compare", "figures-export", "figures-provinces")
    assert [card.link for card in page.context["cards"]] == [reverse(name) for name in names]
    assert places(page) == ["/", *(reverse(name) for name in (*names, "lessons:lessons"))]
    assert (page.context["writing"], client.get(reverse("lessons:lesson-begin")).status_code) == ([], 403)


def test_a_partner_who_assesses_too_has_her_day_and_the_figures(client, province):
    person = holder_of("assessor", user=partner_of(province), province=province)
    client.force_login(person)
    page = client.get("/")
    assert "jobs" in page.context
    assert {reverse("figures"), reverse("figures-export"), reverse("calendar")} < set(places(page))


def test_the_office_finds_the_figures_behind_its_summaries(client, province):
    client.force_login(officer_of(province))
    assert reverse("figures") not in places(client.get("/"))
    assert f'href="{reverse("figures")}"' in client.get(reverse("summaries")).content.decode()


@pytest.mark.parametrize("make", [partner_of, lambda _province: national_viewer()])
def test_the_first_page_keeps_its_budget(client, province, make):
    client.force_login(make(province))
    with counted() as queries:
        client.get("/")
    assert len(queries) <= 9


def test_a_partner_chooses_among_the_bodies_that_everybody_knows(client, province):
    active, proposed = (
        OrganisationFactory(network=SectorNetworkFactory(province=province), state=state, name=f"วัดค้นพบ {state}")
        for state in ("active", "proposed")
    )
    client.force_login(partner_of(province))
    offered = client.get(reverse("networks:body-options") + "?organisation=วัดค้นพบ").content.decode()
    assert (active.code in offered, proposed.code in offered) == (True, False)
    client.force_login(national_viewer())
    assert active.code not in client.get(reverse("networks:body-options") + "?organisation=วัดค้นพบ").content.decode()
