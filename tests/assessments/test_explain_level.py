"""manage.py explain_level: one object or sentences, and exit 2 where the scores do not fit."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from assessments import references
from assessments.actions.criteria import make_version
from assessments.models import CriteriaSet, Level
from tests.factories import OfficeFactory, ProvinceFactory, administrator_of
from tests.factories_assessments import criteria

pytestmark = pytest.mark.django_db


def explained(*arguments):
    out = StringIO()
    call_command("explain_level", *arguments, stdout=out)
    return out.getvalue()


def test_the_level_and_every_failing_gate_as_one_object():
    assert json.loads(explained("plan2", "2", "2", "2", "1", "0", "0", "0", "0", "0", "--json")) == {
        "level": 1, "name": "องค์กรส่งเสริมคุณธรรม", "next": 2,
        "failed": [
            {"item": 4, "rule": "least_score", "needs": 2, "has": 1},
            {"item": 5, "rule": "least_score", "needs": 2, "has": 0},
            {"item": 6, "rule": "least_score", "needs": 2, "has": 0},
            {"item": None, "rule": "least_sum", "needs": 14, "has": 7},
        ],
    }  # fmt: skip


def test_the_highest_level_has_no_next_and_another_kind_another_name():
    found = json.loads(explained("plan2", *["3"] * 9, "--json", "--kind", "district"))
    assert found == {"level": 3, "name": "อำเภอคุณธรรมต้นแบบ", "next": None, "failed": []}


def test_sentences_for_people():
    assert explained("plan2", *"333333312").splitlines() == [
        "ระดับ 2: องค์กรพัฒนาคุณธรรม",
        "- ข้อ 8 ได้ 1 ต้องไม่น้อยกว่า 2",
    ]


def test_the_database_and_the_file_say_the_same():
    before = explained("plan1", *"222222222", "--json")
    list(references.load())
    assert explained("plan1", *"222222222", "--json") == before


@pytest.mark.parametrize(
    "arguments", [["plan2", "1"], ["plan2", *"1" * 10], ["plan2", *"400000000"], ["plan1", *"300000000"], ["plan9", *"1" * 9]]
)
def test_what_does_not_fit_ends_with_2(arguments):
    with pytest.raises(CommandError) as refused:
        explained(*arguments)
    assert refused.value.returncode == 2


def version_of(province):
    """A published version of plan2 that a province made, whose first level takes one point alone."""
    version = make_version(criteria_set=criteria(), province=province, by=administrator_of(province))
    Level.objects.filter(criteria_set=version, number=1).update(items_up_to=1, least_score=1, least_sum=1)
    CriteriaSet.objects.filter(pk=version.pk).update(state="published")
    return version


def level_of_one_point():
    return json.loads(explained("plan2", *"100000000", "--json"))["level"]


def test_the_only_office_is_told_by_the_newest_version_its_province_published():
    version = version_of(OfficeFactory().province)
    assert level_of_one_point() == 1
    CriteriaSet.objects.filter(pk=version.pk).update(state="draft")
    assert level_of_one_point() == 0


def test_the_version_of_a_province_without_an_office_here_speaks_for_nobody():
    version_of(ProvinceFactory(code="15"))
    assert level_of_one_point() == 0
    OfficeFactory()
    assert level_of_one_point() == 0


def test_where_several_offices_work_the_shipped_set_is_explained():
    version_of(OfficeFactory().province)
    OfficeFactory(province=ProvinceFactory(code="15"))
    assert level_of_one_point() == 0
