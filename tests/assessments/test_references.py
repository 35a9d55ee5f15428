"""The shipped criteria sets: complete for every kind, with source and certainty, loaded once and never overwritten."""

from decimal import Decimal

import pytest

from assessments import references
from assessments.models import CriteriaSet, CriterionWording, Kind, Level, YearCriteria
from assessments.scoring import outcome_of
from moralprovince.core.models import AuditEvent
from networks.actions.office import add_year
from tests.factories import OfficeFactory, ProgrammeYearFactory, administrator_of

pytestmark = pytest.mark.django_db


def loaded():
    list(references.load())
    return {one.code: one for one in CriteriaSet.objects.with_rubric()}


def test_the_thresholds_of_plan_2_are_those_of_fiscal_year_2567():
    gates = loaded()["plan2"].rules().gates
    assert [(one.items_up_to, one.least_score, one.least_sum) for one in gates] == [(3, 1, 6), (6, 2, 14), (9, 2, 21)]


@pytest.mark.parametrize(("code", "highest", "years"), [("plan1", 2, (2564, 2565)), ("plan2", 3, (2566, 2570))])
def test_each_set_has_nine_items_worded_for_every_kind_and_a_band_for_every_score(code, highest, years):
    found = loaded()[code]
    assert (found.max_score, found.first_fiscal_year, found.last_fiscal_year, found.state) == (highest, *years, "published")
    items = list(found.criteria.all())
    assert [item.number for item in items] == list(range(1, 10))
    assert [item.level for item in items] == [1, 1, 1, 2, 2, 2, 3, 3, 3]
    for item in items:
        assert {wording.kind for wording in item.wordings.all()} == set(Kind.values)
        assert [band.score for band in item.bands.all()] == list(range(highest, -1, -1))
        assert all(wording.text and wording.evidence and wording.certainty for wording in item.wordings.all())


def test_no_wording_keeps_a_placeholder_and_each_speaks_of_its_kind():
    loaded()
    words = {"organisation": "องค์กร", "community": "ชุมชน", "district": "อำเภอ", "province": "จังหวัด"}
    for wording in CriterionWording.objects.all():
        assert (wording.text.startswith(words[wording.kind]), "{" in wording.text + wording.evidence) == (True, False)


def test_levels_are_called_by_their_plan_and_kind():
    sets = loaded()
    assert [sets[code].level_name(2, "organisation") for code in ("plan1", "plan2")] == ["องค์กรคุณธรรม", "องค์กรพัฒนาคุณธรรม"]
    assert sets["plan2"].level_name(3, "district") == "อำเภอคุณธรรมต้นแบบ"
    assert sets["plan2"].level_name(0, "community") == "ยังไม่ผ่านเกณฑ์"


def test_the_share_of_those_who_joined_decides_the_first_item():
    first = loaded()["plan1"].criteria.get(number=1)
    assert (first.computed_from, first.percent_bands()[0].least_percent) == ("members_joined", Decimal(80))


def test_loading_again_adds_nothing_and_keeps_what_an_office_changed():
    loaded()
    Level.objects.filter(criteria_set__code="plan2", number=1).update(least_sum=5)
    assert list(references.load()) == ["criteria sets 0", "criteria of years 0"]
    assert loaded()["plan2"].rules().gates[0].least_sum == 5


def test_years_get_the_set_that_covers_them_and_later_years_the_newest():
    province = OfficeFactory().province
    for year in (2564, 2566, 2570, 2571):
        ProgrammeYearFactory(province=province, fiscal_year=year)
    loaded()
    chosen = YearCriteria.objects.filter(kind="district").values_list("programme_year__fiscal_year", "criteria_set__code")
    assert sorted(chosen) == [(2564, "plan1"), (2566, "plan2"), (2570, "plan2"), (2571, "plan2")]


def test_a_year_added_by_hand_is_assessed_as_the_last_one_else_by_the_newest_shipped_set():
    province = OfficeFactory().province
    last = ProgrammeYearFactory(province=province, fiscal_year=2570)
    shipped = loaded()["plan2"]
    years = {"province": province, "first_fiscal_year": 2568, "last_fiscal_year": 2570, "max_score": 3}
    own, retired = (CriteriaSet.objects.create(code=state, state=state, **years) for state in ("published", "retired"))
    for kind, one in (("organisation", own), ("community", retired)):
        YearCriteria.objects.filter(programme_year=last, kind=kind).update(criteria_set=one)

    by = administrator_of(province)
    added = add_year(province=province, fiscal_year=2571, motto="", virtues=[], by=by)

    chosen = dict(YearCriteria.objects.filter(programme_year=added).values_list("kind", "criteria_set"))
    assert chosen == dict.fromkeys(Kind.values, shipped.pk) | {"organisation": own.pk}
    assert AuditEvent.objects.filter(action="choose_criteria", actor=by).count() == len(Kind)


def test_what_is_stored_says_the_same_as_the_file():
    stored, shipped = loaded()["plan2"].rules(), references.rules_of(references.read("plan2"))
    assert (stored, outcome_of(stored, [2] * 9)) == (shipped, outcome_of(shipped, [2] * 9))
