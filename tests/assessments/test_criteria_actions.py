"""Versions of criteria: copied, changed, published and chosen by actions; what is published changes by no road."""

import datetime as dt
from dataclasses import replace

import pytest

from assessments.actions.criteria import (
    add_item,
    add_level,
    change_criteria,
    make_version,
    publish,
    remove_item,
    remove_level,
    replace_criteria,
    retire,
)
from assessments.actions.year_criteria import choose_for_year, copy_to_next_year
from assessments.gaps import gaps_of
from assessments.models import CriteriaSet, YearCriteria
from assessments.rubric import Rubric, changes_between, is_open, rubric_of, to_check
from moralprovince.core.audit import history_of
from moralprovince.core.errors import NotAllowed, Outpaced, Refused
from moralprovince.core.words import change_words
from tests.factories import OrganisationFactory, ProgrammeYearFactory, ProvinceFactory, administrator_of, officer_of
from tests.factories_assessments import AssessmentFactory, criteria, use_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def province():
    return ProvinceFactory(code="14")


@pytest.fixture
def administrator(province):
    return administrator_of(province)


@pytest.fixture
def draft(province, administrator):
    return make_version(criteria_set=criteria(), province=province, by=administrator)


def stored(criteria_set):
    return rubric_of(CriteriaSet.objects.with_rubric().get(pk=criteria_set.pk))


def reworded(criteria_set, text="ถ้อยคำใหม่"):
    row = stored(criteria_set).wordings[4, "community"]
    return Rubric(wordings={(4, "community"): {**row, "text": text}})


def sentence_of(refusal):
    return str(refusal.value.sentence)


# Versions


@pytest.mark.parametrize("code", ["plan1", "plan2"])
def test_a_version_is_a_copy_of_all_that_is_in_the_set(province, administrator, code):
    shipped = criteria(code)

    draft = make_version(criteria_set=shipped, province=province, by=administrator)

    assert (draft.code, draft.version, draft.state, draft.province, draft.based_on) == (code, 2, "draft", province, shipped)
    assert stored(draft) == stored(shipped)
    assert gaps_of(stored(draft)) == []
    assert [event.action for event in history_of(draft)] == ["make_version"]


def test_versions_are_numbered_on_and_another_code_begins_at_one(province, administrator, draft):
    publish(criteria_set=draft, by=administrator)

    third = make_version(criteria_set=draft, province=province, by=administrator)
    plan3 = make_version(criteria_set=draft, province=province, by=administrator, code="plan3")
    neighbour = ProvinceFactory(code="15")
    theirs = make_version(criteria_set=criteria(), province=neighbour, by=administrator_of(neighbour))

    assert [(one.code, one.version) for one in (third, plan3, theirs)] == [("plan2", 3), ("plan3", 1), ("plan2", 2)]


def test_no_version_is_made_of_a_draft_of_another_provinces_set_or_by_an_officer(province, administrator, draft):
    neighbour = ProvinceFactory(code="15")

    with pytest.raises(Refused):
        make_version(criteria_set=draft, province=province, by=administrator)
    publish(criteria_set=draft, by=administrator)
    with pytest.raises(NotAllowed):
        make_version(criteria_set=draft, province=neighbour, by=administrator_of(neighbour))
    with pytest.raises(NotAllowed):
        make_version(criteria_set=criteria(), province=province, by=officer_of(province))
    with pytest.raises(Refused):
        make_version(criteria_set=criteria(), province=province, by=administrator, code="แผน 3")
    assert CriteriaSet.objects.count() == 2


# Changes


def test_a_change_is_told_value_by_value_in_the_history(draft, administrator):
    before = stored(draft).wordings[4, "community"]
    row = {**before, "text": "ถ้อยคำใหม่", "certainty": "found"}

    changed = change_criteria(criteria_set=draft, part=Rubric(wordings={(4, "community"): row}), by=administrator)

    assert changed == 2
    assert stored(draft).wordings[4, "community"] == row
    told = [(one.label, one.before, one.after) for one in change_words(history_of(draft)[0])]
    assert sorted(told) == [
        ("ข้อ 4 · ประเภท ชุมชน · ความแน่ชัด", "อนุมานจากแหล่งที่พบ", "พบในแหล่งข้อมูลสาธารณะ"),
        ("ข้อ 4 · ประเภท ชุมชน · ถ้อยคำ", before["text"], "ถ้อยคำใหม่"),
    ]


def test_what_is_saved_unchanged_leaves_no_trace(draft, administrator):
    before = CriteriaSet.objects.get(pk=draft.pk).updated_at

    assert change_criteria(criteria_set=draft, part=stored(draft), by=administrator) == 0
    assert [event.action for event in history_of(draft)] == ["make_version"]
    assert CriteriaSet.objects.get(pk=draft.pk).updated_at == before


def test_the_slower_of_two_who_change_the_same_row_is_told(draft, administrator):
    part = reworded(draft)
    seen = stored(draft).only(part).fingerprint()
    other = Rubric(items={9: {"level": 2, "computed_from": ""}})

    change_criteria(criteria_set=draft, part=other, seen=stored(draft).only(other).fingerprint(), by=administrator)
    change_criteria(criteria_set=draft, part=part, seen=seen, by=administrator)
    with pytest.raises(Outpaced):
        change_criteria(criteria_set=draft, part=reworded(draft, "อีกคนหนึ่ง"), seen=seen, by=administrator)

    assert stored(draft).wordings[4, "community"]["text"] == "ถ้อยคำใหม่"


def test_an_emptied_wording_is_gone_and_a_lower_highest_score_takes_its_bands_along(draft, administrator):
    change_criteria(criteria_set=draft, part=reworded(draft, ""), by=administrator)
    change_criteria(criteria_set=draft, part=Rubric({"max_score": 2}), by=administrator)

    rubric = stored(draft)
    assert (4, "community") not in rubric.wordings
    assert {score for _item, score in rubric.bands} == {0, 1, 2}


def test_items_and_levels_are_added_and_removed_at_the_end(draft, administrator):
    before = stored(draft)

    add_item(criteria_set=draft, by=administrator)
    add_level(criteria_set=draft, by=administrator)
    longer = stored(draft)
    remove_item(criteria_set=draft, by=administrator)
    remove_level(criteria_set=draft, by=administrator)

    assert longer.items[10] == {"level": 3, "computed_from": ""}
    assert [longer.levels[4][name] for name in ("items_up_to", "least_score", "least_sum")] == [9, 2, 21]
    assert stored(draft) == before


@pytest.mark.parametrize(
    "row", [{"certainty": "surely"}, {"source": "ก" * 301}, {"least_percent": "many"}], ids=["choice", "length", "number"]
)
def test_a_value_that_fits_no_column_is_refused_and_nothing_is_written(draft, administrator, row):
    before = stored(draft)
    part = Rubric({"name": "ชื่อใหม่"}, bands={(1, 3): {**before.bands[1, 3], **row}})

    with pytest.raises(Refused):
        change_criteria(criteria_set=draft, part=part, by=administrator)

    assert stored(draft) == before


def test_a_whole_workbook_takes_the_place_of_everything_but_the_head(draft, administrator):
    plan1 = stored(criteria("plan1"))

    replace_criteria(criteria_set=draft, rubric=plan1, by=administrator, note="plan1.xlsx")

    head = {**stored(draft).head, "max_score": plan1.head["max_score"]}
    change_criteria(criteria_set=draft, part=Rubric(head), by=administrator)
    assert replace(stored(draft), head=plan1.head) == plan1
    assert [event.action for event in history_of(draft)][1:] == ["import_criteria", "make_version"]


def test_what_the_office_checked_is_no_longer_to_be_checked(draft, administrator):
    rubric = stored(draft)
    count = sum(one.count for one in to_check(rubric))
    rows = {key: {**row, "checked_on": dt.date(2026, 12, 1)} for key, row in rubric.bands.items() if key[0] == 9}

    assert change_criteria(criteria_set=draft, part=Rubric(bands=rows), by=administrator) == len(rows) == 4

    assert sum(one.count for one in to_check(stored(draft))) == count - 4
    told = [(one.label, one.before, one.after) for one in change_words(history_of(draft)[0])]
    # Databases keep the changes of one event in orders of their own.
    assert sorted(told) == [(f"ข้อ 9 · คะแนน {score} · ตรวจสอบเมื่อ", "–", "1 ธันวาคม 2569") for score in range(4)]


def test_all_that_was_not_found_in_a_source_is_to_be_checked():
    rubric = stored(criteria())
    rows = [*rubric.levels.values(), *rubric.wordings.values(), *rubric.bands.values()]

    assert sum(one.count for one in to_check(rubric)) == sum(is_open(row) for row in rows) == sum(
        row["certainty"] != "found" for row in rows
    )  # fmt: skip
    assert to_check(rubric)[0].item == 1


# Publishing


def test_a_complete_draft_is_published_and_frozen(draft, administrator):
    publish(criteria_set=draft, by=administrator)

    draft.refresh_from_db()
    assert (draft.state, draft.published_by) == ("published", administrator)
    assert draft.published_at is not None


SHORT = {
    "wording": (Rubric(wordings={(7, "district"): {}}), "ข้อ 7 ยังไม่มีถ้อยคำสำหรับ อำเภอ"),
    "band": (Rubric(bands={(5, 2): {}}), "ข้อ 5 ยังไม่ได้บอกว่าให้คะแนน 2 เมื่อใด"),
    "sum": (Rubric(levels={1: {"least_sum": 10}}), "ระดับ 1 ต้องการคะแนนรวม 10 แต่ข้อที่นับให้ได้มากที่สุด 9"),
    "score": (Rubric(levels={3: {"least_score": 4}}), "ระดับ 3 กำหนดคะแนนต่ำสุดต่อข้อเกิน 3 ซึ่งเป็นคะแนนสูงสุดของข้อ"),
    "order": (Rubric(levels={1: {"least_score": 3}}), "ระดับ 2 ต้องการน้อยกว่าระดับ 1 จำนวนข้อ คะแนนต่ำสุด และคะแนนรวมต้องไม่ลดลง"),
    "items": (Rubric(levels={3: {"items_up_to": 10}}), "ระดับ 3 ต้องนับข้อระหว่าง 1 ถึง 9 ข้อ"),
    "name": (Rubric(levels={2: {"names": {"organisation": "ก"}}}), "ระดับ 2 ยังไม่มีชื่อสำหรับ ชุมชน, อำเภอ, จังหวัด"),
    "level": (Rubric(items={9: {"level": 2}}), "ข้อ 9 อยู่ในระดับที่ไม่ได้นับข้อนี้"),
    "share": (Rubric(bands={(1, 2): {"least_percent": None}}), "ข้อ 1 คำนวณอัตโนมัติ โปรดกรอกร้อยละที่เริ่มให้คะแนนแต่ละคะแนนที่มากกว่า 0"),
    "shares": (Rubric(bands={(1, 2): {"least_percent": 90}}), "ข้อ 1 คำนวณอัตโนมัติ คะแนนที่สูงกว่าต้องเริ่มที่ร้อยละสูงกว่า"),
    "years": (Rubric({"last_fiscal_year": 2560}), "ปีงบประมาณสุดท้ายอยู่ก่อนปีแรก กรุณาตรวจอีกครั้ง"),
}  # fmt: skip


@pytest.mark.parametrize("case", SHORT)
def test_an_incomplete_draft_is_not_published_and_the_sentence_says_why(draft, administrator, case):
    part, sentence = SHORT[case]
    whole = stored(draft)
    rows = {
        name: {key: {**whole.rows(name)[key], **row} if row else {} for key, row in part.rows(name).items()}
        for name in ("levels", "items", "wordings", "bands")
    }
    change_criteria(criteria_set=draft, part=Rubric(part.head, **rows), by=administrator)

    with pytest.raises(Refused) as refusal:
        publish(criteria_set=draft, by=administrator)

    assert gaps_of(stored(draft)) == [sentence]
    assert sentence_of(refusal) == f"เกณฑ์ชุดนี้ยังไม่ครบถ้วน {sentence}"
    assert CriteriaSet.objects.get(pk=draft.pk).state == "draft"


def test_an_empty_set_says_all_that_is_missing():
    head = {"name": "ก", "first_fiscal_year": 2571, "last_fiscal_year": None, "max_score": 0, "source": ""}

    assert gaps_of(Rubric(head)) == ["คะแนนสูงสุดของข้อต้องไม่น้อยกว่า 1", "ยังไม่มีข้อ", "ยังไม่มีระดับ"]


ROADS = {
    "change": lambda one, by: change_criteria(criteria_set=one, part=Rubric({"name": "ใหม่"}), by=by),
    "replace": lambda one, by: replace_criteria(criteria_set=one, rubric=Rubric(), by=by),
    "add item": lambda one, by: add_item(criteria_set=one, by=by),
    "remove item": lambda one, by: remove_item(criteria_set=one, by=by),
    "add level": lambda one, by: add_level(criteria_set=one, by=by),
    "remove level": lambda one, by: remove_level(criteria_set=one, by=by),
    "publish": lambda one, by: publish(criteria_set=one, by=by),
}


@pytest.mark.parametrize("road", ROADS)
def test_a_published_a_retired_and_a_shipped_set_change_by_no_action(draft, administrator, road):
    opened = CriteriaSet.objects.get(pk=draft.pk)
    publish(criteria_set=draft, by=administrator)
    before, shipped = stored(draft), stored(criteria())

    for one in (draft, opened, criteria()):
        with pytest.raises(Refused):
            ROADS[road](one, administrator)
    retire(criteria_set=draft, by=administrator)
    with pytest.raises(Refused):
        ROADS[road](draft, administrator)

    assert (changes_between(before, stored(draft)), changes_between(shipped, stored(criteria()))) == ({}, {})


@pytest.mark.parametrize("road", [*ROADS, "retire"])
def test_another_provinces_administrator_and_an_officer_change_nothing(province, draft, road):
    act = {**ROADS, "retire": lambda one, by: retire(criteria_set=one, by=by)}[road]
    before = stored(draft)

    for somebody in (administrator_of(ProvinceFactory(code="15")), officer_of(province)):
        with pytest.raises(NotAllowed):
            act(draft, somebody)

    assert (stored(draft), CriteriaSet.objects.get(pk=draft.pk).state) == (before, "draft")


def test_a_shipped_set_is_not_retired(administrator):
    with pytest.raises(Refused):
        retire(criteria_set=criteria(), by=administrator)
    assert criteria().state == "published"


# Years


@pytest.fixture
def year(province):
    return ProgrammeYearFactory(province=province, fiscal_year=2570)


def chosen_in(year):
    return dict(YearCriteria.objects.filter(programme_year=year).values_list("kind", "criteria_set"))


def test_a_set_is_chosen_for_a_year_and_kind_and_the_history_keeps_it(year, draft, administrator):
    use_in(year)
    publish(criteria_set=draft, by=administrator)

    row = choose_for_year(programme_year=year, kind="district", criteria_set=draft, by=administrator)
    choose_for_year(programme_year=year, kind="district", criteria_set=draft, by=administrator)

    shipped = criteria().pk
    assert chosen_in(year) == dict.fromkeys(("organisation", "community", "province"), shipped) | {"district": draft.pk}
    assert [(event.action, event.changes) for event in history_of(row)] == [
        ("choose_criteria", {"criteria_set": [shipped, draft.pk]})
    ]


def test_a_year_whose_assessments_have_begun_stays_with_their_set(year, draft, administrator, province):
    use_in(year)
    publish(criteria_set=draft, by=administrator)
    AssessmentFactory(programme_year=year, organisation=OrganisationFactory(province=province))

    with pytest.raises(Refused) as refusal:
        choose_for_year(programme_year=year, kind="organisation", criteria_set=draft, by=administrator)
    choose_for_year(programme_year=year, kind="community", criteria_set=draft, by=administrator)

    assert sentence_of(refusal) == "มีการประเมิน 1 รายการของปีงบประมาณ 2570 (องค์กร) ที่เริ่มด้วยเกณฑ์ชุดอื่นแล้ว ปีนี้จึงใช้ชุดเดิมต่อไป"
    assert chosen_in(year)["organisation"] == criteria().pk


def test_a_year_takes_no_draft_no_retired_set_and_none_of_another_province(year, draft, administrator):
    neighbour = ProvinceFactory(code="15")
    theirs = make_version(criteria_set=criteria(), province=neighbour, by=administrator_of(neighbour))
    CriteriaSet.objects.filter(pk=theirs.pk).update(state="published")
    theirs.refresh_from_db()

    for one, refusal in ((draft, Refused), (theirs, NotAllowed)):
        with pytest.raises(refusal):
            choose_for_year(programme_year=year, kind="district", criteria_set=one, by=administrator)
    retire(criteria_set=draft, by=administrator)
    with pytest.raises(Refused):
        choose_for_year(programme_year=year, kind="district", criteria_set=draft, by=administrator)
    with pytest.raises(NotAllowed):
        choose_for_year(programme_year=year, kind="district", criteria_set=criteria(), by=officer_of(year.province))

    assert chosen_in(year) == {}


def test_a_closed_year_keeps_its_criteria(province, administrator):
    closed = ProgrammeYearFactory(province=province, fiscal_year=2565, read_only_from="2023-01-01")
    closed.refresh_from_db()

    with pytest.raises(Refused):
        choose_for_year(programme_year=closed, kind="district", criteria_set=criteria(), by=administrator)


def test_the_next_year_takes_over_all_kinds_or_none(year, province, draft, administrator):
    publish(criteria_set=draft, by=administrator)
    with pytest.raises(Refused):
        copy_to_next_year(programme_year=year, by=administrator)
    following = ProgrammeYearFactory(province=province, fiscal_year=2571)
    with pytest.raises(Refused):
        copy_to_next_year(programme_year=year, by=administrator)
    use_in(year)
    choose_for_year(programme_year=year, kind="organisation", criteria_set=draft, by=administrator)

    copy_to_next_year(programme_year=year, by=administrator)
    assert chosen_in(following) == chosen_in(year)

    choose_for_year(programme_year=year, kind="community", criteria_set=draft, by=administrator)
    choose_for_year(programme_year=year, kind="organisation", criteria_set=criteria(), by=administrator)
    before = chosen_in(following)
    body = OrganisationFactory(province=province)
    AssessmentFactory(programme_year=following, organisation=body, criteria_set=draft)
    with pytest.raises(Refused):
        copy_to_next_year(programme_year=year, by=administrator)
    assert chosen_in(following) == before
