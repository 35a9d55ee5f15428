"""The pages of sessions: list, agenda, what waits, the projector, certifying many, results of the year, the selection."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from assessments.actions import decisions, sessions
from assessments.models import Assessment, CommitteeSession, Decision, OutstandingAward, Score
from moralprovince.core.signs import sign_of
from tests.factories import (
    DistrictFactory,
    OfficeFactory,
    OrganisationFactory,
    ProgrammeYearFactory,
    ProvinceFactory,
    SectorNetworkFactory,
    contact_of,
    coordinator_of,
    officer_of,
)
from tests.factories_assessments import (
    AssessmentFactory,
    ConflictFactory,
    assessor_of,
    committee_member_of,
    recommended_in_bulk,
)
from tests.support.queries import counted

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2027-08-10 10:00:00+07:00", tick=False)]

DAY = dt.date(2027, 8, 10)
ONE, TWO, THREE = [2, 2, 2, 1, 0, 0, 0, 0, 0], [3, 3, 2, 2, 2, 2, 0, 0, 0], [3] * 9
RESOLVED = {"resolution": "2/2570", "resolved_on": "10/08/2570"}
BUDGET = 12


@pytest.fixture
def province():
    return OfficeFactory().province


@pytest.fixture
def officer(client, province):
    person = officer_of(province)
    client.force_login(person)
    return person


@pytest.fixture
def session(province, officer):
    year = ProgrammeYearFactory(province=province)
    return sessions.plan_session(programme_year=year, number="2/2570", held_on=DAY, by=officer)


def recommended(scores=THREE, **more):
    return AssessmentFactory(state="recommended", scores=scores, **more)


def on_agenda(session, officer, *cases, opened=True):
    sessions.put_on_agenda(session=session, assessments=list(cases), by=officer)
    if opened:
        sessions.open_session(session=session, by=officer)
    rows = {case.assessment_id: case for case in session.cases.select_related("assessment", "session")}
    return [rows[case.pk] for case in cases]


def at(name, *arguments):
    return reverse(f"assessments:{name}", args=arguments)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


# The list and the session


def test_a_session_is_planned_and_leads_to_what_waits(client, officer, province):
    ProgrammeYearFactory(province=province, fiscal_year=2570)
    sent = {"number": "๒/๒๕๗๐", "held_on": "๑๐ ส.ค. ๒๕๗๐", "place": "ศาลากลางจังหวัด"}
    answer = client.post(at("session-add"), sent)
    planned = CommitteeSession.objects.get()
    assert (planned.held_on, planned.place, planned.state) == (DAY, "ศาลากลางจังหวัด", "planned")
    assert answer["Location"] == at("session-waiting", planned.pk)
    said = [f'มีการประชุมครั้งที่ <a href="{at("session", planned.pk)}">{planned.number}</a> อยู่แล้ว']
    for typed in ("๒/๒๕๗๐", "2"):
        again = client.post(at("session-add"), sent | {"number": typed})
        assert (again.status_code, CommitteeSession.objects.count()) == (200, 1)
        assert (again.context["form"].errors["number"], again.context["form"]["place"].value()) == (said, "ศาลากลางจังหวัด")


def test_a_session_may_be_written_without_its_year_and_keeps_its_number_while_its_place_is_mended(client, officer, session):
    sent = {"number": "2", "held_on": "๑๐ ส.ค. ๒๕๗๐", "place": "ห้องประชุม", "sign": sign_of(session, sessions.FIELDS)}
    assert client.post(at("session-edit", session.pk), sent).status_code == 302
    assert client.post(at("session-add"), sent | {"number": "2/2569"}).status_code == 302
    assert list(CommitteeSession.objects.order_by("pk").values_list("number", flat=True)) == ["2", "2/2569"]


def test_the_list_counts_what_waits_and_what_was_decided(client, officer, session):
    first, _second = on_agenda(session, officer, recommended(ONE), recommended(TWO))
    recommended()
    decisions.decide(case=first, level=1, by=officer, resolution="2/2570", resolved_on=DAY)
    context = client.get(at("sessions")).context
    assert (context["waiting"], [(one.count, one.decided) for one in context["sessions"]]) == (1, [(2, 1)])


def test_an_empty_session_is_changed_too(client, officer, session):
    links = re.findall(r'href="([^"]*/edit/)"', client.get(at("session", session.pk)).content.decode())
    assert links == [at("session-edit", session.pk)]


def test_a_session_opened_before_its_day_offers_today_for_the_resolution(client, officer, session):
    CommitteeSession.objects.update(held_on=DAY + dt.timedelta(days=5))
    session.refresh_from_db()
    on_agenda(session, officer, recommended())
    assert client.get(at("session-certify", session.pk)).context["form"].initial == {"resolved_on": DAY}


def test_members_of_the_sub_committee_read_and_write_nothing(client, officer, session):
    (case,) = on_agenda(session, officer, recommended())
    client.force_login(committee_member_of(session.province))
    for name, key in (("session", session.pk), ("session-case", case.pk), ("session-results", session.pk)):
        answer = client.get(at(name, key))
        assert answer.status_code == 200, name
        # A file that is read to its end closes itself.
        assert b"".join(answer) != b"", name
    assert [client.get(at(name)).status_code for name in ("sessions", "results")] == [200, 200]
    page = client.get(at("session-case", case.pk)).content.decode()
    assert re.findall(r'<form[^>]*action="(/assessments/[^"]*)"', page) == []
    for name, key in (("session-waiting", session.pk), ("session-certify", session.pk), ("session-letters", session.pk)):
        assert client.get(at(name, key)).status_code == 403, name
    assert client.post(at("case-decide", case.pk), {"level": "3", **RESOLVED}).status_code == 403
    assert client.post(at("session-step", session.pk, "close")).status_code == 403
    assert fresh(case.assessment).state == "recommended"


@pytest.mark.parametrize("who", ["contact", "coordinator", "assessor", "far officer"])
def test_nobody_else_sees_a_session(client, officer, session, who):
    (case,) = on_agenda(session, officer, recommended())
    body = case.assessment.organisation
    people = {
        "contact": lambda: contact_of(body), "coordinator": lambda: coordinator_of(body.network),
        "assessor": lambda: assessor_of(session.province), "far officer": lambda: officer_of(ProvinceFactory(code="15")),
    }  # fmt: skip
    client.force_login(people[who]())
    pages = [
        ("session", session.pk),
        ("session-case", case.pk),
        ("session-results", session.pk),
        ("session-letters", session.pk),
    ]
    assert [client.get(at(name, key)).status_code for name, key in pages] == [404] * 4


def test_steps_open_close_and_reopen_with_a_reason(client, officer, session):
    for step, data, state in (
        ("open", {}, "open"), ("close", {}, "closed"), ("reopen", {"note": "ลืมหนึ่งเรื่อง"}, "open")
    ):  # fmt: skip
        client.post(at("session-step", session.pk, step), data)
        assert fresh(session).state == state
    client.post(at("session-step", session.pk, "close"))
    assert client.post(at("session-step", session.pk, "reopen"), {"note": " "}).status_code == 409
    assert client.post(at("session-step", session.pk, "burn")).status_code == 404


# What waits, and the order


def test_what_waits_is_filtered_and_the_ticked_ones_are_put_on_the_agenda(client, officer, session, province):
    network = SectorNetworkFactory(province=province, code="education", order=2)
    here = recommended(ONE, organisation=OrganisationFactory(name="ก", network=network))
    recommended(TWO, organisation=OrganisationFactory(name="ข"))
    address = at("session-waiting", session.pk)
    assert [str(one.subject) for one in client.get(address).context["rows"]] == ["ข", "ก"]
    assert client.get(f"{address}?network=education").context["rows"] == [here]
    assert client.get(f"{address}?level=1").context["rows"] == [here]
    assert len(client.get(f"{address}?level=9&kind=moon").context["rows"]) == 2
    empty = client.post(address, {})
    assert (empty.status_code, str(empty.context["refusal"]), session.cases.count()) == (200, "กรุณาเลือกอย่างน้อยหนึ่งเรื่อง", 0)
    client.post(address, {"assessment": [here.pk]})
    assert list(session.cases.values_list("assessment", flat=True)) == [here.pk]


def test_nothing_can_be_chosen_for_a_closed_session(client, officer, session):
    recommended()
    sessions.open_session(session=session, by=officer)
    sessions.close_session(session=fresh(session), by=officer)
    shown = client.get(at("session-waiting", session.pk)).content.decode()
    assert ('name="assessment"' in shown, "ปิดการประชุมแล้ว" in shown) == (False, True)


def test_cases_are_moved_sorted_and_taken_off(client, officer, session):
    first, second = on_agenda(session, officer, recommended(TWO), recommended(ONE), opened=False)

    def order():
        return list(session.cases.order_by("order").values_list("pk", flat=True))

    client.post(at("case-move", second.pk), {"way": "up"})
    assert order() == [second.pk, first.pk]
    client.post(at("session-sort", session.pk))
    assert order() == [first.pk, second.pk]
    client.post(at("case-remove", first.pk))
    assert order() == [second.pk]


# The projector


def test_the_screen_shows_scores_reasons_the_level_and_what_is_missing(client, officer, session):
    case = recommended([2, 2, 2, 2, 2, 2, 2, 1, 2])
    Score.objects.filter(assessment=case, criterion__number=8).update(self_score=3, reason="ยังไม่มีเล่มองค์ความรู้")
    (found,) = on_agenda(session, officer, case)
    context = client.get(at("session-case", found.pk)).context
    line = context["shown"].lines[7]
    assert (line.number, line.self_score, line.committee_score, line.reason, line.differs) == (
        8, 3, 1, "ยังไม่มีเล่มองค์ความรู้", True
    )  # fmt: skip
    assert context["shown"].missing == ["คะแนนรวมได้ 12 ต้องไม่น้อยกว่า 14"]
    assert context["shown"].names["recommended"] == "องค์กรส่งเสริมคุณธรรม"
    assert context["form"].initial == {"level": 1, "resolution": "", "resolved_on": DAY}


def test_a_decision_is_typed_once_and_leads_to_the_next_open_case(client, officer, session):
    first, second, third = on_agenda(session, officer, recommended(), recommended(TWO), recommended(ONE))
    answer = client.post(at("case-decide", second.pk), {"level": "2", "note": "", **RESOLVED})
    assert answer["Location"] == at("session-case", third.pk)
    assert client.get(at("session-case", third.pk)).context["form"].initial["resolution"] == "2/2570"
    answer = client.post(at("case-decide", third.pk), {"level": "1", "note": "", **RESOLVED})
    assert answer["Location"] == at("session-case", first.pk)
    assert list(Decision.objects.order_by("level").values_list("level", "resolution")) == [(1, "2/2570"), (2, "2/2570")]


def test_another_level_without_a_reason_keeps_what_was_typed(client, officer, session):
    (case,) = on_agenda(session, officer, recommended())
    answer = client.post(
        at("case-decide", case.pk), {"level": "1", "note": "", "resolution": "9/2570", "resolved_on": "9/8/2570"}
    )
    assert (answer.status_code, answer.context["form"]["resolution"].value()) == (200, "9/2570")
    assert list(answer.context["form"].errors) == ["note"]
    client.post(at("case-decide", case.pk), {"level": "1", "note": "หลักฐานไม่ครบ", **RESOLVED})
    assert fresh(case.assessment).certified_level == 1


def test_the_slower_of_two_is_told_and_a_forged_level_refused(client, officer, session):
    (case,) = on_agenda(session, officer, recommended())
    forged = client.post(at("case-decide", case.pk), {"level": "7", "note": "x", **RESOLVED})
    assert (forged.status_code, Decision.objects.count()) == (200, 0)
    client.post(at("case-decide", case.pk), {"level": "3", **RESOLVED})
    late = client.post(at("case-decide", case.pk), {"level": "3", **RESOLVED})
    assert (late.status_code, Decision.objects.count()) == (200, 1)
    assert late.context["form"].non_field_errors().as_data() != []


def test_who_has_a_conflict_is_shown_no_form_and_refused(client, officer, session):
    (case,) = on_agenda(session, officer, recommended())
    ConflictFactory(person=officer, organisation=case.assessment.organisation)
    context = client.get(at("session-case", case.pk)).context
    assert (context["form"], context["conflict"], context["declared"]) == (None, True, [str(officer)])
    assert client.post(at("case-decide", case.pk), {"level": "3", **RESOLVED}).status_code == 403
    certify = client.get(at("session-certify", session.pk)).context
    assert (certify["cases"], [one.pk for one in certify["own"]]) == ([], [case.pk])
    client.post(at("session-certify", session.pk), {"case": [case.pk], **RESOLVED})
    assert Decision.objects.count() == 0


def test_a_district_shows_the_advice_and_after_the_decision_what_was_advised_then(client, officer, session):
    body = recommended(ONE, organisation=OrganisationFactory(kind="community"))
    own = recommended(of_body=False, district=DistrictFactory(), kind="district")
    _body, case = on_agenda(session, officer, body, own)
    shown = client.get(at("session-case", case.pk)).context["shown"]
    assert (shown.advice.level, [row.key for row in shown.advice.rows]) == (1, [body.pk])
    page = client.get(at("session-case", case.pk)).content.decode()
    assert re.findall(r'id="behind"><li><a href="([^"]*)"', page) == [at("assessment", body.pk)]
    assert re.findall(r"<h1[^>]*>([^<]*)</h1>", page) == [own.title]
    client.post(at("case-decide", case.pk), {"level": "2", "note": "ที่ประชุมเห็นควร", **RESOLVED})
    Assessment.objects.filter(pk=body.pk).update(recommended_level=3)
    shown = client.get(at("session-case", case.pk)).context["shown"]
    assert (shown.advice.level, shown.assessment.certified_level) == (1, 2)


# Many at once


def test_the_ticked_ones_are_certified_and_the_others_wait(client, officer, session):
    first, second, third = on_agenda(session, officer, recommended(ONE), recommended(TWO), recommended())
    client.post(at("session-certify", session.pk), {"case": [first.pk, third.pk], **RESOLVED})
    assert [fresh(case.assessment).certified_level for case in (first, second, third)] == [1, None, 3]
    context = client.get(at("session", session.pk) + "?show=open").context
    assert ([case.pk for case in context["cases"]], context["counts"]) == ([second.pk], {"all": 3, "decided": 2, "open": 1})


def test_what_is_certified_is_what_was_seen(client, officer, session):
    (case,) = on_agenda(session, officer, recommended())
    shown = client.get(at("session-certify", session.pk)).content.decode()
    seen = re.findall(r'name="seen" value="([\d-]+)"', shown)
    assert seen == [f"{case.pk}-3"]
    Assessment.objects.filter(pk=case.assessment_id).update(recommended_level=2)
    response = client.post(at("session-certify", session.pk), {"case": [case.pk], "seen": seen, **RESOLVED})
    assert (response.status_code, "ไม่มีเรื่องใดได้รับการรับรอง" in response.content.decode()) == (200, True)
    assert fresh(case.assessment).state == "recommended"


def test_certifying_many_without_a_number_or_a_tick_keeps_the_ticks(client, officer, session):
    first, second = on_agenda(session, officer, recommended(TWO), recommended(ONE))
    answer = client.post(
        at("session-certify", session.pk), {"case": [second.pk], "resolution": "", "resolved_on": "10/08/2570"}
    )
    assert [case.ticked for case in answer.context["cases"]] == [False, True]
    assert client.post(at("session-certify", session.pk), RESOLVED).context["form"].non_field_errors().as_data() != []
    late = {"case": [first.pk], "resolution": "2/2570", "resolved_on": "11/08/2570"}
    assert list(client.post(at("session-certify", session.pk), late).context["form"].errors) == ["resolved_on"]
    assert Decision.objects.count() == 0


def test_a_ticked_case_that_was_decided_meanwhile_stops_all_and_says_so(client, officer, session):
    first, second = on_agenda(session, officer, recommended(ONE), recommended(TWO))
    decisions.decide(case=first, level=1, by=officer, resolution="2/2570", resolved_on=DAY)
    answer = client.post(at("session-certify", session.pk), {"case": [first.pk, second.pk], **RESOLVED})
    assert (len(answer.context["form"].non_field_errors()), fresh(second.assessment).state) == (1, "recommended")
    assert [(case.pk, case.ticked) for case in answer.context["cases"]] == [(second.pk, True)]


# The results of a year


def test_results_count_levels_and_take_the_steps_above_the_province(client, officer, session):
    for scores in (ONE, THREE, THREE):
        AssessmentFactory(state="certified", scores=scores)
    context = client.get(at("results")).context
    assert [cells for _kind, _label, cells in context["levels"]] == [[0, 1, 0, 2]]
    listed = client.get(reverse("assessments:assessments") + "?year=2570&kind=organisation&state=decided&level=3")
    assert len(listed.context["assessments"]) == 2
    assert [(name, count) for name, _label, count in context["ways"]] == [("send_up", 3)]
    for step, state in (("send_up", "sent_up"), ("confirm", "confirmed"), ("announce", "announced")):
        client.post(at("results-step", step) + "?year=2570")
        assert set(Assessment.objects.values_list("state", flat=True)) == {state}
    assert client.post(at("results-step", "certify")).status_code == 404


def test_what_one_has_a_conflict_with_is_left_for_a_colleague(client, officer, session):
    own, other = (AssessmentFactory(state="certified", scores=THREE) for _case in range(2))
    ConflictFactory(person=officer, organisation=own.organisation)
    client.post(at("results-step", "send_up"))
    assert (fresh(own).state, fresh(other).state) == ("certified", "sent_up")


def test_what_is_missing_in_a_selection_is_told_in_the_order_of_the_page(client, officer, session):
    AssessmentFactory(state="certified", scores=THREE, certified_level=3)
    form = client.post(at("outstanding", "organisation"), {}).context["form"]
    assert list(form.errors) == ["assessment", "resolution", "resolved_on"]


def test_the_outstanding_one_is_selected_and_taken_back(client, officer, session):
    high = AssessmentFactory(state="certified", scores=THREE)
    low = AssessmentFactory(state="certified", scores=TWO)
    address = at("outstanding", "organisation")
    assert client.get(address).context["candidates"] == [high]
    client.post(address, {"assessment": low.pk, **RESOLVED})
    assert OutstandingAward.objects.count() == 0
    client.post(address, {"assessment": high.pk, **RESOLVED})
    award = OutstandingAward.objects.get()
    assert (award.assessment, award.kind, award.resolution) == (high, "organisation", "2/2570")
    assert client.get(at("outstanding", "province")).status_code == 404
    client.post(at("outstanding-back", award.pk), {"note": "เลือกผิดแห่ง"})
    assert OutstandingAward.objects.count() == 0


# Budgets


def test_the_list_of_assessments_leads_members_and_the_office_to_the_sessions(client, officer, session):
    for person, led in ((officer, 1), (committee_member_of(session.province), 1), (assessor_of(session.province), 0)):
        client.force_login(person)
        page = client.get(at("assessments")).content.decode()
        assert page.count(f'href="{at("sessions")}?year=2570"') == led


def over_budget(client, pages):
    found = {}
    for name, address in pages.items():
        with counted() as statements:
            assert client.get(address).status_code == 200
        found[name] = len(statements)
    return {name: count for name, count in found.items() if count > BUDGET}


def test_pages_keep_their_budget_at_three_hundred_cases(client, officer, session):
    cases = recommended_in_bulk([ONE, TWO, THREE] * 99 + [ONE, TWO])
    cases.append(recommended(of_body=False, district=DistrictFactory(), kind="district"))
    assert (len(cases), over_budget(client, {"waiting": at("session-waiting", session.pk)})) == (300, {})
    rows = on_agenda(session, officer, *cases)
    decisions.certify_many(session=session, cases=rows[:100], resolution="2/2570", resolved_on=DAY, by=officer)
    pages = {
        "list": at("sessions"), "agenda": at("session", session.pk), "body": at("session-case", rows[200].pk),
        "district": at("session-case", rows[-1].pk), "decided": at("session-case", rows[0].pk),
        "certify": at("session-certify", session.pk), "letters": at("session-letters", session.pk),
        "results": at("results"), "outstanding": at("outstanding", "organisation"),
    }  # fmt: skip
    assert over_budget(client, pages) == {}
