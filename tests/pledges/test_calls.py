"""The call list: who is late, how to reach them, what was promised; each person sees those she calls about."""

import datetime as dt
import re

import pytest
from django.conf import settings
from django.urls import reverse

from moralprovince.core.audit import history_of
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.words import change_words
from pledges.actions.calls import note_call
from pledges.models import CallNote
from pledges.today import report_counts
from tests.factories import (
    OfficeFactory,
    OrganisationFactory,
    ProvinceFactory,
    SectorNetworkFactory,
    contact_of,
    coordinator_of,
    officer_of,
)
from tests.factories_pledges import CallNoteFactory, FollowUpReportFactory, ReportRoundFactory
from tests.support.queries import counted

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2027-04-07 10:00:00+07:00", tick=False)]

CALLS = "/reports/calls/"


@pytest.fixture
def province():
    return OfficeFactory().province


@pytest.fixture
def officer(client, province):
    person = officer_of(province)
    client.force_login(person)
    return person


def late(name="", **more):
    return FollowUpReportFactory(**{"pledge__organisation__name": name} if name else {}, **more)


def listed(client, query=""):
    return [report.pledge.organisation.name for report in client.get(CALLS + query).context["reports"]]


def note_address(report):
    return reverse("pledges:call-note", args=[report.pk])


# Who stands in it


def test_only_what_was_not_sent_although_its_day_is_over_stands_in_the_list(client, officer):
    for state in ("expected", "draft", "returned", "submitted", "accepted", "waived"):
        late(state, state=state)
    late("มีเวลาเพิ่ม", due_on=dt.date(2027, 4, 7))
    assert sorted(listed(client)) == ["draft", "expected"]
    report = client.get(CALLS).context["reports"][0]
    assert report.days_late == 7


def test_a_coordinator_calls_the_own_networks_and_a_contact_nobody(client, province):
    mine = late("ของเรา")
    late("อื่น", pledge__organisation__network=SectorNetworkFactory(code="temples", province=province))
    client.force_login(coordinator_of(mine.pledge.organisation.network))
    assert listed(client) == ["ของเรา"]
    client.force_login(contact_of(mine.pledge.organisation))
    assert client.get(CALLS).status_code == 403
    assert client.get(note_address(mine)).status_code == 404
    client.logout()
    assert client.get(CALLS).status_code == 302


def test_the_page_of_a_round_leads_to_the_call_list_whoever_calls_and_nobody_else(client, province):
    report = late()
    pages = []
    for person in (officer_of(province), contact_of(report.pledge.organisation)):
        client.force_login(person)
        pages.append(client.get(reverse("pledges:round", args=[report.round_id])).content.decode())

    link = f'href="{CALLS}?round={report.round_id}"'
    assert [page.count(link) for page in pages] == [1, 0]
    assert pages[0].index(link) < pages[0].index("<table")


def test_another_provinces_late_are_not_listed_and_not_noted(client, officer):
    foreign = late(pledge__organisation__province=ProvinceFactory(code="10"))
    assert listed(client) == []
    assert client.post(note_address(foreign), {"outcome": "reached"}).status_code == 404


def test_an_officer_of_the_whole_province_is_not_asked_for_body_by_body(client, officer, province):
    rounds = [ReportRoundFactory(code=code) for code in ("Q1", "H1", "Q2")]
    for one in (*rounds[:2], *rounds[:2]):
        late(round=one)
    with counted() as queries:
        page = client.get(CALLS)

    [of_rounds] = [one for one in queries if one.startswith('SELECT "pledges_reportround"')]
    assert ("networks_organisation" in of_rounds, "DISTINCT" in of_rounds) == (False, False)
    [offered] = [chip.choices for chip in page.context["chips"] if chip.name == "round"]
    assert [choice.label for choice in offered] == [str(one) for one in rounds[:2]]


def test_filters_by_round_network_and_promise(client, officer, province):
    late("ไม่เคยโทร")
    held, over = late("สัญญาไว้"), late("ผิดนัด")
    for report, day in ((held, dt.date(2027, 4, 7)), (over, dt.date(2027, 4, 6))):
        CallNoteFactory(report=report, outcome="promised", promised_on=day)
    late("ไตรมาส", round=ReportRoundFactory(code="Q1"), pledge__organisation__network=SectorNetworkFactory(code="temples"))
    quarter = ReportRoundFactory(code="Q1").pk
    queries = ("?called=none", "?called=promised", "?called=broken", f"?round={quarter}", "?network=temples", "?round=x")
    found = {query: sorted(listed(client, query)) for query in queries}
    assert found == {
        "?called=none": ["ไตรมาส", "ไม่เคยโทร"], "?called=promised": ["สัญญาไว้"], "?called=broken": ["ผิดนัด"],
        f"?round={quarter}": ["ไตรมาส"], "?network=temples": ["ไตรมาส"],
        "?round=x": ["ผิดนัด", "สัญญาไว้", "ไตรมาส", "ไม่เคยโทร"],
    }  # fmt: skip


def test_the_last_call_counts_for_the_promise(client, officer):
    report = late("ก")
    CallNoteFactory(report=report, outcome="promised", promised_on=dt.date(2027, 4, 6))
    CallNoteFactory(report=report, outcome="promised", promised_on=dt.date(2027, 4, 20))
    (shown,) = client.get(f"{CALLS}?called=promised").context["reports"]
    assert (shown.call_count, shown.last_call.promised_on, shown.promise_over) == (2, dt.date(2027, 4, 20), False)
    assert listed(client, "?called=broken") == []


def test_the_day_counts_the_broken_promises_that_the_list_shows(client, officer):
    over, later = dt.date(2027, 4, 6), dt.date(2027, 4, 20)
    calls = {"ไม่เคย": [], "ผิดนัด": [over], "ผิดอีก": [later, over], "เลื่อน": [over, later], "รับสาย": [over, None]}
    for name, days in calls.items():
        report = late(name)
        for day in days:
            CallNoteFactory(report=report, outcome="promised" if day else "reached", promised_on=day)

    assert listed(client, "?called=broken") == ["ผิดนัด", "ผิดอีก"]
    assert report_counts(officer, dt.date(2027, 4, 7))["promised"] == 2


def test_the_list_is_there_to_be_printed_as_a_whole_and_asks_the_same_few_questions_for_ten_rows_and_for_more(client, officer):
    def questions():
        with counted() as queries:
            assert client.get(CALLS).status_code == 200
        return len(queries)

    for report in FollowUpReportFactory.create_batch(10):
        CallNoteFactory(report=report)
    at_ten = questions()
    FollowUpReportFactory.create_batch(45)
    assert (at_ten, questions(), len(listed(client))) == (at_ten, at_ten, 55)
    assert at_ten <= 12


def test_the_export_says_whom_to_call_and_what_was_promised(client, officer):
    report = late("วัดสาย", pledge__organisation__phone="035-123-456", pledge__organisation__contact_name="พระสมชาย")
    CallNoteFactory(report=report, outcome="promised", promised_on=dt.date(2027, 4, 20), note="หลังสงกรานต์")
    response = client.get(reverse("pledges:calls-export"), {"format": "csv"})
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    for part in ("วัดสาย", "พระสมชาย", "035-123-456", "หลังสงกรานต์", ",7,"):
        assert part in lines[1]


def test_the_file_of_the_list_reads_nothing_row_by_row(client, officer):
    found = []
    for number in range(2):
        network = SectorNetworkFactory(code=f"temples{number}", name="เครือข่ายวัด", name_en="Temples")
        late(f"วัด {number}", pledge__organisation__network=network)
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        with counted() as queries:
            response = client.get(reverse("pledges:calls-export"), {"format": "csv"})
            lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
        found.append((len(queries), len(lines), lines[-1].count("Temples"), lines[-1].count(f"วัด {number}")))

    assert [row[1:] for row in found] == [(2, 1, 1), (3, 1, 1)]
    assert found[0][0] == found[1][0]


# Noting a call


def test_a_call_is_noted_and_the_list_comes_back_as_it_was(client, officer):
    report = late()
    back = f"{CALLS}?called=none"
    typed = {"outcome": "promised", "promised_on": "๒๐/๔/๒๕๗๐", "note": "หลังสงกรานต์", "next": back}
    response = client.post(note_address(report), typed)
    assert response.url == f"{back}#call-{report.pk}"
    call = CallNote.objects.get()
    assert (call.called_on, call.promised_on, call.by) == (dt.date(2027, 4, 7), dt.date(2027, 4, 20), officer)
    assert history_of(report).get().note == "หลังสงกรานต์"


def test_with_a_script_only_the_row_comes_back(client, officer):
    report, headers = late(), {"HX-Request": "true"}
    form = client.get(note_address(report), headers=headers).content.decode()
    assert "<html" not in form and "<form" in form
    response = client.post(note_address(report), {"outcome": "no_answer"}, headers=headers)
    assert (response["HX-Retarget"], response.content.decode().strip()[:4]) == (f"#call-{report.pk}", "<tr ")


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "script"])
def test_the_same_form_sent_twice_is_one_call_and_a_form_opened_anew_another(client, officer, headers):
    report = late()

    def opened():
        form = client.get(note_address(report), headers=headers).context["form"]
        return {"outcome": "no_answer", "note": "ไม่รับสาย", "known": form["known"].value()}

    form = opened()
    assert [client.post(note_address(report), form, headers=headers).status_code for _press in range(2)] == [
        200 if headers else 302
    ] * 2
    assert (CallNote.objects.count(), history_of(report).count()) == (1, 1)
    client.post(note_address(report), form | {"note": "โทรอีกครั้ง"}, headers=headers)
    client.post(note_address(report), opened(), headers=headers)
    assert list(CallNote.objects.order_by("pk").values_list("note", flat=True)) == ["ไม่รับสาย", "โทรอีกครั้ง", "ไม่รับสาย"]


def test_two_people_who_called_alike_made_two_calls(client, officer, province):
    report = late()
    for person in (officer, officer_of(province)):
        note_call(report=report, outcome="no_answer", known=0, by=person)
    assert CallNote.objects.count() == 2


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [({"outcome": "promised"}, "promised_on"), ({"outcome": "promised", "promised_on": "6/4/2570"}, "promised_on"),
     ({"outcome": "reached", "promised_on": "20/4/2570"}, "promised_on"), ({"outcome": "nonsense"}, "outcome"),
     ({}, "outcome"), ({"outcome": "promised", "promised_on": "30/02/2566"}, "promised_on"),
     ({"outcome": "reached", "note": "ก" * 1_000_000}, "note")],
)  # fmt: skip
def test_what_does_not_fit_together_is_said_and_kept(client, officer, fields, wrong):
    response = client.post(note_address(late()), fields)
    assert (list(response.context["form"].errors), CallNote.objects.count()) == ([wrong], 0)


def test_no_outcome_is_chosen_before_somebody_chooses_it(client, officer):
    page = client.get(note_address(late()))
    assert (page.context["form"]["outcome"].value(), page.content.decode().count("checked")) == (None, 0)


def test_a_call_without_an_outcome_is_asked_to_choose_one(client, officer):
    form = client.post(note_address(late()), {"note": "ไว้โทรใหม่"}).context["form"]
    assert (form.errors["outcome"], form["note"].value()) == (["กรุณาเลือกผลการโทร"], "ไว้โทรใหม่")


def test_a_promise_without_a_day_is_asked_for_it_once(client, officer):
    form = client.post(note_address(late()), {"outcome": "promised"}).context["form"]
    assert (form["promised_on"].label, form.errors["promised_on"]) == ("รับปากว่าจะส่งวันที่", ["โปรดระบุวันที่รับปากไว้"])


def telephones_on(client, report):
    """What the page of a report offers to call."""
    return re.findall(r'href="(tel:[^"]*)"', client.get(reverse("pledges:report", args=[report.pk])).content.decode())


@pytest.mark.parametrize(
    ("fields", "offered"),
    [({}, ["tel:035241000"]), ({"state": "submitted"}, []), ({"due_on": dt.date(2027, 4, 7)}, [])],
    ids=["late", "sent", "not late"],
)
def test_the_page_of_a_late_report_offers_to_call(client, officer, fields, offered):
    assert telephones_on(client, late(pledge__organisation__phone="035 241 000", **fields)) == offered


def test_the_page_of_a_late_report_offers_no_call_to_whoever_calls_nobody(client, province):
    report = late(pledge__organisation__phone="035 241 000")
    client.force_login(contact_of(report.pledge.organisation))
    assert telephones_on(client, report) == []


def test_the_way_back_leads_nowhere_else(client, officer):
    for evil in ("https://example.org/", "//example.org", "javascript:alert(1)"):
        response = client.post(note_address(late()), {"outcome": "reached", "next": evil})
        assert response.url.startswith(f"{CALLS}#call-")


def test_the_action_holds_the_same_rules(officer):
    report = late()
    over, later = dt.date(2027, 4, 6), dt.date(2027, 4, 20)
    for wrong in ({"outcome": "promised"}, {"outcome": "reached", "promised_on": later}, {"outcome": "x"},
                  {"outcome": "promised", "promised_on": over}, {"outcome": "reached", "note": "ก" * 501}):  # fmt: skip
        with pytest.raises(Refused):
            note_call(report=report, by=officer, **wrong)
    with pytest.raises(Refused):
        note_call(report=late(state="submitted"), outcome="reached", by=officer)
    with pytest.raises(NotAllowed):
        note_call(report=report, outcome="reached", by=contact_of(OrganisationFactory()))
    assert CallNote.objects.count() == 0


def test_the_history_of_the_report_says_how_a_call_went_and_what_was_promised(officer):
    report = late()
    note_call(report=report, outcome="promised", promised_on=dt.date(2027, 4, 20), note="หลังสงกรานต์", by=officer)
    note_call(report=report, outcome="no_answer", by=officer)
    told = [[(one.label, one.after) for one in change_words(event)] for event in history_of(report)]
    went = "ผลการโทร"
    assert told == [[(went, "ไม่รับสาย")], [(went, "รับปากวันส่ง"), ("รับปากว่าจะส่งวันที่", "20 เมษายน 2570")]]
