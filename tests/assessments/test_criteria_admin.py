"""Criteria in the administration: read, changed part by part, tried, published; a frozen set changes by no road."""

import pytest
from django.urls import reverse

from assessments.actions.criteria import make_version, publish
from assessments.models import CriteriaSet, YearCriteria
from assessments.rubric import changes_between, rubric_of
from tests.access.forms import as_sent, fields_of
from tests.factories import OrganisationFactory, ProgrammeYearFactory, ProvinceFactory, administrator_of
from tests.factories_assessments import AssessmentFactory, criteria, use_in
from tests.support.administration import signed
from tests.support.queries import counted

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


@pytest.fixture
def inside(client, administrator):
    client.force_login(administrator)
    return client


def overview(criteria_set):
    return reverse("admin:assessments_criteriaset_change", args=[criteria_set.pk])


def page_of(criteria_set, part):
    return reverse("admin:assessments_criteriaset_part", args=[criteria_set.pk, part])


def step(criteria_set, name):
    return reverse("admin:assessments_criteriaset_step", args=[criteria_set.pk, name])


def stored(criteria_set):
    return rubric_of(CriteriaSet.objects.with_rubric().get(pk=criteria_set.pk))


def typed(client, criteria_set, part, **changes):
    fields = fields_of(client.get(page_of(criteria_set, part)).content.decode())
    # The reader takes a text field without a value for a tick.
    empty = {name: "" for name, (kind, values) in fields.items() if kind == "text" and values == ["on"]}
    return as_sent(fields) | empty | changes


SAMPLE = {f"score-{number}": score for number, score in enumerate([2, 2, 2, 1, 0, 0, 0, 0, 0], 1)} | {"preview": "1"}
FAILING = ["ข้อ 4 ได้ 1 ต้องไม่น้อยกว่า 2", "ข้อ 5 ได้ 0 ต้องไม่น้อยกว่า 2", "ข้อ 6 ได้ 0 ต้องไม่น้อยกว่า 2", "คะแนนรวมได้ 7 ต้องไม่น้อยกว่า 14"]


@pytest.mark.parametrize("part", ["head", "levels", "item-1", "item-9"])
def test_a_part_sent_as_it_was_shown_changes_nothing(inside, draft, part):
    before = stored(draft)

    answer = inside.post(page_of(draft, part), typed(inside, draft, part))

    assert answer.status_code == 302
    assert changes_between(before, stored(draft)) == {}


def test_a_wording_is_changed_and_ticked_as_checked(inside, draft):
    before = stored(draft)

    sent = typed(inside, draft, "item-4", **{"wording-district-text": "ถ้อยคำใหม่", "wording-district-checked": "on"})
    answer = inside.post(page_of(draft, "item-4"), sent | {"_next": ""})

    assert answer.headers["Location"] == page_of(draft, "item-5")
    paths = {path.rpartition(".")[2] for path in changes_between(before, stored(draft))}
    assert paths == {"text", "checked_on"}
    assert stored(draft).wordings[4, "district"]["text"] == "ถ้อยคำใหม่"


def test_all_of_an_item_is_checked_by_one_button(inside, draft):
    inside.post(page_of(draft, "item-9"), typed(inside, draft, "item-9") | {"check_all": "1"})

    rubric = stored(draft)
    rows = [*rubric.wordings.items(), *rubric.bands.items()]
    assert {key for key, row in rows if row["checked_on"]} == {key for key, _row in rows if key[0] == 9}


def test_what_does_not_fit_is_told_on_the_form_with_everything_typed_kept(inside, draft):
    sent = typed(inside, draft, "levels", **{"level-1-least_sum": "หก", "level-1-meaning": "เก็บไว้"})

    page = inside.post(page_of(draft, "levels"), sent)

    assert (page.status_code, list(page.context["form"].errors)) == (200, ["level-1-least_sum"])
    assert page.context["form"]["level-1-meaning"].value() == "เก็บไว้"
    assert stored(draft).levels[1]["least_sum"] == 6


def test_evidence_without_a_wording_is_asked_about(inside, draft):
    page = inside.post(page_of(draft, "item-1"), typed(inside, draft, "item-1", **{"wording-district-text": ""}))

    assert list(page.context["form"].errors) == ["wording-district-text"]


def test_the_slower_of_two_is_told_on_the_form(inside, draft):
    slow = typed(inside, draft, "item-2", **{"band-3-descriptor": "ช้ากว่า"})
    inside.post(page_of(draft, "item-2"), typed(inside, draft, "item-2", **{"band-3-descriptor": "เร็วกว่า"}))

    page = inside.post(page_of(draft, "item-2"), slow)

    assert [len(page.context["form"].non_field_errors()), page.status_code] == [1, 200]
    assert stored(draft).bands[2, 3]["descriptor"] == "เร็วกว่า"


def test_a_version_is_made_changed_published_and_retired_by_buttons(inside, province):
    shipped = criteria()

    answer = inside.post(reverse("admin:assessments_criteriaset_version", args=[shipped.pk]), {"code": ""})
    mine = CriteriaSet.objects.get(province=province)
    inside.post(step(mine, "add-item"))
    inside.post(step(mine, "publish"))
    refused = CriteriaSet.objects.get(pk=mine.pk).state
    told = list(inside.get(overview(mine)).context["gaps"])
    inside.post(step(mine, "remove-item"))
    inside.post(step(mine, "publish"))
    published = CriteriaSet.objects.get(pk=mine.pk).state
    inside.post(step(mine, "retire"))

    assert answer.headers["Location"] == overview(mine)
    assert told == [
        "ข้อ 10 อยู่ในระดับที่ไม่ได้นับข้อนี้", "ข้อ 10 ยังไม่มีถ้อยคำสำหรับ องค์กร, ชุมชน, อำเภอ, จังหวัด",
        "ข้อ 10 ยังไม่ได้บอกว่าให้คะแนน 0, 1, 2, 3 เมื่อใด",
    ]  # fmt: skip
    assert (refused, published, CriteriaSet.objects.get(pk=mine.pk).state) == ("draft", "published", "retired")


def test_the_overview_counts_what_is_to_be_checked(inside, draft):
    page = inside.get(overview(draft))

    assert page.context["check_count"] == sum(check.count for check, _part in page.context["checks"]) == 69


@pytest.mark.parametrize("whose", ["draft", "shipped"])
def test_a_sample_shows_the_level_and_every_failing_gate(inside, draft, whose):
    address = overview(draft if whose == "draft" else criteria())

    page = inside.get(address, SAMPLE)
    piece = inside.get(address, SAMPLE, headers={"HX-Request": "true"})

    for answer in (page, piece):
        found = answer.context["sample"].preview()
        assert (found.level, found.name, found.next, list(found.sentences)) == (1, "องค์กรส่งเสริมคุณธรรม", 2, FAILING)
        assert [line in answer.content.decode() for line in FAILING] == [True] * 4
    assert piece.content.decode().startswith('<div id="outcome"')


def test_members_who_joined_give_the_score_of_the_computed_item(inside, draft):
    shares = SAMPLE | {"score-1": "", "joined": "๘๐", "members": "100"}

    found = inside.get(overview(draft), shares).context["sample"]
    short = inside.get(overview(draft), shares | {"joined": "79"}).context["sample"]
    wrong = inside.get(overview(draft), shares | {"joined": "101"}).context["sample"]
    empty = inside.get(overview(draft), shares | {"joined": ""}).context["sample"]

    assert [(found.computed()[0].score, found.preview().total), (short.computed()[0].score, short.preview().total)] == [
        (3, 8), (2, 7)
    ]  # fmt: skip
    assert (list(wrong.errors), wrong.preview(), empty.preview(), empty.missing()) == (["joined"], None, None, [1])


@pytest.mark.parametrize("part", ["head", "levels", "item-1"])
def test_a_forged_form_changes_no_frozen_set(inside, draft, administrator, part):
    sent = typed(inside, draft, part)
    change = {"head": "head-name", "levels": "level-1-meaning", "item-1": "wording-district-text"}[part]
    publish(criteria_set=draft, by=administrator)
    before, shipped = stored(draft), stored(criteria())

    for one in (draft, criteria()):
        inside.post(page_of(one, part), sent | {change: "ปลอม"})
        inside.post(overview(one), sent | {change: "ปลอม", "state": "draft"})
        for name in ("add-item", "remove-item", "add-level", "remove-level", "publish"):
            inside.post(step(one, name))
    inside.post(step(criteria(), "retire"))
    for action in ("delete_selected", "publish", "retire"):
        chosen = {"action": action, "_selected_action": [draft.pk, criteria().pk], "post": "yes"}
        inside.post(reverse("admin:assessments_criteriaset_changelist"), chosen)

    assert (stored(draft), stored(criteria())) == (before, shipped)
    assert [CriteriaSet.objects.get(pk=one.pk).state for one in (draft, criteria())] == ["published", "published"]


def test_a_frozen_part_is_read_and_has_no_button_to_save(inside):
    page = inside.get(page_of(criteria(), "item-1"))

    assert {field.disabled for field in page.context["form"].fields.values()} == {True}
    assert 'name="_save"' not in page.content.decode()
    assert inside.post(page_of(criteria(), "item-1"), {}).status_code == 409


def test_a_draft_of_another_province_is_not_found(client, draft):
    client.force_login(administrator_of(ProvinceFactory(code="15")))

    reads = [client.get(address).status_code for address in (overview(draft), page_of(draft, "head"), page_of(draft, "item-1"))]
    version = reverse("admin:assessments_criteriaset_version", args=[draft.pk])
    sends = [client.post(address).status_code for address in (page_of(draft, "head"), step(draft, "publish"), version)]

    assert (reads, sends) == ([404] * 3, [404] * 3)
    rows = client.get(reverse("admin:assessments_criteriaset_changelist")).context["cl"].queryset
    assert list(rows) == [criteria()]


# Years


def test_a_year_is_given_its_criteria_and_the_next_year_takes_them_over(inside, province, draft, administrator):
    year, following = (ProgrammeYearFactory(province=province, fiscal_year=number) for number in (2570, 2571))
    publish(criteria_set=draft, by=administrator)
    use_in(year)
    row = YearCriteria.objects.get(programme_year=year, kind="community")

    signed(inside, reverse("admin:assessments_yearcriteria_change", args=[row.pk]), {"criteria_set": draft.pk})
    inside.post(
        reverse("admin:assessments_yearcriteria_add"),
        {"programme_year": following.pk, "kind": "province", "criteria_set": criteria().pk},
    )
    inside.post(reverse("admin:assessments_yearcriteria_changelist"), {"action": "copy_on", "_selected_action": [row.pk]})

    chosen = dict(YearCriteria.objects.filter(programme_year=following).values_list("kind", "criteria_set"))
    assert chosen == {"community": draft.pk} | dict.fromkeys(("organisation", "district", "province"), criteria().pk)


def test_a_year_that_has_begun_keeps_its_set_and_the_form_says_why(inside, province, draft, administrator):
    year = ProgrammeYearFactory(province=province, fiscal_year=2570)
    publish(criteria_set=draft, by=administrator)
    use_in(year)
    AssessmentFactory(programme_year=year, organisation=OrganisationFactory(province=province))
    row = YearCriteria.objects.get(programme_year=year, kind="organisation")

    page = signed(inside, reverse("admin:assessments_yearcriteria_change", args=[row.pk]), {"criteria_set": draft.pk})

    assert page.context["adminform"].form.non_field_errors() == [
        "มีการประเมิน 1 รายการของปีงบประมาณ 2570 (องค์กร) ที่เริ่มด้วยเกณฑ์ชุดอื่นแล้ว ปีนี้จึงใช้ชุดเดิมต่อไป"
    ]
    row.refresh_from_db()
    assert row.criteria_set == criteria()


@pytest.mark.parametrize("sets", [1, 6])
def test_pages_stay_within_their_queries(inside, province, administrator, sets):
    year = ProgrammeYearFactory(province=province, fiscal_year=2570)
    use_in(year)
    mine = [make_version(criteria_set=criteria(), province=province, by=administrator) for _number in range(sets)]
    pages = [
        reverse("admin:assessments_criteriaset_changelist"), overview(mine[0]), page_of(mine[0], "levels"),
        page_of(mine[0], "item-1"), reverse("admin:assessments_yearcriteria_changelist"),
    ]  # fmt: skip
    cost = {}
    for address in pages:
        with counted() as queries:
            inside.get(address)
        cost[address] = len(queries)
    assert {address: count for address, count in cost.items() if count > 25} == {}
