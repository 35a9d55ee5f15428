"""What an organisation's story tells of decisions, certificates and appeals, and what it never tells."""

import datetime as dt
import re

import pytest
import time_machine
from django.urls import reverse

from assessments.actions.certificates import issue, replace, revoke
from assessments.models import Assessment, Decision
from assessments.story import story
from moralprovince.portal.register import account_of
from tests.factories import OfficeFactory, OrganisationFactory, ProgrammeYearFactory, UserFactory, contact_of, officer_of
from tests.factories_assessments import AppealFactory, AssessmentFactory, AssignmentFactory
from tests.support.queries import counted

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(dt.datetime(2027, 9, 15, 5, tzinfo=dt.UTC), tick=False)]
DAY = dt.date(2027, 9, 15)


@pytest.fixture
def case():
    body = OrganisationFactory()
    OfficeFactory(province=body.province)
    return AssessmentFactory(organisation=body, state="certified", scores=[3] * 9)


def told(case, person):
    """Title, text, day and address of what came of it, oldest first; without what was begun and sent."""
    case.organisation.refresh_from_db()
    lines = sorted(story(case.organisation, person, DAY).lines, key=lambda line: line.order)
    return [(str(one.title), str(one.text), one.day, one.address) for one in lines if one.icon not in ("lotus-1", "lotus-2")]


def test_the_story_tells_the_level_with_its_resolution(case):
    case.refresh_from_db()
    assert told(case, contact_of(case.organisation)) == [(
        "ได้รับการรับรองปี 2570: องค์กรคุณธรรมต้นแบบ", "มติที่ 1/2570", dt.date(2027, 8, 10),
        reverse("assessments:assessment", args=[case.pk]),
    )]  # fmt: skip


def test_a_decision_of_no_level_is_told_kindly(case):
    Decision.objects.update(level=0)
    assert told(case, contact_of(case.organisation))[0][0] == "คณะอนุกรรมการพิจารณาผลปี 2570: ยังไม่ผ่านเกณฑ์"


def test_certificates_are_told_from_issue_to_replacement_and_revocation(case):
    officer = officer_of(case.province)
    (first,) = issue(assessments=[case], issued_on=dt.date(2027, 9, 1), by=officer)
    with time_machine.travel(dt.datetime(2027, 9, 8, 5, tzinfo=dt.UTC), tick=False):
        second = replace(certificate=first, reason="เปลี่ยนชื่อ", by=officer)
    revoke(certificate=second, reason="ข้อมูลไม่ถูกต้อง", by=officer)
    one, two = (reverse("assessments:certificate", args=[made.pk]) for made in (first, second))
    level = "องค์กรคุณธรรมต้นแบบ"
    assert sorted(told(case, contact_of(case.organisation))[1:]) == sorted(
        [
            ("ออกเกียรติบัตรเลขที่ 1/2570", level, dt.date(2027, 9, 1), one),
            ("ออกเกียรติบัตรเลขที่ 2/2570", level, dt.date(2027, 9, 8), two),
            ("เกียรติบัตรเลขที่ 1/2570 ถูกแทนด้วยใบใหม่", "", dt.date(2027, 9, 8), one),
            ("เพิกถอนเกียรติบัตรเลขที่ 2/2570", "", DAY, two),
        ]
    )


def test_appeals_are_told_when_they_are_filed_and_answered(case):
    appeal = AppealFactory(assessment=case)
    address = reverse("assessments:appeal", args=[appeal.pk])
    filed = ("อุทธรณ์ผลการประเมินปี 2570", "", dt.date(2027, 8, 16), address)
    contact = contact_of(case.organisation)
    assert told(case, contact)[1:] == [filed]
    type(appeal).objects.update(state="dismissed", answered_on=dt.date(2027, 9, 2), answer="ความลับในคำตอบ")
    answered = ("ตอบคำอุทธรณ์ผลการประเมินปี 2570 แล้ว", "ไม่เห็นด้วยกับคำอุทธรณ์", dt.date(2027, 9, 2), address)
    assert told(case, contact)[1:] == [filed, answered]


def test_no_assessor_score_or_remark_is_told_and_nobody_without_the_right_is_told_anything(case):
    assessor = AssignmentFactory(assessment=case, assessor=UserFactory(name="นางลับ ผู้ประเมิน")).assessor
    AppealFactory(assessment=case, assessor=assessor, state="in_review", reason="เหตุผลลับ")
    Decision.objects.update(note="หมายเหตุลับ", by=assessor)
    everything = " ".join(str(line) for line in story(case.organisation, officer_of(case.province), DAY).lines)
    assert [word in everything for word in ("ลับ", "ผู้ประเมิน")] == [False, False]
    assert story(case.organisation, UserFactory(), DAY).lines == ()


def test_the_page_of_an_organisation_with_many_results_keeps_its_queries(case, client):
    officer = officer_of(case.province)
    (made,) = issue(assessments=[case], issued_on=DAY, by=officer)
    replace(certificate=made, reason="เปลี่ยนชื่อ", by=officer)
    AppealFactory(assessment=case)
    client.force_login(officer)
    address = reverse("networks:organisation", args=[case.organisation.code])
    client.get(address)
    with counted() as queries:
        page = client.get(address).content.decode()
    assert (len(queries) <= 12, page.count("ออกเกียรติบัตรเลขที่")) == (True, 2)


def standing_of(body, person):
    """Level and sentence of the head of its page."""
    body.refresh_from_db()
    found = account_of(body, person, DAY).standing
    return found and (found.level, found.words)


def test_the_head_says_the_level_of_the_newest_result(case, client):
    body, person = case.organisation, contact_of(case.organisation)
    older = ProgrammeYearFactory(province=case.province, fiscal_year=2569)
    AssessmentFactory(organisation=body, programme_year=older, state="certified", scores=[2] * 9)
    AssessmentFactory(organisation=body, programme_year=ProgrammeYearFactory(province=case.province, fiscal_year=2571))
    certified = (3, "ได้รับการรับรองปี 2570: องค์กรคุณธรรมต้นแบบ")
    assert (standing_of(body, person), standing_of(body, UserFactory())) == (certified, None)
    client.force_login(person)
    head = client.get(reverse("networks:organisation", args=[body.code])).content.decode().split('<div class="lead">')[1]
    assert re.search(r'<span class="level level-3">.*?<span>(.*?)</span></span>', head.split("</div>")[0])[1] == certified[1]


def test_after_an_appeal_the_head_says_the_level_that_stands(case):
    Assessment.objects.filter(pk=case.pk).update(certified_level=2)
    decision = Decision.objects.get()
    Decision.objects.filter(pk=decision.pk).update(level=1)
    Decision.objects.create(assessment=case, level=2, resolution="2/2570", resolved_on=DAY, by=decision.by)
    assert standing_of(case.organisation, contact_of(case.organisation))[0] == 2


def test_the_head_says_no_level_where_the_newest_result_is_none(case):
    Assessment.objects.filter(pk=case.pk).update(certified_level=0)
    Decision.objects.update(level=0)
    assert standing_of(case.organisation, contact_of(case.organisation)) is None
