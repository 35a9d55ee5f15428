"""Organisations like yours solved this: three lessons at most, beside what is stuck, agreed or weak, each with the reason."""

import datetime as dt
import json
import re

import pytest
from django.urls import reverse

from lessons.indexing import index
from lessons.similar import Situation, like_yours
from networks.models import Virtue
from pledges.models import Progress
from tests.access.fixtures import rolled_back
from tests.factories import OrganisationFactory, ProgrammeYearFactory, contact_of, officer_of
from tests.factories_assessments import AssessmentFactory
from tests.factories_lessons import LessonFactory
from tests.factories_pledges import CommitmentFactory, FollowUpReportFactory, PledgeFactory
from tests.factories_visits import VisitAgreementFactory, VisitFactory
from tests.support.lessons import LABELS, lay_demo_lessons, situation_of
from tests.support.queries import counted

pytestmark = pytest.mark.django_db
# As the page asks for it that the piece is laid into.
PIECE = {"HX-Request": "true"}


@pytest.fixture(scope="module", autouse=True)
def lessons(django_db_setup, django_db_blocker):
    """The demo's lessons, laid once."""
    with django_db_blocker.unblock(), rolled_back():
        yield lay_demo_lessons()


@pytest.fixture
def body():
    """A school that has learned nothing yet."""
    return OrganisationFactory(members=300)


def test_the_right_lesson_comes_first_in_nine_of_ten():
    labels = json.loads(LABELS.read_text(encoding="utf-8"))["situations"]
    found = [(like_yours([situation_of(label)]), label["right"]) for label in labels]
    assert sum(bool(fits and fits[0].lesson.title in right) for fits, right in found) / len(labels) >= 0.9


def test_each_fit_says_why(body):
    other = OrganisationFactory(network=body.network, district=body.district, members=400)
    lesson = LessonFactory(organisation=other, title="เรือดับเพลิงของชุมชน", state="published")
    lesson.virtues.set([Virtue.objects.get(pk="volunteering")])
    index(lesson)
    fit = like_yours([Situation("ไม่มีเรือดับเพลิง", body, "volunteering")])[0]
    assert fit.lesson == lesson
    assert fit.reasons == [
        "ปัญหาเดียวกัน: เรือดับเพลิง", "คุณธรรมเดียวกัน: จิตอาสา", "เครือข่ายเดียวกัน", "ขนาดใกล้กัน", "อำเภอเดียวกัน",
    ]  # fmt: skip


def test_how_often_something_is_done_is_no_problem_that_two_have_in_common(body):
    lesson = LessonFactory(title="ตักบาตรเดือนละครั้ง", problem="นาน ๆ พบกันเดือนละครั้ง", state="published")
    index(lesson)
    fits = like_yours([Situation("ตักบาตรเดือนละครั้ง", body)])
    assert [fit.reasons[0] for fit in fits if fit.lesson == lesson] == ["ปัญหาเดียวกัน: ตักบาตร"]


def test_of_two_lessons_that_say_the_same_the_one_of_a_like_body_comes_first(body):
    far = LessonFactory(organisation=OrganisationFactory(kind="community"), title="เรือดับเพลิงของชุมชน", state="published")
    near = LessonFactory(organisation=OrganisationFactory(members=310), title="เรือดับเพลิงของชุมชน", state="published")
    for one in (far, near):
        index(one)
    assert [fit.lesson for fit in like_yours([Situation("เรือดับเพลิงของชุมชน", body)])][:2] == [near, far]


def test_nobody_is_shown_her_own_lesson_or_one_that_is_not_published(body):
    for owner, state in ((body, "published"), (OrganisationFactory(), "draft")):
        index(LessonFactory(organisation=owner, title="เรือดับเพลิงของชุมชน", state=state))
    assert [fit.lesson.title for fit in like_yours([Situation("เรือดับเพลิงของชุมชน", body)])] != ["เรือดับเพลิงของชุมชน"]
    assert "เรือดับเพลิงของชุมชน" not in {fit.lesson.title for fit in like_yours([Situation("เรือดับเพลิงของชุมชน", body)])}


def test_of_several_problems_each_has_its_best_lesson():
    body = OrganisationFactory()
    fits = like_yours([Situation(text, body) for text in ("ไข้เลือดออก ลูกน้ำยุงลาย", "หนี้นอกระบบในโรงงาน")])
    assert [fit.lesson.title for fit in fits][:2] == ["หมู่บ้านไม่มียุงลายด้วยนักสืบลูกน้ำ", "คลินิกแก้หนี้ในโรงงาน"]
    assert len(fits) == 3
    assert like_yours([]) == []


def test_beside_a_report_lie_lessons_for_what_is_stuck(client, body):
    year = ProgrammeYearFactory(province=body.province)
    pledge = PledgeFactory(organisation=body, programme_year=year, state="active")
    line = CommitmentFactory(pledge=pledge, problem_to_solve="ของหายในห้องเรียนไม่ได้คืน", due_on=None)
    report = FollowUpReportFactory(pledge=pledge, state="submitted")
    told, _new = Progress.objects.update_or_create(report=report, commitment=line, defaults={"status": "changed"})
    client.force_login(contact_of(body))
    address = reverse("report-beside", args=[report.pk])
    assert "ตู้ของหายได้คืนกับสมุดความดี" in client.get(address, headers=PIECE).content.decode()
    with counted() as queries:
        client.get(address, headers=PIECE)
    assert len(queries) <= 12
    told.status = "done"
    told.save()
    assert client.get(address, headers=PIECE).content == b""


def test_beside_a_report_of_an_older_pledge_lie_lessons_for_what_that_pledge_has_not_done(client, body):
    problems = {2570: "ของหายในห้องเรียนไม่ได้คืน", 2571: "ลดค่าไฟสำนักงาน ปิดแอร์เมื่อไม่มีคน"}
    reports = {}
    for year, problem in problems.items():
        pledge = PledgeFactory(
            organisation=body, programme_year=ProgrammeYearFactory(province=body.province, fiscal_year=year), state="active"
        )
        line = CommitmentFactory(pledge=pledge, problem_to_solve=problem, due_on=None)
        reports[year] = FollowUpReportFactory(pledge=pledge, state="submitted")
        Progress.objects.update_or_create(report=reports[year], commitment=line, defaults={"status": "changed"})
    client.force_login(contact_of(body))
    right = {2570: "ตู้ของหายได้คืนกับสมุดความดี", 2571: "ลดค่าไฟสำนักงานด้วยสายรัดสีที่สวิตช์"}
    shown = {
        year: client.get(reverse("report-beside", args=[one.pk]), headers=PIECE).content.decode()
        for year, one in reports.items()
    }
    firsts = {year: re.findall(r"<strong>(.*?)</strong>", html)[0] for year, html in shown.items()}
    assert firsts == right


def test_what_lies_beside_a_page_is_one_of_its_own_for_whoever_follows_the_link(client, body):
    report = FollowUpReportFactory(pledge__organisation=body)
    pages = {"report-beside": ("pledges:report", report.pk),
             "visit-beside": ("assessments:visit", VisitFactory(organisation=body).pk),
             "assessment-beside": ("assessments:assessment", AssessmentFactory(organisation=body).pk)}  # fmt: skip
    client.force_login(officer_of(body.province))
    found = {name: client.get(reverse(name, args=[pk])).content.decode() for name, (_page, pk) in pages.items()}
    backs = {name: reverse(page, args=[pk]) for name, (page, pk) in pages.items()}
    assert {name: (html.count("<h1>"), html.count(f'href="{backs[name]}"')) for name, html in found.items()} == dict.fromkeys(
        pages, (1, 1)
    )


def test_beside_an_assessment_lie_lessons_for_what_was_pledged_as_long_as_an_item_is_weak(client, body):
    year = ProgrammeYearFactory(province=body.province)
    pledge = PledgeFactory(organisation=body, programme_year=year, state="active")
    CommitmentFactory(pledge=pledge, problem_to_solve="ของหายในห้องเรียนไม่ได้คืน")
    case = AssessmentFactory(organisation=body, programme_year=year)
    case.scores.update(self_score=1)
    client.force_login(contact_of(body))
    address = reverse("assessment-beside", args=[case.pk])
    assert f'hx-get="{address}"' in client.get(reverse("assessments:assessment", args=[case.pk])).content.decode()
    assert "ตู้ของหายได้คืนกับสมุดความดี" in client.get(address, headers=PIECE).content.decode()
    with counted() as queries:
        client.get(address, headers=PIECE)
    assert len(queries) <= 12
    case.scores.update(self_score=3)
    assert client.get(address, headers=PIECE).content == b""


def test_beside_an_assessment_lie_lessons_for_what_was_pledged_in_its_own_year(client, body):
    firsts, problems = {}, {2570: "ของหายในห้องเรียนไม่ได้คืน", 2571: "ลดค่าไฟสำนักงาน ปิดแอร์เมื่อไม่มีคน", 2572: ""}
    client.force_login(contact_of(body))
    for fiscal_year, problem in problems.items():
        year = ProgrammeYearFactory(province=body.province, fiscal_year=fiscal_year)
        case = AssessmentFactory(organisation=body, programme_year=year, scores=[1] * 9)
        if problem:
            CommitmentFactory(pledge=PledgeFactory(organisation=body, programme_year=year), problem_to_solve=problem)
        html = client.get(reverse("assessment-beside", args=[case.pk]), headers=PIECE).content.decode()
        firsts[fiscal_year] = re.findall(r"<strong>(.*?)</strong>", html)[:1]
    assert firsts == {2570: ["ตู้ของหายได้คืนกับสมุดความดี"], 2571: ["ลดค่าไฟสำนักงานด้วยสายรัดสีที่สวิตช์"], 2572: []}


def test_beside_a_visit_lie_lessons_for_what_was_agreed_and_is_open(client, body):
    visit = VisitFactory(organisation=body, state="recorded", visited_on=dt.date(2027, 3, 1))
    agreed = VisitAgreementFactory(visit=visit, what="ลดค่าไฟสำนักงาน ปิดแอร์เมื่อไม่มีคน")
    client.force_login(officer_of(body.province))
    address = reverse("visit-beside", args=[visit.pk])
    assert f'hx-get="{address}"' in client.get(reverse("assessments:visit", args=[visit.pk])).content.decode()
    assert "ลดค่าไฟสำนักงานด้วยสายรัดสีที่สวิตช์" in client.get(address, headers=PIECE).content.decode()
    with counted() as queries:
        client.get(address, headers=PIECE)
    assert len(queries) <= 12
    agreed.done_on = dt.date(2027, 3, 9)
    agreed.save()
    assert client.get(address, headers=PIECE).content == b""
