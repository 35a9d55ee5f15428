"""What a test made before is found by its key, and only by the whole of it (tests/support/known.py)."""

import pytest

from networks.models import District, ProgrammeYear, SectorNetwork
from tests.factories import ProgrammeYearFactory, ProvinceFactory, SectorNetworkFactory
from tests.support.known import by_key, known
from tests.support.queries import counted

pytestmark = pytest.mark.django_db


@pytest.fixture
def provinces():
    return [ProvinceFactory(code="14"), ProvinceFactory(code="15")]


def test_each_row_is_found_by_its_whole_key_in_one_question(provinces):
    keys = [{"province": one, "code": code} for one in provinces for code in ("temples", "schools")]
    made = [SectorNetworkFactory(**key) for key in keys]
    with counted() as questions:
        found = [known(SectorNetwork, **key) for key in keys]
    assert (found, len(questions)) == (made, 4)
    assert [known(SectorNetwork, province=provinces[0], code="media"), known(District, code="9999")] == [None, None]


def test_what_is_found_holds_what_django_would_read(provinces):
    year = ProgrammeYearFactory(province=provinces[1], fiscal_year=2570)
    found = known(ProgrammeYear, province="15", fiscal_year=2570)
    stored = ProgrammeYear.objects.get(pk=year.pk)
    assert {name: getattr(found, name) for name in vars(stored) if name != "_state"} == {
        name: value for name, value in vars(stored).items() if name != "_state"
    }


def test_a_factory_makes_a_row_once_and_another_one_for_another_key(provinces):
    years = [ProgrammeYearFactory(province=one, fiscal_year=year) for one in provinces for year in (2570, 2571, 2570)]
    assert [years.index(one) for one in years] == [0, 1, 0, 3, 4, 3]
    assert ProgrammeYear.objects.count() == 4


def test_two_numbers_of_a_key_are_not_taken_for_each_other(provinces):
    year = ProgrammeYearFactory(province=provinces[0], fiscal_year=2570)
    assert [known(ProgrammeYear, id=year.pk, fiscal_year=number) for number in (2570, year.pk)] == [year, None]


def test_a_question_is_written_out_once():
    first, again = (by_key(ProgrammeYear, ("province", "fiscal_year")) for _time in range(2))
    assert first is again
