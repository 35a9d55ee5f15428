"""What came of it: visits, assessments on their way to a certificate and back, lessons and stories for everybody."""

from __future__ import annotations

import datetime as dt

from assessments.actions import appeals, assessments, certificates, decisions, review, sessions, visit_follow_up, visits
from assessments.models import Assessment, Certificate, CommitteeSession, Visit, VisitAgreement
from lessons.actions import lessons, reviewing, stories
from lessons.material import Source
from lessons.models import Lesson, Method, Story
from moralprovince.core.models import User
from networks.models import Organisation

from .history import Deed, History, districts

TEAM = (visits.TeamEntry("นางสาววันดี"),)
DECIDED = ("certified", "sent_up", "confirmed", "announced")
ABOVE = {"certified": "send_up", "sent_up": "confirm", "confirmed": "announce"}


def plan_visit(h: History) -> None:
    """To bodies, a network or a district; what is over is recorded."""
    for body in h.some(Organisation.objects.filter(state__in=["active", "dormant"]), 4, 2):
        subject = h.chance.choice([body, body, body, h.network(), districts()[0]])
        day = h.near(40, 20)
        visit = visits.plan_visit(subject=subject, planned_on=day, team=TEAM, by=h.by)
        if day <= h.day and h.maybe(0.9):
            record(h, visit)


def record(h: History, visit: Visit) -> None:
    """What was seen, and what was agreed."""
    agreed = tuple(visits.AgreementEntry(f"ปลูกป่า {number}", "ลุงมี", h.near(20, 60)) for number in range(h.chance.randint(0, 2)))
    content = visits.VisitRecord(visited_on=h.near(40, 0), found="วัดสะอาด", agreements=agreed)
    visits.record_visit(visit=visit, content=content, version=visit.version, by=h.by)


def visit(h: History) -> None:
    """An appointment is kept, called off, or made again; a record is mended or taken back."""
    one = h.one(Visit.objects.exclude(state="signed"))
    if one.state == "cancelled":
        visits.resume_visit(visit=one, note="", by=h.by)
    elif one.state == "planned" and h.maybe(0.2):
        visits.cancel_visit(visit=one, note="ฝนตก", by=h.by)
    elif one.state == "recorded" and h.maybe(0.3):
        visits.unrecord_visit(visit=one, note="", by=h.by)
    else:
        record(h, one)


def sign(h: History) -> None:
    """Both sides sign; what is signed is opened again."""
    one = h.one(Visit.objects.filter(state__in=["recorded", "signed"]))
    if one.state == "signed":
        visits.reopen_visit(visit=one, note="แก้วันที่", by=h.by)
    else:
        visits.sign_for_team(visit=one, name="นางสาววันดี", version=one.version, by=h.by)
        one.refresh_from_db()
        visits.sign_for_body(visit=one, name="ลุงมี", version=one.version, by=h.by)


def agreed(h: History) -> None:
    """What was agreed is done, or not after all."""
    one = h.one(VisitAgreement.objects.all())
    if one.done_on:
        visit_follow_up.reopen_agreement(agreement=one, by=h.by)
    else:
        visit_follow_up.finish_agreement(agreement=one, done_on=h.day, note="", by=h.by)


def assess(h: History) -> None:
    """Bodies, and now and then a district, assess themselves and send it."""
    year = h.year()
    without = Organisation.objects.filter(state__in=["active", "dormant"]).exclude(assessments__programme_year=year)
    for body in h.some(without, 4, 2):
        subject = body if h.maybe(0.9) else h.chance.choice(districts())
        case = assessments.begin_assessment(subject=subject, programme_year=year, by=h.by)
        if h.maybe(0.9):
            score = h.chance.randint(1, case.criteria_set.max_score)
            entries = [assessments.ScoreEntry(number, score, "ทำแล้ว") for number in range(1, case.scores.count() + 1)]
            assessments.send_assessment(assessment=case, entries=entries, version=case.version, by=h.by)


def review_cases(h: History) -> None:
    """Looked at, and recommended, returned or withdrawn."""
    for case in h.some(Assessment.objects.filter(state__in=["submitted", "in_review"]), 6, 3):
        if case.state == "submitted":
            if h.maybe(0.1):
                review.return_assessment(assessment=case, note="แนบหลักฐาน", reasons={}, by=h.by)
                continue
            review.begin_review(assessment=case, by=h.by)
        if h.maybe(0.05):
            review.withdraw(assessment=case, note="ปีหน้า", by=h.by)
        else:
            recommend(h, case)


def recommend(h: History, case: Assessment) -> None:
    """At the body's own scores, or at other ones."""
    other = h.chance.choice([None, None, 1, case.criteria_set.max_score])
    given = {row.criterion.number: other or row.self_score for row in case.scores.select_related("criterion")}
    reasons = dict.fromkeys(given, "ตามหลักฐาน") if other else {}
    review.save_committee_scores(assessment=case, scores=given, reasons=reasons, version=case.version, by=h.by)
    review.recommend(assessment=case, by=h.by)


def decide(h: History) -> None:
    """A session certifies everything that waits, by a resolution of today or of the last days."""
    cases = h.some(Assessment.objects.waiting_for_session(), 9, 5)
    number, day = f"{len(h.done)}/{h.day.year + 543}", h.near(5, 0)
    session = sessions.plan_session(programme_year=cases[0].programme_year, number=number, held_on=h.day, place="", by=h.by)
    same = [case for case in cases if case.programme_year_id == session.programme_year_id]
    sessions.put_on_agenda(session=session, assessments=same, by=h.by)
    sessions.open_session(session=session, by=h.by)
    rows = list(session.cases.all())
    decisions.certify_many(session=session, cases=rows, resolution=number, resolved_on=day, by=h.by)
    sessions.close_session(session=CommitteeSession.objects.get(pk=session.pk), by=h.by)
    for after in (issue, appeal):
        if h.maybe(0.5):
            h.do(after)


def above(h: History) -> None:
    """Sent up, confirmed, announced."""
    case = h.one(Assessment.objects.filter(state__in=list(ABOVE)))
    decisions.move_many(assessments=[case], step=ABOVE[case.state], by=h.by)


def issue(h: History) -> None:
    """Certificates for those who were certified at a level and have none."""
    certified = Assessment.objects.filter(state__in=DECIDED, certified_level__gte=1).exclude(certificates__state="valid")
    certificates.issue(assessments=h.some(certified, 6, 3), issued_on=h.day, by=h.by)


def mend_certificate(h: History) -> None:
    """Replaced under the present name, or revoked."""
    one = h.one(Certificate.objects.filter(state="valid"))
    if h.maybe(0.6):
        certificates.replace(certificate=one, reason="เปลี่ยนชื่อ", by=h.by)
    else:
        certificates.revoke(certificate=one, reason="ออกผิด", by=h.by)


def appeal(h: History) -> None:
    """Against a decision of the last days; a granted one opens the case again, which is mostly recommended anew at once."""
    lately = h.day - dt.timedelta(days=14)
    case = h.one(Assessment.objects.filter(state__in=DECIDED, decisions__resolved_on__gte=lately))
    filed = appeals.file_appeal(assessment=case, reason="ขอทบทวน", items={1: "มีหลักฐาน"}, by=h.by)
    assessor = User.objects.get(role_grants__role="assessor")
    appeals.take_up(appeal=filed, assessor=assessor, by=h.by)
    found = {1: appeals.ItemAnswer("ดูแล้ว", case.criteria_set.max_score)}
    appeals.look_again(appeal=filed, items=found, by=h.by)
    appeals.answer_appeal(appeal=filed, granted=h.maybe(0.8), answer="ตามหลักฐาน", items=found, by=h.by)
    case.refresh_from_db()
    if case.state == "in_review":
        row = case.assignments.get(assessor=assessor)
        numbers = case.scores.values_list("criterion__number", flat=True)
        review.save_assessor_scores(assignment=row, values=dict.fromkeys(numbers, 1), remarks={}, by=assessor)
        review.finish_assignment(assignment=row, by=assessor)
        recommend(h, case)


def teach(h: History) -> None:
    """A lesson of a body, mostly published at once."""
    body = h.one(Organisation.objects.filter(state__in=["active", "dormant"]))
    source = Source(body, body.network, body.district)
    lesson = lessons.begin_lesson(
        method=Method.objects.get(pk="aar"), title=f"บทเรียน {len(h.done)}", source=source, province="14", by=h.by
    )
    passages = {one.pk: "ทุกคนช่วยกัน" for one in lesson.method.questions.all()}
    content = lessons.LessonContent(lesson.title, "ช่วยกันคนละมือ", passages=passages)
    lessons.write_lesson(lesson=lesson, content=content, version=lesson.version, by=h.by)
    reviewing.propose_lesson(lesson=lesson, version=lesson.version, by=h.by)
    if h.maybe(0.8):
        reviewing.publish_lesson(lesson=lesson, version=lesson.version, by=h.by)


def tell(h: History) -> None:
    """Stories of bodies and networks, mostly published at once."""
    for one in h.some(Organisation.objects.filter(state__in=["active", "dormant"]), 3):
        body, title = one if h.maybe(0.7) else None, f"เรื่องเล่า {len(h.done)}"
        entry = stories.StoryEntry(title, "คนทั้งตำบล", "มาพบกัน", h.near(90, 0), body, None if body else h.network(), "ครูมี")
        story = stories.begin_story(province=h.year().province, entry=entry, by=h.by)
        stories.propose_story(story=story, by=h.by)
        if h.maybe(0.8):
            stories.publish_story(story=story, by=h.by)


def take_off(h: History) -> None:
    """A lesson or a story is taken off the public site, or written anew."""
    if h.maybe(0.5):
        lesson = h.one(Lesson.objects.filter(state__in=["published", "withdrawn"]))
        if lesson.state == "published":
            reviewing.withdraw_lesson(lesson=lesson, note="ขอแก้", by=h.by)
        else:
            reviewing.revise_lesson(lesson=lesson, by=h.by)
        return
    story = h.one(Story.objects.filter(state__in=["published", "withdrawn"]))
    if story.state == "published":
        stories.withdraw_story(story=story, note="ขอแก้", by=h.by)
    else:
        stories.revise_story(story=story, by=h.by)


DEEDS: dict[Deed, int] = {
    plan_visit: 5, visit: 4, sign: 2, agreed: 2, assess: 6, review_cases: 5, decide: 4, above: 1, issue: 4,
    mend_certificate: 2, appeal: 3, teach: 3, tell: 3, take_off: 2,
}  # fmt: skip
