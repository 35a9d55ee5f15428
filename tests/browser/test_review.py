"""The review of a case in a real browser: usable on a telephone, the level shown while scores are chosen, accessible."""

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import AssessorAssignment, AssessorScore, EvidenceUse
from tests.factories import officer_of
from tests.factories_assessments import AssessmentFactory, AssignmentFactory, assessor_of
from tests.factories_pledges import EvidenceFactory, FollowUpReportFactory

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def case():
    case = AssessmentFactory(state="submitted", scores=[2, 2, 2, 2, 2, 2, 1, 1, 0])
    case.scores.update(self_text="จัดกิจกรรมหน้าเสาธงทุกวันศุกร์ มีผู้เข้าร่วมทุกครั้ง และติดตามผลทุกเดือน")
    report = FollowUpReportFactory(pledge__organisation=case.organisation)
    photo = EvidenceFactory(report=report, with_file=True, caption="ภาพกิจกรรมจิตอาสา")
    EvidenceUse.objects.create(score=case.scores.first(), evidence=photo)
    EvidenceUse.objects.create(score=case.scores.first(), url="https://example.org/minutes", caption="รายงานการประชุม")
    return case


def change(case):
    return reverse("admin:assessments_assessment_change", args=[case.pk])


@pytest.mark.parametrize("width", [390, 1280])
def test_an_assessor_reviews_a_case_from_beginning_to_end(browser_page, log_in, axe, overflow, case, width):
    mine = AssignmentFactory(assessment=case, assessor=assessor_of(case.province, name="นางสาวประเมิน ดีงาม"))
    log_in(mine.assessor)
    browser_page.set_viewport_size({"width": width, "height": 900})
    browser_page.goto(change(case))
    assert (axe(browser_page), overflow(browser_page)) == ([], 0)
    for item in range(1, 10):
        browser_page.select_option(f"#value-{item}", "3")
    browser_page.locator("[data-level=value]", has_text="คุณธรรมต้นแบบ").wait_for()
    browser_page.on("dialog", lambda dialog: dialog.accept())
    browser_page.get_by_role("button", name="ประเมินเสร็จแล้ว").click()
    browser_page.get_by_text("ขอบคุณ ท่านประเมินเรื่องนี้เสร็จแล้ว").first.wait_for()

    mine.refresh_from_db()
    assert (mine.done_at is not None, set(mine.scores.values_list("value", flat=True))) == (True, {3})


@pytest.mark.parametrize("width", [390, 1280])
def test_the_office_recommends_where_assessors_lie_apart(browser_page, log_in, axe, overflow, case, width):
    for value in (1, 3):
        row = AssignmentFactory(assessment=case, done_at=timezone.now())
        AssessorScore.objects.bulk_create(
            AssessorScore(assignment=row, score=score, value=value, remark="ดูจากภาพ") for score in case.scores.all()
        )
    type(case).objects.filter(pk=case.pk).update(state="in_review")
    log_in(officer_of(case.province))
    browser_page.set_viewport_size({"width": width, "height": 900})
    browser_page.goto(reverse("admin:assessments_assessment_changelist"))
    assert (axe(browser_page), overflow(browser_page)) == ([], 0)
    browser_page.goto(change(case))
    assert (axe(browser_page), overflow(browser_page)) == ([], 0)
    assert AssessorAssignment.objects.count() == 2


@pytest.mark.parametrize("width", [390, 1280])
def test_a_note_of_a_refusal_leads_into_its_field(browser_page, log_in, axe, overflow, case, width):
    log_in(AssignmentFactory(assessment=case, assessor=assessor_of(case.province)).assessor)
    browser_page.set_viewport_size({"width": width, "height": 900})
    browser_page.goto(change(case))
    for item in range(1, 9):
        browser_page.select_option(f"#value-{item}", "3")
    browser_page.on("dialog", lambda dialog: dialog.accept())
    browser_page.get_by_role("button", name="ประเมินเสร็จแล้ว").click()
    summary = browser_page.locator("[data-error-summary]")
    summary.wait_for()
    assert (axe(browser_page), overflow(browser_page)) == ([], 0)
    assert summary.evaluate("box => box === document.activeElement")
    summary.get_by_role("link", name="ข้อ 9 ท่านยังไม่ได้ให้คะแนน").click()
    assert browser_page.evaluate("document.activeElement.id") == "value-9"
    assert [browser_page.input_value(f"#value-{item}") for item in range(1, 10)] == ["3"] * 8 + [""]


PRINTED = """() => {
  const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])
  const margins = rules.filter((rule) => rule instanceof CSSPageRule).map((rule) => rule.style.marginTop)
  return [margins, [...document.querySelectorAll(".review-item")].map((item) => getComputedStyle(item).breakInside)]
}"""


def test_on_paper_no_item_is_cut_in_two_and_the_sheet_has_a_margin(browser_page, log_in, case):
    log_in(officer_of(case.province))
    browser_page.goto(change(case))
    browser_page.emulate_media(media="print")
    assert browser_page.evaluate(PRINTED) == [["1.5cm"], ["avoid"] * 9]
