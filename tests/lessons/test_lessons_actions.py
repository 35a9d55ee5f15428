"""Lessons grow from what the portal knows, are written under a version, and reach the public only with consent."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile

from assessments.models import VisitPhoto
from lessons.actions import lessons as actions
from lessons.actions import reviewing
from lessons.actions.lessons import LessonContent, PersonEntry, PictureEntry
from lessons.floor import still_open
from lessons.material import FigureEntry, Source, newest_of
from lessons.models import Lesson, LessonPerson, LessonPhoto
from moralprovince.core.errors import NotAllowed, Outpaced, Refused
from moralprovince.core.models import AuditEvent, Message
from moralprovince.core.words import change_words
from pledges.models import Progress
from tests.factories import ProvinceFactory, contact_of, officer_of, partner_of
from tests.factories_lessons import LessonFactory, method, told
from tests.factories_pledges import EvidenceFactory, FollowUpReportFactory, PledgeFactory, StoredFileFactory
from tests.factories_visits import VisitAgreementFactory, VisitFactory

NOW = dt.datetime(2027, 4, 3, 5, tzinfo=dt.UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]


def picture(word: str = "ก"):
    return StoredFileFactory(
        content_type="image/png", sha256=word * 64, file=ContentFile(word.encode(), name="a.png"), name=f"{word}.png"
    )


@pytest.fixture
def known():
    """A body with a pledge, its last report, a visit, and two pictures of which one may be used."""
    pledge = PledgeFactory(
        commitments=1, commitments__problem_to_solve="ขยะล้นวัด", commitments__good_to_do="คัดแยกขยะทุกวัน",
        commitments__activity="ธนาคารขยะ", commitments__indicator="ขยะต่อเดือน", commitments__baseline=Decimal(80),
        commitments__target=Decimal(40), commitments__unit="กก.",
    )  # fmt: skip
    line = pledge.commitments.get()
    report = FollowUpReportFactory(pledge=pledge, state="submitted", submitted_on=dt.date(2027, 3, 31))
    Progress.objects.filter(report=report, commitment=line).delete()
    Progress.objects.create(report=report, commitment=line, actual=Decimal(35), words="คัดแยกได้ทุกครัวเรือน")
    visit = VisitFactory(
        organisation=pledge.organisation, state="recorded", planned_on=dt.date(2027, 3, 1), found="วัดสะอาด",
        strengths="เจ้าอาวาสนำ", obstacles="ฝนตก", advice="ขยายไปโรงเรียน", programme_year=pledge.programme_year,
    )  # fmt: skip
    VisitAgreementFactory(visit=visit, what="ทำป้าย", who="ครูมี", due_on=dt.date(2027, 5, 1))
    VisitPhoto.objects.create(visit=visit, file=picture("ข"), caption="ไม่ยินยอม")
    EvidenceFactory(report=report, with_file=True, file=picture("ค"), caption="ธนาคารขยะ", consent=True)
    return pledge


def begin(pledge, code="aar"):
    body = pledge.organisation
    by = contact_of(body)
    source = newest_of(body, by)
    return actions.begin_lesson(
        method=method(code), title="วัดไร้ขยะ", source=source, province=body.province_id, by=by
    ), by  # fmt: skip


def passages(lesson):
    return {one.question.code: one.text for one in lesson.passages.select_related("question")}


def test_the_draft_says_what_pledge_report_and_visit_say(known):
    lesson, by = begin(known)
    assert passages(lesson) == {
        "expected": "คัดแยกขยะทุกวัน\nขยะต่อเดือน: จาก 80 ตั้งเป้าเป็น 40 กก.\nธนาคารขยะ",
        "happened": "ธนาคารขยะ: คัดแยกได้ทุกครัวเรือน\nวัดสะอาด\nขยะต่อเดือน: เดิม 80 ขณะนี้ 35 กก.",
        "why": "เจ้าอาวาสนำ\nฝนตก", "learned": "ขยายไปโรงเรียน", "next": "ทำป้าย · ครูมี · 1 พ.ค. 2570",
    }  # fmt: skip
    assert (lesson.problem, lesson.good, lesson.state) == ("ขยะล้นวัด", "คัดแยกขยะทุกวัน", "draft")
    assert [(one.before, one.after, one.target, one.unit) for one in lesson.figures.all()] == [
        (Decimal(80), Decimal(35), Decimal(40), "กก.")
    ]
    assert [topic.pk for topic in lesson.topics.all()] == ["waste"]
    assert [(one.caption, one.consent) for one in lesson.photos.all()] == [("ธนาคารขยะ", True)]
    assert [(one.name, one.part, one.consent) for one in lesson.people.all()] == [(by.name, "author", False)]
    assert (lesson.pledge, lesson.network, lesson.district) == (known, known.organisation.network, known.organisation.district)


def test_a_picture_in_a_lesson_is_a_file_of_its_own(known):
    lesson, _by = begin(known)
    file = lesson.photos.get().file
    assert (file.owner_type, file.owner_id) == ("lessons.lessonphoto", str(lesson.photos.get().pk))
    with file.file.open() as handle:
        assert handle.read() == "ค".encode()


@pytest.mark.parametrize(("code", "filled"), [
    ("best_practice", {"background", "aim", "plan", "do", "results", "success", "obstacles", "recommendations"}),
    ("storytelling", {"who", "situation", "action", "outcome"}),
    ("structured", {"context", "objectives", "planned", "practice", "well", "obstacles", "recommendations"}),
])  # fmt: skip
def test_every_method_takes_what_answers_its_questions(known, code, filled):
    lesson, _by = begin(known, code)
    assert {name for name, text in passages(lesson).items() if text} == filled


def test_nobody_begins_a_lesson_of_another_body(known):
    stranger = contact_of(LessonFactory().organisation)
    source = Source(known.organisation, known.organisation.network)
    with pytest.raises(NotAllowed):
        actions.begin_lesson(method=method(), title="ก", source=source, province="14", by=stranger)
    assert not Lesson.objects.filter(organisation=known.organisation).exists()


def content(lesson, **more):
    questions = {one.pk: f"คำตอบ {one.code}" for one in lesson.method.questions.all()}
    return LessonContent(**{"title": "ชื่อใหม่", "lead": "สองประโยค", "passages": questions, **more})


def test_what_is_written_is_stored_and_told_in_the_history():
    lesson = told(LessonFactory(), "เดิม")
    by = contact_of(lesson.organisation)
    figures = (FigureEntry("ขยะ", Decimal(8), Decimal(3), None, "กก."),)
    people = (PersonEntry("ป้าสมใจ", "teller", True),)
    actions.write_lesson(
        lesson=lesson, content=content(lesson, figures=figures, people=people), version=1, by=by
    )  # fmt: skip
    fresh = Lesson.objects.get()
    assert (fresh.title, fresh.version) == ("ชื่อใหม่", 2)
    assert set(passages(fresh).values()) == {f"คำตอบ {one.code}" for one in lesson.method.questions.all()}
    event = AuditEvent.objects.get(action="write_lesson")
    assert event.changes["title"][1] == "ชื่อใหม่"
    assert event.changes[actions.FIGURES] == [[], ["ขยะ: 8.00 → 3.00 กก."]]
    assert fresh.people.get().consent


def test_the_slower_of_two_writers_loses_nothing_and_is_told_so():
    lesson = told(LessonFactory())
    by, other = contact_of(lesson.organisation), officer_of(lesson.province)
    actions.write_lesson(lesson=Lesson.objects.get(), content=content(lesson), version=1, by=by)
    with pytest.raises(Outpaced):
        actions.write_lesson(lesson=Lesson.objects.get(), content=content(lesson, title="อีกคน"), version=1, by=other)
    assert Lesson.objects.get().title == "ชื่อใหม่"


def test_what_changed_of_pictures_is_told_in_the_history_and_what_did_not_is_not():
    lesson = LessonFactory()
    same, renamed, agreed = (
        LessonPhoto.objects.create(lesson=lesson, file=picture(), caption=words) for words in ("หนึ่ง", "", "สาม")
    )
    entries = (PictureEntry(same.pk, "หนึ่ง"), PictureEntry(renamed.pk, "สอง"), PictureEntry(agreed.pk, "สาม", True))
    by = officer_of(lesson.province)
    for version in (1, 2):
        actions.write_lesson(lesson=Lesson.objects.get(), content=content(lesson, pictures=entries), version=version, by=by)
    first, second = AuditEvent.objects.filter(action="write_lesson").order_by("pk")
    assert first.changes[actions.PICTURES] == [
        ["ภาพไม่มีคำบรรยาย (ไม่เผยแพร่)", "สาม (ไม่เผยแพร่)"], ["สอง (ไม่เผยแพร่)", "สาม (เผยแพร่ได้)"]
    ]  # fmt: skip
    assert actions.PICTURES not in second.changes
    # In any order: PostgreSQL keeps changes in one of its own.
    assert {one.label: one.after for one in change_words(first)}["ภาพของบทเรียน"] == "สอง (ไม่เผยแพร่), สาม (เผยแพร่ได้)"


def test_a_picture_of_another_lesson_is_not_touched():
    lesson, other = LessonFactory(), LessonFactory()
    photo = LessonPhoto.objects.create(lesson=other, file=picture(), caption="เดิม")
    entry = PictureEntry(photo.pk, "ใหม่", True)
    actions.write_lesson(lesson=lesson, content=content(lesson, pictures=(entry,)), version=1, by=officer_of(lesson.province))
    photo.refresh_from_db()
    assert (photo.caption, photo.consent) == ("เดิม", False)


def test_a_lesson_with_an_open_question_is_not_proposed_and_the_sentence_names_it():
    lesson = told(LessonFactory(lead=""))
    lesson.passages.filter(question__code="why").update(text="  ")
    with pytest.raises(Refused, match="สรุปสองประโยค, ทำไมจึงแตกต่าง"):
        reviewing.propose_lesson(lesson=lesson, version=1, by=contact_of(lesson.organisation))
    assert Lesson.objects.get().state == "draft"


def proposed(**more):
    return told(LessonFactory(state="proposed", **more))


def test_a_teller_who_has_not_agreed_keeps_the_lesson_inside():
    lesson = proposed()
    officer = officer_of(lesson.province)
    person = LessonPerson.objects.create(lesson=lesson, part="teller", name="ป้าสมใจ")
    LessonPerson.objects.create(lesson=lesson, part="author", name="ครูมี")
    with pytest.raises(Refused, match=r"ป้าสมใจ$"):
        reviewing.publish_lesson(lesson=lesson, version=1, by=officer)
    LessonPerson.objects.filter(pk=person.pk).update(consent=True)
    lesson.refresh_from_db()
    assert reviewing.publish_lesson(lesson=lesson, version=1, by=officer) == 0
    assert Lesson.objects.get().published_at == NOW
    assert lesson.people.filter(part="reviewer").get().user == officer


def test_pictures_without_consent_are_counted_and_stay_inside():
    lesson = proposed()
    shown = LessonPhoto.objects.create(lesson=lesson, file=picture("ก"), consent=True)
    LessonPhoto.objects.create(lesson=lesson, file=picture("ข"))
    assert reviewing.publish_lesson(lesson=lesson, version=1, by=officer_of(lesson.province)) == 1
    assert list(LessonPhoto.objects.public()) == [shown]


def test_the_office_publishes_the_wording_it_read():
    lesson = proposed()
    Lesson.objects.update(version=2)
    with pytest.raises(Outpaced):
        reviewing.publish_lesson(lesson=lesson, version=1, by=officer_of(lesson.province))
    assert Lesson.objects.get().state == "proposed"


def test_what_is_returned_reaches_its_writer_and_is_owed_until_it_is_proposed_again():
    lesson = proposed()
    writer, officer = contact_of(lesson.organisation), officer_of(lesson.province)
    Lesson.objects.update(created_by=writer)
    lesson.refresh_from_db()
    reviewing.return_lesson(lesson=lesson, note="โปรดเติมตัวเลข", by=officer)
    sent = Message.objects.filter(kind="lesson_returned")
    assert {(one.recipient, one.channel, one.body) for one in sent} == {
        (writer, "inbox", "โปรดเติมตัวเลข"), (writer, "email", "โปรดเติมตัวเลข"),
    }  # fmt: skip
    assert still_open(f"lesson:{lesson.pk}", None, dt.date(2027, 4, 3)) is True
    reviewing.propose_lesson(lesson=lesson, version=lesson.version, by=writer)
    assert still_open(f"lesson:{lesson.pk}", None, dt.date(2027, 4, 3)) is False
    assert sent.get(channel="email").state == "cancelled"


def test_whoever_takes_back_a_consent_is_shown_no_more():
    lesson = told(LessonFactory(state="published"))
    person = LessonPerson.objects.create(lesson=lesson, part="teller", name="ป้าสมใจ", consent=True)
    actions.take_back_consent(of=person, by=contact_of(lesson.organisation))
    assert not LessonPerson.objects.public().exists()


def test_a_published_lesson_is_written_anew_only_after_it_was_taken_off():
    lesson = told(LessonFactory(state="published"))
    officer, writer = officer_of(lesson.province), contact_of(lesson.organisation)
    with pytest.raises(Refused):
        actions.write_lesson(lesson=lesson, content=content(lesson), version=1, by=writer)
    reviewing.withdraw_lesson(lesson=lesson, note="มีข้อมูลผิด", by=officer)
    assert not Lesson.objects.public().exists()
    reviewing.revise_lesson(lesson=lesson, by=writer)
    actions.write_lesson(lesson=lesson, content=content(lesson), version=lesson.version, by=writer)
    assert Lesson.objects.get().title == "ชื่อใหม่"


# Distilling for others


def test_a_partner_distils_with_a_body_and_reads_no_draft_of_others(known):
    others, _contact = begin(known)
    partner, province = partner_of(known.organisation.province), known.organisation.province_id
    source = newest_of(known.organisation, partner)
    own = actions.begin_lesson(method=method(), title="บทเรียนร่วม", source=source, province=province, by=partner)
    assert (source.pledge, source.visit) == (None, None)
    assert set(Lesson.objects.visible_to(partner)) == {own}
    assert set(Lesson.objects.writable_by(partner)) == {own}
    with pytest.raises(NotAllowed):
        actions.write_lesson(lesson=others, content=LessonContent("เปลี่ยน"), version=others.version, by=partner)


def test_what_a_partner_began_belongs_to_the_body_too_and_ends_with_her_name(known):
    partner = partner_of(known.organisation.province)
    lesson = actions.begin_lesson(
        method=method(), title="บทเรียนร่วม", source=newest_of(known.organisation, partner),
        province=known.organisation.province_id, by=partner,
    )  # fmt: skip
    contact = contact_of(known.organisation)
    actions.write_lesson(lesson=lesson, content=LessonContent("แก้แล้ว"), version=lesson.version, by=contact)
    assert not lesson.people.exists()
    with pytest.raises(NotAllowed):
        actions.write_lesson(lesson=lesson, content=LessonContent("อีกครั้ง"), version=lesson.version, by=partner)


def test_a_partner_of_another_province_begins_nothing_here(known):
    partner = partner_of(ProvinceFactory(code="15"))
    with pytest.raises(NotAllowed):
        actions.begin_lesson(
            method=method(), title="ก", source=Source(known.organisation), province=known.organisation.province_id, by=partner
        )
