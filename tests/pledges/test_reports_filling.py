"""Filling in a report: nothing typed is lost, everything missing is named, a second press makes no second report."""

import datetime as dt
import re
from decimal import Decimal

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from moralprovince.core.errors import Refused
from moralprovince.core.models import AuditEvent, Draft, Message
from pledges.actions.reports import ReportContent, save_report, submit_report
from pledges.models import Evidence, FollowUpReport, Progress
from tests.factories import OrganisationFactory, ProvinceFactory, SectorNetworkFactory, contact_of, coordinator_of, officer_of
from tests.factories_pledges import EvidenceFactory, FollowUpReportFactory, PledgeFactory, ReportRoundFactory
from tests.support.queries import counted
from tests.support.uploads import photo

# 20 March 2027, eleven days before the 6-month round is due.
pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(dt.datetime(2027, 3, 20, 5, tzinfo=dt.UTC), tick=False)]


@pytest.fixture
def report():
    return FollowUpReportFactory(pledge=PledgeFactory(commitments=2))


@pytest.fixture
def coordinator(report):
    return coordinator_of(report.pledge.organisation.network)


@pytest.fixture
def officer(report):
    return officer_of(report.province)


@pytest.fixture
def page(client, coordinator, report):
    """The form of the report, with its coordinator logged in."""
    client.force_login(coordinator)
    return reverse("pledges:report-fill", args=[report.pk])


def lines(report) -> list[int]:
    return list(report.pledge.commitments.values_list("pk", flat=True))


def typed(report, **more):
    """Everything a complete report says, as the form sends it."""
    data = {"version": report.version, "summary": "ทำครบทุกเดือน", "obstacles": "ฝนตก", "next_steps": "", "do": "save"}
    for key in lines(report):
        data |= {f"c{key}-status": "under_way", f"c{key}-actual": "๑,๒๓๔.๕"}
        data |= {f"c{key}-words": "มากันตรงเวลา", f"c{key}-spent": "2,500"}
    return {**data, **more}


def fresh(report) -> FollowUpReport:
    return FollowUpReport.objects.get(pk=report.pk)


def sentences(response) -> list[str]:
    form = response.context["form"]
    return [str(sentence) for found in form.errors.values() for sentence in found]


# Reading the form


def test_the_form_shows_last_rounds_figures_and_the_target_beside_each_field(client, page, report):
    earlier = FollowUpReportFactory(
        pledge=report.pledge, round=ReportRoundFactory(programme_year=report.pledge.programme_year, code="Q1"), state="accepted"
    )
    first = lines(report)[0]
    Progress.objects.filter(report=earlier, commitment=first).update(actual=Decimal(17), words="เดือนแรก", spent=Decimal(800))
    html = client.get(page).content.decode()
    for words in ("รอบที่แล้ว", "<strong>17</strong>", "เดือนแรก", "800.00", "<strong>30</strong>"):
        assert words in html


@pytest.mark.parametrize("number", [2, 10])
def test_the_form_is_read_with_at_most_twelve_queries(client, coordinator, number):
    report = FollowUpReportFactory(pledge=PledgeFactory(commitments=number, organisation__network=SectorNetworkFactory()))
    for _each in range(number):
        EvidenceFactory(report=report)
    client.force_login(coordinator)
    with counted() as queries:
        response = client.get(reverse("pledges:report-fill", args=[report.pk]))
    assert response.status_code == 200
    assert len(queries) <= 12, queries


def test_whoever_only_reads_is_told_so_and_strangers_find_nothing(client, report, page):
    client.force_login(contact_of(OrganisationFactory()))
    assert client.get(page).status_code == 404
    client.force_login(officer_of(ProvinceFactory(code="15")))
    assert client.get(page).status_code == 404
    assert client.get(reverse("pledges:report-fill", args=[10**25])).status_code == 404


def test_a_sent_report_is_shown_instead_of_its_form(client, coordinator):
    report = FollowUpReportFactory(pledge=PledgeFactory(commitments=1), state="submitted")
    client.force_login(coordinator)
    response = client.get(reverse("pledges:report-fill", args=[report.pk]))
    assert response.headers["Location"] == reverse("pledges:report", args=[report.pk])


def percents(report, **goal):
    """Both lines of the plan in per cent."""
    report.pledge.commitments.update(**{"unit": "ร้อยละ", "target": 95, **goal})
    return lines(report)


def test_a_share_over_a_hundred_is_asked_about_once_and_the_rest_is_saved(client, page, report):
    first, second = percents(report)
    data = typed(report, **{f"c{first}-actual": "๘๘๐", f"c{second}-actual": "80"})
    asked = client.post(page, data)
    form = asked.context["form"]
    assert (list(form.errors), form[f"c{first}-actual"].value()) == ([f"c{first}-actual"], "๘๘๐")
    assert [f'type="checkbox" name="c{key}-sure"' in asked.content.decode() for key in (first, second)] == [True, False]
    assert list(Progress.objects.order_by("commitment").values_list("actual", flat=True)) == [None, Decimal(80)]

    data |= {"version": fresh(report).version, f"c{first}-sure": "on"}
    assert client.post(page, data).status_code == 302
    assert list(Progress.objects.order_by("commitment").values_list("actual", flat=True)) == [Decimal(880), Decimal(80)]
    again = {**data, "version": fresh(report).version, f"c{first}-sure": "", "summary": "เพิ่มเติม"}
    assert client.post(page, again).status_code == 302


@pytest.mark.parametrize(("goal", "actual"), [({"target": 120}, "150"), ({"unit": "คน"}, "150"), ({}, "100")])
def test_more_than_a_hundred_is_not_asked_about_where_it_was_promised_or_is_no_share(client, page, report, goal, actual):
    first, second = percents(report, **goal)
    data = typed(report, **{f"c{first}-actual": actual, f"c{second}-actual": "80"})
    assert client.post(page, data).status_code == 302
    assert Progress.objects.get(commitment=first).actual == Decimal(actual)


# Saving


def test_a_draft_is_kept_complete_or_not(client, page, report):
    first, second = lines(report)
    response = client.post(page, {"version": 1, "do": "save", f"c{first}-actual": "๒๕", "summary": " ทำ  แล้ว "})
    assert response.status_code == 302
    kept = fresh(report)
    assert (kept.state, kept.version, kept.summary) == ("draft", 2, "ทำ แล้ว")
    assert dict(kept.progress.values_list("commitment", "actual")) == {first: Decimal(25), second: None}


def test_saving_takes_at_most_twelve_queries_and_so_does_sending(client, page, report):
    first = typed(report)
    with counted() as queries:
        client.post(page, first)
    assert len(queries) <= 12, queries
    second = typed(fresh(report), do="submit")
    with counted() as queries:
        response = client.post(page, second)
    assert response.status_code == 302
    assert len(queries) <= 12, queries
    assert fresh(report).state == "submitted"


def test_what_cannot_be_read_is_named_and_the_rest_is_saved(client, page, report):
    first, second = lines(report)
    response = client.post(page, typed(report, **{f"c{first}-actual": "-5", f"c{second}-spent": "abc"}))
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {f"c{first}-actual", f"c{second}-spent"}
    html = response.content.decode()
    assert 'value="-5"' in html
    assert 'name="version" value="2"' in html
    kept = fresh(report)
    assert (kept.summary, kept.progress.get(commitment=first).words) == ("ทำครบทุกเดือน", "มากันตรงเวลา")
    assert kept.progress.get(commitment=first).actual is None


def test_the_second_of_two_people_keeps_what_she_typed_and_sees_what_is_stored(client, page, report, coordinator):
    save_report(report=fresh(report), content=ReportContent(summary="ของอีกคน"), version=1, by=coordinator)
    response = client.post(page, typed(report))
    assert response.status_code == 409
    html = response.content.decode()
    assert "ทำครบทุกเดือน" in html
    assert "ของอีกคน" in html
    # Nothing is saved by itself over what the other one wrote.
    assert html.count("data-autosave") == 0
    assert fresh(report).summary == "ของอีกคน"
    again = client.post(page, typed(report, version=2))
    assert (again.status_code, fresh(report).summary) == (302, "ทำครบทุกเดือน")


@pytest.mark.parametrize("version", ["", "abc", "-1", "9" * 30])
def test_a_nonsense_version_is_nobodys_version(client, page, report, version):
    assert client.post(page, typed(report, version=version)).status_code == 409
    assert fresh(report).state == "expected"


@pytest.mark.parametrize("text", ["ก" * 1_000_000, "x" * 5001])
def test_a_text_too_long_is_answered_by_a_sentence(client, page, report, text):
    response = client.post(page, typed(report, summary=text))
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["summary"]


def test_null_bytes_are_left_out(client, page, report):
    client.post(page, typed(report, summary="ก\0ข"))
    assert fresh(report).summary == "กข"


def test_a_commitment_of_another_pledge_is_not_written(client, page, report):
    other = PledgeFactory(commitments=1).commitments.get()
    client.post(page, typed(report, **{f"c{other.pk}-status": "done"}))
    assert not Progress.objects.filter(commitment=other).exists()


# Saving by itself


def test_the_form_saves_itself_and_says_when(client, page, report):
    url = reverse("pledges:report-autosave", args=[report.pk])
    response = client.post(url, typed(report), headers={"accept": "application/json"})
    assert response.json() == {"version": 2, "words": "บันทึกแล้วเมื่อ 12:00 น.", "unsaved": "", "boxes": []}
    again = client.post(url, typed(report, version=2, summary="ต่อ"), headers={"accept": "application/json"})
    assert again.json()["version"] == 3
    # Only the first time is told; handing in tells everything.
    assert AuditEvent.objects.filter(action="save_report").count() == 1


def test_saving_by_itself_names_what_it_could_not_save(client, page, report):
    first, _second = lines(report)
    url = reverse("pledges:report-autosave", args=[report.pk])
    answer = client.post(url, typed(report, **{f"c{first}-actual": "-3"}), headers={"accept": "application/json"}).json()
    label = str(client.get(page).context["form"][f"c{first}-actual"].label)
    words = f"กรุณาแก้ไข {label}: ต้องไม่น้อยกว่า 0"
    assert (answer["version"], answer["unsaved"], answer["boxes"]) == (2, words, [f"c{first}-actual"])


def test_saving_by_itself_tells_a_conflict_in_a_sentence(client, page, report):
    url = reverse("pledges:report-autosave", args=[report.pk])
    response = client.post(url, typed(report, version=7), headers={"accept": "application/json"})
    assert response.status_code == 409
    assert "ยังอยู่" in response.json()["sentence"]


def test_what_is_sent_once_more_since_its_answer_got_lost_is_saved_already(client, page, report):
    url = reverse("pledges:report-autosave", args=[report.pk])
    answers = [client.post(url, typed(report), headers={"accept": "application/json"}) for _sent in range(2)]
    assert [answer.json()["version"] for answer in answers] == [2, 2]
    assert client.post(url, typed(report, summary="อื่น")).status_code == 409


def test_saving_by_itself_after_logging_out_is_told_to_the_script(client, page, report):
    client.logout()
    url = reverse("pledges:report-autosave", args=[report.pk])
    assert client.post(url, typed(report), headers={"accept": "application/json"}).status_code == 401


@pytest.mark.parametrize(("figure", "stands"), [("30", "30"), ("30.50", "30.5"), ("1,200", "1200"), ("0", "0")])
def test_a_draft_that_is_saved_again_as_it_was_tells_no_change_in_its_history(client, page, report, figure, stands):
    first, _second = lines(report)
    client.post(page, typed(report, **{f"c{first}-actual": figure}))
    client.post(page, typed(fresh(report), **{f"c{first}-actual": figure}))
    assert (fresh(report).version, AuditEvent.objects.filter(action="save_report").count()) == (3, 1)
    client.post(page, typed(fresh(report), **{f"c{first}-actual": "31"}))
    [change] = AuditEvent.objects.filter(action="save_report").latest("pk").changes.values()
    assert [told.partition(" · ")[0] for told in change] == [stands, "31"]


# What cannot be read


def left_open(client, page) -> tuple[dict[str, str], dict[str, list[str]]]:
    """What stands in the boxes that are marked when the form is opened, and what is said at them."""
    form = client.get(page).context["form"]
    return {name: form[name].value() for name in form.errors}, {name: list(said) for name, said in form.errors.items()}


@pytest.mark.parametrize("road", ["report-autosave", "report-fill"])
def test_what_cannot_be_read_stands_marked_in_its_box_for_whoever_opens_the_form_again(client, page, report, officer, road):
    first, second = lines(report)
    odd = {f"c{first}-actual": " 12 คน", f"c{second}-spent": "1.2.3"}
    client.post(reverse(f"pledges:{road}", args=[report.pk]), typed(report, **odd, next_steps=""))
    sentence = "กรุณากรอกตัวเลข เช่น 1,250.50"
    assert left_open(client, page) == (odd, {name: [sentence] for name in odd})
    client.force_login(officer)
    html = client.get(page).content.decode()
    assert (html.count('value=" 12 คน"'), html.count('value="1.2.3"'), html.count("form-control is-invalid")) == (1, 1, 2)
    assert (html.count(sentence), html.count("ทำครบทุกเดือน"), html.count('value="1234.5"')) == (4, 1, 1)


def test_what_waits_to_be_mended_counts_nowhere_and_the_report_is_not_sent(client, page, report, coordinator):
    first, second = lines(report)
    client.post(page, typed(report))
    client.post(page, typed(fresh(report), **{f"c{first}-actual": "12 คน", f"c{second}-actual": "-5", f"c{second}-words": ""}))
    kept = [(line.actual, line.words) for line in fresh(report).progress.all()]
    assert kept == [(Decimal("1234.5"), "มากันตรงเวลา"), (Decimal("1234.5"), "")]
    with pytest.raises(Refused, match="มีข้อความในแบบฟอร์มที่ระบบอ่านไม่ได้"):
        submit_report(report=fresh(report), by=coordinator)
    assert client.post(page, typed(fresh(report), do="submit", **{f"c{first}-actual": "12 คน"})).status_code == 200
    assert (fresh(report).state, left_open(client, page)[0]) == ("draft", {f"c{first}-actual": "12 คน"})


def test_it_is_said_what_was_done_beside_what_has_to_be_mended_and_on_the_page_of_the_report(client, page, report):
    first, _second = lines(report)
    said = []
    for wish in ("save", "submit"):
        answer = client.post(page, typed(fresh(report), do=wish, **{f"c{first}-actual": "12 คน"}))
        said += [str(message) for message in answer.context["messages"]]
    assert said == [
        "บันทึกแล้ว ยกเว้นช่องที่ทำเครื่องหมายไว้ด้านล่าง ระบบเก็บไว้ตามที่พิมพ์ และจะนับรวมเมื่ออ่านได้แล้ว",
        "ยังไม่ได้ส่ง กรุณาแก้ไขช่องที่ทำเครื่องหมายไว้ด้านล่างก่อน ส่วนอื่นบันทึกไว้แล้ว",
    ]
    where = reverse("pledges:report", args=[report.pk])
    assert client.get(where).context["unread"] == "มีข้อความในแบบฟอร์มที่ระบบอ่านไม่ได้ กรุณาเปิดแบบฟอร์ม ระบบทำเครื่องหมายไว้ตรงช่องนั้นแล้ว"
    client.post(page, typed(fresh(report)))
    assert client.get(where).context["unread"] == ""


def test_what_can_be_read_takes_its_place_whoever_writes_it(client, page, report, officer):
    first, _second = lines(report)
    client.post(page, typed(report, **{f"c{first}-actual": "12 คน"}))
    client.force_login(officer)
    client.post(page, typed(fresh(report), **{f"c{first}-actual": "12"}))
    assert (left_open(client, page), Draft.objects.count()) == (({}, {}), 0)
    client.post(page, typed(fresh(report), **{f"c{first}-actual": "13 คน"}))
    client.post(page, typed(fresh(report), do="submit", **{f"c{first}-actual": ""}))
    assert (fresh(report).state, Draft.objects.count()) == ("submitted", 0)


def test_the_slower_of_two_leaves_nothing_in_the_boxes_of_the_faster_one(client, page, report, officer):
    first, _second = lines(report)
    slow = typed(report, **{f"c{first}-actual": "12 คน"})
    save_report(report=fresh(report), content=ReportContent(summary="เร็วกว่า"), version=1, by=officer)
    assert (client.post(page, slow).status_code, Draft.objects.count()) == (409, 0)


@pytest.mark.parametrize("road", ["report-fill", "report-autosave"])
def test_what_another_left_unread_is_not_overwritten_unseen(client, page, report, officer, road):
    first, _second = lines(report)
    old, name = typed(report), f"c{first}-actual"
    client.post(page, old | {name: "12 คน"})
    client.force_login(officer)
    slow = client.post(reverse(f"pledges:{road}", args=[report.pk]), old | {name: ""})
    assert (slow.status_code, left_open(client, page)[0]) == (409, {name: "12 คน"})
    if road == "report-fill":
        assert "12 คน" in [text for _label, text in slow.context["differences"]]
    client.post(page, old | {name: "", "version": 2})
    assert Draft.objects.count() == 0


@pytest.mark.parametrize("road", ["report-fill", "report-autosave"])
def test_what_she_typed_on_after_a_lost_answer_takes_the_place_of_what_she_left_before(client, page, report, road):
    first, _second = lines(report)
    name, address = f"c{first}-actual", reverse(f"pledges:{road}", args=[report.pk])
    for text in ("12 คน", "12 คนครับ"):
        assert client.post(address, typed(report, **{name: text})).status_code == 200
    assert left_open(client, page)[0] == {name: "12 คนครับ"}


def test_nothing_is_said_of_boxes_that_nobody_filled_in(client, page, report):
    first, _second = lines(report)
    client.post(page, {"version": 1, "do": "submit", "summary": " "})
    assert Draft.objects.count() == 0
    client.post(page, {"version": 2, "do": "submit", f"c{first}-actual": "12 คน", f"c{first}-spent": " "})
    assert left_open(client, page)[0] == {f"c{first}-actual": "12 คน"}


def test_a_share_over_100_that_was_not_answered_is_asked_about_again(client, page, report):
    first, _second = lines(report)
    report.pledge.commitments.filter(pk=first).update(unit="ร้อยละ", target=90)
    client.post(page, typed(report, **{f"c{first}-actual": "120"}))
    typed_again, said = left_open(client, page)
    assert (typed_again, len(said[f"c{first}-actual"])) == ({f"c{first}-actual": "120"}, 1)
    assert f'type="checkbox" name="c{first}-sure"' in client.get(page).content.decode()


# Sending


def test_everything_missing_is_named_and_linked_at_once_and_what_is_there_is_saved(client, page, report):
    response = client.post(page, {"version": 1, "do": "submit", "obstacles": "ฝนตก"})
    first, second = lines(report)
    assert set(response.context["form"].errors) == {"summary", f"c{first}-status", f"c{second}-status"}
    html = response.content.decode()
    assert 'href="#id_summary"' in html
    assert f'href="#div_id_c{first}-status"' in html
    assert f'id="div_id_c{first}-status"' in html
    assert html.partition("data-report-form")[2].partition("</form>")[0].count("csrfmiddlewaretoken") == 1
    assert (fresh(report).state, fresh(report).obstacles) == ("draft", "ฝนตก")


def test_sending_stops_the_reminders_and_says_what_happens_next(client, page, report, coordinator):
    owed = {"kind": "report_due", "channel": "email", "address": "a@example.org", "obligation": f"report:{report.pk}"}
    Message.objects.create(dedupe_key="r", **owed)
    response = client.post(page, typed(report, do="submit"), follow=True)
    sent = fresh(report)
    assert (sent.state, sent.submitted_on, sent.source) == ("submitted", dt.date(2027, 3, 20), "web")
    assert sent.filed_by == coordinator
    assert Message.objects.get(dedupe_key="r").state == "cancelled"
    assert "ส่งแล้ว" in response.content.decode()
    event = AuditEvent.objects.get(action="submit")
    assert event.changes["summary"] == ["", "ทำครบทุกเดือน"]


def test_a_second_press_makes_no_second_report_and_is_no_fault(client, page, report):
    data = typed(report, do="submit")
    first, second = client.post(page, data), client.post(page, data)
    assert first.headers["Location"] == second.headers["Location"] == reverse("pledges:report", args=[report.pk])
    assert AuditEvent.objects.filter(action="submit").count() == 1
    assert FollowUpReport.objects.count() == 1


def test_sending_after_the_form_saved_itself_is_no_conflict(client, page, report):
    client.post(reverse("pledges:report-autosave", args=[report.pk]), typed(report))
    assert client.post(page, typed(report, do="submit")).status_code == 302
    assert fresh(report).state == "submitted"


def test_other_words_for_a_report_that_was_sent_are_kept_on_the_page(client, page, report):
    client.post(page, typed(report, do="submit"))
    response = client.post(page, typed(report, do="submit", summary="แก้ทีหลัง"))
    assert response.status_code == 409
    assert "แก้ทีหลัง" in response.content.decode()
    assert fresh(report).summary == "ทำครบทุกเดือน"


def test_after_the_last_day_only_the_office_takes_it_unless_more_time_was_given_or_it_came_back(
    client, page, report, coordinator
):
    with time_machine.travel(dt.datetime(2027, 7, 1, 5, tzinfo=dt.UTC), tick=False):
        client.force_login(coordinator)
        assert client.post(page, typed(report)).status_code == 409
        FollowUpReport.objects.filter(pk=report.pk).update(due_on=dt.date(2027, 7, 2))
        assert client.post(page, typed(report)).status_code == 302
        FollowUpReport.objects.filter(pk=report.pk).update(due_on=dt.date(2027, 3, 31), state="returned")
        assert client.post(page, typed(fresh(report), do="submit")).status_code == 302


def test_a_closed_year_takes_nothing(client, page, report):
    year = report.pledge.programme_year
    year.read_only_from = dt.date(2027, 3, 1)
    year.save()
    response = client.post(page, typed(report))
    assert (response.status_code, fresh(report).state) == (409, "expected")
    assert "2570" in " ".join(sentences(response))


# Evidence beside the text


def test_a_photo_is_added_with_the_same_press_that_saves_the_text(client, page, report):
    first = lines(report)[0]
    picture = SimpleUploadedFile("กิจกรรม.jpg", photo(), content_type="image/jpeg")
    data = typed(report, do="evidence", **{"e-file": picture, "e-caption": "ทำความสะอาดวัด", "e-event_on": "15/03/2570",
                                          "e-commitments": [first], "e-consent": "on"})  # fmt: skip
    response = client.post(page, data)
    assert response.headers["Location"] == f"{page}#step-3"
    piece = Evidence.objects.get()
    assert (piece.caption, piece.event_on, piece.consent) == ("ทำความสะอาดวัด", dt.date(2027, 3, 15), True)
    assert list(piece.commitments.values_list("pk", flat=True)) == [first]
    assert (piece.file.owner_type, piece.file.owner_id) == ("pledges.evidence", str(piece.pk))
    assert fresh(report).summary == "ทำครบทุกเดือน"


def test_a_photo_chosen_but_not_added_goes_along_when_the_report_is_sent(client, page, report):
    data = typed(report, do="submit", **{"e-file": SimpleUploadedFile("a.jpg", photo())})
    assert client.post(page, data).status_code == 302
    assert (fresh(report).state, Evidence.objects.count()) == ("submitted", 1)


def test_a_report_does_not_go_without_the_picture_whose_day_was_to_be_mended(client, page, report):
    about, picture = {"e-caption": "เข้าแถวตอนเช้า"}, {"e-file": SimpleUploadedFile("a.jpg", photo())}
    wrong = client.post(page, typed(report, do="submit", **about, **picture, **{"e-event_on": "31/11/2569"}))
    assert list(wrong.context["evidence_form"].errors) == ["event_on", "file"]
    # The browser shows an empty box now: what was typed beside it still waits for its picture.
    without = client.post(page, typed(fresh(report), do="submit", **about, **{"e-event_on": "30/11/2569"}))
    assert without.context["evidence_form"].errors == {"file": ["กรุณาเลือกไฟล์หรือใส่ลิงก์ อย่างใดอย่างหนึ่ง"]}
    assert [str(one) for one in without.context["messages"]] == ["ยังไม่ได้ส่ง กรุณาแก้ไขช่องที่ทำเครื่องหมายไว้ด้านล่างก่อน ส่วนอื่นบันทึกไว้แล้ว"]
    assert (fresh(report).state, Evidence.objects.count()) == ("draft", 0)
    picture["e-file"].seek(0)
    client.post(page, typed(fresh(report), do="submit", **about, **picture, **{"e-event_on": "30/11/2569"}))
    assert (fresh(report).state, Evidence.objects.get().caption) == ("submitted", "เข้าแถวตอนเช้า")


def test_a_file_that_is_not_taken_keeps_the_report_open_and_the_text(client, page, report):
    bad = SimpleUploadedFile("report.pdf", b"MZ\x90" + b"\0" * 100, content_type="application/pdf")
    response = client.post(page, typed(report, do="submit", **{"e-file": bad, "e-caption": "คำอธิบาย"}))
    assert response.status_code == 200
    html = response.content.decode()
    said = str(response.context["evidence_form"].errors["file"][0])
    assert (led_to(html), html.count(said)) == (["id_e-file"], 2)  # on top, and at its box
    assert html.index(said, html.index(said) + 1) > html.index('name="e-file"')
    assert response.context["evidence_form"]["caption"].value() == "คำอธิบาย"
    assert (fresh(report).state, fresh(report).summary, Evidence.objects.count()) == ("draft", "ทำครบทุกเดือน", 0)


def led_to(html) -> list[str]:
    """Where the one summary on top leads."""
    [box] = re.findall(r"<div[^>]* data-error-summary>(.*?)</div>.* id=\"step-1\"", html, re.S)
    return re.findall(r'href="#([^"]+)"', box)


@pytest.mark.parametrize("do", ["evidence", "submit"])
def test_a_piece_that_is_there_already_is_said_at_its_box_and_nothing_is_sent(client, page, report, do):
    EvidenceFactory(report=report, url="https://example.org/wat")
    response = client.post(page, typed(report, do=do, **{"e-url": "https://example.org/wat", "e-caption": "คำอธิบาย"}))
    assert (response.status_code, led_to(response.content.decode())) == (200, ["id_e-url"])
    assert response.context["evidence_form"]["caption"].value() == "คำอธิบาย"
    assert (fresh(report).state, fresh(report).summary, Evidence.objects.count()) == ("draft", "ทำครบทุกเดือน", 1)


def test_a_photo_that_is_there_already_with_all_its_words_goes_no_second_time_and_the_report_does(client, page, report):
    first = lines(report)[0]
    about = {"e-caption": "ภาพ", "e-commitments": [first], "e-consent": "on"}
    added = client.post(page, typed(report, do="evidence", **about, **{"e-file": SimpleUploadedFile("a.jpg", photo())}))
    assert added.status_code == 302
    answers = []
    for more in ({"e-event_on": "15/03/2570"}, about):
        again = {"e-file": SimpleUploadedFile("a.jpg", photo()), **more}
        answers.append(client.post(page, typed(fresh(report), do="submit", **again)))
        answers.append(fresh(report).state)
    said = "หลักฐานที่เลือกไว้ล่าสุดอยู่ในรายงานแล้ว จึงไม่ได้เพิ่มซ้ำ"
    assert [getattr(one, "status_code", one) for one in answers] == [200, "draft", 302, "submitted"]
    told = [str(one) for one in client.get(answers[2].headers["Location"]).context["messages"]]
    assert (len(told), told[0]) == (2, said)
    assert Evidence.objects.count() == 1


def test_a_link_that_is_there_already_is_no_second_thing_to_mend_beside_a_wrong_number(client, page, report):
    EvidenceFactory(report=report, url="https://example.org/wat")
    number = f"c{lines(report)[0]}-actual"
    response = client.post(page, typed(report, do="submit", **{number: "แปด", "e-url": "https://example.org/wat"}))
    assert led_to(response.content.decode()) == [f"id_{number}"]
    assert [str(one) for one in response.context["messages"]] == [
        "หลักฐานที่เลือกไว้ล่าสุดอยู่ในรายงานแล้ว จึงไม่ได้เพิ่มซ้ำ",
        "ยังไม่ได้ส่ง กรุณาแก้ไขช่องที่ทำเครื่องหมายไว้ด้านล่างก่อน ส่วนอื่นบันทึกไว้แล้ว",
    ]
    assert (response.context["evidence_form"]["url"].value(), fresh(report).state) == (None, "draft")


def test_evidence_is_taken_out_by_its_own_button_and_never_from_another_report(client, page, report):
    mine, other = EvidenceFactory(report=report), EvidenceFactory()
    client.post(page, typed(report, do=f"remove-{other.pk}"))
    assert Evidence.objects.count() == 2
    for nonsense in ("remove-x", "remove-" + "9" * 40):
        client.post(page, typed(fresh(report), do=nonsense))
    client.post(page, typed(fresh(report), do=f"remove-{mine.pk}"))
    assert list(Evidence.objects.all()) == [other]


def test_a_consent_is_noted_at_its_piece_and_what_was_typed_is_kept(client, page, report):
    mine, other = EvidenceFactory(report=report), EvidenceFactory()
    for version, (do, consent, words) in enumerate(
        [("agree", True, "บันทึกแล้ว บุคคลในภาพยินยอมให้ใช้"), ("disagree", False, "บันทึกแล้ว ใช้ในรายงานเท่านั้น ไม่เผยแพร่")], 1
    ):
        shown = client.get(page).content.decode()
        assert shown.count(f'name="do" value="{do}-{mine.pk}"') == 1
        sent = client.post(page, typed(fresh(report), do=f"{do}-{mine.pk}", summary=f"ฉบับ {version}"))
        assert [str(one) for one in client.get(sent.headers["Location"]).context["messages"]] == [words]
        assert (Evidence.objects.get(pk=mine.pk).consent, fresh(report).summary) == (consent, f"ฉบับ {version}")
    client.post(page, typed(fresh(report), do=f"agree-{other.pk}"))
    assert not Evidence.objects.filter(consent=True).exists()


def test_a_script_adds_evidence_and_gets_the_list_back(client, page, report):
    url = reverse("pledges:report-evidence", args=[report.pk])
    headers = {"accept": "application/json"}
    added = client.post(url, {"e-file": SimpleUploadedFile("a.jpg", photo()), "e-caption": "ภาพ"}, headers=headers)
    assert (added.json()["html"].count("evidence-caption"), added.json()["words"]) == (1, "เพิ่มแล้ว")
    twice = client.post(url, {"e-file": SimpleUploadedFile("a.jpg", photo())}, headers=headers)
    assert (twice.status_code, list(twice.json()["problems"]), Evidence.objects.count()) == (422, ["e-file"], 1)
    # The first press may never have been answered: what "is there already" is shown.
    assert twice.json()["html"] == added.json()["html"]
    neither = client.post(url, {"e-caption": "ไม่มีไฟล์"}, headers=headers)
    assert (neither.status_code, list(neither.json()["problems"])) == (422, ["e-file"])
    script = client.post(url, {"e-url": "javascript:alert(1)"}, headers=headers)
    assert script.status_code == 422
    future = client.post(url, {"e-url": "https://example.org", "e-event_on": "30/02/2566"}, headers=headers)
    assert (future.status_code, list(future.json()["problems"])) == (422, ["e-event_on"])


def test_nobody_is_asked_to_fill_in_what_the_round_no_longer_takes(client, page, report):
    page_of_report = reverse("pledges:report", args=[report.pk])
    assert client.get(page).status_code == 200
    report.round.locks_on = report.due_on
    report.round.save()
    with time_machine.travel(report.due_on + dt.timedelta(days=1, hours=5), tick=False):
        client.force_login(coordinator_of(report.pledge.organisation.network))
        assert client.get(page).headers["Location"] == page_of_report
        shown = client.get(page_of_report)
        assert (shown.context["may_fill"], shown.context["over"]) == (False, True)
        client.force_login(officer_of(report.province))
        assert client.get(page_of_report).context["may_fill"] is True


def test_a_stored_number_stands_in_its_field_as_one_types_it(client, page, report):
    line = report.pledge.commitments.first()
    Progress.objects.create(report=report, commitment=line, actual=Decimal("12.00"), spent=Decimal("99.50"))
    form = client.get(page).context["form"]
    first = lines(report)[0]
    assert [form[f"c{first}-{name}"].value() for name in ("actual", "spent")] == ["12", "99.5"]
