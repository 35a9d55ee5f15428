"""What a session, its cases and the selection offer in each state: all of it can be done, and the rest says why not."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from assessments.actions import decisions, sessions
from assessments.models import Assessment, CommitteeSession, SessionCase
from tests.access.fixtures import rolled_back
from tests.factories import OfficeFactory, ProgrammeYearFactory
from tests.factories_assessments import AssessmentFactory, ConflictFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DAY = dt.date(2027, 8, 10)
RESOLVED = {"resolution": "2/2570", "resolved_on": "10/08/2570"}
# What each form asks for; a button that is pressed by itself sends nothing else.
SENT = {
    "steps/reopen": {"note": "ลืมหนึ่งเรื่อง"}, "cases/decide": {"level": "3", **RESOLVED}, "cases/stand-back": {"name": "นายกิตติ"},
}  # fmt: skip
KEPT = ["edit", "waiting"]
# What stands on the page of a session with one case, by the state of both: the office's own steps first.
OFFERED = {
    ("planned", "waiting"): ["steps/open", "cases/remove", *KEPT],
    ("planned", "own"): ["steps/open", *KEPT],
    ("planned", "in review again"): ["steps/open", "cases/remove", *KEPT],
    ("planned", "none"): ["steps/open", *KEPT],
    ("open", "waiting"): ["steps/close", "cases/remove", "certify", *KEPT],
    ("open", "own"): ["steps/close", *KEPT],
    ("open", "in review again"): ["steps/close", "cases/remove", *KEPT],
    ("open", "decided"): ["steps/close", "letters", "results", *KEPT],
    ("open", "none"): ["steps/close", *KEPT],
    ("closed", "waiting"): ["steps/reopen"],
    ("closed", "own"): ["steps/reopen"],
    ("closed", "in review again"): ["steps/reopen"],
    ("closed", "decided"): ["steps/reopen", "letters", "results"],
    ("closed", "none"): ["steps/reopen"],
}
ON_THE_CASE = {
    ("planned", "waiting"): ["cases/stand-back"],
    ("planned", "own"): ["cases/stand-back"],
    ("planned", "in review again"): ["cases/stand-back"],
    ("open", "waiting"): ["cases/decide", "cases/stand-back"],
    ("open", "own"): ["cases/stand-back"],
    ("open", "in review again"): ["cases/stand-back"],
    ("open", "decided"): ["cases/stand-back"],
    ("closed", "waiting"): [],
    ("closed", "own"): [],
    ("closed", "in review again"): [],
    ("closed", "decided"): [],
}
NOT_OPEN = "บันทึกมติได้ระหว่างที่เปิดประชุมอยู่เท่านั้น"
CLOSED = "ปิดประชุมแล้ว หากต้องการแก้ไขโปรดเปิดประชุมอีกครั้งก่อน"
NO_LETTER = "การประชุมครั้งนี้ยังไม่มีมติ จึงยังไม่มีหนังสือแจ้งผล"
NOT_NOW = {
    ("planned", "session-certify"): NOT_OPEN,
    ("closed", "session-certify"): NOT_OPEN,
    ("closed", "session-edit"): CLOSED,
    ("planned", "session-letters"): NO_LETTER,
    ("open", "session-letters"): NO_LETTER,
    ("closed", "session-letters-print"): NO_LETTER,
}


@pytest.fixture
def session(officer):
    year = ProgrammeYearFactory(province=OfficeFactory().province)
    return sessions.plan_session(programme_year=year, number="2/2570", held_on=DAY, by=officer)


def with_one(session, officer, kind):
    """The session with one case of such a kind, or with none."""
    if kind == "none":
        return None
    case = AssessmentFactory(state="certified" if kind == "decided" else "recommended", scores=[3] * 9)
    if kind == "own":
        ConflictFactory(person=officer, organisation=case.organisation)
    if kind == "in review again":
        Assessment.objects.update(state="in_review")
    case.decisions.update(session=session)
    return SessionCase.objects.create(session=session, assessment=case, order=1)


def at(name, row):
    return reverse(f"assessments:{name}", args=[row.pk])


def offers(client, address):
    """What the page leads to or sends inside the sessions, by what it is called: way and address."""
    page = re.search(r"<main.*</main>", client.get(address).content.decode(), re.DOTALL).group()
    tags = [tag for tag in re.findall(r"<(?:a|form|button)\b[^>]*>", page) if " hidden" not in tag]
    found = {}
    for way, target in re.findall(r'\b(href|action|formaction)="([^"#]*)', " ".join(tags)):
        if told := re.fullmatch(r"/assessments/sessions/(cases/)?\d+/([a-z/-]+?)/(?:\?.*)?", target):
            found[(told[1] or "") + told[2]] = ("GET" if way == "href" else "POST", target.replace("&amp;", "&"))
    # The form around the buttons of an agenda is named after the one that sorts it.
    sorts = 'formaction="' + found.get("sort", ("", ""))[1] in page
    return {name: value for name, value in found.items() if name != "sort" or sorts}


def answered(client, name, way, address):
    with rolled_back():
        return (client.get(address) if way == "GET" else client.post(address, SENT.get(name, {}))).status_code


@pytest.mark.parametrize(("state", "kind"), OFFERED)
def test_a_session_offers_what_can_be_done_now_and_nothing_else(client, officer, session, state, kind):
    with_one(session, officer, kind)
    CommitteeSession.objects.update(state=state)
    found = offers(client, at("session", session))
    assert sorted(found) == sorted(OFFERED[state, kind])
    answers = {name: answered(client, name, *one) for name, one in found.items()}
    assert answers == {name: 200 if way == "GET" else 302 for name, (way, _address) in found.items()}


@pytest.mark.parametrize(("state", "kind"), ON_THE_CASE)
def test_a_case_offers_what_can_be_done_now_and_nothing_else(client, officer, session, state, kind):
    case = with_one(session, officer, kind)
    CommitteeSession.objects.update(state=state)
    found = offers(client, at("session-case", case))
    assert sorted(found) == sorted(ON_THE_CASE[state, kind])
    assert {answered(client, name, *one) for name, one in found.items()} <= {302}


@pytest.mark.parametrize(("state", "name"), NOT_NOW)
def test_a_page_that_could_only_refuse_says_why_instead(client, officer, session, state, name):
    with_one(session, officer, "waiting")
    CommitteeSession.objects.update(state=state)
    answer = client.get(at(name, session), {"day": "10/08/2570"})
    assert (answer.status_code, str(answer.context["sentence"])) == (409, NOT_NOW[state, name])


def test_whoever_was_typing_when_the_session_was_closed_keeps_what_was_typed(client, officer, session):
    case = with_one(session, officer, "waiting")
    CommitteeSession.objects.update(state="closed")
    changed = client.post(at("session-edit", session), {"number": "3/2570", "held_on": "11/08/2570", "place": "ห้องใหญ่"})
    certified = client.post(at("session-certify", session), {"case": [case.pk], **RESOLVED, "resolution": "9/2570"})
    for answer, said, name, typed in (
        (changed, CLOSED, "place", "ห้องใหญ่"), (certified, NOT_OPEN, "resolution", "9/2570")
    ):  # fmt: skip
        form = answer.context["form"]
        assert (answer.status_code, form.non_field_errors(), form[name].value()) == (200, [said], typed)


@pytest.mark.parametrize(("kind", "titles"), [("own", []), ("in review again", ["ไม่มีเรื่องในระเบียบวาระที่รอมติ"]), ("waiting", [])])
def test_certifying_many_says_that_nothing_waits_only_where_it_is_so(client, officer, session, kind, titles):
    with_one(session, officer, kind)
    sessions.open_session(session=session, by=officer)
    answer = client.get(at("session-certify", session))
    assert re.findall(r'class="empty-title">([^<]*)', answer.content.decode()) == titles
    assert len(answer.context["own"]) == (kind == "own")


# The yearly selection


def certified(count=1):
    return [AssessmentFactory(state="certified", scores=[3] * 9) for _case in range(count)]


def test_where_one_is_selected_already_no_form_is_shown(client, officer, session):
    (case,) = certified()
    given = {"programme_year": case.programme_year, "kind": "organisation", "assessment": case, "by": officer}
    decisions.choose_outstanding(resolution="2/2570", resolved_on=DAY, **given)
    answer = client.get(reverse("assessments:outstanding", args=["organisation"]))
    said = "ปีนี้คัดเลือกไว้แล้ว หากต้องการเปลี่ยนโปรดถอนการคัดเลือกเดิมก่อน"
    assert (answer.status_code, str(answer.context["sentence"])) == (409, said)


def test_an_own_case_is_not_among_those_that_can_be_selected(client, officer, session):
    own, other = certified(2)
    ConflictFactory(person=officer, organisation=own.organisation)
    context = client.get(reverse("assessments:outstanding", args=["organisation"])).context
    assert (context["candidates"], context["left_out"]) == ([other], 1)


def test_the_selection_of_an_own_case_is_taken_back_by_a_colleague(client, officer, session):
    (case,) = certified()
    given = {"programme_year": case.programme_year, "kind": "organisation", "assessment": case, "by": officer}
    award = decisions.choose_outstanding(resolution="2/2570", resolved_on=DAY, **given)
    taking = f'action="{at("outstanding-back", award)}"'
    shown = client.get(reverse("assessments:results")).content.decode().count(taking)
    ConflictFactory(person=officer, organisation=case.organisation)
    assert (shown, client.get(reverse("assessments:results")).content.decode().count(taking)) == (1, 0)
