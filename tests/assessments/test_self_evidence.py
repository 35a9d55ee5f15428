"""Evidence under an item: offered from reports that were sent, used with one press, opened by whoever sees the assessment."""

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessments.actions.evidence import MOST, AlreadyUnder, add_to_score, agree_to_added, remove_from_score, use_evidence
from assessments.models import Assessment, EvidenceUse, Score
from assessments.offers import offers_for, read_evidence
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.files import store
from moralprovince.core.models import AuditEvent, StoredFile
from tests.factories import OrganisationFactory, ProvinceFactory, contact_of, officer_of
from tests.factories_assessments import AssessmentFactory, AssignmentFactory
from tests.factories_pledges import EvidenceFactory, FollowUpReportFactory, PledgeFactory, ReportRoundFactory, VirtueFactory
from tests.support.uploads import photo

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(dt.datetime(2027, 7, 15, 5, tzinfo=dt.UTC), tick=False)]


@pytest.fixture
def one():
    return AssessmentFactory()


@pytest.fixture
def contact(one):
    return contact_of(one.organisation)


@pytest.fixture
def report(one):
    """A report of the same body and year that was accepted."""
    pledge = PledgeFactory(organisation=one.organisation, programme_year=one.programme_year, commitments=3)
    return FollowUpReportFactory(pledge=pledge, state="accepted")


def item(one: Assessment, number: int = 1) -> Score:
    return one.scores.select_related("criterion").get(criterion__number=number)


def stored(by) -> StoredFile:
    return store(SimpleUploadedFile("กิจกรรม.jpg", photo()), by=by)


# What is offered


def test_what_is_meant_for_the_item_stands_first_then_its_commitments_then_its_virtues_then_the_rest(one, report):
    same, virtue, other = report.pledge.commitments.all()
    type(other).objects.filter(pk=other.pk).update(target_virtue=VirtueFactory(code="gratitude"))
    pieces = {name: EvidenceFactory(report=report, caption=name) for name in ("rest", "virtue", "same", "meant")}
    for name, line in (("rest", other), ("virtue", virtue), ("same", same), ("meant", same)):
        pieces[name].commitments.set([line])
    type(pieces["meant"]).objects.filter(pk=pieces["meant"].pk).update(steps=[4, 5])
    found = {number: [(o.evidence.caption, o.rank) for o in offers_for(number, read_evidence(one), [])] for number in (4, 9)}
    assert found[4] == [("meant", 0), ("same", 1), ("virtue", 2), ("rest", 3)]
    assert sorted(found[9]) == [("meant", 3), ("rest", 3), ("same", 3), ("virtue", 3)]
    used = offers_for(9, read_evidence(one), [pieces["rest"].pk])
    assert sorted((o.evidence.caption, o.rank) for o in used) == [("meant", 3), ("same", 3), ("virtue", 3)]


def test_nothing_is_offered_from_drafts_other_years_and_other_bodies(one, report):
    EvidenceFactory(report=FollowUpReportFactory(pledge=report.pledge, round=ReportRoundFactory(
        programme_year=one.programme_year, code="FULL"), state="draft"))  # fmt: skip
    EvidenceFactory(report=FollowUpReportFactory(state="accepted"))
    assert read_evidence(one) == []
    piece = EvidenceFactory(report=report)
    assert read_evidence(one) == [piece]


@pytest.mark.parametrize("caption", ["แห่เทียน", ""])
def test_a_link_is_offered_by_its_words_or_its_address_and_the_form_keeps_its_items(client, one, report, contact, caption):
    EvidenceFactory(report=report, url="https://example.org/wat", caption=caption)
    client.force_login(contact)
    page = client.get(reverse("assessments:assessment-fill", args=[one.pk])).content.decode()
    shown = f'<p class="evidence-caption">{caption or "https://example.org/wat"}</p>'
    assert (page.count("data-commitment"), page.count(shown)) == (9, 9)


# Using, adding, taking out


def test_one_press_uses_a_piece_and_a_second_changes_nothing(client, one, report, contact):
    piece = EvidenceFactory(report=report, caption="เข้าแถว")
    client.force_login(contact)
    page = reverse("assessments:assessment-fill", args=[one.pk])
    for version in (1, 2):
        response = client.post(page, {"version": version, "do": f"use-4-{piece.pk}"})
        assert response.headers["Location"] == f"{page}#item-4"
    use = EvidenceUse.objects.get()
    assert (use.score, use.evidence, use.shows, use.added_by) == (item(one, 4), piece, "เข้าแถว", contact)
    assert AuditEvent.objects.filter(action="use_evidence").values_list("note", flat=True).get() == "ข้อ 4: เข้าแถว"
    assert client.post(page, {"version": 3, "do": f"remove-4-{use.pk}"}).status_code == 302
    assert (EvidenceUse.objects.count(), type(piece).objects.count()) == (0, 1)


def test_evidence_of_another_body_is_refused(one, contact):
    foreign = EvidenceFactory(report=FollowUpReportFactory(state="accepted"))
    with pytest.raises(Refused):
        use_evidence(score=item(one), evidence=foreign, by=contact)
    assert not EvidenceUse.objects.exists()


def test_a_file_added_here_belongs_to_its_place_and_is_set_free_when_taken_out(one, contact):
    use = add_to_score(score=item(one), file=stored(contact), caption="ประกาศ", event_on=dt.date(2027, 1, 5), by=contact)
    file = StoredFile.objects.get()
    assert (file.owner_type, file.owner_id, use.day) == ("assessments.evidenceuse", str(use.pk), dt.date(2027, 1, 5))
    with pytest.raises(Refused):
        add_to_score(score=item(one), file=stored(contact), by=contact)
    remove_from_score(use=use, by=contact)
    file.refresh_from_db()
    assert (file.owner_type, EvidenceUse.objects.count()) == ("", 0)


@pytest.mark.parametrize("given", [{}, {"url": "ftp://example.org/a"}])
def test_neither_file_nor_web_address_is_refused(one, contact, given):
    with pytest.raises(Refused):
        add_to_score(score=item(one), by=contact, **given)


def test_an_item_takes_so_many_pieces_and_no_more(one, contact):
    for number in range(MOST):
        add_to_score(score=item(one), url=f"https://example.org/{number}", by=contact)
    with pytest.raises(Refused):
        add_to_score(score=item(one), url="https://example.org/more", by=contact)
    assert EvidenceUse.objects.count() == MOST


@pytest.mark.parametrize("state", ["submitted", "certified"])
def test_nothing_slips_under_an_assessment_that_was_sent(state):
    one = AssessmentFactory(state=state, scores=[2] * 9)
    contact = contact_of(one.organisation)
    use = EvidenceUse.objects.create(score=item(one), url="https://example.org/a")
    with pytest.raises(Refused):
        add_to_score(score=item(one), url="https://example.org/b", by=contact)
    with pytest.raises(Refused):
        remove_from_score(use=use, by=contact)
    with pytest.raises(NotAllowed):
        add_to_score(score=item(one), url="https://example.org/b", by=contact_of(OrganisationFactory()))
    assert list(EvidenceUse.objects.all()) == [use]


def test_a_script_adds_a_piece_and_is_told_what_is_wrong(client, one, contact):
    client.force_login(contact)
    url = reverse("assessments:assessment-evidence", args=[one.pk, 3])
    wrong = client.post(url, {})
    assert (wrong.status_code, list(wrong.json()["problems"])) == (422, ["e3-file"])
    right = client.post(url, {"e3-file": SimpleUploadedFile("ก.jpg", photo()), "e3-caption": "ภาพพิธี"})
    assert (right.status_code, right.json()["html"].count("ภาพพิธี")) == (200, 4)
    assert EvidenceUse.objects.get().score == item(one, 3)
    twice = client.post(url, {"e3-file": SimpleUploadedFile("ก.jpg", photo()), "e3-caption": "ภาพพิธี"})
    assert (twice.status_code, twice.json()["html"]) == (422, right.json()["html"])
    assert client.post(reverse("assessments:assessment-evidence", args=[one.pk, 12]), {}).status_code == 404


def test_a_broken_piece_keeps_what_was_typed_and_says_so_at_its_item(client, one, contact):
    client.force_login(contact)
    page = reverse("assessments:assessment-fill", args=[one.pk])
    add_to_score(score=item(one, 5), url="https://example.org/wat", by=contact)
    program = SimpleUploadedFile("ภาพ.pdf", b"MZ" + b"\0" * 100)
    response = client.post(page, {
        "version": 1, "do": "evidence-2", "s1-score": "3", "e2-url": "no address", "e2-caption": "ภาพ", "e3-file": program,
        "e4-url": "https://example.org", "e5-url": "https://example.org/wat",
    })  # fmt: skip
    pieces = response.context["form"].pieces
    wrong = {number: list(piece.errors) for number, piece in pieces.items() if piece.errors}
    assert (response.status_code, wrong) == (200, {2: ["url"], 3: ["file"], 5: ["url"]})
    # What was taken is not offered for adding again.
    assert (item(one).self_score, EvidenceUse.objects.count(), pieces[4].is_bound) == (3, 2, False)
    [box] = re.findall(r"<div[^>]* data-error-summary>(.*?)</div>", response.content.decode(), re.S)
    assert re.findall(r'href="#([^"]+)">(ข้อ \d)', box) == [("id_e2-url", "ข้อ 2"), ("id_e3-file", "ข้อ 3"), ("id_e5-url", "ข้อ 5")]


def test_a_file_beside_something_to_be_mended_is_asked_for_again(client, one, contact):
    client.force_login(contact)
    picture = SimpleUploadedFile("ก.jpg", photo())
    sent = {"version": 1, "do": "submit", "e3-file": picture, "e3-event_on": "31/11/2569"}
    answer = client.post(reverse("assessments:assessment-fill", args=[one.pk]), sent)
    wrong = {number: list(piece.errors) for number, piece in answer.context["form"].pieces.items() if piece.errors}
    assert (wrong, EvidenceUse.objects.count()) == ({3: ["event_on", "file"]}, 0)


def test_a_photo_that_is_under_its_item_with_all_its_words_goes_no_second_time_and_the_rest_is_sent(client, one, contact):
    client.force_login(contact)
    page = reverse("assessments:assessment-fill", args=[one.pk])

    def pressed(do, version, **more):
        scores = {f"s{number}-score": "2" for number in range(1, 10)}
        piece = {"e4-file": SimpleUploadedFile("ก.jpg", photo()), "e4-caption": "ภาพพิธี"}
        answer = client.post(page, {**scores, **piece, "version": version, "do": do, **more})
        return answer, (answer.status_code, Assessment.objects.get(pk=one.pk).state)

    assert pressed("evidence-4", 1)[1] == (302, "self")
    more, said_more = pressed("submit", 2, **{"e4-event_on": "15/03/2570"})
    assert (said_more, list(more.context["form"].pieces[4].errors)) == ((200, "self"), ["file"])
    assert pressed("evidence-4", 2)[1] == (200, "self")
    sent, said = pressed("submit", 2)
    told = [str(one) for one in client.get(sent.headers["Location"]).context["messages"]]
    assert (said, told[0], len(told)) == ((302, "submitted"), "หลักฐานที่เลือกไว้ล่าสุดของข้อ 4 มีอยู่ในข้อนี้แล้ว จึงไม่ได้เพิ่มซ้ำ", 2)
    assert EvidenceUse.objects.count() == 1


def test_what_a_report_has_goes_under_an_item_once_whichever_way_it_came_first(client, one, report, contact):
    taken = EvidenceFactory(report=report, file=stored(contact), url="", caption="เข้าแถว", event_on=dt.date(2027, 3, 1))
    again = EvidenceFactory(report=report, file=stored(contact), url="", caption="อีกครั้ง")
    link = EvidenceFactory(report=report, url="https://example.org/wat")
    use = use_evidence(score=item(one), evidence=taken, by=contact)
    added = add_to_score(score=item(one, 2), url=link.url, by=contact)
    for press, there in (
        (lambda: add_to_score(score=item(one), file=stored(contact), by=contact), use),
        (lambda: use_evidence(score=item(one), evidence=again, by=contact), use),
        (lambda: use_evidence(score=item(one, 2), evidence=link, by=contact), added),
    ):
        with pytest.raises(AlreadyUnder) as told:
            press()
        assert (told.value.use, told.value.field) == (there, "file" if there == use else "url")
    client.force_login(contact)
    page = reverse("assessments:assessment-fill", args=[one.pk])
    sent = client.post(page, {"version": 1, "do": f"use-1-{again.pk}", "s1-score": "3"}, follow=True)
    assert [str(one) for one in sent.context["messages"]] == [
        "หลักฐานที่เลือกไว้ล่าสุดของข้อ 1 มีอยู่ในข้อนี้แล้ว จึงไม่ได้เพิ่มซ้ำ", "บันทึกแล้วเมื่อ 12:00 น. กลับมากรอกต่อภายหลังได้"
    ]  # fmt: skip
    assert (item(one).self_score, sorted(EvidenceUse.objects.values_list("pk", flat=True))) == (3, [use.pk, added.pk])


@pytest.mark.parametrize(
    ("more", "state"), [({}, "submitted"), ({"e1-caption": "เข้าแถว", "e1-event_on": "1/3/2570"}, "submitted"),
                        ({"e1-caption": "เข้าแถวเช้า"}, "self")],
)  # fmt: skip
def test_what_was_taken_over_and_chosen_again_holds_nothing_back_unless_more_is_said(client, one, report, contact, more, state):
    piece = EvidenceFactory(report=report, file=stored(contact), url="", caption="เข้าแถว", event_on=dt.date(2027, 3, 1))
    use_evidence(score=item(one), evidence=piece, by=contact)
    client.force_login(contact)
    scores = {f"s{number}-score": "2" for number in range(1, 10)} | {"e1-file": SimpleUploadedFile("ก.jpg", photo())}
    client.post(reverse("assessments:assessment-fill", args=[one.pk]), {**scores, **more, "version": 1, "do": "submit"})
    assert (Assessment.objects.get().state, EvidenceUse.objects.count()) == (state, 1)


# Consent


def buttons(html):
    """What the pieces say of consent, and their buttons."""
    said = re.findall(r'<p class="evidence-about"><svg.*?</svg>([^<]*)</p>', html)
    return said, re.findall(r'name="do" value="((?:dis)?agree-[\d-]+)"', html)


def test_people_in_a_picture_agree_when_it_is_added_and_take_it_back_with_one_press(client, one, contact):
    client.force_login(contact)
    page, picture = reverse("assessments:assessment-fill", args=[one.pk]), SimpleUploadedFile("ก.jpg", photo())
    url = reverse("assessments:assessment-evidence", args=[one.pk, 3])
    html = client.post(url, {"e3-file": picture, "e3-caption": "ภาพพิธี", "e3-consent": "on"}).json()["html"]
    use = EvidenceUse.objects.get()
    assert (use.consent, buttons(html)) == (True, (["บุคคลในภาพยินยอมให้ใช้"], [f"disagree-3-{use.pk}"]))
    pressed = []
    for version, verb in enumerate(("disagree", "disagree", "agree"), 1):
        sent = client.post(page, {"version": version, "do": f"{verb}-3-{use.pk}"}, follow=True)
        use.refresh_from_db()
        pressed.append((sent.redirect_chain, str(*sent.context["messages"]), use.consent))
    back = [(f"{page}#item-3", 302)]
    agreed = "บันทึกแล้ว บุคคลในภาพยินยอมให้ใช้"
    assert pressed == [(back, "บันทึกแล้ว ใช้ในแบบประเมินตนเองเท่านั้น ไม่เผยแพร่", False)] * 2 + [(back, agreed, True)]
    told = AuditEvent.objects.filter(action="change_consent").order_by("pk").values_list("note", "changes", "object_id")
    column = "assessments.evidenceuse.consent"
    assert list(told) == [("ข้อ 3: ภาพพิธี", {column: pair}, str(one.pk)) for pair in ([True, False], [False, True])]


def test_without_a_word_nobody_agreed_and_a_report_says_it_for_its_own(client, one, report, contact):
    add_to_score(score=item(one), url="https://example.org/wat", by=contact)
    taken = EvidenceFactory(report=report, url="https://example.org/b", consent=True)
    use = use_evidence(score=item(one), evidence=taken, by=contact)
    client.force_login(contact)
    page = reverse("assessments:assessment-fill", args=[one.pk])
    first = EvidenceUse.objects.exclude(pk=use.pk).get()
    said, pressable = buttons(client.get(page).content.decode())
    assert (said, pressable) == (
        ["ใช้ในแบบประเมินตนเองเท่านั้น ไม่เผยแพร่ เพราะยังไม่ได้ระบุความยินยอม", "บุคคลในภาพยินยอมให้ใช้"],
        [f"agree-1-{first.pk}"],
    )
    with pytest.raises(Refused, match="มาจากรายงาน"):
        agree_to_added(use=use, consent=False, by=contact)
    # Who only reads finds what is said, and no button.
    client.force_login(AssignmentFactory(assessment=one).assessor)
    shown = client.get(reverse("assessments:assessment", args=[one.pk])).content.decode()
    assert buttons(shown) == (said, [])


def test_consent_is_noted_by_who_writes_the_assessment_while_it_is_open(client, one, contact):
    use = add_to_score(score=item(one), url="https://example.org/wat", by=contact)
    other = AssessmentFactory(organisation=OrganisationFactory(), programme_year=one.programme_year)
    client.force_login(contact_of(other.organisation))
    sent = client.post(reverse("assessments:assessment-fill", args=[other.pk]), {"version": 1, "do": f"agree-1-{use.pk}"})
    assert (sent.status_code, EvidenceUse.objects.get().consent) == (302, False)
    with pytest.raises(NotAllowed):
        agree_to_added(use=use, consent=True, by=contact_of(OrganisationFactory()))
    Assessment.objects.filter(pk=one.pk).update(state="submitted")
    with pytest.raises(Refused):
        agree_to_added(use=use, consent=True, by=contact)
    assert not EvidenceUse.objects.get().consent


def test_a_piece_chosen_again_with_a_consent_that_is_new_holds_the_rest_back(client, one, contact):
    add_to_score(score=item(one), url="https://example.org/wat", by=contact)
    client.force_login(contact)
    scores = {f"s{number}-score": "2" for number in range(1, 10)} | {"e1-url": "https://example.org/wat", "e1-consent": "on"}
    page = reverse("assessments:assessment-fill", args=[one.pk])
    client.post(page, {**scores, "version": 1, "do": "submit"})
    assert Assessment.objects.get().state == "self"
    EvidenceUse.objects.update(consent=True)
    client.post(page, {**scores, "version": 2, "do": "submit"})
    assert Assessment.objects.get().state == "submitted"


# Opening


def test_whoever_sees_the_assessment_opens_its_evidence_without_rights_over_reports(client, one, report):
    piece = EvidenceFactory(report=report, with_file=True)
    use = EvidenceUse.objects.create(score=item(one), evidence=piece)
    seen = {}
    for name, person in {
        "assessor": AssignmentFactory(assessment=one).assessor,
        "another assessor": AssignmentFactory().assessor,
        "contact": contact_of(one.organisation),
        "another body": contact_of(OrganisationFactory()),
        "another province": officer_of(ProvinceFactory(code="15")),
    }.items():
        client.force_login(person)
        answers = [
            client.get(reverse("assessments:evidence-file", args=[use.pk])),
            client.get(reverse("file", args=[piece.file_id])),
        ]
        seen[name] = [answer.status_code for answer in answers]
        for answer in answers:
            b"".join(answer.streaming_content if answer.streaming else ())
    assert seen == {
        "assessor": [200, 404], "another assessor": [404, 404], "contact": [200, 200], "another body": [404, 404],
        "another province": [404, 404],
    }  # fmt: skip


def test_a_link_has_no_file_to_open(client, one, contact):
    use = EvidenceUse.objects.create(score=item(one), url="https://example.org/a")
    client.force_login(contact)
    assert client.get(reverse("assessments:evidence-file", args=[use.pk])).status_code == 404
