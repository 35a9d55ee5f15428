"""The year an office works in."""

import datetime as dt

import pytest

from networks.models import Province
from networks.querysets.years import year_at_work
from tests.factories import OfficeFactory, ProgrammeYearFactory, ProvinceFactory
from tests.support.queries import counted

pytestmark = pytest.mark.django_db
LAST_DAY, NEW_YEAR = dt.date(2026, 9, 30), dt.date(2026, 10, 1)


def fresh(province):
    return Province.objects.select_related("office__working_year").get(pk=province.pk)


def test_an_office_works_in_the_year_it_chose_whatever_the_day():
    office = OfficeFactory()
    office.working_year = ProgrammeYearFactory(province=office.province, fiscal_year=2565)
    office.save()
    with counted() as queries:
        province = fresh(office.province)
        assert [year_at_work(province, day) for day in (LAST_DAY, NEW_YEAR)] == [2565, 2565]
    assert len(queries) == 1


def test_without_a_choice_it_is_the_fiscal_year_of_the_day():
    office = OfficeFactory()
    office.working_year = None
    office.save()
    assert [year_at_work(fresh(office.province), day) for day in (LAST_DAY, NEW_YEAR)] == [2569, 2570]


def test_without_an_office_it_is_the_fiscal_year_of_the_day():
    assert [year_at_work(province, NEW_YEAR) for province in (fresh(ProvinceFactory(code="13")), None)] == [2570, 2570]
