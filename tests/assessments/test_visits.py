"""Coaching visits from the appointment to the word of both sides; who is slower keeps what she typed, what is signed stays."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessments.actions import visits as actions
from assessments.actions.visit_follow_up import agree_to_visit_photo, finish_agreement
from assessments.models import Visit, VisitPhoto
from moralprovince.core.errors import NotAllowed, Outpaced, Refused
from moralprovince.core.models import AuditEvent, Draft
from moralprovince.core.pictures import NOTED
from tests.factories import OrganisationFactory, UserFactory, contact_of, coordinator_of, officer_of
from tests.factories_networks_at_work import WorkingGroupFactory, WorkingGroupMemberFactory
from tests.factories_pledges import StoredFileFactory
from tests.factories_visits import VisitAgreementFactory, VisitFactory, team_of
from tests.support.uploads import photo

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2027-04-03 10:00:00+07:00", tick=False)]
TOLD = {
    "visited_on": "๑/๔/๒๕๗๐", "found": "ชาวบ้านช่วยกันดูแลลานวัด", "strengths": "เยาวชนเข้มแข็ง", "wishes": "อยากได้วิทยากร",
    "score_before": "๔", "score_after": "7", "what-0": "ตั้งตู้ปันสุข", "who-0": "ผู้ใหญ่บ้าน", "due-0": "30/4/2570", "do": "save",
}  # fmt: skip


@pytest.fixture
def planned():
    return VisitFactory()


@pytest.fixture
def officer(planned):
    return officer_of(planned.province, name="นางสาววันดี")


@pytest.fixture
def office(client, officer):
    client.force_login(officer)
    return client


def at(visit, page="visit", *more):
    return reverse(f"assessments:{page}", args=[visit.pk, *more])


def test_a_visit_goes_from_the_appointment_to_the_word_of_both_sides(office, officer, client):
    body = OrganisationFactory(name="วัดใหญ่")
    contact = contact_of(body, name="นายเจ้าบ้าน")
    planned = office.post(
        reverse("assessments:visit-plan"),
        {"organisation": body.code, "planned_on": "1/4/2570", "people": [officer.pk], "others": "พระครูสังฆกิจ"},
    )
    visit = Visit.objects.get(organisation=body)
    assert planned.headers["Location"] == at(visit)
    assert [(one.who, one.user) for one in visit.team.all()] == [("นางสาววันดี", officer), ("พระครูสังฆกิจ", None)]
    office.post(at(visit, "visit-record"), TOLD | {"version": visit.version})
    visit.refresh_from_db()
    assert (visit.state, visit.score_before, visit.score_after, visit.recorded_by) == ("recorded", 4, 7, officer)
    assert [(one.what, one.who, one.due_on) for one in visit.agreements.all()] == [("ตั้งตู้ปันสุข", "ผู้ใหญ่บ้าน", dt.date(2027, 4, 30))]
    office.post(at(visit, "visit-sign", "team"), {"team-name": "นางสาววันดี", "version": visit.version})
    client.force_login(contact)
    client.post(at(visit, "visit-sign", "body"), {"body-name": "นายเจ้าบ้าน", "version": visit.version})
    visit.refresh_from_db()
    assert (visit.state, visit.team_signed_by, visit.body_signed_by) == ("signed", "นางสาววันดี", "นายเจ้าบ้าน")
    done = AuditEvent.objects.filter(object_type="assessments.visit").order_by("pk").values_list("action", "province_code")
    assert list(done) == [(name, "14") for name in ("plan_visit", "record", "sign_team", "sign_body", "sign")]


def test_obstacles_and_the_day_of_the_next_visit_are_kept_and_shown(office, planned):
    told = TOLD | {"obstacles": "ฝนตกหนัก", "advice": "ขยายไปโรงเรียน", "next_on": "๑/๗/๒๕๗๐", "version": planned.version}
    assert office.post(at(planned, "visit-record"), told).status_code == 302
    planned.refresh_from_db()
    assert (planned.obstacles, planned.advice, planned.next_on) == ("ฝนตกหนัก", "ขยายไปโรงเรียน", dt.date(2027, 7, 1))
    page = office.get(at(planned)).content.decode()
    headed = [
        f"<h3>{title}</h3><p>{text}</p>" for title, text in (("ปัญหาและอุปสรรค", "ฝนตกหนัก"), ("ข้อเสนอแนะ", "ขยายไปโรงเรียน"))
    ]
    assert [page.count(words) for words in (*headed, "เยี่ยมครั้งต่อไป: 1 กรกฎาคม 2570", "&amp;day=2027-07-01")] == [1] * 4


def test_what_was_typed_is_kept_however_wrong_it_is_until_it_is_recorded(office, officer, planned):
    wrong = TOLD | {"score_after": "สิบเอ็ด", "due-0": "30/02/2570", "version": planned.version}
    page = office.post(at(planned, "visit-record"), wrong)
    assert (page.status_code, sorted(page.context["form"].errors)) == (200, ["due-0", "score_after"])
    # Each box of each line has a name of its own.
    named = [field.label for field in page.context["form"] if not field.is_hidden]
    assert (named.count("ข้อ 1: ภายในวันที่"), len(named)) == (1, len(set(named)))
    planned.refresh_from_db()
    assert planned.state == "planned"
    again = office.get(at(planned, "visit-record")).context["form"]
    assert [again[name].value() for name in ("found", "score_after", "due-0")] == [
        "ชาวบ้านช่วยกันดูแลลานวัด", "สิบเอ็ด", "30/02/2570"
    ]  # fmt: skip
    office.post(at(planned, "visit-record"), TOLD | {"version": planned.version})
    assert Draft.objects.count() == 0


def test_a_script_keeps_what_is_typed_for_its_writer_alone(office, officer, planned, client):
    told = office.post(at(planned, "visit-autosave"), {"found": "กำลังคุย", "version": planned.version}).json()
    assert told["version"] == planned.version
    assert office.get(at(planned, "visit-record")).context["form"]["found"].value() == "กำลังคุย"
    client.force_login(officer_of(planned.province))
    assert client.get(at(planned, "visit-record")).context["form"]["found"].value() == ""


def test_who_is_slower_sees_both_and_loses_nothing(office, officer, planned):
    actions.record_visit(
        visit=Visit.objects.get(pk=planned.pk), content=actions.VisitRecord(visited_on=dt.date(2027, 4, 1), found="คนแรก"),
        version=planned.version, by=officer,
    )  # fmt: skip
    page = office.post(at(planned, "visit-record"), TOLD | {"version": planned.version})
    planned.refresh_from_db()
    assert (page.status_code, planned.found, page.context["form"]["found"].value()) == (409, "คนแรก", TOLD["found"])
    assert dict(page.context["differences"])["สิ่งที่พบ"] == "คนแรก"
    saved = office.post(at(planned, "visit-record"), TOLD | {"version": page.context["visit"].version})
    planned.refresh_from_db()
    assert (saved.status_code, planned.found) == (302, TOLD["found"])


def test_the_same_press_twice_is_no_conflict(office, planned):
    sent = TOLD | {"version": planned.version}
    answers = [office.post(at(planned, "visit-record"), sent).status_code for _time in range(2)]
    assert (answers, planned.agreements.count()) == ([302, 302], 1)


def test_a_signature_without_a_name_is_asked_for_at_its_box(office, officer):
    visit = VisitFactory(state="recorded")
    page = office.post(at(visit, "visit-sign", "body"), {"body-name": " ", "version": visit.version})
    visit.refresh_from_db()
    errors = page.context["sign_body"].errors["name"]
    assert (page.status_code, errors, visit.body_signed_at) == (200, ["กรุณาพิมพ์ชื่อผู้ลงนาม"], None)


def test_nobody_signs_what_she_has_not_read(office, officer, planned):
    office.post(at(planned, "visit-record"), TOLD | {"version": planned.version})
    stale = office.post(at(planned, "visit-sign", "team"), {"team-name": "ก", "version": planned.version})
    planned.refresh_from_db()
    assert (stale.status_code, planned.team_signed_at) == (409, None)


def test_what_one_side_signed_is_changed_only_after_it_was_opened_with_a_reason(office, officer):
    visit = VisitFactory(state="signed")
    assert office.post(at(visit, "visit-record"), TOLD | {"version": visit.version}).status_code == 409
    assert office.post(at(visit, "visit-step", "reopen"), {"note": " "}).status_code == 409
    office.post(at(visit, "visit-step", "reopen"), {"note": "ชื่อผู้ใหญ่บ้านผิด"})
    visit.refresh_from_db()
    assert (visit.state, visit.team_signed_at, visit.body_signed_by) == ("recorded", None, "")
    event = AuditEvent.objects.get(action="reopen")
    assert (event.note, event.changes["team_signed_by"]) == ("ชื่อผู้ใหญ่บ้านผิด", ["นางสาววันดี", ""])


def test_a_signature_that_came_first_stops_whoever_still_writes(officer):
    visit = VisitFactory(state="recorded")
    stale = Visit.objects.get(pk=visit.pk)
    actions.sign_for_team(visit=visit, name="ก", version=visit.version, by=officer)
    with pytest.raises(Outpaced):
        actions.record_visit(
            visit=stale,
            content=actions.VisitRecord(visited_on=dt.date(2027, 4, 1), found="ข"),
            version=stale.version,
            by=officer,
        )


def test_the_contact_signs_for_her_own_body_only(planned):
    visit = VisitFactory(state="recorded", organisation=planned.organisation)
    for signer in (contact_of(OrganisationFactory()), coordinator_of(planned.organisation.network), UserFactory()):
        with pytest.raises(NotAllowed):
            actions.sign_for_body(visit=visit, name="ก", version=visit.version, by=signer)
    contact = contact_of(planned.organisation)
    with pytest.raises(NotAllowed):
        actions.sign_for_team(visit=visit, name="ก", version=visit.version, by=contact)
    actions.sign_for_body(visit=visit, name="ก", version=visit.version, by=contact)
    assert visit.state == "recorded"


def test_whoever_goes_along_or_sits_in_the_follow_up_group_records(planned):
    goes, stranger = UserFactory(), UserFactory()
    team_of(planned, goes)
    group = WorkingGroupFactory(kind="empowerment", network=None, province=planned.province)
    sits = WorkingGroupMemberFactory(group=group, user=UserFactory()).user
    assert [Visit.objects.visible_to(one).count() for one in (goes, sits, stranger)] == [1, 1, 0]
    content = actions.VisitRecord(visited_on=dt.date(2027, 4, 1), found="ก")
    with pytest.raises(NotAllowed):
        actions.record_visit(visit=planned, content=content, version=1, by=stranger)
    with pytest.raises(NotAllowed):
        actions.cancel_visit(visit=planned, note="ฝนตก", by=goes)
    for version, who in enumerate((goes, sits), 1):
        actions.record_visit(visit=planned, content=content, version=version, by=who)
    assert planned.state == "recorded"


def test_what_is_done_stays_whatever_the_form_says(office, planned):
    visit = VisitFactory(state="recorded", organisation=planned.organisation)
    kept, dropped, done = VisitAgreementFactory.create_batch(3, visit=visit)
    done.done_on = dt.date(2027, 4, 2)
    done.save()
    lines = {"key-0": kept.pk, "what-0": "ตั้งตู้ให้เสร็จ", "key-1": dropped.pk, "what-1": "", "what-2": "เรื่องใหม่"}
    lines |= {"key-3": done.pk, "what-3": "เปลี่ยนเรื่องที่ทำแล้ว"}
    office.post(at(visit, "visit-record"), {"visited_on": "1/4/2570", "found": "ก", "version": 1, "do": "save", **lines})
    assert sorted(visit.agreements.values_list("what", flat=True)) == sorted(["ตั้งตู้ให้เสร็จ", done.what, "เรื่องใหม่"])


def test_a_picture_is_kept_even_where_the_rest_is_wrong(office, planned):
    sent = {"found": "", "visited_on": "x", "version": 1, "do": "save", "e-caption": "ลานวัด", "e-consent": "on"}
    for _time in range(2):
        page = office.post(at(planned, "visit-record"), sent | {"e-file": SimpleUploadedFile("p.jpg", photo())})
        assert page.status_code == 200
    kept = planned.photos.get()
    assert (kept.caption, kept.consent, kept.file.owner_type) == ("ลานวัด", True, "assessments.visitphoto")
    assert list(office.get(reverse("file", args=[kept.file_id])).streaming_content)[0][:2] == b"\xff\xd8"
    office.post(at(planned, "visit-record"), {"do": f"remove-{kept.pk}", "version": 1})
    assert planned.photos.count() == 0


def test_a_consent_is_noted_at_its_picture_and_what_was_typed_is_kept(office, planned):
    mine, other = (one.photos.create(file=StoredFileFactory(), caption="ลานวัด") for one in (planned, VisitFactory()))
    page = at(planned, "visit-record")
    for do, consent in (("agree", True), ("disagree", False)):
        assert office.get(page).content.decode().count(f'name="do" value="{do}-{mine.pk}"') == 1
        sent = office.post(page, {"do": f"{do}-{mine.pk}", "version": 1, "found": f"พบ {do}"}, follow=True)
        assert [str(one) for one in sent.context["messages"]] == [str(NOTED[consent])]
        assert sent.context["form"]["found"].value() == f"พบ {do}"
        assert planned.photos.get().consent is consent
    office.post(page, {"do": f"agree-{other.pk}", "version": 1})
    assert not VisitPhoto.objects.filter(consent=True).exists()
    done = AuditEvent.objects.filter(object_type="assessments.visit", action="change_consent")
    assert set(done.values_list("object_id", "note")) == {(str(planned.pk), "ลานวัด")}


def test_a_record_that_is_signed_keeps_the_consents_of_its_pictures(officer):
    signed = VisitFactory(state="signed").photos.create(file=StoredFileFactory(), consent=True)
    with pytest.raises(Refused):
        agree_to_visit_photo(photo=signed, consent=False, by=officer)
    assert VisitPhoto.objects.get().consent


def test_an_agreement_is_done_by_those_who_agreed(planned, client):
    agreement = VisitAgreementFactory(visit__organisation=planned.organisation)
    client.force_login(contact_of(planned.organisation))
    address = reverse("assessments:agreement-done", args=[agreement.pk])
    assert client.post(address, {"done_on": "4/4/2570"}).status_code == 200
    client.post(address, {"done_on": "2/4/2570", "note": "ตั้งหน้าวัดแล้ว"})
    agreement.refresh_from_db()
    assert (agreement.done_on, agreement.note) == (dt.date(2027, 4, 2), "ตั้งหน้าวัดแล้ว")
    with pytest.raises(Refused):
        finish_agreement(agreement=agreement, done_on=dt.date(2027, 4, 2), by=contact_of(planned.organisation))
    client.post(reverse("assessments:agreement-reopen", args=[agreement.pk]))
    agreement.refresh_from_db()
    assert agreement.done_on is None


@pytest.mark.parametrize("state", ["withdrawn"])
def test_who_left_the_programme_is_not_visited(officer, state):
    with pytest.raises(Refused):
        actions.plan_visit(
            subject=OrganisationFactory(state=state), planned_on=dt.date(2027, 5, 1),
            team=(actions.TeamEntry("ก"),), by=officer,
        )  # fmt: skip


def test_the_form_asks_for_one_subject_and_somebody_who_goes(office, planned):
    sent = {"planned_on": "1/5/2570"}
    page = office.post(reverse("assessments:visit-plan"), sent)
    assert sorted(page.context["form"].errors) == ["organisation", "people"]
    both = {"organisation": planned.organisation.code, "district": planned.organisation.district_id, "others": "ก"}
    page = office.post(reverse("assessments:visit-plan"), sent | both)
    assert (sorted(page.context["form"].errors), Visit.objects.count()) == (["organisation"], 1)


def test_what_somebody_still_types_is_kept_although_both_sides_have_signed(office):
    visit = VisitFactory(state="signed")
    assert office.post(at(visit, "visit-record"), TOLD | {"version": visit.version}).status_code == 409
    autosaved = office.post(at(visit, "visit-autosave"), {"found": "ยังเขียนอยู่", "version": visit.version})
    assert (autosaved.status_code, Draft.objects.get().data["typed"]["found"]) == (409, "ยังเขียนอยู่")


def test_only_what_is_still_planned_is_moved(office):
    visit = VisitFactory(state="recorded")
    assert office.get(at(visit, "visit-edit")).status_code == 409
